"""What 一括照会 says of the next business day: by a tile, and at its lower edge."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from support.batches import batch

from reception_app.domain.batch_desk import BatchDeskNow, Forecast, WorkNow
from reception_app.domain.policy import JST
from reception_app.ui.texts import Texts
from reception_app.ui.viewstate.batch import batch_view
from reception_app.ui.viewstate.batch_views import WorkView

NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)
TOMORROW = date(2026, 11, 25)
TONIGHT = datetime(2026, 11, 24, 21, tzinfo=JST)


@pytest.mark.parametrize(
    ("forecast", "said"),
    [
        (
            Forecast(TOMORROW, 41, 17, TONIGHT),
            "明日の予約 41名（うち今月未確認 17名）を 21:00 に照会します",
        ),
        (
            Forecast(date(2026, 11, 27), 1234, 4, TONIGHT),
            "11月27日の予約 1,234名（うち今月未確認 4名）を 21:00 に照会します",
        ),
        (Forecast(TOMORROW, 41, 4), None),
        (Forecast(TOMORROW, 0, 0, TONIGHT), None),
        (None, None),
    ],
)
def test_what_is_asked_by_itself_is_said_below(
    forecast: Forecast | None, said: str | None
) -> None:
    footer = batch_view(BatchDeskNow(forecast=forecast, now=NOON)).footer

    assert (Texts()(footer) if footer else None) == said


@pytest.mark.parametrize(
    ("forecast", "tiles"),
    [
        (Forecast(TOMORROW, 41, 4), [("4", "明日 9:00 の未確認見込み")]),
        (Forecast(date(2026, 11, 27), 41, 1234), [("1,234", "11/27 9:00 の未確認見込み")]),
        (Forecast(TOMORROW, 41, 17, TONIGHT), []),
        (Forecast(TOMORROW, 0, 0), []),
        (None, []),
    ],
)
def test_how_the_day_stands_is_said_once(
    forecast: Forecast | None, tiles: list[tuple[str, str]]
) -> None:
    view = batch_view(BatchDeskNow(forecast=forecast, now=NOON))

    assert isinstance(view.page, WorkView)
    texts = Texts()
    assert [(texts(tile.figure), texts(tile.words)) for tile in view.page.tiles] == tiles
    assert (view.footer is not None) == bool(forecast and forecast.asked_at and forecast.booked)


def test_the_forecast_stands_among_the_figures_once() -> None:
    work = WorkNow(batch=batch(), unverified=9, forecast_on=TOMORROW)
    now = BatchDeskNow(work=work, forecast=Forecast(TOMORROW, 41, 4), now=NOON)

    page = batch_view(now).page

    assert isinstance(page, WorkView)
    texts = Texts()
    said = [(texts(tile.figure), texts(tile.words)) for tile in page.tiles]
    assert [each for each in said if "見込み" in each[1]] == [("4", "明日 9:00 の未確認見込み")]
