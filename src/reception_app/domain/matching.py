"""What an answer says compared with what was known, item by item; decides and rewrites nothing.

被保険者氏名 is never compared: it names the householder (eligibility-interface.md 1.3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, unique
from itertools import product
from typing import Final, TypeAlias

from reception_app.domain.burden import is_medical_aid
from reception_app.domain.charset import UNSHOWABLE
from reception_app.domain.comparison import (
    EQUAL,
    Likeness,
    Match,
    Soft,
    addresses_alike,
    all_of,
    any_of,
    branches_alike,
    codes_alike,
    days_alike,
    end_days_alike,
    insurers_alike,
    kana_alike,
    names_alike,
    numbers_alike,
    post_numbers_alike,
    symbols_alike,
)
from reception_app.domain.eligibility import (
    CardholderNumbers,
    EligibilityResult,
    Record,
    Verdict,
    text_of,
)
from reception_app.domain.insurer import is_late_elderly
from reception_app.domain.records import group_of, sexes_of


@unique
class Item(StrEnum):
    """What is compared, in the order of the screen; the value is the element's published name."""

    NAME = "Name"
    KANA = "NameKana"
    OTHER_NAME = "NameOfOther"
    OTHER_KANA = "NameOfOtherKana"
    BORN = "Birthdate"
    SEX = "Sex1"
    """The sex that counts: ``Sex2`` where there is one."""
    POST_NUMBER = "PostNumber"
    ADDRESS = "Address"
    INSURER = "InsurerNumber"
    SYMBOL = "InsuredCardSymbol"
    NUMBER = "InsuredIdentificationNumber"
    BRANCH = "InsuredBranchNumber"
    RELATION = "PersonalFamilyClassification"
    CARD_CLASS = "InsuredCardClassification"
    QUALIFIED = "QualificationDate"
    DISQUALIFIED = "DisqualificationDate"
    VALID_UNTIL = "InsuredCardExpirationDate"
    RATIO = "InsuredPartialContributionRatio"
    ELDERLY_RATIO = "ElderlyRecipientContributionRatio"
    LIMIT = "LimitApplicationCertificateClassificationFlag"


Alike: TypeAlias = Callable[[str, str], Likeness]

