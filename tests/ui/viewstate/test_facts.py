"""The facts of an answer: order, labels, and what is odd in them shown as it came."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from support.viewstates import ADULT, answered, desk, fact, outcome, said, stored

from reception_app.domain.card_seen import CertificateState
from reception_app.domain.eligibility import Method, Record
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import Field, Group, Outcome, Tone


def page(*records: Record, method: Method = Method.PIN, **changes: Any) -> Outcome:
    return outcome(staff_view(desk(answered(*records, method=method, **changes))))


def labels(*groups: Group) -> list[str]:
    return [said(each.label) for group in groups for each in group.fields]


def group(view: Outcome, heading: str) -> Group:
    return next(each for each in (*view.left, *view.right) if said(each.heading) == heading)


def field(view: Outcome, label: str) -> Field:
    groups = (*view.left, *view.right)
    return next(each for one in groups for each in one.fields if said(each.label) == label)


def adult(**changes: Any) -> Outcome:
    return page({**ADULT, **changes})


# ── 本人 ──────────────────────────────────────────────────────────────────────────────────────
def test_the_person_stands_first_with_kana_above_the_name() -> None:
    person = page().left[0]

    assert (said(person.over), said(person.lead)) == ("ヤマダ　ハナコ", "山田　花子")
    assert labels(person) == ["生年月日", "保険者届出の住所"]
    assert fact(page(), "生年月日") == "1985年4月12日（昭和60年）　41歳　女"


def test_somebody_without_a_name_is_told_to_have_none() -> None:
    person = adult(Name="　", NameKana="").left[0]

    assert (person.over, said(person.lead)) == (None, "（氏名なし）")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("19890107", "1989年1月7日（昭和64年）　37歳　女"),
        ("19890108", "1989年1月8日（平成元年）　37歳　女"),
        ("18500101", "1850年1月1日　176歳　女"),
        ("20991231", "2099年12月31日（令和81年）　女"),
        ("20240230", "20240230　女"),
        ("s50.4.1", "s50.4.1　女"),
    ],
)
def test_a_birth_date_is_shown_in_both_calendars_or_as_it_came(raw: str, shown: str) -> None:
    assert fact(adult(Birthdate=raw), "生年月日") == shown


@pytest.mark.parametrize("raw", ["", "00000000"])
def test_without_a_birth_date_the_sex_stands_alone(raw: str) -> None:
    view = adult(Birthdate=raw)

    assert fact(view, "性別") == "女"
    assert "生年月日" not in labels(*view.left)


@pytest.mark.parametrize(
    ("face", "other", "shown"),
    [
        ("1", "", "男"),
        ("", "2", "女"),
        ("3", "1", "男"),
        ("3", "", "性別の設定なし"),
        ("1", "2", "女（券面 男）"),
        ("2", "2", "女"),
        ("9", "", "コード値 9（不明）"),
    ],
)
def test_the_sex_is_shown_as_it_was_said(face: str, other: str, shown: str) -> None:
    view = adult(Sex1=face, Sex2=other)

    assert fact(view, "生年月日").endswith(f"　{shown}")


def test_without_sex_and_birth_date_there_is_no_line() -> None:
    view = adult(Birthdate="", Sex1="")

    assert labels(view.left[0]) == ["保険者届出の住所"]


@pytest.mark.parametrize(
    ("name", "kana", "shown"),
    [
        ("仮　亜歴", "ｶﾘ ｱﾚｸ", "仮　亜歴（カリ　アレク）"),
        ("仮　亜歴", "", "仮　亜歴"),
        ("", "ｶﾘ ｱﾚｸ", "カリ　アレク"),
    ],
)
def test_another_name_is_shown_as_such(name: str, kana: str, shown: str) -> None:
    assert fact(adult(NameOfOther=name, NameOfOtherKana=kana), "通称") == shown


def test_a_name_with_a_character_that_cannot_be_shown_is_marked() -> None:
    chips = adult(Name="山●　花子").left[0].chips

    assert [(each.tone, each.code) for each in chips] == [(Tone.WARN, "EL08")]
    assert said(chips[0].line).startswith("氏名に表示できない文字（●）があります")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"Name": "山田　德子"}, "（德）があります。レセプトでは「徳」を使えます"),
        ({"Name": "髙橋　髙﨑"}, "（髙、﨑）があります。レセプトでは「高」「崎」を使えます"),
        ({"NameOfOther": "Þóra"}, "（Þ、ó）があります"),
        ({"Name": "山田　太郎"}, None),
    ],
)
def test_characters_that_claims_cannot_carry_are_marked_once(
    names: dict[str, str], words: str | None
) -> None:
    found = [
        said(each.line) for each in group(adult(**names), "本人").chips if each.code == "EL10"
    ]

    assert found == ([] if words is None else [f"請求で使えない文字{words}"])


def test_number_and_address_are_the_insurers() -> None:
    view = adult(ReferenceNumber="00482", PostNumber="100-9999")

    assert field(view, "患者番号").copies == "00482"
    assert fact(view, "保険者届出の住所") == "100-9999　東京都見本区中央 1-2-3"


# ── 保険 ──────────────────────────────────────────────────────────────────────────────────────
def test_the_insurer_number_is_grouped_and_copied_whole() -> None:
    number = field(page(), "保険者番号")

    assert (said(number.value), number.is_strong, number.copies) == ("0613 9992", True, "06139992")


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "１２－３ ・ 4567　枝番 01　本人"),
        ({"InsuredCardSymbol": ""}, "4567　枝番 01　本人"),
        ({"InsuredCardSymbol": "", "InsuredIdentificationNumber": ""}, "枝番 01　本人"),
        (
            {"InsuredBranchNumber": "", "PersonalFamilyClassification": "2"},
            "１２－３ ・ 4567　家族",
        ),
        ({"PersonalFamilyClassification": "7"}, "１２－３ ・ 4567　枝番 01　コード値 7（不明）"),
    ],
)
def test_the_numbers_of_the_insurance_keep_their_zeros(
    changes: dict[str, str], shown: str
) -> None:
    assert fact(adult(**changes), "記号・番号") == shown


def test_an_insurance_without_numbers_has_no_empty_line() -> None:
    view = adult(
        InsurerNumber="",
        InsurerName="",
        InsuredCardSymbol="",
        InsuredIdentificationNumber="",
        InsuredBranchNumber="",
        PersonalFamilyClassification="",
    )

    assert [said(each.heading) for each in view.left] == ["本人"]


def test_the_householder_is_named_where_it_is_somebody_else() -> None:
    assert fact(adult(InsuredName="山田　太郎"), "被保険者（世帯主）") == "山田　太郎"
    assert "被保険者（世帯主）" not in labels(*page().left)


@pytest.mark.parametrize(
    ("code", "shown"), [("07", "自衛官診療証"), ("99", "コード値 99（不明）")]
)
def test_a_card_class_that_is_not_the_usual_one_is_shown(code: str, shown: str) -> None:
    assert fact(adult(InsuredCardClassification=code), "証の区分") == shown


@pytest.mark.parametrize(("raw", "shown"), [("010", "1割"), ("9", "コード値 9（不明）")])
def test_the_ratio_of_the_record_is_shown_as_it_was_said(raw: str, shown: str) -> None:
    assert fact(adult(InsuredPartialContributionRatio=raw), "一部負担金割合") == shown


@pytest.mark.parametrize(
    ("start", "end", "ratio", "shown"),
    [
        ("20260801", "20270731", "020", "2割（2026年8月1日から2027年7月31日まで）"),
        ("20260801", "", "020", "2割（2026年8月1日から）"),
        ("", "soon", "020", "2割（soonまで）"),
        ("", "", "030", "3割"),
        ("20260801", "", "", "2026年8月1日から"),
    ],
)
def test_the_certificate_of_the_elderly_has_ratio_and_period(
    start: str, end: str, ratio: str, shown: str
) -> None:
    view = adult(
        ElderlyRecipientCertificateInfo={
            "ElderlyRecipientValidStartDate": start,
            "ElderlyRecipientValidEndDate": end,
            "ElderlyRecipientContributionRatio": ratio,
        }
    )

    assert fact(view, "高齢受給者証") == shown


# ── 資格の期間 ────────────────────────────────────────────────────────────────────────────────
def test_the_days_of_the_insurance_are_shown() -> None:
    view = adult(
        QualificationDate="20240401",
        DisqualificationDate="20270331",
        ReasonOfLoss="99",
        InsuredCardValidDate="20240401",
        InsuredCardExpirationDate="20270331",
        InsuredCertificateIssuanceDate="20240410",
    )

    assert labels(group(view, "資格の期間")) == [
        "資格取得日",
        "資格喪失日",
        "喪失事由",
        "有効期間",
        "交付日",
    ]
    assert fact(view, "有効期間") == "2024年4月1日から2027年3月31日まで"


def test_a_day_that_says_nothing_new_is_not_repeated() -> None:
    same = dict.fromkeys(
        ("QualificationDate", "InsuredCardValidDate", "InsuredCertificateIssuanceDate"), "20240401"
    )

    assert labels(group(adult(**same), "資格の期間")) == ["資格取得日"]


def test_without_days_there_is_no_group() -> None:
    assert "資格の期間" not in [said(each.heading) for each in page().right]


def test_of_several_records_each_period_says_whose_it_is() -> None:
    one = {**ADULT, "InsuredCardExpirationDate": "20270331"}
    two = {**one, "InsurerName": ""}

    headings = [said(each.heading) for each in page(one, two).right]

    assert headings == ["資格の期間（見本健康保険組合）", "資格の期間", "カード"]


# ── 限度額, 特定疾病 ──────────────────────────────────────────────────────────────────────────
def limit(flag: str = "A03", consent: str = "", **dates: str) -> Outcome:
    return adult(
        LimitApplicationCertificateRelatedConsFlg=consent,
        LimitApplicationCertificateRelatedInfo={
            "LimitApplicationCertificateClassificationFlag": flag,
            **dates,
        },
    )


@pytest.mark.parametrize(
    ("flag", "consent", "shown"),
    [
        ("A03", "1", "区分ウ（同意あり）"),
        ("A06", "", "区分オ（境）"),
        ("B10", "", "一般Ⅰ（後期）"),
        ("", "0", "同意なし"),
        ("C01", "9", "コード値 C01（不明）（コード値 9（不明））"),
    ],
)
def test_the_limit_is_shown_with_its_consent(flag: str, consent: str, shown: str) -> None:
    assert fact(limit(flag, consent), "限度額") == shown


@pytest.mark.parametrize(
    ("start", "end", "note"),
    [
        ("20260801", "20270731", ""),
        ("", "", ""),
        ("20250801", "20260731", "有効期間外：2025年8月1日から2026年7月31日まで"),
        ("20270801", "", "有効期間外：2027年8月1日から"),
    ],
)
def test_a_limit_of_another_year_is_marked(start: str, end: str, note: str) -> None:
    view = limit(
        LimitApplicationCertificateValidStartDate=start,
        LimitApplicationCertificateValidEndDate=end,
    )
    found = field(view, "限度額").note

    assert said(found.line if found else None) == note


@pytest.mark.parametrize(("consent", "code"), [("0", "EL13"), ("1", ""), ("", "")])
def test_a_limit_without_consent_says_quietly_when_to_ask(consent: str, code: str) -> None:
    found = field(limit(consent=consent), "限度額")

    assert (found.hint.code if found.hint else "", found.note) == (code, None)


def test_what_two_insurances_say_alike_of_the_limit_is_said_once() -> None:
    one = {**ADULT, "LimitApplicationCertificateRelatedConsFlg": "0"}

    view = page(one, {**one, "InsurerNumber": "01139997"})

    assert [said(each.heading) for each in view.right].count("限度額・特定疾病") == 1


def test_when_to_ask_for_consent_is_said_once_even_where_the_limits_differ() -> None:
    refused = {"LimitApplicationCertificateRelatedConsFlg": "0"}
    staying = {"LimitApplicationCertificateLongTermDate": "20260901"}
    one = {**ADULT, **refused}
    two = {**one, "LimitApplicationCertificateRelatedInfo": staying}

    limits = [each for each in page(one, two).right if said(each.heading) == "限度額・特定疾病"]

    hints = [each.hint.code for group in limits for each in group.fields if each.hint]
    assert (len(limits), hints) == (2, ["EL13"])


def test_a_long_stay_is_shown() -> None:
    view = limit(LimitApplicationCertificateLongTermDate="20260901")

    assert fact(view, "長期入院該当日") == "2026年9月1日（令和8年）"


def test_diseases_are_shown_with_their_limit() -> None:
    view = adult(
        SpecificDiseasesCertificateList=[
            {
                "SpecificDiseasesCertificateInfo": {
                    "SpecificDiseasesDiseaseCategory": "1",
                    "SpecificDiseasesSelfPay": "10000",
                }
            },
            {
                "SpecificDiseasesCertificateInfo": {
                    "SpecificDiseasesDiseaseCategory": "2",
                    "SpecificDiseasesSelfPay": "一万",
                    "SpecificDiseasesValidEndDate": "20260331",
                }
            },
            {"SpecificDiseasesCertificateInfo": {"SpecificDiseasesDiseaseCategory": "3"}},
            {"SpecificDiseasesCertificateInfo": {"SpecificDiseasesDiseaseCategory": ""}},
        ]
    )
    fields = group(view, "限度額・特定疾病").fields

    assert [said(each.value) for each in fields] == [
        "人工透析を要する慢性腎不全（自己負担限度額 10,000円）",
        "血友病等（自己負担限度額 一万円）",
        "血液製剤によるHIV感染症",
    ]
    assert [said(each.note.line if each.note else None) for each in fields] == [
        "",
        "2026年3月31日まで",
        "",
    ]


# ── 医療扶助 ──────────────────────────────────────────────────────────────────────────────────
def ticket(**changes: str) -> dict[str, dict[str, str]]:
    usual = {
        "TicketType": "01",
        "MedicalTreatmentMonth": "202611",
        "MedicalTreatmentType": "02",
        "SelfPayAmount": "1200",
        "DesignatedMedicalInstitutionFlag": "0",
    }
    return {"MedicalTicketInfo": {**usual, **changes}}


def test_medical_aid_has_words_of_its_own() -> None:
    view = page(
        {
            **ADULT,
            "InsuredCardClassification": "A1",
            "InsurerNumber": "12139994",
            "InsuredIdentificationNumber": "9990011",
            "InsurerName": "架空市福祉事務所",
            "PublicExpenseResultList": [
                ticket(),
                ticket(TicketType="02", DesignatedMedicalInstitutionFlag="1"),
                ticket(TicketType="", MedicalTreatmentMonth="2026", SelfPayAmount=""),
                dict.fromkeys(("TicketType", "MedicalTreatmentMonth"), ""),
            ],
        }
    )
    aid = group(view, "医療扶助")

    assert [(said(each.label), said(each.value)) for each in aid.fields] == [
        ("公費負担者番号", "1213 9994"),
        ("福祉事務所", "架空市福祉事務所"),
        ("受給者番号", "9990011"),
        ("医療券", "2026年11月　入院外　本人支払額 1,200円"),
        ("調剤券", "2026年11月　入院外　本人支払額 1,200円"),
        ("医療券", "2026　入院外"),
        ("医療券", ""),
    ]
    assert [each.note.code if each.note else "" for each in aid.fields[3:5]] == ["", "EL16"]


def test_medical_aid_without_numbers_has_no_empty_line() -> None:
    view = page({"InsuredCardClassification": "A1", "Name": "扶助　光"})

    assert [said(each.heading) for each in view.left] == ["本人"]


# ── カード, 同意 ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("method", "chip"),
    [
        (Method.PIN, "暗証番号で確認済み"),
        (Method.VISUAL, "目視で確認（sato）"),
        (Method.NUMBERS, "番号で確認（カードなし）"),
        (Method.FACE, "顔認証で確認"),
        (Method.BATCH, "一括照会で確認（カードなし）"),
    ],
)
def test_it_is_said_how_the_person_was_identified(method: Method, chip: str) -> None:
    assert said(group(page(method=method), "カード").chips[0].line) == chip


def test_a_certificate_that_ends_soon_is_marked_with_what_to_do() -> None:
    kept = stored(
        certificate_state=CertificateState.EXPIRING,
        not_after=datetime(2027, 1, 2, 14, 59, 59, tzinfo=UTC),
        attempts_left=2,
    )
    view = outcome(staff_view(desk(opened=kept)))
    end = field(view, "電子証明書")

    assert said(end.value) == "2027年1月2日まで"
    assert end.note is not None
    assert (end.note.code, "あと41日" in said(end.note.line)) == ("CT01", True)
    assert said(group(view, "カード").chips[1].line) == "暗証番号の残り 2回"


def test_a_question_without_a_card_has_no_certificate() -> None:
    assert group(page(method=Method.NUMBERS), "カード").fields == ()


def test_consents_are_named_and_never_what_they_open() -> None:
    view = page(
        {
            **ADULT,
            "SpecificHealthCheckupsInfoConsFlg": "1",
            "SpecificHealthCheckupsInfoAvailableTime": "20261123090500",
            "PharmacistsInfoConsFlg": "1",
            "DiagnosisInfoConsFlg": "2",
            "DiagnosisInfoAvailableTime": "20261121090500",
            "OperationInfoConsFlg": "1",
            "OperationInfoAvailableTime": "tomorrow",
        },
        body={
            "ProcessingResultStatus": "1",
            "QualificationValidity": "1",
            "PrescriptionIssueSelect": "1",
        },
    )

    assert [said(each.line) for each in group(view, "閲覧の同意など").chips] == [
        "特定健診：同意あり（11月23日 9:05まで）",
        "薬剤：同意あり",
        "診療：同意の期限切れ",
        "手術：同意あり（tomorrowまで）",
        "処方箋：電子",
    ]


def test_the_form_of_a_prescription_may_stand_in_the_record() -> None:
    chips = group(adult(PrescriptionIssueSelect="2"), "閲覧の同意など").chips

    assert [said(each.line) for each in chips] == ["処方箋：紙"]
