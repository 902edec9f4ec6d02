"""The form for a question by numbers while it is filled in, and the check that it follows; pure.

A form is judged field by field as the keyboard leaves them, and as a whole when it is asked with.
What was typed stays whatever is wrong with it, but for a My Number, which is never kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from reception_app.domain.comparison import branch_form
from reception_app.domain.eligibility import (
    CardholderNumbers,
    EligibilityResult,
    Record,
    Verdict,
    text_of,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import (
    WARNINGS,
    Flaw,
    NumbersEntered,
    Place,
    Problem,
    TypedNumbers,
    is_refused,
    numbers_entered,
)
from reception_app.domain.record import NumberTrail

_EVERY_PLACE = frozenset(Place)


@dataclass(frozen=True, slots=True)
class NumberForm:
    """The form as it stands.

    Attributes:
        typed: Each field as typed.
        left: Fields that are judged: the keyboard has left them, or all were asked with.
        refused: Fields that a My Number was typed into, as long as they stay empty.
        confirmed: Warnings that were said when it was asked with, each with what stood there.
        start: Where to begin; None where nothing is left but to ask.
        turn: Grows whenever the keyboard has to go to ``start``.
    """

    typed: TypedNumbers = field(default_factory=TypedNumbers)
    left: frozenset[Place] = frozenset()
    refused: frozenset[Place] = frozenset()
    confirmed: frozenset[tuple[Place, str]] = field(default=frozenset(), repr=False)
    start: Place | None = Place.INSURER
    turn: int = 0

    def take(self, typed: TypedNumbers, left: Place | None) -> NumberForm:
        """Return the form with what is typed now; ``left`` is the field that the keyboard left."""
        refused = frozenset(place for place in Place if is_refused(place, text_at(typed, place)))
        kept = _without(typed, refused)
        still_empty = frozenset(each for each in self.refused if not text_at(kept, each))
        judged = {left} if left is not None and text_at(kept, left) else set[Place]()
        return replace(
            self,
            typed=kept,
            left=self.left | judged | refused,
            refused=refused | still_empty,
        )

    def problems(self, today: date) -> tuple[Problem, ...]:
        """Return what is wrong with the fields that are judged, in the order of the card."""
        found = {each.place: each for each in _problems(self.typed, today)}
        for place in self.refused:
            found[place] = Problem(place, Flaw.MY_NUMBER)
        judged = self.left | self.refused
        return tuple(found[place] for place in Place if place in found and place in judged)

    def is_confirmed(self, today: date) -> bool:
        """Whether nothing is wrong but warnings that were said when it was asked with."""
        problems = _problems(self.typed, today)
        return bool(problems) and all(
            each.flaw in WARNINGS
            and (each.place, text_at(self.typed, each.place)) in self.confirmed
            for each in problems
        )

    def ask(self, today: date) -> NumberForm | NumbersEntered:
        """Return the question, or the form with all that is to be corrected or confirmed first."""
        entered = numbers_entered(self.typed, today=today)
        if isinstance(entered, NumbersEntered) and (
            not entered.warnings or self.is_confirmed(today)
        ):
            return entered
        judged = replace(self, left=_EVERY_PLACE, turn=self.turn + 1)
        graver = [each.place for each in judged.problems(today) if each.flaw not in WARNINGS]
        warned = [each.place for each in judged.problems(today) if each.flaw in WARNINGS]
        return replace(
            judged,
            start=graver[0] if graver else None,
            confirmed=frozenset((place, text_at(self.typed, place)) for place in warned)
            if not graver
            else self.confirmed,
        )


@dataclass(frozen=True, slots=True)
class Earlier:
    """The check of the same patient that a question by numbers follows.

    Attributes:
        verdict: What it said; None where it was not answered.
        numbers: What it was asked with; None where it was asked with a card.
        candidates: How many people it named, where the numbers fitted several.
        choice: Which of them was chosen, from 1; None where the form was corrected by hand.
        name: Whom it was about, where the answer says so of one person.
    """

    check_id: CheckId
    verdict: Verdict | None = None
    numbers: CardholderNumbers | None = field(default=None, repr=False)
    candidates: int | None = None
    choice: int | None = None
    name: str = field(default="", repr=False)

    def trail_to(self, numbers: CardholderNumbers) -> NumberTrail:
        """Return what the record of the question that follows says of this check."""
        return NumberTrail(
            self.check_id, _changed(self.numbers, numbers), self.candidates, self.choice
        )


def text_at(typed: TypedNumbers, place: Place) -> str:
    """Return what stands in a field."""
    match place:
        case Place.INSURER:
            return typed.insurer
        case Place.SYMBOL:
            return typed.symbol
        case Place.NUMBER:
            return typed.number
        case Place.BRANCH:
            return typed.branch
        case Place.BORN:
            return typed.born
    assert_never(place)


def typed_at(texts: Mapping[Place, str], *, limit_consent: bool) -> TypedNumbers:
    """Return a form with these texts in its fields."""
    return TypedNumbers(
        texts[Place.INSURER],
        texts[Place.SYMBOL],
        texts[Place.NUMBER],
        texts[Place.BRANCH],
        texts[Place.BORN],
        limit_consent,
    )


def candidates_of(result: EligibilityResult) -> tuple[Record, ...]:
    """Return whom the numbers fit, where they fit several and the service names them."""
    is_several = result.is_normal and result.verdict is Verdict.SEVERAL
    return result.records if is_several else ()


def branch_of(record: Record) -> str:
    """Return the 枝番 that tells a candidate from the others; empty where there is none."""
    return branch_form(text_of(record, "InsuredBranchNumber"))


def form_after(typed: TypedNumbers, verdict: Verdict | None) -> NumberForm:
    """Return the form for the same patient after an answer to this one, or after none."""
    match verdict:
        case None:
            return NumberForm(typed, start=None)
        case Verdict.INVALID | Verdict.INVALID_NEWER_EXISTS:  # another insurance, the same person
            known = TypedNumbers(born=typed.born, limit_consent=typed.limit_consent)
            return NumberForm(known)
        case Verdict.SEVERAL:
            return NumberForm(typed, start=Place.BRANCH)
        case _:
            return NumberForm(typed)


def _problems(typed: TypedNumbers, today: date) -> tuple[Problem, ...]:
    entered = numbers_entered(typed, today=today)
    return entered.warnings if isinstance(entered, NumbersEntered) else entered.problems


def _without(typed: TypedNumbers, refused: frozenset[Place]) -> TypedNumbers:
    kept = {place: "" if place in refused else text_at(typed, place) for place in Place}
    return typed_at(kept, limit_consent=typed.limit_consent)


def _changed(before: CardholderNumbers | None, after: CardholderNumbers) -> tuple[Place, ...]:
    if before is None:
        return ()
    pairs = zip(Place, _fields(before), _fields(after), strict=True)
    return tuple(place for place, one, other in pairs if one != other)


def _fields(numbers: CardholderNumbers) -> tuple[object, ...]:
    """Return the fields in the order of ``Place``."""
    return numbers.insurer, numbers.symbol, numbers.number, numbers.branch, numbers.born
