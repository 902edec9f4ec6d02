"""Names and numbers as people read them; what came is never changed, only shown another way."""

from __future__ import annotations

import re
import unicodedata

from reception_app.domain.charset import UNSHOWABLE
from reception_app.domain.eligibility import Record, text_of

_HALF_WIDTH_KANA = re.compile(r"[｡-ﾟ]+")
_PARTS = re.compile(r"[　 ]+")


def full_width_kana(raw: str) -> str:
    """Return kana in full width, a voiced mark joined to its kana; nothing else is touched."""
    text = _HALF_WIDTH_KANA.sub(lambda run: unicodedata.normalize("NFKC", run[0]), raw)
    return text.strip(" 　").replace(" ", "　")


def form_of_address(record: Record) -> str:
    """Return the name by which a person is called: the family name, a roman name whole.

    A family name with ● cannot be read aloud, so its kana is taken; empty where there is none.
    """
    name = text_of(record, "Name").strip(" 　")
    if _is_roman(name):
        return name
    family = _PARTS.split(name)[0]
    if name and UNSHOWABLE not in family:
        return family
    return _PARTS.split(full_width_kana(text_of(record, "NameKana")))[0]


def insurer_number(record: Record) -> str:
    """Return the 保険者番号 without its padding."""
    return text_of(record, "InsurerNumber").strip()


def grouped(number: str) -> str:
    """Return a number of six or eight digits in two groups, for reading aloud (0613 9992)."""
    if number.isascii() and number.isdecimal() and len(number) in (6, 8):
        return f"{number[:-4]} {number[-4:]}"
    return number


def _is_roman(name: str) -> bool:
    letters = [char for char in unicodedata.normalize("NFKC", name) if char.isalpha()]
    return bool(letters) and all(
        unicodedata.name(char, "").startswith("LATIN ") for char in letters
    )
