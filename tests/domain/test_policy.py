"""The desk's rules: expiry classes on the clinic's calendar, refusals, the last-try guard."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.desk import card

from reception_app.domain.card_seen import CardKind, CardSeen, CertificateState
from reception_app.domain.errors import CardError, CardUnreadable, Retry
from reception_app.domain.policy import (
    JST,
    add_months,
    after_unreadable,
    expiry_state,
    grace_until,
    in_jst,
    is_last_try,
    may_go_on,
    notice_from,
    refusal_of,
)

S = CertificateState
NOT_BEFORE = datetime(2021, 5, 11, 0, 0, 0, tzinfo=JST)
NOT_AFTER = datetime(2026, 5, 10, 23, 59, 59, tzinfo=JST)
"""The example of card.md 9."""


def last_second(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 23, 59, 59, tzinfo=JST)


# ── the example of card.md 9 ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("not_after", [NOT_AFTER, NOT_AFTER.astimezone(UTC)])
def test_the_example_of_the_rule_gives_its_days(not_after: datetime) -> None:
    assert date(2026, 2, 10) == notice_from(not_after)
    assert date(2026, 8, 31) == grace_until(not_after)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (datetime(2021, 5, 10, 23, 59, 59, tzinfo=JST), S.NOT_YET_VALID),
        (datetime(2021, 5, 11, 0, 0, 0, tzinfo=JST), S.VALID),
        (datetime(2026, 2, 9, 23, 59, 59, tzinfo=JST), S.VALID),
        (datetime(2026, 2, 10, 0, 0, 0, tzinfo=JST), S.EXPIRING),
        (datetime(2026, 5, 10, 23, 59, 59, tzinfo=JST), S.EXPIRING),
        (datetime(2026, 5, 11, 0, 0, 0, tzinfo=JST), S.GRACE),
        (datetime(2026, 8, 31, 23, 59, 59, tzinfo=JST), S.GRACE),
        (datetime(2026, 9, 1, 0, 0, 0, tzinfo=JST), S.EXPIRED),
        (datetime(2030, 1, 1, 0, 0, 0, tzinfo=JST), S.EXPIRED),
    ],
)
def test_each_class_begins_and_ends_at_midnight_in_japan(
    at: datetime, state: CertificateState
) -> None:
    assert state == expiry_state(NOT_BEFORE, NOT_AFTER, at)
    assert state == expiry_state(*(m.astimezone(UTC) for m in (NOT_BEFORE, NOT_AFTER, at)))


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (datetime(2026, 2, 9, 14, 59, 59, tzinfo=UTC), S.VALID),
        (datetime(2026, 2, 9, 15, 0, 0, tzinfo=UTC), S.EXPIRING),
        (datetime(2026, 8, 31, 14, 59, 59, tzinfo=UTC), S.GRACE),
        (datetime(2026, 8, 31, 15, 0, 0, tzinfo=UTC), S.EXPIRED),
    ],
)
def test_the_day_is_the_clinics_while_it_is_still_yesterday_in_utc(
    at: datetime, state: CertificateState
) -> None:
    assert state == expiry_state(NOT_BEFORE, NOT_AFTER, at)


def test_the_last_second_of_a_certificate_is_whole() -> None:
    at = NOT_AFTER + timedelta(microseconds=999_999)

    assert expiry_state(NOT_BEFORE, NOT_AFTER, at) == S.EXPIRING
    assert expiry_state(NOT_BEFORE, NOT_AFTER, NOT_AFTER + timedelta(seconds=1)) == S.GRACE


# ── calendar months ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("not_after", "notice", "grace"),
    [
        (last_second(2026, 5, 31), date(2026, 2, 28), date(2026, 8, 31)),
        (last_second(2028, 5, 31), date(2028, 2, 29), date(2028, 8, 31)),
        (last_second(2028, 5, 29), date(2028, 2, 29), date(2028, 8, 31)),
        (last_second(2026, 5, 29), date(2026, 2, 28), date(2026, 8, 31)),
        (last_second(2026, 7, 31), date(2026, 4, 30), date(2026, 10, 31)),
        (last_second(2026, 8, 31), date(2026, 5, 31), date(2026, 11, 30)),
        (last_second(2026, 11, 30), date(2026, 8, 30), date(2027, 2, 28)),
        (last_second(2027, 11, 1), date(2027, 8, 1), date(2028, 2, 29)),
        (last_second(2028, 2, 29), date(2027, 11, 29), date(2028, 5, 31)),
        (last_second(2026, 12, 31), date(2026, 9, 30), date(2027, 3, 31)),
        (last_second(2027, 1, 15), date(2026, 10, 15), date(2027, 4, 30)),
        (last_second(2026, 9, 30), date(2026, 6, 30), date(2026, 12, 31)),
    ],
)
def test_month_ends_are_clamped_and_grace_ends_with_a_month(
    not_after: datetime, notice: date, grace: date
) -> None:
    assert notice == notice_from(not_after)
    assert grace == grace_until(not_after)


def test_a_certificate_that_ends_in_the_evening_in_utc_ends_the_next_day_in_japan() -> None:
    not_after = datetime(2026, 5, 31, 15, 0, 0, tzinfo=UTC)

    assert date(2026, 3, 1) == notice_from(not_after)
    assert date(2026, 9, 30) == grace_until(not_after)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, expected: date) -> None:
    assert expected == add_months(day, months)


@given(st.dates(date(1950, 1, 1), date(2150, 12, 31)), st.integers(-48, 48))
def test_some_months_later_is_that_month_and_never_a_later_day(day: date, months: int) -> None:
    later = add_months(day, months)

    assert months == (later.year - day.year) * 12 + later.month - day.month
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
    assert later.day <= day.day


MOMENTS = st.integers(1_400_000_000, 2_840_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))


@given(MOMENTS, st.integers(1, 5 * 366 * 86_400), MOMENTS, st.integers(0, 400 * 86_400))
def test_a_certificate_only_ever_ages(
    not_before: datetime, life_s: int, at: datetime, wait_s: int
) -> None:
    order = [S.NOT_YET_VALID, S.VALID, S.EXPIRING, S.GRACE, S.EXPIRED]
    begin = not_before.replace(microsecond=0)
    end = begin + timedelta(seconds=life_s)

    now = expiry_state(begin, end, at)
    later = expiry_state(begin, end, at + timedelta(seconds=wait_s))

    assert order.index(now) <= order.index(later)


def test_a_certificate_without_an_end_is_valid() -> None:
    never = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)  # RFC 5280, 4.1.2.5

    assert expiry_state(NOT_BEFORE, never, NOT_AFTER) == S.VALID
    assert date(9999, 9, 30) == notice_from(never)
    assert in_jst(never).isoformat() == "9999-12-31T23:59:59+09:00"


# ── refusals before the PIN (cli.md, `card` and the error table) ──────────────────────────────
def code_of(seen: CardSeen) -> tuple[str, str] | None:
    refusal = refusal_of(seen)
    return (refusal.code, type(refusal).__name__) if refusal else None


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        (CardKind.OTHER, ("CD02", "CardUnsupported")),
        (CardKind.JUKI_CARD, ("CD08", "CardUnsupported")),
        (CardKind.PHONE, ("PH04", "CardUnsupported")),
    ],
)
@pytest.mark.parametrize("state", CertificateState)
def test_the_kind_refuses_whatever_the_certificate_says(
    kind: CardKind, refusal: tuple[str, str], state: CertificateState
) -> None:
    assert refusal == code_of(card(kind=kind, certificate_state=state, attempts_left=0))


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (S.ABSENT, ("CT08", "CardUnsupported")),
        (S.UNREADABLE, ("CT11", "CertificateRefused")),
        (S.UNKNOWN_CA, ("CT10", "CertificateRefused")),
        (S.NOT_YET_VALID, ("CT09", "CertificateRefused")),
        (S.EXPIRED, ("CT03", "CardExpired")),
        (S.GRACE, None),
        (S.EXPIRING, None),
        (S.VALID, None),
    ],
)
@pytest.mark.parametrize("attempts_left", [None, 1, 3])
def test_the_certificate_refuses_unless_it_is_valid_expiring_or_in_grace(
    state: CertificateState, refusal: tuple[str, str] | None, attempts_left: int | None
) -> None:
    assert refusal == code_of(card(certificate_state=state, attempts_left=attempts_left))


@pytest.mark.parametrize("state", [S.GRACE, S.EXPIRING, S.VALID])
def test_a_locked_pin_refuses(state: CertificateState) -> None:
    assert code_of(card(certificate_state=state, attempts_left=0)) == ("PN03", "PinBlocked")


def test_a_certificate_that_is_refused_is_told_before_a_locked_pin() -> None:
    assert code_of(card(certificate_state=S.EXPIRED, attempts_left=0)) == ("CT03", "CardExpired")


def test_every_refusal_is_a_card_error_and_every_pair_is_judged() -> None:
    pairs = [
        refusal_of(card(kind=kind, certificate_state=state))
        for kind, state in product(CardKind, CertificateState)
    ]

    assert [refusal for refusal in pairs if not isinstance(refusal, CardError)] == [None] * 3


@pytest.mark.parametrize(
    ("attempts_left", "last"), [(None, False), (0, False), (1, True), (2, False), (3, False)]
)
def test_the_last_try_is_the_one_after_which_the_pin_is_locked(
    attempts_left: int | None,
    last: bool,
) -> None:
    assert last == is_last_try(attempts_left)


@pytest.mark.parametrize("state", S)
def test_a_check_goes_on_with_what_serves_and_with_what_the_service_decides(
    state: CertificateState,
) -> None:
    assert may_go_on(state) == (state in {S.VALID, S.EXPIRING, S.GRACE})


# ── no chip answers ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("before", [0, 1])
def test_a_chip_that_does_not_answer_may_be_laid_down_again(before: int) -> None:
    error = CardUnreadable()

    assert error is after_unreadable(error, before=before)
    assert Retry.NOW is error.retry


@pytest.mark.parametrize("before", [2, 3, 50])
def test_the_third_time_in_a_row_a_chip_is_given_up(before: int) -> None:
    error = after_unreadable(CardUnreadable(), before=before)

    assert ("CD04", Retry.NEVER) == (error.code, error.retry)
