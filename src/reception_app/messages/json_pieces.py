"""A long JSON document walked through member by member, a little of it in memory at a time.

It is as strict as ``strict_json`` and knows no member.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

from reception_app.messages.strict_json import Json, expect_shallow, strict_decoder

MOST_AT_ONCE: Final = 1024 * 1024
"""Characters of one value that is read whole."""

_PIECE_BYTES: Final = 64 * 1024
_BLANK: Final = re.compile(r"[ \t\n\r]*")


class JsonPieces:
    """One document, read once from its beginning.

    After each name that ``members`` yields and each turn of ``items``, exactly one of ``value``,
    ``members`` and ``items`` reads what stands there. Every method raises ValueError where the
    document goes wrong; UnicodeDecodeError is one.
    """

    def __init__(self, raw: bytes) -> None:
        self._raw = memoryview(raw)
        self.read_bytes = 0
        """How far it was read."""
        self._utf8 = codecs.getincrementaldecoder("utf-8")("strict")
        self._decoder = strict_decoder()
        self._text = ""
        self._at = 0

    def members(self) -> Iterator[str]:
        """Yield the names of the object that stands here."""
        seen = set[str]()
        self._expect("{")
        if self._takes("}"):
            return
        while True:
            name = self.value()
            if not isinstance(name, str) or name in seen:
                raise ValueError("not a name, or one that stands twice in one object")
            seen.add(name)
            self._expect(":")
            yield name
            if self._takes("}"):
                return
            self._expect(",")

    def items(self) -> Iterator[None]:
        """Take a turn for each item of the array that stands here, or one for anything else."""
        if not self._takes("["):
            yield
            return
        if self._takes("]"):
            return
        while True:
            yield
            if self._takes("]"):
                return
            self._expect(",")

    def value(self) -> Json:
        """Return what stands here, whole; 1 Mi characters at the most."""
        self._next()
        value: Json
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise ValueError("nested too deeply") from error
            except ValueError:
                # Perhaps it only ends in the next piece.
                if len(self._text) - self._at > MOST_AT_ONCE or not self._fill():
                    raise
                continue
            if end < len(self._text) or not self._fill():  # a number may go on
                self._at = end
                expect_shallow(value)
                return value

    def end(self) -> None:
        """Expect nothing more."""
        if self._next():
            raise ValueError("more than one document")

    def _expect(self, char: str) -> None:
        if not self._takes(char):
            raise ValueError(f"{char} is missing")

    def _takes(self, char: str) -> bool:
        if self._next() != char:
            return False
        self._at += 1
        return True

    def _next(self) -> str:
        """Return the next character that is not blank, or nothing at the end."""
        while True:
            found = _BLANK.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill():
                return ""

    def _fill(self) -> bool:
        """Read on; return whether there was more."""
        if self.read_bytes >= len(self._raw):
            return False
        piece = self._raw[self.read_bytes : self.read_bytes + _PIECE_BYTES]
        self.read_bytes += len(piece)
        more = self._utf8.decode(bytes(piece), final=self.read_bytes >= len(self._raw))
        self._text = self._text[self._at :] + more
        self._at = 0
        return True
