"""Notices of the service: an ability that a backend may have beside ``EligibilityBackend``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from reception_app.application.ports import EligibilityBackend
from reception_app.domain.notice import ServiceNotice


@runtime_checkable
class NoticeSource(Protocol):
    """A backend whose service announces maintenance and outages."""

    def notices(self, *, timeout_s: float) -> Sequence[ServiceNotice]:
        """Return all that is announced, in effect or not; blocks at most ``timeout_s``.

        Raises: LinkError, BackendError.
        """
        ...


def notices_of(backend: EligibilityBackend, *, timeout_s: float) -> tuple[ServiceNotice, ...]:
    """Return what a service announces; nothing where its backend brings no notices.

    Raises:
        LinkError, BackendError: as the backend raises them.
    """
    return tuple(backend.notices(timeout_s=timeout_s)) if isinstance(backend, NoticeSource) else ()
