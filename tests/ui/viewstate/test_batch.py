from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from support.batches import batch, entry, row

from reception_app.domain.batch import (
    TELLING,
    BatchCounts,
    BatchRow,
    BatchState,
    Change,
    Kept,
    OtherItem,
    Outcome,
    RowState,
    Source,
)
from reception_app.domain.batch_desk import (
    BatchDeskNow,
    Busy,
    ColumnsNow,
    Correction,
    Done,
    Draft,
    HistoryNow,
    Panel,
    Progress,
    Screen,
    WorkNow,
)
from reception_app.domain.batch_work import NextStep, PhoneSentence, WorkGroup
from reception_app.domain.eligibility import Verdict
from reception_app.domain.errors import StoreFull
from reception_app.domain.matching import Item
from reception_app.domain.number_entry import Flaw, Place, Problem, TypedNumbers
from reception_app.ui.texts import Texts
from reception_app.ui.viewstate import batch_labels, batch_tables, batch_words, phone_list
from reception_app.ui.viewstate.batch import batch_view
from reception_app.ui.viewstate.batch_corner import corner_of
from reception_app.ui.viewstate.batch_views import (
    Cell,
    Heading,
    HistoryView,
    Lines,
    NewView,
    WorkView,
)
from reception_app.ui.viewstate.views import Act, Shape, Tone

pytestmark = pytest.mark.usefixtures("qapp")

NOW = datetime(2026, 11, 23, 23, 12, tzinfo=UTC)
DAY = date(2026, 11, 24)
NUMBERS = TypedNumbers("06139992", "１２－３", "4567", "01", "S60.4.12")


def answered(number: int, outcome: Outcome, *changes: Change, **more: object) -> BatchRow:
    whole = row(number, state=RowState.ANSWERED, outcome=outcome, is_settled=False)
    return replace(whole, changes=changes, **more)  # type: ignore[arg-type] # fields of a row


def said(cell: Cell) -> str:
    texts = Texts()
    return "".join(texts(span.line) for span in cell.spans)


def work(*rows: BatchRow, **more: object) -> WorkNow:
    whole = WorkNow(batch=batch(on=DAY), rows=rows, chosen=rows[0].row_id if rows else None)
    return replace(whole, **more)  # type: ignore[arg-type] # fields of WorkNow


def work_view(now: BatchDeskNow) -> WorkView:
    page = batch_view(now).page
    assert isinstance(page, WorkView)
    return page


def new_view(now: BatchDeskNow) -> NewView:
    page = batch_view(replace(now, screen=Screen.NEW)).page
    assert isinstance(page, NewView)
    return page


# ── one row ───────────────────────────────────────────────────────────────────────────────────
INSURER = Change(Item.INSURER, "01139997", "06139992")
ADDRESS = Change(Item.ADDRESS, "見本区西町 9-9", "見本区中央　1-2-3")
LOST = Change(Item.DISQUALIFIED, "", "20261031")
REASON = Change(OtherItem.REASON_OF_LOSS, "", "03")


@pytest.mark.parametrize(
    ("found", "verdict", "difference"),
    [
        (
            answered(1, Outcome.INVALID, LOST, REASON),
            "喪失 10月31日",
            "0613 9992 → 喪失（医療保険等の資格取得）",
        ),
        (answered(1, Outcome.INVALID), "無効", "0613 9992 → 喪失"),
        (
            answered(1, Outcome.INVALID_NEWER_EXISTS),
            "無効（新しい資格あり）",
            "0613 9992 → 新しい資格があります",
        ),
        (answered(1, Outcome.NOT_FOUND), "該当なし", "0613 9992　１２－３・0000001 を読み直し"),
        (
            answered(1, Outcome.OTHER_PERSON),
            "別の方の回答",
            "0613 9992　１２－３・0000001 を読み直し",
        ),
        (answered(1, Outcome.SEVERAL), "複数該当", "0613 9992　１２－３・0000001"),
        (answered(1, Outcome.CHANGED, INSURER), "保険者番号が変更", "0113 9997 → 0613 9992"),
        (
            answered(1, Outcome.CHANGED, ADDRESS, INSURER),
            "保険者番号が変更",
            "0113 9997 → 0613 9992　ほか1件",
        ),
        (answered(1, Outcome.CHANGED), "変更あり", "どの資格が続きか決められません"),
        (answered(1, Outcome.NOT_REGISTERED), "有効（未登録）", ""),
        (answered(1, Outcome.UNKNOWN_CODE, memo="折り返し"), "判定できない回答", "折り返し"),
        (row(1, state=RowState.UNKNOWN), "送信できたか不明", ""),
        (row(1, state=RowState.FAILED), "回答がありません", ""),
        (
            row(1, state=RowState.WAITING, error_code="NW01", next_try_at=NOW),
            "通信エラー",
            "8:12 に自動でもう一度確認します",
        ),
        (
            row(1, state=RowState.REFUSED, reason="IN02 IN03"),
            "事前点検NG",
            "生年月日が正しくありません　ほか1件",
        ),
    ],
)
def test_a_row_says_what_came_of_it(found: BatchRow, verdict: str, difference: str) -> None:
    assert said(batch_words.verdict_cell(found)) == verdict
    assert said(batch_words.difference_cell(found)) == difference


