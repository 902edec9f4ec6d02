"""Whose insurance a check is thought to be; comparing only, nothing is ever rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reception_app.domain.charset import UNSHOWABLE
from reception_app.domain.comparison import Match, Soft, kana_form, name_form, names_alike
from reception_app.domain.eligibility import (
    CardholderNumbers,
    CardTicket,
    EligibilityResult,
    Record,
    text_of,
)
from reception_app.domain.matching import (
    Item,
    answers_another_question,
    insurance_alike,
    is_born_otherwise,
    person_alike,
    record_of,
)


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
        """Whether an answer is about somebody else, or about somebody else too.

        One without a record says nothing.
        """
        known: Record = {Item.NAME: self.name, Item.KANA: self.kana, Item.BORN: self.born}
        if any(is_born_otherwise(known, record) for record in records):
            return True
        return bool(records) and not any(_is_same(known, record) for record in records)


def _is_same(known: Record, record: Record) -> bool:
    likeness = person_alike(known, record)
    return likeness.is_alike and Soft.UNSHOWABLE not in likeness.reasons


def expected_person(record: Record) -> ExpectedPerson | None:
    """Return the person that a record is about, or None where it does not say who."""
    name, kana = text_of(record, "Name"), text_of(record, "NameKana")
    born = text_of(record, "Birthdate")
    if not born.strip() or not (kana.strip() or name.strip()):
        return None
    return ExpectedPerson(name, kana, born)


def surely_expected(record: Record) -> ExpectedPerson | None:
    """Return the same, but nobody where ● hides what people are told apart by."""
    person = expected_person(record)
    if person is None or UNSHOWABLE in (person.kana.strip() or person.name):
        return None
    return person


def is_about_somebody_else(
    result: EligibilityResult,
    *,
    asked: CardTicket | CardholderNumbers,
    expected: ExpectedPerson | None,
) -> bool:
    """Whether an answer is about another person than was asked for by numbers, or expected.

    Identifiers alone do not make an answer ours: a service can mix up whose record it puts in.
    """
    if isinstance(asked, CardholderNumbers) and answers_another_question(record_of(asked), result):
        return True
    return expected is not None and expected.differs_from(result.records)


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


def may_be_one_person(earlier: Sequence[Record], later: Sequence[Record]) -> bool:
    """Whether two answers with one ``person_key`` can be told to be about one person.

    Others have the same kana and birth date: the name as it is written tells, or, where ● hides
    it, the insurance.
    """
    return any(
        _is_named_alike(one, other) or insurance_alike(one, other).is_alike
        for one in earlier
        for other in later
    )


def _is_named_alike(one: Record, other: Record) -> bool:
    likeness = names_alike(text_of(one, Item.NAME), text_of(other, Item.NAME))
    return likeness.match is not Match.DIFFERENT and Soft.UNSHOWABLE not in likeness.reasons
