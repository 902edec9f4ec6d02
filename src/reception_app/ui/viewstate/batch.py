"""一括照会 as a value to be drawn, from 一括照会 as a value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from reception_app.domain.batch import (
    ENDED,
    NOT_HANDED_OVER,
    Batch,
    BatchRow,
    BatchState,
    Kept,
    Outcome,
    RowState,
    Source,
)
from reception_app.domain.batch_desk import (
    BatchDeskNow,
    ColumnsNow,
    Correction,
    Draft,
    Forecast,
    HistoryDays,
    Panel,
    Period,
    Screen,
    WorkNow,
)
from reception_app.domain.number_entry import WARNINGS, Place, TypedNumbers
from reception_app.domain.policy import in_jst
from reception_app.ui.viewstate import batch_labels as labels
from reception_app.ui.viewstate import batch_tables as tables
from reception_app.ui.viewstate.batch_corner import GO_ON, STOP, corner_of
from reception_app.ui.viewstate.batch_views import (
    BatchView,
    ColumnsView,
    CorrectionField,
    DifferenceLine,
    HistoryView,
    Lines,
    NewView,
    PanelView,
    PeriodChoice,
    Pill,
    SourceChoice,
    Tab,
    TableKind,
    TableView,
    Tile,
    WorkView,
)
from reception_app.ui.viewstate.batch_words import item_words, value_of
from reception_app.ui.viewstate.lines import next_step, said_of, spaced
from reception_app.ui.viewstate.moments import clock_words, time_of
from reception_app.ui.viewstate.views import Act, Button, Note, Shape, Tone
from reception_app.ui.viewstate.words import Catalogued, Line, Verbatim, Words, tr

SEND = Button(Act.BATCH_SEND, tr("送信する"), "Ctrl+Enter", is_primary=True)
SEND_AGAIN = replace(SEND, twice=tr("もう一度押すと、もう一度照会します"))
LEAVE = Button(Act.BATCH_LEAVE, tr("窓口に戻る"), "Esc")
EDIT = Button(Act.BATCH_EDIT, tr("行を直す"), "Enter")
PRINT = Button(Act.BATCH_PRINT, tr("電話リストを印刷"))
EXPORT = Button(Act.BATCH_EXPORT, tr("CSVに書き出す"))
NEXT = Button(Act.BATCH_NEXT, tr("次の要対応へ"), "Enter", is_primary=True)
OPEN = Button(Act.BATCH_OPEN, tr("要対応を見る"), "Enter", is_primary=True)
KEEP_MEMO = Button(Act.BATCH_KEEP, tr("メモを残す"), "Enter", is_primary=True)
ASK_CORRECTED = Button(Act.BATCH_KEEP, tr("再照会する"), "Enter", is_primary=True)
SHUT = Button(Act.BATCH_SHUT, tr("閉じる"), "Esc")
READ_FILE = Button(Act.BATCH_READ, tr("ファイルを選ぶ"))
READ = Button(Act.BATCH_READ, tr("対象を読み込む"))

READ_COLUMNS = Button(Act.BATCH_KEEP, tr("この列で読み込む"), "Enter", is_primary=True)
_COLUMNS = Button(Act.BATCH_COLUMNS, tr("列の意味"), "C")
_DIFFERENCE = Button(Act.BATCH_DIFFERENCE, tr("差分"), "D")
_ASK_AGAIN = Button(Act.BATCH_ASK_AGAIN, tr("再照会"), "R")
_CALLED = Button(Act.BATCH_CALLED, tr("電話済み"), "T")
_MEMO = Button(Act.BATCH_MEMO, tr("メモ"), "M")
_HAND_OVER = Button(Act.BATCH_HAND_OVER, tr("引渡し"), "H")
_OWN = Button(Act.BATCH_OWN, tr("担当する"), "O")
_SET_ASIDE = Button(Act.BATCH_SET_ASIDE, tr("除外"), "X", twice=tr("もう一度押すと外します"))
_ALL: Final = "all"
_MINE: Final = "mine"
_EMPTY_WORK = tr("要対応の方はいません")
_EMPTY_PREVIEW = tr("対象を選ぶと、送信する前にここで点検します")
_EMPTY_HISTORY = tr("一括照会はまだありません")
_WORK_NAME = tr("要対応の一覧")
_PREVIEW_NAME = tr("送信する前の一覧")
_HISTORY_NAME = tr("一括照会の履歴")
_MANY = tr("多いため、先頭だけを表示しています。印刷と書き出しには全員が入ります。")
_ALREADY = Catalogued("BT06")
_HISTORY_STATES: Final = (
    BatchState.RUNNING,
    BatchState.STOPPED,
    BatchState.DONE,
    BatchState.DONE_WITH_ERRORS,
    BatchState.FAILED,
)
_PERIODS: Final = tuple(Period)
_NOT_CONFIRMED: Final = frozenset(
    {
        Outcome.NOT_FOUND,
        Outcome.SEVERAL,
        Outcome.OTHER_PERSON,
        Outcome.UNKNOWN_CODE,
        Outcome.ERROR,
    }
)
_LOST: Final = frozenset({Outcome.INVALID, Outcome.INVALID_NEWER_EXISTS})
_CHANGED: Final = frozenset({Outcome.CHANGED, Outcome.NOT_REGISTERED})


def batch_view(now: BatchDeskNow) -> BatchView:
    """Return all that the windows show of 一括照会."""
    return BatchView(
        title=_title(now),
        subtitle=_subtitle(now),
        tabs=tuple(Tab(screen, labels.SCREENS[screen], screen is now.screen) for screen in Screen),
        page=_page(now),
        note=_note(now),
        corner=None if now.progress is None else corner_of(now.progress, now.now),
        footer=_footer(now.forecast, now) if now.forecast is not None else None,
        is_news=now.busy is not None or now.done is not None,
        subject=_subject(now),
    )


def _page(now: BatchDeskNow) -> WorkView | NewView | HistoryView:
    match now.screen:
        case Screen.WORK:
            return _work(now)
        case Screen.NEW:
            return _new(now)
        case Screen.HISTORY:
            return _history(now)


def _footer(forecast: Forecast, now: BatchDeskNow) -> Line | None:
    """Return who is asked about by itself; how that day stands is said by a tile."""
    if forecast.asked_at is None or not forecast.booked:
        return None
    return tr(
        "{day}の予約 {booked}名（うち今月未確認 {count}名）を {time} に照会します",
        day=_day_ahead(forecast.on, now),
        booked=f"{forecast.booked:,}",
        count=f"{forecast.unverified:,}",
        time=time_of(forecast.asked_at),
    )


def _day_ahead(on: date, now: BatchDeskNow) -> Words:
    is_next = now.now is not None and on - in_jst(now.now).date() == timedelta(days=1)
    return tr("明日") if is_next else _month_day(on)


def _subject(now: BatchDeskNow) -> str:
    if now.screen is not Screen.WORK:
        return now.screen.value
    return f"{now.work.chosen or ''}/{now.work.panel or ''}"


# ── the head ──────────────────────────────────────────────────────────────────────────────────
def _title(now: BatchDeskNow) -> Words:
    batch = now.work.batch
    if now.screen is Screen.WORK and batch is not None and _is_today(batch, now):
        return tr("本日の一括照会")
    return tr("一括照会")


def _is_today(batch: Batch, now: BatchDeskNow) -> bool:
    return now.now is not None and in_jst(now.now).date() == batch.on


def _subtitle(now: BatchDeskNow) -> Line | None:
    if now.busy is not None:
        return labels.BUSY[now.busy]
    if now.done is not None:
        return labels.DONE[now.done]
    batch = now.work.batch
    if now.screen is not Screen.WORK or batch is None:
        return None
    begun = tr("{when} に照会", when=clock_words(batch.created_at))
    ended = None
    if batch.finished_at is not None:
        ended = tr("{time} 完了", time=time_of(batch.finished_at))
    said = spaced((_about(batch), begun, ended))
    return said if isinstance(said, Words) else None


def _about(batch: Batch) -> Words:
    day = str(batch.on.day)
    month = str(batch.on.month)
    if batch.source is Source.APPOINTMENTS:
        return tr("{month}月{day}日の予約", month=month, day=day)
    source = labels.SOURCES[batch.source]
    return tr("{source}（{month}月{day}日で照会）", source=source, month=month, day=day)


def _note(now: BatchDeskNow) -> Note | None:
    if now.trouble is not None:
        whole = spaced((_said(said_of(now.trouble)), _said(next_step(now.trouble))))
        line = whole if isinstance(whole, Words) else said_of(now.trouble)
        return Note(Tone.BAD, line, now.trouble.code)
    draft = now.draft
    if now.screen is Screen.NEW and draft is not None and _was_asked(draft):
        return Note(Tone.WARN, _ALREADY, _ALREADY.code)
    if now.screen is Screen.WORK and now.work.is_cut:
        return Note(Tone.INFO, _MANY)
    return None


def _was_asked(draft: Draft) -> bool:
    return draft.before is not None or _asked_today(draft) > 0


def _asked_today(draft: Draft) -> int:
    return sum(row.reason == Kept.ASKED_TODAY for row in draft.lines(RowState.EXCLUDED))


def _said(line: Catalogued) -> Words:
    return tr("{said}", said=line)


# ── 要対応 ────────────────────────────────────────────────────────────────────────────────────
def _work(now: BatchDeskNow) -> WorkView:
    work = now.work
    panel = _panel(work)
    row = work.row
    return WorkView(
        tiles=_tiles(now),
        pills=(
            Pill(_ALL, tr("すべて"), not work.mine_only),
            Pill(_MINE, tr("自分の担当"), work.mine_only),
        )
        if work.mine_only or any(row.owner == now.operator for row in work.rows if row.owner)
        else (),
        table=TableView(
            TableKind.WORK,
            _WORK_NAME,
            tables.WORK_COLUMNS,
            tables.grouped_rows(work.rows),
            work.chosen or "",
            _EMPTY_WORK,
            has_days=tables.are_of_several_days(work.rows),
        ),
        panel=panel,
        keys=_row_keys(row, now) if panel is None and row is not None else (),
        buttons=(PRINT, EXPORT, NEXT) if work.rows and panel is None else (),
    )


def _row_keys(row: BatchRow, now: BatchDeskNow) -> tuple[Button, ...]:
    keys = [_ASK_AGAIN, _CALLED, _MEMO, _SET_ASIDE]
    if row.changes:
        keys.insert(0, _DIFFERENCE)
    if now.operator and row.owner != now.operator:
        keys.insert(-1, _OWN)
    is_theirs = row.state is RowState.ANSWERED and row.outcome not in NOT_HANDED_OVER
    if now.hands_over and is_theirs and row.check_id is not None:
        keys.insert(-1, _HAND_OVER)
    return tuple(keys)


def _tiles(now: BatchDeskNow) -> tuple[Tile, ...]:
    counts, verdicts = now.work.counts, now.work.verdicts
    if now.work.batch is None:
        return _forecast(now)
    on = now.work.batch.on

    def count(*outcomes: Outcome) -> Line:
        return _figure(sum(verdicts.get(each, 0) for each in outcomes))

    asked = counts.total - counts.refused - counts.excluded
    unsure = sum(verdicts.get(each, 0) for each in _NOT_CONFIRMED) + counts.unknown
    unsure += max(counts.failed - verdicts.get(Outcome.ERROR, 0), 0)
    unsure += sum(row.state in tables.ASKED_BY_ITSELF and row.on == on for row in now.work.rows)
    tiles = [
        Tile(_figure(asked), tr("対象")),
        Tile(count(Outcome.UNCHANGED), tr("有効・変更なし"), Tone.GOOD, Shape.CIRCLE),
        Tile(count(*_CHANGED), tr("有効・変更あり"), Tone.INFO, Shape.CHANGED),
        Tile(count(*_LOST), tr("無効"), Tone.BAD, Shape.CROSS),
        Tile(_figure(unsure), tr("確認できませんでした"), Tone.WARN, Shape.QUESTION),
    ]
    return (*tiles, *_forecast(now))


def _forecast(now: BatchDeskNow) -> tuple[Tile, ...]:
    """Return how many nobody will have verified: of the next business day, or of the batch's.

    Who is asked about by itself before then is no forecast; the lower edge says so.
    """
    ahead, work = now.forecast, now.work
    if ahead is not None and ahead.asked_at is None and (ahead.booked or ahead.unverified):
        return (Tile(_figure(ahead.unverified), _forecast_of(ahead.on, now)),)
    if work.unverified is None:
        return ()
    return (Tile(_figure(work.unverified), _forecast_of(work.forecast_on, now)),)


def _forecast_of(on: date | None, now: BatchDeskNow) -> Words:
    today = now.now and in_jst(now.now).date()
    if on is None or today is None or on == today:
        return tr("本日 9:00 の未確認見込み")
    if on == today + timedelta(days=1):
        return tr("明日 9:00 の未確認見込み")
    return tr("{month}/{day} 9:00 の未確認見込み", month=str(on.month), day=str(on.day))


def _figure(count: int) -> Verbatim:
    return Verbatim(f"{count:,}")


def _panel(work: WorkNow) -> PanelView | None:
    row = work.row
    if row is None or work.panel is None:
        return None
    heading = Verbatim(
        f"{row.entry.name or row.entry.kana}　{row.entry.patient_number}".strip("　")
    )
    key = f"{row.row_id}/{work.panel}"
    match work.panel:
        case Panel.DIFFERENCE:
            return PanelView(key, heading, lines=_differences(row), buttons=(SHUT,))
        case Panel.MEMO:
            label = tr("メモ（要対応の一覧だけに表示します）")
            return PanelView(
                key, heading, memo=row.memo, memo_label=label, buttons=(SHUT, KEEP_MEMO)
            )
        case Panel.CORRECTION:
            detail = tr("番号を見直し、直したら再照会します。そのままでも再照会できます。")
            fields = _fields(work.correction)
            buttons = (SHUT, ASK_CORRECTED)
            return PanelView(key, heading, detail, fields=fields, buttons=buttons)


def _differences(row: BatchRow) -> tuple[DifferenceLine, ...]:
    return tuple(DifferenceLine(item_words(each), *value_of(each)) for each in row.changes)


def _fields(correction: Correction) -> tuple[CorrectionField, ...]:
    notes = {
        each.place: Note(
            Tone.WARN if each.flaw in WARNINGS else Tone.BAD, Catalogued(each.flaw), each.flaw
        )
        for each in correction.problems
    }
    return tuple(
        CorrectionField(place, labels.PLACES[place], text, notes.get(place))
        for place, text in typed_by_place(correction.typed)
    )


def typed_by_place(typed: TypedNumbers) -> tuple[tuple[Place, str], ...]:
    """Return the fields of a row's numbers, in the order of the card."""
    return (
        (Place.INSURER, typed.insurer),
        (Place.SYMBOL, typed.symbol),
        (Place.NUMBER, typed.number),
        (Place.BRANCH, typed.branch),
        (Place.BORN, typed.born),
    )


