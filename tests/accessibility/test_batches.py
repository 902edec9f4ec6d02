"""一括照会 by keyboard and screen reader alone."""

from __future__ import annotations

import pytest
from support.spoken_desk import STAFF, Node, SpokenDesk

pytestmark = pytest.mark.accessibility

USABLE = {"push button", "check box", "radio button", "combo box", "text", "table"}


def cells(window: Node) -> list[str]:
    return [each.name for each in window if each.role == "table cell"]


def with_cells(window: Node) -> Node | None:
    return window if cells(window) else None


def test_a_list_is_read_and_understood(desk: SpokenDesk) -> None:
    desk.go_to(STAFF)
    desk.press("Control_L+b")
    desk.until(lambda: desk.window_with(STAFF, "新しい一括照会"))
    desk.act(STAFF, "新しい一括照会")
    desk.until(lambda: desk.window_with(STAFF, "対象を読み込む"))
    desk.act(STAFF, "対象を読み込む")
    window = desk.until(lambda: with_cells(desk.window(STAFF)))

    unnamed = [each.role for each in window if each.role in USABLE and not each.name.strip()]
    assert unnamed == []
    rows = [name for name in cells(window) if name.startswith("行 ")]
    assert rows
    assert all("、患者番号 " in name and "、事前点検 " in name for name in rows)
    assert any("Ctrl+Enter" in name for name in window.words)

    desk.press("Escape")
    desk.until(lambda: not cells(desk.window(STAFF)))
