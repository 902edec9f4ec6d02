"""Whatever can be used has a role and a name, in every window and in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.spoken_desk import (
    PATIENT,
    SETTINGS,
    STAFF,
    TRAY,
    Node,
    Screen,
    SpokenDesk,
)

pytestmark = pytest.mark.accessibility

USABLE = {"push button", "check box", "radio button", "combo box", "text", "list", "list item"}
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
GROUPS = ("表示", "カード", "照会", "一括照会", "引渡し", "医療機関", "結果の保存")
"""Below the first one."""


def usable(window: Node) -> list[Node]:
    return [each for each in window if each.role in USABLE or "focusable" in each.states]


def unnamed(window: Node) -> list[str]:
    return [each.role for each in usable(window) if not each.name.strip()]


def page(window: Node, group: str) -> Node | None:
    """Return the window if it shows the page of a group, whose heading is a label."""
    headings = [each.name for each in window if each.role == "label"]
    return window if group in headings[:1] else None


def go_on(settings: SpokenDesk, group: str) -> Node:
    """Go to the next group by keyboard."""
    settings.press("Down")
    return settings.until(lambda: page(settings.window(SETTINGS), group))


@pytest.fixture
def settings(desk: SpokenDesk) -> Iterator[SpokenDesk]:
    """The settings window, opened by keyboard."""
    desk.go_to(STAFF)
    desk.tab_to("設定を開く")
    desk.press("space")
    desk.until(lambda: desk.is_in(SETTINGS))
    desk.until(lambda: "担当者" in desk.window(SETTINGS).words)
    yield desk
    desk.press("Escape")


def test_the_windows_are_windows_with_a_title(settings: SpokenDesk) -> None:
    windows = settings.windows()

    assert {("frame", True)} == {(each.role, bool(each.name)) for each in windows}
    assert len(windows) == 4


@pytest.mark.parametrize("title", [STAFF, PATIENT, TRAY])
def test_everything_that_can_be_used_has_a_name(desk: SpokenDesk, title: str) -> None:
    window = desk.window(title)

    assert usable(window)
    assert [] == unnamed(window)


def test_the_troubles_say_what_they_do(desk: SpokenDesk) -> None:
    desk.act(TRAY, "不調")
    window = desk.until(lambda: desk.window_with(TRAY, "リーダーを抜く"))
    desk.act(TRAY, "カード")

    boxes = [each for each in window if each.role == "check box" and each.description]
    assert [] == unnamed(window)
    assert len(boxes) > 10


def test_every_setting_says_what_it_is_about(settings: SpokenDesk) -> None:
    groups = [settings.window(SETTINGS), *(go_on(settings, group) for group in GROUPS)]

    for window in groups:
        names = [each.name for each in usable(window) if each.role != "list item"]
        assert [] == unnamed(window)
        assert sorted(set(names)) == sorted(names)


def test_english_names_are_english(screen: Screen, tmp_path: Path) -> None:
    with SpokenDesk(screen, tmp_path, "--lang", "en") as desk:
        desk.hear("Ask the patient to place the card")
        windows = {name: desk.window(name) for name in ("Eligibility check", "Practice cards")}

    for window in windows.values():
        assert not JAPANESE.search(window.name.replace("見本内科クリニック", ""))
        named = [each.name for each in usable(window) if each.role != "list item"]
        assert [] == [name for name in named if JAPANESE.search(name)]
