"""Several insurances on one line of time (A4-8): which of them covers the day in question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from reception_app.domain.burden import is_medical_aid
from reception_app.domain.dates import day_of
from reception_app.domain.eligibility import Record, text_of
from reception_app.ui.viewstate.lines import as_line, spaced
from reception_app.ui.viewstate.moments import day_words, period
from reception_app.ui.viewstate.views import Bar, Group, Timeline
from reception_app.ui.viewstate.words import Line, tr

_HEADING: Final = tr("資格の期間")
_LEAST_DAYS: Final = 730
_SHORTEST_DAYS: Final = 30
_TIMES_THE_NEWEST: Final = 4
"""The drawing reaches so many times as far back as the newest insurance, which is seen then."""

_BEFORE: Final = 0.03
_BEYOND: Final = 0.15
"""So much is left before the first day, to see that it is one, and after the last."""


@dataclass(frozen=True, slots=True)
class _Span:
    said: Line
    first: date
    last: date | None


def timeline_group(records: Sequence[Record], on: date) -> Group | None:
    """Return the periods as a drawing; None for one insurance, or where a first day is missing."""
    numbered = [each for each in enumerate(records, start=1) if not is_medical_aid(each[1])]
    spans = [_span(number, record) for number, record in numbered]
    known = [span for span in spans if span is not None]
    if len(known) < 2 or len(known) < len(spans):
        return None
    return Group(_HEADING, timeline=_drawn(known, on))


def _span(number: int, record: Record) -> _Span | None:
    days = text_of(record, "QualificationDate"), text_of(record, "DisqualificationDate")
    first, insurer = day_of(days[0]), text_of(record, "InsurerName").strip(" 　")
    if first is None:
        return None
    said = spaced((tr("保険 {number}", number=str(number)), insurer, period(*days)))
    return _Span(as_line(said or ""), first, day_of(days[1]))


def _drawn(spans: Sequence[_Span], on: date) -> Timeline:
    begin, end = _ends(spans, on)

    def place(day: date) -> float:
        return (day.toordinal() - begin) / (end - begin)

    bars = tuple(
        Bar(
            span.said,
            first=None if (first := place(span.first)) < 0 else first,
            last=None if span.last is None or (last := place(span.last)) > 1 else max(last, 0.0),
        )
        for span in spans
    )
    caption = tr("縦の線は資格確認日（{day}）です", day=day_words(on))
    return Timeline(bars, place(on), caption)


def _ends(spans: Sequence[_Span], on: date) -> tuple[float, float]:
    """Return the first and the last day of the drawing, in days."""
    today, firsts = on.toordinal(), [span.first.toordinal() for span in spans]
    lasts = [span.last.toordinal() for span in spans if span.last is not None]
    reach = max(_LEAST_DAYS, _TIMES_THE_NEWEST * abs(today - max(firsts)))
    begin = max(min(today, *firsts), today - reach)
    end = min(max(today, *firsts, *lasts), today + reach)
    shown = max(end - begin, _SHORTEST_DAYS)
    return begin - shown * _BEFORE, end + shown * _BEYOND
