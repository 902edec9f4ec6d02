"""Views of the staff window by hand: what the mock-ups show, and what is hard to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reception_app.domain.ids import CheckId
from reception_app.ui.viewstate.views import (
    Act,
    Band,
    Bar,
    Button,
    Change,
    DayRow,
    DayView,
    Field,
    Group,
    Lamp,
    Note,
    Outcome,
    Page,
    Picture,
    Prompt,
    Rung,
    Shape,
    StaffView,
    Steps,
    Timeline,
    Tone,
)
from reception_app.ui.viewstate.words import Catalogued, Line, Verbatim, Words, tr

PIN = Button(Act.PIN, tr("暗証番号で確認"), "F1", is_primary=True)
VISUAL = Button(Act.VISUAL, tr("目視で確認"), "F2")
CANCEL = Button(Act.CANCEL, tr("中止する"), "Esc")
NEXT = Button(Act.NEXT, tr("次の患者さんへ"), "F9", is_primary=True)
HAND_OVER = Button(Act.HAND_OVER, tr("レセコンへ引き渡す"), "F8", is_primary=True)

KEYS = (
    Button(Act.PIN, tr("カード（暗証番号）"), "F1"),
    Button(Act.VISUAL, tr("目視確認"), "F2"),
)


def check_id(number: int) -> CheckId:
    return CheckId(f"00000000-0000-4000-8000-{number:012d}")


def row(number: int, time: str, shape: Shape, tone: Tone, name: str, *detail: str) -> DayRow:
    lines = tuple(Verbatim(text) for text in detail)
    return DayRow(check_id(number), time, shape, tone, Verbatim(name), lines)


ROWS = (
    row(6, "9:14", Shape.CIRCLE, Tone.GOOD, "山田 花子", "有効 3割", "変更3件"),
    row(5, "9:11", Shape.CIRCLE, Tone.GOOD, "鈴木 一郎", "有効 1割", "引渡し済み"),
    row(4, "9:08", Shape.TRIANGLE, Tone.WARN, "グエン ティ ホア", "有効 3割", "証明書 あと41日"),
    row(3, "9:05", Shape.CIRCLE, Tone.GOOD, "高橋 美咲", "有効 2割（未就学）"),
    row(2, "9:02", Shape.CROSS, Tone.BAD, "田中 健", "喪失 10/31"),
    row(1, "8:58", Shape.CIRCLE, Tone.GOOD, "渡邉 節子", "有効 1割"),
)
DAY = DayView(rows=ROWS, attention=frozenset({ROWS[2].check_id, ROWS[4].check_id}))


def with_current(day: DayView, number: int = 0) -> DayView:
    """Mark the row at this place as the check on the screen."""
    rows = tuple(replace(r, is_current=n == number) for n, r in enumerate(day.rows))
    return replace(day, rows=rows)


def staff(page: Page, **more: object) -> StaffView:
    """Return a view of a quiet morning with this page."""
    view = StaffView(
        place=(Verbatim("見本内科クリニック"), Verbatim("窓口1")),
        lamps=(
            Lamp(Tone.GOOD, tr("カードリーダー")),
            Lamp(Tone.GOOD, tr("資格確認サービス")),
        ),
        clock=tr("{date} {time}", date="11月24日（火）", time="9:14"),
        operator="佐藤",
        operators=("佐藤", "田中", "鈴木"),
        page=page,
        day=DAY,
        footer=KEYS,
    )
    return replace(view, **more)  # type: ignore[arg-type]  # any field of the view


def fact(label: str, value: str, *, is_strong: bool = False, note: Note | None = None) -> Field:
    return Field(Words(label), Verbatim(value), is_strong=is_strong, note=note)


def change(label: str, then: str, now: str, *, is_new: bool = False) -> Change:
    said = Words(f"{label} {then} から {now} へ")
    return Change(Words(label), Verbatim(then), Verbatim(now), said, is_new=is_new)


WAITING = Prompt(
    picture=Picture.PLACE_CARD,
    headline=tr("カードを置いていただいてください"),
    detail=tr("カードはお預かりせず、患者さんご自身に置いていただきます"),
    buttons=(PIN, VISUAL),
    steps=Steps(0),
)
TYPING = Prompt(
    picture=Picture.TYPE_PIN,
    headline=tr("患者さんが暗証番号を入力しています"),
    detail=tr("カードは置いたままにしていただいてください"),
    buttons=(Button(Act.VISUAL, tr("目視確認に切り替える"), "F2"), CANCEL),
    steps=Steps(1),
)
WRONG_PIN = replace(TYPING, notes=(Note(Tone.WARN, Catalogued("PN01", (("left", "2"),)), "PN01"),))
LAST_TRY = Prompt(
    picture=Picture.CALL_STAFF,
    headline=tr("目視確認をおすすめします"),
    detail=tr("あと1回まちがえると暗証番号がロックされます"),
    notes=(Note(Tone.WARN, Catalogued("PN02"), "PN02"),),
    buttons=(
        Button(Act.VISUAL, tr("目視で確認する"), "F2", is_primary=True),
        Button(
            Act.LAST_TRY,
            tr("暗証番号をもう一度入力する"),
            "F1",
            twice=tr("もう一度押すと入力に進みます"),
        ),
        CANCEL,
    ),
    steps=Steps(1),
    code="PN02",
)
COMPARE = Prompt(
    picture=Picture.COMPARE_FACE,
    headline=tr("カードの顔写真と患者さんご本人を見比べてください"),
    detail=tr("カードはお預かりしないでください"),
    buttons=(
        Button(Act.NOT_SAME_PERSON, tr("確認できません"), "Esc"),
        Button(Act.SAME_PERSON, tr("同じ方です"), "Enter", is_primary=True),
    ),
    steps=Steps(1),
)
ASKING = Prompt(
    picture=Picture.ASKING,
    headline=tr("資格を確認しています"),
    detail=tr("カードはもうお取りいただけます"),
    buttons=(CANCEL,),
    steps=Steps(2),
    is_busy=True,
)
STARTING = Prompt(
    picture=Picture.STARTING,
    headline=tr("準備をしています"),
    detail=tr("このままお待ちください"),
    is_busy=True,
)
READER_MISSING = Prompt(
    picture=Picture.READER_MISSING,
    headline=Catalogued("RD01"),
    detail=Catalogued("RD01", is_action=True),
    code="RD01",
)
CARD_LEFT = Prompt(
    picture=Picture.KEEP_CARD,
    headline=Catalogued("CD05"),
    detail=Catalogued("CD05", is_action=True),
    buttons=(CANCEL,),
    steps=Steps(1),
    code="CD05",
)

BAND_VALID = Band(
    tone=Tone.GOOD,
    shape=Shape.CIRCLE,
    headline=tr("有効"),
    sub=tr("11月24日（火） 9:14 に確認しました"),
    burden=tr("{share}割", share="3"),
    burden_how=tr("70歳未満の一般の割合"),
)
CERTIFICATE_SOON = Note(Tone.WARN, tr("電子証明書 あと{days}日", days="41"))
PERSON = Group(
    heading=tr("本人"),
    over=Verbatim("ヤマダ　ハナコ"),
    lead=Verbatim("山田　花子"),
    fields=(
        fact("生年月日", "1985年4月12日（昭和60年）　41歳　女"),
        fact("患者番号", "00482"),
        fact("住所", "東京都見本区中央 1-2-3"),
    ),
)
INSURANCE = Group(
    heading=tr("保険"),
    fields=(
        Field(
            Words("保険者番号"),
            Verbatim("0613 9992　見本健康保険組合"),
            copies="06139992",
            is_strong=True,
        ),
        fact("記号・番号", "１２－３ ・ 4567　枝番 01　本人"),
        fact("限度額", "区分ウ（同意あり）"),
    ),
)
CARD = Group(
    heading=tr("カード"),
    fields=(fact("期限", "2027年1月4日"),),
    chips=(Note(Tone.NEUTRAL, tr("暗証番号で確認")), CERTIFICATE_SOON),
)
BURDEN = Group(
    heading=tr("窓口負担"),
    fields=(
        fact("適用区分", "ウ（同意あり）"),
        fact("限度額", "80,100円＋（医療費−267,000円）×1%"),
    ),
)
VALID = Outcome(
    band=BAND_VALID,
    left=(PERSON, INSURANCE),
    right=(BURDEN, CARD),
    say=Verbatim("山田様、保険の確認ができました。窓口のご負担は3割です。"),
    foot=Verbatim("9:14　カード・暗証番号　担当 佐藤　応答 0.8秒"),
    buttons=(Button(Act.NEXT, tr("次の患者さんへ"), "F9"), HAND_OVER),
)
LOST = Outcome(
    band=Band(
        tone=Tone.BAD,
        shape=Shape.CROSS,
        headline=tr("資格を喪失しています"),
        sub=Verbatim("2026年10月31日　見本健康保険組合　理由：医療保険等の資格取得"),
        who=Verbatim("佐々木　亮"),
        who_born=Verbatim("1979年6月2日"),
    ),
    ladder_heading=tr("窓口負担を10割にする前に、次の方法を確認してください"),
    ladder=(
        Rung(
            tr("スマートフォンの資格情報画面とカード"),
            tr("マイナポータルの〈健康保険証〉画面を見せてもらい、番号で確認します"),
            is_first=True,
        ),
        Rung(tr("資格情報のお知らせとカード"), tr("お知らせだけでは使えません")),
        Rung(tr("過去の資格（再診の方）"), tr("前回から変更がないか口頭で確認します")),
        Rung(tr("被保険者資格申立書（初診の方）"), tr("お名前などを書いていただきます")),
    ),
    say=tr(
        "新しい保険の登録がまだのようです。〈資格情報のお知らせ〉か、"
        "スマートフォンのマイナポータルはお持ちでしょうか。"
    ),
    code="EL03",
    buttons=(NEXT,),
)
FULL = replace(
    VALID,
    notes=(
        Note(Tone.WARN, Catalogued("CT01"), "CT01"),
        Note(Tone.INFO, Catalogued("HO01"), "HO01"),
    ),
    left=(
        replace(
            PERSON,
            fields=(
                fact("生年月日", "1955年4月12日（昭和30年）　71歳"),
                fact("性別", "女"),
                fact("氏名（その他）", "山田　ハナ"),
                fact("保険者届出の住所", "〒123-4567　東京都見本区中央 1-2-3"),
            ),
        ),
        replace(
            INSURANCE,
            fields=(
                *INSURANCE.fields[:2],
                fact("被保険者", "山田　太郎"),
                fact("証区分", "被保険者証（一般）"),
                fact("資格取得日", "2020年4月1日"),
                fact("有効期間", "2026年4月1日 – 2027年7月31日"),
            ),
        ),
    ),
    right=(
        replace(
            BURDEN,
            fields=(
                fact("適用区分", "現役並みⅠ（同意あり）"),
                fact("高齢受給者", "2割（2026年8月1日 – 2027年7月31日）"),
                fact("特定疾病", "人工透析（自己負担限度額 10,000円）"),
                fact("公費", "54136015　（特定医療費）"),
            ),
        ),
        CARD,
    ),
)
HEAVY = replace(
    VALID,
    left=(
        replace(
            PERSON,
            fields=(
                fact("通称", "見本　ハナ（ミホン　ハナ）"),
                fact("生年月日", "1954年7月3日（昭和29年）　72歳　女"),
                fact("患者番号", "456"),
                fact("保険者届出の住所", "220-9999　神奈川県架空市例示１０番地"),
            ),
        ),
        replace(
            INSURANCE,
            fields=(
                *INSURANCE.fields[:2],
                fact("保険者", "架空健康保険協会　東京支部"),
                fact("被保険者（世帯主）", "見本　一郎"),
                fact("証の区分", "特例退職"),
                fact("高齢受給者証", "2割（2026年8月1日から2027年7月31日まで）"),
            ),
        ),
    ),
    right=(
        Group(
            heading=tr("限度額・特定疾病"),
            fields=(
                fact("限度額", "区分ウ（同意あり）", is_strong=True),
                fact(
                    "特定疾病",
                    "人工透析を要する慢性腎不全（自己負担限度額 10,000円）",
                    note=Note(Tone.NEUTRAL, tr("2027年7月31日まで")),
                ),
            ),
        ),
        Group(
            heading=tr("資格の期間"),
            fields=(
                fact("資格取得日", "2022年4月1日（令和4年）"),
                fact("有効期間", "2022年4月1日から2027年7月31日まで"),
                fact("交付日", "2022年4月15日（令和4年）"),
            ),
        ),
        replace(
            CARD,
            fields=(
                fact(
                    "電子証明書",
                    "2027年1月4日まで",
                    note=Note(
                        Tone.WARN,
                        tr("電子証明書の有効期限は2027年1月4日です。更新のご案内をお渡しください"),
                        "CT01",
                    ),
                ),
            ),
        ),
        Group(
            heading=tr("閲覧の同意など"),
            chips=tuple(
                Note(Tone.NEUTRAL, tr("{kind}：同意あり（10月2日 9:15まで）", kind=kind))
                for kind in ("特定健診", "薬剤", "診療")
            ),
        ),
    ),
    say=tr(
        "見本様、保険の確認ができました。窓口のご負担は2割です。"
        "カードの更新時期が近づいています。市区町村の窓口で手続きをお願いいたします。"
    ),
)
WORDY = replace(
    LAST_TRY,
    headline=tr("We recommend that you check the face of the person in front of you"),
    buttons=(
        Button(Act.CANCEL, tr("Cancel this check and begin again from the very beginning"), "Esc"),
        Button(
            Act.VISUAL,
            tr("Compare the photograph on the card with the person instead of the PIN"),
            "F2",
            is_primary=True,
        ),
    ),
)
LONG_NAME = "KRISHNAMURTHY VENKATASUBRAMANIAN ALEXANDERCHRISTOPHERMAXIMILIANJOHANNES"
ROMAN = replace(
    VALID,
    left=(
        replace(
            PERSON,
            over=Verbatim("クリシュナムルティ　ベンカタスブラマニアン　アレクサンダー"),
            lead=Verbatim(LONG_NAME),
            fields=(
                fact("氏名（その他）", "山本　マックス", note=Note(Tone.NEUTRAL, tr("通称"))),
                *PERSON.fields,
            ),
        ),
        INSURANCE,
    ),
)
BLACK_CIRCLE = replace(
    VALID,
    left=(
        replace(
            PERSON,
            lead=Verbatim("渡●　節子"),
            chips=(Note(Tone.WARN, Catalogued("EL08"), "EL08"),),
        ),
        INSURANCE,
    ),
)
MANY_NOTES = replace(
    FULL,
    notes=(
        *FULL.notes,
        Note(Tone.BAD, Catalogued("ST02"), "ST02"),
        Note(Tone.WARN, Catalogued("EL12"), "EL12"),
        Note(Tone.WARN, Catalogued("CD09"), "CD09"),
    ),
)
UNANSWERED = Outcome(
    band=Band(
        tone=Tone.WARN,
        shape=Shape.WARNING,
        headline=tr("確認できませんでした"),
        sub=Catalogued("NW01"),
    ),
    ladder_heading=tr("窓口負担を10割にする前に、次の方法を確認してください"),
    ladder=LOST.ladder,
    say=tr("ただいま保険の確認に時間がかかっております。少しお待ちください。"),
    code="NW01",
    buttons=(CANCEL, replace(NEXT, is_primary=True)),
)
NEWER = replace(
    VALID,
    band=Band(
        tone=Tone.INFO,
        shape=Shape.NEWER,
        headline=tr("新しい資格があります"),
        sub=Catalogued("EL04"),
    ),
)
CHANGES = Group(
    heading=tr("前回からの変更"),
    changes=(
        change("保険者番号", "0113 9997", "0613 9992"),
        change("記号", "８８－１", "１２－３"),
        change("資格喪失日", "（なし）", "2027年3月31日（令和9年）", is_new=True),
        change(
            "住所",
            "東京都見本区西町９－９　メゾン例示見本東京スカイタワー壱番館　１２０５号室",
            "東京都見本区中央１－２－３",
        ),
    ),
)
CHANGED = replace(
    VALID,
    band=replace(BAND_VALID, sub=Verbatim("前回（2026年9月3日）から変更が4件あります")),
    right=(
        CHANGES,
        Group(
            heading=tr("限度額・特定疾病"),
            fields=(
                replace(fact("限度額", "同意なし"), hint=Note(Tone.NEUTRAL, tr("聞く"), "EL13")),
            ),
        ),
        CARD,
    ),
)
TIMES = Group(
    heading=tr("資格の期間"),
    timeline=Timeline(
        bars=(
            Bar(Verbatim("保険 1　見本健康保険組合　2026年10月1日から"), 0.8, None),
            Bar(Verbatim("保険 2　架空市国民健康保険　2026年12月31日まで"), None, 0.9),
        ),
        at=0.85,
        caption=Verbatim("縦の線は資格確認日（2026年11月24日）です"),
    ),
)
BANNER = Note(Tone.WARN, Catalogued("HO02"), "HO02")
MANY_ROWS = DayView(
    rows=tuple(
        row(n, f"{8 + n % 10}:{n % 60:02d}", Shape.CIRCLE, Tone.GOOD, f"患者 {n}", "有効 3割")
        for n in range(400, 0, -1)
    )
)

VIEWS: Mapping[str, StaffView] = {
    "waiting": staff(WAITING),
    "typing": staff(TYPING, subject="a"),
    "wrong-pin": staff(WRONG_PIN, subject="a"),
    "last-try": staff(LAST_TRY, subject="a"),
    "compare": staff(COMPARE, subject="a"),
    "asking": staff(ASKING, subject="a"),
    "starting": staff(STARTING, footer=(), lamps=(), clock=None, operators=(), operator=""),
    "reader-missing": staff(
        READER_MISSING,
        lamps=(
            Lamp(Tone.BAD, tr("カードリーダー なし")),
            Lamp(Tone.NEUTRAL, tr("資格確認サービス")),
        ),
    ),
    "card-left": staff(CARD_LEFT, subject="a"),
    "valid": staff(VALID, subject="a", has_patient=True, day=with_current(DAY)),
    "lost": staff(LOST, subject="b", has_patient=True, day=with_current(DAY, 4)),
    "full": staff(FULL, subject="c", has_patient=True, is_training=True),
    "heavy": staff(HEAVY, subject="i", has_patient=True, is_training=True),
    "wordy": staff(
        WORDY,
        subject="j",
        place=(Verbatim("Sample Clinic for Internal Medicine, Paediatrics and Cardiology"),),
        operators=("Christopher Alexander",),
        operator="Christopher Alexander",
    ),
    "roman": staff(ROMAN, subject="d", has_patient=True),
    "black-circle": staff(BLACK_CIRCLE, subject="e", has_patient=True),
    "many-notes": staff(MANY_NOTES, subject="f", has_patient=True, banner=BANNER),
    "unanswered": staff(
        UNANSWERED, subject="g", lamps=(Lamp(Tone.WARN, tr("資格確認サービス 応答なし")),)
    ),
    "changed": staff(CHANGED, subject="k", has_patient=True),
    "two-insurances": staff(replace(VALID, right=(TIMES, CARD)), subject="l", has_patient=True),
    "newer": staff(NEWER, subject="h", has_patient=True),
    "training-no-operator": staff(
        WAITING, is_training=True, operator="", banner=BANNER, day=DayView()
    ),
    "many-operators": staff(
        WAITING, operators=("佐藤", "田中", "鈴木", "高橋", "伊藤"), day=MANY_ROWS
    ),
}


def line_of(text: str) -> Line:
    return Verbatim(text)
