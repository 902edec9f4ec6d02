"""What the training service counts, for tests and the bench; holds no body."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date
from typing import TypeVar

from reception_app.domain.eligibility import CardholderNumbers

_MAX_CHECKS = 50_000
_MAX_QUESTIONS = 200_000
_DIGEST = 16


@dataclass(frozen=True, slots=True)
class Counts:
    """The counters at a moment.

    Attributes:
        connections: TLS connections, handshake done.
        requests: Requests by path ("/v1/checks"; "other" for addresses that are not ours).
        handling_s: Seconds from request to answer by path, delays and faults included.
        answers: check_id → how many different answers with 200 it got; more than 1 is a bug.
        questions: What was asked by numbers, as a digest of day and numbers → under how many
            different ids: check_ids, or rows of jobs.
    """

    connections: int
    requests: Mapping[str, int]
    handling_s: Mapping[str, float]
    answers: Mapping[str, int]
    questions: Mapping[str, int]


class Counters:
    """Counts on the service's thread, read from any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connections = 0
        self._requests: Counter[str] = Counter()
        self._handling_s: defaultdict[str, float] = defaultdict(float)
        self._answers: OrderedDict[str, bytes] = OrderedDict()  # digests in a row
        self._questions: OrderedDict[bytes, bytes] = OrderedDict()  # the same

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
        with self._lock:
            _add(self._answers, check_id, _digest(body), at_most=_MAX_CHECKS)

    def count_question(self, on: date, numbers: CardholderNumbers, asked_as: str) -> None:
        """A question by numbers reached the service, whatever becomes of it."""
        question = _digest(repr((on, astuple(numbers))).encode("utf-8"))
        with self._lock:
            _add(self._questions, question, _digest(asked_as.encode()), at_most=_MAX_QUESTIONS)

    def read(self) -> Counts:
        """Return the counters as they stand."""
        with self._lock:
            return Counts(
                self._connections,
                dict(self._requests),
                dict(self._handling_s),
                {check_id: len(known) // _DIGEST for check_id, known in self._answers.items()},
                {asked.hex(): len(ids) // _DIGEST for asked, ids in self._questions.items()},
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


_Name = TypeVar("_Name", str, bytes)


def _add(known: OrderedDict[_Name, bytes], name: _Name, digest: bytes, *, at_most: int) -> None:
    """Add a digest to those of a name, once; the oldest names are forgotten."""
    digests = known.get(name, b"")
    if digest not in _in_pieces(digests):
        known[name] = digests + digest
    while len(known) > at_most:
        known.popitem(last=False)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST).digest()


def _in_pieces(known: bytes) -> list[bytes]:
    return [known[at : at + _DIGEST] for at in range(0, len(known), _DIGEST)]
