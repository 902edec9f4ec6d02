"""Takes a command APDU apart without copying its data field; executes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, unique

MAX_SHORT_ANSWER = 256


class Refused(Exception):
    """The card answers with a status word instead of doing what it was told.

    Attributes:
        sw: Status word, 0x0000–0xFFFF.
    """

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw


@unique
class Step(StrEnum):
    """What a command is for in a check; faults are aimed at these."""

    SELECT = "select"
    COUNTER = "counter"
    READ = "read"
    VERIFY = "verify"
    SIGN = "sign"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Command:
    """A command APDU.

    Attributes:
        data: A view of the caller's buffer, so that a PIN exists once only.
        le: Bytes asked for, 1–65,536; None where the command asks for none.
        size: Bytes of the whole command.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: memoryview = field(repr=False)
    le: int | None
    is_extended: bool
    size: int

    @property
    def step(self) -> Step:
        """Say what this command is for."""
        match self.ins:
            case 0xA4:
                return Step.SELECT
            case 0xB0:
                return Step.READ
            case 0x20:
                return Step.VERIFY if self.data else Step.COUNTER
            case 0x2A:
                return Step.SIGN
            case _:
                return Step.OTHER


def parse_command(raw: memoryview) -> Command:
    """Return the command in the buffer, which must outlive it.

    Raises:
        Refused: 6700 where the lengths fit none of the cases of ISO/IEC 7816-3, 12.1.
    """
    if len(raw) < 4:
        raise Refused(0x6700)
    start, count, le, is_extended = _body(raw)
    return Command(
        cla=raw[0],
        ins=raw[1],
        p1=raw[2],
        p2=raw[3],
        data=raw[start : start + count],
        le=le,
        is_extended=is_extended,
        size=len(raw),
    )


def _body(raw: memoryview) -> tuple[int, int, int | None, bool]:
    """Return where the data starts, its length, Le, and whether the lengths are extended."""
    size = len(raw)
    if size == 4:
        return 4, 0, None, False
    if size == 5:
        return 5, 0, raw[4] or MAX_SHORT_ANSWER, False
    if raw[4]:
        return 5, raw[4], _le(raw, 5 + raw[4], width=1), False
    if size == 7:
        return 7, 0, _number(raw, 5) or 0x10000, True
    count = _number(raw, 5) if size > 7 else 0
    if not count:
        raise Refused(0x6700)
    return 7, count, _le(raw, 7 + count, width=2), True


def _le(raw: memoryview, end: int, *, width: int) -> int | None:
    if len(raw) == end:
        return None
    if len(raw) != end + width:
        raise Refused(0x6700)
    if width == 1:
        return raw[end] or MAX_SHORT_ANSWER
    return _number(raw, end) or 0x10000


def _number(raw: memoryview, at: int) -> int:
    return raw[at] << 8 | raw[at + 1]