def test_what_failed_says_why_and_what_to_do() -> None:
    failed = row(1, state=RowState.FAILED, error_code="BK07")

    assert said(batch_words.verdict_cell(failed))
    assert said(batch_words.difference_cell(failed))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_word_a_shape_and_a_tone(outcome: Outcome) -> None:
    assert outcome in batch_labels.OUTCOMES
    assert outcome in batch_labels.OUTCOME_SHAPES
    assert outcome in batch_labels.OUTCOME_TONES
    assert said(batch_words.step_cell(answered(1, outcome)))


def test_every_step_group_sentence_and_reason_has_words() -> None:
    assert set(NextStep) == set(batch_words._STEPS)
    assert set(WorkGroup) == set(batch_tables._GROUPS)
    assert set(PhoneSentence) == set(phone_list._SENTENCES)
    assert set(Kept) == set(batch_labels.KEPT)
    assert set(Item) == set(batch_labels.ITEMS)
    assert {each.value for each in Flaw} <= set(batch_words._SHORT)


def test_what_is_waited_for_needs_nobody() -> None:
    waiting = row(1, next_try_at=NOW)
    called = answered(1, Outcome.INVALID, called_at=NOW)

    assert said(batch_words.step_cell(waiting)) == "待つ"
    assert said(batch_words.step_cell(called)) == "電話済み 8:12"
    assert batch_words.step_cell(answered(1, Outcome.NOT_FOUND)).key == "R"


@pytest.mark.parametrize(
    ("found", "words", "shape"),
    [
        (row(1), "送信できます", Shape.CIRCLE),
        (row(1, reason="IN01"), "保険者番号の検証番号が合いません", Shape.TRIANGLE),
        (row(1, state=RowState.REFUSED, reason="IN06"), "マイナンバーが入っています", Shape.CROSS),
        (
            row(1, state=RowState.EXCLUDED, reason="checked-by-card"),
            "今月すでにカードで確認済み",
            Shape.CLOCK,
        ),
    ],
)
def test_pre_flight_says_why_in_words(found: BatchRow, words: str, shape: Shape) -> None:
    cell = batch_words.preflight_cell(found)

    assert (said(cell), cell.shape) == (words, shape)


def test_days_and_kana_are_shown_as_people_read_them() -> None:
    texts = Texts()
    day = batch_words.value_of(Change(Item.BORN, "19850412", ""))
    kana = batch_words.value_of(Change(Item.KANA, "ﾔﾏﾀﾞ ﾊﾅｺ", "x"))

    assert [texts(each) for each in (*day, *kana)] == [
        "1985/4/12", "（なし）", "ヤマダ　ハナコ", "x",
    ]  # fmt: skip


def test_every_item_has_words_of_its_own() -> None:
    items = [*Item, *OtherItem]
    words = {Texts()(batch_words.item_words(Change(each, "", ""))) for each in items}

    assert len(words) == len(items)


@pytest.mark.parametrize("verdict", TELLING)
def test_a_verdict_that_is_another_now_is_told_in_words(verdict: Verdict) -> None:
    found = answered(1, Outcome.CHANGED, Change(OtherItem.VALIDITY, verdict, Verdict.VALID))

    assert said(batch_words.verdict_cell(found)) == "資格有効性が変更"
    before, _, after = said(batch_words.difference_cell(found)).partition(" → ")
    assert (before.isascii(), after) == (False, "有効")


def test_the_first_day_of_an_insurance_is_told_as_a_day() -> None:
    found = answered(1, Outcome.CHANGED, Change(OtherItem.VALID_FROM, "", "20270101"))

    assert said(batch_words.verdict_cell(found)) == "有効開始日が変更"
    assert said(batch_words.difference_cell(found)) == "（なし） → 2027/1/1"


