"""An answer tells whom it is about, so that the one before it is found."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from reception_app.domain.person import person_key

revision = "0004"
down_revision = "0003"

_PAGE = 500
_answers = sa.table(
    "answers",
    sa.column("check_id", sa.Text),
    sa.column("verdict", sa.Text),
    sa.column("records", sa.Text),
    sa.column("person_key", sa.Text),
)


def upgrade() -> None:
    """Add the column and fill it in from the records of earlier answers."""
    op.add_column("answers", sa.Column("person_key", sa.Text))
    op.create_index("ix_answers_person_key", "answers", ["person_key"])
    db = op.get_bind()
    last = ""
    while rows := db.execute(_page_after(last)).all():
        for row in rows:
            check_id, records = row.check_id, row.records
            key = person_key(json.loads(records)).encode("utf-8", "replace").decode()
            this = _answers.c.check_id == check_id
            db.execute(sa.update(_answers).where(this).values(person_key=key or None))
        last = rows[-1].check_id


def _page_after(check_id: str) -> sa.Select[Any, Any]:
    columns = sa.select(_answers.c.check_id, _answers.c.records)
    of_one = _answers.c.verdict.is_distinct_from("several")  # candidates are nobody in particular
    after = columns.where(of_one, _answers.c.check_id > check_id)
    return after.order_by(_answers.c.check_id).limit(_PAGE)
