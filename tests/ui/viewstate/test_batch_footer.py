"""What 一括照会 says of the next business day, at its lower edge."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from reception_app.domain.batch_desk import BatchDeskNow, Forecast
from reception_app.domain.policy import JST
from reception_app.ui.texts import Texts
from reception_app.ui.viewstate.batch import batch_view

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
        (Forecast(TOMORROW, 41, 4), "明日 9:00 時点の未確認見込み 4名"),
        (Forecast(date(2026, 11, 27), 1234, 4), "11月27日 9:00 時点の未確認見込み 4名"),
        (Forecast(TOMORROW, 0, 0, TONIGHT), None),
        (None, None),
    ],
)
def test_what_is_ahead_is_said(forecast: Forecast | None, said: str | None) -> None:
    footer = batch_view(BatchDeskNow(forecast=forecast, now=NOON)).footer

    assert (Texts()(footer) if footer else None) == said
