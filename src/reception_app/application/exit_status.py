"""The exit status of the command line for each kind of error; other programs depend on it."""

from __future__ import annotations

from typing import Final

from reception_app.domain.errors import (
    AccessError,
    BackendError,
    BatchSourceError,
    CardError,
    HandoverError,
    LinkError,
    ReceptionError,
    SettingsError,
    StoreError,
)

ANSWERED: Final = 0
PROBE_FAILED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130
_OUR_FAULT: Final = 80
_BY_KIND: Final[dict[type[ReceptionError], int]] = {
    CardError: 10,
    LinkError: 20,
    BackendError: 30,
    StoreError: 40,
    HandoverError: 50,
    AccessError: 60,
    SettingsError: 70,
    BatchSourceError: 70,
}


def exit_status(error: ReceptionError) -> int:
    """Return the status that a command ends with; an error of no known kind is our own fault."""
    for kind, status in _BY_KIND.items():
        if isinstance(error, kind):
            return status
    return _OUR_FAULT
