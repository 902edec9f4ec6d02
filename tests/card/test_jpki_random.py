"""No card, however odd, makes the applet stumble, go on for ever, or send a PIN by itself."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial

from hypothesis import given
from hypothesis import strategies as st
from support.card_script import (
    CARD_SAYS,
    CERTIFICATE,
    COMMUNICATION_ERROR,
    applet_on,
)

from reception_app.card.apdu import CardReply
from reception_app.card.applets.jpki import (
    JpkiApplet,
)
from reception_app.card.signature import signing_input

MESSAGE = b"what the service wants signed"
DIGEST_INFO = signing_input("RS256", MESSAGE)


def pin() -> bytearray:
    return bytearray(b"1234")


# ── random cards ────────────────────────────────────────────────────────────────────────────────
USUAL = "9000 6282 6100 6105 6C05 6C00 6700 6A82 6A86 6981 6982 6983 6984 63C0 63C1 63C3 6300 6B00"
STATUS_WORDS = (
    st.just(0x9000)
    | st.sampled_from([int(sw, 16) for sw in USUAL.split()])
    | st.integers(0, 0xFFFF)
)
DATA = st.binary(max_size=40) | st.sampled_from(
    [CERTIFICATE, CERTIFICATE[:256], CERTIFICATE[:4], b"JPKIAPICCTOKEN2".ljust(32), b"\x30\x80"]
)
REPLIES = st.lists(st.none() | st.builds(CardReply, DATA, STATUS_WORDS), min_size=1, max_size=12)
MOST_EXCHANGES = (64 + 6) * 2 * 34
"""64 READs and six other commands, each behind a SELECT EF, repeated once, fetched 32 times."""


class RandomCard:
    """Answers with the same replies over and over; None is a communication error."""

    def __init__(self, replies: list[CardReply | None]) -> None:
        self._replies = replies
        self.sent: list[bytes] = []

    def transmit(self, command: bytearray) -> CardReply:
        reply = self._replies[len(self.sent) % len(self._replies)]
        self.sent.append(bytes(command))
        if reply is None:
            raise COMMUNICATION_ERROR
        return reply

    @property
    def pins(self) -> list[bytes]:
        return [sent for sent in self.sent if sent[1] in (0x20, 0x24, 0x2C) and len(sent) > 5]


STEPS: list[Callable[[JpkiApplet], object]] = [
    JpkiApplet.select,
    JpkiApplet.tries_left,
    JpkiApplet.kind,
    JpkiApplet.certificate,
    lambda applet: applet.sign(DIGEST_INFO),
]


@given(replies=REPLIES, steps=st.lists(st.sampled_from(STEPS), max_size=6), extended=st.booleans())
def test_no_card_makes_us_send_a_pin_or_go_on_for_ever(
    replies: list[CardReply | None],
    steps: list[Callable[[JpkiApplet], object]],
    extended: bool,
) -> None:
    card = RandomCard(replies)
    applet = applet_on(card, extended=extended)

    for step in steps:
        _attempt(partial(step, applet))

    assert [] == card.pins
    assert len(card.sent) <= MOST_EXCHANGES


@given(replies=REPLIES, asked_before=st.booleans())
def test_no_card_makes_us_send_a_pin_twice(
    replies: list[CardReply | None],
    asked_before: bool,
) -> None:
    card, digits = RandomCard(replies), pin()
    applet = applet_on(card)
    if asked_before:
        _attempt(applet.tries_left)

    _attempt(partial(applet.verify, digits))

    assert len(card.pins) <= 1
    assert bytearray(4) == digits


def _attempt(step: Callable[[], object]) -> None:
    with contextlib.suppress(*CARD_SAYS):
        step()
