"""What of a batch needs a person, in which order and what to do about it; words come later.

Source: front-desk.md C.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from enum import StrEnum, unique
from typing import Final

from reception_app.domain.batch import BatchRow, Change, Outcome, RowState
from reception_app.domain.matching import Item
from reception_app.domain.policy import JST


@unique
class WorkGroup(StrEnum):
    """The groups of the work list, in the order in which they stand."""

    INVALID = "invalid"
    NOT_FOUND = "not-found"
    SEVERAL = "several"
    CHANGED = "changed"
    ERROR = "error"
    """Asked for nothing: given up, not known, refused by pre-flight, not understood."""


@unique
class NextStep(StrEnum):
    """次にすること."""

    CALL = "call"
    """Call, or have the card or お知らせ brought along."""
    ASK_FOR_CARD = "ask-for-card"
    """There is a newer insurance: the card tells it at the visit."""
    PROOFREAD = "proofread"
    """Proof-read the numbers first."""
    ADD_BRANCH = "add-branch"
    CHECK_PERSON = "check-person"
    """The answer is about somebody else: proof-read numbers, name and birth date."""
    CALL_WELFARE_OFFICE = "call-welfare-office"
    """医療券 is not registered yet: the 福祉事務所 knows."""
    ACCEPT_AT_ARRIVAL = "accept-at-arrival"
    CORRECT = "correct"
    """Put right what pre-flight found."""
    DECIDE = "decide"
    """It may have been asked already: ask again, or leave it."""
    ASK_LATER = "ask-later"
    """It was given up; ask again, or look at the card at the visit."""


@unique
class PhoneSentence(StrEnum):
    """The one sentence of the phone list; it names no insurance."""

    BRING_PROOF = "bring-proof"
    BRING_CARD = "bring-card"
    CONFIRM_NUMBERS = "confirm-numbers"


_GROUPS: Final = {
    Outcome.INVALID: WorkGroup.INVALID,
    Outcome.INVALID_NEWER_EXISTS: WorkGroup.INVALID,
    Outcome.NOT_FOUND: WorkGroup.NOT_FOUND,
    Outcome.OTHER_PERSON: WorkGroup.NOT_FOUND,
    Outcome.SEVERAL: WorkGroup.SEVERAL,
    Outcome.NOT_REGISTERED: WorkGroup.CHANGED,
    Outcome.CHANGED: WorkGroup.CHANGED,
    Outcome.UNCHANGED: WorkGroup.CHANGED,
}
_STEPS: Final = {
    Outcome.INVALID: NextStep.CALL,
    Outcome.INVALID_NEWER_EXISTS: NextStep.ASK_FOR_CARD,
    Outcome.NOT_FOUND: NextStep.PROOFREAD,
    Outcome.OTHER_PERSON: NextStep.CHECK_PERSON,
    Outcome.SEVERAL: NextStep.ADD_BRANCH,
    Outcome.NOT_REGISTERED: NextStep.CALL_WELFARE_OFFICE,
    Outcome.CHANGED: NextStep.ACCEPT_AT_ARRIVAL,
    Outcome.UNCHANGED: NextStep.ACCEPT_AT_ARRIVAL,
}
_SENTENCES: Final = {
    NextStep.CALL: PhoneSentence.BRING_PROOF,
    NextStep.ASK_FOR_CARD: PhoneSentence.BRING_CARD,
    NextStep.ACCEPT_AT_ARRIVAL: PhoneSentence.BRING_CARD,
    NextStep.ASK_LATER: PhoneSentence.BRING_CARD,
    NextStep.DECIDE: PhoneSentence.BRING_CARD,
}
_ORDER: Final = tuple(Outcome)
_GROUP_ORDER: Final = tuple(WorkGroup)
_TELLING: Final = (
    Item.INSURER,
    Item.SYMBOL,
    Item.NUMBER,
    Item.BRANCH,
    Item.DISQUALIFIED,
    Item.VALID_UNTIL,
    Item.RATIO,
    Item.ELDERLY_RATIO,
    Item.LIMIT,
)
"""What tells most of a change, first; the others follow as they came."""
_NO_APPOINTMENT: Final = "~"


@dataclass(frozen=True, slots=True)
class Difference:
    """差分 one-liner: the change that tells most, and how many others there are."""

    first: Change = field(repr=False)
    others: int


def work_group(row: BatchRow) -> WorkGroup:
    """Return the group in which a row stands on the work list."""
    if row.state is not RowState.ANSWERED or row.outcome is None:
        return WorkGroup.ERROR
    return _GROUPS.get(row.outcome, WorkGroup.ERROR)


def work_order(row: BatchRow) -> str:
    """Return a text by which rows sort as on the work list: by group, kind and appointment."""
    kind = len(_ORDER) if row.outcome is None else _ORDER.index(row.outcome)
    when = row.entry.appointment
    at = _NO_APPOINTMENT if when is None else f"{when.astimezone(UTC):%Y%m%d%H%M}"
    return f"{_GROUP_ORDER.index(work_group(row))}{kind:02}{at}"


def next_step(row: BatchRow) -> NextStep:
    """Return what staff does about a row next."""
    match row.state:
        case RowState.REFUSED:
            return NextStep.CORRECT
        case RowState.UNKNOWN:
            return NextStep.DECIDE
        case RowState.ANSWERED if row.outcome is not None:
            return _STEPS.get(row.outcome, NextStep.ASK_LATER)
        case _:
            return NextStep.ASK_LATER


def due_on(row: BatchRow) -> date | None:
    """Return the day until which a row is to be dealt with: that of the visit, if it is known.

    Of a row without an appointment it is the 資格確認日 of its batch.
    """
    when = row.entry.appointment
    return row.on if when is None else when.astimezone(JST).date()


def phone_sentence(row: BatchRow) -> PhoneSentence:
    """Return what to say to the patient on the telephone."""
    return _SENTENCES.get(next_step(row), PhoneSentence.CONFIRM_NUMBERS)


def difference(changes: Sequence[Change]) -> Difference | None:
    """Return the line that stands for the changes of a row, or None where nothing changed."""
    if not changes:
        return None
    first = min(changes, key=lambda change: _rank(change.item))
    return Difference(first, len(changes) - 1)


def _rank(item: str) -> int:
    return _TELLING.index(Item(item)) if item in _TELLING else len(_TELLING)
