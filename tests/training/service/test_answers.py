"""The shape of an answer (eligibility-interface.md 1.3) and what consent opens in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from support.card_ca import IssuedCard
from support.plain_client import (
    PlainClient,
    body_of,
    consent,
    header_of,
    numbers_question,
    records_of,
    visual_question,
)

Issue = Callable[..., IssuedCard]

VIEWING = ("SpecificHealthCheckupsInfo", "PharmacistsInfo", "DiagnosisInfo", "OperationInfo")


def leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


def test_the_header_says_what_was_asked_and_when(client: PlainClient, issue: Issue) -> None:
    asked = visual_question(issue())

    header = header_of(client.check(asked))

    assert header == {
        "ProcessExecutionTime": "20261122090000",
        "QualificationConfirmationDate": "20261122",
        "MedicalInstitutionCode": "1312345678",
        "ArbitraryFileIdentifier": asked["check_id"],
        "ReferenceClassification": "1",
        "SegmentOfResult": "1",
        "CharacterCodeIdentifier": "0",
    }


def test_the_answer_names_its_check(client: PlainClient) -> None:
    asked = numbers_question()

    assert client.check(asked).json()["check_id"] == asked["check_id"]


def test_every_leaf_is_text(client: PlainClient, issue: Issue) -> None:
    asked = visual_question(issue("TRAINING-0019"), consent=consent(limit=True, disease=True))

    answer = client.check(asked).json()

    assert all(isinstance(leaf, str) for leaf in leaves(answer))


def test_a_number_question_is_echoed_as_it_was_asked(client: PlainClient) -> None:
    asked = numbers_question(insurer="139998", symbol="架空12", number="３４５６", branch=None)

    body = body_of(client.check(asked))

    assert body["QualificationConfirmSearchInfo"] == {
        "InsurerNumber": "  139998",
        "InsuredCardSymbol": "架空12",
        "InsuredIdentificationNumber": "３４５６",
        "Birthdate": "19850412",
        "LimitApplicationCertificateRelatedConsFlg": "0",
    }


def test_a_card_question_is_not_echoed(client: PlainClient, issue: Issue) -> None:
    body = body_of(client.check(visual_question(issue())))

    assert "QualificationConfirmSearchInfo" not in body


def test_an_insurer_of_six_digits_is_padded_on_the_left(client: PlainClient, issue: Issue) -> None:
    records = records_of(client.check(visual_question(issue("TRAINING-0004"))))

    assert records[0]["InsurerNumber"] == "  139998"


def test_without_consent_the_limit_certificate_stays_closed(
    client: PlainClient, issue: Issue
) -> None:
    record = records_of(client.check(visual_question(issue())))[0]

    assert record["LimitApplicationCertificateRelatedConsFlg"] == "0"
    assert "LimitApplicationCertificateRelatedConsTime" not in record
    assert "LimitApplicationCertificateRelatedInfo" not in record


def test_with_consent_the_limit_certificate_is_shown(client: PlainClient, issue: Issue) -> None:
    asked = visual_question(issue(), consent=consent(limit=True))

    record = records_of(client.check(asked))[0]

    assert record["LimitApplicationCertificateRelatedConsFlg"] == "1"
    assert record["LimitApplicationCertificateRelatedConsTime"] == "20261122090000"
    limit = record["LimitApplicationCertificateRelatedInfo"]
    assert limit["LimitApplicationCertificateClassificationFlag"] == "A03"


def test_without_consent_the_diseases_stay_closed(client: PlainClient, issue: Issue) -> None:
    asked = visual_question(issue("TRAINING-0027"), consent=consent(limit=True))

    record = records_of(client.check(asked))[0]

    assert record["SpecificDiseasesCertificateRelatedConsFlg"] == "0"
    assert "SpecificDiseasesCertificateList" not in record


def test_with_consent_the_diseases_are_a_list_of_groups(client: PlainClient, issue: Issue) -> None:
    asked = visual_question(issue("TRAINING-0027"), consent=consent(disease=True))

    record = records_of(client.check(asked))[0]

    assert record["SpecificDiseasesCertificateRelatedConsFlg"] == "1"
    assert record["SpecificDiseasesCertificateRelatedConsTime"] == "20261122090000"
    categories = [
        entry["SpecificDiseasesCertificateInfo"]["SpecificDiseasesDiseaseCategory"]
        for entry in record["SpecificDiseasesCertificateList"]
    ]
    assert categories == ["1", "2"]


@pytest.mark.parametrize("kind", VIEWING)
def test_what_may_be_viewed_may_be_viewed_for_a_day(
    client: PlainClient, issue: Issue, kind: str
) -> None:
    record = records_of(client.check(visual_question(issue("TRAINING-0002"))))[0]

    assert record[f"{kind}ConsFlg"] == "1"
    assert record[f"{kind}ConsTime"] == "20261122090000"
    assert record[f"{kind}AvailableTime"] == "20261123090000"


@pytest.mark.parametrize("kind", VIEWING)
def test_nothing_may_be_viewed_with_a_card_in_grace(
    client: PlainClient, issue: Issue, kind: str
) -> None:
    card = issue("TRAINING-0002", not_after=datetime.fromisoformat("2026-11-01T14:59:59Z"))

    record = records_of(client.check(visual_question(card)))[0]

    assert record[f"{kind}ConsFlg"] == "0"
    assert f"{kind}AvailableTime" not in record


@pytest.mark.parametrize("kind", VIEWING)
def test_nothing_may_be_viewed_by_number(client: PlainClient, kind: str) -> None:
    asked = numbers_question(
        insurer="01139997", symbol="98", number="0001234", branch="02", born="1988-07-03"
    )

    record = records_of(client.check(asked))[0]

    assert f"{kind}ConsFlg" not in record


def test_tickets_of_medical_aid_are_a_list_of_groups(client: PlainClient, issue: Issue) -> None:
    insurance, aid = records_of(client.check(visual_question(issue("TRAINING-0019"))))

    assert insurance["InsuredCardClassification"] == "01"
    assert aid["InsuredCardClassification"] == "A1"
    types = [entry["MedicalTicketInfo"]["TicketType"] for entry in aid["PublicExpenseResultList"]]
    assert types == ["01", "02"]


def test_an_error_of_one_person_has_a_code_and_no_validity(
    client: PlainClient, issue: Issue
) -> None:
    answer = client.check(visual_question(issue("TRAINING-0034")))

    assert answer.status_code == 200
    assert header_of(answer)["SegmentOfResult"] == "1"
    assert body_of(answer) == {
        "ProcessingResultStatus": "2",
        "ProcessingResultCode": "ZZZA1001E",
        "ProcessingResultMessage": "【訓練】資格情報を確認できませんでした。",
        "ResultList": [],
    }


def test_a_failed_message_has_its_code_in_the_header(client: PlainClient, issue: Issue) -> None:
    answer = client.check(visual_question(issue("TRAINING-0035")))

    header = header_of(answer)
    assert header["SegmentOfResult"] == "9"
    assert header["ErrorCode"] == "ZZZA9001E"
    assert header["ErrorMessage"] == "【訓練】処理が異常終了しました。"
    assert body_of(answer) == {"ProcessingResultStatus": "2", "ResultList": []}


def test_a_notice_comes_with_a_valid_answer(client: PlainClient, issue: Issue) -> None:
    body = body_of(client.check(visual_question(issue("TRAINING-0036"))))

    assert body["QualificationValidity"] == "1"
    assert body["ProcessingResultCode"] == "ZZZA0001I"


def test_a_character_beyond_the_basic_plane_arrives_whole(
    client: PlainClient, issue: Issue
) -> None:
    answer = client.check(visual_question(issue("TRAINING-0024")))

    assert records_of(answer)[0]["Name"] == "𠮷野　髙﨑邉"


# ── by number ─────────────────────────────────────────────────────────────────────────────────
def validity(answer: Any) -> str:
    code: str = body_of(answer)["QualificationValidity"]
    return code


def test_a_number_question_is_classified_as_such(client: PlainClient) -> None:
    answer = client.check(numbers_question())

    assert header_of(answer)["ReferenceClassification"] == "2"
    assert records_of(answer)[0]["Name"] == "練習　花子"


@pytest.mark.parametrize(
    "changed",
    [
        {"symbol": "123"},
        {"symbol": " １２３ "},
        {"number": "４５６７"},
        {"number": "04567"},
        {"branch": "0"},
        {"branch": None},
        {"branch": ""},
        {"symbol": None},
    ],
)
def test_numbers_are_compared_in_their_comparison_form(
    client: PlainClient, changed: dict[str, object]
) -> None:
    assert validity(client.check(numbers_question(**changed))) == "1"


def test_hyphens_of_a_symbol_may_be_of_any_kind(client: PlainClient) -> None:
    asked = numbers_question(branch="01")

    answers = [
        client.check({**asked, "check_id": check_id, "subject": {**asked["subject"], "symbol": s}})
        for check_id, s in (
            ("00000000-0000-4000-8000-000000000001", "12-3"),
            ("00000000-0000-4000-8000-000000000002", "１２－３"),
            ("00000000-0000-4000-8000-000000000003", "12−3"),
        )
    ]

    assert [validity(answer) for answer in answers] == ["1"] * 3


@pytest.mark.parametrize(
    "changed",
    [
        {"insurer": "01139997"},
        {"symbol": "124"},
        {"number": "4568"},
        {"branch": "05"},
        {"born": "1985-04-13"},
    ],
)
def test_each_of_the_numbers_must_fit(client: PlainClient, changed: dict[str, str]) -> None:
    answer = client.check(numbers_question(**changed))

    assert answer.status_code == 200
    assert validity(answer) == "4"
    assert records_of(answer) == []


def test_twins_cannot_be_told_apart_without_a_branch(client: PlainClient) -> None:
    twins = {"insurer": "06149991", "symbol": "88", "number": "4401", "born": "2015-05-05"}

    without = client.check(numbers_question(**twins, branch=None))
    with_branch = client.check(numbers_question(**twins, branch="03"))

    assert validity(without) == "5"
    assert records_of(without) == []
    assert records_of(with_branch)[0]["Name"] == "双葉　二"


def test_a_refused_card_does_not_close_the_way_by_number(client: PlainClient) -> None:
    asked = numbers_question(
        insurer="01139997", symbol="41", number="5506", branch="00", born="1983-03-03"
    )

    assert validity(client.check(asked)) == "1"


def test_an_answer_is_not_escaped(client: PlainClient) -> None:
    answer = client.check(numbers_question())

    assert "練習　花子" in answer.content.decode("utf-8")
    assert json.loads(answer.content) == answer.json()
