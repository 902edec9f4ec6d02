from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.batch import JobId, RowId
from reception_app.domain.row_check_id import row_check_id

JOB = JobId("0b7a1f52-3f5e-4c36-8a5b-0c2a4c1f9d22")


@given(st.text())
def test_every_row_has_a_check_id_like_any_other_and_always_the_same(row_id: str) -> None:
    made = row_check_id(JOB, RowId(row_id))

    assert 4 == UUID(made).version
    assert str(UUID(made)) == made
    assert row_check_id(JOB, RowId(row_id)) == made


def test_neither_another_row_nor_another_job_has_it() -> None:
    made = {
        row_check_id(JobId(job), RowId(row)) for job in ("a", "b") for row in ("1", "2", "\n1")
    }

    assert 6 == len(made)
