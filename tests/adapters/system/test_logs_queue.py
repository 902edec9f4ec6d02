"""A disk that hangs holds up nobody, and what waits for it is as safe as what it gets.

A named pipe that nobody reads plays the disk: it does not even open.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import queue
import threading
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from logging.handlers import QueueHandler, RotatingFileHandler
from pathlib import Path
from typing import Any

import pytest

from reception_app.adapters.system import logs
from reception_app.adapters.system.logs import LEVEL_VARIABLE, log_path, logging_to

NAME = "YAMADA HANAKO"
own = logging.getLogger("reception_app.adapters.pcsc.gateway")


class HungDisk:
    """A log file that does not open until it is let go."""

    def __init__(self, data_dir: Path) -> None:
        self.path = log_path(data_dir)
        self.path.parent.mkdir()
        os.mkfifo(self.path)
        self._before = set(threading.enumerate())

    def let_go(self) -> list[dict[str, Any]]:
        """Read until the writer closes; returns the lines."""
        return [json.loads(line) for line in self.path.read_text("utf-8").splitlines()]

    def join(self) -> None:
        """Wait for the writer's thread, also where the test failed."""
        reader = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)  # it may have nothing to write
        try:
            for thread in set(threading.enumerate()) - self._before:
                thread.join(20.0)
        finally:
            os.close(reader)


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HungDisk]:
    monkeypatch.setattr(logs, "_PATIENCE_S", 0.05)
    disk = HungDisk(tmp_path)
    yield disk
    disk.join()


def test_who_logs_does_not_wait_for_the_disk_nor_does_the_end(
    disk: HungDisk, tmp_path: Path
) -> None:
    with logging_to(tmp_path):
        own.error("first")
        own.info("second")

    assert [line["message"] for line in disk.let_go()] == ["first", "second"]


def test_the_end_of_the_interpreter_does_not_wait_either(disk: HungDisk, tmp_path: Path) -> None:
    with ExitStack() as stack:
        stack.enter_context(logging_to(tmp_path))
        own.error("first")
        for handler in list(logging.getLogger().handlers):
            handler.flush()
    files = [each for each in gc.get_objects() if isinstance(each, RotatingFileHandler)]
    (file,) = (each for each in files if each.baseFilename == str(disk.path))

    logging.shutdown([weakref.ref(file)])

    assert [line["message"] for line in disk.let_go()] == ["first"]


def test_what_finds_no_room_is_counted(
    disk: HungDisk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "_MAX_QUEUED", 3)
    with logging_to(tmp_path):
        for _ in range(20):
            own.info("hello")

    lines = disk.let_go()
    hellos = [line for line in lines if line["message"] == "hello"]
    (lost,) = (line for line in lines if line["message"] == "log lines dropped")
    assert lost["level"] == "WARNING"
    assert 3 <= len(hellos) <= 4  # one may be in the writer's hands
    assert len(hellos) + lost["count"] == 20


def test_nothing_that_is_not_written_waits_in_the_queue(disk: HungDisk, tmp_path: Path) -> None:
    with logging_to(tmp_path, environment={LEVEL_VARIABLE: "DEBUG"}):
        own.debug("first")  # it may be in the writer's hands
        try:
            int(NAME)
        except ValueError:
            own.exception("typed %s", NAME, extra={"patient": NAME, "state": NAME})
        (front,) = (x for x in logging.getLogger().handlers if isinstance(x, QueueHandler))
        waiting: list[logging.LogRecord] = []
        with suppress(queue.Empty):
            while True:
                line = front.queue.get(block=False)  # type: ignore[call-arg]  # a SimpleQueue
                waiting.append(line)

    assert "builtins.ValueError" in waiting[-1].msg
    assert not any(NAME in str(vars(record)) for record in waiting)


def test_what_nobody_caught_is_in_the_file_at_once(tmp_path: Path) -> None:
    with logging_to(tmp_path):
        own.critical("unexpected")

        assert "unexpected" in log_path(tmp_path).read_text("utf-8")


def test_all_that_was_logged_is_written_at_the_end(tmp_path: Path) -> None:
    with logging_to(tmp_path):
        for number in range(2000):
            own.info("hello", extra={"count": number})

    lines = log_path(tmp_path).read_text("utf-8").splitlines()
    assert [json.loads(line)["count"] for line in lines] == list(range(2000))


def test_the_lines_of_many_threads_are_whole_and_in_order(tmp_path: Path) -> None:
    def say(attempt: int) -> None:
        for number in range(200):
            own.info("hello", extra={"attempt": attempt, "count": number})

    with logging_to(tmp_path):
        threads = [threading.Thread(target=say, args=(attempt,)) for attempt in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    lines = [json.loads(line) for line in log_path(tmp_path).read_text("utf-8").splitlines()]
    for attempt in range(4):
        assert [x["count"] for x in lines if x["attempt"] == attempt] == list(range(200))