def test_a_row_of_the_list_has_who_when_and_whose() -> None:
    hidden = entry(1, name="●田　健一", appointment=None)
    cells = batch_tables.work_cells(answered(1, Outcome.CHANGED, INSURER, entry=hidden)).cells

    assert said(cells[0]) == "—"
    assert cells[2].chip is not None
    assert said(batch_tables.work_cells(row(1, next_try_at=NOW)).cells[-1]) == "自動"
    assert (
        said(batch_tables.work_cells(row(1, owner="sato", state=RowState.FAILED)).cells[-1])
        == "sato"
    )


def test_a_line_of_a_source_can_be_typed_over_in_its_numbers() -> None:
    cells = batch_tables.preview_cells(row(1, entry=entry(1, typed=NUMBERS))).cells

    assert [cell.place for cell in cells if cell.place] == list(Place)
    assert cells[4].edits == "06139992"


def test_a_batch_of_the_history_says_how_it_went() -> None:
    made = batch(source_name="a.csv", state=BatchState.DONE_WITH_ERRORS, operator="")
    cells = batch_tables.history_cells((made, BatchCounts(answered=1200, failed=1))).cells

    assert [said(cell) for cell in cells] == [
        "11/22 21:01",
        "11/22",
        "CSVファイル　a.csv",
        "一部エラー",
        "1,201",
        "1,200",
        "0",
        "1",
        "自動",
    ]


# ── the list ──────────────────────────────────────────────────────────────────────────────────
def test_rows_stand_in_groups() -> None:
    rows = [
        answered(1, Outcome.INVALID),
        answered(2, Outcome.INVALID),
        answered(3, Outcome.CHANGED),
    ]

    grouped = batch_tables.grouped_rows(rows)

    assert [isinstance(each, Heading) for each in grouped] == [True, False, False, True, False]
    assert batch_tables.key_of(grouped[0]) == ""


def test_figures_add_up() -> None:
    counts = BatchCounts(refused=1, excluded=2, answered=40, failed=1, unknown=1, waiting=1)
    verdicts = {
        Outcome.UNCHANGED: 36,
        Outcome.CHANGED: 2,
        Outcome.INVALID: 1,
        Outcome.NOT_FOUND: 1,
    }
    retry = row(9, next_try_at=NOW, is_settled=False, on=DAY)
    another = row(10, next_try_at=NOW, is_settled=False, on=DAY + timedelta(days=1))
    now = BatchDeskNow(
        now=NOW,
        work=work(retry, another, counts=counts, verdicts=verdicts, unverified=4, forecast_on=DAY),
    )
    texts = Texts()

    tiles = [(texts(t.figure), texts(t.words)) for t in work_view(now).tiles]

    assert tiles == [
        ("43", "対象"),
        ("36", "有効・変更なし"),
        ("2", "有効・変更あり"),
        ("1", "無効"),
        ("4", "確認できませんでした"),
        ("4", "本日 9:00 の未確認見込み"),
    ]


@pytest.mark.parametrize(
    ("ahead", "words"),
    [(1, "明日 9:00 の未確認見込み"), (3, "11/27 9:00 の未確認見込み")],
)
def test_the_forecast_says_for_which_day(ahead: int, words: str) -> None:
    on = DAY + timedelta(days=ahead)
    now = BatchDeskNow(now=NOW, work=work(unverified=1, forecast_on=on))

    assert Texts()(work_view(now).tiles[-1].words) == words


def test_without_a_batch_there_are_no_figures() -> None:
    view = work_view(BatchDeskNow())

    assert (view.tiles, view.keys, view.buttons) == ((), (), ())


def test_keys_are_offered_where_they_do_something() -> None:
    changed = answered(1, Outcome.CHANGED, INSURER, check_id="x")
    now = BatchDeskNow(work=work(changed), operator="sato", hands_over=True)

    assert [b.key for b in work_view(now).keys] == ["D", "R", "T", "M", "O", "H", "X"]
    plain = BatchDeskNow(work=work(answered(1, Outcome.NOT_FOUND)))
    assert [b.key for b in work_view(plain).keys] == ["R", "T", "M", "X"]


