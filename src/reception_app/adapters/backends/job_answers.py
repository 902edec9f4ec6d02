"""What a backend makes of a bulk result: the answers of a job, one after the other; no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from reception_app.application.batch_ports import JobAnswers
from reception_app.domain.batch import JobId, RowAnswer, RowId
from reception_app.domain.bulk import BulkAnswer, PersonAnswer
from reception_app.domain.row_check_id import row_check_id


def answers_of_job(
    job_id: JobId, result: BulkAnswer[PersonAnswer], *, source: str, answered_at: datetime
) -> JobAnswers:
    """Return the answers of a job that is finished.

    Args:
        job_id: Of its upload.
        result: Read while the answers are used.
        source: Name of the backend.
        answered_at: When the result reached us, UTC.
    """
    people = _answers(job_id, result.answers, source=source, answered_at=answered_at)
    return JobAnswers(people)


def _answers(
    job_id: JobId, people: Iterable[PersonAnswer], *, source: str, answered_at: datetime
) -> Iterator[RowAnswer]:
    for person in people:
        row_id = RowId(person.identifier)
        check_id = row_check_id(job_id, row_id)
        yield RowAnswer(row_id, person.result(check_id, source=source, answered_at=answered_at))
