"""The check id of an answer out of a job, which was never asked under one of its own."""

from __future__ import annotations

from hashlib import sha256

from reception_app.domain.batch import JobId, RowId
from reception_app.domain.ids import CheckId, make_check_id


def row_check_id(job_id: JobId, row_id: RowId) -> CheckId:
    """Return the check id of a row of a job; the same for the same row, whenever it is read."""
    digest = sha256(f"{job_id}\n{row_id}".encode("utf-8", "surrogatepass")).digest()
    return make_check_id(digest[:16])
