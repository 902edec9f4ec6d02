"""Days and times as words: 「9:14」, 「1985年4月12日（昭和60年）」; no day is made up."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from reception_app.domain.dates import day_of, is_no_day, moment_of
from reception_app.domain.policy import in_jst
from reception_app.domain.wareki import Era, wareki_of
from reception_app.ui.viewstate.words import Words, tr

_ERAS = {
    Era.MEIJI: tr("明治"),
    Era.TAISHO: tr("大正"),
    Era.SHOWA: tr("昭和"),
    Era.HEISEI: tr("平成"),
    Era.REIWA: tr("令和"),
}
_WEEKDAYS = (
    tr("（月）"),
    tr("（火）"),
    tr("（水）"),
    tr("（木）"),
    tr("（金）"),
    tr("（土）"),
    tr("（日）"),
)


def day_words(day: date) -> Words:
    """Return a day without its era."""
    return tr(
        "{year}年{month}月{day}日", year=str(day.year), month=str(day.month), day=str(day.day)
    )


def wareki_words(day: date) -> Words:
    """Return a day with its year in the Japanese calendar, as far as there is one."""
    known = wareki_of(day)
    if known is None:
        return day_words(day)
    era = _ERAS[known.era]
    if known.year == 1:
        return tr("{day}（{era}元年）", day=day_words(day), era=era)
    return tr("{day}（{era}{year}年）", day=day_words(day), era=era, year=str(known.year))


def born_in_words(day: date) -> Words:
    """Return a birth date by its era, as people say their own: 昭和50年4月1日."""
    known = wareki_of(day)
    if known is None:
        return day_words(day)
    era, month, day_of_it = _ERAS[known.era], str(day.month), str(day.day)
    if known.year == 1:
        return tr("{era}元年{month}月{day}日", era=era, month=month, day=day_of_it)
    year = str(known.year)
    return tr("{era}{year}年{month}月{day}日", era=era, year=year, month=month, day=day_of_it)


def raw_day(raw: str) -> Words | str | None:
    """Return what YYYYMMDD says: a day, what else came as it came, or None for no day."""
    if is_no_day(raw):
        return None
    day = day_of(raw)
    return raw.strip() if day is None else wareki_words(day)


def raw_moment(raw: str) -> Words | str | None:
    """Return what yyyyMMddHHmmss says, what else came as it came, or None for nothing."""
    moment = moment_of(raw)
    if moment is None:
        return raw.strip() or None
    return tr(
        "{month}月{day}日 {time}",
        month=str(moment.month),
        day=str(moment.day),
        time=time_of(moment),
    )


def period(first: str, last: str) -> Words | None:
    """Return from when until when (YYYYMMDD), as far as it was said; without eras, to be short."""
    start, end = _short(first), _short(last)
    if start is not None and end is not None:
        return tr("{first}から{last}まで", first=start, last=end)
    if start is not None:
        return tr("{first}から", first=start)
    return None if end is None else tr("{last}まで", last=end)


def _short(raw: str) -> Words | str | None:
    day = day_of(raw)
    return raw_day(raw) if day is None else day_words(day)


def time_of(moment: datetime) -> str:
    """Return the time of an aware moment on the clinic's clock: 9:14."""
    local = in_jst(moment)
    return f"{local.hour}:{local.minute:02}"


def day_of_month(moment: datetime) -> str:
    """Return the day of an aware moment on the clinic's calendar, as short as a time: 11/24."""
    local = in_jst(moment)
    return f"{local.month}/{local.day}"


def when_words(moment: datetime, now: datetime | None) -> Words | str:
    """Return the time of an aware moment, with its day where that is not today."""
    if now is None or in_jst(moment).date() == in_jst(now).date():
        return time_of(moment)
    local = in_jst(moment)
    return tr(
        "{month}月{day}日 {time}",
        month=str(local.month),
        day=str(local.day),
        time=time_of(moment),
    )


def span_of(begins: datetime, ends: datetime) -> tuple[str, str]:
    """Return from when until when on the clinic's clock; with the days where it is a day long."""
    if ends - begins < timedelta(days=1):
        return time_of(begins), time_of(ends)
    return _day_and_time(begins), _day_and_time(ends)


def _day_and_time(moment: datetime) -> str:
    return f"{in_jst(moment).date().isoformat()} {time_of(moment)}"


def clock_words(moment: datetime) -> Words:
    """Return date, weekday and time of an aware moment on the clinic's clock."""
    local = in_jst(moment)
    return tr(
        "{month}月{day}日{weekday} {time}",
        month=str(local.month),
        day=str(local.day),
        weekday=_WEEKDAYS[local.weekday()],
        time=time_of(moment),
    )
