from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from support.notices import notice

from reception_app.application.ports import BackendInfo, BatchStyle, ReaderSeen
from reception_app.application.startup_probe import (
    Probe,
    ProbeState,
    probe_days,
    probe_disk,
    probe_face_folder,
    probe_handover,
    probe_readers,
    probe_service,
    probe_store,
    probe_terminal_certificate,
)
from reception_app.domain.eligibility import Challenge, EligibilityQuery, EligibilityResult
from reception_app.domain.errors import (
    BackendUnavailable,
    CardServiceDown,
    LinkDown,
    LinkUntrusted,
    NotTakenAway,
    ReceptionError,
    StoreDamaged,
    StoreNewer,
    TargetMissing,
)
from reception_app.domain.notice import ServiceNotice
from reception_app.testing.fakes import FakeClock

NOW = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)


class Service:
    """A backend that gives a challenge ending at a moment, or an error."""

    info = BackendInfo("fake", 1, needs_card=False, batch=BatchStyle.NONE, max_parallel=1)

    def __init__(self, given: datetime | ReceptionError | None) -> None:
        self._given = given

    def challenge(self, *, timeout_s: float) -> Challenge | None:
        assert timeout_s == 5
        if isinstance(self._given, ReceptionError):
            raise self._given
        return Challenge("c-1", bytes(32), self._given) if self._given else None

    def check(self, query: EligibilityQuery, *, timeout_s: float) -> EligibilityResult:
        raise AssertionError(f"an inspection asks nothing: {query.check_id} {timeout_s}")

    def close(self) -> None:
        """Nothing is open."""


def states(probes: Sequence[Probe]) -> list[str]:
    return [f"{probe.name} {probe.state}" for probe in probes]


class AnnouncingService(Service):
    """The same, and it announces something, or fails to."""

    def __init__(
        self, given: datetime | ReceptionError | None, told: Sequence[ServiceNotice] | LinkDown
    ) -> None:
        super().__init__(given)
        self._told = told

    def notices(self, *, timeout_s: float) -> Sequence[ServiceNotice]:
        assert timeout_s == 5
        if isinstance(self._told, LinkDown):
            raise self._told
        return self._told


def inspect(given: datetime | ReceptionError | None) -> tuple[Probe, Probe, Probe]:
    return probe_service(Service(given), FakeClock(NOW), timeout_s=5)


def test_readers_that_are_there() -> None:
    reader, service = probe_readers(lambda: [ReaderSeen("A", card=True, busy=False)])

    assert states([reader, service]) == ["reader ok", "card-service ok"]
    assert reader.details == {"readers": 1, "cards": 1}


def test_no_reader() -> None:
    reader, service = probe_readers(list)

    assert states([reader, service]) == ["reader fail", "card-service ok"]
    assert reader.code == "RD01"


def test_no_card_service_says_nothing_of_readers() -> None:
    def readers() -> Sequence[ReaderSeen]:
        raise CardServiceDown

    reader, service = probe_readers(readers)

    assert states([reader, service]) == ["reader off", "card-service fail"]
    assert service.code == "RD04"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (NOW + timedelta(minutes=5), ["network ok", "service ok", "clock ok"]),
        (None, ["network ok", "service ok", "clock off"]),
        (LinkDown(), ["network fail", "service off", "clock off"]),
        (LinkUntrusted("BK04"), ["network ok", "service fail", "clock off"]),
        (BackendUnavailable("BK02"), ["network ok", "service fail", "clock off"]),
    ],
)
def test_network_and_service(given: datetime | ReceptionError | None, expected: list[str]) -> None:
    assert states(inspect(given)) == expected


@pytest.mark.parametrize(
    ("given", "state"), [(None, ProbeState.OK), (BackendUnavailable("BK02"), ProbeState.FAIL)]
)
def test_the_service_names_the_notices_in_effect_and_no_more(
    given: ReceptionError | None, state: ProbeState
) -> None:
    told = [
        notice(notice_id="n-1", begins=NOW, ends=NOW + timedelta(hours=1)),
        notice(notice_id="n-2", begins=NOW + timedelta(hours=1), ends=NOW + timedelta(hours=2)),
        notice(notice_id="n-3", begins=NOW - timedelta(hours=1), ends=NOW + timedelta(hours=1)),
    ]

    _, service, _ = probe_service(AnnouncingService(given, told), FakeClock(NOW), timeout_s=5)

    assert service.state is state
    assert service.details["notice"] == "n-1, n-3"
    assert "障害" not in repr(service)


@pytest.mark.parametrize("told", [[], [notice(begins=NOW, ends=NOW)], LinkDown()])
def test_without_a_notice_the_service_is_inspected_as_before(
    told: Sequence[ServiceNotice] | LinkDown,
) -> None:
    _, service, _ = probe_service(AnnouncingService(None, told), FakeClock(NOW), timeout_s=5)

    assert service == inspect(None)[1]


