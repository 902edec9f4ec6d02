"""The bytes and characters of a message before they are XML: size, BOM, declaration, encoding.

Source: eligibility-interface.md 4.3 and 4.4.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from typing import Final

from reception_app.domain.errors import BackendGarbled
from reception_app.messages.message import Encoding

CODECS: Final[Mapping[Encoding, str]] = {"shift_jis": "cp932", "utf-8": "utf-8"}
"""On the wire Shift_JIS means Windows code page 932."""

NOT_SHIFT_JIS: Final = re.compile("[\x80\uf8f0-\uf8f3]")
"""What Python's cp932 makes of the bytes 80, A0 and FD–FF, which other readers call invalid."""

NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (production 2, Char) cannot carry; lone surrogates are among it."""

PIECE_BYTES: Final = 64 * 1024

_BOM: Final = b"\xef\xbb\xbf"
_DECLARATION_BYTES: Final = 256
_DECLARATION: Final = re.compile(
    rb"<\?xml\s+version\s*=\s*(?:'1\.0'|\"1\.0\")"
    rb"(?:\s+encoding\s*=\s*(?:'([A-Za-z0-9._-]+)'|\"([A-Za-z0-9._-]+)\"))?"
    rb"(?:\s+standalone\s*=\s*(?:'(?:yes|no)'|\"(?:yes|no)\"))?\s*\?>"
)
_DECLARED: Final[Mapping[bytes, Encoding]] = {
    b"": "utf-8",
    b"utf-8": "utf-8",
    b"utf8": "utf-8",
    b"shift_jis": "shift_jis",
    b"shift-jis": "shift_jis",
    b"sjis": "shift_jis",
    b"x-sjis": "shift_jis",
    b"windows-31j": "shift_jis",
    b"cp932": "shift_jis",
    b"ms932": "shift_jis",
}


def encoding_of(raw: bytes, *, at_most: int) -> tuple[Encoding, int]:
    """Return the encoding that a file declares, and where its text begins after the declaration.

    Raises:
        BackendGarbled: too large, a DOCTYPE, a NUL, no declaration of ours, or a BOM that
            contradicts it.
    """
    if len(raw) > at_most:
        raise BackendGarbled("size")
    # Neither byte sequence can be part of a character of Shift_JIS. A DOCTYPE is refused even
    # where it would be text (CDATA, a comment): no message has one, and so no entity.
    if b"<!DOCTYPE" in raw:
        raise BackendGarbled("DOCTYPE")
    if b"\0" in raw:
        raise BackendGarbled("NUL")
    start = len(_BOM) if raw.startswith(_BOM) else 0
    name, length = _declaration(raw[start : start + _DECLARATION_BYTES])
    encoding = _DECLARED.get(name.lower())
    if encoding is None or (start and encoding != "utf-8"):
        raise BackendGarbled("encoding")
    return encoding, start + length


def _declaration(beginning: bytes) -> tuple[bytes, int]:
    """Return the encoding that is declared, and how long the declaration is; both may be empty."""
    declaration = _DECLARATION.match(beginning)
    if declaration is not None:
        return declaration[1] or declaration[2] or b"", declaration.end()
    if re.match(rb"<\?xml\s", beginning):
        raise BackendGarbled("encoding")
    return b"", 0


def utf8_pieces(raw: bytes, encoding: Encoding, start: int) -> Iterator[bytes]:
    """Yield the text from a place on as UTF-8, piece by piece, each byte of it checked.

    Raises:
        BackendGarbled: a byte that the encoding does not have.
    """
    decoder = codecs.getincrementaldecoder(CODECS[encoding])("strict")
    for place in range(start, len(raw), PIECE_BYTES):
        piece = raw[place : place + PIECE_BYTES]
        text = _decoded(decoder, piece, final=place + PIECE_BYTES >= len(raw))
        if encoding == "utf-8":
            yield piece
            continue
        if NOT_SHIFT_JIS.search(text):
            raise BackendGarbled("encoding")
        yield text.encode("utf-8")


def _decoded(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool) -> str:
    try:
        return decoder.decode(piece, final)
    except UnicodeDecodeError as error:
        raise BackendGarbled("encoding") from error
