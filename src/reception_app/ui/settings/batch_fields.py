"""The settings of 一括照会 that the window shows, in which words; holds no value."""

from __future__ import annotations

from typing import Final

from reception_app.application.settings_batch import CSV_FOLDER, DEFAULTS
from reception_app.ui.settings.field_spec import Choice, Condition, Effect, FieldSpec, Kind
from reception_app.ui.viewstate.words import tr

_FROM_FOLDER: Final = Condition(("batch.appointments", "kind"), CSV_FOLDER, default=CSV_FOLDER)
_BY_UPLOAD: Final = Condition(("batch", "style"), "remote-job")
_ASKED: Final = tr("照会する")
BATCH: Final = (
    FieldSpec(
        "batch",
        "at",
        Kind.TEXT,
        tr("照会を始める時刻"),
        tr("毎日この時刻に、次の診療日の予約を照会します。21:00 のように書きます。"),
        Effect.NEXT_START,
        default=f"{DEFAULTS.at:%H:%M}",
    ),
    FieldSpec(
        "batch.appointments",
        "folder",
        Kind.FOLDER,
        tr("予約のフォルダ"),
        tr("予約システムがCSVを書き出すフォルダです。空のときは、夜間の照会をしません。"),
        Effect.NEXT_START,
        needs=_FROM_FOLDER,
    ),
    FieldSpec(
        "batch",
        "days_ahead",
        Kind.COUNTS,
        tr("何診療日先の予約を照会するか"),
        tr("1 は次の診療日です。1、3 のように、いくつでも書けます。"),
        Effect.NEXT_START,
        default=DEFAULTS.days_ahead,
    ),
    FieldSpec(
        "batch",
        "saturdays",
        Kind.FLAG,
        tr("土曜日の診療"),
        tr("日曜日と祝日、12月29日から1月3日までは、いつも休診日とみなします。"),
        Effect.NEXT_START,
        default=DEFAULTS.saturdays,
        tick=tr("土曜日も診療日とみなす"),
    ),
    FieldSpec(
        "batch",
        "first_business_day",
        Kind.FLAG,
        tr("月の最初の診療日"),
        tr("前の3か月に来院して、今月はまだ確認していない方を、朝6時から照会します。"),
        Effect.NEXT_START,
        default=DEFAULTS.first_business_day,
        tick=_ASKED,
    ),
    FieldSpec(
        "batch",
        "style",
        Kind.CHOICE,
        tr("照会の送り方"),
        tr("自動では、資格確認サービスに合わせます。"),
        Effect.NEXT_START,
        default=DEFAULTS.style.value,
        choices=(
            Choice("auto", tr("自動")),
            Choice("one-by-one", tr("1人ずつ")),
            Choice("remote-job", tr("ファイルでまとめて")),
        ),
    ),
    FieldSpec(
        "batch",
        "rows_per_job",
        Kind.COUNT,
        tr("1ファイルの人数"),
        tr("まとめて送るとき、1つのファイルに入れる人数の上限です。"),
        Effect.NEXT_START,
        default=DEFAULTS.rows_per_job,
        needs=_BY_UPLOAD,
    ),
    FieldSpec(
        "batch",
        "parallel",
        Kind.COUNT,
        tr("同時に照会する人数"),
        tr("1人ずつ送るとき、同時に問い合わせる人数です。窓口の確認はいつも先に行います。"),
        Effect.NEXT_START,
        default=DEFAULTS.parallel,
    ),
)
