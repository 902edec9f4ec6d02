"""The log: JSON lines in a rotating file that only its owner may read; nothing personal gets in.

Whoever logs writes a constant text and puts data into ``extra``; ``redaction`` says which keys
get through. The log at DEBUG is as safe as at INFO. It is not the audit record.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from reception_app.adapters.system.redaction import SAFE, RedactingFilter
from reception_app.application.log_context import CHECK_ID

LEVEL_VARIABLE: Final = "RECEPTION_APP_LOG"
_FOLDER: Final = "logs"
_FILE: Final = "reception.log"
_MAX_BYTES: Final = 5_000_000
_BACKUPS: Final = 5
_LEVELS: Final = {"DEBUG", "INFO", "WARNING", "ERROR"}
# These two write whole requests at DEBUG; the filter would drop them, after they were made.
_TOO_CHATTY: Final = ("httpx", "httpcore")


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
        handler.close()
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


class _PrivateFile(RotatingFileHandler):
    """A rotating file that is made with mode 0600, whatever the umask is."""

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        return os.fdopen(os.open(self.baseFilename, flags, 0o600), "a", encoding=self.encoding)


def _handler(path: Path) -> logging.Handler:
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = _PrivateFile(
        path, maxBytes=_MAX_BYTES, backupCount=_BACKUPS, encoding="utf-8", delay=True
    )
    handler.addFilter(_CheckIdFilter())
    handler.addFilter(RedactingFilter())
    handler.setFormatter(JsonLines())
    return handler


def _level(environment: Mapping[str, str]) -> str:
    wanted = environment.get(LEVEL_VARIABLE, "").upper()
    return wanted if wanted in _LEVELS else "INFO"
