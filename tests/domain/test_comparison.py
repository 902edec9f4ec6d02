"""Texts that say the same in another form, and why they do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.charset import UNSHOWABLE
from reception_app.domain.comparison import (
    DIFFERENT,
    EQUAL,
    NOT_KNOWN,
    Likeness,
    Match,
    Soft,
    addresses_alike,
    all_of,
    any_of,
    branch_form,
    branches_alike,
    codes_alike,
    days_alike,
    end_days_alike,
    insurers_alike,
    kana_alike,
    kana_form,
    name_form,
    names_alike,
    numbers_alike,
    plain_form,
    post_numbers_alike,
    symbols_alike,
)

SELECTOR = "\U000e0100"
JAPANESE = st.text(
    st.sampled_from(
        "山田髙高﨑崎邉邊辺花●〇あぁかがガゕアァカｶﾞﾟ゛ッヵー- 　・①㈱Ａaβ\u0301\ufa1b福" + SELECTOR
    )
    | st.characters(),
    max_size=8,
)
NUMBERS = st.text("0０1１2-－−・ 　", max_size=6)


def soft(*reasons: Soft) -> Likeness:
    return Likeness(Match.SOFT, frozenset(reasons))


# ── numbers of the insurance ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("139998", "  139998", EQUAL),
        ("139998", "00139998", EQUAL),
        ("06139992", "０６１３９９９２", EQUAL),
        ("06139992", "0613 9992", EQUAL),
        ("06139992", "06139993", DIFFERENT),
        ("", "06139992", NOT_KNOWN),
        ("  ", "", NOT_KNOWN),
        ("00000000", "0", EQUAL),
    ],
)
def test_padding_of_an_insurer_is_no_difference(one: str, other: str, likeness: Likeness) -> None:
    assert insurers_alike(one, other) == likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("１２－３", "12-3", EQUAL),
        ("い・ろ", "い･ろ", EQUAL),
        (" 12 ", "12", EQUAL),
        ("12−3", "12-3", soft(Soft.HYPHENS)),
        ("12ー3", "12―3", soft(Soft.HYPHENS)),
        ("12-3", "123", soft(Soft.SEPARATORS)),
        ("い・ろ", "い ろ", soft(Soft.SEPARATORS)),
        ("012", "12", DIFFERENT),
        ("1-2", "3", DIFFERENT),
        ("-", "・", DIFFERENT),
        ("", "12", NOT_KNOWN),
        ("渡邉１", "渡●1", soft(Soft.UNSHOWABLE)),
        ("渡邉１", "渡●2", DIFFERENT),
    ],
)
def test_separators_of_a_symbol_make_a_soft_match(
    one: str, other: str, likeness: Likeness
) -> None:
    assert symbols_alike(one, other) == likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("４５６７", "4567", EQUAL),
        ("04567", "4567", soft(Soft.LEADING_ZEROS)),
        ("000", "0", soft(Soft.LEADING_ZEROS)),
        ("45-67", "45−67", soft(Soft.HYPHENS)),
        ("45-67", "4567", soft(Soft.SEPARATORS)),
        ("045-67", "4567", soft(Soft.SEPARATORS, Soft.LEADING_ZEROS)),
        ("4567", "4568", DIFFERENT),
        ("4567", "45670", DIFFERENT),
        ("0", "", NOT_KNOWN),
        ("邉4567", "●４５６７", soft(Soft.UNSHOWABLE)),
    ],
)
def test_leading_zeros_of_a_number_make_a_soft_match(
    one: str, other: str, likeness: Likeness
) -> None:
    assert numbers_alike(one, other) == likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("1", "01", EQUAL),
        ("０１", "01", EQUAL),
        ("0", "00", EQUAL),
        ("01", "02", DIFFERENT),
        ("", "00", NOT_KNOWN),
        ("00", " ", NOT_KNOWN),
    ],
)
def test_a_branch_that_is_left_out_is_not_00(one: str, other: str, likeness: Likeness) -> None:
    assert branches_alike(one, other) == likeness


# ── the person ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("ﾔﾏﾀﾞ ﾊﾅｺ", "ヤマダ　ハナコ", EQUAL),
        ("ﾔﾏﾀﾞﾊﾅｺ", "やまだ はなこ", EQUAL),
        ("ヴｧ", "ゔぁ", EQUAL),
        ("すゞ", "スヾ", EQUAL),
        ("ｼﾞﾕﾘ", "ジュリ", soft(Soft.SMALL_KANA)),
        ("ァィゥェォャュョッヮヵヶ", "アイウエオヤユヨツワカケ", soft(Soft.SMALL_KANA)),
        ("ｶﾞ", "ｶ", DIFFERENT),
        ("ﾊﾟ", "ﾊﾞ", DIFFERENT),
        ("オオノ", "オノ", DIFFERENT),
        ("", "ヤマダ", NOT_KNOWN),
        (" ", " ", NOT_KNOWN),
    ],
)
def test_kana_are_compared_in_one_form(one: str, other: str, likeness: Likeness) -> None:
    assert kana_alike(one, other) == likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("山田　花子", "山田 花子", EQUAL),
        ("山田花子", "山田　花子", EQUAL),
        ("髙橋", "髙橋", EQUAL),
        ("ＳＭＩＴＨ　ＪＯＨＮ", "SMITH JOHN", EQUAL),
        ("髙橋", "高橋", soft(Soft.VARIANT_KANJI)),
        ("山﨑", "山崎", soft(Soft.VARIANT_KANJI)),
        ("渡邉", "渡邊", soft(Soft.VARIANT_KANJI)),
        ("渡邉", "渡辺", soft(Soft.VARIANT_KANJI)),
        (f"渡邉{SELECTOR}", "渡邉", soft(Soft.VARIANT_KANJI)),
        ("\ufa1b田", "福田", soft(Soft.VARIANT_KANJI)),
        ("渡●", "渡邉", soft(Soft.UNSHOWABLE)),
        ("渡●", f"渡邉{SELECTOR}", soft(Soft.UNSHOWABLE)),
        ("渡●", "渡●", soft(Soft.UNSHOWABLE)),
        ("髙●", "高橋", soft(Soft.VARIANT_KANJI, Soft.UNSHOWABLE)),
        ("Smith", "SMITH", soft(Soft.LETTER_CASE)),
        ("りょう", "りよう", soft(Soft.SMALL_KANA)),
        ("斉藤", "斎藤", DIFFERENT),
        ("みどり", "ミドリ", DIFFERENT),
        ("渡●", "渡", DIFFERENT),
        ("渡●", "渡邉邉", DIFFERENT),
        ("●田", "山本", DIFFERENT),
        ("山田", "", NOT_KNOWN),
    ],
)
def test_a_name_written_otherwise_is_a_soft_match_with_its_reason(
    one: str, other: str, likeness: Likeness
) -> None:
    assert names_alike(one, other) == likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("見本区１－２－３", "見本区1-2-3", EQUAL),
        ("見本区1−2", "見本区1-2", soft(Soft.HYPHENS)),
        ("髙町1−2", "高町1-2", soft(Soft.HYPHENS, Soft.VARIANT_KANJI)),
        ("●町1", "髙町1", soft(Soft.UNSHOWABLE)),
        ("見本区1-2", "見本区1-3", DIFFERENT),
        ("", "見本区", NOT_KNOWN),
    ],
)
def test_an_address_that_is_left_out_is_not_another_one(
    one: str, other: str, likeness: Likeness
) -> None:
    assert addresses_alike(one, other) == likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("123-4567", "１２３４５６７", EQUAL),
        ("123-4567", "123-4568", DIFFERENT),
        ("-", "123-4567", NOT_KNOWN),
    ],
)
def test_a_post_number_has_a_hyphen_or_not(one: str, other: str, likeness: Likeness) -> None:
    assert post_numbers_alike(one, other) == likeness


# ── codes and days ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [("1", " 1", EQUAL), ("01", "1", DIFFERENT), ("", "1", NOT_KNOWN)],
)
def test_codes_are_compared_as_they_are(one: str, other: str, likeness: Likeness) -> None:
    assert codes_alike(one, other) == likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("19850412", " １９８５０４１２", EQUAL),
        ("19850412", "19850413", DIFFERENT),
        ("20240230", "20240230", NOT_KNOWN),
        ("19850412", "", NOT_KNOWN),
    ],
)
def test_a_day_that_does_not_exist_proves_nothing(
    one: str, other: str, likeness: Likeness
) -> None:
    assert days_alike(one, other) == likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("", "99999999", EQUAL),
        ("00000000", "", EQUAL),
        ("99999999", "20261031", DIFFERENT),
        ("20261031", "", DIFFERENT),
        ("20261031", "20261031", EQUAL),
        ("20261031", "20261130", DIFFERENT),
        ("20261031", "20240230", NOT_KNOWN),
    ],
)
def test_an_end_that_is_left_out_is_open(one: str, other: str, likeness: Likeness) -> None:
    assert end_days_alike(one, other) == likeness


# ── wholes ────────────────────────────────────────────────────────────────────────────────────
def test_a_whole_is_as_alike_as_its_least_alike_part() -> None:
    kana, zeros = soft(Soft.SMALL_KANA), soft(Soft.LEADING_ZEROS)

    assert all_of([EQUAL, EQUAL]) == EQUAL
    assert all_of([EQUAL, kana, zeros]) == soft(Soft.SMALL_KANA, Soft.LEADING_ZEROS)
    assert all_of([kana, NOT_KNOWN]) == NOT_KNOWN
    assert all_of([NOT_KNOWN, DIFFERENT, EQUAL]) == DIFFERENT
    assert all_of([]) == NOT_KNOWN


def test_of_several_ways_the_best_counts() -> None:
    kana = soft(Soft.SMALL_KANA)

    assert any_of([NOT_KNOWN, DIFFERENT, kana, EQUAL]) == EQUAL
    assert any_of([DIFFERENT, kana]) == kana
    assert any_of([soft(Soft.UNSHOWABLE, Soft.SMALL_KANA), kana]) == kana
    assert any_of([NOT_KNOWN, DIFFERENT]) == DIFFERENT
    assert any_of([]) == NOT_KNOWN


def test_only_equal_and_soft_are_alike() -> None:
    assert [EQUAL.is_alike, soft(Soft.HYPHENS).is_alike] == [True, True]
    assert [DIFFERENT.is_alike, NOT_KNOWN.is_alike] == [False, False]


# ── what holds for every text ─────────────────────────────────────────────────────────────────
WAYS = [
    (insurers_alike, NUMBERS),
    (symbols_alike, NUMBERS | JAPANESE),
    (numbers_alike, NUMBERS),
    (branches_alike, NUMBERS),
    (names_alike, JAPANESE),
    (kana_alike, JAPANESE),
    (addresses_alike, JAPANESE),
    (post_numbers_alike, NUMBERS),
    (codes_alike, NUMBERS),
    (days_alike, NUMBERS),
    (end_days_alike, NUMBERS),
]
Way = Callable[[str, str], Likeness]


@pytest.mark.parametrize(("alike", "texts"), WAYS)
@given(data=st.data())
def test_it_does_not_matter_which_side_is_which(
    alike: Way, texts: st.SearchStrategy[str], data: st.DataObject
) -> None:
    one, other = data.draw(texts), data.draw(texts)

    assert alike(one, other) == alike(other, one)


@pytest.mark.parametrize(("alike", "texts"), WAYS)
@given(data=st.data())
def test_a_reason_is_named_for_a_soft_match_and_for_nothing_else(
    alike: Way, texts: st.SearchStrategy[str], data: st.DataObject
) -> None:
    likeness = alike(data.draw(texts), data.draw(texts))

    assert bool(likeness.reasons) == (likeness.match is Match.SOFT)


@pytest.mark.parametrize(("alike", "texts"), WAYS)
@given(data=st.data())
def test_a_text_is_never_different_from_itself(
    alike: Way, texts: st.SearchStrategy[str], data: st.DataObject
) -> None:
    text = data.draw(texts)

    likeness = alike(text, text)

    assert likeness in (EQUAL, NOT_KNOWN) or (
        UNSHOWABLE in text and likeness == soft(Soft.UNSHOWABLE)
    )


@pytest.mark.parametrize("form", [plain_form, name_form, kana_form, branch_form])
@given(text=JAPANESE | NUMBERS)
def test_a_form_is_a_form_of_itself(form: Callable[[str], str], text: str) -> None:
    assert form(form(text)) == form(text)


@given(st.text(st.sampled_from("山田花子髙﨑●アガ"), min_size=1), st.data())
def test_an_unshowable_character_fits_any_one(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    unshowable = name[:place] + UNSHOWABLE + name[place + 1 :]

    assert names_alike(name, unshowable) == soft(Soft.UNSHOWABLE)
    assert names_alike(name + "山", unshowable) == DIFFERENT
    assert not names_alike(name[:place] + name[place + 1 :], unshowable).is_alike


@given(st.text(st.sampled_from("ｱｶﾞﾊﾟｼﾞﾕﾘｰ "), min_size=1))
def test_kana_are_the_same_in_any_width(kana: str) -> None:
    assert kana_alike(kana, kana_form(kana)) in (EQUAL, NOT_KNOWN)
