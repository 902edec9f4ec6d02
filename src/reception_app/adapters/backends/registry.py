"""Finds the backend that the settings name among the installed ones; imports no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from reception_app.backend_api import (
    API_VERSION,
    EligibilityBackend,
    ReceptionError,
    SettingsError,
    SettingsProblem,
)

GROUP = "reception_app.backends"

Factory = Callable[[Mapping[str, object]], EligibilityBackend]


def known_backends() -> tuple[str, ...]:
    """Return the names of the installed backends, in order; imports none of them."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


def load_backend(name: str, settings: Mapping[str, object]) -> EligibilityBackend:
    """Return the backend of this name, made with these settings.

    Args:
        name: Entry point of the group ``reception_app.backends``.
        settings: What its factory gets (see ``backend_api``).

    Raises:
        SettingsError: no such backend, two different ones of this name, one that cannot be
            imported or made, or one written for another version of the plug-in interface.
        ReceptionError: what the factory itself raised.
    """
    entry = _entry_point(name)
    try:
        # The factory is a plug-in's: its signature is checked by its contract test, not here.
        backend = cast("Factory", entry.load())(settings)
        version = backend.info.api_version
    except ReceptionError:
        raise
    except Exception as error:
        # Only the type: a foreign message could repeat a secret out of the settings.
        raise _problem(f"[backend.{name}]", f"plug-in {name} failed: {_kind(error)}") from error
    if version != API_VERSION:
        backend.close()
        raise _problem(
            "[backend] name",
            f"plug-in {name} is for interface version {version}, this program has {API_VERSION}",
        )
    return backend


def _entry_point(name: str) -> EntryPoint:
    # An editable install may list one entry point twice; two different ones are a conflict, and
    # which of them would see patients' data must not depend on the order of a path.
    found = {entry.value: entry for entry in entry_points(group=GROUP, name=name)}
    if not found:
        known = ", ".join(known_backends())
        raise _problem("[backend] name", f"no backend {name!r} is installed; known: {known}")
    if len(found) > 1:
        raise _problem("[backend] name", f"{name!r} is installed more than once")
    return next(iter(found.values()))


def _problem(where: str, what: str) -> SettingsError:
    return SettingsError((SettingsProblem(where, what),))


def _kind(error: Exception) -> str:
    return type(error).__name__
