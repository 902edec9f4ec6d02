"""The bytes of an answer as a terminal may write them: shuffled, with empty elements, zipped."""

from __future__ import annotations

import codecs
import io
import zipfile
from typing import Final

from lxml import etree

from reception_app.messages.elements import ORDER
from reception_app.messages.message import Encoding, Message
from reception_app.messages.xml import write_message
from reception_app.training.terminal.answers import (
    with_black_circles,
    with_other_identifier,
    with_other_institution,
    with_second_record,
)
from reception_app.training.terminal.fault_specs import Met

_IN_CONTENT: Final = {
    "identifier": with_other_identifier,
    "institution": with_other_institution,
    "two-records": with_second_record,
    "black-circle": with_black_circles,
}
_ENCRYPTED: Final = 0x1
# Where the flags stand in a member's own header and in the directory at the end of a ZIP.
_FLAG_PLACES: Final = ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8))


def answer_bytes(message: Message, met: Met) -> bytes:
    """Return an answer as the faults that it meets make it; ZIPs are packed later."""
    message = with_content_faults(message, met)
    encoding: Encoding = "shift_jis" if "sjis" in met else "utf-8"
    content = write_message(message, encoding=encoding)
    if "shuffled" in met or "empty" in met:
        content = _rearranged(content, met)
    if "bom" in met and encoding == "utf-8":
        content = codecs.BOM_UTF8 + content
    return content


def with_content_faults(message: Message, met: Met) -> Message:
    """Return an answer with what the faults that it meets make it say."""
    for name, changed in _IN_CONTENT.items():
        if name in met:
            message = changed(message)
    return message


def zipped(name: str, content: bytes, *, encrypted: bool) -> bytes:
    """Return a ZIP of one file; encrypted, it says so and holds nothing that can be read."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(len(content)) if encrypted else content)
    raw = bytearray(packed.getvalue())
    for signature, offset in _FLAG_PLACES if encrypted else ():
        raw[raw.index(signature) + offset] |= _ENCRYPTED
    return bytes(raw)


def _rearranged(content: bytes, met: Met) -> bytes:
    root = etree.fromstring(content)
    encoding = root.getroottree().docinfo.encoding
    for element in list(root.iter()):
        children = list(element)
        if "empty" in met:
            there = {str(child.tag) for child in children}
            missing = (name for name in ORDER.get(str(element.tag), ()) if name not in there)
            children += [etree.Element(name) for name in missing]
        if "shuffled" in met:
            children.sort(key=lambda child: str(child.tag)[::-1])
        element[:] = children
    return etree.tostring(root, encoding=encoding, xml_declaration=True)
