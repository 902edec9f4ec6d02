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
    """Takes whatever XML lies there and notes what it saw."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.seen: list[str] = []

    def take(self) -> None:
        for each in sorted(self._folder.glob("*.xml")):
            self.seen.append(each.name)
            each.unlink()


@dataclass
class Fate:
    """When the power goes, and when the receipt computer looks: one choice a step."""

    choices: Iterator[str]
    computer: ReceiptComputer

    def step(self) -> None:
        choice = next(self.choices, "")
        if "t" in choice:
            self.computer.take()
        if "c" in choice:
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


EVENTS = st.tuples(st.integers(0, 14), st.sampled_from(["c", "t", "ct"]))
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

    assert _seen(when_taken[taken], 1) == [_token(1)]


def _seen(choices: Sequence[str], answers: int) -> list[str]:
    """What the receipt computer saw when the last life of the program was over."""
    with TemporaryDirectory() as place:
        folder = Path(place, "face")
        folder.mkdir()
        computer = ReceiptComputer(folder)
        fate = Fate(iter(choices), computer)
        fresh_store(Path(place, "store")).close()
        for _ in range(1 + sum("c" in choice for choice in choices)):
            _start(Path(place, "store"), folder, fate, answers)
        computer.take()
        assert list(folder.iterdir()) == []
    return sorted(name.split("_")[2][len(INSTITUTION) :] for name in computer.seen)


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
