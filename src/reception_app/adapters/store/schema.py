"""The tables, in the words of the field; no statement, no value, and nothing of SQLite's own.

Never a column for: the PIN, the My Number, the certificate, its serial or its subject.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
    true,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

REVISION: Final = "0005"
"""The revision that these tables are; a test holds it against the newest migration."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept and given back in UTC; a naive one is a bug and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; SQLite keeps no zone beside it."""
        return value and value.replace(tzinfo=UTC)


answers = Table(
    "answers",
    metadata,
    Column("check_id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("answered_at", Moment, nullable=False),
    Column("verdict", Text),
    Column("verdict_code", Text, nullable=False),
    # The message as received, as JSON text: names, values and their order untouched.
    Column("message_header", Text, nullable=False),
    Column("message_body", Text, nullable=False),
    Column("records", Text, nullable=False),
    Column("service_messages", Text, nullable=False),
    # Whom it is about (``domain.person.person_key``), to find what was answered before; NULL where
    # it does not say.
    Column("person_key", Text),
    # Likewise by its insurance (``domain.batch_patients.insurance_key``).
    Column("insurance_key", Text),
    # Whether later answers are compared with it: not before somebody has seen what it changes.
    Column("is_known", Boolean, nullable=False, server_default=true()),
    # Number of the batch that asked, and by which insurance; the answer may name another one.
    Column("batch", Integer),
    Column("asked_insurance_key", Text),
    Index("ix_answers_person_key", "person_key"),
    Index("ix_answers_insurance_key", "insurance_key"),
)

confirmation_records = Table(
    "confirmation_records",
    metadata,
    # 確認記録, in the order of front-desk.md A.0. It stands without the answer, whose time to be
    # kept is another one; 引渡し状態 is in handovers.
    Column("check_id", Text, primary_key=True),
    Column("medical_institution_code", Text, nullable=False),
    Column("terminal", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("accepted_at", Moment, nullable=False),
    Column("qualification_confirmation_date", Date, nullable=False),
    Column("patient_number", Text),
    Column("method", Text, nullable=False),
    Column("identity_confirmation", Text, nullable=False),
    Column("visual_confirmation_by", Text),
    Column("reference_classification", Text, nullable=False),
    Column("segment_of_result", Text, nullable=False),
    Column("processing_result_status", Text, nullable=False),
    Column("processing_result_code", Text, nullable=False),
    Column("processing_result_message", Text, nullable=False),
    Column("qualification_validity", Text, nullable=False),
    Column("card_kind", Text),
    Column("certificate_state", Text),
    Column("certificate_not_after", Moment),
    Column("pin_attempts_left", Integer),
    Column("limit_certificate_consent", Boolean, nullable=False),
    Column("specific_disease_consent", Boolean, nullable=False),
    Column("consent_given_at", Moment, nullable=False),
    Column("comparison_result", Text),
    Column("follow_up_state", Text),
    Column("follow_up_due", Date),
    Column("substitute_reason", Text),
    # 修正履歴 of questions by numbers: names of fields, never what stood in them.
    Column("follows_check_id", Text),
    Column("changed_fields", Text),
    Column("candidates", Integer),
    Column("chosen_candidate", Integer),
    Index("ix_confirmation_records_accepted_at", "accepted_at"),
    Index("ix_confirmation_records_patient_number", "patient_number"),
    # Whom the desk saw in a month, however many rows batches have.
    Index(
        "ix_confirmation_records_desk",
        "qualification_confirmation_date",
        sqlite_where=text("method <> 'batch'"),
    ),
)

handovers = Table(
    "handovers",
    metadata,
    # The outbox: one row for each answer that is to reach the receipt computer.
    Column("check_id", Text, ForeignKey("answers.check_id"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("name", Text),
    Column("delivered_at", Moment),
    Column("failure_code", Text),
    Index("ix_handovers_state", "state"),
)

visual_confirmations = Table(
    "visual_confirmations",
    metadata,
    # Written before the card is opened, so a check may never follow; none does after a refusal.
    Column("check_id", Text, primary_key=True),
    Column("confirmed_at", Moment, primary_key=True),
    Column("confirmed_by", Text, nullable=False),
    Column("is_same_person", Boolean, nullable=False, server_default=true()),
)
