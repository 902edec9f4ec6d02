"""What can go wrong with a card, as asked for on the command line, and how it is played."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, unique

from reception_app.training.card.command import Command, Step

_ALL_STEPS = frozenset(Step)
_AIMED = [step for step in Step if step is not Step.OTHER]
_STEP_NAMES = "|".join(_AIMED)


@unique
class Moment(Enum):
    """When, in one exchange, the card leaves the reader."""

    BEFORE = "the command is not carried out"
    DURING = "the command is carried out, its answer is lost"
    AFTER = "the answer goes out, then the card leaves"


@dataclass(frozen=True, slots=True)
class Removal:
    """The card leaves once.

    Attributes:
        at: The n-th command since power-on, or the first command for this step.
        is_forever: Nobody puts it back.
    """

    moment: Moment
    at: int | Step
    is_forever: bool = False


@dataclass(frozen=True, slots=True)
class WrongStatus:
    """A command with this INS is not carried out but answered with a status word.

    Attributes:
        times: How often; None is always.
    """

    ins: int
    sw: int
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Faults:
    """Everything that goes wrong with one card.

    Attributes:
        slow_ms: Every answer comes that much later.
        waits_for_get_response: Data is announced by 61xx and fetched with GET RESPONSE.
        only_le: READ with a larger Le than this is answered 6Cxx; 0 is never.
        short_read: READ brings half of what it could, at least one byte.
        zero_bytes: Commands that succeed without their data.
        short_answer: Commands that are answered with a single byte.
        bad_signature: One bit of every signature is wrong.
    """

    removals: tuple[Removal, ...] = ()
    statuses: tuple[WrongStatus, ...] = ()
    slow_ms: int = 0
    waits_for_get_response: bool = False
    only_le: int = 0
    short_read: bool = False
    zero_bytes: frozenset[Step] = frozenset()
    short_answer: frozenset[Step] = frozenset()
    bad_signature: bool = False

    @staticmethod
    def parse(items: Iterable[str]) -> Faults:
        """Read ``NAME`` and ``NAME=ARG`` items.

        Raises:
            ValueError: an unknown name, or an argument that it does not take.
        """
        reader = _Reader()
        for item in items:
            reader.take(item)
        return reader.faults()

    @staticmethod
    def describe() -> Sequence[str]:
        """Return one line a fault."""
        return _DESCRIPTIONS


_DESCRIPTIONS = (
    f"remove-at=N, remove-on={_STEP_NAMES}   the card leaves before it carries the command out",
    f"remove-during=N|{_STEP_NAMES}   ... after it carried it out, before it answers",
    f"remove-after=N|{_STEP_NAMES}   ... after it answered",
    "    N counts the commands since power-on. The card leaves once and is back after a second;",
    "    with :forever behind it, it stays away.",
    "slow=MS   every answer comes that much later",
    "sw=INS:SW[:N]   commands with this INS (hex) are answered SW (hex), the first N of them",
    "61xx   data is announced and waits for GET RESPONSE",
    "6Cxx[=N]   a READ that asks for more than N bytes (128) is told to ask for N",
    "short-read   a READ brings half of what it could",
    f"zero-bytes[={_STEP_NAMES}]   success without data",
    f"short-answer[={_STEP_NAMES}]   one byte instead of an answer",
    "bad-signature   one bit of the signature is wrong",
)


class _Reader:
    """Collects the faults of several items."""

    def __init__(self) -> None:
        self._removals: list[Removal] = []
        self._statuses: list[WrongStatus] = []
        self._slow_ms = 0
        self._only_le = 0
        self._flags: set[str] = set()
        self._zero_bytes: frozenset[Step] = frozenset()
        self._short_answer: frozenset[Step] = frozenset()

    def take(self, item: str) -> None:
        name, _, argument = item.partition("=")
        match name:
            case "remove-at" | "remove-on":
                self._removals.append(_removal(item, Moment.BEFORE, argument))
            case "remove-during":
                self._removals.append(_removal(item, Moment.DURING, argument))
            case "remove-after":
                self._removals.append(_removal(item, Moment.AFTER, argument))
            case "slow":
                self._slow_ms = _number(item, argument)
            case "sw":
                self._statuses.append(_wrong_status(item, argument))
            case "6Cxx":
                self._only_le = _number(item, argument or "128", most=255)
            case "zero-bytes":
                self._zero_bytes |= _steps(item, argument)
            case "short-answer":
                self._short_answer |= _steps(item, argument)
            case "61xx" | "short-read" | "bad-signature" if not argument:
                self._flags.add(name)
            case _:
                raise ValueError(f"unknown fault {item!r}; --list names them all")

    def faults(self) -> Faults:
        return Faults(
            removals=tuple(self._removals),
            statuses=tuple(self._statuses),
            slow_ms=self._slow_ms,
            waits_for_get_response="61xx" in self._flags,
            only_le=self._only_le,
            short_read="short-read" in self._flags,
            zero_bytes=self._zero_bytes,
            short_answer=self._short_answer,
            bad_signature="bad-signature" in self._flags,
        )


def _removal(item: str, moment: Moment, argument: str) -> Removal:
    place, _, suffix = argument.partition(":")
    if suffix not in {"", "forever"}:
        raise ValueError(f"fault {item!r}: only :forever may follow")
    at = _step(item, place) if not place.isdecimal() else _number(item, place)
    return Removal(moment, at, suffix == "forever")


def _wrong_status(item: str, argument: str) -> WrongStatus:
    parts = argument.split(":")
    try:
        ins, sw = int(parts[0], 16), int(parts[1], 16)
    except (IndexError, ValueError):
        raise ValueError(f"fault {item!r}: sw=INS:SW in hexadecimal") from None
    if not 0 <= ins <= 0xFF or not 0 <= sw <= 0xFFFF or len(parts) > 3:
        raise ValueError(f"fault {item!r}: INS has one byte, SW two")
    return WrongStatus(ins, sw, _number(item, parts[2]) if len(parts) == 3 else None)


def _steps(item: str, argument: str) -> frozenset[Step]:
    return frozenset({_step(item, argument)}) if argument else _ALL_STEPS


def _step(item: str, name: str) -> Step:
    if name not in _AIMED:
        raise ValueError(f"fault {item!r}: steps are {', '.join(_AIMED)}")
    return Step(name)


def _number(item: str, argument: str, *, most: int = 3_600_000) -> int:
    if not argument.isascii() or not argument.isdecimal() or not 0 < int(argument) <= most:
        raise ValueError(f"fault {item!r}: a number from 1 to {most} is needed")
    return int(argument)


class FaultPlan:
    """Plays the faults of one card: which have fired, and how an answer is spoiled."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self._waiting = list(faults.removals)
        self._left = {status: status.times for status in faults.statuses}
        self._count = 0

    def power_on(self) -> None:
        """Start to count commands again."""
        self._count = 0

    def removal_for(self, command: Command) -> Removal | None:
        """Count a command and return the removal that it meets; each is met once."""
        self._count += 1
        for removal in self._waiting:
            if removal.at in {self._count, command.step}:
                self._waiting.remove(removal)
                return removal
        return None

    def instead_of(self, command: Command) -> bytes | None:
        """Return the answer of a card that does not carry this command out, or None."""
        for status, left in self._left.items():
            if status.ins == command.ins and left != 0:
                self._left[status] = None if left is None else left - 1
                return status.sw.to_bytes(2, "big")
        only = self.faults.only_le
        if only and command.step is Step.READ and (command.le or 0) > only:
            return bytes((0x6C, only))
        return None

    def spoil(self, command: Command, answer: bytes) -> bytes:
        """Return the answer as it leaves the card."""
        faults, step = self.faults, command.step
        data, status = answer[:-2], answer[-2:]
        if step is Step.SIGN and data and faults.bad_signature:
            data = data[:-1] + bytes((data[-1] ^ 0x01,))
        if step is Step.READ and data and faults.short_read:
            data = data[: max(1, len(data) // 2)]
        if step in faults.zero_bytes:
            data = b""
        answer = data + status
        return answer[:1] if step in faults.short_answer else answer
