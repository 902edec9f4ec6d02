"""Putting words together: values as lines of their own, several as one."""

from __future__ import annotations

from collections.abc import Iterable

from reception_app.domain.errors import ReceptionError
from reception_app.domain.person import ExpectedPerson
from reception_app.ui.viewstate.views import Note, Tone
from reception_app.ui.viewstate.words import Catalogued, Line, Verbatim, Words, tr


def as_line(value: Words | str) -> Line:
    """Return a value as a line of its own."""
    return Verbatim(value) if isinstance(value, str) else value


def spaced(parts: Iterable[Words | str | None]) -> Words | str | None:
    """Return what there is in one line, a wide space between."""
    whole: Words | str | None = None
    for part in parts:
        if part:
            whole = part if whole is None else tr("{before}　{after}", before=whole, after=part)
    return whole


def dotted(parts: Iterable[Words | None]) -> Words | None:
    """Return what there is in one line, a dot between."""
    whole: Words | None = None
    for part in parts:
        if part is not None:
            whole = part if whole is None else tr("{before}・{after}", before=whole, after=part)
    return whole


def expected_note(expected: ExpectedPerson | None) -> tuple[Note, ...]:
    """Say whose check this is to be, where it was chosen from the day's list."""
    name = "" if expected is None else expected.name.strip(" 　")
    return (Note(Tone.INFO, tr("{name}様の確認です", name=name)),) if name else ()


def said_of(error: ReceptionError) -> Catalogued:
    """Return what happened."""
    return Catalogued(error.code, tuple(error.params.items()))


def headline_of(error: ReceptionError) -> Catalogued:
    """Return what happened, in one sentence for large letters."""
    return Catalogued(error.code, tuple(error.params.items()), is_headline=True)


def next_step(error: ReceptionError) -> Catalogued:
    """Return what to do about it."""
    return Catalogued(error.code, is_action=True)