@pytest.mark.parametrize(
    ("ends_in", "expected"),
    [
        (timedelta(seconds=-60), ""),
        (timedelta(seconds=-61), "1"),
        (timedelta(minutes=-3), "3"),
        (timedelta(minutes=6), ""),
        (timedelta(minutes=8), "3"),
    ],
)
def test_a_clock_is_off_where_a_challenge_could_not_end_then(
    ends_in: timedelta, expected: str
) -> None:
    clock = inspect(NOW + ends_in)[2]

    assert clock.params.get("minutes", "") == expected
    assert clock.state == (ProbeState.WARN if expected else ProbeState.OK)


@pytest.mark.parametrize(
    ("days", "state"),
    [(31, ProbeState.OK), (30, ProbeState.WARN), (1, ProbeState.WARN), (0, ProbeState.FAIL)],
)
def test_the_terminal_certificate_is_told_in_time(days: int, state: ProbeState) -> None:
    probe = probe_terminal_certificate(NOW + timedelta(days=days), NOW)

    assert probe.state is state
    assert probe.code == ("BK05" if state is ProbeState.FAIL else "")


def test_a_backend_without_a_certificate() -> None:
    assert probe_terminal_certificate(None, NOW).state is ProbeState.OFF


@pytest.mark.parametrize(
    ("free", "state"),
    [
        (2_000_000_000, ProbeState.OK),
        (1_999_999_999, ProbeState.WARN),
        (100_000_000, ProbeState.WARN),
        (99_999_999, ProbeState.FAIL),
    ],
)
def test_free_space(free: int, state: ProbeState) -> None:
    probe = probe_disk(free)

    assert probe.state is state
    assert probe.code == ("" if state is ProbeState.OK else "SY01")


def test_the_store() -> None:
    def refuse() -> object:
        raise StoreNewer

    assert probe_store(object).state is ProbeState.OK
    assert probe_store(refuse).code == "ST03"


def test_the_hand_over_folder() -> None:
    def refuse() -> ReceptionError | None:
        raise TargetMissing

    assert probe_handover(lambda: None).state is ProbeState.OK
    assert (probe_handover(refuse).state, probe_handover(refuse).code) == (ProbeState.FAIL, "HO03")
    left = probe_handover(NotTakenAway)
    assert (left.state, left.code) == (ProbeState.WARN, "HO02")


# ── face results ──────────────────────────────────────────────────────────────────────────────
NETWORK = Probe("network", ProbeState.OK)


@pytest.mark.parametrize(
    ("is_there", "state", "code", "details"),
    [
        (None, ProbeState.OK, "", {}),
        (True, ProbeState.OK, "", {"face": "reached"}),
        (False, ProbeState.FAIL, "NW01", {"face": "unreached"}),
    ],
)
def test_face_results_that_cannot_come_are_trouble_with_the_network(
    is_there: bool | None, state: ProbeState, code: str, details: dict[str, str]
) -> None:
    probe = probe_face_folder(NETWORK, lambda: is_there)

    assert (state, code, details) == (probe.state, probe.code, probe.details)


def test_trouble_of_the_service_is_not_hidden_by_them() -> None:
    dead = Probe("network", ProbeState.FAIL, "BK01")

    probe = probe_face_folder(dead, lambda: False)

    assert ("BK01", {"face": "unreached"}) == (probe.code, probe.details)


# ── days that a backend counts by ─────────────────────────────────────────────────────────────
CLOCK = Probe("clock", ProbeState.OFF)


class Days:
    """A backend that counts its questions by the day."""

    def __init__(self, until: date | ReceptionError | None) -> None:
        self._until = until

    def stopped_until(self) -> date | None:
        if isinstance(self._until, ReceptionError):
            raise self._until
        return self._until

    def accept_clock(self) -> None:
        self._until = None


def test_questions_that_stopped_because_of_the_clock_are_a_failure() -> None:
    probe = probe_days(CLOCK, Days(date(2027, 1, 1)))

    assert (ProbeState.FAIL, "SY03", {"stopped_until": "2027-01-01"}) == (
        probe.state,
        probe.code,
        probe.details,
    )


@pytest.mark.parametrize("backend", [object(), Days(None)])
def test_where_nothing_stopped_the_clock_stays_as_it_was_judged(backend: object) -> None:
    assert CLOCK is probe_days(CLOCK, backend)


def test_days_that_cannot_be_read_are_its_trouble() -> None:
    probe = probe_days(CLOCK, Days(StoreDamaged()))

    assert ("clock", ProbeState.FAIL, "ST04") == (probe.name, probe.state, probe.code)
