"""Messages of the interface for tests: the samples, XML written by hand, and trees by chance."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from reception_app.domain.eligibility import Fact
from reception_app.messages.elements import BODY, HEADER, RESULT
from reception_app.messages.layouts import ITEMS, LAYOUTS, PUBLISHED_TEXTS
from reception_app.messages.message import Encoding, Message

SAMPLES = Path(__file__).parents[1] / "data" / "messages"
ENCODINGS: tuple[Encoding, ...] = ("shift_jis", "utf-8")
UTF_8 = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
SHIFT_JIS = '<?xml version="1.0" encoding="Shift_JIS" standalone="no"?>'


def sample(number: str) -> bytes:
    """The file of a sample, by the number that its name begins with."""
    return next(SAMPLES.glob(f"{number}_*.xml")).read_bytes()


def xml(body: str = "", *, header: str = "", declaration: str = UTF_8) -> bytes:
    """A message by hand, in the encoding of its declaration."""
    text = (
        f"{declaration}<XmlMsg><MessageHeader>{header}</MessageHeader>"
        f"<MessageBody>{body}</MessageBody></XmlMsg>"
    )
    return text.encode("cp932" if "Shift_JIS" in declaration else "utf-8")


@cache
def texts(encoding: Encoding) -> SearchStrategy[str]:
    """Texts that an encoding and XML can carry, some with blanks at the ends or zeros in front."""
    chosen = (
        st.sampled_from(_SHIFT_JIS_CHARACTERS)
        if encoding == "shift_jis"
        else st.characters(
            exclude_categories=["Cs", "Cc"],
            include_characters="\t\n\r\x7f",
            exclude_characters="\ufffe\uffff",
        )
    )
    return st.text(chosen, min_size=1, max_size=6) | st.sampled_from(
        [
            "0",
            "00",
            "007",
            "  139998",
            "1 ",
            " ",
            "　",
            "１．０",
            "1e3",
            "true",
            "null",
            "<&>\"']]>",
        ]
    )


@cache
def messages(encoding: Encoding) -> SearchStrategy[Message]:
    """Messages as they are read: published names in their places, unknown ones, no empty value."""
    return st.builds(Message, _groups(HEADER, encoding), _groups(BODY, encoding))


@cache
def records(encoding: Encoding) -> SearchStrategy[Mapping[str, Fact]]:
    """資格確認結果 with groups and lists in them."""
    return _groups(RESULT, encoding)


def shuffled(value: Any, draw: Any) -> Any:
    """The same tree with its members in another order; lists keep theirs."""
    if isinstance(value, Mapping):
        order = draw(st.permutations(list(value)))
        return {name: shuffled(value[name], draw) for name in order}
    return [shuffled(each, draw) for each in value] if isinstance(value, list) else value


@cache
@cache
def _groups(name: str, encoding: Encoding) -> SearchStrategy[dict[str, Fact]]:
    children = [child for child in LAYOUTS[name] if child != "CharacterCodeIdentifier"]
    plain = [child for child in children if child in PUBLISHED_TEXTS]
    others = {
        child: _values(child, encoding) for child in children if child not in PUBLISHED_TEXTS
    }
    published = st.dictionaries(st.sampled_from(plain), texts(encoding), min_size=1, max_size=4)
    unknown = st.dictionaries(st.sampled_from(_UNKNOWN), texts(encoding), max_size=2)
    return st.builds(
        lambda one, two, three: {**one, **two, **three},
        published,
        _some_of(others),
        unknown,
    )


def _some_of(values: dict[str, SearchStrategy[Fact]]) -> SearchStrategy[dict[str, Fact]]:
    if not values:
        return st.just({})
    pairs = [st.tuples(st.just(name), each) for name, each in values.items()]
    return st.lists(st.one_of(pairs), max_size=2).map(dict)


@cache
@cache
def _values(name: str, encoding: Encoding) -> SearchStrategy[Fact]:
    if name not in ITEMS:
        return st.deferred(lambda: _groups(name, encoding))
    item = ITEMS[name]
    each = st.deferred(lambda: _groups(item, encoding)).map(lambda group: {item: group})
    return st.lists(each, min_size=1, max_size=3)


def _shift_jis_characters() -> list[str]:
    """Every character of code page 932, by its bytes (Microsoft's page: 81–9F, E0–FC lead)."""
    singles = [bytes([byte]) for byte in (9, 10, 13, *range(0x20, 0x80), *range(0xA1, 0xE0))]
    leads = (*range(0x81, 0xA0), *range(0xE0, 0xFD))
    doubles = [bytes([lead, trail]) for lead in leads for trail in range(0x40, 0xFD)]
    # Two bytes that are no character leave nothing, or the second one alone.
    read = [each.decode("cp932", "replace") for each in (*singles, *doubles)]
    return [char for char in read if len(char) == 1 and char != "\ufffd"]


_SHIFT_JIS_CHARACTERS = _shift_jis_characters()
_UNKNOWN = ["Unknown", "NewInThisVersion", "x-y.z_1"]
