"""The opening inspection (始業点検): what has to be in order before the first patient comes.

Each probe asks one port and turns what it hears into one line; none of them repairs anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum, unique
from typing import Protocol, TypeAlias, runtime_checkable

from reception_app.application.notices import notices_of
from reception_app.application.ports import Clock, EligibilityBackend, ReaderSeen
from reception_app.domain.errors import (
    BackendError,
    CardServiceDown,
    LinkDown,
    LinkUntrusted,
    ReaderMissing,
    ReceptionError,
)

_CLOCK_TOLERANCE = timedelta(seconds=60)
_CHALLENGE_LIFE = timedelta(minutes=5)
_CERTIFICATE_NOTICE = timedelta(days=30)
_DISK_WARN_BYTES = 2_000_000_000
_DISK_FAIL_BYTES = 100_000_000


Details: TypeAlias = Mapping[str, str | int | float]


@unique
class ProbeState(StrEnum):
    """What a probe found; OFF is "not used here"."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Probe:
    """One line of the inspection.

    Attributes:
        code: Id of the message catalogue where something is wrong, else "".
        params: Values for that text.
        details: Figures for whoever looks closer; never personal data.
    """

    name: str
    state: ProbeState
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    details: Details = field(default_factory=dict[str, "str | int | float"])


def failed(name: str, error: ReceptionError, state: ProbeState = ProbeState.FAIL) -> Probe:
    """Return the probe that an error amounts to."""
    return Probe(name, state, error.code, error.params)


def probe_readers(readers: Callable[[], Sequence[ReaderSeen]]) -> tuple[Probe, Probe]:
    """Return the probes ``reader`` and ``card-service``."""
    try:
        seen = readers()
    except CardServiceDown as error:
        return Probe("reader", ProbeState.OFF), failed("card-service", error)
    service = Probe("card-service", ProbeState.OK)
    if not seen:
        return failed("reader", ReaderMissing()), service
    details: Details = {"readers": len(seen), "cards": sum(reader.card for reader in seen)}
    return Probe("reader", ProbeState.OK, details=details), service


def probe_service(
    backend: EligibilityBackend, clock: Clock, *, timeout_s: float
) -> tuple[Probe, Probe, Probe]:
    """Return the probes ``network``, ``service`` and ``clock``, from one challenge.

    A service that is reached also says which notices are in effect.
    """
    begun = clock.monotonic()
    try:
        challenge = backend.challenge(timeout_s=timeout_s)
    except BackendError as error:
        told = replace(failed("service", error), details=_notices(backend, clock, timeout_s))
        return Probe("network", ProbeState.OK), told, _OFF_CLOCK
    except LinkUntrusted as error:
        return Probe("network", ProbeState.OK), failed("service", error), _OFF_CLOCK
    except ReceptionError as error:
        return failed("network", error), Probe("service", ProbeState.OFF), _OFF_CLOCK
    took: Details = {"milliseconds": round((clock.monotonic() - begun) * 1000)}
    details = {**took, "backend": backend.info.name, **_notices(backend, clock, timeout_s)}
    service = Probe("service", ProbeState.OK, details=details)
    expires_at = challenge.expires_at if challenge else None
    return Probe("network", ProbeState.OK), service, _clock_probe(clock.now(), expires_at)


_OFF_CLOCK = Probe("clock", ProbeState.OFF)


def _notices(backend: EligibilityBackend, clock: Clock, timeout_s: float) -> Details:
    """Name what the service announces; that it does not say is no trouble."""
    with suppress(ReceptionError):
        told = notices_of(backend, timeout_s=timeout_s)
        at = clock.now()
        if names := ", ".join(notice.notice_id for notice in told if notice.is_on(at)):
            return {"notice": names}
    return {}


def _clock_probe(now: datetime, expires_at: datetime | None) -> Probe:
    """Judge our clock by the service's: a challenge ends within five minutes from its now."""
    if expires_at is None:
        return _OFF_CLOCK
    ahead, behind = now - expires_at, expires_at - now - _CHALLENGE_LIFE
    skew = max(ahead, behind, timedelta())
    if skew <= _CLOCK_TOLERANCE:
        return Probe("clock", ProbeState.OK)
    minutes = {"minutes": str(round(skew.total_seconds() / 60) or 1)}
    return Probe("clock", ProbeState.WARN, "SY03", minutes)


@runtime_checkable
class KeepsDays(Protocol):
    """A backend that counts its questions by the day, and stops where the clock went back."""

    def stopped_until(self) -> date | None:
        """Return the day that the clock once showed and is behind now; None if all is well.

        Raises: StoreError.
        """
        ...

    def accept_clock(self) -> None:
        """Go on from today: somebody looked, and the clock is right. Raises StoreError."""
        ...


def probe_days(clock: Probe, backend: object) -> Probe:
    """Return the probe ``clock``; it fails where the backend asks nothing because of it."""
    if not isinstance(backend, KeepsDays):
        return clock
    try:
        until = backend.stopped_until()
    except ReceptionError as error:
        return failed("clock", error)
    if until is None:
        return clock
    details: Details = {"stopped_until": until.isoformat()}
    return Probe("clock", ProbeState.FAIL, "SY03", details=details)


def probe_face_folder(network: Probe, is_there: Callable[[], bool | None]) -> Probe:
    """Return the probe ``network``, with what is known of the terminal's face results.

    Args:
        network: As the service was reached.
        is_there: Whether their folder can be looked through; None where they do not concern us.
    """
    found = is_there()
    if found is None:
        return network
    details: Details = {**network.details, "face": "reached" if found else "unreached"}
    if found or network.state is ProbeState.FAIL:
        return replace(network, details=details)
    return replace(failed("network", LinkDown()), details=details)


def probe_terminal_certificate(not_after: datetime | None, now: datetime) -> Probe:
    """Return the probe ``terminal-certificate``; None where the backend has none."""
    name = "terminal-certificate"
    if not_after is None:
        return Probe(name, ProbeState.OFF)
    left = not_after - now
    details: Details = {"not_after": not_after.isoformat(timespec="seconds"), "days": left.days}
    params = {"expires_at": not_after.date().isoformat()}
    if left <= timedelta():
        return Probe(name, ProbeState.FAIL, "BK05", params, details)
    state = ProbeState.WARN if left <= _CERTIFICATE_NOTICE else ProbeState.OK
    return Probe(name, state, details=details)


def probe_disk(free_bytes: int) -> Probe:
    """Return the probe ``disk``."""
    free = {"free": f"{free_bytes / 1e9:.1f} GB"}
    details: Details = {"free_bytes": free_bytes}
    if free_bytes >= _DISK_WARN_BYTES:
        return Probe("disk", ProbeState.OK, details=details)
    state = ProbeState.FAIL if free_bytes < _DISK_FAIL_BYTES else ProbeState.WARN
    return Probe("disk", state, "SY01", free, details)


def probe_store(open_store: Callable[[], object]) -> Probe:
    """Return the probe ``store``."""
    try:
        open_store()
    except ReceptionError as error:
        return failed("store", error)
    return Probe("store", ProbeState.OK)


def probe_handover(look: Callable[[], ReceptionError | None]) -> Probe:
    """Return the probe ``handover``.

    Args:
        look: Raises what keeps the folder from being written; returns HO02 where answers lie
            there that the receipt computer should have taken.
    """
    try:
        not_taken = look()
    except ReceptionError as error:
        return failed("handover", error)
    if not_taken is not None:
        return failed("handover", not_taken, ProbeState.WARN)
    return Probe("handover", ProbeState.OK)
