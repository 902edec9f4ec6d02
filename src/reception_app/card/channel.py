"""The door to a card, and the skins around it that each know one ISO rule."""

from __future__ import annotations

from typing import Protocol

from reception_app.card.apdu import INS_VERIFY, CardReply, command, with_le

_MAX_CHAIN = 32
"""GET RESPONSE at most so often for one command: 8 KiB, twice the largest certificate."""


class CardChannel(Protocol):
    """One power session with a card."""

    def transmit(self, command: bytearray) -> CardReply:
        """Exchange one APDU. Raises: PcscError."""
        ...


class ResponseSkin:
    """Turns 61xx into GET RESPONSE and 6Cxx into the same command with the right Le.

    A VERIFY is never sent twice: 6Cxx to it is given back as it is (card.md 6).
    """

    def __init__(self, inner: CardChannel) -> None:
        self._inner = inner

    def transmit(self, command: bytearray) -> CardReply:
        """Exchange one command. Raises: PcscError."""
        reply = self._inner.transmit(command)
        if reply.sw >> 8 == 0x6C and command[1] != INS_VERIFY:
            again = with_le(command, reply.sw & 0xFF)
            reply = reply if again is None else self._inner.transmit(again)
        return self._collect(reply)

    def _collect(self, reply: CardReply) -> CardReply:
        collected = reply.data
        for _ in range(_MAX_CHAIN):
            if reply.sw >> 8 != 0x61:
                break
            reply = self._inner.transmit(command("00C00000", le=reply.sw & 0xFF or 256))
            collected += reply.data
        return CardReply(collected, reply.sw)
