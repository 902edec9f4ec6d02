"""What rows, uploads and batches become, and what an answer means beside what was known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from support.batch_rows import (
    NOW,
    ON,
    answer,
    asking,
    batch,
    entry,
    job,
    record_for,
    result,
    row,
    row_id,
)

from reception_app.domain.batch import (
    BatchCounts,
    BatchState,
    Change,
    JobId,
    JobState,
    Judged,
    Known,
    Outcome,
    RowState,
)
from reception_app.domain.batch_rules import (
    LADDER,
    LONGEST_WAIT,
    accepted,
    after_error,
    after_failure,
    begun,
    closed,
    day_to_ask_again,
    ended,
    fails_once_more,
    is_closed,
    is_due,
    is_refused_upload,
    judged,
    ladder,
    matched,
    not_known,
    put_back,
    row_key,
    row_numbers,
    sent,
    still_running,
)
from reception_app.domain.eligibility import CardholderNumbers, EligibilityResult, Record, Verdict
from reception_app.domain.errors import (
    BackendGarbled,
    BackendRefused,
    BackendUnavailable,
    LinkDown,
    LinkTimeout,
    LinkUntrusted,
    ReceptionError,
    StoreFull,
)
from reception_app.domain.number_entry import TypedNumbers

NUMBERS = CardholderNumbers("06139992", "１２３", "4568", "01", date(1985, 4, 12))
TIMEOUT = LinkTimeout(15)


# ── keys and numbers ──────────────────────────────────────────────────────────────────────────
def test_the_same_patient_and_insurance_has_one_key_however_it_is_written() -> None:
    wide = replace(NUMBERS, symbol="123", number="４５６８")

    assert row_key(entry(1), NUMBERS, ON) == row_key(entry(9, patient_number="00001"), wide, ON)


def test_the_key_is_another_one_next_month() -> None:
    assert row_key(entry(1), NUMBERS, ON) != row_key(entry(1), NUMBERS, date(2026, 12, 1))


@pytest.mark.parametrize(
    "other",
    [{"number": "4569"}, {"insurer": "01139997"}, {"branch": "02"}, {"born": date(1985, 4, 13)}],
)
def test_another_insurance_has_another_key(other: dict[str, Any]) -> None:
    assert row_key(entry(1), NUMBERS, ON) != row_key(entry(1), replace(NUMBERS, **other), ON)


def test_twins_without_a_branch_have_two_keys() -> None:
    one, other = entry(1, patient_number="", kana="アキ"), entry(2, patient_number="", kana="ハル")

    assert row_key(one, NUMBERS, ON) != row_key(other, NUMBERS, ON)


def test_a_key_tells_nothing_of_the_patient() -> None:
    key = row_key(entry(1), NUMBERS, ON)

    assert len(key) == 64
    assert set(key) <= set("0123456789abcdef")


def test_a_row_is_asked_by_what_was_typed() -> None:
    assert row_numbers(row(1), ON) == NUMBERS


def test_a_row_that_preflight_refuses_has_no_numbers() -> None:
    assert row_numbers(row(1, entry=entry(1, typed=TypedNumbers("06139992"))), ON) is None


# ── errors ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (LinkDown(), True),
        (LinkDown("NW02"), True),
        (LinkUntrusted("BK05"), True),
        (BackendUnavailable("BK02"), True),
        (BackendUnavailable("BK03"), True),
        (BackendRefused("BK04"), True),
        (BackendRefused("BK06"), True),
        (StoreFull(), True),
        (TIMEOUT, False),
        (BackendUnavailable("BK08"), False),
        (BackendGarbled("body"), False),
        (BackendRefused(), False),
    ],
)
def test_what_the_next_row_would_meet_too(error: ReceptionError, expected: bool) -> None:
    assert is_closed(error) is expected


def test_an_upload_is_refused_for_itself_and_not_because_of_us() -> None:
    assert is_refused_upload(BackendRefused())
    assert not is_refused_upload(BackendRefused("BK04"))
    assert not is_refused_upload(LinkDown())


def test_waits_grow_and_stay_within_a_day() -> None:
    assert LADDER[:3] == (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
    assert timedelta(hours=20) < sum(LADDER, timedelta()) <= timedelta(hours=24)
    assert ladder(1) == LADDER[:2]


def test_a_row_that_failed_waits_and_keeps_its_check_id() -> None:
    after = after_failure(asking(1), TIMEOUT, NOW)

    assert after.state is RowState.WAITING
    assert after.check_id == asking(1).check_id
    assert (after.attempts, after.error_code) == (1, "BK01")
    assert after.first_tried_at == NOW
    assert after.next_try_at == NOW + LADDER[0]
    assert not after.is_settled  # it stands on the work list


def test_the_first_try_stays_the_first() -> None:
    earlier = NOW - timedelta(hours=1)

    after = after_failure(asking(1, attempts=1, first_tried_at=earlier), TIMEOUT, NOW)

    assert after.first_tried_at == earlier
    assert after.next_try_at == NOW + LADDER[1]


def test_a_row_is_given_up_after_its_last_wait_whatever_the_clock_says() -> None:
    future = NOW + timedelta(days=400)

    after = after_failure(asking(1, attempts=len(LADDER), first_tried_at=future), TIMEOUT, NOW)

    assert (after.state, after.outcome) == (RowState.FAILED, Outcome.ERROR)
    assert (after.next_try_at, after.is_settled) == (None, False)


def test_a_row_that_is_refused_is_given_up_at_once() -> None:
    assert after_failure(asking(1), BackendRefused(), NOW).state is RowState.FAILED


def test_a_row_that_may_have_arrived_is_for_a_person() -> None:
    after = not_known(asking(1, job_id=JobId("j")))

    assert (after.state, after.outcome, after.is_settled) == (
        RowState.UNKNOWN,
        Outcome.ERROR,
        False,
    )
    assert after.error_code == "BK01"
    assert not_known(asking(1, error_code="BK08")).error_code == "BK08"


def test_a_row_that_is_put_back_is_due_and_has_not_failed() -> None:
    after = put_back(asking(1, job_id=JobId("j"), next_try_at=NOW, attempts=2))

    assert (after.state, after.job_id, after.next_try_at) == (RowState.WAITING, None, None)
    assert (after.attempts, after.is_settled) == (2, True)


def test_an_answer_that_is_an_error_puts_its_row_on_the_work_list() -> None:
    refused = result(1, body={"ProcessingResultStatus": "2", "ProcessingResultCode": "E1"})

    after = after_error(asking(1), refused)

    assert after is not None
    assert (after.state, after.is_settled) == (RowState.WAITING, False)


@pytest.mark.parametrize(
    ("settled", "attempts", "expected"),
    [(True, 1, True), (True, 0, False), (False, 1, False)],
)
def test_what_was_settled_since_it_failed_does_not_come_back(
    *, settled: bool, attempts: int, expected: bool
) -> None:
    assert fails_once_more(asking(1, attempts=attempts, is_settled=settled)) is expected


@pytest.mark.parametrize(
    ("on", "today", "expected"),
    [
        (ON, ON, ON),
        (ON, ON - timedelta(days=1), ON),
        (ON, ON + timedelta(days=1), ON + timedelta(days=1)),
        (ON - timedelta(days=9), ON + timedelta(days=1), ON - timedelta(days=9)),
    ],
)
def test_a_row_is_asked_again_for_today_once_its_day_went_by(
    on: date, today: date, expected: date
) -> None:
    assert day_to_ask_again(batch(on=on), today) == expected


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (None, True),
        (timedelta(0), True),
        (timedelta(seconds=1), False),
        (LONGEST_WAIT, False),
        (LONGEST_WAIT + timedelta(seconds=1), True),
    ],
)
def test_what_is_due(later: timedelta | None, expected: bool) -> None:
    assert is_due(None if later is None else NOW + later, NOW) is expected


# ── batches ───────────────────────────────────────────────────────────────────────────────────
def test_a_batch_that_begins_waits_for_nothing() -> None:
    waiting = batch(state=BatchState.FAILED, waits_until=NOW, error_code="BK02", finished_at=NOW)

    assert begun(waiting) == batch()


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (LinkDown(), timedelta(minutes=15)),
        (BackendUnavailable("BK02"), timedelta(minutes=15)),
        (BackendUnavailable("BK02", retry_after_s=1200.0), timedelta(minutes=20)),
        (BackendUnavailable("BK03", retry_after_s=1.0), timedelta(seconds=30)),
        (BackendUnavailable("BK02", retry_after_s=1e9), LONGEST_WAIT),
    ],
)
def test_a_batch_waits_as_long_as_its_service_asks_within_reason(
    error: ReceptionError, wait: timedelta
) -> None:
    after = closed(batch(), error, NOW)

    assert (after.waits_until, after.error_code) == (NOW + wait, error.code)
    assert after.state is BatchState.RUNNING


@pytest.mark.parametrize(
    ("counts", "failed_job", "state"),
    [
        (BatchCounts(answered=3, refused=1, excluded=1), False, BatchState.DONE),
        (BatchCounts(answered=3, failed=1), False, BatchState.DONE_WITH_ERRORS),
        (BatchCounts(answered=3, unknown=1), False, BatchState.DONE_WITH_ERRORS),
        (BatchCounts(answered=3, waiting=1), False, BatchState.RUNNING),
        (BatchCounts(answered=3, asking=1), False, BatchState.RUNNING),
        (BatchCounts(answered=3, waiting=1), True, BatchState.FAILED),
        (BatchCounts(answered=3), True, BatchState.DONE),
    ],
)
def test_how_a_batch_stands_when_nothing_is_due(
    counts: BatchCounts,
    failed_job: bool,
    state: BatchState,
) -> None:
    after = ended(batch(), counts, has_failed_job=failed_job, now=NOW)

    assert after.state is state
    assert after.finished_at == (None if state is BatchState.RUNNING else NOW)
    assert after.error_code == ("BT05" if state is BatchState.FAILED else "")


# ── uploads ───────────────────────────────────────────────────────────────────────────────────
def test_an_upload_is_sent_accepted_and_asked_for_later() -> None:
    out = sent(job(), NOW)
    taken = accepted(out, "R-1", 5.0, NOW)

    assert (out.state, out.sent_at) == (JobState.SENT, NOW)
    assert (taken.state, taken.number, taken.accepted_at) == (JobState.ACCEPTED, "R-1", NOW)
    assert taken.ask_at == NOW + timedelta(seconds=5)


@pytest.mark.parametrize(
    ("asked_s", "wait"), [(-1.0, timedelta()), (1e9, LONGEST_WAIT), (7.0, timedelta(seconds=7))]
)
def test_a_result_is_asked_for_within_reason(asked_s: float, wait: timedelta) -> None:
    assert still_running(job(), asked_s, NOW).ask_at == NOW + wait


def test_answers_find_their_rows() -> None:
    found = matched(
        [answer(1), answer(2), answer(2), answer(9)], [row_id(1), row_id(2), row_id(3)]
    )

    assert found.answers == (answer(1),)
    assert found.unanswered == (row_id(2), row_id(3))
    assert found.strange == 1


# ── what an answer means ──────────────────────────────────────────────────────────────────────
def judge(found: EligibilityResult, known: Record | None = None, **typed: Any) -> Judged:
    earlier = None if known is None else Known(known, ON)
    return judged(asking(1, entry=entry(1, **typed)), NUMBERS, found, earlier, on=ON)


def with_record(code: str = "1", **changes: Any) -> EligibilityResult:
    return result(1, code, records=(record_for(1, **changes),))


def test_valid_and_the_same_as_before_needs_nobody() -> None:
    known = record_for(1, QualificationDate="20200401")

    verdict = judge(with_record(QualificationDate="20200401"), known)

    assert verdict == Judged(Outcome.UNCHANGED)
    assert not verdict.needs_a_person


def test_valid_and_as_the_row_says_needs_nobody_though_the_answer_says_more() -> None:
    more = with_record(InsuredCardExpirationDate="20270331", DisqualificationDate="")

    assert judge(more) == Judged(Outcome.UNCHANGED)


def test_unchanged_goes_to_a_person_where_the_settings_want_it() -> None:
    assert replace(Judged(Outcome.UNCHANGED), accepts_unchanged=False).needs_a_person


def test_a_difference_from_before_is_told_as_both_wrote_it() -> None:
    known = record_for(1, InsurerNumber="01139997")

    verdict = judge(with_record(), known)

    assert verdict.outcome is Outcome.CHANGED
    assert verdict.changes == (Change("InsurerNumber", "01139997", "06139992"),)


def test_a_difference_from_the_row_is_told_where_nothing_was_known() -> None:
    verdict = judge(with_record(Name="練習　華子"), name="練習　花子")

    assert verdict.changes == (Change("Name", "練習　花子", "練習　華子"),)


def test_a_new_end_is_a_change() -> None:
    verdict = judge(with_record(DisqualificationDate="20261130"), record_for(1))

    assert verdict.changes == (Change("DisqualificationDate", "", "20261130"),)


def test_several_records_that_fit_alike_are_for_a_person() -> None:
    twice = result(1, records=(record_for(1), record_for(1)))

    assert judge(twice) == Judged(Outcome.CHANGED)


def test_valid_without_a_record_is_for_a_person() -> None:
    assert judge(result(1, records=())) == Judged(Outcome.CHANGED)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("2", Outcome.INVALID),
        ("3", Outcome.INVALID_NEWER_EXISTS),
        ("4", Outcome.NOT_FOUND),
        ("5", Outcome.SEVERAL),
        ("6", Outcome.NOT_REGISTERED),
        ("7", Outcome.UNKNOWN_CODE),
    ],
)
def test_every_other_validity_is_for_a_person(code: str, outcome: Outcome) -> None:
    verdict = judge(result(1, code), record_for(1))

    assert verdict == Judged(outcome)
    assert verdict.needs_a_person


def test_what_differs_is_told_of_an_invalid_one_too() -> None:
    lost = with_record("2", DisqualificationDate="20261031")

    assert judge(lost, record_for(1)).changes == (Change("DisqualificationDate", "", "20261031"),)
    assert judge(lost).changes == judge(lost, record_for(1)).changes


@pytest.mark.parametrize(
    "changes", [{"Birthdate": "19850413"}, {"NameKana": "ﾚﾝｼｭｳ ﾀﾛｳ"}, {"Birthdate": "20010101"}]
)
def test_an_answer_about_somebody_else_changes_nothing_by_itself(changes: dict[str, str]) -> None:
    assert judge(with_record(**changes)) == Judged(Outcome.OTHER_PERSON)
    assert judge(with_record(**changes), record_for(1)) == Judged(Outcome.OTHER_PERSON)
    assert judge(with_record("2", **changes)) == Judged(Outcome.OTHER_PERSON)


def test_the_kana_of_an_earlier_answer_count_where_the_row_has_none() -> None:
    other = with_record(NameKana="ﾚﾝｼｭｳ ﾀﾛｳ")

    assert judge(other, record_for(1), kana="") == Judged(Outcome.OTHER_PERSON)
    assert judge(other, kana="", name="").outcome is Outcome.UNCHANGED


def test_kana_that_changed_since_are_a_change_where_the_row_knows_them() -> None:
    verdict = judge(with_record(NameKana="ｾｲ ﾊﾅｺ"), record_for(1), kana="セイ ハナコ")

    assert verdict.outcome is Outcome.CHANGED


def test_candidates_are_no_other_person() -> None:
    twins = result(1, "5", records=(record_for(1, NameKana="ﾌﾀｺﾞ"), record_for(1)))

    assert judge(twins).outcome is Outcome.SEVERAL


def test_an_answer_that_is_none_is_an_error() -> None:
    failed = result(1, body={"ProcessingResultStatus": "2"}, verdict=None)

    assert judge(failed) == Judged(Outcome.ERROR)
    assert judge(result(1, verdict=None)) == Judged(Outcome.ERROR)


def test_a_limit_that_may_have_changed_is_a_change_wherever_something_was_known() -> None:
    limit: dict[str, Any] = {
        "LimitApplicationCertificateRelatedInfo": {
            "LimitApplicationCertificateClassificationFlag": "A03"
        }
    }
    flagged = with_record(LimitApplicationCertificateChanged="1")
    told = (Change("LimitApplicationCertificateChanged", "", "1"),)

    assert judge(flagged).outcome is Outcome.UNCHANGED
    assert judge(flagged, record_for(1)).changes == told
    assert judge(flagged, record_for(1, **limit)).changes == told
    assert judge(
        with_record(LimitApplicationCertificateChanged="0"), record_for(1, **limit)
    ) == Judged(Outcome.UNCHANGED)


def test_a_limit_that_was_known_to_differ_is_no_change_again() -> None:
    flagged = with_record(LimitApplicationCertificateChanged="1")
    before = record_for(1, LimitApplicationCertificateChanged="0")

    assert judge(flagged, before).outcome is Outcome.CHANGED
    assert judge(flagged, flagged.records[0]) == Judged(Outcome.UNCHANGED)
    known = record_for(1, LimitApplicationCertificateChanged="1", Address="見本区東町")
    assert judge(flagged, known) == Judged(Outcome.UNCHANGED)


@pytest.mark.parametrize(
    ("number", "said", "is_other"),
    [
        ("00456", "456", False),
        ("４５６", "456", False),
        ("456", "457", True),
        ("", "457", False),
        ("456", "", False),
        ("456", "　", False),
    ],
)
def test_a_reference_number_of_another_patient_is_a_change(
    number: str, said: str, is_other: bool
) -> None:
    """照会番号不一致: the clinic had registered the insurance for somebody else."""
    told = (Change("ReferenceNumber", number, said),) if is_other else ()
    outcome = Outcome.CHANGED if is_other else Outcome.UNCHANGED
    normal = {"ProcessingResultStatus": "1"}
    answers = (
        with_record(ReferenceNumber=said),
        result(1, body={**normal, "ReferenceNumber": said}),
        result(1, body={**normal, "ReferenceNumber": [said, ""]}),
    )

    for answered, kana in product(answers, ("レンシュウ ハナコ", "ﾚﾝｼｭｳ ﾊﾅｺ")):
        assert judge(answered, patient_number=number, kana=kana) == Judged(outcome, told)


@pytest.mark.parametrize("accepted", ["A-9001", "Ａ-9001"])
def test_a_reference_number_that_was_accepted_is_no_change_again(accepted: str) -> None:
    known = Known(record_for(1), ON, references=("9", accepted))

    def judge_now(*said: str) -> Judged:
        body: dict[str, Any] = {"ProcessingResultStatus": "1", "ReferenceNumber": said}
        asked = asking(1, entry=entry(1, patient_number="1"))
        return judged(asked, NUMBERS, result(1, body=body), known, on=ON)

    assert judge_now("A-9001") == Judged(Outcome.UNCHANGED)
    assert judge_now("9", "A-9001") == Judged(Outcome.UNCHANGED)
    assert judge_now("A-9001", "A-9002") == Judged(
        Outcome.CHANGED, (Change("ReferenceNumber", "1", "A-9002"),)
    )


def test_a_reference_number_that_is_ours_settles_what_others_stand_beside_it() -> None:
    body: dict[str, Any] = {"ProcessingResultStatus": "1", "ReferenceNumber": ["A-9001", "00456"]}

    assert judge(result(1, body=body), patient_number="456") == Judged(Outcome.UNCHANGED)


def test_a_verdict_of_no_answer_is_never_green() -> None:
    assert judge(result(1, "", verdict=Verdict.UNKNOWN)).outcome is Outcome.UNKNOWN_CODE


@pytest.mark.parametrize("code", ["2", "3"])
def test_a_lost_insurance_tells_since_when_and_why(code: str) -> None:
    lost = with_record(code, DisqualificationDate="20261031", ReasonOfLoss="03")

    assert judge(lost).changes == (
        Change("DisqualificationDate", "", "20261031"),
        Change("ReasonOfLoss", "", "03"),
    )


def test_what_an_answer_does_not_tell_of_a_loss_is_left_out() -> None:
    assert judge(with_record("2")).changes == ()
    assert judge(with_record("4", ReasonOfLoss="03")).changes == ()
