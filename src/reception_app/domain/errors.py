"""The error tree, sorted by who can put it right; nothing else, and no personal data in any text.

ReceptionError(code, retry, params)
├─ CardError       the person with the card, or the cable
├─ LinkError       the network or its certificates
├─ BackendError    the eligibility service
├─ StoreError      this computer's disk
├─ HandoverError   the receipt computer
├─ BatchSourceError  whoever made the list of patients
├─ AccessError     the administrator
├─ SettingsError   whoever installed us
└─ BugError        us

``code`` is an id of the message catalogue (``resources/wording/catalogue.toml``); it is stable.
"Not covered" (a verdict), "cancelled" (an event) and "stale" (a property) are not errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import ClassVar


@unique
class Retry(StrEnum):
    """When trying the same again can help."""

    NOW = "now"
    LATER = "later"
    NEVER = "never"


class ReceptionError(Exception):
    """A situation that the catalogue has a text for.

    Attributes:
        code: Id of the message catalogue.
        retry: When trying again can help; drives buttons, exit status and batch.
        params: Values for the placeholders of the catalogue's text; never personal data.
    """

    default_code: ClassVar[str] = "SY07"
    default_retry: ClassVar[Retry] = Retry.NEVER

    def __init__(
        self,
        code: str | None = None,
        *,
        retry: Retry | None = None,
        params: Mapping[str, str] | None = None,
    ) -> None:
        self.code = code or self.default_code
        self.retry = retry or self.default_retry
        self.params: Mapping[str, str] = dict(params or {})
        super().__init__(self.code)


# ── the person with the card, or the cable ────────────────────────────────────────────────────
class CardError(ReceptionError):
    """The card, the reader, or the person holding the card can put it right."""

    default_retry = Retry.NOW


class ReaderMissing(CardError):
    """No reader is plugged in."""

    default_code = "RD01"


class ReaderSilent(CardError):
    """The reader or the card does not come back from a call."""

    default_code = "RD03"


class CardServiceDown(CardError):
    """The operating system's smart card service does not run."""

    default_code = "RD04"


class CardBusy(CardError):
    """Another program holds the card."""

    default_code = "RD05"


class CardMissing(CardError):
    """Nothing was placed on a reader within the wait."""

    default_code = "CD10"


class CardUnreadable(CardError):
    """The chip does not answer as it lies now."""

    default_code = "CD01"


class SeveralCards(CardError):
    """Several cards lie there, and nothing says whose check this is."""

    default_code = "CD03"


class CardRemoved(CardError):
    """The card left before the signature was in hand; the PIN has to be asked again.

    Attributes:
        attempts_left: What the card said *after* the trouble, if it could still be asked.
    """

    default_code = "CD05"

    def __init__(self, *, attempts_left: int | None = None) -> None:
        super().__init__()
        self.attempts_left = attempts_left


class CardUnsupported(CardError):
    """Not a card for this desk: CD02 other, CD08 住基カード, PH04 phone, CT08 no certificate."""

    default_code = "CD02"
    default_retry = Retry.NEVER


class CertificateRefused(CardError):
    """CT11 unreadable, CT09 not yet valid, CT10 not issued by a pinned CA."""

    default_code = "CT11"
    default_retry = Retry.NEVER


class CardExpired(CardError):
    """The certificate's grace period is over."""

    default_code = "CT03"
    default_retry = Retry.NEVER


class CardUntrusted(CardError):
    """The signature does not fit the certificate, or the card answered beside the point.

    Attributes:
        attempts_left: What is known of the counter: all tries where the PIN itself was right.
    """

    default_code = "CD11"

    def __init__(self, *, attempts_left: int | None = None) -> None:
        super().__init__()
        self.attempts_left = attempts_left


class PinRejected(CardError):
    """The PIN was wrong: PN01, or PN02 when one try is left."""

    def __init__(self, attempts_left: int | None) -> None:
        params = {} if attempts_left is None else {"attempts_left": str(attempts_left)}
        super().__init__("PN02" if attempts_left == 1 else "PN01", params=params)
        self.attempts_left = attempts_left


class PinBlocked(CardError):
    """The PIN is locked, or the card never had one (顔認証マイナンバーカード)."""

    default_code = "PN03"
    default_retry = Retry.NEVER
    attempts_left = 0


class LastTryGuarded(CardError):
    """One try is left and nobody confirmed that it may be spent."""

    default_code = "PN07"
    default_retry = Retry.NEVER
    attempts_left = 1


class PinMissing(CardError):
    """Nobody typed a PIN within the wait."""

    default_code = "PN04"


class PinMalformed(CardError):
    """Not four digits; nothing was sent to the card."""

    default_code = "PN06"


class VisualRefused(CardError):
    """Staff could not confirm that the face is the one on the card."""

    default_code = "VS01"
    default_retry = Retry.NEVER


# ── the network or its certificates ───────────────────────────────────────────────────────────
class LinkError(ReceptionError):
    """The network or a certificate of the connection."""

    default_retry = Retry.NOW


class LinkDown(LinkError):
    """NW01 no link, or cut again after the one re-send; NW02 the name was not found."""

    default_code = "NW01"


