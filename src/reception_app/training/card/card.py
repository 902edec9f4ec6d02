"""The virtual card as a reader meets it: power, one command at a time, faults, pace."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum, unique

from reception_app.training.card.applet import JpkiApplet
from reception_app.training.card.command import (
    MAX_SHORT_ANSWER,
    Command,
    Refused,
    Step,
    parse_command,
)
from reception_app.training.card.faults import FaultPlan, Faults, Moment
from reception_app.training.card.issuer import TrainingCa
from reception_app.training.card.profiles import CardEdition, Profile, make_edition
from reception_app.training.card.signing import EcFormat
from reception_app.training.card.state import CardState
from reception_app.training.card.switches import Switches
from reception_app.training.card.timing import air_ms, chip_ms

_LONGEST_TRACE = 1000


class CardGone(Exception):
    """The card does not answer: it has left the reader, or has no power."""


@unique
class Place(Enum):
    """Where the card is after a removal fault."""

    ON_READER = "on the reader"
    AWAY = "away, and put back after a moment"
    AWAY_FOREVER = "away for good"


class VirtualCard:
    """A card that plays JPKI byte for byte. One thread at a time.

    Attributes:
        edition: What is on it.
        state: Its PIN counters.
        headers: The four header bytes of the latest commands; never a data field.
        place: Where a removal fault left it; whoever holds the reader acts on it.
        busy_s: Seconds spent in transmit() so far.
    """

    def __init__(
        self,
        edition: CardEdition,
        *,
        state: CardState | None = None,
        switches: Switches | None = None,
        faults: Faults | None = None,
        ec_format: EcFormat = EcFormat.RAW,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.edition = edition
        self.state = state or CardState(auth_tries=edition.auth_tries)
        self.headers: deque[bytes] = deque(maxlen=_LONGEST_TRACE)
        self.place = Place.ON_READER
        self.busy_s = 0.0
        self._switches = switches or Switches()
        self._plan = FaultPlan(faults or Faults())
        self._sleep = sleep
        self._applet = JpkiApplet(
            edition.files,
            self.state,
            self._switches,
            ec_format=ec_format,
            locked_answers_blocked=edition.locked_answers_blocked,
        )
        self._powered = False
        self._is_first = True
        self._waiting = b""  # announced by 61xx

    @classmethod
    def issue(
        cls,
        ca: TrainingCa,
        profile: Profile = Profile.NORMAL,
        *,
        person: str = "TRAINING-0001",
        at: datetime | None = None,
        switches: Switches | None = None,
        faults: Faults | None = None,
    ) -> VirtualCard:
        """Make a new card of a profile; its dates are counted from ``at`` (aware; now)."""
        filler = switches.filler if switches else 0
        edition = make_edition(ca, profile, person, at=at or datetime.now(UTC), filler=filler)
        return cls(edition, switches=switches, faults=faults)

    @property
    def certificate(self) -> bytes:
        """What EF 000A holds, without filler; empty where there is none."""
        return self.edition.certificate

    @property
    def atr(self) -> bytes:
        """The answer to reset, readable without power."""
        return self.edition.atr

    def power_on(self) -> bytes:
        """Cold start; return the ATR. The card lies on a reader from here on."""
        self.power_off()
        self._powered = self._is_first = True
        self.place = Place.ON_READER
        self._plan.power_on()
        return self.atr

    def power_off(self) -> None:
        """Drop everything but the counters; this always clears a verified PIN."""
        self._powered = False
        self._waiting = b""
        self._applet.reset(keeps_security=False)

    def reset(self) -> bytes:
        """Warm reset; return the ATR."""
        self._waiting = b""
        self._applet.reset(keeps_security=self._switches.warm_reset_keeps_security)
        return self.atr

    def transmit(self, command: bytearray | memoryview) -> bytes:
        """Answer one command APDU; it is read in place and never copied.

        After an answer, ``place`` may say that the card has left all the same.

        Raises:
            CardGone: there is no answer.
        """
        began = time.perf_counter()
        try:
            with memoryview(command) as view:
                return self._transmit(view)
        finally:
            self.busy_s += time.perf_counter() - began

    def _transmit(self, view: memoryview) -> bytes:
        if not self._powered or self.place is not Place.ON_READER:
            raise CardGone
        try:
            command = parse_command(view)
        except Refused as refused:
            return _status(refused.sw)
        self.headers.append(bytes(view[:4]))
        removal = self._plan.removal_for(command)
        if removal and removal.moment is Moment.BEFORE:
            raise self._leave(is_forever=removal.is_forever)
        answer = self._answer(command)
        self._take_time(command, len(answer))
        if removal:
            gone = self._leave(is_forever=removal.is_forever)
            if removal.moment is Moment.DURING:
                raise gone
        return answer

    def _answer(self, command: Command) -> bytes:
        if command.cla == 0x00 and command.ins == 0xC0:
            return self._get_response(command)
        self._waiting = b""
        answer = self._plan.instead_of(command) or self._execute(command)
        answer = self._plan.spoil(command, answer)
        if self._plan.faults.waits_for_get_response and len(answer) > 2:
            self._waiting = answer[:-2]
            return self._announce()
        return answer

    def _execute(self, command: Command) -> bytes:
        is_first, self._is_first = self._is_first, False
        if is_first and self._switches.first_apdu_6f00:
            return _status(0x6F00)
        if command.is_extended and not self._switches.extended_length:
            return _status(0x6700)
        if not self.edition.files:
            return _status(self.edition.foreign_sw if command.step is Step.SELECT else 0x6D00)
        try:
            return self._applet.execute(command)
        except Refused as refused:
            return _status(refused.sw)

    def _get_response(self, command: Command) -> bytes:
        if not self._waiting:
            return _status(0x6985)
        count = command.le or 0
        if count > len(self._waiting) and count != MAX_SHORT_ANSWER:
            return bytes((0x6C, len(self._waiting) & 0xFF))
        piece, self._waiting = self._waiting[:count], self._waiting[count:]
        return piece + (self._announce() if self._waiting else b"\x90\x00")

    def _announce(self) -> bytes:
        left = len(self._waiting)
        return bytes((0x61, left if left < MAX_SHORT_ANSWER else 0))

    def _leave(self, *, is_forever: bool) -> CardGone:
        self.power_off()
        self.place = Place.AWAY_FOREVER if is_forever else Place.AWAY
        return CardGone()

    def _take_time(self, command: Command, answered: int) -> None:
        wait_ms = float(self._plan.faults.slow_ms)
        if pace := self._switches.pace:
            wait_ms += air_ms(command.size, answered, pace=pace)
            wait_ms += chip_ms(command.step, answered, sign_ms=self._switches.sign_ms)
        if wait_ms:
            self._sleep(wait_ms / 1000)


def _status(sw: int) -> bytes:
    return sw.to_bytes(2, "big")
