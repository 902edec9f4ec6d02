"""What a hostile or broken file can do: nothing but be refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.messages import SAMPLES, SHIFT_JIS, sample, xml

from reception_app.domain.errors import BackendGarbled
from reception_app.messages.message import Message
from reception_app.messages.xml_reading import (
    BULK_BYTES,
    MAX_LEVELS,
    MAX_TEXT,
    SINGLE_BYTES,
    read_message,
    read_units,
)

UNIT = "BulkConfirmUnit"


def read_all(raw: bytes, *, at_most: int = BULK_BYTES) -> None:
    """Read a file in every way; each says no in our words or not at all."""
    with suppress(BackendGarbled):
        read_message(raw, at_most=at_most)
    with suppress(BackendGarbled):
        list(read_units(raw, name=UNIT, at_most=at_most).units)


def where(raw: bytes, *, at_most: int = SINGLE_BYTES) -> str:
    with pytest.raises(BackendGarbled) as caught:
        read_message(raw, at_most=at_most)
    with pytest.raises(BackendGarbled) as in_bulk:
        list(read_units(raw, name=UNIT, at_most=at_most).units)
    assert {caught.value.where, in_bulk.value.where} <= {caught.value.where, "size"}
    return caught.value.where


def nested(levels: int) -> bytes:
    return xml("<a>" * levels + "x" + "</a>" * levels)


# ── size, depth, length ───────────────────────────────────────────────────────────────────────
def test_the_bounds_are_those_of_the_interface() -> None:
    assert (4 * 1024 * 1024, 64 * 1024 * 1024) == (SINGLE_BYTES, BULK_BYTES)


def test_a_file_of_just_the_size_is_read_and_one_byte_more_is_not() -> None:
    raw = xml()

    assert {} == read_message(raw + b" " * (SINGLE_BYTES - len(raw))).body
    assert "size" == where(raw + b" " * (SINGLE_BYTES - len(raw) + 1))


def test_levels_are_bounded() -> None:
    # The body is the first level; the last a holds a text only.
    read_message(nested(MAX_LEVELS))

    assert "levels" == where(nested(MAX_LEVELS + 1))


@pytest.mark.parametrize("levels", [300, 200_000])
def test_far_more_levels_are_refused_as_well(levels: int) -> None:
    assert where(nested(levels)) in {"levels", "XML"}


@pytest.mark.parametrize("name", ["ProcessingResultMessage", "Unknown"])
def test_the_length_of_a_text_is_bounded(name: str) -> None:
    assert {name: "試" * MAX_TEXT} == read_message(xml(f"<{name}>{'試' * MAX_TEXT}</{name}>")).body
    assert "text" == where(xml(f"<{name}>{'試' * (MAX_TEXT + 1)}</{name}>"))


def test_the_length_of_one_text_among_several_is_bounded() -> None:
    content = f"<Unknown>{'x' * (MAX_TEXT + 1)}</Unknown>" + "<Unknown/>" * (MAX_TEXT + 1)

    assert "text" == where(xml(content))


def test_many_short_texts_under_one_name_are_no_long_one() -> None:
    many = "<Unknown>x</Unknown>" * (MAX_TEXT + 1)

    assert {"Unknown": ["x"] * (MAX_TEXT + 1)} == read_message(xml(many)).body


def test_a_text_of_60_megabytes_is_refused() -> None:
    raw = xml(f"<Unknown>{'x' * 60 * 1024 * 1024}</Unknown>")

    assert where(raw, at_most=BULK_BYTES) in {"XML", "text"}


def test_a_bulk_result_does_not_collect_what_stands_between_its_units() -> None:
    raw = xml("<BulkConfirmUnit/>" + "<a/>" * 300_000)

    with pytest.raises(BackendGarbled, match="BK08") as caught:
        list(read_units(raw, name=UNIT).units)

    assert "size" == caught.value.where


# ── entities ──────────────────────────────────────────────────────────────────────────────────
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE XmlMsg>",
        f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_a_doctype_is_refused(doctype: str) -> None:
    raw = xml("<A>&l9;&e;</A>").replace(b"<XmlMsg>", f"{doctype}<XmlMsg>".encode())

    assert "DOCTYPE" == where(raw)


@pytest.mark.parametrize("reference", ["&other;", "&#0;", "&#xD800;", "&#xFFFE;", "&", "&#;"])
def test_a_reference_to_nothing_is_refused(reference: str) -> None:
    assert "XML" == where(xml(f"<A>{reference}</A>"))


# ── broken files ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("number", ["04", "19"])
def test_a_file_cut_off_anywhere_is_refused(number: str) -> None:
    raw = sample(number).rstrip()

    for end in range(len(raw)):
        with pytest.raises(BackendGarbled):
            read_message(raw[:end])
        with pytest.raises(BackendGarbled):
            list(read_units(raw[:end], name=UNIT).units)


def test_a_cut_shift_jis_file_is_refused() -> None:
    raw = xml("<Name>試験　太郎</Name>", declaration=SHIFT_JIS)

    for end in range(len(raw)):
        with pytest.raises(BackendGarbled):
            read_message(raw[:end])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0",
        b"\xef\xbb\xbf",
        b"<",
        b"not XML",
        b'<?xml version="1.1"?><XmlMsg><MessageHeader/></XmlMsg>',
        xml() + xml(),
        xml() + b"x",
        b" " + xml(),
        xml("<A>\0</A>"),
        xml("<A>\x01</A>"),
        xml("<A>\ufffe</A>"),
        xml("<A></B>"),
        xml("<A b='1' b='2'/>"),
        xml("<a:A/>"),
        xml("<" + "é" * 60_000 + "/>"),
    ],
    ids=range(16),
)
def test_what_is_not_a_whole_file_of_ours_is_refused(raw: bytes) -> None:
    where(raw)


@given(st.binary())
def test_any_bytes_are_a_message_or_refused(raw: bytes) -> None:
    read_all(raw)
    read_all(xml() + raw)
    read_all(b"<XmlMsg><MessageHeader/><MessageBody>" + raw + b"</MessageBody></XmlMsg>")


@given(st.data())
def test_a_sample_with_bytes_changed_is_a_message_or_refused(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(sorted(SAMPLES.glob("*.xml")))).read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))

    read_all(bytes(raw))


@given(st.text())
def test_any_text_in_an_element_stays_text_or_is_refused(text: str) -> None:
    with suppress(BackendGarbled, UnicodeEncodeError):
        message = read_message(xml(f"<Name>{text}</Name>"))

        assert isinstance(message, Message)
        assert isinstance(message.body.get("Name", ""), str)
