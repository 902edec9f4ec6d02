"""Messages as XML, and answers as receipt computers read them from the face folder; no I/O.

Source: eligibility-interface.md 1.3 and 4.3; architecture.md, decisions 17 and 18.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from lxml import etree

from reception_app.domain.eligibility import EligibilityResult, Fact, Record, text_of
from reception_app.domain.errors import TargetRefused
from reception_app.domain.ids import check_id_bytes
from reception_app.domain.policy import JST
from reception_app.messages.elements import (
    BODY,
    CHARACTER_CODE,
    CHARACTER_CODES,
    HEADER,
    ORDER,
    PROCESS_EXECUTION_TIME,
    RESULT,
    RESULT_LIST,
    ROOT,
)
from reception_app.messages.layouts import LAYOUTS
from reception_app.messages.message import Encoding, Message
from reception_app.messages.xml_bytes import CODECS, NOT_SHIFT_JIS

__all__ = ["Encoding", "NotWritable", "face_file_name", "face_xml", "write_message"]

_Order: TypeAlias = Mapping[str, tuple[str, ...]]
_Node: TypeAlias = etree._Element  # pyright: ignore[reportPrivateUsage] - lxml has no public name

_DECLARED: Final = {"shift_jis": "Shift_JIS", "utf-8": "UTF-8"}
_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_FOURTEEN_DIGITS: Final = re.compile(r"[0-9]{14}")


class NotWritable(ValueError):
    """A character that the encoding or XML cannot carry."""


def write_message(message: Message, *, encoding: Encoding) -> bytes:
    """Return a message in the published order, declaration included.

    Every value stands as it is, CharacterCodeIdentifier too; elements that we do not know follow
    the published ones.

    Raises:
        NotWritable: a character that the encoding or XML cannot carry.
    """
    return _written(message, LAYOUTS, encoding)


def face_xml(result: EligibilityResult, *, encoding: Encoding) -> bytes:
    """Return an answer as a face-shaped message, declaration included.

    Every value stands as it was received; elements that we do not know follow the published
    ones, in the order they came. Only CharacterCodeIdentifier is ours.

    Raises:
        TargetRefused: HO06, a character that the encoding or XML cannot carry.
    """
    header = {**result.header, CHARACTER_CODE: CHARACTER_CODES[encoding]}
    body = {**result.body, RESULT_LIST: [{RESULT: record} for record in result.records]}
    try:
        return _written(Message(header, body), ORDER, encoding)
    except NotWritable as error:
        raise TargetRefused("HO06") from error


def face_file_name(result: EligibilityResult, institution_code: str) -> str:
    """Return the name, without ``.xml``, under which an answer is handed over; always the same.

    Args:
        result: Its ProcessExecutionTime ends the name; where that is not 14 digits, the time at
            which the answer reached us (JST) does.
        institution_code: 医療機関コード, 10 digits.
    """
    executed = text_of(result.header, PROCESS_EXECUTION_TIME)
    if not _FOURTEEN_DIGITS.fullmatch(executed):
        executed = result.answered_at.astimezone(JST).strftime("%Y%m%d%H%M%S")
    token = check_id_bytes(result.check_id).hex()
    return f"OQSsiquc01res_face_{institution_code}{token}_{executed}"


def _written(message: Message, order: _Order, encoding: Encoding) -> bytes:
    root = etree.Element(ROOT)
    try:
        _append(root, HEADER, message.header, order)
        _append(root, BODY, message.body, order)
    except ValueError as error:
        # The only thing that lxml refuses here: a character outside XML 1.0.
        raise NotWritable("XML") from error
    return _encoded(etree.tostring(root, encoding="unicode", pretty_print=True), encoding)


def _encoded(text: str, encoding: Encoding) -> bytes:
    declaration = f'<?xml version="1.0" encoding="{_DECLARED[encoding]}" standalone="no"?>\n'
    if encoding == "shift_jis" and NOT_SHIFT_JIS.search(text):
        raise NotWritable(encoding)
    try:
        return (declaration + text).encode(CODECS[encoding])
    except UnicodeEncodeError as error:
        # The error quotes the text; nobody may print it.
        raise NotWritable(encoding) from error


def _append(parent: _Node, name: str, value: Fact, order: _Order) -> None:
    """Write a value under a name: a text, a group, or as many elements as there are items."""
    if isinstance(value, str):
        etree.SubElement(parent, name).text = value
    elif isinstance(value, Mapping):
        _append_children(etree.SubElement(parent, name), name, value, order)
    elif groups := _container(name, value):
        element = etree.SubElement(parent, name)
        for group in groups:
            _append_children(element, name, group, order)
    else:
        for item in value:
            _append(parent, name, item, order)


def _append_children(element: _Node, name: str, group: Record, order: _Order) -> None:
    for child in _in_order(group, order.get(name, ())):
        _append(element, child, group[child], order)


def _container(name: str, items: Sequence[Fact]) -> list[Record]:
    """Return the groups that stand together in one element, or none if the element repeats.

    In the published messages an element that holds repeated ones is called …List, and its JSON
    is an array of groups (eligibility-api.md).
    """
    groups = [item for item in items if isinstance(item, Mapping)]
    return groups if name.endswith("List") and len(groups) == len(items) else []


def _in_order(group: Record, published: tuple[str, ...]) -> Iterator[str]:
    yield from (name for name in published if name in group)
    known = set(published)
    # A name that XML cannot carry is no element of any layout.
    yield from (name for name in group if name not in known and _PLAIN_NAME.fullmatch(name))
