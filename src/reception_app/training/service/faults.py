"""Faults of the training service on request: which request meets which; plays none itself.

refuse          the TCP connection is reset before TLS; counted per connection
close-before    the connection is cut when the request was read, before it is processed
close-after     it is processed (a check is answered and remembered), then the connection is cut
silence         no answer until the client gives up
malformed       200 with half a JSON document
huge            200 with 65 MiB
truncated       200 with less than its Content-Length, then the end
status=N        a problem document with that status; status=N/CODE chooses its code
busy=S          429 busy, Retry-After S
maintenance=S   503 maintenance, Retry-After S and until

All but ``refuse`` meet POST requests only, so that ``GET /v1/service``, which tells a client that
its certificate is refused, stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reception_app.training.service.refusal import TITLES

REFUSE: Final = "refuse"

_NAMES = {
    REFUSE: "",
    "close-before": "",
    "close-after": "",
    "silence": "",
    "malformed": "",
    "huge": "",
    "truncated": "",
    "status": "status",
    "busy": "seconds",
    "maintenance": "seconds",
}
_PATHS = ("challenges", "checks")
_SPEC = re.compile(
    r"(?P<name>[a-z-]+)(?:=(?P<argument>[0-9]{1,6})(?:/(?P<code>[a-z-]+))?)?"
    r"(?:@(?P<path>[a-z]+))?(?::(?P<count>[0-9]{1,6}))?"
)


@dataclass(slots=True)
class Fault:
    """One fault.

    Attributes:
        argument: Status or seconds, 0 where the fault takes none.
        code: Code of the problem document for ``status``; empty: the usual one.
        path: ``challenges`` or ``checks``; empty: both.
        left: How many requests still meet it; None: all.
    """

    name: str
    argument: int = 0
    code: str = ""
    path: str = ""
    left: int | None = None

    def meets(self, path: str) -> bool:
        """Whether a request to this path meets the fault; counts it if so."""
        if self.left == 0 or self.path not in ("", path):
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Faults:
    """The faults in force; the first that a request meets is played, and alone counts it."""

    def __init__(self, specs: Sequence[str] = ()) -> None:
        self._faults: tuple[Fault, ...] = ()
        self.replace(specs)

    def replace(self, specs: Sequence[str]) -> None:
        """Put other faults in force, counted anew; any thread.

        Raises:
            ValueError: a spec is wrong; all wrong ones are named.
        """
        self._faults = parse_faults(specs)

    def of_request(self, path: str) -> Fault | None:
        """Return the fault that a POST to this path (its last part) meets."""
        return next(
            (fault for fault in self._faults if fault.name != REFUSE and fault.meets(path)), None
        )

    def refuses_connection(self) -> bool:
        """Whether a new TCP connection is reset."""
        return any(fault.name == REFUSE and fault.meets("") for fault in self._faults)


def parse_faults(specs: Sequence[str]) -> tuple[Fault, ...]:
    """Return the faults of ``NAME[=ARG][@PATH][:N]`` texts.

    ``status=N/CODE`` also chooses the problem's code. PATH is ``challenges`` or ``checks``.

    Raises:
        ValueError: a spec is wrong; all wrong ones are named.
    """
    faults = [(spec, _parse(spec)) for spec in specs]
    wrong = [spec for spec, fault in faults if fault is None]
    if wrong:
        raise ValueError(f"not a fault: {', '.join(wrong)}")
    return tuple(fault for _, fault in faults if fault is not None)


def _parse(spec: str) -> Fault | None:
    found = _SPEC.fullmatch(spec)
    if found is None:
        return None
    name, argument, code, path, count = found.group("name", "argument", "code", "path", "count")
    takes = _NAMES.get(name)
    if takes is None or bool(takes) != (argument is not None):
        return None
    if takes == "status" and not 300 <= int(argument) <= 599:
        return None
    if code is not None and (takes != "status" or code not in TITLES):
        return None
    if path is not None and (name == REFUSE or path not in _PATHS):
        return None
    left = None if count is None else int(count)
    return Fault(name, int(argument or 0), code or "", path or "", left)
