"""Notices that something changed in a folder, where the system tells; a hint, never needed.

Shares may tell nothing, stop telling without a word, or hang when they are asked: whoever uses
this scans all the same, and waits for nothing here (docs/adr/0009-scan-of-shared-folders.md).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it is imported where it is used: on a thread of its own
    from watchdog.observers.api import BaseObserver

_JOIN_S = 1.0
_LOG = logging.getLogger(__name__)


class FolderHint:
    """Wakes somebody soon after a file of one folder appeared or changed; one thread uses it."""

    def __init__(self, folder: Path, wake: Callable[[], None]) -> None:
        """Make one that notices nothing yet.

        Args:
            folder: Which one.
            wake: Called on any thread, perhaps often; it must return at once.
        """
        self._folder = folder
        self._wake = wake
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def renew(self) -> None:
        """Begin anew: whenever the folder can be reached again, for it may be another one."""
        self._ended.set()
        self._ended = ended = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(ended,), name="folder-hint", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Notice nothing more; a folder that hangs keeps its thread, and nobody else for long."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(_JOIN_S)

    def _run(self, ended: threading.Event) -> None:
        try:
            observer = _observer_of(self._folder, self._wake)
            try:
                observer.start()
                ended.wait()
            finally:
                observer.stop()  # also one that could not start: it has a thread already
                if observer.is_alive():
                    observer.join()
        except Exception as error:  # whatever it is, scanning is enough
            _LOG.info("a folder is scanned without notifications: %s", type(error).__name__)


def _observer_of(folder: Path, wake: Callable[[], None]) -> BaseObserver:
    from watchdog import events  # noqa: PLC0415 - 60 ms
    from watchdog.observers import Observer  # noqa: PLC0415 - as above

    class Waking(events.FileSystemEventHandler):
        def on_any_event(self, event: events.FileSystemEvent) -> None:
            wake()

    # Not the rest: reading a file is an event, too, so that a scan would call for the next one.
    kinds = [events.FileCreatedEvent, events.FileMovedEvent, events.FileModifiedEvent]
    observer = Observer()
    observer.schedule(Waking(), folder, event_filter=[*kinds], follow_symlink=True)
    return observer
