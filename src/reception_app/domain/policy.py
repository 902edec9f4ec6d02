"""Rules of the desk: expiry classes, refusals before the PIN, the last-try guard."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta, timezone

from reception_app.domain.card_seen import CardKind, CardSeen, CertificateState
from reception_app.domain.errors import (
    CardError,
    CardExpired,
    CardUnreadable,
    CardUnsupported,
    CertificateRefused,
    PinBlocked,
    Retry,
)

JST = timezone(timedelta(hours=9), "JST")
"""Japan has no daylight saving time, so a fixed offset needs no time zone database."""

PIN_TRIES = 3
"""Tries of the 利用者証明用 PIN after a correct entry (card.md 7)."""

_NOTICE_MONTHS = 3
_GRACE_MONTHS = 3


def add_months(day: date, months: int) -> date:
    """Return the same day some calendar months away, clamped to the month's end."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def in_jst(moment: datetime) -> datetime:
    """Return an aware moment on the clinic's clock.

    "No end" in a certificate is the last second of the year 9999 (RFC 5280, 4.1.2.5), UTC; in
    Japan that is a year too far for a calendar, so it stays the last second.
    """
    try:
        return moment.astimezone(JST)
    except OverflowError:
        return moment.replace(tzinfo=JST)


def notice_from(not_after: datetime) -> date:
    """Return the first day (JST) of the "expires within 3 months" notice (card.md 9)."""
    return add_months(in_jst(not_after).date(), -_NOTICE_MONTHS)


def grace_until(not_after: datetime) -> date:
    """Return the last day (JST) on which an expired certificate still serves.

    The end of the month of expiry plus 3 months (card.md 9).
    """
    month = add_months(in_jst(not_after).date().replace(day=1), _GRACE_MONTHS)
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def expiry_state(not_before: datetime, not_after: datetime, at: datetime) -> CertificateState:
    """Return the class of a well-formed, trusted certificate at a moment (aware).

    Days are counted in JST; both ends of the certificate's own validity belong to it.
    """
    moment, day = at.replace(microsecond=0), in_jst(at).date()
    if moment < not_before:
        return CertificateState.NOT_YET_VALID
    if moment > not_after:
        return (
            CertificateState.GRACE if day <= grace_until(not_after) else CertificateState.EXPIRED
        )
    return CertificateState.EXPIRING if day >= notice_from(not_after) else CertificateState.VALID


_KIND_REFUSALS = {
    CardKind.OTHER: "CD02",
    CardKind.JUKI_CARD: "CD08",
    CardKind.PHONE: "PH04",
}
_STATE_REFUSALS = {
    CertificateState.UNREADABLE: "CT11",
    CertificateState.UNKNOWN_CA: "CT10",
    CertificateState.NOT_YET_VALID: "CT09",
}


def may_go_on(state: CertificateState) -> bool:
    """Whether a check goes on with such a certificate; in grace the service decides."""
    return state in (CertificateState.GRACE, CertificateState.EXPIRING, CertificateState.VALID)


def refusal_of(seen: CardSeen) -> CardError | None:
    """Return why a check must stop before the PIN, or None if it may go on (cli.md, ``card``)."""
    if seen.kind in _KIND_REFUSALS:
        return CardUnsupported(_KIND_REFUSALS[seen.kind])
    if seen.certificate_state is CertificateState.ABSENT:
        return CardUnsupported("CT08")
    if seen.certificate_state is CertificateState.EXPIRED:
        return CardExpired()
    if seen.certificate_state in _STATE_REFUSALS:
        return CertificateRefused(_STATE_REFUSALS[seen.certificate_state])
    return PinBlocked() if seen.attempts_left == 0 else None


def is_last_try(attempts_left: int | None) -> bool:
    """Whether the next wrong entry would lock the PIN."""
    return attempts_left == 1


_UNREADABLE_TRIES = 3


def after_unreadable(error: CardUnreadable, *, before: int) -> CardUnreadable:
    """Return what it means that no chip answered, the third time in a row (A3-4): CD04."""
    if before + 1 < _UNREADABLE_TRIES:
        return error
    return CardUnreadable("CD04", retry=Retry.NEVER)
