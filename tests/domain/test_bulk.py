from __future__ import annotations

from datetime import UTC, datetime

from reception_app.domain.bulk import PersonAnswer
from reception_app.domain.eligibility import ServiceMessage, Verdict
from reception_app.domain.ids import CheckId

CHECK_ID = CheckId("7f1f3a52-0f5e-4c36-9a5b-0c2a4c1f9d11")
AT = datetime(2026, 10, 1, tzinfo=UTC)


def test_a_persons_answer_is_kept_as_that_to_a_question_of_its_own() -> None:
    header = {"SegmentOfResult": "1"}
    body = {"ProcessingResultStatus": "1", "QualificationValidity": "6"}
    records = ({"Name": "試験　太郎"},)
    messages = (ServiceMessage("W1", "まもなく"),)
    person = PersonAnswer(
        header=header,
        asked={"ArbitraryIdentifier": "123_1"},
        records=records,
        messages=messages,
        body=body,
    )

    result = person.result(CHECK_ID, source="oqs-folder", answered_at=AT)

    assert (CHECK_ID, "oqs-folder", AT) == (result.check_id, result.source, result.answered_at)
    assert (Verdict.VALID_NOT_REGISTERED, "6") == (result.verdict, result.verdict_code)
    assert (header, body, records, messages) == (
        result.header,
        result.body,
        result.records,
        result.messages,
    )
    assert "123_1" == person.identifier
