"""The tables of 一括照会, in the words of the field; no statement and no value."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, Text, true
from sqlalchemy.sql.expression import false

from reception_app.adapters.store.schema import Moment, metadata

batches = Table(
    "batches",
    metadata,
    # Counted up, so that a later batch has a higher number and its rows lie together.
    Column("number", Integer, primary_key=True),
    Column("batch_id", Text, nullable=False),
    Column("qualification_confirmation_date", Date, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_name", Text, nullable=False),
    Column("source_digest", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("operator", Text, nullable=False),
    Column("one_by_one", Boolean, nullable=False),
    Column("rows_per_job", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("finished_at", Moment),
    Column("waits_until", Moment),
    Column("error_code", Text, nullable=False),
    # Its rows are written in several transactions; before the last one nobody sees it.
    Column("is_whole", Boolean, nullable=False),
    Index("ix_batches_batch_id", "batch_id", unique=True),
    Index("ix_batches_qualification_confirmation_date", "qualification_confirmation_date"),
    Index("ix_batches_source_digest", "source_digest"),
    sqlite_autoincrement=True,  # no number twice, also not that of a batch that is gone
)

batch_tallies = Table(
    "batch_tallies",
    metadata,
    # How many rows of a batch stand how; kept with each change, since counting a large batch
    # takes longer than anybody waits.
    Column("batch", Integer, ForeignKey("batches.number"), primary_key=True),
    Column("state", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("rows", Integer, nullable=False),
)

batch_jobs = Table(
    "batch_jobs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("job_id", Text, nullable=False),
    Column("batch", Integer, ForeignKey("batches.number"), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("reception_number", Text, nullable=False),
    Column("sent_at", Moment),
    Column("accepted_at", Moment),
    Column("ask_at", Moment),
    Column("error_code", Text, nullable=False),
    Index("ix_batch_jobs_job_id", "job_id", unique=True),
    Index("ix_batch_jobs_batch", "batch", "state"),
)

batch_rows = Table(
    "batch_rows",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("batch", Integer, ForeignKey("batches.number"), nullable=False),
    Column("row_id", Text, nullable=False),
    # What the source said, as it was written there.
    Column("line", Integer, nullable=False),
    Column("patient_number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_kana", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("appointment", Moment),
    Column("insurer_number", Text, nullable=False),
    Column("insured_card_symbol", Text, nullable=False),
    Column("insured_identification_number", Text, nullable=False),
    Column("insured_branch_number", Text, nullable=False),
    Column("birthdate", Text, nullable=False),
    Column("limit_consent", Boolean, nullable=False),
    # How it stands.
    Column("row_key", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("check_id", Text),
    Column("job_id", Text),
    Column("attempts", Integer, nullable=False),
    Column("first_tried_at", Moment),
    Column("next_try_at", Moment),
    Column("error_code", Text, nullable=False),
    Column("outcome", Text),
    Column("changes", Text, nullable=False),
    Column("answered_at", Moment),
    Column("owner", Text, nullable=False),
    Column("memo", Text, nullable=False),
    Column("called_at", Moment),
    Column("is_settled", Boolean, nullable=False),
    # Only to find it by, all of it follows from what stands above.
    Column("qualification_confirmation_date", Date, nullable=False),
    Column("person_key", Text),
    Column("insurance_key", Text),
    Column("is_open", Boolean, nullable=False),  # waiting or being asked
    Column("is_verified", Boolean, nullable=False),  # nobody has to be asked about any more
    Column("work_order", Text),
    Index("ix_batch_rows_batch", "batch", "line", unique=True),
    Index("ix_batch_rows_row_id", "row_id", unique=True),
    Index("ix_batch_rows_row_key", "qualification_confirmation_date", "row_key"),
    Index("ix_batch_rows_job_id", "job_id"),
)

_rows = batch_rows.c
_is_open = _rows.is_open == true()
_needs_work = _rows.is_settled == false()

# Few rows at a time are open, unsettled or unverified, among millions that are not.
Index(
    "ix_batch_rows_open",
    _rows.batch,
    _rows.state,
    _rows.next_try_at,
    _rows.line,
    sqlite_where=_is_open,
)
Index("ix_batch_rows_work", _rows.work_order, _rows.batch, sqlite_where=_needs_work)
Index("ix_batch_rows_work_batch", _rows.batch, _rows.work_order, sqlite_where=_needs_work)
Index(
    "ix_batch_rows_work_day",
    _rows.qualification_confirmation_date,
    _rows.work_order,
    _rows.batch,
    sqlite_where=_needs_work,
)
Index(
    "ix_batch_rows_work_owner",
    _rows.owner,
    _rows.work_order,
    _rows.batch,
    sqlite_where=_needs_work,
)
Index("ix_batch_rows_work_patient_number", _rows.patient_number, sqlite_where=_needs_work)
Index("ix_batch_rows_work_person_key", _rows.person_key, sqlite_where=_needs_work)
Index("ix_batch_rows_work_insurance_key", _rows.insurance_key, sqlite_where=_needs_work)
Index(
    "ix_batch_rows_unverified",
    _rows.qualification_confirmation_date,
    _rows.batch,
    _rows.patient_number,
    _rows.person_key,
    sqlite_where=_rows.is_verified == false(),
)
