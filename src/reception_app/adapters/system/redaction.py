"""What may stand in a log line; everything else is taken out here, whoever wrote the line.

Our own lines keep their constant text and the keys of an allow-list. Lines of other libraries
keep level and logger name only: their texts carry addresses, statements and bytes. Exceptions
keep their classes and frames; a text of an exception is never written.
"""

from __future__ import annotations

import logging
import re
from pathlib import PurePath
from types import TracebackType
from typing import Final

from reception_app.domain.errors import ReceptionError

OWN: Final = "reception_app"
SAFE: Final = "safe_line"
"""Attribute of a record that holds what may be written of it."""
FOREIGN_TEXT: Final = "record of another library"
_HIDDEN: Final = "***"
_MAX_TEXT: Final = 200
_MAX_CHAIN: Final = 8
_DIGITS: Final = re.compile(r"\d{2,}")
_NOT_PLAIN: Final = re.compile(r"[^\x20-\x7e]+")
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DEVICE: Final = re.compile(r"[\x20-\x7e]{1,128}")

WORD_KEYS: Final = frozenset(
    {"backend", "code", "effect", "error", "event", "kind", "lane", "method", "probe", "state"}
    | {"step", "verdict", "where"}
)
NUMBER_KEYS: Final = frozenset(
    {"apdus", "attempt", "attempts_left", "bytes_from_card", "bytes_to_card", "count"}
    | {"duration_ms", "status", "sw", "wait_ms"}
)
_SHAPES: Final = {"check_id": _UUID, "reader": _DEVICE} | dict.fromkeys(WORD_KEYS, _WORD)

Fields = dict[str, object]


class RedactingFilter(logging.Filter):
    """Reduces each record in place, so that every formatter behind it is safe; idempotent."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is written at all: foreign ones from WARNING on."""
        if not hasattr(record, SAFE):
            setattr(record, SAFE, _safe_line(record))
            record.msg = _safe_text(record)
            record.args = record.exc_info = record.exc_text = record.stack_info = None
        return _is_own(record) or record.levelno >= logging.WARNING


def _safe_line(record: logging.LogRecord) -> Fields:
    line = {"message": _safe_text(record)} | safe_fields(record)
    if record.exc_info and (exception := safe_exception(record.exc_info[1])):
        line["exception"] = exception
    return line


def safe_fields(record: logging.LogRecord) -> Fields:
    """Return the allow-listed ``extra`` values; one of an unexpected shape is hidden."""
    if not _is_own(record):
        return {}
    given: Fields = vars(record)
    numbers = {key: _safe_number(given[key]) for key in NUMBER_KEYS & given.keys()}
    texts = {key: _safe_word(given[key], _SHAPES[key]) for key in _SHAPES.keys() & given.keys()}
    return dict(sorted((numbers | texts).items()))


def safe_exception(error: BaseException | None) -> list[Fields]:
    """Return class and frames of an exception and what caused it; no values, no texts."""
    chain: list[Fields] = []
    while error is not None and len(chain) < _MAX_CHAIN:
        chain.append(_one_exception(error))
        error = error.__cause__ or error.__context__
    return chain


def _one_exception(error: BaseException) -> Fields:
    kind = type(error)
    fields: Fields = {"class": f"{kind.__module__}.{kind.__qualname__}"}
    if isinstance(error, ReceptionError):
        fields["code"] = _safe_word(error.code, _WORD)
    return fields | {"frames": _frames(error.__traceback__)}


def _frames(traceback: TracebackType | None) -> list[str]:
    frames: list[str] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        file = "/".join(PurePath(code.co_filename).parts[-2:])  # the whole path names the account
        frames.append(f"{file}:{traceback.tb_lineno} {code.co_qualname}")
        traceback = traceback.tb_next
    return frames


def _safe_text(record: logging.LogRecord) -> str:
    """Arguments are dropped; what was put into the text in spite of the rules is masked."""
    if not _is_own(record):
        return FOREIGN_TEXT
    if not isinstance(record.msg, str):
        return _HIDDEN
    return _NOT_PLAIN.sub(_HIDDEN, _DIGITS.sub(_HIDDEN, record.msg))[:_MAX_TEXT]


def _safe_number(value: object) -> object:
    if isinstance(value, float):
        return round(value, 1)
    return value if value is None or isinstance(value, int) else _HIDDEN


def _safe_word(value: object, shape: re.Pattern[str]) -> object:
    if value is None:
        return None
    return str(value) if isinstance(value, str) and shape.fullmatch(value) else _HIDDEN


def _is_own(record: logging.LogRecord) -> bool:
    return record.name == OWN or record.name.startswith(f"{OWN}.")
