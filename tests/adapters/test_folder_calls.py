"""Calls to folders run elsewhere, and nobody waits for one that hangs."""

from __future__ import annotations

import threading
import time

import pytest
from support.waiting import wait_for

from reception_app.adapters.folder_calls import FolderCalls, FolderHangs

LONG_S = 20.0
SHORT_S = 0.05


def soon() -> float:
    return time.monotonic() + SHORT_S


def later() -> float:
    return time.monotonic() + LONG_S


def test_a_call_returns_its_value_from_another_thread() -> None:
    calls = FolderCalls("folder", at_most=1)

    names = [calls.run(lambda: threading.current_thread().name, until=later()) for _ in range(3)]

    assert ["folder"] * 3 == names


def test_its_error_comes_out_as_it_was() -> None:
    def fail() -> None:
        raise PermissionError(13, "no")

    with pytest.raises(PermissionError):
        FolderCalls("folder", at_most=1).run(fail, until=later())


def test_a_call_that_hangs_is_left_behind() -> None:
    released = threading.Event()
    calls = FolderCalls("folder", at_most=2)
    with pytest.raises(FolderHangs):
        calls.run(released.wait, until=soon())

    another = calls.run(lambda: "another", until=later())
    released.set()
    wait_for(lambda: not [thread for thread in threading.enumerate() if thread.name == "folder"])

    assert "another" == another


def test_where_all_threads_hang_the_next_call_is_not_begun() -> None:
    released, begun = threading.Event(), threading.Event()
    calls = FolderCalls("folder", at_most=1)
    with pytest.raises(FolderHangs):
        calls.run(released.wait, until=soon())
    with pytest.raises(FolderHangs):
        calls.run(begun.set, until=soon())
    released.set()

    assert "free again" == calls.run(lambda: "free again", until=later())
    assert not begun.is_set()
