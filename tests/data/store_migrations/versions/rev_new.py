"""From the invented older form to the present one; answers is rebuilt while rows point to it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "new"
down_revision = "old"


def upgrade() -> None:
    with op.batch_alter_table("handovers") as handovers:
        handovers.add_column(sa.Column("failure_code", sa.Text))
    with op.batch_alter_table("answers", recreate="always") as answers:
        answers.add_column(sa.Column("source", sa.Text, nullable=False, server_default="https"))
