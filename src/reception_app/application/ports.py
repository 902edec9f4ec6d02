"""The ports: what the use cases need of the world, as Protocols; nothing here does anything.

Differences from the plan that these grew from stand in docs/adr/0003-ports-as-built.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, unique
from typing import Generic, Protocol, TypeAlias, TypeVar

from reception_app.application.settings import Settings
from reception_app.domain.card_seen import CardSeen, CardTraffic
from reception_app.domain.eligibility import (
    CardTicket,
    Challenge,
    EligibilityQuery,
    EligibilityResult,
    Visual,
)
from reception_app.domain.errors import ReceptionError
from reception_app.domain.ids import CheckId
from reception_app.domain.record import ConfirmationRecord, StoredCheck
from reception_app.domain.secrets import Pin

T = TypeVar("T")

API_VERSION = 1
"""Version of ``EligibilityBackend`` that this program speaks."""


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Return the time, UTC, aware."""
        ...

    def today(self) -> date:
        """Return the clinic's day: 08:30 in Tokyo is still yesterday in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds of a clock that never goes back."""
        ...


class CardGateway(Protocol):
    """The card in the reader. Card lane only; one power session from open() to close()."""

    @property
    def reader(self) -> str | None:
        """The reader that the last open() went to."""
        ...

    @property
    def traffic(self) -> CardTraffic:
        """Exchanges since the last open()."""
        ...

    def open(self, *, count_tries: bool, reader: str | None = None) -> CardSeen:
        """SELECT, counter, certificate, judged. Sends no PIN.

        Args:
            count_tries: Ask the PIN counter, too.
            reader: Where the card of this check lies; None for the card that was laid last.

        Raises: CardError.
        """
        ...

    def sign(self, pin: Pin, challenge: Challenge, check_id: CheckId, on: date) -> CardTicket:
        """VERIFY once; build the signed bytes; check the signature with the card's certificate.

        The card is powered off afterwards, except after PinRejected.

        Raises: CardRemoved, PinRejected, PinBlocked, CardUntrusted.
        """
        ...

    def show(self, visual: Visual) -> CardTicket:
        """Return the certificate alone, for a visual check, and power the card off."""
        ...

    def close(self) -> None:
        """Power the card off, on every path (`SCARD_UNPOWER_CARD`); more than once is harmless."""
        ...


@dataclass(frozen=True, slots=True)
class ReaderSeen:
    """One reader, and whether a card is on it or held by another program."""

    name: str
    card: bool
    busy: bool


@dataclass(frozen=True, slots=True)
class ServiceChanged:
    """The operating system's smart card service came or went."""

    up: bool


