"""An answer beside what was known: the person, the row of insurance, item by item."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.charset import UNSHOWABLE
from reception_app.domain.comparison import DIFFERENT, EQUAL, NOT_KNOWN, Likeness, Match, Soft
from reception_app.domain.eligibility import CardholderNumbers, Record
from reception_app.domain.matching import (
    Compared,
    Item,
    compare,
    differing,
    insurance_alike,
    name_to_keep,
    person_alike,
    record_of,
    row_to_compare,
)

HANAKO: Record = {
    "InsuredCardClassification": "01",
    "InsurerNumber": "06139992",
    "InsuredCardSymbol": "１２－３",
    "InsuredIdentificationNumber": "4567",
    "InsuredBranchNumber": "01",
    "PersonalFamilyClassification": "1",
    "InsuredName": "見本　太郎",
    "Name": "見本　花子",
    "NameKana": "ﾐﾎﾝ ﾊﾅｺ",
    "Sex1": "2",
    "Birthdate": "19850412",
    "Address": "見本県見本区中央１－２－３",
    "PostNumber": "123-4567",
    "QualificationDate": "20200401",
    "LimitApplicationCertificateRelatedInfo": {
        "LimitApplicationCertificateClassificationFlag": "A03"
    },
}
ELDER: Record = {
    **HANAKO,
    "InsurerNumber": "39139993",
    "InsuredCardSymbol": "",
    "InsuredBranchNumber": "00",
    "PersonalFamilyClassification": "",
    "InsuredIdentificationNumber": "12345678",
}
AID: Record = {
    **HANAKO,
    "InsuredCardClassification": "A1",
    "InsurerNumber": "12139994",
    "InsuredIdentificationNumber": "9990011",
}


def hanako(**changes: str) -> Record:
    return {**HANAKO, **changes}


def soft(*reasons: Soft) -> Likeness:
    return Likeness(Match.SOFT, frozenset(reasons))


def likeness_of(item: Item, known: Record, received: Record) -> Likeness | None:
    return next(
        (each.likeness for each in compare(known, received).items if each.item is item), None
    )


# ── item by item ──────────────────────────────────────────────────────────────────────────────
def test_the_same_answer_has_no_difference() -> None:
    comparison = compare(HANAKO, HANAKO)

    assert {each.likeness for each in comparison.items} == {EQUAL}
    assert (comparison.person, comparison.insurance) == (EQUAL, EQUAL)


def test_what_changed_is_named_with_both_texts() -> None:
    moved = hanako(InsurerNumber="01139997", Address="見本県見本区西町９－９", Sex1="")

    comparison = compare(HANAKO, moved)

    assert comparison.that_are(Match.DIFFERENT) == (
        Compared(Item.ADDRESS, "見本県見本区中央１－２－３", "見本県見本区西町９－９", DIFFERENT),
        Compared(Item.INSURER, "06139992", "01139997", DIFFERENT),
    )
    assert comparison.that_are(Match.NOT_KNOWN) == (Compared(Item.SEX, "2", "", NOT_KNOWN),)
    assert (comparison.person, comparison.insurance) == (EQUAL, DIFFERENT)


def test_what_nobody_says_is_no_item() -> None:
    assert compare({}, {"Name": " "}).items == ()


@pytest.mark.parametrize(
    ("item", "known", "received", "likeness"),
    [
        (Item.NAME, {"Name": "髙橋"}, {"Name": "高橋"}, soft(Soft.VARIANT_KANJI)),
        (Item.KANA, {"NameKana": "ジュリ"}, {"NameKana": "ｼﾞﾕﾘ"}, soft(Soft.SMALL_KANA)),
        (Item.NUMBER, {Item.NUMBER: "0456"}, {Item.NUMBER: "456"}, soft(Soft.LEADING_ZEROS)),
        (Item.POST_NUMBER, {"PostNumber": "1234567"}, {"PostNumber": "123-4567"}, EQUAL),
        (Item.DISQUALIFIED, {"DisqualificationDate": "99999999"}, {}, EQUAL),
        (Item.DISQUALIFIED, {}, {"DisqualificationDate": "20261031"}, DIFFERENT),
        (Item.SEX, {"Sex1": "1"}, {"Sex1": "1", "Sex2": "2"}, DIFFERENT),
        (Item.SEX, {"Sex1": "2"}, {"Sex1": "3", "Sex2": "2"}, EQUAL),
        (Item.RATIO, {Item.RATIO: "010"}, {Item.RATIO: "030"}, DIFFERENT),
        (
            Item.LIMIT,
            HANAKO,
            {"LimitApplicationCertificateRelatedInfo": {Item.LIMIT: "A04"}},
            DIFFERENT,
        ),
        (
            Item.ELDERLY_RATIO,
            {"ElderlyRecipientCertificateInfo": {Item.ELDERLY_RATIO: "020"}},
            {"ElderlyRecipientCertificateInfo": {Item.ELDERLY_RATIO: "020"}},
            EQUAL,
        ),
    ],
)
def test_each_item_is_compared_in_its_own_way(
    item: Item, known: Record, received: Record, likeness: Likeness
) -> None:
    assert likeness_of(item, known, received) == likeness


def test_the_householder_is_never_compared() -> None:
    other_householder = hanako(InsuredName="別人　次郎")

    assert compare(HANAKO, other_householder) == compare(HANAKO, HANAKO)
    assert "InsuredName" not in set(Item)


def test_a_comparison_is_not_readable_in_a_log() -> None:
    said = repr(compare(HANAKO, HANAKO))

    assert "見本" not in said
    assert "4567" not in said


# ── the person ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("received", "likeness"),
    [
        (HANAKO, EQUAL),
        (hanako(Name="見●　花子"), EQUAL),  # kana and birth date decide
        (hanako(NameKana="みほん はなこ"), EQUAL),
        (hanako(NameKana="", Name="見●　花子"), soft(Soft.UNSHOWABLE)),
        (hanako(NameKana=""), EQUAL),
        (hanako(NameKana="ﾍﾞﾂﾒｲ", NameOfOtherKana="ﾐﾎﾝ ﾊﾅｺ"), EQUAL),
        (hanako(NameKana="", Name="ＨＡＮＡＫＯ", NameOfOther="見本　花子"), EQUAL),
        (hanako(NameKana="ﾐﾎﾝ ﾀﾛｳ"), DIFFERENT),
        (hanako(Birthdate="19850413"), DIFFERENT),
        (hanako(Birthdate=""), NOT_KNOWN),
        (hanako(NameKana="", Name=""), NOT_KNOWN),
        (hanako(Name="別人", NameKana=""), DIFFERENT),
        ({}, NOT_KNOWN),
    ],
)
def test_a_person_is_kana_and_birth_date(received: Record, likeness: Likeness) -> None:
    assert person_alike(HANAKO, received) == likeness
    assert person_alike(received, HANAKO) == likeness


# ── the row of insurance ──────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("known", "received", "likeness"),
    [
        (HANAKO, HANAKO, EQUAL),
        (HANAKO, hanako(InsuredCardSymbol="123"), soft(Soft.SEPARATORS)),
        (HANAKO, hanako(InsuredIdentificationNumber="04567"), soft(Soft.LEADING_ZEROS)),
        (HANAKO, hanako(InsuredBranchNumber="1"), EQUAL),
        (HANAKO, hanako(InsuredBranchNumber="02"), DIFFERENT),
        (HANAKO, hanako(InsuredBranchNumber=""), NOT_KNOWN),
        (hanako(InsuredBranchNumber=""), hanako(InsuredBranchNumber="00"), NOT_KNOWN),
        (hanako(InsuredCardSymbol=""), hanako(InsuredCardSymbol=""), EQUAL),  # 国保 without one
        (hanako(InsuredIdentificationNumber=""), HANAKO, NOT_KNOWN),
        ({}, {}, NOT_KNOWN),
        (ELDER, ELDER, EQUAL),
        ({**ELDER, "InsuredBranchNumber": "", "InsuredCardSymbol": "x"}, ELDER, EQUAL),
        (HANAKO, ELDER, DIFFERENT),
    ],
)
def test_all_four_must_match_on_one_row(
    known: Record, received: Record, likeness: Likeness
) -> None:
    assert insurance_alike(known, received) == likeness
    assert insurance_alike(received, known) == likeness


def test_late_elderly_have_no_symbol_branch_and_relation() -> None:
    odd = {**ELDER, "InsuredCardSymbol": "1", "PersonalFamilyClassification": "2"}

    items = {each.item for each in compare(odd, ELDER).items}

    assert items.isdisjoint({Item.SYMBOL, Item.BRANCH, Item.RELATION})
    assert Item.NUMBER in items


OTHER_ROW = hanako(InsurerNumber="01139997", InsuredIdentificationNumber="5506")


@pytest.mark.parametrize(
    ("known", "records", "row"),
    [
        (HANAKO, [], None),
        (HANAKO, [OTHER_ROW], OTHER_ROW),  # the only one continues what was known
        (HANAKO, [OTHER_ROW, HANAKO], HANAKO),
        (HANAKO, [OTHER_ROW, hanako(InsuredCardSymbol="123")], hanako(InsuredCardSymbol="123")),
        (HANAKO, [hanako(InsuredCardSymbol="123"), HANAKO], HANAKO),
        (HANAKO, [OTHER_ROW, hanako(InsuredBranchNumber="")], hanako(InsuredBranchNumber="")),
        (HANAKO, [HANAKO, HANAKO], None),
        (HANAKO, [OTHER_ROW, ELDER], None),
        # never half of one row and half of another
        (
            HANAKO,
            [hanako(InsurerNumber="01139997"), hanako(InsuredIdentificationNumber="9")],
            None,
        ),
        (HANAKO, [AID, OTHER_ROW], OTHER_ROW),
        (AID, [OTHER_ROW, AID], AID),
        (HANAKO, [AID], None),
    ],
)
def test_one_row_is_compared_or_none(
    known: Record, records: list[Record], row: Record | None
) -> None:
    assert row_to_compare(known, records) == row


def test_numbers_that_were_asked_by_are_compared_with_the_answer() -> None:
    asked = CardholderNumbers("06139992", "12-3", "4567", None, date(1985, 4, 12))

    comparison = compare(record_of(asked), HANAKO)

    assert comparison.insurance == NOT_KNOWN  # no branch was given
    assert likeness_of(Item.SYMBOL, record_of(asked), HANAKO) == EQUAL
    assert likeness_of(Item.BORN, record_of(asked), HANAKO) == EQUAL
    assert comparison.that_are(Match.DIFFERENT) == ()


def test_numbers_without_a_symbol_say_none() -> None:
    asked = CardholderNumbers("39139993", None, "12345678", None, date(985, 4, 12))

    assert record_of(asked)["InsuredCardSymbol"] == ""
    assert record_of(asked)["Birthdate"] == "09850412"
    assert insurance_alike(record_of(asked), ELDER) == EQUAL


# ── the clinic's own name ─────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("known", "received", "kept"),
    [
        ("渡邉　健", "渡●　健", "渡邉　健"),
        ("髙橋", "高橋", "髙橋"),
        ("山田", "別人", "山田"),
        ("山田", "", "山田"),
        ("", "渡●　健", ""),  # ● never gets into the chart
        ("", "渡邉　健", "渡邉　健"),
        ("渡●　健", "渡邉　健", "渡邉　健"),
        ("髙●", "高橋", "髙●"),
        ("渡●　健", "別人", "渡●　健"),
    ],
)
def test_the_known_name_is_kept(known: str, received: str, kept: str) -> None:
    assert name_to_keep(known, received) == kept


@given(st.text(st.sampled_from("山髙高●　")), st.text(st.sampled_from("山髙高●　")))
def test_an_unshowable_character_never_comes_in(known: str, received: str) -> None:
    kept = name_to_keep(known, received)

    assert kept in (known, received)
    assert kept == known or UNSHOWABLE not in kept
    assert kept == known or UNSHOWABLE in known or not known.strip()


@given(
    st.dictionaries(st.sampled_from(Item), st.text(st.sampled_from("0139１-●ｱﾞ ")), max_size=8),
    st.dictionaries(st.sampled_from(Item), st.text(st.sampled_from("0139１-●ｱﾞ ")), max_size=8),
)
def test_a_comparison_is_the_same_from_both_sides(
    one: dict[str, str], other: dict[str, str]
) -> None:
    there, back = compare(one, other), compare(other, one)

    assert (there.person, there.insurance) == (back.person, back.insurance)
    assert [each.likeness for each in there.items] == [each.likeness for each in back.items]


def test_only_what_differs_is_told() -> None:
    known: Record = {"Name": "山田　花子", "NameKana": "ﾔﾏﾀﾞ ﾊﾅｺ", "InsurerNumber": "06139992"}
    received: Record = {**known, "InsurerNumber": "138057", "DisqualificationDate": "20261031"}

    found = [(each.item, each.known, each.received) for each in differing(known, received)]

    assert found == [
        (Item.INSURER, "06139992", "138057"),
        (Item.DISQUALIFIED, "", "20261031"),
    ]
    assert [] == list(differing(known, known))


def test_of_what_was_asked_only_what_was_asked_can_differ() -> None:
    asked: Record = {"NameKana": "ﾔﾏﾀﾞ ﾊﾅｺ", "InsurerNumber": "06139992", "InsuredCardSymbol": ""}
    received: Record = {
        "NameKana": "ヤマダ　ハナコ",
        "InsurerNumber": "138057",
        "InsuredCardSymbol": "12",
        "DisqualificationDate": "20261031",
    }

    found = [each.item for each in differing(asked, received, only_known=True)]

    assert [Item.INSURER] == found


_TEXTS = ("", " ", "1", "01", "06139992", "00000000", "19850412", "39139992", "山田", "●田", "ﾔﾏﾀﾞ")
_RECORDS = st.dictionaries(
    st.sampled_from([*Item, "Sex2"]), st.sampled_from(_TEXTS), max_size=len(Item)
)


@given(_RECORDS, _RECORDS)
def test_what_differs_is_what_the_whole_comparison_finds_different(
    one: Record, other: Record
) -> None:
    assert compare(one, other).that_are(Match.DIFFERENT) == tuple(differing(one, other))
