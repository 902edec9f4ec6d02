"""What has to be done for a check, as values; whoever runs them is elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from reception_app.domain.eligibility import Challenge, EligibilityResult, Visual
from reception_app.domain.ids import CheckId
from reception_app.domain.secrets import Pin
from reception_app.domain.session.states import Asking, CheckRequest, State


@dataclass(frozen=True, slots=True)
class FetchChallenge:
    """Ask the service for a challenge, ahead of need."""

    check_id: CheckId


@dataclass(frozen=True, slots=True)
class RecordWitness:
    """Write the witness down; nothing is read before."""

    check_id: CheckId
    visual: Visual


@dataclass(frozen=True, slots=True)
class RecordRefusal:
    """Write down who could not confirm the face."""

    check_id: CheckId
    visual: Visual


@dataclass(frozen=True, slots=True)
class OpenCard:
    """Read and judge the card; on the visual path take the certificate along and power it off."""

    check_id: CheckId
    visual: Visual | None


@dataclass(frozen=True, slots=True)
class Sign:
    """VERIFY once, sign, power off."""

    request: CheckRequest
    pin: Pin
    challenge: Challenge


@dataclass(frozen=True, slots=True)
class CloseCard:
    """Power the card off."""


@dataclass(frozen=True, slots=True)
class WipePin:
    """Overwrite a PIN that is not going to be used."""

    pin: Pin


@dataclass(frozen=True, slots=True)
class AskBackend:
    """Ask the service; attempt as in the state."""

    asking: Asking
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class SaveResult:
    """Write the answer down, whatever the screen shows.

    Attributes:
        hold: It is about somebody else than was expected or asked for: staff decides about the
            hand-over.
    """

    asking: Asking
    result: EligibilityResult
    hold: bool = False


Effect: TypeAlias = (
    FetchChallenge
    | RecordWitness
    | RecordRefusal
    | OpenCard
    | Sign
    | CloseCard
    | WipePin
    | AskBackend
    | SaveResult
)


Step: TypeAlias = tuple[State, tuple[Effect, ...]]
