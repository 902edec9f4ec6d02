"""Messages as the JSON of the web interface: the names of the XML, published lists as arrays.

What does not fit is BackendGarbled, and nothing of the text goes into an error.
Source: eligibility-interface.md 1.9.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, TypeAlias

from reception_app.domain.eligibility import Fact
from reception_app.domain.errors import BackendGarbled
from reception_app.messages.elements import BODY, HEADER, RESULT_LIST, ROOT
from reception_app.messages.layouts import (
    ITEMS,
    MAY_REPEAT,
    NAMES,
    PUBLISHED,
    PUBLISHED_GROUPS,
    PUBLISHED_TEXTS,
)
from reception_app.messages.message import Message
from reception_app.messages.strict_json import Json, read_json
from reception_app.messages.xml_bytes import NOT_XML
from reception_app.messages.xml_reading import MAX_TEXT, SINGLE_BYTES

_NO_TEXT: Final = "a value that is no text of a message"

_Object: TypeAlias = "dict[str, Json]"


# ── writing ───────────────────────────────────────────────────────────────────────────────────
def write_json(message: Message) -> bytes:
    """Return a message as JSON, in ASCII with escapes."""
    whole = {ROOT: {HEADER: _json(message.header), BODY: _json(message.body)}}
    return json.dumps(whole, separators=(",", ":")).encode("ascii")


def _json(value: Fact) -> Json:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {name: _json(each) for name, each in value.items()}
    return [_json(each) for each in value]


# ── reading ───────────────────────────────────────────────────────────────────────────────────
def read_json_object(raw: bytes, *, at_most: int = SINGLE_BYTES) -> _Object:
    """Return the members of a JSON object, read strictly.

    Raises:
        BackendGarbled: too large, not JSON, or not an object.
    """
    if len(raw) > at_most:
        raise BackendGarbled("size")
    try:
        value = read_json(raw)
    except ValueError as error:
        raise BackendGarbled("JSON") from error
    if not isinstance(value, dict):
        raise BackendGarbled("JSON object")
    return value


def read_json_message(raw: bytes, *, at_most: int = SINGLE_BYTES) -> Message:
    """Return a message whole, the same as out of its XML.

    A published list may also be one object in place of an array, and its items may lack the name
    around them. The flag of the encoding says nothing here: JSON is UTF-8.

    Raises:
        BackendGarbled: not a message, or a published element that is not what it should be;
            other members that are not text are left out.
    """
    root = read_json_object(raw, at_most=at_most).get(ROOT)
    if not isinstance(root, dict):
        raise BackendGarbled(ROOT)
    header, body = root.get(HEADER), root.get(BODY) or {}
    if not isinstance(header, dict) or not isinstance(body, dict):
        raise BackendGarbled("structure")
    return Message(read_json_group(HEADER, header), read_json_group(BODY, body))


def read_json_group(within: str, members: _Object) -> dict[str, Fact]:
    """Return the members of an object of a message that have a value, as out of its XML.

    Args:
        within: What the object is called.
        members: Read strictly.

    Raises:
        BackendGarbled: a published element that is not what it should be.
    """
    # A bulk result of 20,000 people spends its time here: most members are texts, and those are
    # looked through all at once.
    read: dict[str, Fact] = {}
    texts: list[str] = []
    for name, value in members.items():
        if isinstance(value, str) and name in PUBLISHED_TEXTS:
            texts.append(value)
            read[name] = value
        else:
            read[name] = _member(within, name, value)
    if max(map(len, texts), default=0) > MAX_TEXT or NOT_XML.search("".join(texts)):
        raise BackendGarbled(_NO_TEXT)
    return {NAMES.get(name, name): value for name, value in read.items() if value}


def _member(within: str, name: str, value: Json) -> Fact:
    if name in ITEMS:
        return _list(name, value)
    if name not in PUBLISHED:
        return _unknown(name, value)
    if isinstance(value, list) and name in MAY_REPEAT.get(within, ()):
        return _several([_published(name, each) for each in value])
    return _published(name, value)


def _published(name: str, value: Json) -> Fact:
    """Return the value of a published element, empty where it is absent."""
    if name not in PUBLISHED_GROUPS:
        return _text(value)
    return next((read_json_group(name, each) for each in _objects(name, value)), "")


def _unknown(name: str, value: Json) -> Fact:
    """Return the value of an element that we do not know, empty where it is not as ours are."""
    try:
        _text(name)
        if isinstance(value, list):
            return _several([_of_unknown(name, each) for each in value])
        return _of_unknown(name, value)
    except BackendGarbled:
        return ""


def _of_unknown(name: str, value: Json) -> Fact:
    return read_json_group(name, value) if isinstance(value, dict) else _text(value)


def _several(values: list[Fact]) -> Fact:
    """Return the values under one name as a message keeps them."""
    kept = [value or "" for value in values]
    return kept[0] if len(kept) == 1 else kept


def _text(value: Json) -> str:
    text = "" if value is None else value
    if not isinstance(text, str) or len(text) > MAX_TEXT or NOT_XML.search(text):
        raise BackendGarbled(_NO_TEXT)
    return text


def _list(name: str, value: Json) -> Fact:
    """Return a published list: an array of objects, or one object in place of it."""
    item = ITEMS[name]
    objects = [each for one in _each(value) for each in _objects(name, one)]
    named = [each for each in objects if item in each]
    if name == RESULT_LIST and objects and not named:
        raise BackendGarbled(name)  # records that we could not see
    if name != RESULT_LIST and not named:
        named = [{item: each} for each in objects]
    inner = [group for each in named for one in _each(each[item]) for group in _objects(item, one)]
    groups = [read_json_group(item, each) for each in inner]
    return [{item: group} for group in groups if group]


def _each(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _objects(name: str, value: Json) -> list[_Object]:
    """Return the object that stands somewhere, or none where it is blank."""
    if isinstance(value, dict):
        return [value] if value else []
    if value is None or (isinstance(value, str) and not value.strip()):
        return []
    raise BackendGarbled(name)
