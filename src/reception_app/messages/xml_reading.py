"""Messages out of XML, strictly: by name, never by order, and nothing becomes a number.

What does not fit is BackendGarbled, and nothing of the file goes into an error.
Source: eligibility-interface.md 1.0, 1.3, 1.4, 4.3 and 4.4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final, Protocol, TypeAlias, cast

from lxml import etree

from reception_app.domain.eligibility import Fact, Record, text_of
from reception_app.domain.errors import BackendGarbled
from reception_app.messages.elements import (
    BODY,
    CHARACTER_CODE,
    CHARACTER_CODES,
    HEADER,
    RESULT_LIST,
    ROOT,
)
from reception_app.messages.layouts import (
    ITEMS,
    MAY_REPEAT,
    NAMES,
    PUBLISHED,
    PUBLISHED_GROUPS,
    PUBLISHED_TEXTS,
    UNITS,
)
from reception_app.messages.message import Encoding, Message
from reception_app.messages.xml_bytes import encoding_of, utf8_pieces

SINGLE_BYTES: Final = 4 * 1024 * 1024
BULK_BYTES: Final = 64 * 1024 * 1024
UNIT_BYTES: Final = 1024 * 1024
"""The most that stands before, between and after the units of a bulk result."""
MAX_LEVELS: Final = 32
MAX_TEXT: Final = 10_000
"""Characters of one element; the longest known ones are messages of a line or two."""

_Members: TypeAlias = "dict[str, Fact]"


class _Node(Protocol):
    """An lxml element without comments and processing instructions in it: every tag is text."""

    @property
    def tag(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    def __len__(self) -> int: ...
    def __getitem__(self, places: slice) -> list[_Node]: ...
    def __delitem__(self, places: slice) -> None: ...
    def find(self, path: str) -> _Node | None: ...
    def findall(self, path: str) -> list[_Node]: ...
    def getparent(self) -> _Node | None: ...


_NAME_AND_TEXT: Final[Callable[[_Node], tuple[str, str]]] = attrgetter("tag", "text")

# A unit stands in the body, the body and the header in the root; anywhere else it is a mistake.
_PARENTS: Final = {HEADER: ROOT, **dict.fromkeys(UNITS, BODY)}


@dataclass(frozen=True, slots=True)
class Units:
    """A bulk result that is read while it is used.

    Attributes:
        header: MessageHeader.
        body: MessageBody of a file that has no unit; empty where there is one.
        units: In the file's order, to be read once. It raises BackendGarbled where the file goes
            wrong: then nothing of the file may be used, what was read before included.
    """

    header: Record = field(repr=False)
    body: Record = field(repr=False)
    units: Iterator[Record] = field(repr=False)


def read_message(raw: bytes, *, at_most: int = SINGLE_BYTES) -> Message:
    """Return a message whole.

    Args:
        raw: The file, BOM and declaration included.
        at_most: How many bytes it may have; ``BULK_BYTES`` for the bulk families.

    Raises:
        BackendGarbled: not a message, or one beyond the bounds.
    """
    encoding, start = encoding_of(raw, at_most=at_most)
    root = _parsed(raw, encoding, start)
    _expect_parts(root)
    header, body = _part(root, HEADER), _part(root, BODY)
    _expect_flag(header, encoding)
    return Message(header, body)


def read_units(raw: bytes, *, name: str, at_most: int = BULK_BYTES) -> Units:
    """Return a bulk result with one unit at a time in memory.

    Args:
        raw: The file, BOM and declaration included.
        name: What the units are called: BulkConfirmUnit or BulkRegistrationUnit.
        at_most: How many bytes it may have.

    Raises:
        BackendGarbled: as ``read_message``, here for what stands up to the first unit.
    """
    encoding, start = encoding_of(raw, at_most=at_most)
    head = _head(raw, encoding, start, unit=name)
    if head is None:
        message = read_message(raw, at_most=at_most)
        return Units(message.header, message.body, iter(()))
    _expect_flag(head, encoding)
    ends = _ends(raw, encoding, start, (name,))
    return Units(head, {}, (_group(unit, MAX_LEVELS) for unit in ends))


def _head(raw: bytes, encoding: Encoding, start: int, *, unit: str) -> Record | None:
    """Return the header of a file that has units, wherever it stands, or None without a unit."""
    header: Record | None = None
    has_units = False
    for element in _ends(raw, encoding, start, (HEADER, unit)):
        if element.tag == HEADER:
            header = _group(element, MAX_LEVELS)
        else:
            has_units = True
        if has_units and header is not None:
            return header
    return None


# ── from bytes to elements ────────────────────────────────────────────────────────────────────
def _parsed(raw: bytes, encoding: Encoding, start: int) -> _Node:
    parser = etree.XMLParser(
        encoding="utf-8",
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
    )
    try:
        for piece in utf8_pieces(raw, encoding, start):
            parser.feed(piece)
        return cast("_Node", parser.close())
    except etree.XMLSyntaxError:
        raise _not_xml() from None


def _ends(raw: bytes, encoding: Encoding, start: int, names: tuple[str, ...]) -> Iterator[_Node]:
    """Yield elements where they end; a unit is soon gone again."""
    parser = etree.XMLPullParser(
        ("end",),
        tag=names,
        encoding="utf-8",
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
    )
    since_unit = 0
    try:
        for piece in utf8_pieces(raw, encoding, start):
            since_unit += len(piece)
            parser.feed(piece)
            body: _Node | None = None
            for _event, ended in parser.read_events():
                element = cast("_Node", ended)
                parent = element.getparent()
                if parent is None or parent.tag != _PARENTS[element.tag]:
                    raise BackendGarbled("structure")
                yield element
                if parent.tag == BODY:
                    body = parent
            if body is not None:
                since_unit = 0
                del body[:-1]  # the last child may still be growing
            if since_unit > UNIT_BYTES:
                raise BackendGarbled("size")
        _expect_parts(cast("_Node", parser.close()))
    except etree.XMLSyntaxError:
        raise _not_xml() from None


def _not_xml() -> BackendGarbled:
    """Return the error without its cause, whose text quotes the file."""
    return BackendGarbled("XML")


def _expect_parts(root: _Node) -> None:
    headers, bodies = len(root.findall(HEADER)), len(root.findall(BODY))
    if root.tag != ROOT or headers != 1 or bodies > 1:
        raise BackendGarbled("structure")


def _expect_flag(header: Record, encoding: Encoding) -> None:
    """Refuse a file whose 文字コード識別 is not how it is written; a request has none."""
    flag = text_of(header, CHARACTER_CODE)
    if flag and flag != CHARACTER_CODES[encoding]:
        raise BackendGarbled(CHARACTER_CODE)


# ── from elements to values ───────────────────────────────────────────────────────────────────
def _part(root: _Node, name: str) -> _Members:
    part = root.find(name)
    return {} if part is None else _group(part, MAX_LEVELS)


def _group(element: _Node, levels: int) -> _Members:
    """Return what stands in an element by name, empty values left out."""
    # A bulk result of 20,000 people spends its time here: most groups hold texts only, and those
    # are read without a loop of ours.
    if not levels:
        raise BackendGarbled("levels")
    children = element[:]
    members: _Members = {} if any(map(len, children)) else dict(map(_NAME_AND_TEXT, children))
    if len(members) != len(children):
        members = _nested(element, children, levels)
    members = {NAMES.get(name, name): value for name, value in members.items() if value}
    if max(map(len, members.values()), default=0) > MAX_TEXT:
        _expect_short(members)
    if not PUBLISHED_TEXTS.issuperset(members):
        _drop_foreign(members)
    return members


def _nested(element: _Node, children: list[_Node], levels: int) -> _Members:
    """Return what stands in an element with groups in it, or with a name several times."""
    members: _Members = {}
    for child in children:
        name = child.tag
        value = _inner(child, levels - 1) if len(child) else child.text or ""
        if name in members:
            _repeat(members, value, name=name, within=element.tag)
        else:
            members[name] = value
    return members


def _drop_foreign(members: _Members) -> None:
    """Drop what is blank in place of a group, and what is of another namespace."""
    for name in members.keys() - PUBLISHED_TEXTS:
        value = members[name]
        if name.startswith("{"):
            del members[name]
        elif name in PUBLISHED_GROUPS and not isinstance(value, dict):
            members[name] = _as_group(name, value)
            if not members[name]:
                del members[name]


def _inner(element: _Node, levels: int) -> Fact:
    """Return what an element with children means; an empty text where all of it is empty."""
    name = element.tag
    if name in PUBLISHED_TEXTS:
        raise BackendGarbled(name)
    item = ITEMS.get(name)
    if item is None:
        return _group(element, levels) or ""
    listed = element.findall(item)
    if name == RESULT_LIST and not listed:
        raise BackendGarbled(RESULT_LIST)  # records that we could not see
    groups = (
        _as_group(item, _inner(each, levels) if len(each) else each.text or "") for each in listed
    )
    return [{item: group} for group in groups if group] or ""


def _repeat(members: _Members, value: Fact, *, name: str, within: str) -> None:
    """Add a value to those that stand under its name."""
    if name in PUBLISHED and name not in MAY_REPEAT.get(within, ()):
        raise BackendGarbled(name)
    there = members[name]
    if isinstance(there, list):
        there.append(value)
    else:
        members[name] = [there, value]


def _as_group(name: str, value: Fact) -> Fact:
    """Return the value of an element that holds others: blank is nothing, a text is a mistake."""
    if isinstance(value, list):
        return [_as_group(name, each) for each in value]
    if isinstance(value, str):
        if value.strip():
            raise BackendGarbled(name)
        return ""
    return value


def _expect_short(members: _Members) -> None:
    for value in members.values():
        texts = value if isinstance(value, list) else [value]
        if any(isinstance(text, str) and len(text) > MAX_TEXT for text in texts):
            raise BackendGarbled("text")
