"""A backend as somebody else would write it: imports the plug-in interface and nothing more."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime

from reception_app.backend_api import (
    BackendInfo,
    BatchStyle,
    Challenge,
    CheckId,
    EligibilityQuery,
    EligibilityResult,
    LinkDown,
    verdict_of,
)


class AozoraBackend:
    """Knows one insurer by heart; with ``line = "cut"`` it reaches nobody."""

    def __init__(self, *, line: str, api_version: int) -> None:
        self._line = line
        self._api_version = api_version
        self._given: dict[CheckId, EligibilityResult] = {}
        self._lock = threading.Lock()

    @property
    def info(self) -> BackendInfo:
        """One question at a time, with a card or without."""
        return BackendInfo("aozora", self._api_version, False, BatchStyle.NONE, 2)

    def challenge(self, *, timeout_s: float) -> Challenge | None:
        """None: this service wants nothing signed."""
        return None

    def check(self, query: EligibilityQuery, *, timeout_s: float) -> EligibilityResult:
        """Return the answer it gave to this question before, or a new one."""
        if self._line == "cut":
            raise LinkDown
        with self._lock:
            return self._given.setdefault(query.check_id, _answer_to(query))

    def close(self) -> None:
        """Nothing to let go of."""


def _answer_to(query: EligibilityQuery) -> EligibilityResult:
    return EligibilityResult(
        check_id=query.check_id,
        verdict=verdict_of("1"),
        verdict_code="1",
        source="aozora",
        answered_at=datetime.now(UTC),
        records=({"Name": "青空　文子", "InsurerNumber": "06139992"},),
        header={"SegmentOfResult": "1"},
        body={"ProcessingResultStatus": "1", "QualificationValidity": "1"},
    )


def create(settings: Mapping[str, object]) -> AozoraBackend:
    """Return the backend that the settings describe."""
    return AozoraBackend(line=str(settings["line"]), api_version=int(str(settings["api_version"])))
