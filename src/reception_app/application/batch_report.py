"""What ``batch`` tells of a batch, as a document and in words (cli.md); it prints nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from reception_app.application.catalogue import Lang
from reception_app.application.report import Json, error_document
from reception_app.domain.batch import BatchCounts, BatchId, Outcome
from reception_app.domain.eligibility import Verdict
from reception_app.domain.errors import ReceptionError

_WORDS: Final[Mapping[Outcome, str]] = {
    Outcome.INVALID: Verdict.INVALID,
    Outcome.INVALID_NEWER_EXISTS: Verdict.INVALID_NEWER_EXISTS,
    Outcome.NOT_FOUND: Verdict.NOT_FOUND,
    Outcome.SEVERAL: Verdict.SEVERAL,
    Outcome.OTHER_PERSON: "other-person",
    Outcome.UNKNOWN_CODE: Verdict.UNKNOWN,
    Outcome.NOT_REGISTERED: Verdict.VALID_NOT_REGISTERED,
    Outcome.CHANGED: Verdict.VALID,
    Outcome.UNCHANGED: Verdict.VALID,
}
"""Of answered rows; the same words as those of ``check``."""
_LINES: Final = {
    Lang.JA: "全{rows}行：確認済み {done}（変更あり {changed}）、エラー {failed}、"
    "未送信 {waiting}、送信しない {refused}",
    Lang.EN: "{rows} rows: {done} answered ({changed} changed), {failed} failed, "
    "{waiting} waiting, {refused} not sent",
}


@dataclass(frozen=True, slots=True)
class BatchReport:
    """One batch, or several together, as far as they came.

    Attributes:
        batch_id: None where it is not one batch.
        is_resumed: It had been begun before.
    """

    batch_id: BatchId | None = None
    counts: BatchCounts = field(default_factory=BatchCounts)
    outcomes: Mapping[Outcome, int] = field(default_factory=lambda: MappingProxyType({}))
    is_resumed: bool = False
    error: ReceptionError | None = None


def batch_document(report: BatchReport, *, message: str) -> dict[str, Json]:
    """Return what ``batch --json`` prints; ``message`` is the error's text."""
    verdicts = Counter(dict.fromkeys(_WORDS.values(), 0))
    for outcome, rows in report.outcomes.items():
        if outcome in _WORDS:
            verdicts[_WORDS[outcome]] += rows
    return {
        "batch_id": report.batch_id,
        **_figures(report),
        "verdicts": {str(word): rows for word, rows in verdicts.items()},
        "resumed": report.is_resumed,
        "error": error_document(report.error, message=message),
    }


def batch_text(report: BatchReport, lang: Lang) -> str:
    """Return one line for a person."""
    return _LINES[lang].format(**_figures(report))


def _figures(report: BatchReport) -> dict[str, int]:
    counts = report.counts
    return {
        "rows": counts.total,
        "refused": counts.refused + counts.excluded,
        "done": counts.answered,
        "failed": counts.failed + counts.unknown,
        "waiting": counts.waiting + counts.asking,
        "changed": report.outcomes.get(Outcome.CHANGED, 0),
    }
