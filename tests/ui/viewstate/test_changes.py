"""What changed since the last time: the words below the verdict, and each item with both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.desk import check_id
from support.viewstates import ADULT, LOST, answered, desk, outcome, said, stored

from reception_app.domain.desk import Before
from reception_app.domain.eligibility import Record, Verdict
from reception_app.domain.record import StoredCheck
from reception_app.domain.session.states import Answered
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import Change, Group, Outcome, Shape, Tone

OLD: Record = {**ADULT, "Birthdate": "19550301"}


def earlier(*records: Record, **changes: Any) -> StoredCheck:
    """A check of 3 September."""
    found = stored(answered(*records, **changes).result, number=9)
    return replace(found, record=replace(found.record, on=date(2026, 9, 3)))


def page(state: Answered, *before: StoredCheck) -> Outcome:
    known = Before(state.request.check_id, before)
    return outcome(staff_view(desk(state, before=known)))


def rows(view: Outcome) -> list[Change]:
    groups: list[Group] = [each for each in view.right if said(each.heading) == "前回からの変更"]
    return [each for group in groups for each in group.changes]


def changed(view: Outcome) -> list[tuple[str, str, str]]:
    return [(said(each.label), said(each.then), said(each.now)) for each in rows(view)]


def test_nothing_changed_is_said_and_nothing_is_to_be_pressed_for_it() -> None:
    view = page(answered(), earlier())

    assert said(view.band.sub) == "前回（2026年9月3日）から変更はありません"
    assert (view.code, changed(view)) == ("EL01", [])


def test_who_was_never_here_has_no_word_about_changes() -> None:
    view = page(answered())

    assert (view.band.sub, view.code, changed(view)) == (None, "", [])


def test_what_was_before_another_check_says_nothing() -> None:
    other = Before(check_id(77), (earlier(OLD),))

    view = outcome(staff_view(desk(answered(), before=other)))

    assert view.band.sub is None


def test_changes_are_counted_and_shown_with_both_sides_the_insurance_first() -> None:
    moved = {**ADULT, "InsurerNumber": "01139997", "Address": "東京都見本区西町 9-9"}

    view = page(answered(), earlier(moved))

    assert (view.band.tone, view.band.shape) == (Tone.GOOD, Shape.CIRCLE)
    assert said(view.band.sub) == "前回（2026年9月3日）から変更が2件あります"
    assert view.code == "EL02"
    assert changed(view) == [
        ("保険者番号", "0113 9997", "0613 9992"),
        ("住所", "東京都見本区西町 9-9", "東京都見本区中央 1-2-3"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ({"NameKana": "ﾔﾏﾀﾞ ﾊﾅﾖ"}, {}, ("カナ", "ヤマダ　ハナヨ", "ヤマダ　ハナコ")),
        ({"Sex1": "1"}, {}, ("性別", "男", "女")),
        ({"PersonalFamilyClassification": "2"}, {}, ("本人・家族", "家族", "本人")),
        (
            {"DisqualificationDate": "20261001"},
            {},
            ("資格喪失日", "2026年10月1日（令和8年）", "（なし）"),
        ),
        (
            {"InsuredPartialContributionRatio": "020"},
            {"InsuredPartialContributionRatio": "010"},
            ("一部負担金割合", "2割", "1割"),
        ),
        ({"InsuredCardSymbol": "９９"}, {}, ("記号", "９９", "１２－３")),
    ],
)
def test_each_item_is_read_as_elsewhere_on_the_page(
    before: Record, after: Record, line: tuple[str, str, str]
) -> None:
    view = page(answered({**ADULT, **after}), earlier({**ADULT, **before}))

    assert line in changed(view)


def test_a_change_is_a_sentence_for_a_screen_reader() -> None:
    view = page(answered(), earlier({**ADULT, "InsurerNumber": "01139997"}))

    assert [said(each.said) for each in rows(view)] == ["保険者番号 0113 9997 から 0613 9992 へ"]


@pytest.mark.parametrize(("then", "is_new"), [("", True), ("20261001", False)])
def test_what_was_not_there_before_is_not_struck_out(then: str, *, is_new: bool) -> None:
    ends = {**ADULT, "DisqualificationDate": "20270331"}

    view = page(answered(ends), earlier({**ADULT, "DisqualificationDate": then}))

    assert [(said(each.then) == "（なし）", each.is_new) for each in rows(view)] == [
        (is_new, is_new)
    ]


def test_another_share_stands_first() -> None:
    def with_ratio(raw: str) -> Record:
        certificate = {"ElderlyRecipientContributionRatio": raw}
        return {**OLD, "ElderlyRecipientCertificateInfo": certificate}

    view = page(answered(with_ratio("020")), earlier(with_ratio("030")))

    assert changed(view) == [("窓口負担", "3割", "2割")]


def test_an_insurance_more_is_a_change() -> None:
    aid = {"InsuredCardClassification": "A1", "InsurerNumber": "12139994", "Birthdate": "19850412"}

    view = page(answered(ADULT, aid), earlier(ADULT))

    assert changed(view) == [("資格の数", "1", "2")]


def test_the_ladder_tells_which_insurance_was_valid_before() -> None:
    state = answered(LOST, verdict=Verdict.INVALID, verdict_code="2")

    view = page(state, earlier())

    assert said(view.ladder[2].detail) == (
        "前回（2026年9月3日・見本健康保険組合）から変更がないか、口頭で確認します"
    )


def test_an_insurer_without_a_name_is_left_out_of_it() -> None:
    state = answered(LOST, verdict=Verdict.INVALID, verdict_code="2")

    view = page(state, earlier({**ADULT, "InsurerName": ""}))

    assert said(view.ladder[2].detail).startswith("前回（2026年9月3日）から")


@pytest.mark.parametrize(
    "before", [(), (earlier(LOST, verdict=Verdict.INVALID, verdict_code="2"),)]
)
def test_without_a_valid_one_before_the_ladder_asks_in_general(
    before: tuple[StoredCheck, ...],
) -> None:
    state = answered(LOST, verdict=Verdict.INVALID, verdict_code="2")

    assert said(page(state, *before).ladder[2].detail) == "前回から変更がないか、口頭で確認します"


def test_a_check_that_is_opened_again_has_its_changes_too() -> None:
    opened = stored(answered().result)
    before = Before(opened.record.check_id, (earlier({**ADULT, "InsurerNumber": "01139997"}),))

    view = outcome(staff_view(desk(opened=opened, before=before)))

    assert changed(view) == [("保険者番号", "0113 9997", "0613 9992")]


def test_the_checks_before_are_listed_with_day_verdict_and_insurer() -> None:
    lost = earlier(LOST, verdict=Verdict.INVALID, verdict_code="2")
    nobody = earlier(verdict=None, verdict_code="", records=())

    view = page(answered(), earlier(), lost, nobody)

    (history,) = (each for each in view.left if said(each.heading) == "これまでの確認")
    assert [(said(each.label), said(each.value)) for each in history.fields] == [
        ("2026年9月3日", "有効　見本健康保険組合"),
        ("2026年9月3日", "喪失　見本健康保険組合"),
        ("2026年9月3日", "確認できませんでした"),
    ]


def test_kana_and_birth_date_vouch_for_a_name_with_a_black_circle_if_they_are_known() -> None:
    hidden = {**ADULT, "Name": "山田　●子"}

    known, new = page(answered(hidden), earlier()), page(answered(hidden))

    assert ["前回と一致" in said(each.left[0].chips[0].line) for each in (known, new)] == [
        True,
        False,
    ]
