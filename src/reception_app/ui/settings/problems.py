"""Mistakes in settings, in words that can be translated; finds no mistake itself."""

from __future__ import annotations

import re
from typing import Final

from reception_app.domain.errors import SettingsProblem
from reception_app.ui.viewstate.words import Line, Verbatim, Words, tr

_SENTENCES: Final = (
    tr("必要な項目です"),
    tr("テーブルで書いてください"),
    tr("文字列の配列で書いてください"),
    tr("同じ値が2回以上あります"),
    tr("true か false で書いてください"),
    tr("秒数を数値で書いてください"),
    tr("0 より大きく {most} 以下にしてください"),
    tr("1 から {most} までの整数で書いてください"),
    tr("1 から {most} までの異なる整数の配列で書いてください"),
    tr("21:00 のように書いてください"),
    tr("この版で使える値は {allowed} です"),
    tr("知らないテーブルです"),
    tr("知らない項目です"),
    tr('文字列で書いてください（"…"）'),
    tr("空にはできません"),
    tr("余分な空白や改行があります"),
    tr("半角数字10桁で書いてください"),
    tr("マイナンバー（12桁）は書けません"),
    tr("https://ホスト名 の形で書いてください"),
    tr("利用者名、? 、# は書けません"),
    tr("keyring か file:/絶対パス で書いてください"),
    tr("{names} のいずれかにしてください"),
    tr("目視（visual）にするには、担当者（operators）が必要です"),
    tr("ファイルがありません（{path}）"),
    tr("ファイルを読めません（{path}）"),
    tr("設定ファイルがありません"),
    tr("設定ファイルを読めません"),
    tr("UTF-8 で保存してください"),
    tr("TOML の書き方に誤りがあります（{line}行{column}桁）"),
    tr("ほかで変更されています。変更を捨てて読み直してください"),
    tr("この書き方のファイルは、ここからは変更できません"),
    tr("保存する権限がありません"),
    tr("保存できません。空き容量とフォルダを確かめてください"),
    tr("このパソコンの資格情報に保存できません"),
)
"""As the checks and the file say them; a test holds the two together."""

_PLACE: Final = re.compile(r"\\\{(\w+)\\\}")


def what_is_wrong(problem: SettingsProblem) -> Line:
    """Return the mistake without its place; one that is not known stays as it is."""
    for pattern, words in _PATTERNS:
        if found := pattern.fullmatch(problem.what):
            return Words(words.source, tuple(found.groupdict().items()))
    return Verbatim(problem.what)


def _pattern(words: Words) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>.+)", re.escape(words.source)), re.DOTALL)


_PATTERNS: Final = tuple((_pattern(words), words) for words in _SENTENCES)
