"""One check without a window: the desk's controller on an ``OwnerLoop``, card to hand-over."""

from __future__ import annotations

import os
import threading
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from reception_app.adapters.pcsc.card_thread import CardThread
from reception_app.app import App
from reception_app.application.check import CheckController
from reception_app.application.handover import Delivery, NotTaken
from reception_app.application.ports import ReaderNews
from reception_app.application.report import CheckReport, HandoverReport
from reception_app.application.settings import HandoverWhen
from reception_app.cli.pin_entry import LONGEST_ENTRY, quiet_terminal, read_entry
from reception_app.domain.consent import ConsentScope
from reception_app.domain.eligibility import CardholderNumbers, Method, Visual
from reception_app.domain.errors import (
    BackendRefused,
    CardServiceDown,
    LastTryGuarded,
    PinMalformed,
    ReceptionError,
    SeveralCards,
    TargetRefused,
)
from reception_app.domain.ids import make_check_id
from reception_app.domain.patience import Patience
from reception_app.domain.policy import is_last_try
from reception_app.domain.record import HandoverState, other_person
from reception_app.domain.secrets import pin_from_entry
from reception_app.domain.session.events import (
    LastTryConfirmed,
    MethodChosen,
    NumbersEntered,
    PinEntered,
    WitnessGiven,
)
from reception_app.domain.session.states import (
    Answered,
    AskingBackend,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    AwaitingChallenge,
    CheckRequest,
    Failed,
    Signing,
    State,
)

