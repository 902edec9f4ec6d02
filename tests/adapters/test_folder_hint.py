"""A change in a folder wakes whoever scans it; where it cannot, nothing happens."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from support.waiting import wait_for

from reception_app.adapters import folder_hint
from reception_app.adapters.folder_hint import FolderHint

WITHIN_S = 30.0


class Sleeper:
    """Somebody who scans a folder, and how to wake them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.woken = threading.Event()
        self.hint = FolderHint(folder, self.woken.set)

    def write_until_woken(self, name: str) -> bool:
        """Change a file again and again: nobody says when the system begins to watch."""

        def look() -> bool:
            (self.folder / name).write_bytes(b"news")
            return self.woken.wait(0.05)

        return wait_for(look)


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Sleeper]:
    folder = tmp_path / "face"
    folder.mkdir()
    with ExitStack() as stack:
        made = Sleeper(folder)
        stack.callback(made.hint.stop)
        yield made


def test_a_new_file_wakes(sleeper: Sleeper) -> None:
    sleeper.hint.renew()

    assert sleeper.write_until_woken("result.xml")


def test_so_does_one_that_is_renamed_into_the_folder(sleeper: Sleeper, tmp_path: Path) -> None:
    sleeper.hint.renew()
    sleeper.write_until_woken("first")
    (tmp_path / "aside").write_bytes(b"news")
    wait_for(lambda: not any_woken_meanwhile(sleeper))

    (tmp_path / "aside").rename(sleeper.folder / "result.xml")

    assert sleeper.woken.wait(WITHIN_S)


def any_woken_meanwhile(sleeper: Sleeper) -> bool:
    """Whether what happened before still wakes."""
    sleeper.woken.clear()
    return sleeper.woken.wait(0.2)


def test_reading_a_file_does_not_wake(sleeper: Sleeper) -> None:
    sleeper.hint.renew()
    sleeper.write_until_woken("result.xml")
    wait_for(lambda: not any_woken_meanwhile(sleeper))

    (sleeper.folder / "result.xml").read_bytes()
    list(sleeper.folder.iterdir())

    assert not any_woken_meanwhile(sleeper)


def test_a_folder_that_came_back_wakes_again(sleeper: Sleeper) -> None:
    sleeper.hint.renew()
    sleeper.write_until_woken("result.xml")
    sleeper.folder.rename(sleeper.folder.with_name("gone"))
    sleeper.folder.mkdir()
    sleeper.hint.renew()
    wait_for(lambda: not any_woken_meanwhile(sleeper))

    assert sleeper.write_until_woken("result.xml")


def test_a_folder_that_cannot_be_watched_is_said_quietly(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    hint = FolderHint(tmp_path / "nowhere", lambda: None)
    with caplog.at_level(logging.INFO):
        hint.renew()
        wait_for(lambda: caplog.records)
    hint.stop()

    assert ["without notifications" in record.message for record in caplog.records] == [True]


def test_one_that_was_never_begun_can_be_stopped(sleeper: Sleeper) -> None:
    sleeper.hint.stop()

    assert not sleeper.woken.is_set()


def test_a_share_that_hangs_keeps_nobody(
    sleeper: Sleeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_hint, "_JOIN_S", 0.01)
    asked, answers = threading.Event(), threading.Event()

    def hang(_: Path, __: object) -> None:
        asked.set()
        answers.wait()
        raise OSError

    monkeypatch.setattr(folder_hint, "_observer_of", hang)
    sleeper.hint.renew()
    asked.wait(WITHIN_S)
    sleeper.hint.renew()
    sleeper.hint.stop()
    hanging = [each for each in threading.enumerate() if each.name == "folder-hint"]
    answers.set()

    assert {True} == {each.daemon for each in hanging}
    wait_for(lambda: not any(each.is_alive() for each in hanging))
