"""Notices are an ability beside the interface of a backend."""

from __future__ import annotations

from collections.abc import Sequence

from support.desk_ports import FakeBackend
from support.notices import OUTAGE

from reception_app.application.notices import notices_of
from reception_app.domain.notice import ServiceNotice
from reception_app.testing.fakes import FakeClock


class Announcing(FakeBackend):
    def notices(self, *, timeout_s: float) -> Sequence[ServiceNotice]:
        self.timeouts.append(timeout_s)
        return [OUTAGE]


def test_a_backend_that_brings_notices_is_asked() -> None:
    backend = Announcing(FakeClock(), None)

    assert (OUTAGE,) == notices_of(backend, timeout_s=5)
    assert [5] == backend.timeouts


def test_a_backend_that_brings_none_is_as_good_as_before() -> None:
    assert () == notices_of(FakeBackend(FakeClock(), None), timeout_s=5)
