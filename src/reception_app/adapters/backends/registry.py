"""Finds the backend that the settings name among the installed ones; imports no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from reception_app.adapters.plug_ins import blaming, entry_point, names_in, problem
from reception_app.backend_api import API_VERSION, EligibilityBackend

GROUP = "reception_app.backends"

Factory = Callable[[Mapping[str, object]], EligibilityBackend]


def known_backends() -> tuple[str, ...]:
    """Return the names of the installed backends, in order; imports none of them."""
    return names_in(GROUP)


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
    entry = entry_point(GROUP, name, where="[backend] name")
    with blaming(name, table=f"[backend.{name}]"):
        # The factory is a plug-in's: its signature is checked by its contract test, not here.
        backend = cast("Factory", entry.load())(settings)
        version = backend.info.api_version
    if version != API_VERSION:
        backend.close()
        raise problem(
            "[backend] name",
            f"plug-in {name} is for interface version {version}, this program has {API_VERSION}",
        )
    return backend
