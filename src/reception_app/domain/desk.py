"""One desk at a moment: all that the windows are drawn from; values only, nothing decides here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

from reception_app.domain.eligibility import Method
from reception_app.domain.errors import ReceptionError
from reception_app.domain.ids import CheckId
from reception_app.domain.notice import ServiceNotice
from reception_app.domain.record import HandoverState, StoredCheck
from reception_app.domain.session.states import Idle, State


@unique
class ReaderHealth(StrEnum):
    """What is known of the card readers."""

    UNKNOWN = "unknown"
    READY = "ready"
    MISSING = "missing"
    UNPLUGGED = "unplugged"
    """There was one."""
    SERVICE_DOWN = "service-down"


NO_READER = frozenset({ReaderHealth.MISSING, ReaderHealth.UNPLUGGED, ReaderHealth.SERVICE_DOWN})
"""Where no card can be laid down."""


@unique
class ServiceHealth(StrEnum):
    """What the last exchange with the eligibility service told."""

    UNKNOWN = "unknown"
    READY = "ready"
    TROUBLE = "trouble"


@unique
class Phase(StrEnum):
    """Where the program itself stands."""

    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class HandoverNow:
    """How the answer on the screen stands on its way to the receipt computer.

    Attributes:
        is_asked: An attempt is under way.
        error: Why the last attempt failed.
    """

    state: HandoverState
    is_asked: bool = False
    error: ReceptionError | None = None


@dataclass(frozen=True, slots=True)
class FaceNow:
    """How results of a terminal's face reader come in.

    Attributes:
        is_reached: Its folder can be looked through; None before the first look.
        trouble: Why the newest result is not in the store; None where it is.
    """

    is_reached: bool | None = None
    trouble: ReceptionError | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What was answered before a check, about the same person, newest first."""

    check_id: CheckId
    history: tuple[StoredCheck, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeskNow:
    """One desk at a moment.

    Attributes:
        waited_s: Whole seconds since the session came to its state.
        card_lies: A card is on a reader.
        left_over: The card that lies there belongs to a check that is over (CD06 if a next one is
            begun, CD09 while its answer is on the screen).
        notices: What the service announces and is in effect now.
        measured_ms: What the answer on the screen took from the service.
        operator: Who is at the desk; empty while nobody has said so.
        default_method: What a card that is laid down starts.
        needs_confirmation: Hand-over waits for F8.
        left_lying: Answers that the receipt computer should have taken by now (HO02).
        today: The day's checks, newest first; below them earlier ones that are not handed over.
        changed: How many things each of ``today`` says otherwise than the answer before it; None
            where there is nothing to compare it with. Those not looked up yet are left out.
        arrived: Answers that came by themselves a moment ago and nobody opened yet, newest first.
        face: The terminal's face reader; None where its results do not concern us.
        opened: A check of the day's list that staff looks at again; it does not touch the session.
        before: The answers before the one that is shown; None before they were looked up.
        trouble: Why there is no desk: settings, store, instance.
        is_training: Nothing here is real (SY06).
        takes_cards: The service can be asked with a card; else by numbers only.
        hears_late: An answer that comes after its question was given up is taken in by itself.
    """

    phase: Phase = Phase.STARTING
    session: State = field(default_factory=Idle)
    waited_s: int = 0
    card_lies: bool = False
    left_over: bool = False
    reader: ReaderHealth = ReaderHealth.UNKNOWN
    service: ServiceHealth = ServiceHealth.UNKNOWN
    service_trouble: ReceptionError | None = None
    notices: tuple[ServiceNotice, ...] = ()
    measured_ms: int | None = None
    operator: str = ""
    operators: tuple[str, ...] = ()
    default_method: Method = Method.PIN
    hands_over: bool = False
    needs_confirmation: bool = False
    handover: HandoverNow | None = None
    left_lying: frozenset[CheckId] = frozenset()
    today: tuple[StoredCheck, ...] = field(default=(), repr=False)
    changed: Mapping[CheckId, int | None] = field(default_factory=dict[CheckId, int | None])
    arrived: tuple[CheckId, ...] = ()
    face: FaceNow | None = None
    opened: StoredCheck | None = field(default=None, repr=False)
    before: Before | None = None
    trouble: ReceptionError | None = None
    is_training: bool = False
    clinic_name: str = ""
    institution_code: str = ""
    terminal: str = ""
    takes_cards: bool = True
    hears_late: bool = False
    now: datetime | None = None

    @property
    def current(self) -> CheckId | None:
        """The check on the screen."""
        return None if isinstance(self.session, Idle) else self.session.request.check_id

    @property
    def shown(self) -> tuple[CheckId, ...]:
        """The checks that stand on the screen, or right behind what does."""
        opened = None if self.opened is None else self.opened.record.check_id
        return tuple(each for each in (self.current, opened) if each is not None)

    def history_of(self, check_id: CheckId) -> tuple[StoredCheck, ...]:
        """Return the answers before a check, newest first, as far as they are known."""
        before = self.before
        return before.history if before is not None and before.check_id == check_id else ()