# ── a new batch ───────────────────────────────────────────────────────────────────────────────
def _new(now: BatchDeskNow) -> NewView:
    draft = now.draft
    is_idle = now.busy is None
    sendable = draft is not None and bool(draft.lines(RowState.WAITING))
    send = SEND_AGAIN if draft is not None and draft.before is not None else SEND
    return NewView(
        sources=tuple(
            SourceChoice(
                each, labels.SOURCES[each], labels.SOURCE_DETAILS[each], each is now.source
            )
            for each in now.sources
        ),
        periods=tuple(
            PeriodChoice(each, labels.PERIODS[each], each is now.period) for each in _PERIODS
        )
        if now.source is Source.APPOINTMENTS
        else (),
        read=_read(now.source) if is_idle else None,
        table=TableView(
            TableKind.PREVIEW,
            _PREVIEW_NAME,
            tables.PREVIEW_COLUMNS,
            () if draft is None else draft.rows,
            empty=_EMPTY_PREVIEW,
        ),
        parts=() if draft is None else _parts(draft),
        heading=None if draft is None else _draft_heading(draft),
        hint=Catalogued("BT01", (("count", str(_refused(draft))),)) if _refused(draft) else None,
        columns=_columns(now.columns) if now.columns is not None else None,
        keys=_draft_keys(draft, has_file=now.has_file) if now.columns is None else (),
        buttons=(send,) if sendable and is_idle and now.columns is None else (),
    )


