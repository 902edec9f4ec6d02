"""The invented people of the training service, found by card or by number; reads no file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import Final

from reception_app.domain.comparison import (
    Soft,
    branches_alike,
    insurers_alike,
    numbers_alike,
    symbols_alike,
)
from reception_app.domain.eligibility import NORMAL, CardholderNumbers, Record

REFUSALS: Final = ("certificate-revoked", "visual-not-allowed", "not-registered")
"""What ``refuse`` of a person may be; the other codes of 422 follow from card and question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One invented person and the answer that they get.

    Attributes:
        subject_cn: Glob of the CN of their card's certificate; empty: no card.
        numbers: What they can be asked for by; None: not at all.
        validity: 資格有効性 (code list 006, or a code that is on no list).
        segment: 処理結果区分 (003).
        status: 処理結果状況 (004).
        code: 処理結果コード of an error or of a notice.
        message: 処理結果メッセージ that goes with it.
        refuse: One of ``REFUSALS``: their card is refused with it; empty: it is not.
        records: The 資格確認結果, with every group that consent could open.
    """

    subject_cn: str = ""
    numbers: CardholderNumbers | None = field(default=None, repr=False)
    validity: str = ""
    segment: str = NORMAL
    status: str = NORMAL
    code: str = ""
    message: str = ""
    refuse: str = ""
    records: tuple[Record, ...] = field(default=(), repr=False)

    @property
    def is_answered(self) -> bool:
        """Whether the service gets as far as a 資格有効性 for them."""
        return self.segment == NORMAL and self.status == NORMAL


NOBODY: Final = Person(validity="4")
"""該当資格なし: the answer for those that nobody knows."""

SEVERAL: Final = Person(validity="5")
"""複数該当: the numbers fit more than one person."""


@dataclass(frozen=True, slots=True)
class People:
    """All invented people, in the order of their file."""

    persons: tuple[Person, ...]
    _born_on: Mapping[date, Sequence[Person]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort them by birth date: a job of many rows must not look at everybody for each."""
        born_on: dict[date, list[Person]] = {}
        for person in self.persons:
            if person.numbers:
                born_on.setdefault(person.numbers.born, []).append(person)
        object.__setattr__(self, "_born_on", born_on)

    def by_card(self, common_name: str) -> Person:
        """Return whose card it is, or ``NOBODY``; the first that fits wins."""
        return next(
            (
                person
                for person in self.persons
                if person.subject_cn and fnmatchcase(common_name, person.subject_cn)
            ),
            NOBODY,
        )

    def by_numbers(self, asked: CardholderNumbers) -> Person:
        """Return who is insured by these numbers, ``NOBODY``, or ``SEVERAL``.

        A symbol or branch that is not given fits any. Numbers that differ only by leading zeros
        fit if no other does (eligibility-interface.md 5.2).
        """
        for allowed in (_AS_WRITTEN, _AS_WRITTEN | {Soft.LEADING_ZEROS}):
            found = [
                person
                for person in self._born_on.get(asked.born, ())
                if person.numbers and _fits(asked, person.numbers, allowed)
            ]
            if found:
                return found[0] if len(found) == 1 else _several(found)
        return NOBODY


def _several(found: list[Person]) -> Person:
    """Return the one that stands for all of them and names them, if the file has it."""
    return next((person for person in found if person.validity == SEVERAL.validity), SEVERAL)


# ── comparing (eligibility-interface.md 5.2) ──────────────────────────────────────────────────
_AS_WRITTEN = frozenset({Soft.HYPHENS})


def _fits(asked: CardholderNumbers, known: CardholderNumbers, allowed: AbstractSet[Soft]) -> bool:
    alike = [
        insurers_alike(asked.insurer, known.insurer),
        numbers_alike(asked.number, known.number),
    ]
    if asked.symbol is not None:
        alike.append(symbols_alike(asked.symbol, known.symbol or ""))
    if asked.branch is not None:
        alike.append(branches_alike(asked.branch, known.branch or ""))
    return all(likeness.is_alike and likeness.reasons <= allowed for likeness in alike)
