"""Which patient a row or an answer is about, in forms that only find; nothing is shown or sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from reception_app.domain import insurer
from reception_app.domain.batch import BatchEntry
from reception_app.domain.comparison import branch_form, numbers_form, symbols_form
from reception_app.domain.eligibility import Record, text_of
from reception_app.domain.matching import Item, row_to_compare
from reception_app.domain.number_entry import insurer_typed
from reception_app.domain.person import person_key
from reception_app.domain.wareki import typed_day


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody, as far as a row or an answer says; an empty text where it does not.

    Attributes:
        number: 患者番号.
        person: ``person_key``: birth date and kana.
        insurance: ``insurance_key``.
        branch: 枝番 with two digits.
    """

    number: str = field(default="", repr=False)
    person: str = field(default="", repr=False)
    insurance: str = field(default="", repr=False)
    branch: str = field(default="", repr=False)

    def found_by(self) -> tuple[tuple[str, str], ...]:
        """Return what somebody who is the same shares at least one of, each with its kind."""
        found = (("number", self.number), ("person", self.person), ("insurance", self.insurance))
        return tuple(key for key in found if key[1])

    def is_same(self, other: Patient) -> bool:
        """Whether both are surely one patient: by number, else by person, else by insurance.

        Twins may share all of an insurance but for 枝番 and kana.
        """
        if self.number and other.number:
            return self.number == other.number
        if self.person and other.person:
            return self.person == other.person
        branches = {self.branch, other.branch} - {""}
        return bool(self.insurance) and self.insurance == other.insurance and len(branches) < 2


def patient_of_entry(entry: BatchEntry, on: date) -> Patient:
    """Return the patient that a line of a source is about.

    Args:
        entry: The line.
        on: A day on which everybody in it is born.
    """
    record = record_of_entry(entry, on)
    return Patient(
        entry.patient_number.strip(),
        person_key((record,)),
        insurance_key(record),
        branch_form(entry.typed.branch),
    )


def patient_of_answer(records: Sequence[Record], number: str = "") -> Patient:
    """Return the patient that an answer is about: the one of its first record.

    Args:
        records: Of the answer.
        number: 患者番号 under which it was asked; a service does not tell it.
    """
    if not records:
        return Patient(number)
    first = records[0]
    branch = branch_form(text_of(first, Item.BRANCH))
    return Patient(number, person_key(records), insurance_key(first), branch)


def record_of_entry(entry: BatchEntry, on: date) -> Record:
    """Return what a line says, by the names of a record; what cannot be read is left empty."""
    typed = entry.typed
    return {
        Item.NAME: entry.name,
        Item.KANA: entry.kana,
        Item.BORN: _born(typed.born, on),
        Item.INSURER: typed.insurer,
        Item.SYMBOL: typed.symbol,
        Item.NUMBER: typed.number,
        Item.BRANCH: typed.branch,
    }


def insurance_key(record: Record) -> str:
    """Return a text that the records of one insurance share, or an empty one.

    Insurer, symbol, number and birth date, however they are separated and padded; 枝番 is left
    out on many cards. It only finds: two people may share it.
    """
    number_of_insurer = insurer_typed(text_of(record, Item.INSURER))
    number = numbers_form(text_of(record, Item.NUMBER))
    born = text_of(record, Item.BORN).strip()
    if not (number_of_insurer and number and born):
        return ""
    has_symbol = not insurer.is_late_elderly(number_of_insurer)
    symbol = symbols_form(text_of(record, Item.SYMBOL)) if has_symbol else ""
    return "|".join((number_of_insurer.lstrip("0"), symbol, number, born))


def record_to_know(records: Sequence[Record], asked: Record) -> Record | None:
    """Return the record of an answer that says what is known of whom a row asks about.

    Where two share an insurance, 枝番 tells them apart.
    """
    record = records[0] if len(records) == 1 else row_to_compare(asked, records)
    if record is None:
        return None
    branches = {branch_form(text_of(each, Item.BRANCH)) for each in (record, asked)} - {""}
    is_other = len(branches) > 1 and insurance_key(record) == insurance_key(asked)
    return None if is_other else record


def _born(text: str, last: date) -> str:
    if len(text) == 8 and text.isascii() and text.isdecimal():
        return text
    day = typed_day(text, last=last)
    return f"{day:%Y%m%d}" if isinstance(day, date) else ""
