"""One check without a window: the desk's controller on an ``OwnerLoop``, card to hand-over."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from reception_app.app import App
from reception_app.application.check import CheckController
from reception_app.application.handover import Delivery, NotTaken
from reception_app.application.ports import ReaderNews
from reception_app.application.report import CheckReport, HandoverReport
from reception_app.application.settings import HandoverWhen
from reception_app.cli.pin_entry import read_entry
from reception_app.domain.consent import ConsentScope
from reception_app.domain.eligibility import CardholderNumbers, Method, Visual
from reception_app.domain.errors import (
    LastTryGuarded,
    NotAllowed,
    PinMalformed,
    PinMissing,
    ReaderSilent,
    ReceptionError,
    TargetRefused,
)
from reception_app.domain.ids import make_check_id
from reception_app.domain.policy import is_last_try
from reception_app.domain.record import HandoverState
from reception_app.domain.secrets import pin_from_entry
from reception_app.domain.session import (
    Answered,
    AskingBackend,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    CheckRequest,
    Failed,
    LastTryConfirmed,
    MethodChosen,
    NumbersEntered,
    Opening,
    PinEntered,
    Signing,
    State,
    WitnessGiven,
)

_PIN_WAIT_S = 60.0
_CARD_STEP_S = 45.0
_LOOK_S = 1.0
_HANDOVER_WAIT_S = 20.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for.

    Attributes:
        on: 資格確認日; None for today.
        wait_s: How long to wait for a card.
    """

    method: Method
    on: date | None = None
    witness: str | None = None
    numbers: CardholderNumbers | None = None
    reader: str = ""
    wait_s: float = 20.0
    limit_consent: bool = False
    allow_last_try: bool = False


