"""照会番号登録: the clinic's own patient number for a qualification, one or many.

Source: eligibility-interface.md 1.5. Acceptance and download of the bulk form are those of
``bulk``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from reception_app.domain.bulk import BulkAnswer, RegistrationAnswer
from reception_app.domain.eligibility import Record, ServiceMessage, text_of
from reception_app.domain.insurer import is_medical_aid, wire_form
from reception_app.domain.records import group_of
from reception_app.messages.answers import file_messages, person_messages
from reception_app.messages.layouts import (
    FILE_IDENTIFIER,
    INSTITUTION,
    REFERENCE_NUMBER,
    REGISTRATION_INFO,
    REGISTRATION_UNIT,
    STATUS,
)
from reception_app.messages.message import Message, groups_named, named
from reception_app.messages.xml_reading import BULK_BYTES, read_units

LONGEST_REFERENCE_NUMBER = 50


@dataclass(frozen=True, slots=True)
class Registration:
    """A patient number and the qualification that it goes with.

    Raises:
        ValueError: no number or one above 50 characters, or 医療扶助, whose form is unknown.
    """

    reference_number: str = field(repr=False)
    insurer: str = field(repr=False)
    symbol: str | None = field(repr=False)
    number: str = field(repr=False)
    branch: str | None = field(repr=False)

    def __post_init__(self) -> None:
        if not 1 <= len(self.reference_number) <= LONGEST_REFERENCE_NUMBER:
            raise ValueError("a 照会番号 has 1 to 50 characters")
        if is_medical_aid(self.insurer):
            raise ValueError("how 医療扶助 is registered is not known")


def registration_request(
    registrations: Iterable[Registration], *, institution_code: str, file_identifier: str
) -> Message:
    """Return the request for one (照会番号登録) or many (一括登録): the family is in the name."""
    header = {INSTITUTION: institution_code, FILE_IDENTIFIER: file_identifier}
    return Message(header, named(REGISTRATION_INFO, map(_info, registrations)))


def _info(registration: Registration) -> Record:
    members = {
        REFERENCE_NUMBER: registration.reference_number,
        "InsurerNumber": wire_form(registration.insurer),
        "InsuredCardSymbol": registration.symbol,
        "InsuredIdentificationNumber": registration.number,
        "InsuredBranchNumber": registration.branch,
    }
    return {name: value for name, value in members.items() if value}


def registrations_in(request: Message) -> tuple[Record, ...]:
    """Return what a request wants registered, in its order."""
    return groups_named(request.body, REGISTRATION_INFO)


def read_registration(message: Message) -> RegistrationAnswer:
    """Return what became of a single registration."""
    header = message.header
    return _answer(header, message.body, tuple(file_messages(header)))


def read_registrations(raw: bytes, *, at_most: int = BULK_BYTES) -> BulkAnswer[RegistrationAnswer]:
    """Return what became of each registration of a bulk one.

    Raises:
        BackendGarbled: not a result, here as far as the first registration.
    """
    read = read_units(raw, name=REGISTRATION_UNIT, at_most=at_most)
    messages = (*person_messages(read.body), *file_messages(read.header))
    answers = (_answer(read.header, unit, ()) for unit in read.units)
    return BulkAnswer(read.header, messages, answers)


def _answer(
    header: Record, content: Record, messages: tuple[ServiceMessage, ...]
) -> RegistrationAnswer:
    return RegistrationAnswer(
        header=header,
        asked=group_of(content, REGISTRATION_INFO),
        status=text_of(content, STATUS),
        messages=(*person_messages(content), *messages),
    )
