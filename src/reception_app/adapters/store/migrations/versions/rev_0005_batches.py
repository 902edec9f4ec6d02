"""一括照会: batches, their uploads and their rows; and which answers are compared with."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from reception_app.domain.batch_patients import insurance_key

revision = "0005"
down_revision = "0004"

_PAGE = 500
_MOMENT = sa.DateTime(timezone=True)
_answers = sa.table(
    "answers",
    sa.column("check_id", sa.Text),
    sa.column("records", sa.Text),
    sa.column("insurance_key", sa.Text),
)


def upgrade() -> None:
    """Make the tables, and fill in what earlier answers are found by."""
    _batches()
    _batch_jobs()
    _batch_rows()
    _batch_row_indexes()
    _answers_are_found()


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("batch_id", sa.Text, nullable=False),
        sa.Column("qualification_confirmation_date", sa.Date, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_name", sa.Text, nullable=False),
        sa.Column("source_digest", sa.Text, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("operator", sa.Text, nullable=False),
        sa.Column("one_by_one", sa.Boolean, nullable=False),
        sa.Column("rows_per_job", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("finished_at", _MOMENT),
        sa.Column("waits_until", _MOMENT),
        sa.Column("error_code", sa.Text, nullable=False),
        sa.Column("is_whole", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_batches"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_batches_batch_id", "batches", ["batch_id"], unique=True)
    for column in ("qualification_confirmation_date", "source_digest"):
        op.create_index(f"ix_batches_{column}", "batches", [column])
    op.create_table(
        "batch_tallies",
        sa.Column("batch", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("batch", "state", "outcome", name="pk_batch_tallies"),
        sa.ForeignKeyConstraint(["batch"], ["batches.number"], name="fk_batch_tallies_batch"),
    )


def _batch_jobs() -> None:
    op.create_table(
        "batch_jobs",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("job_id", sa.Text, nullable=False),
        sa.Column("batch", sa.Integer, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reception_number", sa.Text, nullable=False),
        sa.Column("sent_at", _MOMENT),
        sa.Column("accepted_at", _MOMENT),
        sa.Column("ask_at", _MOMENT),
        sa.Column("error_code", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_batch_jobs"),
        sa.ForeignKeyConstraint(["batch"], ["batches.number"], name="fk_batch_jobs_batch"),
    )
    op.create_index("ix_batch_jobs_job_id", "batch_jobs", ["job_id"], unique=True)
    op.create_index("ix_batch_jobs_batch", "batch_jobs", ["batch", "state"])


def _batch_rows() -> None:
    said = ("patient_number", "name", "name_kana", "phone")
    insurance = (
        "insurer_number",
        "insured_card_symbol",
        "insured_identification_number",
        "insured_branch_number",
        "birthdate",
    )
    op.create_table(
        "batch_rows",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("batch", sa.Integer, nullable=False),
        sa.Column("row_id", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in said),
        sa.Column("appointment", _MOMENT),
        *(sa.Column(name, sa.Text, nullable=False) for name in insurance),
        sa.Column("limit_consent", sa.Boolean, nullable=False),
        sa.Column("row_key", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("check_id", sa.Text),
        sa.Column("job_id", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("first_tried_at", _MOMENT),
        sa.Column("next_try_at", _MOMENT),
        sa.Column("error_code", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("changes", sa.Text, nullable=False),
        sa.Column("answered_at", _MOMENT),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("memo", sa.Text, nullable=False),
        sa.Column("called_at", _MOMENT),
        sa.Column("is_settled", sa.Boolean, nullable=False),
        sa.Column("qualification_confirmation_date", sa.Date, nullable=False),
        sa.Column("person_key", sa.Text),
        sa.Column("insurance_key", sa.Text),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("is_verified", sa.Boolean, nullable=False),
        sa.Column("work_order", sa.Text),
        sa.PrimaryKeyConstraint("number", name="pk_batch_rows"),
        sa.ForeignKeyConstraint(["batch"], ["batches.number"], name="fk_batch_rows_batch"),
    )


def _batch_row_indexes() -> None:
    day = "qualification_confirmation_date"
    op.create_index("ix_batch_rows_batch", "batch_rows", ["batch", "line"], unique=True)
    op.create_index("ix_batch_rows_row_id", "batch_rows", ["row_id"], unique=True)
    op.create_index("ix_batch_rows_row_key", "batch_rows", [day, "row_key"])
    op.create_index("ix_batch_rows_job_id", "batch_rows", ["job_id"])
    for name, columns, condition in (
        ("open", ["batch", "state", "next_try_at", "line"], "is_open = 1"),
        ("work", ["work_order", "batch"], "is_settled = 0"),
        ("work_batch", ["batch", "work_order"], "is_settled = 0"),
        ("work_day", [day, "work_order", "batch"], "is_settled = 0"),
        ("work_owner", ["owner", "work_order", "batch"], "is_settled = 0"),
        ("work_patient_number", ["patient_number"], "is_settled = 0"),
        ("work_person_key", ["person_key"], "is_settled = 0"),
        ("work_insurance_key", ["insurance_key"], "is_settled = 0"),
        ("unverified", [day, "batch", "patient_number", "person_key"], "is_verified = 0"),
    ):
        op.create_index(
            f"ix_batch_rows_{name}", "batch_rows", columns, sqlite_where=sa.text(condition)
        )


def _answers_are_found() -> None:
    op.add_column("answers", sa.Column("insurance_key", sa.Text))
    known = sa.Column("is_known", sa.Boolean, nullable=False, server_default=sa.true())
    op.add_column("answers", known)
    op.add_column("answers", sa.Column("batch", sa.Integer))
    op.add_column("answers", sa.Column("asked_insurance_key", sa.Text))
    op.create_index("ix_answers_insurance_key", "answers", ["insurance_key"])
    by_number = "ix_confirmation_records_patient_number"
    op.create_index(by_number, "confirmation_records", ["patient_number"])
    op.create_index(
        "ix_confirmation_records_desk",
        "confirmation_records",
        ["qualification_confirmation_date"],
        sqlite_where=sa.text("method <> 'batch'"),
    )
    db = op.get_bind()
    last = ""
    while rows := db.execute(_page_after(last)).all():
        for check_id, text in rows:
            records = json.loads(text)
            key = insurance_key(records[0]) if records else ""
            this = _answers.c.check_id == check_id
            db.execute(sa.update(_answers).where(this).values(insurance_key=_storable(key)))
        last = rows[-1][0]


def _page_after(check_id: str) -> sa.Select[str, str]:
    columns = sa.select(_answers.c.check_id, _answers.c.records)
    return columns.where(_answers.c.check_id > check_id).order_by(_answers.c.check_id).limit(_PAGE)


def _storable(key: str) -> str | None:
    return key.encode("utf-8", "replace").decode("utf-8") or None
