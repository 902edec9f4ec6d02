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
its certificate is refused, stays what it is; with ``@results`` they meet requests for the results
of jobs.

These are about the results of jobs alone:

processing=N    the first N requests for each job's result get 処理中
abnormal        the job failed (異常終了)
other-number    the result carries another 受付番号
missing=N       the first N rows are not in it
strange=N       it holds N rows that nobody asked
twice=N         the first N rows are in it twice
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reception_app.training.service.refusal import TITLES

REFUSE: Final = "refuse"
PROCESSING: Final = "processing"

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
    PROCESSING: "count",
    "abnormal": "",
    "other-number": "",
    "missing": "count",
    "strange": "count",
    "twice": "count",
}
RESULTS: Final = "results"
OF_RESULTS: Final = frozenset(
    {PROCESSING, "abnormal", "other-number", "missing", "strange", "twice"}
)
"""Those that change what a job's result says."""

_PATHS = ("challenges", "checks", "jobs", RESULTS)
_SPEC = re.compile(
    r"(?P<name>[a-z-]+)(?:=(?P<argument>[0-9]{1,6})(?:/(?P<code>[a-z-]+))?)?"
    r"(?:@(?P<path>[a-z]+))?(?::(?P<count>[0-9]{1,6}))?"
)


@dataclass(slots=True)
class Fault:
    """One fault.

    Attributes:
        argument: Status, seconds or a count, 0 where the fault takes none.
        code: Code of the problem document for ``status``; empty: the usual one.
        path: ``challenges``, ``checks``, ``jobs`` or ``results``; empty: every POST.
        left: How many requests still meet it; None: all.
    """

    name: str
    argument: int = 0
    code: str = ""
    path: str = ""
    left: int | None = None

    def meets(self, path: str) -> bool:
        """Whether a request to this path meets the fault; counts it if so."""
        if self.left == 0 or not self._is_at(path):
            return False
        if self.left is not None:
            self.left -= 1
        return True

    def _is_at(self, path: str) -> bool:
        if path == RESULTS:
            return self.path == RESULTS or self.name in OF_RESULTS
        return self.path in ("", path) and self.name not in OF_RESULTS


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
        """Return the fault that a request meets: a POST by its last part, or ``results``."""
        return next(
            (
                fault
                for fault in self._faults
                if fault.name not in (REFUSE, PROCESSING) and fault.meets(path)
            ),
            None,
        )

    def still_processing(self) -> int:
        """Return how many requests for the result of each job get 処理中."""
        return max((each.argument for each in self._faults if each.name == PROCESSING), default=0)

    def refuses_connection(self) -> bool:
        """Whether a new TCP connection is reset."""
        return any(fault.name == REFUSE and fault.meets("") for fault in self._faults)


def parse_faults(specs: Sequence[str]) -> tuple[Fault, ...]:
    """Return the faults of ``NAME[=ARG][@PATH][:N]`` texts.

    ``status=N/CODE`` also chooses the problem's code. PATH is ``challenges``, ``checks``, ``jobs``
    or ``results``.

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
    if path is not None and (name in {REFUSE, *OF_RESULTS} or path not in _PATHS):
        return None
    if name == PROCESSING and count is not None:
        return None
    left = None if count is None else int(count)
    return Fault(name, int(argument or 0), code or "", path or "", left)
