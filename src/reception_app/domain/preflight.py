"""事前点検: which rows of a batch can be asked about, and why the others cannot; pure.

A My Number is taken out of whatever field it stands in, before anything is kept. A check digit
that does not fit warns and refuses nobody.

Source: front-desk.md C.2, C.3 and A.7; eligibility-interface.md 5.1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from reception_app.domain.batch import BatchEntry, Kept, RowState
from reception_app.domain.eligibility import CardholderNumbers
from reception_app.domain.my_number import holds_my_number
from reception_app.domain.number_entry import (
    Flaw,
    NumbersRefused,
    Place,
    Problem,
    TypedNumbers,
    numbers_entered,
)
from reception_app.domain.number_form import text_at, typed_at
from reception_app.domain.spreadsheet import is_mangled

_WARNINGS: Final = frozenset({Flaw.INSURER_CHECK_DIGIT, Flaw.BENEFICIARY_CHECK_DIGIT})
"""What is asked with though nobody is there to confirm it."""
_MANGLED_PLACES: Final = (Place.INSURER, Place.SYMBOL, Place.NUMBER)


@dataclass(frozen=True, slots=True)
class Inspected:
    """A row after its inspection.

    Attributes:
        entry: Without any My Number that was in it, and without its ``flaw``.
        numbers: What is asked with; None where it is refused.
        problems: What is wrong with a field, in the order of the card.
        warnings: What is asked with all the same.
        flaw: Code of what is wrong with the line as a whole; empty where nothing is.
    """

    entry: BatchEntry
    numbers: CardholderNumbers | None = field(repr=False)
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    flaw: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """What to say about it, each code of the catalogue once; the gravest ones alone."""
        grave = [self.flaw] if self.flaw else []
        grave += [each.flaw for each in self.problems]
        return tuple(dict.fromkeys(grave or [each.flaw for each in self.warnings]))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a row beside what it says.

    Attributes:
        is_twice: The same patient and insurance stands further up.
        was_asked: Somebody asked for that day already.
        was_seen: A card of the patient was checked this month.
    """

    is_twice: bool = False
    was_asked: bool = False
    was_seen: bool = False


def inspect(entry: BatchEntry, day: date) -> Inspected:
    """Return what can be asked with, or what has to be put right first.

    Args:
        entry: As its source gave it, or as somebody corrected it.
        day: 資格確認日; nobody is born after it.
    """
    clean, flaw = _others_without_my_number(entry)
    entered = numbers_entered(entry.typed, today=day)
    if isinstance(entered, NumbersRefused):
        found, numbers = entered.problems, None
    else:
        found, numbers = entered.warnings, entered.numbers
    told = _in_order([*found, *_more(entry.typed)])
    held = [each.place for each in told if each.flaw is Flaw.MY_NUMBER]
    problems = tuple(each for each in told if each.flaw not in _WARNINGS)
    return Inspected(
        entry=replace(clean, typed=_emptied(clean.typed, held)) if held else clean,
        numbers=None if problems or flaw else numbers,
        problems=problems,
        warnings=tuple(each for each in told if each.flaw in _WARNINGS),
        flaw=flaw,
    )


def _in_order(found: Sequence[Problem]) -> Sequence[Problem]:
    """Return one problem a field, the last one that was found, in the order of the card."""
    if not found:
        return ()
    by_place = {each.place: each for each in found}
    return [by_place[place] for place in Place if place in by_place]


def standing(inspected: Inspected, facts: Facts) -> tuple[RowState, str]:
    """Return how a row stands before anything is sent, and the reason as a row keeps it."""
    if inspected.numbers is None:
        return RowState.REFUSED, " ".join(inspected.codes)
    kept = _kept(facts)
    if kept is not None:
        return RowState.EXCLUDED, kept
    return RowState.WAITING, " ".join(inspected.codes)


def _kept(facts: Facts) -> Kept | None:
    if facts.is_twice:
        return Kept.TWICE
    if facts.was_asked:
        return Kept.ASKED_TODAY
    return Kept.CHECKED_BY_CARD if facts.was_seen else None


def _more(typed: TypedNumbers) -> Iterator[Problem]:
    """Yield what a file may hold, but no form: fields that a spreadsheet program wrote over.

    And a My Number in a field that the question leaves out, as 後期高齢者 have no 記号.
    """
    for place in _MANGLED_PLACES:
        if is_mangled(text_at(typed, place)):
            yield Problem(place, Flaw.NO_TEXT)
    if _hold_my_number(typed.insurer, typed.symbol, typed.number, typed.branch, typed.born):
        for place in Place:
            if holds_my_number(text_at(typed, place)):
                yield Problem(place, Flaw.MY_NUMBER)


def _emptied(typed: TypedNumbers, places: Collection[Place]) -> TypedNumbers:
    kept = {place: "" if place in places else text_at(typed, place) for place in Place}
    return typed_at(kept, limit_consent=typed.limit_consent)


def _others_without_my_number(entry: BatchEntry) -> tuple[BatchEntry, str]:
    """Return an entry whose other fields hold no My Number, and what is wrong with its line."""
    told = f"{entry.patient_number} {entry.name} {entry.kana}"  # one may be split over them
    if not _hold_my_number(told, entry.phone):
        return (replace(entry, flaw="") if entry.flaw else entry), entry.flaw
    clean = replace(
        entry,
        patient_number=_or_nothing(entry.patient_number),
        name=_or_nothing(entry.name),
        kana=_or_nothing(entry.kana),
        phone=_or_nothing(entry.phone),
        flaw="",
    )
    if holds_my_number(f"{clean.patient_number} {clean.name} {clean.kana}"):
        clean = replace(clean, patient_number="", name="", kana="")
    return clean, Flaw.MY_NUMBER


def _hold_my_number(*texts: str) -> bool:
    """Whether any of several texts holds one; a letter keeps their digits apart."""
    return holds_my_number("x".join(texts))


def _or_nothing(text: str) -> str:
    return "" if holds_my_number(text) else text