class CheckRun:
    """Drives one check; run() once."""

    def __init__(self, app: App, wanted: Wanted) -> None:
        self._app = app
        self._wanted = wanted
        self._request = CheckRequest(
            check_id=make_check_id(os.urandom(16)),
            method=wanted.method,
            on=wanted.on or app.clock.today(),
            scopes=frozenset({ConsentScope.LIMIT_CERTIFICATE} if wanted.limit_consent else ()),
        )
        self._early_news: list[ReaderNews] = []
        self._controller: CheckController | None = None
        self._pin_asked = False
        self._state_since = self._begun = app.clock.monotonic()
        self._end: Answered | Failed | None = None
        self.not_taken: ReceptionError | None = None
        """HO02, where earlier answers still lie in the hand-over folder."""

    def run(self) -> CheckReport:
        """Run the check to its end, answer saved and handed over.

        Raises:
            ReceptionError: what stopped it before a card was read.
        """
        self._require_operator()
        only_reader = self._wanted.reader or self._app.settings.card.reader
        cards = self._app.start_cards(self._take_news, only_reader=only_reader)
        controller = self._app.check_controller(
            cards,
            operator=self._wanted.witness or "",
            on_change=lambda state: self._app.loop.post(partial(self._react, state)),
            on_saved=lambda _: None,
        )
        self._controller = controller
        if self._wanted.numbers is not None:
            now = self._app.clock.now()
            controller.dispatch(NumbersEntered(self._request, self._wanted.numbers, now))
        else:
            self._app.warm_backend()
            controller.dispatch(MethodChosen(self._request))
            for news in self._early_news:
                self._take_news(news)
            if not self._app.loop.run_until(self._has_card, self._wanted.wait_s):
                try:
                    self._app.call(cards, cards.choose_reader)  # says what is missing
                except ReceptionError as error:
                    self._end = Failed(self._request, None, error)
        while not self._app.loop.run_until(self._has_ended, _LOOK_S):
            self._look_at_the_clock(controller.state)
        return self._report(controller)

    def _require_operator(self) -> None:
        if self._wanted.method is not Method.VISUAL:
            return
        if self._wanted.witness not in self._app.settings.desk.operators:
            raise NotAllowed

    # ── what happens meanwhile ──────────────────────────────────────────────────────────────
    def _take_news(self, news: ReaderNews) -> None:
        if self._controller is None:
            self._early_news.append(news)
        elif self._wanted.numbers is None and not isinstance(
            self._controller.state, AskingBackend | Answered | Failed
        ):  # one card, one check: a card that is laid again after it was read starts no other
            if isinstance(self._controller.state, AwaitingCard | AskingWitness):
                self._begun = self._app.clock.monotonic()
            self._controller.take_news(news, lambda: self._request)

    def _has_card(self) -> bool:
        state = self._state()
        return self._end is not None or not isinstance(state, AwaitingCard | AskingWitness)

    def _state(self) -> State | None:
        return self._controller.state if self._controller else None

    def _has_ended(self) -> bool:
        return self._end is not None

    def _look_at_the_clock(self, state: State) -> None:
        """End what would wait for ever: a person who types nothing, a reader that hangs."""
        waited_s = self._app.clock.monotonic() - self._state_since
        match state:
            case AskingPin() if waited_s > _PIN_WAIT_S:
                self._stop(state, PinMissing())
            case Opening(request) if waited_s > _CARD_STEP_S:
                self._end = Failed(request, None, ReaderSilent())
            case Signing(request, seen) if waited_s > _CARD_STEP_S:
                unknown = replace(seen, attempts_left=None)
                self._end = Failed(request, unknown, ReaderSilent())
            case _:
                pass

    def _react(self, state: State) -> None:
        """Do what staff and patient would do at this point."""
        controller = self._controller
        if controller is None or controller.state is not state or self._end is not None:
            return
        self._state_since = self._app.clock.monotonic()
        match state:
            case AskingWitness(recording=None):
                visual = Visual(self._wanted.witness or "", self._app.clock.now())
                controller.dispatch(WitnessGiven(visual))
            case AskingPin():
                self._ask_pin(controller, state)
            case Answered() if state.saved or state.trouble:
                self._end = state
            case Failed():
                self._end = state
            case _:
                pass

    def _ask_pin(self, controller: CheckController, state: AskingPin) -> None:
        if state.rejected is not None:
            self._stop(state, state.rejected)
        elif is_last_try(state.seen.attempts_left) and not state.last_try_confirmed:
            if self._wanted.allow_last_try:
                controller.dispatch(LastTryConfirmed())
            else:
                self._stop(state, LastTryGuarded())
        elif not self._pin_asked:
            self._pin_asked = True
            threading.Thread(target=self._read_pin, name="pin-entry", daemon=True).start()

    def _stop(self, state: AskingPin, error: ReceptionError) -> None:
        self._end = Failed(state.request, state.seen, error)

    def _read_pin(self) -> None:
        """Wait for the digits on a thread of their own, so that the card may leave meanwhile."""
        entry = read_entry()
        self._app.loop.post(lambda: self._take_entry(entry))

    def _take_entry(self, entry: bytearray) -> None:
        state, controller = self._state(), self._controller
        try:
            pin = pin_from_entry(entry)
        except PinMalformed as error:
            if isinstance(state, AskingPin):
                self._stop(state, error)
            return
        if controller is not None:
            controller.dispatch(PinEntered(pin, self._app.clock.now()))

    # ── the end ─────────────────────────────────────────────────────────────────────────────
    def _report(self, controller: CheckController) -> CheckReport:
        end = self._end
        report = CheckReport(self._request.check_id, self._request.method, self._request.on)
        report = replace(report, measured=controller.measured(self._request.check_id))
        match end:
            case Failed():
                report = replace(report, seen=end.seen, error=end.error)
            case Answered():
                error = end.result.refusal() or end.trouble
                report = replace(
                    report,
                    seen=end.asking.seen,
                    result=end.result,
                    saved=end.saved,
                    error=error,
                )
                report = self._handed_over(report)
            case None:
                pass
        total_ms = (self._app.clock.monotonic() - self._begun) * 1000
        return replace(report, total_ms=total_ms)

    def _handed_over(self, report: CheckReport) -> CheckReport:
        """Take this check's own row through the hand-over, then whatever waited before it."""
        controller = self._app.handover
        if not report.saved or report.result is None or not report.result.is_normal:
            return report
        if controller is None:
            return report
        waiting = replace(report, handover=HandoverReport(HandoverState.WAITING))
        if self._app.settings.handover.when is HandoverWhen.CONFIRMED:
            return waiting
        deliveries: list[Delivery] = []
        controller.deliver(self._request.check_id, deliveries.append)
        if not self._app.loop.run_until(lambda: bool(deliveries), _HANDOVER_WAIT_S):
            return replace(waiting, error=TargetRefused())
        delivery = deliveries[0]
        if delivery.error is None:
            self._hand_over_the_rest()
        return replace(
            report,
            handover=HandoverReport(delivery.state, delivery.path),
            error=report.error or delivery.error,
        )

    def _hand_over_the_rest(self) -> None:
        controller = self._app.handover
        if controller is None:
            return
        drained: list[object] = []
        controller.drain(drained.append)
        self._app.loop.run_until(lambda: bool(drained), _HANDOVER_WAIT_S)
        if self._app.is_training:
            return  # nobody takes files away there
        looked: list[NotTaken] = []
        controller.not_taken(self._app.clock.now(), looked.append)
        self._app.loop.run_until(lambda: bool(looked), _HANDOVER_WAIT_S)
        self.not_taken = looked[0].error if looked else None
