"""How long an exchange takes over the air and on the chip (card.md 15); it does not wait."""

from __future__ import annotations

from reception_app.training.card.command import Step

_ETU_MS_AT_106 = 128 / 13_560  # 128/fc
_BITS_PER_BYTE = 10
_BLOCK_OVERHEAD = 3  # PCB and CRC
_FRAME_PAYLOAD = 253
_FRAME_ETU = 22  # start and end of frame
_FRAME_TURN_MS = 0.35  # guard and synchronisation times, whatever the rate


def air_ms(to_card: int, from_card: int, *, pace: int) -> float:
    """Return the milliseconds that an exchange spends on the air.

    Args:
        to_card: Bytes of the command.
        from_card: Bytes of the answer, status word included.
        pace: Kilobits per second, the same in both directions.
    """
    ahead, back = -(-to_card // _FRAME_PAYLOAD), -(-from_card // _FRAME_PAYLOAD)
    acknowledgements = ahead - 1 + back - 1
    frames = ahead + back + acknowledgements
    count = to_card + from_card + frames * _BLOCK_OVERHEAD
    etu_ms = _ETU_MS_AT_106 * 106 / pace
    return etu_ms * (count * _BITS_PER_BYTE + frames * _FRAME_ETU) + frames * _FRAME_TURN_MS


def chip_ms(step: Step, from_card: int, *, sign_ms: int) -> float:
    """Return the milliseconds that the chip thinks.

    Args:
        step: What it is told to do.
        from_card: Bytes of the answer; a READ takes 3 ms, and 3 more for every 256.
        sign_ms: What a signature takes.
    """
    match step:
        case Step.SIGN:
            return float(sign_ms)
        case Step.READ:
            return 3.0 + 3.0 * from_card / 256
        case Step.SELECT:
            return 6.0
        case Step.VERIFY:
            return 14.0
        case Step.COUNTER | Step.OTHER:
            return 0.0
