"""Whose insurance a check is thought to be; comparing only, nothing is ever rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reception_app.domain.charset import UNSHOWABLE
from reception_app.domain.comparison import Soft, kana_form, name_form
from reception_app.domain.eligibility import Record, text_of
from reception_app.domain.matching import Item, person_alike


@dataclass(frozen=True, slots=True)
class ExpectedPerson:
    """Somebody who was checked before, as the service named them.

    Insurer number, kana and birth date carry no ● (front-desk.md A4-9), and the number changes
    with the insurance: so a person is kana and birth date; the name, where one has no kana, but
    then ● proves nothing.

    Attributes:
        name: As it came, for the words on the screen.
        kana: As it came: half width.
        born: YYYYMMDD as it came.
    """

    name: str = field(repr=False)
    kana: str = field(repr=False)
    born: str = field(repr=False)

    def differs_from(self, records: Sequence[Record]) -> bool:
        """Whether an answer is about somebody else; one without a record says nothing."""
        return bool(records) and not any(self._is(record) for record in records)

    def _is(self, record: Record) -> bool:
        known: Record = {Item.NAME: self.name, Item.KANA: self.kana, Item.BORN: self.born}
        likeness = person_alike(known, record)
        return likeness.is_alike and Soft.UNSHOWABLE not in likeness.reasons


def expected_person(record: Record) -> ExpectedPerson | None:
    """Return the person that a record is about, or None where it does not say who."""
    name, kana = text_of(record, "Name"), text_of(record, "NameKana")
    born = text_of(record, "Birthdate")
    if not born.strip() or not (kana.strip() or name.strip()):
        return None
    return ExpectedPerson(name, kana, born)


def person_key(records: Sequence[Record]) -> str:
    """Return a text that two answers about one person share, or an empty one where none is sure.

    Birth date and kana; the name, where there is no kana and no ●. It only finds an answer to
    compare with: kana as written is enough for that, and no proof.
    """
    person = expected_person(records[0]) if records else None
    if person is None:
        return ""
    called = kana_form(person.kana) or name_form(person.name)
    return "" if UNSHOWABLE in called else f"{person.born.strip()}|{called}"
