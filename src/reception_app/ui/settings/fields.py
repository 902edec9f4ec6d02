"""Which settings the window shows, in which words; holds no value and builds no widget."""

from __future__ import annotations

from typing import Final

from reception_app.application.settings import DEFAULT_TIMEOUT_S, KEYRING, SCALES, WEBAPI_PASSWORD
from reception_app.ui.settings.batch_fields import BATCH
from reception_app.ui.settings.field_spec import (
    Choice,
    Condition,
    Effect,
    FieldSpec,
    GroupSpec,
    Kind,
)
from reception_app.ui.viewstate.words import Verbatim, tr

EFFECTS: Final = {
    Effect.AT_ONCE: tr("保存するとすぐに変わります"),
    Effect.NEXT_PATIENT: tr("次の患者さんから変わります"),
    Effect.NEXT_START: tr("次にプログラムを起動したときに変わります"),
}
EFFECTS_SHORT: Final = {
    Effect.AT_ONCE: tr("すぐに"),
    Effect.NEXT_PATIENT: tr("次の患者さんから"),
    Effect.NEXT_START: tr("次の起動から"),
}
YES: Final = tr("はい")
NO: Final = tr("いいえ")

JAPANESE: Final = Verbatim("日本語")
EASY_JAPANESE: Final = Verbatim("やさしい日本語")
ENGLISH: Final = Verbatim("English")

_IDENTITY: Final = (
    FieldSpec(
        "desk",
        "default_method",
        Kind.CHOICE,
        tr("既定の方法"),
        tr(
            "方法を選ばずに始めたときの本人確認です。目視でも、1人ずつ担当者が確認して記録します。"
        ),
        Effect.NEXT_PATIENT,
        default="pin",
        choices=(Choice("pin", tr("暗証番号")), Choice("visual", tr("目視"))),
        in_training=True,
    ),
    FieldSpec(
        "desk",
        "operators",
        Kind.NAMES,
        tr("担当者"),
        tr("窓口に立つ人です。目視の確認は、ここにいる担当者だけができます。"),
        Effect.NEXT_START,
        default=(),
        in_training=True,
    ),
)

_DISPLAY: Final = (
    FieldSpec(
        "display",
        "language",
        Kind.CHOICE,
        tr("担当者の画面の言葉"),
        tr("患者さんの画面の言葉は、下で別に選べます。"),
        Effect.AT_ONCE,
        default="ja",
        choices=(Choice("ja", JAPANESE), Choice("en", ENGLISH)),
        in_training=True,
    ),
    FieldSpec(
        "display",
        "scheme",
        Kind.CHOICE,
        tr("配色"),
        tr("自動では、このコンピューターの設定に合わせます。"),
        Effect.AT_ONCE,
        default="auto",
        choices=(
            Choice("auto", tr("自動")),
            Choice("light", tr("明るい")),
            Choice("dark", tr("暗い")),
            Choice("high-contrast", tr("ハイコントラスト")),
        ),
        in_training=True,
    ),
    FieldSpec(
        "display",
        "scale",
        Kind.CHOICE,
        tr("文字とボタンの大きさ"),
        tr("担当者の画面と患者さんの画面の両方の大きさです。"),
        Effect.AT_ONCE,
        default=SCALES[0],
        choices=tuple(Choice(scale, Verbatim(f"{scale} %")) for scale in SCALES),
        in_training=True,
    ),
    FieldSpec(
        "display",
        "patient_screen",
        Kind.CHOICE,
        tr("患者さんの画面"),
        tr("自動では、2台目の画面があれば、その画面いっぱいに出します。"),
        Effect.AT_ONCE,
        default="auto",
        choices=(
            Choice("auto", tr("自動")),
            Choice("window", tr("ふつうのウィンドウ")),
            Choice("off", tr("出さない")),
        ),
        in_training=True,
    ),
    FieldSpec(
        "display",
        "patient_language",
        Kind.CHOICE,
        tr("患者さんの画面の言葉"),
        tr("患者さんは画面のボタンで変えられます。次の患者さんでは、ここで選んだ言葉に戻ります。"),
        Effect.NEXT_PATIENT,
        default="ja",
        choices=(
            Choice("ja", JAPANESE),
            Choice("easy", EASY_JAPANESE),
            Choice("en", ENGLISH),
        ),
        in_training=True,
    ),
)