class LinkTimeout(LinkError):
    """No answer within the budget."""

    default_code = "BK01"

    def __init__(self, timeout_s: float) -> None:
        super().__init__(params={"seconds": f"{timeout_s:g}"})


class LinkUntrusted(LinkError):
    """NW03 server certificate untrusted, BK05 our own expired, BK04 missing or refused."""

    default_code = "NW03"
    default_retry = Retry.NEVER


# ── the eligibility service ───────────────────────────────────────────────────────────────────
class BackendError(ReceptionError):
    """The eligibility service said no, or could not be understood."""

    default_retry = Retry.LATER


class BackendRefused(BackendError):
    """The service refused this question.

    Attributes:
        service_code: The service's own code, verbatim, for the call centre.
    """

    default_code = "BK07"
    default_retry = Retry.NEVER

    def __init__(self, code: str | None = None, *, service_code: str = "") -> None:
        super().__init__(code, params={"service_code": service_code})
        self.service_code = service_code


class JobForgotten(BackendRefused):
    """The service knows an upload no more: its result was kept for so long, or it lost it."""

    default_retry = Retry.LATER


class BackendUnavailable(BackendError):
    """BK03 busy, BK02 maintenance, BK08 broken.

    Attributes:
        retry_after_s: What the service asked us to wait, in seconds, if it said so.
    """

    default_code = "BK03"

    def __init__(
        self,
        code: str | None = None,
        *,
        retry_after_s: float | None = None,
        params: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code, params=params)
        self.retry_after_s = retry_after_s


class BackendGarbled(BackendError):
    """The answer was unreadable, oversized, or answered another question.

    Attributes:
        where: Which part, in our words (never a value out of the answer).
    """

    default_code = "BK08"

    def __init__(self, where: str) -> None:
        super().__init__(params={"where": where})
        self.where = where


# ── this computer's disk ──────────────────────────────────────────────────────────────────────
class StoreError(ReceptionError):
    """The local store."""


class StoreBusy(StoreError):
    """Another program holds the store longer than the busy time-out."""

    default_code = "ST01"
    default_retry = Retry.NOW


class StoreFull(StoreError):
    """The disk is full."""

    default_code = "ST02"
    default_retry = Retry.NOW


class StoreNewer(StoreError):
    """The file was written by a newer version of this program; it is left untouched."""

    default_code = "ST03"


class StoreDamaged(StoreError):
    """The file cannot be read, or its key is missing; it is left untouched."""

    default_code = "ST04"


class ExportRefused(StoreError):
    """A file that somebody asked for cannot be written where they want it."""

    default_code = "BT16"
    default_retry = Retry.NOW


# ── the receipt computer ──────────────────────────────────────────────────────────────────────
class HandoverError(ReceptionError):
    """The answer is saved, but did not reach the receipt computer."""

    default_retry = Retry.LATER


class TargetMissing(HandoverError):
    """The hand-over folder is not there."""

    default_code = "HO03"


class TargetRefused(HandoverError):
    """HO03 the folder refused the file (rights, space); HO06 a character cannot be written."""

    default_code = "HO03"


class NotTakenAway(HandoverError):
    """The receipt computer has not taken the file after 60 s."""

    default_code = "HO02"


# ── whoever made the list of patients ─────────────────────────────────────────────────────────
class BatchSourceError(ReceptionError):
    """The patients of a batch cannot be read; nothing of the source is used.

    BT07 a line, BT08 no CSV file, BT09 characters, BT10 a column is missing, BT11 it cannot be
    opened, BT12 it changed meanwhile.
    """

    default_code = "BT07"

    def __init__(
        self, code: str | None = None, *, line: int | None = None, field: str = "", kind: str = ""
    ) -> None:
        """Make the error.

        Args:
            code: Id of the message catalogue.
            line: Of the source, from 1.
            field: A column in the words of the desk, or the setting; never what stands there.
            kind: What kind of file it is instead.
        """
        told = {"line": str(line or ""), "field": field, "kind": kind}
        retry = Retry.NOW if code == "BT12" else Retry.LATER if code == "BT11" else None
        params = {name: text for name, text in told.items() if text}
        super().__init__(code, retry=retry, params=params)


# ── the administrator, the installer, us ──────────────────────────────────────────────────────
class AccessError(ReceptionError):
    """The administrator decides."""


class TimerUnavailable(AccessError):
    """The operating system has no timer for this account, or refused it."""

    default_code = "BT13"


class NotSignedIn(AccessError):
    """Nobody is signed in."""

    default_code = "AU05"


class NotAllowed(AccessError):
    """The person is unknown here or may not do this."""

    default_code = "VS02"


@dataclass(frozen=True, slots=True)
class SettingsProblem:
    """One mistake in a settings file: where it is (``[table] key``) and what is wrong."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class SettingsError(ReceptionError):
    """The settings are wrong; all problems together, not the first."""

    default_code = "SE01"

    def __init__(self, problems: tuple[SettingsProblem, ...]) -> None:
        super().__init__(params={"problems": "; ".join(map(str, problems))})
        self.problems = problems


class BugError(ReceptionError):
    """Our own fault; the traceback is in the log."""

    default_code = "SY07"
