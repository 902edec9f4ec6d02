"""What ``batch`` prints, as cli.md has it."""

from __future__ import annotations

from reception_app.application.batch_report import BatchReport, batch_document, batch_text
from reception_app.application.catalogue import Lang
from reception_app.domain.batch import BatchCounts, BatchId, Outcome
from reception_app.domain.errors import LinkDown

COUNTS = BatchCounts(refused=2, excluded=3, waiting=4, asking=1, unknown=1, answered=30, failed=2)
OUTCOMES = {Outcome.UNCHANGED: 20, Outcome.CHANGED: 5, Outcome.NOT_FOUND: 5, Outcome.ERROR: 2}


def test_a_batch_as_a_document() -> None:
    report = BatchReport(BatchId("b"), COUNTS, OUTCOMES, is_resumed=True)

    assert batch_document(report, message="") == {
        "batch_id": "b",
        "rows": 43,
        "refused": 5,
        "done": 30,
        "failed": 3,
        "waiting": 5,
        "verdicts": {
            "valid": 25,
            "invalid": 0,
            "invalid-newer-exists": 0,
            "not-found": 5,
            "several": 0,
            "valid-not-registered": 0,
            "unknown": 0,
            "other-person": 0,
        },
        "changed": 5,
        "resumed": True,
        "error": None,
    }


def test_every_member_is_there_where_nothing_is_known() -> None:
    document = batch_document(BatchReport(error=LinkDown()), message="down")

    assert (document["batch_id"], document["rows"], document["resumed"]) == (None, 0, False)
    assert document["error"] == {
        "code": "NW01",
        "name": "LinkDown",
        "message": "down",
        "retry": "now",
        "attempts_left": None,
    }


def test_a_batch_in_words() -> None:
    report = BatchReport(BatchId("b"), COUNTS, OUTCOMES)

    assert "全43行：確認済み 30（変更あり 5）、エラー 3、未送信 5" in batch_text(report, Lang.JA)
    assert "43 rows: 30 answered (5 changed)" in batch_text(report, Lang.EN)
