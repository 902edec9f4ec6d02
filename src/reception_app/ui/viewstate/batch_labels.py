"""What the states of 一括照会 are called on the screen, and what is to be done about them."""

from __future__ import annotations

from reception_app.domain.batch import BatchState, Kept, OtherItem, Outcome, Source
from reception_app.domain.batch_columns import Column
from reception_app.domain.batch_desk import Busy, Done, HistoryDays, Period, Screen
from reception_app.domain.eligibility import Verdict
from reception_app.domain.matching import Item
from reception_app.domain.number_entry import Place
from reception_app.ui.viewstate.views import Shape, Tone
from reception_app.ui.viewstate.words import Words, tr

SCREENS = {
    Screen.WORK: tr("要対応"),
    Screen.NEW: tr("新しい一括照会"),
    Screen.HISTORY: tr("履歴"),
}
SOURCES = {
    Source.APPOINTMENTS: tr("予約"),
    Source.CSV: tr("CSVファイル"),
    Source.THIS_MONTH: tr("今月未確認"),
    Source.LAST_MONTH: tr("前月レセ前"),
    Source.AGAIN: tr("再照会"),
}
SOURCE_DETAILS = {
    Source.APPOINTMENTS: tr("予約のある患者さん"),
    Source.CSV: tr("ファイルを選びます"),
    Source.THIS_MONTH: tr("通院中で、今月まだ確認していない患者さん"),
    Source.LAST_MONTH: tr("先月受診し、その後確認していない患者さん"),
}
PERIODS = {
    Period.TOMORROW: tr("明日"),
    Period.THIS_WEEK: tr("今週"),
    Period.NEXT_WEEK: tr("来週"),
    Period.THIS_MONTH: tr("今月"),
}
STATES = {
    BatchState.RUNNING: tr("照会中"),
    BatchState.STOPPED: tr("停止中"),
    BatchState.DONE: tr("完了"),
    BatchState.DONE_WITH_ERRORS: tr("一部エラー"),
    BatchState.FAILED: tr("異常終了"),
}
STATE_TONES = {
    BatchState.RUNNING: Tone.INFO,
    BatchState.STOPPED: Tone.WARN,
    BatchState.DONE: Tone.GOOD,
    BatchState.DONE_WITH_ERRORS: Tone.WARN,
    BatchState.FAILED: Tone.BAD,
}
STATE_SHAPES = {
    BatchState.RUNNING: Shape.CLOCK,
    BatchState.STOPPED: Shape.TRIANGLE,
    BatchState.DONE: Shape.CIRCLE,
    BatchState.DONE_WITH_ERRORS: Shape.TRIANGLE,
    BatchState.FAILED: Shape.CROSS,
}
OUTCOMES = {
    Outcome.INVALID: tr("無効"),
    Outcome.INVALID_NEWER_EXISTS: tr("無効（新しい資格あり）"),
    Outcome.NOT_FOUND: tr("該当なし"),
    Outcome.SEVERAL: tr("複数該当"),
    Outcome.OTHER_PERSON: tr("別の方の回答"),
    Outcome.UNKNOWN_CODE: tr("判定できない回答"),
    Outcome.NOT_REGISTERED: tr("有効（未登録）"),
    Outcome.CHANGED: tr("変更あり"),
    Outcome.UNCHANGED: tr("有効・変更なし"),
    Outcome.ERROR: tr("エラー"),
}
OUTCOME_SHAPES = {
    Outcome.INVALID: Shape.CROSS,
    Outcome.INVALID_NEWER_EXISTS: Shape.NEWER,
    Outcome.NOT_FOUND: Shape.QUESTION,
    Outcome.SEVERAL: Shape.SEVERAL,
    Outcome.OTHER_PERSON: Shape.TRIANGLE,
    Outcome.UNKNOWN_CODE: Shape.WARNING,
    Outcome.NOT_REGISTERED: Shape.TRIANGLE,
    Outcome.CHANGED: Shape.CHANGED,
    Outcome.UNCHANGED: Shape.CIRCLE,
    Outcome.ERROR: Shape.WARNING,
}
OUTCOME_TONES = {
    Outcome.INVALID: Tone.BAD,
    Outcome.INVALID_NEWER_EXISTS: Tone.WARN,
    Outcome.NOT_FOUND: Tone.WARN,
    Outcome.SEVERAL: Tone.WARN,
    Outcome.OTHER_PERSON: Tone.BAD,
    Outcome.UNKNOWN_CODE: Tone.WARN,
    Outcome.NOT_REGISTERED: Tone.WARN,
    Outcome.CHANGED: Tone.INFO,
    Outcome.UNCHANGED: Tone.GOOD,
    Outcome.ERROR: Tone.WARN,
}
KEPT = {
    Kept.TWICE: tr("同じ方が上の行にあります"),
    Kept.ASKED_TODAY: tr("本日すでに照会しています"),
    Kept.CHECKED_BY_CARD: tr("今月すでにカードで確認済み"),
    Kept.DAY_IS_OVER: tr("日付が過ぎました"),
}
ITEMS = {
    Item.NAME: tr("氏名"),
    Item.KANA: tr("氏名カナ"),
    Item.OTHER_NAME: tr("氏名（その他）"),
    Item.OTHER_KANA: tr("氏名カナ（その他）"),
    Item.BORN: tr("生年月日"),
    Item.SEX: tr("性別"),
    Item.POST_NUMBER: tr("郵便番号"),
    Item.ADDRESS: tr("住所"),
    Item.INSURER: tr("保険者番号"),
    Item.SYMBOL: tr("記号"),
    Item.NUMBER: tr("番号"),
    Item.BRANCH: tr("枝番"),
    Item.RELATION: tr("本人・家族"),
    Item.CARD_CLASS: tr("証の区分"),
    Item.QUALIFIED: tr("資格取得日"),
    Item.DISQUALIFIED: tr("資格喪失日"),
    Item.VALID_UNTIL: tr("有効期限"),
    Item.RATIO: tr("一部負担割合"),
    Item.ELDERLY_RATIO: tr("高齢受給者の負担割合"),
    Item.LIMIT: tr("限度額の適用区分"),
}
OTHER_ITEMS = {
    OtherItem.VALIDITY: tr("資格有効性"),
    OtherItem.VALID_FROM: tr("有効開始日"),
    OtherItem.REASON_OF_LOSS: tr("喪失事由"),
    OtherItem.LIMIT_CHANGED: tr("限度額の変更の有無"),
    OtherItem.REFERENCE_NUMBER: tr("照会番号"),
}
VERDICTS = {
    Verdict.VALID: tr("有効"),
    Verdict.INVALID: tr("無効"),
    Verdict.INVALID_NEWER_EXISTS: tr("無効（新しい資格あり）"),
    Verdict.VALID_NOT_REGISTERED: tr("有効（未登録）"),
}
"""What is told of both sides of ``OtherItem.VALIDITY``."""
PLACES = {
    Place.INSURER: tr("保険者番号"),
    Place.SYMBOL: tr("記号"),
    Place.NUMBER: tr("番号"),
    Place.BRANCH: tr("枝番"),
    Place.BORN: tr("生年月日"),
}
MEANINGS: tuple[tuple[Column | None, Words], ...] = (
    (None, tr("使わない")),
    (Column.PATIENT_NUMBER, tr("患者番号")),
    (Column.NAME, tr("氏名")),
    (Column.KANA, tr("氏名カナ")),
    (Column.INSURER, tr("保険者番号")),
    (Column.SYMBOL, tr("記号")),
    (Column.NUMBER, tr("番号")),
    (Column.BRANCH, tr("枝番")),
    (Column.BORN, tr("生年月日")),
    (Column.PHONE, tr("電話番号")),
    (Column.DAY, tr("予約日")),
    (Column.TIME, tr("予約時刻")),
    (Column.MOMENT, tr("予約日時")),
)
"""What the columns of a file can mean."""

DAYS = {
    HistoryDays.ALL: tr("すべての日"),
    HistoryDays.AHEAD: tr("今日から"),
    HistoryDays.LAST_WEEK: tr("この7日間"),
    HistoryDays.THIS_MONTH: tr("今月"),
    HistoryDays.LAST_MONTH: tr("先月"),
}
BUSY = {
    Busy.READING: tr("読み込んでいます…"),
    Busy.SENDING: tr("送信の準備をしています…"),
    Busy.PRINTING: tr("印刷の準備をしています…"),
    Busy.EXPORTING: tr("書き出しています…"),
}
DONE = {
    Done.SENT: tr("一括照会を始めました。窓口の業務は続けられます。"),
    Done.EXPORTED: tr("CSVファイルに書き出しました。"),
    Done.NOTED: tr("記録しました。"),
    Done.ASKED_AGAIN: tr("もう一度照会します。"),
    Done.SET_ASIDE: tr("要対応から外しました。"),
    Done.HANDED_OVER: tr("レセコンへ引き渡しました。"),
}