@pytest.mark.parametrize("outcome", [Outcome.OTHER_PERSON, Outcome.SEVERAL, Outcome.UNKNOWN_CODE])
def test_what_may_be_somebody_elses_is_not_offered_to_the_receipt_computer(
    outcome: Outcome,
) -> None:
    now = BatchDeskNow(work=work(answered(1, outcome, check_id="x")), hands_over=True)

    assert "H" not in [button.key for button in work_view(now).keys]


def test_whose_rows_can_be_chosen_once_somebody_took_one_on() -> None:
    mine = answered(1, Outcome.NOT_FOUND, owner="sato")

    assert work_view(BatchDeskNow(work=work(mine), operator="sato")).pills
    assert not work_view(BatchDeskNow(work=work(mine), operator="suzuki")).pills
    assert work_view(BatchDeskNow(work=work(mine_only=True))).pills


@pytest.mark.parametrize("panel", list(Panel))
def test_a_panel_takes_the_keys_of_the_list(panel: Panel) -> None:
    changed = answered(1, Outcome.CHANGED, INSURER, ADDRESS)
    correction = Correction(
        NUMBERS,
        (
            Problem(Place.INSURER, Flaw.INSURER_CHECK_DIGIT),
            Problem(Place.BORN, Flaw.NO_BIRTH_DATE),
        ),
    )
    now = BatchDeskNow(work=work(changed, panel=panel, correction=correction))

    view = work_view(now)

    assert view.panel is not None
    assert (view.keys, view.buttons) == ((), ())
    assert len(view.panel.lines) == (2 if panel is Panel.DIFFERENCE else 0)
    notes = [each.note.tone for each in view.panel.fields if each.note]
    assert notes == ([Tone.WARN, Tone.BAD] if panel is Panel.CORRECTION else [])
    assert batch_view(now).subject != batch_view(BatchDeskNow(work=work(changed))).subject


# ── a new batch ───────────────────────────────────────────────────────────────────────────────
def draft(*rows: BatchRow, **more: object) -> Draft:
    whole = Draft(Source.CSV, DAY, DAY, rows, source_name="a.csv")
    return replace(whole, **more)  # type: ignore[arg-type] # fields of Draft


def test_a_draft_is_counted_and_can_be_sent() -> None:
    rows = (row(1), row(2, state=RowState.REFUSED, reason="IN02"), row(3, state=RowState.EXCLUDED))
    view = new_view(BatchDeskNow(source=Source.CSV, draft=draft(*rows), has_file=True))

    assert {part: len(shown) for part, _, shown in view.parts} == {
        Lines.ALL: 3, Lines.EXCLUDED: 1, Lines.REFUSED: 1, Lines.READY: 1,
    }  # fmt: skip
    assert [b.act for b in view.buttons] == [Act.BATCH_SEND]
    assert [b.act for b in view.keys] == [Act.BATCH_EDIT, Act.BATCH_COLUMNS]
    assert view.hint is not None


def test_what_was_sent_already_is_sent_again_by_two_presses_only() -> None:
    now = BatchDeskNow(source=Source.CSV, draft=draft(row(1), before=batch()), screen=Screen.NEW)

    assert new_view(now).buttons[0].twice is not None
    note = batch_view(now).note
    assert note is not None
    assert note.code == "BT06"


def test_who_was_asked_today_is_asked_again_only_if_somebody_says_so() -> None:
    kept = row(2, state=RowState.EXCLUDED, reason=Kept.ASKED_TODAY)
    now = BatchDeskNow(source=Source.CSV, draft=draft(row(1), kept), screen=Screen.NEW)

    note = batch_view(now).note
    assert note is not None
    assert Texts()(note.line) == "本日すでに照会しています。もう一度照会しますか。"
    offered = new_view(now).keys[-1]
    assert (offered.act, offered.key) == (Act.BATCH_ASK_ANYWAY, "A")
    assert Texts()(offered.words) == "照会済みの1名も照会する"
    twice = replace(kept, reason=Kept.TWICE)
    other = replace(now, draft=draft(row(1), twice))
    assert batch_view(other).note is None
    assert [b.act for b in new_view(other).keys] == [Act.BATCH_EDIT]


def test_days_are_chosen_for_appointments_alone() -> None:
    sources = (Source.APPOINTMENTS, Source.CSV)

    assert new_view(BatchDeskNow(sources=sources, source=Source.APPOINTMENTS)).periods
    assert not new_view(BatchDeskNow(sources=sources, source=Source.CSV)).periods
    assert new_view(BatchDeskNow()).read is None


