"""The JSON documents, member by member as the command line's page has them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from support.desk import NOT_AFTER, ON, answer, card, check_id

from reception_app.application.check import Measured
from reception_app.application.ports import ReaderSeen
from reception_app.application.report import (
    CheckReport,
    HandoverReport,
    check_document,
    error_document,
    readers_document,
    stored_document,
)
from reception_app.domain.card_seen import CardKind, CardTraffic, CertificateState
from reception_app.domain.consent import Consent, ConsentMethod
from reception_app.domain.eligibility import EligibilityResult, Method, ServiceMessage, verdict_of
from reception_app.domain.errors import (
    BackendRefused,
    CardRemoved,
    CardServiceDown,
    LastTryGuarded,
    LinkDown,
    PinBlocked,
    PinRejected,
    ReceptionError,
    StoreFull,
)
from reception_app.domain.record import ConfirmationRecord, Handover, HandoverState, StoredCheck

ID = check_id()
PATH = "/handover/OQSsiquc01res_face.xml"
RECORD = {
    "Name": "試験　太郎",
    "InsurerNumber": "  139998",
    "ElderlyRecipientCertificateInfo": {"ElderlyRecipientContributionRatio": "020"},
    "SpecificDiseasesCertificateList": [{"SpecificDiseasesCertificateInfo": {"A": "1"}}],
}
MEASURED = Measured(
    "reader A", CardTraffic(5, 92, 1849), {"card": 812.34567, "backend": 0.0004, "store": 3.5}
)
WHOLE = CheckReport(
    check_id=ID,
    method=Method.PIN,
    on=ON,
    seen=card(),
    measured=MEASURED,
    total_ms=901.2341,
    result=answer(records=(RECORD,), messages=(ServiceMessage("IZ001", "お知らせ"),)),
    saved=True,
    handover=HandoverReport(HandoverState.DELIVERED, PATH),
)
NOTHING = CheckReport(None, Method.PIN, ON)

MEMBERS = [
    "check_id",
    "method",
    "on",
    "reader",
    "card",
    "verdict",
    "verdict_code",
    "source",
    "facts",
    "records",
    "messages",
    "saved",
    "handover",
    "timings_ms",
    "error",
]
CARD_MEMBERS = [
    "kind",
    "certificate_state",
    "not_after",
    "pin_attempts_left",
    "apdus",
    "bytes_to_card",
    "bytes_from_card",
]
ERROR_MEMBERS = ["code", "name", "message", "retry", "attempts_left"]


def document(report: CheckReport, message: str = "") -> dict[str, Any]:
    """The document as another program reads it."""
    read: dict[str, Any] = json.loads(json.dumps(check_document(report, message=message)))
    return read


def stored(result: EligibilityResult, **changes: Any) -> StoredCheck:
    record = ConfirmationRecord(
        check_id=ID,
        institution_code="1312345678",
        terminal="desk-1",
        operator="",
        accepted_at=datetime(2026, 11, 22, 0, 5, tzinfo=UTC),
        on=ON,
        method=Method.PIN,
        consent=Consent(ConsentMethod.PIN, frozenset(), datetime(2026, 11, 22, tzinfo=UTC)),
        card_kind=CardKind.CARD,
        certificate_state=CertificateState.VALID,
        not_after=NOT_AFTER,
        attempts_left=3,
    )
    return StoredCheck(replace(record, **changes), result, Handover(HandoverState.DELIVERED))


def stored_json(
    entry: StoredCheck, *, path: str | None = PATH, message: str = "拒否"
) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(
        json.dumps(stored_document(entry, path=path, message=message))
    )
    return read


# ── check ─────────────────────────────────────────────────────────────────────────────────────
def test_a_whole_check_is_the_document_of_the_page() -> None:
    assert document(WHOLE) == {
        "check_id": "00000000-0000-4000-8000-000000000001",
        "method": "pin",
        "on": "2026-11-22",
        "reader": "reader A",
        "card": {
            "kind": "card",
            "certificate_state": "valid",
            "not_after": "2029-04-01T23:59:59+09:00",
            "pin_attempts_left": 3,
            "apdus": 5,
            "bytes_to_card": 92,
            "bytes_from_card": 1849,
        },
        "verdict": "valid",
        "verdict_code": "1",
        "source": "https",
        "facts": RECORD,
        "records": [RECORD],
        "messages": [{"code": "IZ001", "text": "お知らせ"}],
        "saved": True,
        "handover": {"state": "delivered", "path": PATH},
        "timings_ms": {"card": 812.346, "backend": 0.0, "store": 3.5, "total": 901.234},
        "error": None,
    }


def test_a_check_that_never_began_has_every_member_too() -> None:
    down = CardServiceDown()

    assert document(replace(NOTHING, error=down), "止まっています。") == {
        "check_id": None,
        "method": "pin",
        "on": "2026-11-22",
        "reader": None,
        "card": None,
        "verdict": None,
        "verdict_code": None,
        "source": None,
        "facts": {},
        "records": [],
        "messages": [],
        "saved": False,
        "handover": {"state": "off", "path": None},
        "timings_ms": {"card": None, "backend": None, "store": None, "total": None},
        "error": {
            "code": "RD04",
            "name": "CardServiceDown",
            "message": "止まっています。",
            "retry": "now",
            "attempts_left": None,
        },
    }


@pytest.mark.parametrize(
    "report",
    [
        WHOLE,
        NOTHING,
        replace(WHOLE, error=StoreFull()),
        replace(WHOLE, result=None, error=LinkDown()),
        replace(WHOLE, seen=None),
        replace(WHOLE, measured=None),
        replace(NOTHING, seen=card(attempts_left=None, not_after=None)),
    ],
)
def test_every_member_is_always_present_and_in_the_order_of_the_page(report: CheckReport) -> None:
    read = document(report)

    assert list(read) == MEMBERS
    assert read["card"] is None or list(read["card"]) == CARD_MEMBERS
    assert read["error"] is None or list(read["error"]) == ERROR_MEMBERS
    assert list(read["handover"]) == ["state", "path"]
    assert list(read["timings_ms"]) == ["card", "backend", "store", "total"]


@pytest.mark.parametrize(
    ("method", "word"),
    [
        (Method.PIN, "pin"),
        (Method.VISUAL, "visual"),
        (Method.NUMBERS, "numbers"),
        (Method.FACE, "face"),
        (Method.BATCH, "batch"),
    ],
)
def test_methods_have_the_words_of_the_page(method: Method, word: str) -> None:
    assert document(replace(NOTHING, method=method))["method"] == word


# ── card ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (CardKind.CARD, "card"),
        (CardKind.PHONE, "phone"),
        (CardKind.JUKI_CARD, "juki-card"),
        (CardKind.OTHER, "other"),
    ],
)
def test_kinds_have_the_words_of_the_page(kind: CardKind, word: str) -> None:
    assert document(replace(WHOLE, seen=card(kind=kind)))["card"]["kind"] == word


def test_certificate_states_have_the_words_of_the_page() -> None:
    words = ["absent", "unreadable", "unknown-ca", "not-yet-valid", "expired"]
    words += ["grace", "expiring", "valid"]

    reports = [replace(WHOLE, seen=card(certificate_state=state)) for state in CertificateState]

    assert words == [document(report)["card"]["certificate_state"] for report in reports]


def test_a_card_of_which_little_is_known() -> None:
    seen = card(
        kind=CardKind.OTHER,
        certificate_state=CertificateState.ABSENT,
        not_after=None,
        attempts_left=None,
    )

    read = document(replace(NOTHING, seen=seen))["card"]

    assert [read[name] for name in CARD_MEMBERS] == ["other", "absent", *[None] * 5]


def test_the_end_of_a_certificate_is_told_in_japan_time() -> None:
    never = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)

    read = document(replace(WHOLE, seen=card(not_after=never)))

    assert read["card"]["not_after"] == "9999-12-31T23:59:59+09:00"


# ── answer ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("1", "valid"),
        ("2", "invalid"),
        ("3", "invalid-newer-exists"),
        ("4", "not-found"),
        ("5", "several"),
        ("6", "valid-not-registered"),
        ("7", "unknown"),
    ],
)
def test_verdicts_have_the_words_of_the_page(code: str, verdict: str) -> None:
    result = answer(verdict=verdict_of(code), verdict_code=code)

    read = document(replace(WHOLE, result=result))

    assert (verdict, code) == (read["verdict"], read["verdict_code"])


@pytest.mark.parametrize("judged", [None, verdict_of("1")])
@pytest.mark.parametrize(("segment", "status"), [("9", "1"), ("1", "2"), ("2", "")])
def test_there_is_no_verdict_unless_segment_and_status_are_1(
    segment: str, status: str, judged: Any
) -> None:
    result = answer(
        verdict=judged,
        header={"SegmentOfResult": segment},
        body={"ProcessingResultStatus": status},
        records=(),
    )

    read = document(replace(WHOLE, result=result, error=result.refusal()))

    assert (None, None, "https") == (read["verdict"], read["verdict_code"], read["source"])
    assert ("BK07", "never") == (read["error"]["code"], read["error"]["retry"])


def test_facts_are_the_first_record_and_records_are_all() -> None:
    other = {"Name": "試験　花子"}

    read = document(replace(WHOLE, result=answer(records=(RECORD, other))))

    assert read["facts"] == RECORD
    assert read["records"] == [RECORD, other]


def test_an_answer_without_a_record_has_no_facts() -> None:
    read = document(replace(WHOLE, result=answer(records=())))

    assert ({}, []) == (read["facts"], read["records"])


# ── hand-over ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("state", "word", "path"),
    [
        (HandoverState.DELIVERED, "delivered", PATH),
        (HandoverState.WAITING, "waiting", None),
        (HandoverState.PREPARED, "waiting", None),
        (HandoverState.HELD, "waiting", None),
        (HandoverState.FAILED, "failed", None),
        (HandoverState.OFF, "off", None),
    ],
)
def test_the_path_is_told_once_the_receipt_computer_can_see_it(
    state: HandoverState, word: str, path: str | None
) -> None:
    read = document(replace(WHOLE, handover=HandoverReport(state, PATH)))

    assert read["handover"] == {"state": word, "path": path}


# ── error ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (PinRejected(2), ["PN01", "PinRejected", "言葉", "now", 2]),
        (PinRejected(1), ["PN02", "PinRejected", "言葉", "now", 1]),
        (PinRejected(None), ["PN01", "PinRejected", "言葉", "now", None]),
        (PinBlocked(), ["PN03", "PinBlocked", "言葉", "never", 0]),
        (LastTryGuarded(), ["PN07", "LastTryGuarded", "言葉", "never", 1]),
        (CardRemoved(attempts_left=3), ["CD05", "CardRemoved", "言葉", "now", 3]),
        (LinkDown("NW02"), ["NW02", "LinkDown", "言葉", "now", None]),
        (BackendRefused("CT04"), ["CT04", "BackendRefused", "言葉", "never", None]),
    ],
)
def test_an_error_has_code_name_words_retry_and_tries(
    error: ReceptionError, expected: list[object]
) -> None:
    assert error_document(error, message="言葉") == dict(zip(ERROR_MEMBERS, expected, strict=True))


def test_no_error_is_null_whatever_the_words() -> None:
    assert error_document(None, message="言葉") is None


# ── results ───────────────────────────────────────────────────────────────────────────────────
def test_a_kept_check_is_as_check_prints_it_without_what_is_not_kept() -> None:
    read = stored_json(stored(answer(records=(RECORD,))))

    assert list(read) == MEMBERS
    assert read == {
        "check_id": ID,
        "method": "pin",
        "on": "2026-11-22",
        "reader": None,
        "card": {
            "kind": "card",
            "certificate_state": "valid",
            "not_after": "2029-04-01T23:59:59+09:00",
            "pin_attempts_left": 3,
            "apdus": None,
            "bytes_to_card": None,
            "bytes_from_card": None,
        },
        "verdict": "valid",
        "verdict_code": "1",
        "source": "https",
        "facts": RECORD,
        "records": [RECORD],
        "messages": [],
        "saved": True,
        "handover": {"state": "delivered", "path": PATH},
        "timings_ms": None,
        "error": None,
    }


def test_a_kept_question_by_number_has_no_card() -> None:
    entry = stored(
        answer(),
        method=Method.NUMBERS,
        card_kind=None,
        certificate_state=None,
        not_after=None,
        attempts_left=None,
    )

    assert stored_json(entry)["card"] is None


def test_a_kept_card_without_a_certificate_state_had_none() -> None:
    entry = stored(answer(), card_kind=CardKind.OTHER, certificate_state=None, not_after=None)

    read = stored_json(entry)["card"]

    assert ("other", "absent", None) == (
        read["kind"],
        read["certificate_state"],
        read["not_after"],
    )


def test_a_kept_refusal_is_told_as_it_was() -> None:
    refused = answer(
        verdict=None,
        verdict_code="",
        body={"ProcessingResultStatus": "2"},
        messages=(ServiceMessage("E42", "受け付けられません"),),
    )

    read = stored_json(stored(refused))

    assert read["verdict"] is None
    assert read["error"] == {
        "code": "BK07",
        "name": "BackendRefused",
        "message": "拒否",
        "retry": "never",
        "attempts_left": None,
    }


# ── readers ───────────────────────────────────────────────────────────────────────────────────
def test_readers_are_listed_with_their_cards() -> None:
    readers = [ReaderSeen("A", card=True, busy=False), ReaderSeen("B", card=False, busy=True)]

    assert readers_document(readers, None, message="") == {
        "readers": [
            {"name": "A", "card": True, "busy": False},
            {"name": "B", "card": False, "busy": True},
        ],
        "error": None,
    }


def test_no_readers_and_no_service_are_two_things() -> None:
    nothing = readers_document([], None, message="")
    gone = readers_document([], CardServiceDown(), message="止まっています。")

    assert nothing == {"readers": [], "error": None}
    assert gone == {
        "readers": [],
        "error": {
            "code": "RD04",
            "name": "CardServiceDown",
            "message": "止まっています。",
            "retry": "now",
            "attempts_left": None,
        },
    }
