"""What is said of a card's certificate and of its PIN counter."""

from __future__ import annotations

from datetime import date, datetime

from reception_app.domain.card_seen import CardSeen, CertificateState
from reception_app.domain.policy import PIN_TRIES, grace_until, in_jst
from reception_app.ui.viewstate.moments import day_words
from reception_app.ui.viewstate.views import Note, Tone
from reception_app.ui.viewstate.words import Words, tr

_TELLS_TRIES = frozenset({"PN01", "PN02", "PN07"})


def certificate_strip(
    state: CertificateState | None, not_after: datetime | None, on: date
) -> Note | None:
    """Return what staff should know and do (A3-11, A3-12), or None where all is well."""
    if not_after is None:
        return None
    if state is CertificateState.EXPIRING:
        words = tr(
            "電子証明書の有効期限は{date}です（あと{days}日）。更新のご案内をお渡しください",
            date=day_words(in_jst(not_after).date()),
            days=str(days_left(not_after, on)),
        )
        return Note(Tone.WARN, words, "CT01")
    if state is CertificateState.GRACE:
        words = tr(
            "電子証明書の有効期限が切れています。資格情報のみ確認できます（{date}まで）",
            date=day_words(grace_until(not_after)),
        )
        return Note(Tone.WARN, words, "CT02")
    return None


def certificate_chip(
    state: CertificateState | None, not_after: datetime | None, on: date
) -> Words | None:
    """Return the same in a few words, or None where all is well."""
    if not_after is not None and state is CertificateState.EXPIRING:
        return tr("証明書 あと{days}日", days=str(days_left(not_after, on)))
    return tr("証明書 期限切れ") if state is CertificateState.GRACE else None


def days_left(not_after: datetime, on: date) -> int:
    """Return how many days after a day the certificate's last day is (JST)."""
    return (in_jst(not_after).date() - on).days


def tries_words(attempts_left: int | None) -> Words | None:
    """Return the PIN tries left, where they are fewer than all."""
    if attempts_left is None or not 0 < attempts_left < PIN_TRIES:
        return None
    return tr("暗証番号の残り {count}回", count=str(attempts_left))


def card_notes(seen: CardSeen | None, on: date, *, code: str = "") -> tuple[Note, ...]:
    """Return what a card that was opened gives to say; the tries not where this code does."""
    if seen is None:
        return ()
    tries = None if code in _TELLS_TRIES else tries_words(seen.attempts_left)
    strip = certificate_strip(seen.certificate_state, seen.not_after, on)
    notes = (Note(Tone.WARN, tries) if tries else None, strip)
    return tuple(note for note in notes if note is not None)