def test_while_columns_are_chosen_nothing_is_sent() -> None:
    columns = ColumnsNow(("a", " "), (None, None))
    view = new_view(BatchDeskNow(source=Source.CSV, draft=draft(row(1)), columns=columns))

    assert view.columns is not None
    assert (view.keys, view.buttons) == ((), ())


def test_a_draft_says_for_which_days_it_is() -> None:
    texts = Texts()
    one, many = draft(), draft(until=DAY + timedelta(days=6), source_name="")

    headings = [new_view(BatchDeskNow(draft=each)).heading for each in (one, many)]

    assert [texts(each) for each in headings if each] == [
        "CSVファイル「a.csv」　資格確認日 11月24日",
        "CSVファイル　資格確認日 11月24日から11月30日まで",
    ]


# ── head, history, corner ─────────────────────────────────────────────────────────────────────
def test_the_head_says_what_is_going_on() -> None:
    texts = Texts()
    made = batch(on=DAY, source=Source.APPOINTMENTS, finished_at=NOW)
    now = BatchDeskNow(now=NOW, work=WorkNow(batch=made))

    assert texts(batch_view(now).title) == "本日の一括照会"
    subtitles = [
        batch_view(each).subtitle
        for each in (now, replace(now, busy=Busy.READING), replace(now, done=Done.SENT))
    ]
    assert [texts(each) for each in subtitles if each] == [
        "11月24日の予約　11月22日（日） 21:01 に照会　8:12 完了",
        "読み込んでいます…",
        "一括照会を始めました。窓口の業務は続けられます。",
    ]


def test_trouble_and_a_cut_list_are_said() -> None:
    trouble = batch_view(BatchDeskNow(trouble=StoreFull())).note
    cut = batch_view(BatchDeskNow(work=work(is_cut=True))).note

    assert (trouble and trouble.code, cut and cut.tone) == ("ST02", Tone.INFO)


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        (BatchState.RUNNING, [Act.BATCH_STOP, Act.BATCH_EXPORT, Act.BATCH_OPEN]),
        (BatchState.STOPPED, [Act.BATCH_GO_ON, Act.BATCH_EXPORT, Act.BATCH_OPEN]),
        (BatchState.FAILED, [Act.BATCH_GO_ON, Act.BATCH_EXPORT, Act.BATCH_OPEN]),
        (BatchState.DONE, [Act.BATCH_EXPORT, Act.BATCH_OPEN]),
    ],
)
def test_the_history_offers_what_its_batch_allows(state: BatchState, acts: list[Act]) -> None:
    made = batch(state=state)
    history = HistoryNow(((made, BatchCounts()),), chosen=made.batch_id)
    page = batch_view(BatchDeskNow(screen=Screen.HISTORY, history=history)).page

    assert isinstance(page, HistoryView)
    assert [b.act for b in page.buttons] == acts


def test_an_empty_history_offers_nothing() -> None:
    page = batch_view(BatchDeskNow(screen=Screen.HISTORY)).page

    assert isinstance(page, HistoryView)
    assert page.buttons == ()


@pytest.mark.parametrize(
    ("progress", "detail", "act"),
    [
        (
            Progress(batch(), BatchCounts(waiting=2), 30.0, 4),
            "毎分30名　残り1分未満",
            Act.BATCH_STOP,
        ),
        (
            Progress(batch(), BatchCounts(waiting=2), 30.0, 240),
            "毎分30名　残り約4分",
            Act.BATCH_STOP,
        ),
        (
            Progress(batch(), BatchCounts(waiting=2), 30.0, 9000),
            "毎分30名　残り約2.5時間",
            Act.BATCH_STOP,
        ),
        (
            Progress(batch(), BatchCounts(), is_working=False),
            "照会を準備しています…",
            Act.BATCH_STOP,
        ),
        (
            Progress(batch(), BatchCounts(), yields=True),
            "窓口で確認中のため、待っています",
            Act.BATCH_STOP,
        ),
        (Progress(batch(waits_until=NOW), BatchCounts()), "8:12 に再開します", Act.BATCH_STOP),
        (
            Progress(batch(state=BatchState.STOPPED), BatchCounts()),
            "止めています。続きから再開できます。",
            Act.BATCH_GO_ON,
        ),
    ],
)
def test_the_corner_says_how_far_it_is(progress: Progress, detail: str, act: Act) -> None:
    corner = corner_of(progress)

    assert corner.detail is not None
    assert (Texts()(corner.detail), corner.buttons[0].act) == (detail, act)


