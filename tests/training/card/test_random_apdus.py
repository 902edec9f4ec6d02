"""Whatever is sent in whatever order: no crash, no free try, no signature without a PIN."""

from __future__ import annotations

import functools

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from support.apdus import (
    COUNTER,
    READ_HEAD,
    READ_WHOLE,
    SELECT_JPKI,
    SIGN,
    VERIFY_1234,
    VERIFY_WRONG,
    send,
    status_of,
)

from reception_app.training.card import Profile, Switches, TrainingCa, VirtualCard
from reception_app.training.card.command import Command, Refused, Step, parse_command

_KNOWN = [SELECT_JPKI, COUNTER, READ_HEAD, READ_WHOLE, SIGN, VERIFY_1234, VERIFY_WRONG]
_PIN_FILES = ("00A4020C020018", "00A4020C020017", "0020008004 31323334", "0020008004 30303030")
_SWITCHES = st.builds(
    Switches,
    warm_reset_keeps_security=st.booleans(),
    select_df_clears_security=st.booleans(),
    blocked_sw=st.sampled_from([0x6984, 0x6983]),
    query_when_verified=st.sampled_from(["counter", "9000"]),
    extended_length=st.booleans(),
    short_ef=st.booleans(),
    max_read=st.sampled_from([0, 1, 128]),
    first_apdu_6f00=st.booleans(),
)
_HEADERS = st.tuples(
    st.sampled_from([0x00, 0x80]),
    st.sampled_from([0xA4, 0xB0, 0x20, 0x2A, 0xC0, 0xCA, 0x84]),
    st.sampled_from([0x00, 0x02, 0x04, 0x8A]) | st.integers(0, 255),
    st.sampled_from([0x00, 0x0C, 0x80, 0x97, 0x98]) | st.integers(0, 255),
).map(bytes)


@functools.cache
def _ca() -> TrainingCa:
    return TrainingCa.create()


class AnyOrder(RuleBasedStateMachine):
    """A card that a careless or hostile program talks to."""

    @initialize(switches=_SWITCHES, profile=st.sampled_from(list(Profile)))
    def lay_down(self, switches: Switches, profile: Profile) -> None:
        self.card = VirtualCard.issue(_ca(), profile, switches=switches)
        self.card.power_on()
        self.tries = self.card.state.auth_tries
        self.may_sign = False

    @rule()
    def power_cycle(self) -> None:
        self.card.power_off()
        self.card.power_on()
        self.may_sign = False

    @rule()
    def warm_reset(self) -> None:
        self.card.reset()

    @rule(command=st.sampled_from([*_KNOWN, *_PIN_FILES]))
    def send_what_makes_sense(self, command: str) -> None:
        self._send(bytearray.fromhex(command))

    @rule(header=_HEADERS, body=st.binary(max_size=12))
    def send_what_might(self, header: bytes, body: bytes) -> None:
        self._send(bytearray(header + body))

    @rule(command=st.binary(max_size=300))
    def send_rubbish(self, command: bytes) -> None:
        self._send(bytearray(command))

    @invariant()
    def the_counter_stays_in_its_range(self) -> None:
        if hasattr(self, "card"):
            assert 0 <= self.card.state.auth_tries <= 3

    def _send(self, raw: bytearray) -> None:
        command = _parsed(raw)
        answer = self.card.transmit(raw)
        status = status_of(answer)
        assert len(answer) >= 2
        presented = command is not None and command.step is Step.VERIFY
        if presented and status == "9000":
            self.may_sign = True
        left = self.card.state.auth_tries
        if left > self.tries:
            assert presented
            assert status == "9000"
        if left < self.tries:
            assert presented
            assert status == f"63C{left}"
        self.tries = left
        if command is not None and command.step is Step.SIGN and status == "9000":
            assert self.may_sign


def _parsed(raw: bytearray) -> Command | None:
    try:
        return parse_command(memoryview(raw))
    except Refused:
        return None


AnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyOrder = AnyOrder.TestCase


def test_the_machine_reaches_a_signature(ca: TrainingCa) -> None:
    """Without this the machine might prove something about a card that never signs."""
    card = VirtualCard.issue(ca)
    card.power_on()

    said = [status_of(send(card, command)) for command in (SELECT_JPKI, VERIFY_1234, SIGN)]

    assert said == ["9000"] * 3
