"""Which patient a row or an answer is about, in forms that only find; nothing is shown or sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from reception_app.domain import insurer
from reception_app.domain.batch import BatchEntry
from reception_app.domain.comparison import (
    Match,
    branch_form,
    names_alike,
    numbers_form,
    plain_form,
    symbols_form,
)
from reception_app.domain.eligibility import Record, text_of
from reception_app.domain.matching import Item, row_to_compare
from reception_app.domain.number_entry import insurer_typed
from reception_app.domain.person import person_key
from reception_app.domain.wareki import typed_day


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody, as far as a row or an answer says; an empty text where it does not.

    Attributes:
        number: 患者番号 as it is written.
        person: ``person_key``: birth date and kana, or name.
        insurance: ``insurance_key``.
        branch: 枝番 with two digits.
    """

    number: str = field(default="", repr=False)
    person: str = field(default="", repr=False)
    insurance: str = field(default="", repr=False)
    branch: str = field(default="", repr=False)

    def found_by(self) -> tuple[tuple[str, str], ...]:
        """Return what somebody who is the same shares at least one of, each with its kind."""
        number = patient_number_form(self.number)
        found = (("number", number), ("person", self.person), ("insurance", self.insurance))
        return tuple(key for key in found if key[1])

    def numbers(self) -> frozenset[str]:
        """Return what 患者番号 to look for: as it is written, and as programs do not pad it."""
        return frozenset({self.number, patient_number_form(self.number)} - {""})

    def is_same(self, other: Patient) -> bool:
        """Whether both are surely one patient: by number, else by person, else by insurance.

        Twins may share all of an insurance but for 枝番 and kana. Whoever is the same in all
        else has got another number.
        """
        is_called_so = self.person != "" and self.person == other.person
        if self.number and other.number:
            is_one = patient_number_form(self.number) == patient_number_form(other.number)
            return is_one or (is_called_so and self._shares_insurance(other))
        if is_called_so:
            return True
        return self._shares_insurance(other) and _may_be_called_so(self.person, other.person)

    def _shares_insurance(self, other: Patient) -> bool:
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
    return {**name_and_numbers(entry), Item.BORN: _born(entry.typed.born, on)}


def name_and_numbers(entry: BatchEntry) -> Record:
    """Return ``record_of_entry`` without the birth date."""
    typed = entry.typed
    return {
        Item.NAME: entry.name,
        Item.KANA: entry.kana,
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


def patient_number_form(text: str) -> str:
    """Return a 患者番号 in one width and without leading zeros, as programs pad it differently."""
    number = plain_form(text)
    return number.lstrip("0") or number[:1]


def _may_be_called_so(one: str, other: str) -> bool:
    """Whether two ``person_key`` of one birth date may be one person's.

    Kana and kanji cannot be compared, and nothing is said where there is neither.
    """
    first, second = one.partition("|")[2], other.partition("|")[2]
    if _script(first) != _script(second):
        return True
    return names_alike(first, second).match is not Match.DIFFERENT


def _script(form: str) -> str:
    others = [char for char in form if not char.isascii()]
    if not others:
        return "latin"
    return "kana" if all("\u30a0" <= char <= "\u30ff" for char in others) else "kanji"


def _born(text: str, last: date) -> str:
    if len(text) == 8 and text.isascii() and text.isdecimal():
        return text
    day = typed_day(text, last=last)
    return f"{day:%Y%m%d}" if isinstance(day, date) else ""
