"""Stand-ins for the ports of one desk: a card, a service, a store that do as they are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from support.desk import CERTIFICATE, answer, card

from reception_app.application.ports import BackendInfo, BatchStyle
from reception_app.domain.card_seen import CardSeen, CardTraffic
from reception_app.domain.eligibility import (
    CardholderNumbers,
    CardTicket,
    Challenge,
    EligibilityQuery,
    EligibilityResult,
    Signature,
    Visual,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.record import ConfirmationRecord
from reception_app.domain.secrets import Pin
from reception_app.testing.fakes import FakeClock

CARD_S, SERVICE_S, STORE_S = 0.5, 2.0, 0.25
"""What one call takes."""


class Trouble:
    """Raises what was put in here, once a call is made."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    def strike(self) -> None:
        if self.error is not None:
            raise self.error


class FakeCard:
    """A ``CardGateway`` with one card; it notes what was asked of it."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.seen: CardSeen = card()
        self.reader: str | None = None
        self.traffic = CardTraffic()
        self.calls: list[str] = []
        self.opening, self.signing, self.closing = Trouble(), Trouble(), Trouble()
        self.signs_for: list[tuple[Challenge, CheckId, date]] = []
        self.takes_pin = True

    def open(self, *, count_tries: bool, reader: str | None = None) -> CardSeen:
        self._spend("open counted" if count_tries else "open")
        self.reader, self.traffic = reader or "reader A", CardTraffic(3, 60, 1500)
        self.opening.strike()
        return self.seen

    def sign(self, pin: Pin, challenge: Challenge, check_id: CheckId, on: date) -> CardTicket:
        self._spend("sign")
        self.traffic = CardTraffic(5, 92, 1849)
        if self.takes_pin:
            pin.take()[:] = bytes(4)
        self.signing.strike()
        self.signs_for.append((challenge, check_id, on))
        return CardTicket(CERTIFICATE, Signature(challenge, "RS256", b"signature"))

    def show(self, visual: Visual) -> CardTicket:
        self._spend("show")
        return CardTicket(CERTIFICATE, visual)

    def close(self) -> None:
        self._spend("close")
        self.closing.strike()

    def _spend(self, call: str) -> None:
        self.calls.append(call)
        self._clock.move(CARD_S)


class FakeBackend:
    """An ``EligibilityBackend`` that gives what it was given."""

    def __init__(self, clock: FakeClock, given: Challenge | None) -> None:
        self._clock = clock
        self.given = given
        self.info = BackendInfo("https", 1, needs_card=True, batch=BatchStyle.NONE, max_parallel=2)
        self.fetching, self.checking = Trouble(), Trouble()
        self.answers: Callable[[EligibilityQuery], EligibilityResult] = _answer_to
        self.asked: list[EligibilityQuery] = []
        self.timeouts: list[float] = []

    def challenge(self, *, timeout_s: float) -> Challenge | None:
        self._clock.move(SERVICE_S)
        self.timeouts.append(timeout_s)
        self.fetching.strike()
        return self.given

    def check(self, query: EligibilityQuery, *, timeout_s: float) -> EligibilityResult:
        self._clock.move(SERVICE_S)
        self.timeouts.append(timeout_s)
        self.asked.append(query)
        self.checking.strike()
        return self.answers(query)

    def close(self) -> None:
        """Nothing is open."""


def _answer_to(query: EligibilityQuery) -> EligibilityResult:
    asked = query.subject
    if not isinstance(asked, CardholderNumbers):
        return answer(check_id=query.check_id)
    record = {
        "Name": "試験　太郎",
        "InsurerNumber": asked.insurer,
        "InsuredIdentificationNumber": asked.number,
        "Birthdate": f"{asked.born:%Y%m%d}",
    }
    return answer(check_id=query.check_id, records=(record,))


class FakeStore:
    """The half of a ``ResultStore`` that a check uses; it remembers what was saved, in order."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.recording, self.saving = Trouble(), Trouble()
        self.witnesses: list[tuple[CheckId, str, datetime]] = []
        self.refusals: list[tuple[CheckId, str, datetime]] = []
        self.saved: list[tuple[EligibilityResult, ConfirmationRecord, bool]] = []
        self.held: list[CheckId] = []

    def record_witness(self, check_id: CheckId, witness: str, at: datetime) -> None:
        self._clock.move(STORE_S)
        self.recording.strike()
        self.witnesses.append((check_id, witness, at))

    def record_refusal(self, check_id: CheckId, witness: str, at: datetime) -> None:
        self._clock.move(STORE_S)
        self.recording.strike()
        self.refusals.append((check_id, witness, at))

    def save(
        self,
        result: EligibilityResult,
        record: ConfirmationRecord,
        *,
        hand_over: bool,
        hold: bool = False,
    ) -> bool:
        self._clock.move(STORE_S)
        self.saving.strike()
        self.saved.append((result, record, hand_over))
        if hold:
            self.held.append(result.check_id)
        return True
