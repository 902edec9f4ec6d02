"""``reception-app watch`` in a process of its own, read line by line."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import IO, Any

from support.waiting import wait_for

WITHIN_S = 60.0


class Watching:
    """A ``watch`` in a process of its own."""

    def __init__(self, command: Sequence[str]) -> None:
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._lines = SimpleQueue[str]()
        self.said: list[str] = []
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self._readers = [
            _reading(self.process.stdout, self._lines.put),
            _reading(self.process.stderr, self.said.append),
        ]

    @property
    def printed(self) -> int:
        """How many documents wait to be read."""
        return self._lines.qsize()

    def next(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self._lines.get(timeout=WITHIN_S))
        return document

    def until_said(self, words: str) -> None:
        wait_for(lambda: words in "\n".join(self.said))

    def end(self, signal_number: int | None = signal.SIGTERM) -> tuple[int, list[dict[str, Any]]]:
        """Wait for the end, and return the status and what was not read yet."""
        if signal_number is not None:
            self.process.send_signal(signal_number)
        status = self.process.wait(timeout=WITHIN_S)
        for reader in self._readers:
            reader.join()
        assert "Traceback" not in "\n".join(self.said)
        rest = []
        while not self._lines.empty():
            rest.append(json.loads(self._lines.get()))
        return status, rest

    def give_up(self) -> None:
        """End it whatever happened in the test."""
        self.process.kill()
        self.process.wait(timeout=WITHIN_S)
        for reader in self._readers:
            reader.join()


def _reading(stream: IO[bytes], put: Callable[[str], object]) -> threading.Thread:
    def read() -> None:
        with stream:
            for line in stream:
                put(line.decode("utf-8"))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread
