"""A desk of training mode without windows: the tray, a card thread, the gateway, the service."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from support.card_watch import Watch
from support.eligibility import consent

from reception_app.adapters.backends.registry import load_backend
from reception_app.adapters.certificates.x509 import load_pinned_cas
from reception_app.adapters.pcsc.gateway import PcscCardGateway
from reception_app.adapters.system.clock import SystemClock
from reception_app.application.notices import notices_of
from reception_app.application.ports import CardPlaced, Err, Ok
from reception_app.domain.card_seen import CardSeen
from reception_app.domain.consent import ConsentMethod
from reception_app.domain.eligibility import CardTicket, EligibilityQuery, Visual
from reception_app.domain.errors import ReceptionError
from reception_app.domain.ids import CheckId, make_check_id
from reception_app.domain.notice import ServiceNotice
from reception_app.domain.policy import refusal_of
from reception_app.domain.secrets import Pin
from reception_app.training.practice import Practice
from reception_app.training.tray import READER

T = TypeVar("T")

LONG_S = 20.0


class TrayDesk:
    """One desk, driven step by step; an outcome is a verdict, or the code of what stopped it."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.tray = practice.cards
        self.clock = SystemClock()
        self.watch = Watch(practice.tray).start()
        judge, problems = load_pinned_cas([practice.card_ca], training=True)
        assert not problems
        self.gateway = PcscCardGateway(
            practice.tray,
            choose_reader=self.watch.thread.choose_reader,
            judge=judge,
            clock=self.clock,
        )
        self.watch.thread.at_end(self.gateway.close)
        options = {
            **practice.backend_options,
            "institution_code": "1312345678",
            "terminal": "training",
            "timeout_s": LONG_S,
        }
        self.backend = load_backend("https", options)

    def close(self) -> None:
        """Let go of everything."""
        self.watch.thread.close()
        self.backend.close()

    def lay(self, card_id: str) -> None:
        """Lay a card down and wait until the desk has seen it."""
        self.watch.news.clear()
        self.tray.lay(card_id)
        self.watch.until(lambda: CardPlaced(READER) in self.watch.news)

    def open(self) -> CardSeen:
        """Open the card for a PIN check; raises what stops it."""
        seen = _value(self.watch.outcome(lambda: self.gateway.open(count_tries=True)))
        if (refusal := refusal_of(seen)) is not None:
            raise refusal
        return seen

    def check(self, pin: bytes = b"1234", *, timeout_s: float = LONG_S) -> str:
        """Check the card that lies there by PIN."""
        try:
            self.open()
            return self._verdict(self._sign(pin, timeout_s), timeout_s)
        except ReceptionError as error:
            return error.code

    def look(self) -> str:
        """Check the card that lies there by face."""
        visual = Visual("sato", self.clock.now())
        try:
            _value(self.watch.outcome(lambda: self.gateway.open(count_tries=False)))
            ticket = _value(self.watch.outcome(lambda: self.gateway.show(visual)))
            return self._verdict((ticket, make_check_id(os.urandom(16))), LONG_S)
        except ReceptionError as error:
            return error.code

    def notices(self) -> tuple[ServiceNotice, ...]:
        """Ask what the service announces."""
        return notices_of(self.backend, timeout_s=LONG_S)

    def _sign(self, pin: bytes, timeout_s: float) -> tuple[CardTicket, CheckId]:
        challenge = self.backend.challenge(timeout_s=timeout_s)
        assert challenge is not None
        check_id, typed = make_check_id(os.urandom(16)), Pin(bytearray(pin))
        signing = self.watch.outcome(
            lambda: self.gateway.sign(typed, challenge, check_id, self.clock.today())
        )
        return _value(signing), check_id

    def _verdict(self, ticket: tuple[CardTicket, CheckId], timeout_s: float) -> str:
        subject, check_id = ticket
        query = EligibilityQuery(check_id, self.clock.today(), subject, consent(ConsentMethod.PIN))
        result = self.backend.check(query, timeout_s=timeout_s)
        return "no verdict" if result.verdict is None else result.verdict.value


@contextmanager
def tray_desk(folder: Path) -> Iterator[TrayDesk]:
    """Run a desk of training mode whose reader starts empty."""
    with Practice(folder, clock=SystemClock(), starts_empty=True) as practice:
        desk = TrayDesk(practice)
        try:
            yield desk
        finally:
            desk.close()


def _value(outcome: Ok[T] | Err) -> T:
    if isinstance(outcome, Err):
        raise outcome.error
    return outcome.value
