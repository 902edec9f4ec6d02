"""Faults as texts ``NAME[=ARG][@PLACE][:N]``, and which of them something meets; plays none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from threading import Lock
from typing import Final

ANY: Final = range(1_000_000)
"""Milliseconds, seconds, or times."""

_SPEC: Final = re.compile(
    r"(?P<name>[a-z-]+)(?:=(?P<argument>[0-9]{1,6}))?"
    r"(?:@(?P<place>[a-z]+))?(?::(?P<count>[0-9]{1,6}))?"
)


@dataclass(frozen=True, slots=True)
class FaultKind:
    """What a fault may be told.

    Attributes:
        places: Where it can be met; everywhere there, unless ``@PLACE`` says one.
        numbers: What its number may be; empty: it takes none.
    """

    places: AbstractSet[str]
    numbers: range = range(0)


@dataclass(slots=True)
class _Fault:
    name: str
    argument: int
    places: AbstractSet[str]
    left: int | None

    def meets(self, place: str) -> bool:
        if self.left == 0 or place not in self.places:
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Met:
    """The faults that one answer meets."""

    def __init__(self, arguments: Mapping[str, int]) -> None:
        self._arguments = arguments

    def __contains__(self, name: str) -> bool:
        return name in self._arguments

    def seconds(self, name: str) -> float:
        """Return a fault's milliseconds as seconds; 0 where it is not met."""
        return self._arguments.get(name, 0) / 1000

    def number(self, name: str) -> int | None:
        """Return a fault's number; None where it is not met."""
        return self._arguments.get(name)


class FaultBook:
    """The faults in force; any thread. An answer meets all that fit its place."""

    def __init__(self, kinds: Mapping[str, FaultKind], specs: Sequence[str] = ()) -> None:
        """Put faults in force.

        Raises:
            ValueError: a spec is wrong; all wrong ones are named.
        """
        self._kinds = kinds
        self._lock = Lock()
        self._faults: tuple[_Fault, ...] = ()
        self.replace(specs)

    def replace(self, specs: Sequence[str]) -> None:
        """Put other faults in force, counted anew.

        Raises:
            ValueError: a spec is wrong; all wrong ones are named.
        """
        parsed = [(spec, self._parsed(spec)) for spec in specs]
        wrong = [spec for spec, fault in parsed if fault is None]
        if wrong:
            raise ValueError(f"not a fault: {', '.join(wrong)}")
        with self._lock:
            self._faults = tuple(fault for _, fault in parsed if fault is not None)

    def of_answer(self, *places: str) -> Met:
        """Return what an answer at a place meets, and count it; a place may have several names."""
        with self._lock:
            met = [fault for fault in self._faults if any(map(fault.meets, places))]
        return Met({fault.name: fault.argument for fault in met})

    def is_in_force(self, name: str) -> bool:
        """Whether an answer may still meet a fault."""
        with self._lock:
            return any(fault.name == name and fault.left != 0 for fault in self._faults)

    def _parsed(self, spec: str) -> _Fault | None:
        found = _SPEC.fullmatch(spec)
        if found is None:
            return None
        name, argument, place, count = found.group("name", "argument", "place", "count")
        kind = self._kinds.get(name)
        if kind is None or bool(kind.numbers) != (argument is not None):
            return None
        if argument is not None and int(argument) not in kind.numbers:
            return None
        if place is not None and place not in kind.places:
            return None
        places = kind.places if place is None else frozenset({place})
        left = None if count is None else int(count)
        return _Fault(name, int(argument or 0), places, left)
