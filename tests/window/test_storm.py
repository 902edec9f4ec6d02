"""Keys, clicks, digits, cards and troubles during every transition: nothing gets mixed up."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from support.desk_window import DeskWindow
from support.storm import Storm, Watcher, close_what_pops_up

from reception_app.domain.session.states import Answered, Idle
from reception_app.options import Options
from reception_app.training import practice

_BLOWS = 300
_CONFIRMED = {"kind": "face-folder", "when": "confirmed"}


@pytest.fixture
def calm(qapp: QApplication, tmp_path: Path, method: str) -> Iterator[DeskWindow]:
    (tmp_path / "settings.toml").write_text(f'[desk]\ndefault_method = "{method}"\n', "utf-8")
    given = Options(settings=tmp_path / "settings.toml", data=tmp_path / "data", training=True)
    desk = DeskWindow(qapp, tmp_path, given)
    desk.open()
    yield desk
    desk.close()


def confirming(tables: Callable[..., Mapping[str, object]]) -> Callable[..., Mapping[str, object]]:
    """Let the hand-over of training mode wait for F8."""

    def with_confirmation(folder: Path, given: Mapping[str, object]) -> Mapping[str, object]:
        return {
            **tables(folder, given),
            "handover": {**_CONFIRMED, "folder": str(folder / "handover")},
        }

    return with_confirmation


@pytest.fixture
def _waits_for_f8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice, "practice_tables", confirming(practice.practice_tables))


@pytest.mark.usefixtures("_waits_for_f8")
@pytest.mark.parametrize(("seed", "method"), [(1, "pin"), (2, "pin"), (3, "visual")])
def test_after_a_storm_the_desk_works_and_nothing_was_mixed_up(
    calm: DeskWindow, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = Watcher.watch(calm, monkeypatch)
    storm = Storm(calm, random.Random(seed))  # noqa: S311 - no secret
    for _ in range(_BLOWS):
        storm.blow()
        watcher.look()

    close_what_pops_up()
    calm.back_to_idle()
    watcher.settle_accounts()
    assert len(watcher.typed) * 4 <= storm.digits
    assert_that_the_desk_works(calm)


def assert_that_the_desk_works(desk: DeskWindow) -> None:
    """One patient, from the card to the end."""
    assert desk.program.desk is not None
    desk.program.desk.choose_operator("sato")
    before = len(desk.now.today)
    desk.lay("employee")
    desk.identify()
    answered = desk.until_state(Answered)
    desk.until(lambda: len(desk.now.today) == before + 1)
    assert desk.now.today[0].record.check_id == answered.request.check_id
    desk.back_to_idle()
    assert isinstance(desk.now.session, Idle)