def _draft_keys(draft: Draft | None, *, has_file: bool) -> tuple[Button, ...]:
    if draft is None or not draft.rows:
        return ()
    count = _asked_today(draft)
    again = tr("照会済みの{count}名も照会する", count=f"{count:,}")
    keys = [EDIT, _COLUMNS] if has_file else [EDIT]
    return (*keys, Button(Act.BATCH_ASK_ANYWAY, again, "A")) if count else tuple(keys)


def _columns(now: ColumnsNow) -> ColumnsView:
    return ColumnsView(
        tr("見出しの意味を選んでください。保険者番号・番号・生年月日が必要です。"),
        tuple(Verbatim(each.strip() or "—") for each in now.heading),
        now.columns,
        labels.MEANINGS,
        (SHUT, READ_COLUMNS),
    )


def _read(source: Source | None) -> Button | None:
    if source is None:
        return None
    return READ_FILE if source is Source.CSV else READ


def _refused(draft: Draft | None) -> int:
    return 0 if draft is None else len(draft.lines(RowState.REFUSED))


def _draft_heading(draft: Draft) -> Words:
    source = labels.SOURCES[draft.source]
    if draft.source_name:
        source = tr("{source}「{name}」", source=source, name=draft.source_name)
    first = _month_day(draft.on)
    if draft.until == draft.on:
        return tr("{source}　資格確認日 {day}", source=source, day=first)
    last = _month_day(draft.until)
    return tr("{source}　資格確認日 {first}から{last}まで", source=source, first=first, last=last)


