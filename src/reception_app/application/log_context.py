"""Which check the running code works for, so that log lines can say so; writes no log itself."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from reception_app.domain.ids import CheckId

CHECK_ID: ContextVar[CheckId | None] = ContextVar("reception_app_check_id", default=None)
"""Set by the owner's thread before it submits work; lanes carry it over to their threads."""


@contextmanager
def checking(check_id: CheckId) -> Generator[None, None, None]:
    """Work that is submitted inside belongs to this check."""
    token = CHECK_ID.set(check_id)
    try:
        yield
    finally:
        CHECK_ID.reset(token)
