"""Finds what the settings name among the installed entry points; imports nothing by itself."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from importlib.metadata import EntryPoint, entry_points

from reception_app.domain.errors import ReceptionError, SettingsError, SettingsProblem


def names_in(group: str) -> tuple[str, ...]:
    """Return the names of a group, in order; imports none of them."""
    return tuple(sorted({entry.name for entry in entry_points(group=group)}))


def entry_point(group: str, name: str, *, where: str) -> EntryPoint:
    """Return the entry point of this name; ``where`` is the setting that says the name.

    Raises:
        SettingsError: there is none, or there are two different ones.
    """
    # An editable install may list one entry point twice; two different ones are a conflict, and
    # which of them would see patients' data must not depend on the order of a path.
    found = {entry.value: entry for entry in entry_points(group=group, name=name)}
    if not found:
        known = ", ".join(names_in(group))
        raise problem(where, f"no {name!r} is installed; known: {known}")
    if len(found) > 1:
        raise problem(where, f"{name!r} is installed more than once")
    return next(iter(found.values()))


@contextmanager
def blaming(name: str, *, table: str) -> Generator[None]:
    """Turn what a plug-in's code raises into a SettingsError about its table.

    Our own errors pass. Of a foreign one only the type is told: its message could repeat a secret
    out of the settings.
    """
    try:
        yield
    except ReceptionError:
        raise
    except Exception as error:
        raise problem(table, f"plug-in {name} failed: {type(error).__name__}") from error


def problem(where: str, what: str) -> SettingsError:
    """Return the error with one problem."""
    return SettingsError((SettingsProblem(where, what),))
