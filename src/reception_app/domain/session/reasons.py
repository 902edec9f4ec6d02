"""Why a check is not done by the PIN (代替手段の理由), as far as the check itself tells."""

from __future__ import annotations

from dataclasses import replace

from reception_app.domain.eligibility import Method
from reception_app.domain.errors import PinBlocked, PinMissing, PinRejected
from reception_app.domain.policy import is_last_try
from reception_app.domain.record import SubstituteReason
from reception_app.domain.session.states import (
    AskingPin,
    AskingWitness,
    CheckRequest,
    Failed,
    PatientCall,
    State,
)


def with_reason(request: CheckRequest, state: State) -> CheckRequest:
    """Say why a check without the PIN follows on what went before it (代替手段の理由)."""
    if request.method is Method.PIN:
        return request
    return replace(request, reason=substitute_reason(state))


def substitute_reason(state: State) -> SubstituteReason | None:
    """Return why staff goes over to another method, or None if that is not said here."""
    match state:
        case AskingWitness() | Failed() if state.request.reason is not None:
            return state.request.reason
        case AskingPin(called=PatientCall.UNKNOWN):
            return SubstituteReason.PIN_UNKNOWN
        case AskingPin(called=PatientCall.STOPPED):
            return SubstituteReason.PIN_STOPPED
        case AskingPin(seen=seen) if is_last_try(seen.attempts_left):
            return SubstituteReason.PIN_LAST_TRY
        case AskingPin(rejected=PinRejected()):
            return SubstituteReason.PIN_WRONG
        case Failed(error=PinBlocked()):
            return SubstituteReason.PIN_BLOCKED
        case Failed(error=PinMissing()):
            return SubstituteReason.PIN_MISSING
        case _:
            return None
