from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.batch import (
    BatchEntry,
    BatchRow,
    Change,
    Outcome,
    RowId,
    RowState,
)
from reception_app.domain.batch_work import (
    Difference,
    NextStep,
    PhoneSentence,
    WorkGroup,
    difference,
    due_on,
    next_step,
    phone_sentence,
    work_group,
    work_order,
)
from reception_app.domain.number_entry import TypedNumbers

ON = date(2026, 11, 24)
EVENING = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
"""01:00 of the 25th in Tokyo."""


def row(
    outcome: Outcome | None,
    state: RowState = RowState.ANSWERED,
    appointment: datetime | None = None,
) -> BatchRow:
    entry = BatchEntry(2, TypedNumbers(), appointment=appointment)
    return BatchRow(RowId("0" * 32), entry, "key", state, outcome=outcome, is_settled=False)


@pytest.mark.parametrize(
    ("outcome", "group", "step", "sentence"),
    [
        (Outcome.INVALID, WorkGroup.INVALID, NextStep.CALL, PhoneSentence.BRING_PROOF),
        (
            Outcome.INVALID_NEWER_EXISTS,
            WorkGroup.INVALID,
            NextStep.ASK_FOR_CARD,
            PhoneSentence.BRING_CARD,
        ),
        (
            Outcome.NOT_FOUND,
            WorkGroup.NOT_FOUND,
            NextStep.PROOFREAD,
            PhoneSentence.CONFIRM_NUMBERS,
        ),
        (
            Outcome.OTHER_PERSON,
            WorkGroup.NOT_FOUND,
            NextStep.CHECK_PERSON,
            PhoneSentence.CONFIRM_NUMBERS,
        ),
        (
            Outcome.SEVERAL,
            WorkGroup.SEVERAL,
            NextStep.ADD_BRANCH,
            PhoneSentence.CONFIRM_NUMBERS,
        ),
        (
            Outcome.NOT_REGISTERED,
            WorkGroup.CHANGED,
            NextStep.CALL_WELFARE_OFFICE,
            PhoneSentence.CONFIRM_NUMBERS,
        ),
        (
            Outcome.CHANGED,
            WorkGroup.CHANGED,
            NextStep.ACCEPT_AT_ARRIVAL,
            PhoneSentence.BRING_CARD,
        ),
        (
            Outcome.UNCHANGED,
            WorkGroup.CHANGED,
            NextStep.ACCEPT_AT_ARRIVAL,
            PhoneSentence.BRING_CARD,
        ),
        (
            Outcome.UNKNOWN_CODE,
            WorkGroup.ERROR,
            NextStep.ASK_LATER,
            PhoneSentence.BRING_CARD,
        ),
    ],
)
def test_what_an_answer_asks_of_staff(
    outcome: Outcome, group: WorkGroup, step: NextStep, sentence: PhoneSentence
) -> None:
    answered = row(outcome)

    assert (group, step, sentence) == (
        work_group(answered),
        next_step(answered),
        phone_sentence(answered),
    )


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (RowState.REFUSED, NextStep.CORRECT),
        (RowState.UNKNOWN, NextStep.DECIDE),
        (RowState.FAILED, NextStep.ASK_LATER),
        (RowState.ANSWERED, NextStep.ASK_LATER),
    ],
)
def test_what_was_not_answered_stands_among_the_errors(state: RowState, step: NextStep) -> None:
    unanswered = row(None, state)

    assert (WorkGroup.ERROR, step) == (work_group(unanswered), next_step(unanswered))


def test_the_groups_stand_in_the_order_of_the_screen() -> None:
    kinds = [
        Outcome.INVALID,
        Outcome.INVALID_NEWER_EXISTS,
        Outcome.NOT_FOUND,
        Outcome.OTHER_PERSON,
        Outcome.SEVERAL,
        Outcome.NOT_REGISTERED,
        Outcome.CHANGED,
        Outcome.UNKNOWN_CODE,
        None,
    ]

    assert kinds == sorted(kinds, key=lambda kind: work_order(row(kind)))


@given(st.lists(st.integers(0, 1_000_000), min_size=1))
def test_within_a_kind_rows_stand_by_appointment_and_those_without_come_last(
    minutes: list[int],
) -> None:
    moments = [EVENING + timedelta(minutes=each) for each in minutes]
    rows = [row(Outcome.INVALID, appointment=at) for at in moments]

    found = sorted([row(Outcome.INVALID), *rows], key=work_order)

    assert [*sorted(moments), None] == [each.entry.appointment for each in found]


def test_work_is_due_on_the_clinics_day_of_the_visit() -> None:
    visited = replace(row(Outcome.INVALID, appointment=EVENING), on=ON)

    assert date(2026, 11, 25) == due_on(visited)
    assert ON == due_on(replace(row(Outcome.INVALID), on=ON))
    assert due_on(row(Outcome.INVALID)) is None


def test_the_change_that_tells_most_stands_for_all() -> None:
    address = Change("Address", "旧", "新")
    insurer = Change("InsurerNumber", "06137", "138057")
    unknown = Change("SomethingNew", "", "1")

    assert Difference(insurer, 2) == difference([unknown, address, insurer])
    assert Difference(unknown, 1) == difference([unknown, address])
    assert difference([]) is None