_CARD: Final = (
    FieldSpec(
        "card",
        "reader",
        Kind.READER,
        tr("使うカードリーダー"),
        tr("1台に決めると、ほかのカードリーダーのカードは読みません。"),
        Effect.NEXT_START,
        in_training=True,
    ),
    FieldSpec(
        "card",
        "phones",
        Kind.FLAG,
        tr("スマートフォン"),
        tr("スマートフォンのマイナンバーカードも受け付けます。カードの確認が少し長くなります。"),
        Effect.NEXT_START,
        default=False,
        in_training=True,
    ),
    FieldSpec(
        "card",
        "trust",
        Kind.FILES,
        tr("信頼する認証局"),
        tr(
            "カードの電子証明書を発行した認証局の証明書（PEM）です。ほかのカードは受け付けません。"
        ),
        Effect.NEXT_START,
        default=(),
    ),
)

_HTTPS: Final = Condition(("backend", "name"), "https")
_OQS_FOLDER: Final = Condition(("backend", "name"), "oqs-folder")
_OQS_WEBAPI: Final = Condition(("backend", "name"), "oqs-webapi")


def _certificates(table: str, needs: Condition) -> tuple[FieldSpec, ...]:
    return (
        FieldSpec(
            table,
            "ca",
            Kind.FILE,
            tr("接続先の認証局"),
            tr("接続先を確かめる証明書（PEM）です。合わない接続先には何も送りません。"),
            Effect.NEXT_START,
            needs=needs,
        ),
        FieldSpec(
            table,
            "client_certificate",
            Kind.FILE,
            tr("端末の証明書"),
            tr("この端末を接続先に示す証明書（PEM）です。"),
            Effect.NEXT_START,
            needs=needs,
        ),
        FieldSpec(
            table,
            "client_key",
            Kind.FILE,
            tr("端末の秘密鍵"),
            tr(
                "端末の証明書と対の鍵（PEM）です。このプログラムの利用者だけが読めるようにしてください。"
            ),
            Effect.NEXT_START,
            needs=needs,
        ),
    )


_SERVICE: Final = (
    FieldSpec(
        "backend",
        "name",
        Kind.BACKEND,
        tr("照会の方式"),
        tr("資格確認サービスへのつなぎ方です。下に項目のない方式では、設定ファイルに書きます。"),
        Effect.NEXT_START,
    ),
    FieldSpec(
        "backend",
        "timeout_s",
        Kind.SECONDS,
        tr("応答を待つ時間"),
        tr("1回の問い合わせで待つ秒数です。120秒まで待てます。"),
        Effect.NEXT_START,
        default=DEFAULT_TIMEOUT_S,
    ),
    FieldSpec(
        "backend.https",
        "url",
        Kind.TEXT,
        tr("接続先"),
        tr("資格確認サービスのアドレスです。https:// で始まります。"),
        Effect.NEXT_START,
        needs=_HTTPS,
    ),
    *_certificates("backend.https", _HTTPS),
    FieldSpec(
        "backend.oqs-folder",
        "root",
        Kind.FOLDER,
        tr("端末のフォルダ"),
        tr("資格確認端末の req・res・face の3つのフォルダがある場所です。"),
        Effect.NEXT_START,
        needs=_OQS_FOLDER,
    ),
    FieldSpec(
        "backend.oqs-folder",
        "encoding",
        Kind.CHOICE,
        tr("照会の文字コード"),
        tr("端末の説明書にある文字コードを選んでください。"),
        Effect.NEXT_START,
        default="utf-8",
        choices=(
            Choice("utf-8", Verbatim("UTF-8")),
            Choice("shift_jis", Verbatim("Shift_JIS")),
        ),
        needs=_OQS_FOLDER,
    ),
    FieldSpec(
        "backend.oqs-folder",
        "face",
        Kind.CHOICE,
        tr("顔認証の結果"),
        tr("顔認証付きカードリーダーの結果を取り込むか、取り込んだ後に端末に残すかどうかです。"),
        Effect.NEXT_START,
        default="leave",
        choices=(
            Choice("leave", tr("取り込んで残す")),
            Choice("consume", tr("取り込んで消す")),
            Choice("off", tr("取り込まない")),
        ),
        needs=_OQS_FOLDER,
    ),
    FieldSpec(
        "backend.oqs-webapi",
        "auth_url",
        Kind.TEXT,
        tr("ログインの接続先"),
        tr("WebAPI のログインのアドレスです。https:// で始まります。"),
        Effect.NEXT_START,
        needs=_OQS_WEBAPI,
    ),
    FieldSpec(
        "backend.oqs-webapi",
        "search_url",
        Kind.TEXT,
        tr("照会の接続先"),
        tr("WebAPI の照会のアドレスです。https:// で始まります。"),
        Effect.NEXT_START,
        needs=_OQS_WEBAPI,
    ),
    FieldSpec(
        "backend.oqs-webapi",
        "user",
        Kind.TEXT,
        tr("利用者ID"),
        tr("WebAPI にログインする利用者のIDです。"),
        Effect.NEXT_START,
        needs=_OQS_WEBAPI,
    ),
    FieldSpec(
        *WEBAPI_PASSWORD,
        Kind.SECRET,
        tr("パスワード"),
        tr(
            "変えるときだけ入力してください。このパソコンの資格情報に保存し、"
            "設定ファイルには書かず、後から表示もできません。"
        ),
        Effect.AT_ONCE,
        needs=_OQS_WEBAPI,
    ),
    *_certificates("backend.oqs-webapi", _OQS_WEBAPI),
)

