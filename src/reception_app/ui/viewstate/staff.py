"""The staff window as a value, from the desk as a value."""

from __future__ import annotations

from typing import assert_never

from reception_app.domain.desk import DeskNow, Phase
from reception_app.domain.ids import CheckId
from reception_app.domain.record import StoredCheck
from reception_app.domain.session.states import (
    Answered,
    AskingBackend,
    AskingNumbers,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    AwaitingChallenge,
    Failed,
    Idle,
    Opening,
    Signing,
    State,
)
from reception_app.ui.viewstate import header, keys, prompts
from reception_app.ui.viewstate.day import day_view
from reception_app.ui.viewstate.failures import failed_outcome, trouble_outcome
from reception_app.ui.viewstate.moments import clock_words
from reception_app.ui.viewstate.number_form import form_page
from reception_app.ui.viewstate.outcome import answered_outcome, opened_outcome
from reception_app.ui.viewstate.views import Page, StaffView


def staff_view(now: DeskNow) -> StaffView:
    """Return all that the staff window shows."""
    page = _page(now)
    is_open = now.trouble is None and now.phase is Phase.RUNNING
    return StaffView(
        place=header.place(now),
        lamps=header.lamps(now),
        clock=None if now.now is None else clock_words(now.now),
        operator=now.operator,
        operators=now.operators,
        page=page,
        day=day_view(now, _on_screen(now)),
        banner=header.banner(now, page) if is_open else None,
        footer=keys.footer(page, now) if is_open else (),
        is_training=now.is_training,
        has_patient=is_open and (header.names_somebody(page) or _expects_somebody(now)),
        subject=(_on_screen(now) or "") if is_open else "",
    )


def _page(now: DeskNow) -> Page:
    if now.trouble is not None:
        return trouble_outcome(now.trouble)
    match now.phase:
        case Phase.STARTING:
            return prompts.starting()
        case Phase.STOPPING:
            return prompts.stopping()
        case Phase.RUNNING:
            opened = _opened(now)
            return (
                _session_page(now.session, now) if opened is None else opened_outcome(opened, now)
            )
    assert_never(now.phase)


def _session_page(state: State, now: DeskNow) -> Page:
    match state:
        case Answered():
            return answered_outcome(state, now)
        case Failed():
            return failed_outcome(state, now)
        case AskingNumbers():
            return form_page(state, now)
        case (
            Idle()
            | AskingWitness()
            | AwaitingCard()
            | Opening()
            | AskingPin()
            | AwaitingChallenge()
            | Signing()
            | AskingBackend()
        ):
            return prompts.prompt_of(state, now)
    assert_never(state)


def _opened(now: DeskNow) -> StoredCheck | None:
    """Return the check that staff looks at again; one that is under way always wins."""
    return now.opened if isinstance(now.session, Idle | Answered | Failed) else None


def _on_screen(now: DeskNow) -> CheckId | None:
    opened = _opened(now)
    return now.current if opened is None else opened.record.check_id


def _expects_somebody(now: DeskNow) -> bool:
    return not isinstance(now.session, Idle) and now.session.request.expected is not None
