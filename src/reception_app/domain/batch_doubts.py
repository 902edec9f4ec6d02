"""What keeps a valid answer of a batch from being green: what it leaves out, adds, or is over.

Nothing is decided from what is not there: a doubt is told as a change, and a person looks at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from operator import gt, le, lt
from typing import Final

from reception_app.domain.batch import Change, Known, OtherItem
from reception_app.domain.batch_patients import patient_number_form
from reception_app.domain.burden import is_medical_aid, is_special_care
from reception_app.domain.charset import UNSHOWABLE
from reception_app.domain.comparison import Likeness, Soft
from reception_app.domain.dates import day_of
from reception_app.domain.eligibility import EligibilityResult, Record, Verdict, text_of
from reception_app.domain.matching import (
    ASKED_BY,
    ASKED_GROUP,
    Item,
    differing,
    insurance_alike,
    item_alike,
    person_alike,
    said,
)
from reception_app.domain.records import group_of

_PROVES: Final = (Item.INSURER, Item.NUMBER, Item.BORN)
_CALLED: Final = (Item.KANA, Item.OTHER_KANA, Item.NAME, Item.OTHER_NAME)
_COMES_AND_GOES: Final = (Item.CARD_CLASS, Item.RATIO, Item.ELDERLY_RATIO)
"""What an answer either says or there is none: that it is said no more is news, too."""
_DAYS: Final[tuple[tuple[str, Callable[[date, date], bool]], ...]] = (
    (Item.QUALIFIED, gt),
    (OtherItem.VALID_FROM, gt),
    (Item.VALID_UNTIL, lt),
    (Item.DISQUALIFIED, le),  # 資格喪失日 is the first day without
)
"""Days of a record, and how they stand to a 資格確認日 that the insurance does not cover."""


def says_just_that(
    own: Record, known: Known | None, result: EligibilityResult, *, on: date
) -> bool:
    """Whether a valid answer says letter by letter what was asked and known, and nothing else.

    Most of a batch do, and this is quicker than to compare what may be written in many ways. No
    says nothing.

    Args:
        own: What the row was asked by, with its name and kana.
        known: The answer that it is compared with, if there is one.
        result: VALID.
        on: 資格確認日.
    """
    if len(result.records) != 1:
        return False
    record, echo = result.records[0], group_of(result.body, ASKED_GROUP)
    if known is not None and (known.verdict is not Verdict.VALID or known.record != record):
        return False
    if OtherItem.REFERENCE_NUMBER in record or OtherItem.REFERENCE_NUMBER in result.body:
        return False
    return (
        all(_is_just(own.get(item), record, item) for item in _PROVES)
        and all(own.get(item) == (record.get(item) or "") for item in (Item.SYMBOL, Item.BRANCH))
        and all(not echo.get(item) or own.get(item) == echo[item] for item in ASKED_BY)
        and _is_just(own.get(Item.KANA), record, Item.KANA, is_ascii=False)
        and own.get(Item.NAME) in ("", record.get(Item.NAME))
        and not any(UNSHOWABLE in text_of(record, item) for item in (Item.SYMBOL, *_CALLED))
        and not is_special_care(record)
        and not any(_not_on_the_day(known, record, on))
    )


def _is_just(text: object, record: Record, item: Item, *, is_ascii: bool = True) -> bool:
    is_said = isinstance(text, str) and text.strip() != "" and (text.isascii() or not is_ascii)
    return is_said and text == record.get(item)


def doubts(
    own: Record,
    known: Known | None,
    record: Record,
    *,
    beside: Sequence[Record],
    on: date,
) -> Iterator[Change]:
    """Yield what speaks against a valid answer, though nothing in it may differ.

    Args:
        own: What the row was asked by, with its name and kana.
        known: The answer that it is compared with, if there is one.
        record: The record that continues what was known.
        beside: The answer's other records.
        on: 資格確認日.
    """
    yield from _unproven(own, known, record)
    yield from _other_records(known, beside)
    yield from _not_on_the_day(known, record, on)
    if known is not None and known.verdict is not Verdict.VALID:
        yield Change(OtherItem.VALIDITY.value, known.verdict.value, Verdict.VALID.value)
    if known is not None and known.record != record:
        yield from _come_and_gone(known.record, record)
    elif known is None and is_special_care(record):
        yield Change(Item.CARD_CLASS.value, "", text_of(record, Item.CARD_CLASS))


def references_of(body: Record, records: Sequence[Record]) -> tuple[str, ...]:
    """Return the 照会番号 of an answer; most have none.

    Args:
        body: The answer without its records; in bulk the numbers stand there.
        records: Of the answer.
    """
    beside = body.get(OtherItem.REFERENCE_NUMBER, "")
    given = [*beside] if isinstance(beside, list | tuple) else [beside]
    given += [each.get(OtherItem.REFERENCE_NUMBER, "") for each in records]
    return tuple(each for each in given if isinstance(each, str) and each.strip())


def other_reference(
    patient_number: str, known: Known | None, references: Sequence[str]
) -> Change | None:
    """Return the 照会番号 of an answer if it is another patient's, and nobody has accepted that.

    A clinic may have given its patients other numbers since it had them registered.

    Args:
        patient_number: The row's own; empty where the source does not say it.
        known: The answer that it is compared with, if there is one.
        references: ``references_of`` the answer; one that is ours settles it.
    """
    ours = patient_number_form(patient_number)
    given = {patient_number_form(each): each for each in references}
    if not ours or ours in given:
        return None
    for accepted in () if known is None else known.references:
        given.pop(patient_number_form(accepted), None)
    others = tuple(given.values())
    if not others:
        return None
    return Change(OtherItem.REFERENCE_NUMBER.value, patient_number.strip(), others[0].strip())


# ── whose it is ───────────────────────────────────────────────────────────────────────────────
def _unproven(own: Record, known: Known | None, record: Record) -> Iterator[Change]:
    """Yield by what an answer does not prove that it is about the insurance and the person."""
    for item in _PROVES:
        text = text_of(own, item)
        is_so = text != "" and text.isascii() and text == record.get(item)  # as in most answers
        if not is_so and not _is_sure(item_alike(item, own, record)):
            yield _change(item, own, record)
    if not _has_symbol_of(own, known, record):
        yield _change(Item.SYMBOL, own, record)
    if not _is_person_of(own, known, record):
        yield _change(Item.KANA, own if known is None else known.record, record)


def _has_symbol_of(own: Record, known: Known | None, record: Record) -> bool:
    """Whether the 記号 is the one asked by; hidden or left out, it is if a person knows it so."""
    if known is not None and said(known.record, Item.SYMBOL) == said(record, Item.SYMBOL):
        return True
    return not said(own, Item.SYMBOL) or _is_sure(item_alike(Item.SYMBOL, own, record))


def _is_person_of(own: Record, known: Known | None, record: Record) -> bool:
    """Whether the person is called as before; where nobody knows how, that they are called."""
    before = (own,) if known is None else (own, {**known.record, Item.BORN: own[Item.BORN]})
    called = [each for each in before if any(said(each, item) for item in _CALLED)]
    if not called:
        return any(said(record, item) for item in _CALLED)
    return any(_is_sure(person_alike(each, record)) for each in called)


def _is_sure(likeness: Likeness) -> bool:
    return likeness.is_alike and Soft.UNSHOWABLE not in likeness.reasons


# ── what came or went ─────────────────────────────────────────────────────────────────────────
def _other_records(known: Known | None, beside: Sequence[Record]) -> Iterator[Change]:
    """Yield the insurances that stand beside, unless the known answer had them as they are."""
    had = [] if known is None else [each for each in known.records if each != known.record]
    for record in beside:
        same = next((each for each in had if _is_as_it_was(each, record)), None)
        if same is None:
            yield Change(Item.INSURER.value, "", text_of(record, Item.INSURER))
        else:
            had.remove(same)


def _is_as_it_was(known: Record, record: Record) -> bool:
    if known == record:
        return True
    return (
        is_medical_aid(known) == is_medical_aid(record)
        and _is_sure(insurance_alike(known, record))
        and not any(differing(known, record))
        and not any(_come_and_gone(known, record))
    )


def _come_and_gone(known: Record, record: Record) -> Iterator[Change]:
    """Yield what decides what is paid and is said on one side only.

    An answer in bulk never has 限度額: that it is not said there says nothing.
    """
    for item in _COMES_AND_GOES:
        if bool(said(known, item)) != bool(said(record, item)):
            yield _change(item, known, record)
    if said(record, Item.LIMIT) and not said(known, Item.LIMIT):
        yield _change(Item.LIMIT, known, record)


def _not_on_the_day(known: Known | None, record: Record, on: date) -> Iterator[Change]:
    """Yield the days by which an insurance is over or not begun, unless they were so before."""
    for name, is_out in _DAYS:
        text = text_of(record, name)
        day = day_of(text) if text else None
        if day is None or not is_out(day, on):
            continue
        was_so = known is not None and day_of(text_of(known.record, name)) == day
        if known is None or not was_so or not is_out(day, known.on):
            yield Change(str(name), "", text)


def _change(item: Item, before: Record, now: Record) -> Change:
    return Change(item.value, said(before, item), said(now, item))