@dataclass(frozen=True, slots=True)
class ReadersChanged:
    """Readers came or went; these are here now."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardPlaced:
    """A card was laid on a reader."""

    reader: str


@dataclass(frozen=True, slots=True)
class CardTaken:
    """A card, or its reader, was taken away."""

    reader: str


ReaderNews: TypeAlias = ServiceChanged | ReadersChanged | CardPlaced | CardTaken


@unique
class BatchStyle(StrEnum):
    """How a service takes many questions."""

    NONE = "none"
    ONE_BY_ONE = "one-by-one"
    REMOTE_JOB = "remote-job"
    """submit, get a receipt, fetch later"""


@dataclass(frozen=True, slots=True)
class BackendInfo:
    """What a backend can do.

    Attributes:
        needs_card: It cannot be asked by numbers.
        takes_cards: It can be asked with a card; a desk asks for no PIN where it cannot.
    """

    name: str
    api_version: int
    needs_card: bool
    batch: BatchStyle
    max_parallel: int
    max_rows: int | None = None
    takes_cards: bool = True


class EligibilityBackend(Protocol):
    """One eligibility service. Shared between threads."""

    @property
    def info(self) -> BackendInfo:
        """What this backend can do."""
        ...

    def challenge(self, *, timeout_s: float) -> Challenge | None:
        """Return bytes for the card to sign, or None where the service needs none.

        Raises: LinkError, BackendError.
        """
        ...

    def check(self, query: EligibilityQuery, *, timeout_s: float) -> EligibilityResult:
        """Block at most timeout_s. Repeating a check_id has no second effect.

        Raises: LinkError, BackendError.
        """
        ...

    def close(self) -> None:
        """Let go of connections; no call comes after it."""
        ...


class ResultStore(Protocol):
    """Cache, record, outbox. Call on the store lane only."""

    def record_witness(self, check_id: CheckId, witness: str, at: datetime) -> None:
        """Write down who compares the face, before the card is opened; fails = no read.

        Raises: StoreError.
        """
        ...

    def record_refusal(self, check_id: CheckId, witness: str, at: datetime) -> None:
        """Write down who compared the face and could not confirm it; nothing was read.

        Raises: StoreError.
        """
        ...

    def save(
        self,
        result: EligibilityResult,
        record: ConfirmationRecord,
        *,
        hand_over: bool,
        hold: bool = False,
    ) -> bool:
        """Write answer, record and outbox row in one transaction; return whether it was new.

        The same check_id again changes nothing, also where two programs save it at a time, unless
        only the second one knows that it is about somebody else. A row that is held is not handed
        over before ``mark_allowed``.

        Raises: StoreError.
        """
        ...

    def waiting(self, limit: int) -> Sequence[StoredCheck]:
        """Return rows not yet delivered (waiting, prepared, failed), oldest first."""
        ...

    def unfinished(self, limit: int) -> Sequence[StoredCheck]:
        """Return those, and rows that are held, oldest first."""
        ...

    def delivered_since(self, since: datetime) -> Sequence[StoredCheck]:
        """Return rows delivered at or after a moment (aware), oldest delivery first."""
        ...

    def find(self, check_id: CheckId) -> StoredCheck | None:
        """Return one check."""
        ...

    def latest(self, limit: int, *, on: date | None = None) -> Sequence[StoredCheck]:
        """Return checks, newest first, of one 資格確認日 if a day is given."""
        ...

    def answered_before(self, check_id: CheckId) -> StoredCheck | None:
        """Return the newest answer before a stored one that is about the same person.

        None where there is none, or where either does not say whom it is about.
        """
        ...

    def answered_before_each(
        self, check_ids: Collection[CheckId]
    ) -> Mapping[CheckId, StoredCheck]:
        """Return the same for many at once; those that have none are left out."""
        ...

    def mark_allowed(self, check_id: CheckId) -> None:
        """Staff lets a held row go to the receipt computer; any other row stays as it is."""
        ...

    def mark_prepared(self, check_id: CheckId, name: str) -> None:
        """The file lies aside in the folder under this name, not yet visible."""
        ...

    def mark_handed_over(self, check_id: CheckId, at: datetime) -> None:
        """The receipt computer can see it."""
        ...

    def mark_handover_failed(self, check_id: CheckId, code: str) -> None:
        """The attempt failed with this catalogue code; the row stays."""
        ...


class HandoverSink(Protocol):
    """The receipt computer's side; handover lane only.

    Two verbs, so that the store can commit between them (decision 18).
    """

    def require_ready(self) -> None:
        """Look whether an answer could be written now.

        Raises: HandoverError.
        """
        ...

    def prepare(self, result: EligibilityResult) -> str:
        """Write the answer aside, durably and invisibly, and return its name.

        The same answer again changes nothing.

        Raises: HandoverError.
        """
        ...

    def lies_elsewhere(self, name: str) -> bool:
        """Whether a prepared answer still lies aside where answers are no longer taken from."""
        ...

    def discard(self, name: str) -> None:
        """Remove what lies aside elsewhere, once it was released here; never raises."""
        ...

    def release(self, name: str) -> None:
        """Make a prepared answer visible, durably; one that is gone was released before.

        Raises: HandoverError.
        """
        ...

    def path_of(self, name: str) -> str:
        """Return where a released answer lies, for people."""
        ...

    def still_there(self, name: str) -> bool:
        """Whether a released answer has not been taken away.

        Raises: HandoverError.
        """
        ...


class HandoverLock(Protocol):
    """One drain at a time, across window and command line; a crash releases it."""

    def acquire(self) -> bool:
        """Return whether the lock is ours now; waits at most a few seconds."""
        ...

    def release(self) -> None:
        """Give it back."""
        ...


@dataclass(frozen=True, slots=True)
class SettingsSeen:
    """The settings file as it was read.

    Attributes:
        tables: What it says, unchecked; in training mode what counts there. No file: empty.
        place: The file, for people.
        fingerprint: Another one means that the file changed.
        is_writable: Whether this account may save it, as far as can be told beforehand.
        backends: Names that ``[backend] name`` can have here.
    """

    tables: Mapping[str, object]
    place: str
    fingerprint: str
    is_writable: bool
    backends: tuple[str, ...]


SettingsChanges: TypeAlias = Mapping[tuple[str, str], object]
"""New values by table (``backend.https``) and key, in TOML's types."""


class SettingsDesk(Protocol):
    """The settings file, for whoever edits it. Never on the UI thread, but for ``check``."""

    def read(self) -> SettingsSeen:
        """Return what the file says now; a missing file says nothing.

        Raises: SettingsError if it cannot be read as TOML.
        """
        ...

    def check(self, tables: Mapping[str, object]) -> Settings:
        """Return what the tables mean, as the program's start would; opens no file.

        Raises: SettingsError with every mistake.
        """
        ...

    def save(self, changes: SettingsChanges, seen: SettingsSeen) -> SettingsSeen:
        """Write the changes into the file; nothing at all unless the next start can read it.

        A password (``settings.WEBAPI_PASSWORD``) goes into the key store instead, and only there.

        Raises: SettingsError, also if the file is no longer the one that was seen.
        """
        ...


@dataclass(frozen=True, slots=True)
class Ok(Generic[T]):
    """A job's value."""

    value: T


@dataclass(frozen=True, slots=True)
class Err:
    """A job's failure."""

    error: ReceptionError


class Lane(Protocol):
    """The only way onto another thread."""

    def submit(self, job: Callable[[], T], done: Callable[[Ok[T] | Err], None]) -> None:
        """Run job over there, then done on the owner's thread.

        A ReceptionError becomes Err. Anything else is a bug: it is raised on the owner's
        thread, so that it reaches the crash dialog, and done gets Err(BugError).
        """
        ...
