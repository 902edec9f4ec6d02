"""An invented older form of the tables: the outbox did not know why it failed, nor a source."""

from __future__ import annotations

from alembic import op

from reception_app.adapters.store.schema import metadata

revision = "old"
down_revision = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())
    with op.batch_alter_table("handovers") as handovers:
        handovers.drop_column("failure_code")
    with op.batch_alter_table("answers") as answers:
        answers.drop_column("source")
