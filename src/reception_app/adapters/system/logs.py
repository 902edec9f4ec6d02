"""The log: JSON lines in a rotating file that only its owner may read; nothing personal gets in.

Whoever logs writes a constant text and puts data into ``extra``; ``redaction`` says which keys
get through. The log at DEBUG is as safe as at INFO. It is not the audit record.

A record becomes a finished line on the thread that logs; a thread of its own writes the lines, so
that a slow or hung disk does not hold up the desk. Each line is flushed when it is written. Who
logs waits for that with CRITICAL only, and not for long: what nobody caught, told with the place
of the log. The end of the program waits as well.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final, TypeAlias

from reception_app.adapters.system.redaction import SAFE, RedactingFilter
from reception_app.application.log_context import CHECK_ID

LEVEL_VARIABLE: Final = "RECEPTION_APP_LOG"
_FOLDER: Final = "logs"
_FILE: Final = "reception.log"
_MAX_BYTES: Final = 5_000_000
_BACKUPS: Final = 5
_MAX_QUEUED: Final = 10_000
"""A few megabytes: some minutes of the busiest desk."""
_PATIENCE_S: Final = 3.0
"""For a disk at the end of the program."""
_LEVELS: Final = {"DEBUG", "INFO", "WARNING", "ERROR"}
# These two write whole requests at DEBUG; the filter would drop them, after they were made.
_TOO_CHATTY: Final = ("httpx", "httpcore")

_Lines: TypeAlias = "queue.SimpleQueue[logging.LogRecord | threading.Event | None]"
"""Finished lines; an event is set when all before it are written. Its put() may be interrupted by
a signal handler or a finalizer that logs as well."""


def log_path(data_dir: Path) -> Path:
    """Return where the newest log lines are."""
    return data_dir / _FOLDER / _FILE


@contextmanager
def logging_to(data_dir: Path, *, environment: Mapping[str, str] = os.environ) -> Generator[None]:
    """Write the whole process's log below a data folder, and stop at the end.

    A log that cannot be written never stops the desk: the store meets the same trouble and has
    words for it.
    """
    root, handler = logging.getLogger(), _handler(log_path(data_dir))
    before = root.level, logging.raiseExceptions
    logging.raiseExceptions = False  # else a full disk prints a traceback for each line
    root.addHandler(handler)
    root.setLevel(_level(environment))
    for name in _TOO_CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()  # writes what is queued
        root.setLevel(before[0])
        logging.raiseExceptions = before[1]


class JsonLines(logging.Formatter):
    """One JSON object a line, of what the filter left."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a record that did not pass the filter comes out empty of content."""
        moment = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, object] = {
            "at": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        line |= getattr(record, SAFE, {})
        return json.dumps(line, ensure_ascii=True)


class _CheckIdFilter(logging.Filter):
    """Adds the check that the logging code works for, before the redaction looks at it."""

    def filter(self, record: logging.LogRecord) -> bool:
        check_id = CHECK_ID.get()
        if check_id is not None and not hasattr(record, "check_id"):
            record.check_id = check_id
        return True


class _Queueing(QueueHandler):
    """Puts finished lines into the queue: what is not written never gets there.

    Attributes:
        dropped: How many lines found the queue full.
    """

    def __init__(self, lines: _Lines, file: _PrivateFile) -> None:
        super().__init__(lines)
        self.addFilter(_CheckIdFilter())
        self.addFilter(RedactingFilter())
        self.setFormatter(JsonLines())
        self.dropped = 0
        self._lines = lines
        self._writer = _Writer(lines, file, self)
        self._writer.start()

    def handle(self, record: logging.LogRecord) -> bool:
        """Queue a record; see a critical one written, outside of the lock that others want."""
        passed = super().handle(record)
        if passed and record.levelno >= logging.CRITICAL:
            self.flush()
        return passed

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """Return a record of the line alone: a copy would keep all that ``extra`` held."""
        return logging.makeLogRecord({"msg": self.format(record)})

    def enqueue(self, record: logging.LogRecord) -> None:
        """Queue a line, or drop and count it."""
        if self._lines.qsize() < _MAX_QUEUED:
            self._lines.put(record)
        else:
            self.dropped += 1  # under the handler's lock

    def flush(self) -> None:
        """Wait until what is queued is written, but not for a hung disk."""
        if self._writer.runs:
            written = threading.Event()
            self._lines.put(written)
            written.wait(_PATIENCE_S)

    def close(self) -> None:
        """Write what is queued and end the thread; one that hangs is left behind."""
        self._writer.stop()
        super().close()


class _Writer(QueueListener):
    """The thread that writes the lines; nothing else touches the file while it runs."""

    def __init__(self, lines: _Lines, file: _PrivateFile, source: _Queueing) -> None:
        super().__init__(lines)
        self._file = file
        self._source = source
        self._lines = lines
        self._end = threading.Event()
        self._told = 0

    @property
    def runs(self) -> bool:
        """Whether it was not stopped."""
        return self._thread is not None

    def handle(self, record: logging.LogRecord | threading.Event) -> None:
        """Write a line, and after it how many did not find room meanwhile."""
        if isinstance(record, threading.Event):
            if record is self._end:
                self._file.close()  # here, however late that is
            record.set()
            return
        self._file.handle(record)
        lost, self._told = self._source.dropped - self._told, self._source.dropped
        if lost:
            self._file.handle(self._source.prepare(_dropped(lost)))

    def stop(self) -> None:
        """Write what is queued, for as long as is bearable."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._lines.put(self._end)
        self.enqueue_sentinel()
        thread.join(_PATIENCE_S)
        if thread.is_alive():
            self._file.leave()


class _NoLock:
    """In place of a handler's lock: one thread writes, and ``logging.shutdown`` may not wait."""

    def acquire(self) -> None:
        """Take nothing."""

    def release(self) -> None:
        """Give nothing back."""

    def __enter__(self) -> None:
        """Take nothing."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Give nothing back."""


class _PrivateFile(RotatingFileHandler):
    """A rotating file that is made with mode 0600, whatever the umask is."""

    def createLock(self) -> None:  # noqa: N802 - the library's name
        """Do without: see ``_NoLock``."""
        self.lock = _NoLock()  # type: ignore[assignment]  # has all that a lock is used for

    def leave(self) -> None:
        """Forget a stream that hangs, so that nobody flushes or closes it."""
        self.stream = None

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        return os.fdopen(os.open(self.baseFilename, flags, 0o600), "a", encoding=self.encoding)


def _handler(path: Path) -> logging.Handler:
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = _PrivateFile(
        path, maxBytes=_MAX_BYTES, backupCount=_BACKUPS, encoding="utf-8", delay=True
    )
    return _Queueing(queue.SimpleQueue(), file)


def _dropped(count: int) -> logging.LogRecord:
    """Return a record that passed the filter."""
    record = logging.makeLogRecord(
        {"name": __name__, "levelno": logging.WARNING, "levelname": "WARNING", "count": count}
        | {"msg": "log lines dropped"}
    )
    RedactingFilter().filter(record)
    return record


def _level(environment: Mapping[str, str]) -> str:
    wanted = environment.get(LEVEL_VARIABLE, "").upper()
    return wanted if wanted in _LEVELS else "INFO"
