"""A confirmation record tells which check of the same patient it follows, and what changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; no question by numbers followed another one before."""
    for name, kind in (
        ("follows_check_id", sa.Text),
        ("changed_fields", sa.Text),
        ("candidates", sa.Integer),
        ("chosen_candidate", sa.Integer),
    ):
        op.add_column("confirmation_records", sa.Column(name, kind))