_GROUPS: Final = {
    Item.ELDERLY_RATIO: "ElderlyRecipientCertificateInfo",
    Item.LIMIT: "LimitApplicationCertificateRelatedInfo",
}
_HOW: Final[dict[Item, Alike]] = {
    Item.NAME: names_alike,
    Item.KANA: kana_alike,
    Item.OTHER_NAME: names_alike,
    Item.OTHER_KANA: kana_alike,
    Item.BORN: days_alike,
    Item.POST_NUMBER: post_numbers_alike,
    Item.ADDRESS: addresses_alike,
    Item.INSURER: insurers_alike,
    Item.SYMBOL: symbols_alike,
    Item.NUMBER: numbers_alike,
    Item.BRANCH: branches_alike,
    Item.QUALIFIED: days_alike,
    Item.DISQUALIFIED: end_days_alike,
    Item.VALID_UNTIL: end_days_alike,
}
ASKED_GROUP: Final = "QualificationConfirmSearchInfo"
_IDENTIFIER: Final = "ArbitraryIdentifier"
_ROW: Final = (Item.INSURER, Item.SYMBOL, Item.NUMBER, Item.BRANCH)
_ALWAYS_THERE: Final = (Item.INSURER, Item.NUMBER)
ASKED_BY: Final = (Item.BORN, *_ROW)
_TELLS_WHO: Final = (Item.INSURER, Item.NUMBER, Item.BORN)
_NOT_OF_LATE_ELDERLY: Final = (Item.SYMBOL, Item.BRANCH, Item.RELATION)
_DAYS: Final = (Item.BORN, Item.QUALIFIED)
"""Texts that are the same, and yet no day."""
_ITEMS: Final = tuple(Item)
_ELSEWHERE: Final = frozenset({Item.SEX, *_GROUPS})
"""Items that a record does not have under their own name."""
_SAID_OTHERWISE: Final = _ELSEWHERE | frozenset(_NOT_OF_LATE_ELDERLY)
"""Items whose text is not always what stands under their name."""
_KANA: Final = (Item.KANA, Item.OTHER_KANA)
_NAMES: Final = (Item.NAME, Item.OTHER_NAME)
"""Somebody may be known by either one, on both sides (front-desk.md A.8)."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One item as both sides wrote it; an empty text where a side says nothing."""

    item: Item
    known: str = field(repr=False)
    received: str = field(repr=False)
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was known beside what came.

    Attributes:
        items: Those of which at least one side says something.
        person: Birth date and kana (the name, where a side has no kana); other names count too.
        insurance: The four items of one row. NOT_KNOWN: nothing contradicts, but one is missing.
    """

    items: tuple[Compared, ...]
    person: Likeness
    insurance: Likeness

    def that_are(self, *matches: Match) -> tuple[Compared, ...]:
        """Return the items that are so alike."""
        return tuple(item for item in self.items if item.likeness.match in matches)


def compare(known: Record, received: Record) -> Comparison:
    """Compare a record of an answer with what was known, written with the same element names.

    Args:
        known: An earlier answer, a line of the clinic's list, or ``record_of`` numbers.
        received: One 資格確認結果.
    """
    return Comparison(
        tuple(_compared(known, received)),
        person_alike(known, received),
        insurance_alike(known, received),
    )


def differing(known: Record, received: Record, *, only_known: bool = False) -> Iterator[Compared]:
    """Yield the items of ``compare`` that differ, and look at nothing else.

    Args:
        known: As for ``compare``.
        received: As for ``compare``.
        only_known: Without those of which only the other side says something.
    """
    if known == received:
        return
    for item in _ITEMS:
        if item not in _ELSEWHERE and known.get(item) == received.get(item):
            continue
        if item in known or item in _ELSEWHERE or (item in received and not only_known):
            before = said(known, item)
            if (only_known and not before) or before == (now := said(received, item)):
                continue
            likeness = _texts_alike(item, before, now)
            if likeness.match is Match.DIFFERENT:
                yield Compared(item, before, now, likeness)


def person_alike(known: Record, received: Record) -> Likeness:
    """Return whether both are about the same person."""
    called = _best(_KANA, known, received)
    if called.match is Match.NOT_KNOWN:
        called = _best(_NAMES, known, received)
    return all_of((item_alike(Item.BORN, known, received), called))


def insurance_alike(known: Record, received: Record) -> Likeness:
    """Return whether both are the same row: insurer, symbol, number and branch together."""
    return all_of(
        EQUAL
        if item not in _ALWAYS_THERE and not said(known, item) and not said(received, item)
        else item_alike(item, known, received)
        for item in _ROW
    )


def row_to_compare(known: Record, records: Sequence[Record]) -> Record | None:
    """Return the record that continues what was known, or None where that is not clear.

    Rows are never mixed, 医療扶助 is not compared with an insurance, and of several that fit
    equally well none is picked.
    """
    is_aid = is_medical_aid(known)
    same_kind = [each for each in records if is_medical_aid(each) is is_aid]
    if len(same_kind) == 1:
        return same_kind[0]
    for match in (Match.EQUAL, Match.SOFT, Match.NOT_KNOWN):
        found = [each for each in same_kind if insurance_alike(known, each).match is match]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def record_of(numbers: CardholderNumbers) -> Record:
    """Return numbers that were asked by as a record to compare with."""
    return {
        Item.INSURER: numbers.insurer,
        Item.SYMBOL: numbers.symbol or "",
        Item.NUMBER: numbers.number,
        Item.BRANCH: numbers.branch or "",
        Item.BORN: numbers.born.isoformat().replace("-", ""),
    }


def question_repeated(result: EligibilityResult) -> Record | None:
    """Return the question as an answer repeats it; None where that does not tell whose it is.

    A question always has a 任意の識別子: what is repeated without it may be anybody's.
    """
    repeated = group_of(result.body, ASKED_GROUP)
    is_ours = text_of(repeated, _IDENTIFIER) == result.check_id
    return repeated if is_ours and all(said(repeated, item) for item in _TELLS_WHO) else None


def answers_another_question(asked: Record, result: EligibilityResult) -> bool:
    """Whether an answer is about another person or insurance than was asked for by numbers.

    One insurance that fits is enough, but nobody else's birth date may stand beside it; no record
    says nothing, and what the answer repeats of the question must fit, too. What is only softly
    alike, left out or ● is no difference. Where the numbers fit several people, another 枝番 is
    what they are told apart by.

    Args:
        asked: The question: ``record_of`` numbers, or as an answer repeats it.
        result: Its answer, as the identifiers say.
    """
    records = result.records
    if result.verdict is Verdict.SEVERAL:
        asked = {**asked, Item.BRANCH: ""}
    is_about_others = bool(records) and all(_contradicts(asked, record) for record in records)
    names_another = any(is_born_otherwise(asked, record) for record in records)
    is_to_another = _contradicts(asked, group_of(result.body, ASKED_GROUP))
    return is_about_others or names_another or is_to_another


def is_born_otherwise(known: Record, received: Record) -> bool:
    """Whether two records say different birth dates: they are about two people."""
    return item_alike(Item.BORN, known, received).match is Match.DIFFERENT


def _contradicts(asked: Record, received: Record) -> bool:
    return any(
        asked.get(item) != received.get(item)  # most are the same, letter by letter
        and item_alike(item, asked, received).match is Match.DIFFERENT
        for item in ASKED_BY
    )


def name_to_keep(known: str, received: str) -> str:
    """Return the name for the clinic's own list: the known one, unless there is none to lose.

    A name with ● never comes in; one without ● replaces a known one that only ● kept apart.
    """
    if not received.strip() or UNSHOWABLE in received:
        return known
    only_shown_now = UNSHOWABLE in known and names_alike(known, received).reasons == frozenset(
        {Soft.UNSHOWABLE}
    )
    return received if only_shown_now or not known.strip() else known


def _compared(known: Record, received: Record) -> Iterator[Compared]:
    for item in _ITEMS:
        if item in known or item in received or item in _ELSEWHERE:
            before, now = said(known, item), said(received, item)
            if before or now:
                yield Compared(item, before, now, _texts_alike(item, before, now))


def item_alike(item: Item, known: Record, received: Record) -> Likeness:
    """Return how alike one item of two records is."""
    return _texts_alike(item, said(known, item), said(received, item))


def _texts_alike(item: Item, one: str, other: str) -> Likeness:
    if item not in _DAYS and _is_same(one, other):
        return EQUAL
    return _HOW.get(item, codes_alike)(one, other)


def _is_same(one: str, other: str) -> bool:
    """Whether two texts are the same letter by letter, as most of a batch's answers are."""
    return one != "" and one == other and UNSHOWABLE not in one


def _best(items: Sequence[Item], known: Record, received: Record) -> Likeness:
    first = items[0]
    if _is_same(said(known, first), said(received, first)):
        return EQUAL
    return any_of(
        _HOW[mine](said(known, mine), said(received, theirs))
        for mine, theirs in product(items, repeat=2)
    )


def said(record: Record, item: Item) -> str:
    """Return what a record says, as it came; what 後期高齢者 do not have is not heard."""
    if item not in _SAID_OTHERWISE:
        text = record.get(item, "")
        return text if isinstance(text, str) and text.strip() else ""
    if item in _NOT_OF_LATE_ELDERLY and is_late_elderly(text_of(record, Item.INSURER)):
        return ""
    if item is Item.SEX:
        return sexes_of(record).counts
    group = _GROUPS.get(item)
    text = text_of(record if group is None else group_of(record, group), item)
    return text if text.strip() else ""
