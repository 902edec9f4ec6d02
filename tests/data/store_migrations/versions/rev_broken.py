"""A step that leaves an outbox row pointing to nothing."""

from __future__ import annotations

from alembic import op

revision = "broken"
down_revision = "new"


def upgrade() -> None:
    op.execute("DELETE FROM answers")
