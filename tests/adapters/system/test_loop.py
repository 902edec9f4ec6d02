"""The command line's loop: order, owner, time limit, and what comes out of a call."""

from __future__ import annotations

import _thread
import threading
from functools import partial

import pytest

from reception_app.adapters.system.loop import OwnerLoop

WAIT_S = 10.0


def test_calls_run_in_the_order_of_posting() -> None:
    loop, seen = OwnerLoop(), list[int]()
    for number in range(5):
        loop.post(partial(seen.append, number))

    assert loop.run_until(lambda: len(seen) == 5, WAIT_S)
    assert seen == [0, 1, 2, 3, 4]


def test_calls_of_other_threads_run_on_the_owners_thread() -> None:
    loop, seen = OwnerLoop(), list[int]()
    poster = threading.Thread(target=lambda: loop.post(lambda: seen.append(threading.get_ident())))
    poster.start()

    assert loop.run_until(lambda: bool(seen), WAIT_S)
    assert seen == [threading.get_ident()]
    poster.join()


def test_what_holds_already_needs_no_call() -> None:
    loop, seen = OwnerLoop(), list[int]()
    loop.post(lambda: seen.append(1))

    assert loop.run_until(lambda: True, WAIT_S)
    assert seen == []


def test_a_condition_that_does_not_come_ends_with_the_time() -> None:
    assert not OwnerLoop().run_until(lambda: False, 0.01)


def test_what_a_call_raises_comes_out_and_the_rest_waits() -> None:
    loop, seen = OwnerLoop(), list[int]()
    loop.post(lambda: seen.append(1 // 0))
    loop.post(lambda: seen.append(2))

    with pytest.raises(ZeroDivisionError):
        loop.run_until(lambda: bool(seen), WAIT_S)

    assert loop.run_until(lambda: bool(seen), WAIT_S)


def test_ctrl_c_ends_a_wait() -> None:
    loop = OwnerLoop()
    loop.post(lambda: threading.Thread(target=_thread.interrupt_main).start())

    with pytest.raises(KeyboardInterrupt):
        loop.run_until(lambda: False, WAIT_S)


def test_only_its_owner_runs_it() -> None:
    loop, caught = OwnerLoop(), list[str]()

    def elsewhere() -> None:
        with pytest.raises(RuntimeError) as error:
            loop.run_until(lambda: True, WAIT_S)
        caught.append(str(error.value))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join(WAIT_S)

    assert caught == ["only the thread that made the loop may run it"]
