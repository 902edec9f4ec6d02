"""What is written is read as it was: every family's elements, both encodings and JSON."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.messages import ENCODINGS, SAMPLES, messages, sample, shuffled, texts

from reception_app.messages.elements import CHARACTER_CODES
from reception_app.messages.message import Encoding, Message
from reception_app.messages.web_json import read_json_message, write_json
from reception_app.messages.xml import NotWritable, write_message
from reception_app.messages.xml_reading import read_message

IN_EVERY_ENCODING = pytest.mark.parametrize("encoding", ENCODINGS)


@IN_EVERY_ENCODING
@given(data=st.data())
def test_a_message_is_read_as_it_was_written(encoding: Encoding, data: st.DataObject) -> None:
    message = data.draw(messages(encoding))

    assert message == read_message(write_message(message, encoding=encoding))


@given(st.data())
def test_a_message_is_read_from_json_as_it_was_written(data: st.DataObject) -> None:
    message = data.draw(messages("utf-8"))

    assert message == read_json_message(write_json(message))


@IN_EVERY_ENCODING
@given(data=st.data())
def test_the_order_of_elements_says_nothing(encoding: Encoding, data: st.DataObject) -> None:
    message = data.draw(messages(encoding))
    other = Message(shuffled(message.header, data.draw), shuffled(message.body, data.draw))

    assert message == read_json_message(write_json(other))
    assert message == read_message(write_message(other, encoding=encoding))


@IN_EVERY_ENCODING
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xml")), ids=lambda path: path.stem)
def test_every_sample_goes_through_both_encodings_and_json(path: Path, encoding: Encoding) -> None:
    message = read_message(path.read_bytes())
    flag = {"CharacterCodeIdentifier": CHARACTER_CODES[encoding]}
    header = {**message.header, **(flag if message.header.keys() & flag.keys() else {})}
    same = Message(header, message.body)

    assert same == read_message(write_message(same, encoding=encoding))
    assert same == read_json_message(write_json(same))


@pytest.mark.parametrize("number", ["01", "03", "09", "15", "16", "17", "19"])
def test_a_sample_is_written_byte_for_byte(number: str) -> None:
    assert sample(number) == write_message(read_message(sample(number)), encoding="utf-8")


@IN_EVERY_ENCODING
@given(data=st.data())
def test_an_independent_reader_finds_the_same_texts(
    encoding: Encoding, data: st.DataObject
) -> None:
    value = data.draw(texts(encoding))
    written = write_message(Message({}, {"ReceptionNumber": value}), encoding=encoding)

    _, _, rest = written.partition(b"\n")  # expat knows no Shift_JIS
    text = rest.decode("cp932" if encoding == "shift_jis" else encoding)
    root = ET.fromstring(text)  # noqa: S314 - our own file

    assert value == root.findtext("MessageBody/ReceptionNumber")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("𠮷", "shift_jis"), ("\x80", "shift_jis"), ("\x00", "utf-8")],
)
def test_a_character_that_cannot_be_written_is_refused_and_not_replaced(
    text: str, encoding: Encoding
) -> None:
    with pytest.raises(NotWritable):
        write_message(Message({}, {"ReceptionNumber": text}), encoding=encoding)
