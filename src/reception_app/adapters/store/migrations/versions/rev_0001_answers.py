"""Answers, confirmation records, outbox and visual confirmations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the four tables."""
    _answers()
    _confirmation_records()
    _handovers()
    _visual_confirmations()


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("check_id", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.Text),
        sa.Column("verdict_code", sa.Text, nullable=False),
        sa.Column("message_header", sa.Text, nullable=False),
        sa.Column("message_body", sa.Text, nullable=False),
        sa.Column("records", sa.Text, nullable=False),
        sa.Column("service_messages", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("check_id", name="pk_answers"),
    )


def _confirmation_records() -> None:
    op.create_table(
        "confirmation_records",
        sa.Column("check_id", sa.Text, nullable=False),
        sa.Column("medical_institution_code", sa.Text, nullable=False),
        sa.Column("terminal", sa.Text, nullable=False),
        sa.Column("operator", sa.Text, nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("qualification_confirmation_date", sa.Date, nullable=False),
        sa.Column("patient_number", sa.Text),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("identity_confirmation", sa.Text, nullable=False),
        sa.Column("visual_confirmation_by", sa.Text),
        sa.Column("reference_classification", sa.Text, nullable=False),
        sa.Column("segment_of_result", sa.Text, nullable=False),
        sa.Column("processing_result_status", sa.Text, nullable=False),
        sa.Column("processing_result_code", sa.Text, nullable=False),
        sa.Column("processing_result_message", sa.Text, nullable=False),
        sa.Column("qualification_validity", sa.Text, nullable=False),
        sa.Column("card_kind", sa.Text),
        sa.Column("certificate_state", sa.Text),
        sa.Column("certificate_not_after", sa.DateTime(timezone=True)),
        sa.Column("pin_attempts_left", sa.Integer),
        sa.Column("limit_certificate_consent", sa.Boolean, nullable=False),
        sa.Column("specific_disease_consent", sa.Boolean, nullable=False),
        sa.Column("consent_given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comparison_result", sa.Text),
        sa.Column("follow_up_state", sa.Text),
        sa.Column("follow_up_due", sa.Date),
        sa.Column("substitute_reason", sa.Text),
        sa.PrimaryKeyConstraint("check_id", name="pk_confirmation_records"),
    )
    op.create_index("ix_confirmation_records_accepted_at", "confirmation_records", ["accepted_at"])


def _handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("check_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("delivered_at", sa.DateTime(timezone=True)),
        sa.Column("failure_code", sa.Text),
        sa.PrimaryKeyConstraint("check_id", name="pk_handovers"),
        sa.ForeignKeyConstraint(["check_id"], ["answers.check_id"], name="fk_handovers_check_id"),
    )
    op.create_index("ix_handovers_state", "handovers", ["state"])


def _visual_confirmations() -> None:
    op.create_table(
        "visual_confirmations",
        sa.Column("check_id", sa.Text, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("check_id", "confirmed_at", name="pk_visual_confirmations"),
    )
