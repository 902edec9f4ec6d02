from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.answers import INSTITUTION, KEY, check_id, result
from support.handover_desk import Desk, drained
from support.stores import fresh_store

from reception_app.adapters.store.opening import open_store


class Crash(BaseException):
    """The power goes."""


class ReceiptComputer:
    """Takes whatever XML lies in one of its folders and notes what it saw."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self.seen: list[str] = []

    def take(self) -> None:
        for each in sorted(self._place.glob("face*/*.xml")):
            self.seen.append(each.name)
            each.unlink()


@dataclass
class Fate:
    """One choice a step: c, the power goes; m, it goes and comes back with another folder in the
    settings; t, the receipt computer looks.
    """

    choices: Iterator[str]
    computer: ReceiptComputer
    today: str = "face-1"
    before: str = "face-2"

    def step(self) -> None:
        choice = next(self.choices, "")
        if "t" in choice:
            self.computer.take()
        if "m" in choice:
            self.today, self.before = self.before, self.today
        if "c" in choice or "m" in choice:
            raise Crash


class Fated:
    """A port whose every call is a step before it and a step after it."""

    def __init__(self, port: Any, fate: Fate) -> None:
        self._port = port
        self._fate = fate

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        def call(*arguments: object) -> Any:
            self._fate.step()
            value = getattr(self._port, verb)(*arguments)
            self._fate.step()
            return value

        return call


def quiet_then(event: tuple[int, str]) -> list[str]:
    return [""] * event[0] + [event[1]]


EVENTS = st.tuples(st.integers(0, 17), st.sampled_from(["c", "t", "ct", "m", "mt"]))
FATES = st.lists(EVENTS.map(quiet_then), max_size=8).map(
    lambda parts: list(chain.from_iterable(parts))
)


@settings(max_examples=40, deadline=None)
@given(FATES, st.integers(1, 3))
def test_each_answer_is_seen_exactly_once_whenever_the_power_goes(
    choices: Sequence[str], answers: int
) -> None:
    assert _seen(choices, answers) == [_token(number) for number in range(1, answers + 1)]


@pytest.mark.parametrize("taken", ["before", "at once", "in between", "after"])
@pytest.mark.parametrize("crash", range(14))
def test_an_answer_is_seen_exactly_once_after_a_crash_at_each_step(crash: int, taken: str) -> None:
    when_taken = {
        "before": ["t"] * crash + ["c"],
        "at once": [""] * crash + ["c"] + ["t"] * 20,
        "in between": [""] * crash + ["ct"],
        "after": [""] * crash + ["c"],
    }

    seen, left = _life_story(when_taken[taken], 1)

    assert (seen, left) == ([_token(1)], [])


@pytest.mark.parametrize("taken", ["at once", "after"])
@pytest.mark.parametrize("crash", range(14))
def test_an_answer_is_seen_once_though_the_folder_changed_with_the_crash(
    crash: int, taken: str
) -> None:
    looking = ["t"] * 20 if taken == "at once" else []

    seen, left = _life_story([*[""] * crash, "m", *looking], 1)

    # Between writing aside and writing that down, nobody knows of the file.
    assert (seen, left) == ([_token(1)], ["face-1"] if crash in AFTER_PREPARING else [])


@pytest.mark.parametrize("crash", range(18))
def test_an_answer_is_seen_once_after_a_crash_at_each_step_of_moving_it(crash: int) -> None:
    seen, left = _life_story([*MOVED, *[""] * crash, "c"], 1)

    assert (seen, left) == ([_token(1)], ["face-1"] if crash in FORGETTING else [])


@pytest.mark.parametrize("crash", range(18))
def test_an_answer_is_seen_once_though_the_folder_changes_back(crash: int) -> None:
    seen, _ = _life_story([*MOVED, *[""] * crash, "m", *["t"] * 20], 1)

    assert seen == [_token(1)]


MOVED = [""] * 6 + ["m"]
"""A crash before the release, with another folder in the settings afterwards."""
AFTER_PREPARING = range(3, 5)
FORGETTING = range(7, 13)
"""Crashes that leave the invisible file in the folder of before: the row has its new path already,
and the old file is removed only when the new one was released (it may be the same file).
"""


def _seen(choices: Sequence[str], answers: int) -> list[str]:
    return _life_story(choices, answers)[0]


def _life_story(choices: Sequence[str], answers: int) -> tuple[list[str], list[str]]:
    """What the receipt computer saw when the last life of the program was over, and which folders
    still hold a file aside.
    """
    with TemporaryDirectory() as name:
        place = Path(name)
        computer = ReceiptComputer(place)
        fate = Fate(iter(choices), computer)
        for folder in (fate.today, fate.before):
            (place / folder).mkdir()
        fresh_store(place / "store").close()
        for _ in range(1 + sum("c" in choice or "m" in choice for choice in choices)):
            _start(place / "store", place / fate.today, fate, answers)
        computer.take()
        left = sorted(each.parent.name for each in place.glob("face*/*"))
    return sorted(name.split("_")[2][len(INSTITUTION) :] for name in computer.seen), left


def _token(number: int) -> str:
    return check_id(number).replace("-", "")


def _start(path: Path, folder: Path, fate: Fate, answers: int) -> None:
    """One life of the program: it saves what it has not yet saved, and hands over."""
    store = open_store(path, KEY)
    desk = Desk(store, folder)
    try:
        desk.save(*(result(number) for number in range(1, answers + 1)))
        ports = {"store": Fated(store, fate), "sink": Fated(desk.sink, fate)}
        drained(desk.controller(**ports))
    except Crash:
        pass
    finally:
        store.close()