_CARD_GRACE_S = 30.0
"""On top of --wait: what chooses between "no card" and a reader that hangs may hang itself."""
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
            operator=wanted.witness or "",
        )
        card_s = wanted.wait_s + _CARD_GRACE_S
        self._patience = Patience(app.settings.backend.timeout_s, card_s, card_s)
        self._early_news: list[ReaderNews] = []
        self._controller: CheckController | None = None
        self._pin_asked = False
        self._begun = app.clock.monotonic()
        self._total_ms: float | None = None
        self._end: Answered | Failed | None = None
        self._handover = HandoverReport(HandoverState.OFF)
        self._handover_error: ReceptionError | None = None
        self.not_taken: ReceptionError | None = None
        """HO02, where earlier answers still lie in the hand-over folder."""

    def run(self) -> None:
        """Run the check to its end, answer saved and handed over; report() tells what came.

        Raises:
            ReceptionError: what stopped it before it began.
        """
        with quiet_terminal() if self._wanted.method is Method.PIN else nullcontext():
            self._run_to_end()
        self._hand_over()
        self._total_ms = (self._app.clock.monotonic() - self._begun) * 1000
        if self._handover.state is HandoverState.DELIVERED:
            self._hand_over_the_rest()

    def report(self) -> CheckReport:
        """Return what is known at this moment, also of a check that was interrupted."""
        check_id, controller = self._request.check_id, self._controller
        report = CheckReport(
            check_id,
            self._request.method,
            self._request.on,
            measured=controller.measured(check_id) if controller else None,
            total_ms=self._total_ms,
            handover=self._handover,
        )
        match self._end or self._state():
            case Failed(seen=seen, error=failure):
                return replace(report, seen=seen, error=failure)
            case Answered(asking=asking, result=result, saved=saved, trouble=trouble) as end:
                # A mismatching body (cli.md): it is kept, but no answer to these numbers.
                other = other_person() if end.is_other_person else None
                error = result.refusal() or other or trouble or self._handover_error
                return replace(report, seen=asking.seen, result=result, saved=saved, error=error)
            case AskingBackend(asking=asking):
                return replace(report, seen=asking.seen)
            case AskingPin(seen=seen) | AwaitingChallenge(seen=seen) | Signing(seen=seen):
                return replace(report, seen=seen)
            case _:
                return report

    def _run_to_end(self) -> None:
        only_reader = self._wanted.reader or self._app.settings.card.reader
        cards = self._app.start_cards(self._take_news, only_reader=only_reader)
        controller = self._app.check_controller(
            cards,
            on_change=lambda state: self._app.loop.post(partial(self._react, state)),
            on_saved=lambda _check_id, _hold: None,
        )
        self._controller = controller
        if self._wanted.numbers is not None:
            now = self._app.clock.now()
            controller.dispatch(NumbersEntered(self._request, self._wanted.numbers, now))
        else:
            self._await_card(controller, cards)
        while not self._app.loop.run_until(self._has_ended, _LOOK_S):
            controller.look_at_the_clock(self._patience)

    def _await_card(self, controller: CheckController, cards: CardThread) -> None:
        if not self._app.backend.info.takes_cards:  # said before a PIN is asked for in vain
            self._end = Failed(self._request, None, BackendRefused(service_code="card"))
            return
        self._app.warm_backend()
        self._refuse_several_cards(cards)
        controller.dispatch(MethodChosen(self._request))
        for news in self._early_news:
            self._take_news(news)
        if not self._app.loop.run_until(self._has_card, self._wanted.wait_s):
            try:
                self._app.call(cards, cards.choose_reader, or_else=CardServiceDown())
            except ReceptionError as error:  # it says what is missing
                self._end = Failed(self._request, None, error)

    def _refuse_several_cards(self, cards: CardThread) -> None:
        """Two cards, and no reader named: which patient's check this is must not be guessed."""
        hung = CardServiceDown()
        try:
            readers = self._app.call(cards, cards.readers, or_else=hung)
        except CardServiceDown as error:
            if error is hung:
                self._end = Failed(self._request, None, error)
            return  # else it may come, as a card may
        if sum(reader.card for reader in readers) > 1:
            self._end = Failed(self._request, None, SeveralCards())

    # ── what happens meanwhile ──────────────────────────────────────────────────────────────
    def _take_news(self, news: ReaderNews) -> None:
        if self._controller is None:
            self._early_news.append(news)
        elif (
            self._end is None
            and self._wanted.numbers is None
            and not isinstance(self._controller.state, AskingBackend | Answered | Failed)
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

    def _react(self, state: State) -> None:
        """Do what staff and patient would do at this point."""
        controller = self._controller
        if controller is None or controller.state is not state or self._end is not None:
            return
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
        entry = bytearray(LONGEST_ENTRY)
        try:
            length = read_entry(entry)
        except OSError:  # standard input is closed: nobody will type
            length = 0
        self._app.loop.post(lambda: self._take_entry(entry, length))

    def _take_entry(self, entry: bytearray, length: int) -> None:
        state, controller = self._state(), self._controller
        try:
            pin = pin_from_entry(entry, length)
        except PinMalformed as error:
            if isinstance(state, AskingPin):
                self._stop(state, error)
            return
        if controller is not None:
            controller.dispatch(PinEntered(pin, self._app.clock.now()))

    # ── the end ─────────────────────────────────────────────────────────────────────────────
    def _hand_over(self) -> None:
        """Take this check's own row through the hand-over."""
        controller, end = self._app.handover, self._end
        if controller is None or not isinstance(end, Answered):
            return
        if not end.saved or not end.result.is_normal:
            return
        stands = HandoverState.HELD if end.is_other_person else HandoverState.WAITING
        self._handover = HandoverReport(stands)
        if self._app.settings.handover.when is HandoverWhen.CONFIRMED:
            return
        deliveries: list[Delivery] = []
        controller.deliver(self._request.check_id, deliveries.append)
        if not self._app.loop.run_until(lambda: bool(deliveries), _HANDOVER_WAIT_S):
            self._handover_error = TargetRefused()
            return
        delivery = deliveries[0]
        self._handover = HandoverReport(delivery.state, delivery.path)
        self._handover_error = delivery.error

    def _hand_over_the_rest(self) -> None:
        """Take what waited before through the hand-over, too, and look what was not taken."""
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