_TO_FOLDER: Final = Condition(("handover", "kind"), "face-folder")
_HANDOVER: Final = (
    FieldSpec(
        "handover",
        "kind",
        Kind.CHOICE,
        tr("引渡しの方式"),
        tr("確認した結果を、レセコンが読むフォルダに置くかどうかです。"),
        Effect.NEXT_START,
        choices=(
            Choice("face-folder", tr("フォルダに置く")),
            Choice("none", tr("引き渡さない")),
        ),
    ),
    FieldSpec(
        "handover",
        "folder",
        Kind.FOLDER,
        tr("フォルダ"),
        tr("レセコンが結果を受け取るフォルダです。"),
        Effect.NEXT_START,
        needs=_TO_FOLDER,
    ),
    FieldSpec(
        "handover",
        "encoding",
        Kind.CHOICE,
        tr("文字コード"),
        tr("レセコンの説明書にある文字コードを選んでください。"),
        Effect.NEXT_START,
        default="shift_jis",
        choices=(
            Choice("shift_jis", Verbatim("Shift_JIS")),
            Choice("utf-8", Verbatim("UTF-8")),
        ),
        needs=_TO_FOLDER,
    ),
    FieldSpec(
        "handover",
        "when",
        Kind.CHOICE,
        tr("引き渡すとき"),
        tr("確認してからを選ぶと、結果を見て F8 を押すまで引き渡しません。"),
        Effect.NEXT_START,
        default="at-once",
        choices=(
            Choice("at-once", tr("結果が出たらすぐ")),
            Choice("confirmed", tr("確認してから")),
        ),
        needs=_TO_FOLDER,
    ),
)

_CLINIC: Final = (
    FieldSpec(
        "clinic",
        "institution_code",
        Kind.DIGITS,
        tr("医療機関コード"),
        tr("都道府県番号から始まる、数字10桁のコードです。"),
        Effect.NEXT_START,
    ),
    FieldSpec(
        "clinic",
        "name",
        Kind.TEXT,
        tr("医療機関の名前"),
        tr("画面の左上に表示する名前です。空のときは医療機関コードを表示します。"),
        Effect.NEXT_START,
    ),
    FieldSpec(
        "clinic",
        "terminal",
        Kind.TEXT,
        tr("端末の名前"),
        tr("資格確認サービスに登録した、この窓口の名前です。"),
        Effect.NEXT_START,
    ),
)

_STORE: Final = (
    FieldSpec(
        "store",
        "key",
        Kind.KEY_PLACE,
        tr("鍵の場所"),
        tr("保存した結果を開く鍵です。場所を変えるときは、先に同じ鍵をそこへ移してください。"),
        Effect.NEXT_START,
        default=KEYRING,
    ),
)

GROUPS: Final = (
    GroupSpec("identity", tr("本人確認"), _IDENTITY),
    GroupSpec("display", tr("表示"), _DISPLAY),
    GroupSpec("card", tr("カード"), _CARD),
    GroupSpec("service", tr("照会"), _SERVICE),
    GroupSpec("batch", tr("一括照会"), BATCH),
    GroupSpec("handover", tr("引渡し"), _HANDOVER),
    GroupSpec("clinic", tr("医療機関"), _CLINIC),
    GroupSpec("store", tr("結果の保存"), _STORE),
)
"""Everything that the window shows, in its order."""

FIELDS: Final = {field.place: field for group in GROUPS for field in group.fields}