def test_the_corner_says_why_a_batch_waits_or_failed() -> None:
    waits = corner_of(Progress(batch(waits_until=NOW, error_code="BK02"), BatchCounts()))
    failed = corner_of(
        Progress(batch(state=BatchState.FAILED), BatchCounts(answered=1, waiting=1))
    )
    unknown = corner_of(Progress(batch(), BatchCounts()))

    assert waits.detail is not None
    assert "8:12" in Texts()(waits.detail)
    assert (failed.tone, failed.share) == (Tone.WARN, 500)
    assert (unknown.detail, unknown.share) == (None, 1000)


def corner_words(progress: Progress) -> str:
    detail = corner_of(progress, NOW).detail
    return "" if detail is None else Texts()(detail)


def test_while_the_service_works_on_an_upload_it_says_how_long() -> None:
    counts = BatchCounts(asking=20)
    progress = Progress(batch(), counts, accepted_at=NOW - timedelta(minutes=12, seconds=40))

    assert corner_words(progress) == "結果を待っています（12分経過）。業務は続けられます。"
    ahead = replace(progress, accepted_at=NOW + timedelta(hours=1))
    assert "（0分経過）" in corner_words(ahead)


def test_rows_that_are_asked_again_by_themselves_are_said_with_when() -> None:
    counts = BatchCounts(waiting=2, answered=5)
    then = NOW + timedelta(minutes=14, seconds=30)
    progress = Progress(batch(), counts, is_working=False, next_try_at=then)
    said = "一部の方を確認できませんでした（2件）。15分後に自動で再確認します。"
    under_way = replace(progress, counts=BatchCounts(waiting=1, asking=1))

    assert corner_words(progress) == said
    for other in (under_way, replace(progress, next_try_at=None)):
        assert corner_words(other) == "照会を準備しています…"


def test_a_job_that_was_given_up_says_so_and_offers_to_go_on() -> None:
    failed = Progress(batch(state=BatchState.FAILED, error_code="BT05"), BatchCounts(waiting=3))

    corner = corner_of(failed, NOW)

    assert corner_words(failed) == "一括照会が異常終了しました。〈再開〉で続きから行えます。"
    assert [Texts()(button.words) for button in corner.buttons] == ["再開"]


# ── when work is due ──────────────────────────────────────────────────────────────────────────
def due(found: BatchRow, *, has_days: bool = False) -> str:
    return said(batch_tables.work_cells(found, has_days=has_days).cells[6])


def test_work_is_due_at_the_time_of_the_visit_or_on_its_day() -> None:
    visit, none = answered(1, Outcome.INVALID), entry(2, appointment=None)

    assert (due(visit), due(visit, has_days=True)) == ("9:01", "11/24")
    assert due(answered(2, Outcome.INVALID, entry=none, on=DAY)) == "11/24"
    assert due(answered(2, Outcome.INVALID, entry=none)) == "—"
    assert (due(row(1, next_try_at=NOW), has_days=True), due(row(1))) == ("8:12", "—")


def test_a_list_of_several_days_names_them() -> None:
    first, second = answered(1, Outcome.INVALID), answered(2, Outcome.INVALID)
    later = answered(3, Outcome.INVALID, entry=entry(3, appointment=NOW + timedelta(days=2)))

    assert not work_view(BatchDeskNow(work=work(first, second))).table.has_days
    assert work_view(BatchDeskNow(work=work(first, later))).table.has_days


# ── the phone list ────────────────────────────────────────────────────────────────────────────
def test_the_phone_list_names_no_insurance_and_nobody_who_was_called() -> None:
    rows = (
        answered(2, Outcome.INVALID, entry=entry(2, appointment=None, phone="")),
        answered(1, Outcome.NOT_FOUND, entry=entry(1, typed=NUMBERS, name="")),
        answered(3, Outcome.INVALID, called_at=NOW),
    )
    texts = Texts()

    listed = phone_list.phone_list(rows, NOW)

    whole = "\n".join(
        texts(each)
        for line in listed.lines
        for each in (line.appointment, line.name, line.kana, line.phone, line.sentence)
    )
    assert [texts(line.appointment) for line in listed.lines] == ["11/24 9:01", "—"]
    assert texts(listed.made).startswith("2名")
    assert not [secret for secret in ("0613", "4567", "１２－３") if secret in whole]
    assert texts(phone_list.page_words(1, 2)) == "1／2ページ"
