"""Forms of one and the same kanji, as they stand in names; for soft matches, never to rewrite.

The table joins what Japan's script reform of 1946–49 made two forms of (澤 and 沢), and the
everyday variants of the family registers (髙, 﨑, 邉). It is no standard and needs none: joined
forms are only offered to people as "written otherwise", and kana and birth date decide. Different
kanji that are often taken for each other (斉 and 斎) are different names, so not joined.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_TABLE: Final = """
高髙 崎﨑嵜㟢 辺邊邉 浜濱濵 徳德 吉𠮷 沢澤 斉齊 斎齋 桜櫻 竜龍 国國 広廣 真眞 恵惠 桧檜 淵渕渊
島嶋嶌 滝瀧 条條 円圓 関關 鉄鐵 富冨 峰峯 柳栁 桑桒 土圡 瀬瀨 塩鹽 豊豐 栄榮 学學 実實 寿壽
宝寶寳 巌巖 彦彥 応應 恒恆 晋晉 曽曾 来來 槙槇 横橫 為爲 礼禮 祢禰 穂穗 経經 縁緣 総總 蔵藏
薫薰 蛍螢 覚覺 観觀 郎郞 郷鄕 鋭銳 隣鄰 霊靈 静靜 顕顯 鴎鷗 黒黑 黄黃 昇曻 昂昻 増增 寛寬
清淸 青靑 尚尙 教敎 内內 呉吳 緒緖 録錄 研硏 頼賴 歩步 毎每 戸戶 産產 亀龜 万萬 与與 仏佛
伝傳 児兒 写寫 剣劍劔 勲勳 区區 医醫 厳嚴 双雙 団團 図圖 壮壯 将將 尭堯 岳嶽 帯帶 弥彌 恋戀
慎愼 戦戰 数數 旧舊 暁曉 枢樞 楽樂 権權 浄淨 涼凉 温溫 湾灣 満滿 灯燈 狭狹 瑶瑤 画畫 発發
県縣 称稱 穏穩 糸絲 継繼 続續 荘莊 処處 衛衞 装裝 誉譽 読讀 譲讓 賛贊 転轉 軽輕 遥遙 釈釋
鉱鑛 銭錢 随隨 隠隱 険險 雑雜 館舘 駅驛 駆驅 験驗 鶏鷄 麦麥 黙默 歯齒 齢齡 体體 声聲 変變
宮宫 鎮鎭 凛凜 巻卷 薮藪 篭籠 群羣
"""
GROUPS: Final = tuple(_TABLE.split())
"""Each group begins with the form that everybody can write."""

_COMMON_FORM = {ord(form): group[0] for group in GROUPS for form in group[1:]}


def common_form(char: str) -> str:
    """Return the everyday form of a kanji, or the character itself where no other is known.

    Compatibility ideographs (U+F900 and on) are forms by definition: Unicode names the other one.
    """
    plain = unicodedata.normalize("NFKC", char) if is_compatibility_form(char) else char
    return plain.translate(_COMMON_FORM)


def is_compatibility_form(char: str) -> bool:
    """Whether a character is a compatibility ideograph."""
    return "\uf900" <= char <= "\ufaff" or "\U0002f800" <= char <= "\U0002fa1f"
