"""The card that stays in the corner while a batch is under way, as a value."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from reception_app.domain.batch import BatchState
from reception_app.domain.batch_desk import Progress
from reception_app.ui.viewstate.batch_views import CornerView
from reception_app.ui.viewstate.lines import spaced
from reception_app.ui.viewstate.moments import time_of
from reception_app.ui.viewstate.views import Act, Button, Tone
from reception_app.ui.viewstate.words import Catalogued, Line, Words, tr

STOP = Button(Act.BATCH_STOP, tr("止める"))
_ALMOST_A_MINUTE: Final = timedelta(seconds=59)
GO_ON = Button(Act.BATCH_GO_ON, tr("再開"), is_primary=True)


def corner_of(progress: Progress, now: datetime | None = None) -> CornerView:
    """Return the card that stays in the corner while a batch is under way.

    Args:
        progress: Of the batch.
        now: Aware.
    """
    batch, counts = progress.batch, progress.counts
    whole = counts.total - counts.refused - counts.excluded
    done = counts.answered + counts.failed + counts.unknown
    headline = tr("一括照会 {done}／{whole}名", done=f"{done:,}", whole=f"{whole:,}")
    is_stopped = batch.state in {BatchState.STOPPED, BatchState.FAILED}
    return CornerView(
        headline=headline,
        detail=_corner_detail(progress, now),
        share=done * 1000 // whole if whole else 1000,
        tone=Tone.WARN if is_stopped or batch.error_code else Tone.INFO,
        buttons=(GO_ON,) if is_stopped else (STOP,),
    )


def _corner_detail(progress: Progress, now: datetime | None) -> Line | None:
    batch = progress.batch
    if batch.state is BatchState.FAILED:
        return Catalogued("BT05")
    if batch.state is BatchState.STOPPED:
        return tr("止めています。続きから再開できます。")
    if progress.yields:
        return tr("窓口で確認中のため、待っています")
    if batch.waits_until is not None:
        said: Words = tr("{time} に再開します", time=time_of(batch.waits_until))
        if not batch.error_code:
            return said
        return spaced_line(tr("{said}", said=Catalogued(batch.error_code, is_headline=True)), said)
    if progress.accepted_at is not None and now is not None:
        return Catalogued("BT03", (("minutes", str(_minutes(now - progress.accepted_at))),))
    if not progress.is_working:
        return _later(progress, now) or tr("照会を準備しています…")
    rate = None
    if progress.per_minute is not None:
        rate = tr("毎分{count}名", count=f"{progress.per_minute:.0f}")
    return spaced_line(rate, _left(progress.left_s))


def _later(progress: Progress, now: datetime | None) -> Line | None:
    """Return that the rows that are left are asked again by themselves, and when."""
    counts, then = progress.counts, progress.next_try_at
    if now is None or then is None or counts.asking:
        return None
    minutes = str(_minutes(then - now + _ALMOST_A_MINUTE))
    return Catalogued("BT04", (("count", f"{counts.waiting:,}"), ("minutes", minutes)))


def _minutes(time: timedelta) -> int:
    return max(0, time // timedelta(minutes=1))


def spaced_line(*parts: Words | None) -> Line | None:
    """Return what there is in one line."""
    said = spaced(parts)
    return said if isinstance(said, Words) else None


def _left(seconds: int | None) -> Words | None:
    if seconds is None:
        return None
    if seconds < 60:
        return tr("残り1分未満")
    if seconds < 3600:
        return tr("残り約{minutes}分", minutes=str(round(seconds / 60)))
    return tr("残り約{hours}時間", hours=f"{seconds / 3600:.1f}")
