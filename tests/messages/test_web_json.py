"""The JSON of the web interface (eligibility-interface.md 1.9): what it may look like."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.messages import sample

from reception_app.domain.errors import BackendGarbled
from reception_app.messages.web_json import read_json_message, write_json
from reception_app.messages.xml_reading import MAX_TEXT, SINGLE_BYTES, read_message

DISEASE = {"SpecificDiseasesDiseaseCategory": "1"}
OTHER = {"SpecificDiseasesDiseaseCategory": "2"}
DISEASES = "SpecificDiseasesCertificateList"
WRAPPED = "SpecificDiseasesCertificateInfo"


def whole(body: object, header: object = None) -> bytes:
    parts = {"MessageHeader": header or {"SegmentOfResult": "1"}, "MessageBody": body}
    return json.dumps({"XmlMsg": parts}).encode()


def body(content: object) -> Any:
    return read_json_message(whole(content)).body


def records(listed: object) -> Any:
    return [
        item["ResultOfQualificationConfirmation"]
        for item in body({"ResultList": listed})["ResultList"]
    ]


def refused(raw: bytes) -> str:
    with pytest.raises(BackendGarbled) as caught:
        read_json_message(raw)
    return caught.value.where


def test_a_message_is_written_with_the_names_of_its_xml_and_its_lists_as_arrays() -> None:
    written = json.loads(write_json(read_message(sample("04"))))

    listed = written["XmlMsg"]["MessageBody"]["ResultList"]
    assert isinstance(listed, list)
    assert "見本　花子" == listed[0]["ResultOfQualificationConfirmation"]["Name"]
    assert "0" == written["XmlMsg"]["MessageHeader"]["CharacterCodeIdentifier"]


@pytest.mark.parametrize(
    "name", ["QualificationValidity", "QualificationConfirmSearchInfo", "ResultList", "X"]
)
@pytest.mark.parametrize("value", [None, ""])
def test_null_and_empty_are_absent(name: str, value: object) -> None:
    assert {} == body({name: value})


@pytest.mark.parametrize("name", ["QualificationConfirmSearchInfo", "ResultList", "X"])
@pytest.mark.parametrize("value", [{}, [], " "])
def test_a_group_of_nothing_is_absent(name: str, value: object) -> None:
    assert not str(body({name: value}).get(name, "")).strip()


@pytest.mark.parametrize("value", [1, True, 1.5, [], {}, ["1"], {"A": "1"}])
def test_nothing_becomes_a_text(value: object) -> None:
    assert refused(whole({"QualificationValidity": value}))


@pytest.mark.parametrize("text", ["\x00", "\ud800", "\ufffe", "x" * (MAX_TEXT + 1)])
def test_a_text_that_no_message_has_is_garbled(text: str) -> None:
    assert refused(whole({"ProcessingResultMessage": text}))


@pytest.mark.parametrize("value", [1, "text", ["x"], [{"A": "1"}, {"A": "2"}]])
def test_a_group_that_is_none_is_garbled(value: object) -> None:
    assert "LimitApplicationCertificateRelatedInfo" == refused(
        whole(
            {
                "ResultList": [
                    {
                        "ResultOfQualificationConfirmation": {
                            "LimitApplicationCertificateRelatedInfo": value
                        }
                    }
                ]
            }
        )
    )


A, B = {"Name": "甲"}, {"Name": "乙"}


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([{"ResultOfQualificationConfirmation": A}], [A]),
        (
            [{"ResultOfQualificationConfirmation": A}, {"ResultOfQualificationConfirmation": B}],
            [A, B],
        ),
        ({"ResultOfQualificationConfirmation": A}, [A]),
        ({"ResultOfQualificationConfirmation": [A, B]}, [A, B]),
        ([None, {}, {"ResultOfQualificationConfirmation": [A, None, {}, ""]}, {"X": "1"}], [A]),
    ],
)
def test_records_are_found_in_every_form_of_the_list(listed: object, expected: object) -> None:
    assert expected == records(listed)


@pytest.mark.parametrize(
    "listed", ["text", ["text"], [["nested"]], 1, [{"Other": "x"}], {"Name": "甲"}]
)
def test_a_result_list_of_something_else_is_garbled(listed: object) -> None:
    assert "ResultList" == refused(whole({"ResultList": listed}))


@pytest.mark.parametrize(
    "listed",
    [
        [{WRAPPED: DISEASE}, {WRAPPED: OTHER}],
        {WRAPPED: [DISEASE, OTHER]},
        [DISEASE, OTHER],
        [{WRAPPED: DISEASE}, {"Unknown": "x"}, {WRAPPED: OTHER}, {WRAPPED: {"X": 1}}],
    ],
)
def test_every_disease_is_there_with_its_name_around_it_or_without(listed: object) -> None:
    [record] = records([{"ResultOfQualificationConfirmation": {DISEASES: listed}}])

    assert [{WRAPPED: DISEASE}, {WRAPPED: OTHER}] == record[DISEASES]


def test_what_may_repeat_is_an_array_or_one() -> None:
    units = [{"ReferenceNumber": ["", "456"]}, {"ReferenceNumber": ["1"]}, None]

    assert {
        "BulkConfirmUnit": [{"ReferenceNumber": ["", "456"]}, {"ReferenceNumber": "1"}, ""]
    } == body({"BulkConfirmUnit": units})


@pytest.mark.parametrize(
    "value", [1, True, [["x"]], ["x", 1], {"A": 1}, "\x00", "x" * (MAX_TEXT + 1)]
)
def test_an_unknown_member_that_holds_anything_but_text_is_ignored(value: object) -> None:
    assert {} == body({"Unknown": value, "\x00": "x"})


def test_an_unknown_member_is_kept() -> None:
    unknown = {"A": "x", "B": {"C": "1"}, "D": ["1", "2"], "E": [{"F": "1"}, {"F": "2"}]}

    assert unknown == body(unknown)


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        (b"", "JSON"),
        (b"\xff", "JSON"),
        (b'{"a":1,"a":1}', "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"[]", "JSON object"),
        (b"{}", "XmlMsg"),
        (b'{"XmlMsg":[]}', "XmlMsg"),
        (b'{"XmlMsg":{"MessageBody":{}}}', "structure"),
        (b'{"XmlMsg":{"MessageHeader":"x"}}', "structure"),
        (b'{"XmlMsg":{"MessageHeader":{},"MessageBody":"x"}}', "structure"),
        (b" " * (SINGLE_BYTES + 1), "size"),
    ],
)
def test_what_is_no_message_is_garbled(raw: bytes, where: str) -> None:
    assert where == refused(raw)


def test_a_body_may_be_missing() -> None:
    assert {} == read_json_message(b'{"XmlMsg":{"MessageHeader":{},"MessageBody":null}}').body


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text() | st.sampled_from(["ResultList", DISEASES]), inner)
    ),
    max_leaves=20,
)


@given(
    _JSON,
    st.sampled_from(["ResultList", "QualificationConfirmSearchInfo", "BulkConfirmUnit", "X"]),
)
def test_any_json_is_a_message_or_refused(value: object, name: str) -> None:
    with suppress(BackendGarbled):
        message = read_json_message(whole({name: value}))

        assert message == read_json_message(write_json(message))


@given(st.binary())
def test_any_bytes_are_refused(raw: bytes) -> None:
    assert refused(raw)