def _month_day(day: date) -> Words:
    return tr("{month}月{day}日", month=str(day.month), day=str(day.day))


def _parts(draft: Draft) -> tuple[tuple[Lines, Words, tuple[BatchRow, ...]], ...]:
    refused = draft.lines(RowState.REFUSED)
    excluded = draft.lines(RowState.EXCLUDED)
    ready = draft.lines(RowState.WAITING)
    return (
        (Lines.ALL, tr("対象 {count}名", count=_said_count(draft.rows)), draft.rows),
        (Lines.EXCLUDED, tr("除外 {count}名", count=_said_count(excluded)), excluded),
        (Lines.REFUSED, tr("事前点検NG {count}名", count=_said_count(refused)), refused),
        (Lines.READY, tr("送信 {count}名", count=_said_count(ready)), ready),
    )


def _said_count(rows: tuple[BatchRow, ...]) -> str:
    return f"{len(rows):,}"


# ── the history ───────────────────────────────────────────────────────────────────────────────
def _history(now: BatchDeskNow) -> HistoryView:
    history = now.history
    chosen = next((b for b, _ in history.batches if b.batch_id == history.chosen), None)
    return HistoryView(
        days=tuple(Pill(each, labels.DAYS[each], each is history.days) for each in HistoryDays),
        pills=(
            Pill(_ALL, tr("すべて"), history.state is None),
            *(
                Pill(state.value, labels.STATES[state], history.state is state)
                for state in _HISTORY_STATES
            ),
        ),
        table=TableView(
            TableKind.HISTORY,
            _HISTORY_NAME,
            tables.HISTORY_COLUMNS,
            history.batches,
            history.chosen or "",
            _EMPTY_HISTORY,
        ),
        buttons=_history_buttons(chosen),
    )


def _history_buttons(chosen: Batch | None) -> tuple[Button, ...]:
    if chosen is None:
        return ()
    if chosen.state in {BatchState.STOPPED, BatchState.FAILED}:
        return (replace(GO_ON, is_primary=False), EXPORT, OPEN)
    return (EXPORT, OPEN) if chosen.state in ENDED else (STOP, EXPORT, OPEN)
