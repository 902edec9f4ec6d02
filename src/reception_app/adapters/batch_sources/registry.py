"""Finds the source of appointments that the settings name; imports no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from reception_app.adapters.plug_ins import blaming, entry_point, names_in
from reception_app.source_api import RowSource

GROUP = "reception_app.sources"

Factory = Callable[[Mapping[str, object]], RowSource]


def known_sources() -> tuple[str, ...]:
    """Return the names of the installed sources, in order; imports none of them."""
    return names_in(GROUP)


def load_source(name: str, settings: Mapping[str, object]) -> RowSource:
    """Return the source of this name, made with these settings.

    Args:
        name: Entry point of the group ``reception_app.sources``.
        settings: What its factory gets (see ``source_api``).

    Raises:
        SettingsError: no such source, two different ones of this name, or one that cannot be
            imported or made.
        ReceptionError: what the factory itself raised.
    """
    entry = entry_point(GROUP, name, where="[batch.appointments] kind")
    with blaming(name, table="[batch.appointments]"):
        # The factory is a plug-in's: its signature is not checked here.
        return cast("Factory", entry.load())(settings)
