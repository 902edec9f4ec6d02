"""Names and numbers as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.names import form_of_address, full_width_kana, grouped, insurer_number


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("ﾔﾏﾀﾞ ﾊﾅｺ", "ヤマダ　ハナコ"),
        ("ﾆｼﾞｭｳ ﾔｽｺ ", "ニジュウ　ヤスコ"),
        ("ﾊﾟｰｸ", "パーク"),
        ("山田①　花子", "山田①　花子"),  # only kana are widened: NFKC would change ①
        ("", ""),
    ],
)
def test_kana_are_shown_in_full_width(raw: str, shown: str) -> None:
    assert full_width_kana(raw) == shown


@given(st.text(alphabet="あア漢①㈱ＡA ", max_size=8))
def test_nothing_but_half_width_kana_and_spaces_is_touched(raw: str) -> None:
    assert full_width_kana(raw) == raw.strip(" 　").replace(" ", "　")


@pytest.mark.parametrize(
    ("name", "kana", "called"),
    [
        ("山田　花子", "ﾔﾏﾀﾞ ﾊﾅｺ", "山田"),
        ("山田 花子", "", "山田"),
        ("グエン　ティ　ホア", "", "グエン"),
        ("ＦＩＣＴＩＴＩＯＵＳ　ＡＬＥＸ", "ﾌｨｸﾃｨｼｬｽ", "ＦＩＣＴＩＴＩＯＵＳ　ＡＬＥＸ"),
        ("JOSÉ  GARCÍA", "", "JOSÉ  GARCÍA"),
        ("●田　花子", "ﾔﾏﾀﾞ ﾊﾅｺ", "ヤマダ"),
        ("●田　花子", "", ""),
        ("山田　●子", "ﾔﾏﾀﾞ ﾊﾅｺ", "山田"),
        ("", "ﾔﾏﾀﾞ ﾊﾅｺ", "ヤマダ"),
        ("　", "", ""),
    ],
)
def test_a_person_is_called_by_what_can_be_read_aloud(name: str, kana: str, called: str) -> None:
    assert form_of_address({"Name": name, "NameKana": kana}) == called


@pytest.mark.parametrize(
    ("raw", "copied", "read"),
    [
        ("06139992", "06139992", "0613 9992"),
        ("  139998", "139998", "13 9998"),
        ("1399", "1399", "1399"),
        ("０６１３９９９２", "０６１３９９９２", "０６１３９９９２"),
        ("", "", ""),
    ],
)
def test_an_insurer_number_is_grouped_for_reading_aloud(raw: str, copied: str, read: str) -> None:
    number = insurer_number({"InsurerNumber": raw})

    assert (number, grouped(number)) == (copied, read)
