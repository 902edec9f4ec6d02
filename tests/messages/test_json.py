"""Expected bytes and shapes: eligibility-api.md; element names: eligibility-interface.md 1.3."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.eligibility import (
    AT,
    CHECK_ID,
    INSTITUTION,
    ON,
    RECORD,
    challenge_bytes,
    consent,
    message,
    message_bytes,
    numbers_query,
    visual_query,
)

from reception_app.domain.consent import ConsentMethod, ConsentScope
from reception_app.domain.eligibility import (
    CardholderNumbers,
    CardTicket,
    Challenge,
    EligibilityQuery,
    EligibilityResult,
    Fact,
    ServiceMessage,
    Signature,
    Verdict,
    Visual,
)
from reception_app.domain.errors import BackendGarbled
from reception_app.messages.elements import GROUPS, TEXTS
from reception_app.messages.json import (
    Problem,
    challenge_request,
    check_request,
    read_answer,
    read_challenge,
    read_problem,
)
from reception_app.messages.xml_bytes import NOT_XML

CERTIFICATE = b"0\x03\x02\x01\x05"


def read(body: bytes, query: EligibilityQuery | None = None) -> EligibilityResult:
    return read_answer(
        body,
        query or visual_query(CHECK_ID),
        institution_code=INSTITUTION,
        source="https",
        answered_at=AT,
    )


def read_message(**options: Any) -> EligibilityResult:
    return read(message_bytes(CHECK_ID, **options))


# ── questions ─────────────────────────────────────────────────────────────────────────────────
def test_a_challenge_is_asked_for_a_terminal() -> None:
    assert b'{"terminal":"desk-1"}' == challenge_request("desk-1")


def test_a_signed_question_has_the_shape_of_the_page() -> None:
    challenge = Challenge("c-17", bytes(32), AT)
    query = EligibilityQuery(
        CHECK_ID,
        ON,
        CardTicket(CERTIFICATE, Signature(challenge, "ES256", b"\xff\xfe\xfd\xfc")),
        consent(ConsentMethod.PIN, ConsentScope.LIMIT_CERTIFICATE),
    )

    assert {
        "check_id": "7f1f3a52-0f5e-4c36-9a5b-0c2a4c1f9d11",
        "terminal": "desk-1",
        "on": "2026-11-22",
        "subject": {
            "kind": "card",
            "certificate": "MAMCAQU=",
            "proof": {
                "kind": "signature",
                "challenge_id": "c-17",
                "algorithm": "ES256",
                "value": "//79/A==",
            },
        },
        "consent": {"limit_certificate": True, "specific_disease": False},
    } == json.loads(check_request(query, terminal="desk-1"))


def test_a_visual_question_names_the_witness_and_the_time() -> None:
    seen_at = datetime(2026, 11, 22, 9, 5, 7, 123456, timezone(timedelta(hours=9)))
    query = EligibilityQuery(
        CHECK_ID,
        ON,
        CardTicket(CERTIFICATE, Visual("sato", seen_at)),
        consent(ConsentMethod.VISUAL, ConsentScope.SPECIFIC_DISEASE),
    )

    asked = json.loads(check_request(query, terminal="desk-1"))

    assert {
        "kind": "visual",
        "witness": "sato",
        "at": "2026-11-22T09:05:07+09:00",
    } == asked["subject"]["proof"]
    assert {"limit_certificate": False, "specific_disease": True} == asked["consent"]


def test_a_question_by_numbers_sends_the_insurer_unpadded() -> None:
    subject = CardholderNumbers("  139998", None, "4567", None, date(1975, 4, 1))
    query = EligibilityQuery(CHECK_ID, ON, subject, consent(ConsentMethod.NONE))

    asked = json.loads(check_request(query, terminal="desk-1"))

    assert {
        "kind": "numbers",
        "insurer": "139998",
        "symbol": None,
        "number": "4567",
        "branch": None,
        "born": "1975-04-01",
    } == asked["subject"]


@given(st.text(), st.text(min_size=1), st.none() | st.text())
def test_the_same_question_gives_the_same_bytes_and_keeps_every_character(
    terminal: str, number: str, symbol: str | None
) -> None:
    subject = CardholderNumbers("06139992", symbol, number, "01", date(1975, 4, 1))
    query = EligibilityQuery(CHECK_ID, ON, subject, consent(ConsentMethod.NONE))

    first, second = (check_request(query, terminal=terminal) for _ in range(2))

    assert first == second
    asked = json.loads(first)
    assert [terminal, number, symbol] == [
        asked["terminal"],
        asked["subject"]["number"],
        asked["subject"]["symbol"],
    ]


def test_a_character_that_no_encoding_takes_does_not_stop_a_question() -> None:
    subject = CardholderNumbers("06139992", "\udc81", "1", None, date(1975, 4, 1))
    query = EligibilityQuery(CHECK_ID, ON, subject, consent(ConsentMethod.NONE))

    assert b"\\udc81" in check_request(query, terminal="desk-1")


# ── challenges ────────────────────────────────────────────────────────────────────────────────
def test_a_challenge_is_read_with_its_end_in_utc() -> None:
    nonce = bytes(range(32))

    read_back = read_challenge(
        challenge_bytes(
            nonce=base64.b64encode(nonce).decode(),
            expires_at="2026-11-22T09:05:00+09:00",
            extra=1,
        )
    )

    assert Challenge("c-1", nonce, datetime(2026, 11, 22, 0, 5, tzinfo=UTC)) == read_back


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("challenge_id", None),
        ("challenge_id", ""),
        ("challenge_id", 7),
        ("challenge_id", "c\ud800"),
        ("nonce", None),
        ("nonce", "not base64"),
        ("nonce", "é"),
        ("nonce", base64.b64encode(bytes(31)).decode()),
        ("nonce", base64.b64encode(bytes(33)).decode()),
        ("nonce", base64.b64encode(bytes(32)).decode().rstrip("=")),
        ("expires_at", None),
        ("expires_at", "2026-11-22T09:05:00"),
        ("expires_at", "2026-11-31T09:05:00Z"),
        ("expires_at", "20261122T090500Z"),
        ("expires_at", "9999-12-31T23:59:59-23:00"),
        ("expires_at", 1795000000),
    ],
)
def test_a_challenge_that_does_not_fit_is_garbled(member: str, value: object) -> None:
    with pytest.raises(BackendGarbled) as caught:
        read_challenge(challenge_bytes(**{member: value}))

    assert member == caught.value.where


@pytest.mark.parametrize("time", ["2026-11-22T00:05:00Z", "2026-11-22 00:05:00.000z"])
def test_the_other_spellings_of_rfc_3339_are_read(time: str) -> None:
    assert AT == read_challenge(challenge_bytes(expires_at=time)).expires_at


# ── answers ───────────────────────────────────────────────────────────────────────────────────
def test_an_answer_is_read_whole() -> None:
    result = read_message()

    assert CHECK_ID == result.check_id
    assert Verdict.VALID is result.verdict
    assert "1" == result.verdict_code
    assert "https" == result.source
    assert AT == result.answered_at
    assert (RECORD,) == result.records
    assert () == result.messages
    assert message(CHECK_ID)["XmlMsg"]["MessageHeader"] == result.header
    assert {"ProcessingResultStatus": "1", "QualificationValidity": "1"} == result.body


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("2", Verdict.INVALID),
        ("3", Verdict.INVALID_NEWER_EXISTS),
        ("4", Verdict.NOT_FOUND),
        ("5", Verdict.SEVERAL),
        ("6", Verdict.VALID_NOT_REGISTERED),
        ("7", Verdict.UNKNOWN),
        ("１", Verdict.UNKNOWN),
        (" 1", Verdict.UNKNOWN),
        ("", Verdict.UNKNOWN),
        (None, Verdict.UNKNOWN),
    ],
)
def test_only_a_known_code_gets_a_known_verdict(code: str | None, verdict: Verdict) -> None:
    result = read_message(body={"QualificationValidity": code})

    assert verdict is result.verdict
    assert (code or "") == result.verdict_code


@pytest.mark.parametrize(("segment", "status"), [("2", "1"), ("9", "1"), ("1", "2"), (None, None)])
def test_an_answer_that_is_not_normal_has_no_verdict(
    segment: str | None, status: str | None
) -> None:
    result = read_message(
        header={"SegmentOfResult": segment}, body={"ProcessingResultStatus": status}
    )

    assert result.verdict is None
    assert "1" == result.verdict_code


def test_messages_of_the_person_come_before_those_of_the_file() -> None:
    result = read_message(
        header={"ErrorCode": "E1", "ErrorMessage": "ファイル"},
        body={"ProcessingResultCode": "P1", "ProcessingResultMessage": "本人"},
    )

    assert (ServiceMessage("P1", "本人"), ServiceMessage("E1", "ファイル")) == result.messages


def test_a_message_may_have_no_code() -> None:
    assert (ServiceMessage("", "本人"),) == read_message(
        body={"ProcessingResultMessage": "本人", "ProcessingResultCode": ""}
    ).messages


ANOTHER = {"Name": "見本　花子", "Unknown": "x", "List": [{"A": " 1"}, {"A": "2"}]}


@pytest.mark.parametrize(
    ("listed", "records"),
    [
        ([{"ResultOfQualificationConfirmation": RECORD}], (RECORD,)),
        (
            [
                {"ResultOfQualificationConfirmation": RECORD},
                {"ResultOfQualificationConfirmation": ANOTHER},
            ],
            (RECORD, ANOTHER),
        ),
        ({"ResultOfQualificationConfirmation": ANOTHER}, (ANOTHER,)),
        ({"ResultOfQualificationConfirmation": [RECORD, ANOTHER]}, (RECORD, ANOTHER)),
        ([{"ResultOfQualificationConfirmation": [RECORD, ANOTHER]}], (RECORD, ANOTHER)),
        ([{"ResultOfQualificationConfirmation": None}], ()),
        ([{"ResultOfQualificationConfirmation": {}}], ()),
        ([{"ResultOfQualificationConfirmation": ""}], ()),
        ([None], ()),
        ([], ()),
        ({}, ()),
        ("", ()),
        (None, ()),
    ],
)
def test_records_are_found_in_every_form_of_the_list(
    listed: object, records: tuple[object, ...]
) -> None:
    result = read_message(body={"ResultList": listed})

    assert records == result.records
    assert "ResultList" not in result.body


@pytest.mark.parametrize(
    "listed", ["text", ["text"], [["nested"]], [{"ResultOfQualificationConfirmation": "text"}]]
)
def test_a_result_list_of_something_else_is_garbled(listed: object) -> None:
    with pytest.raises(BackendGarbled, match="BK08") as caught:
        read_message(body={"ResultList": listed})

    assert "ResultList" == caught.value.where


def test_null_is_absent_wherever_it_stands() -> None:
    result = read_message(
        body={
            "A": None,
            "ResultList": [{"ResultOfQualificationConfirmation": {"B": None, "C": ""}}],
        }
    )

    assert "A" not in result.body
    assert ({"C": ""},) == result.records


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MedicalInstitutionCode", "1399999999"),
        ("MedicalInstitutionCode", None),
        ("ArbitraryFileIdentifier", CHECK_ID.upper()),
        ("ArbitraryFileIdentifier", None),
        ("ReferenceClassification", "2"),
        ("ReferenceClassification", ""),
        ("QualificationConfirmationDate", "20261121"),
        ("QualificationConfirmationDate", ["20261122"]),
    ],
)
def test_an_answer_to_another_question_is_garbled(name: str, value: object) -> None:
    with pytest.raises(BackendGarbled) as caught:
        read_message(header={name: value})

    assert name == caught.value.where


@pytest.mark.parametrize("day", [None, ""])
def test_the_day_may_be_absent(day: str | None) -> None:
    assert read_message(header={"QualificationConfirmationDate": day}).is_normal


def test_a_question_by_numbers_expects_the_other_classification() -> None:
    body = message_bytes(CHECK_ID, kind="numbers")

    assert read(body, numbers_query(CHECK_ID)).is_normal
    with pytest.raises(BackendGarbled):
        read(body, visual_query(CHECK_ID))


def test_another_check_id_is_garbled() -> None:
    body = json.dumps(message(CHECK_ID) | {"check_id": "other"}).encode()

    with pytest.raises(BackendGarbled) as caught:
        read(body)

    assert "check_id" == caught.value.where


@pytest.mark.parametrize("name", ["XmlMsg", "MessageHeader", "MessageBody"])
@pytest.mark.parametrize("value", [None, "text", []])
def test_a_missing_group_is_garbled(name: str, value: object) -> None:
    whole = message(CHECK_ID)
    (whole if name == "XmlMsg" else whole["XmlMsg"])[name] = value

    with pytest.raises(BackendGarbled) as caught:
        read(json.dumps(whole).encode())

    assert name == caught.value.where


@pytest.mark.parametrize("value", [1, 1.5, True, False, [1], ["x"], {"A": "x"}])
def test_a_published_element_that_is_not_text_is_garbled(value: object) -> None:
    with pytest.raises(BackendGarbled):
        read_message(body={"PrescriptionIssueSelect": value})


def test_a_list_of_things_without_a_record_is_garbled() -> None:
    with pytest.raises(BackendGarbled):
        read_message(body={"ResultList": [{"Other": "x"}]})


@pytest.mark.parametrize("value", [1, 1.5, True, False, [1], "\x00", {"A": 0, "B": ["x", 1]}])
def test_an_unknown_member_that_holds_anything_but_text_is_ignored(value: object) -> None:
    body = read_message(body={"Unknown": value, "\x00": "x"}).body

    assert not body.get("Unknown")
    assert "\x00" not in body


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_a_character_that_xml_cannot_carry_is_garbled(character: str) -> None:
    with pytest.raises(BackendGarbled):
        read_message(body={"ProcessingResultMessage": character})


@pytest.mark.parametrize("text", ["\t\n\r", "髙﨑邉𠮷●", "\x7f\x85", "ｶﾞ", "\U0010ffff"])
def test_every_other_character_is_kept(text: str) -> None:
    assert text == read_message(body={"Unknown": text}).body["Unknown"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"\xef\xbb\xbf{}",
        b"[]",
        b"null",
        b'{"check_id": NaN}',
        b'{"check_id": -Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": "1", "b": "1"}}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"check_id": "x"} x',
    ],
)
def test_what_is_not_one_strict_json_object_is_garbled(body: bytes) -> None:
    with pytest.raises(BackendGarbled):
        read(body)


def test_unknown_members_outside_the_message_may_be_anything() -> None:
    body = json.dumps(message(CHECK_ID) | {"took_ms": 12, "trace": None}).encode()

    assert read(body).is_normal


def test_no_error_repeats_a_value_of_the_answer() -> None:
    with pytest.raises(BackendGarbled) as caught:
        read_message(header={"MedicalInstitutionCode": "試験　太郎"})

    assert "試験" not in f"{caught.value!r} {dict(caught.value.params)}"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
_TEXT = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"],
        include_characters="\t\n\r\x7f",
        exclude_characters="\ufffe\uffff",
    ),
    max_size=8,
)
# Hypothesis knows the names in our sources; what may stand behind them is tested above.
_NAME = _TEXT.filter(lambda name: name not in TEXTS and name not in GROUPS)
_FACT = st.recursive(
    _TEXT,
    lambda inner: (
        st.lists(st.dictionaries(_NAME, inner, max_size=2), max_size=2)
        | st.dictionaries(_NAME, inner, max_size=2)
    ),
    max_leaves=6,
)
_FACTS = st.dictionaries(_NAME, _FACT, min_size=1, max_size=3)


@given(_JSON)
def test_arbitrary_json_is_garbled_and_nothing_else(value: object) -> None:
    body = json.dumps(value).encode()

    with pytest.raises(BackendGarbled):
        read(body)
    with pytest.raises(BackendGarbled):
        read_challenge(body)
    read_problem(body)


@given(_JSON, st.sampled_from(["XmlMsg", "MessageHeader", "MessageBody", "ResultList"]))
def test_arbitrary_json_in_any_place_raises_nothing_but_garbled(value: object, place: str) -> None:
    whole = message(CHECK_ID)
    groups = {
        "XmlMsg": whole,
        "MessageHeader": whole["XmlMsg"],
        "MessageBody": whole["XmlMsg"],
        "ResultList": whole["XmlMsg"]["MessageBody"],
    }
    groups[place][place] = value

    try:
        result = read(json.dumps(whole).encode())
    except BackendGarbled:
        return
    assert CHECK_ID == result.check_id


@given(st.binary())
def test_arbitrary_bytes_are_garbled_and_nothing_else(body: bytes) -> None:
    with pytest.raises(BackendGarbled):
        read(body)
    assert Problem() == read_problem(body)


@given(st.lists(_FACTS, max_size=3), _FACTS)
def test_every_text_of_an_answer_is_kept(
    records: list[Mapping[str, Fact]], body: dict[str, Fact]
) -> None:
    listed = [{"ResultOfQualificationConfirmation": record} for record in records]

    result = read_message(body=body | {"ProcessingResultStatus": "1", "ResultList": listed})

    assert tuple(records) == result.records
    assert {"QualificationValidity": "1", **body, "ProcessingResultStatus": "1"} == result.body


# ── problems ──────────────────────────────────────────────────────────────────────────────────
def test_a_problem_says_its_code_and_its_end() -> None:
    body = b'{"code": "maintenance", "until": "2026-11-22T09:05:00+09:00", "status": 503}'

    assert Problem("maintenance", AT) == read_problem(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"[]",
        b'{"code": 7, "until": 7}',
        b'{"code": "", "until": ""}',
        b'{"code": "two words"}',
        b'{"code": "line\\n"}',
        '{"code": "山田"}'.encode(),
        b'{"code": "' + b"x" * 65 + b'"}',
        b'{"until": "tomorrow"}',
    ],
)
def test_a_problem_that_does_not_fit_says_nothing(body: bytes) -> None:
    assert Problem() == read_problem(body)


def test_xml_carries_all_that_can_be_printed() -> None:
    """Texts of printable characters are looked at no closer."""
    printable = "".join(each for each in map(chr, range(0x110000)) if each.isprintable())

    assert NOT_XML.search(printable) is None
