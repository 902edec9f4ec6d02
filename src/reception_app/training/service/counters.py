"""What the training service counts, for tests and the bench; holds no body."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

_MAX_CHECKS = 50_000
_DIGEST = 16


@dataclass(frozen=True, slots=True)
class Counts:
    """The counters at a moment.

    Attributes:
        connections: TLS connections, handshake done.
        requests: Requests by path ("/v1/checks"; "other" for addresses that are not ours).
        handling_s: Seconds from request to answer by path, delays and faults included.
        answers: check_id → how many different answers with 200 it got; more than 1 is a bug.
    """

    connections: int
    requests: Mapping[str, int]
    handling_s: Mapping[str, float]
    answers: Mapping[str, int]


class Counters:
    """Counts on the service's thread, read from any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connections = 0
        self._requests: Counter[str] = Counter()
        self._handling_s: defaultdict[str, float] = defaultdict(float)
        self._answers: OrderedDict[str, bytes] = OrderedDict()  # digests in a row

    def count_connection(self) -> None:
        """A TLS handshake went through."""
        with self._lock:
            self._connections += 1

    def count_request(self, path: str, handling_s: float) -> None:
        """A request was handled."""
        with self._lock:
            self._requests[path] += 1
            self._handling_s[path] += handling_s

    def count_answer(self, check_id: str, body: bytes) -> None:
        """A check was answered with 200; the oldest are forgotten where there are too many."""
        digest = hashlib.blake2b(body, digest_size=_DIGEST).digest()
        with self._lock:
            known = self._answers.get(check_id, b"")
            if digest not in _in_pieces(known):
                self._answers[check_id] = known + digest
            while len(self._answers) > _MAX_CHECKS:
                self._answers.popitem(last=False)

    def read(self) -> Counts:
        """Return the counters as they stand."""
        with self._lock:
            return Counts(
                self._connections,
                dict(self._requests),
                dict(self._handling_s),
                {check_id: len(known) // _DIGEST for check_id, known in self._answers.items()},
            )


class Handling:
    """One request under way; counted when it ends, once."""

    def __init__(self, counters: Counters, path: str) -> None:
        self._counters = counters
        self._path = path
        self._started = time.perf_counter()
        self._is_over = False

    def end(self) -> None:
        """The answer is about to go out, or there will be none."""
        if not self._is_over:
            self._is_over = True
            self._counters.count_request(self._path, time.perf_counter() - self._started)


def _in_pieces(known: bytes) -> list[bytes]:
    return [known[at : at + _DIGEST] for at in range(0, len(known), _DIGEST)]
