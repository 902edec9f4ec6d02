"""A visual confirmation also tells that the face could not be confirmed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; whatever was written before was a confirmation."""
    said_yes = sa.Column("is_same_person", sa.Boolean, nullable=False, server_default=sa.true())
    op.add_column("visual_confirmations", said_yes)
