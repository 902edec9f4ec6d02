"""The bridge into Qt holds whoever comes over it, and whenever."""

from __future__ import annotations

import sys
import threading
from functools import partial

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from reception_app.ui.dispatcher import UiDispatcher

_THREADS = 6
_POSTS = 200


def post_from_threads(dispatcher: UiDispatcher, seen: list[tuple[int, int, str]]) -> None:
    def note(thread: int, number: int) -> None:
        seen.append((thread, number, threading.current_thread().name))

    def post(thread: int) -> None:
        for number in range(_POSTS):
            dispatcher.post(partial(note, thread, number))

    threads = [threading.Thread(target=post, args=(n,)) for n in range(_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_every_call_comes_once_in_order_and_on_the_windows_thread(qapp: QApplication) -> None:
    dispatcher = UiDispatcher()
    seen: list[tuple[int, int, str]] = []

    post_from_threads(dispatcher, seen)
    qapp.processEvents()

    assert len(seen) == _THREADS * _POSTS
    assert {name for _, _, name in seen} == {threading.current_thread().name}
    for thread in range(_THREADS):
        assert [n for t, n, _ in seen if t == thread] == list(range(_POSTS))


def test_what_is_still_to_come_is_dropped_when_it_closes(qapp: QApplication) -> None:
    dispatcher = UiDispatcher()
    seen: list[int] = []
    dispatcher.post(lambda: seen.append(1))
    dispatcher.post(dispatcher.close)
    dispatcher.post(lambda: seen.append(2))

    qapp.processEvents()

    assert seen == [1]


def test_a_thread_that_comes_back_late_touches_nothing(qapp: QApplication) -> None:
    dispatcher = UiDispatcher()
    dispatcher.close()
    shiboken6.delete(dispatcher)  # as the end of the program does

    seen: list[tuple[int, int, str]] = []
    post_from_threads(dispatcher, seen)
    qapp.processEvents()

    assert seen == []


def test_a_call_that_fails_does_not_stop_the_next(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatcher = UiDispatcher()
    seen: list[int] = []
    escaped: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: escaped.append(kind))

    def fail() -> None:
        raise RuntimeError

    dispatcher.post(fail)
    dispatcher.post(lambda: seen.append(1))
    qapp.processEvents()

    assert seen == [1]
    assert escaped == [RuntimeError]


def test_a_signal_that_comes_inside_of_a_post_may_post_too(qapp: QApplication) -> None:
    dispatcher = UiDispatcher()
    seen: list[int] = []

    with dispatcher._touching:  # as a handler of signals, on the same thread
        dispatcher.post(lambda: seen.append(1))
    qapp.processEvents()

    assert seen == [1]


def test_what_is_posted_while_something_is_drawn_comes_after_it_in_order(
    qapp: QApplication,
) -> None:
    dispatcher, came = UiDispatcher(), list[int]()
    dispatcher.post(lambda: came.append(1))
    dispatcher.hold()
    dispatcher.post(lambda: came.append(2))
    qapp.processEvents()
    assert came == []

    dispatcher.release()
    dispatcher.release()
    dispatcher.post(lambda: came.append(3))
    qapp.processEvents()

    assert came == [1, 2, 3]


def test_nothing_is_held_for_long(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reception_app.ui.dispatcher._LONGEST_HOLD_MS", 1)
    dispatcher, came = UiDispatcher(), list[int]()
    dispatcher.hold()
    dispatcher.post(lambda: came.append(1))

    while not came:
        qapp.processEvents()


def test_what_is_held_when_the_windows_go_is_dropped(qapp: QApplication) -> None:
    dispatcher, came = UiDispatcher(), list[int]()
    dispatcher.hold()
    dispatcher.post(lambda: came.append(1))

    dispatcher.close()
    dispatcher.release()
    qapp.processEvents()

    assert came == []
