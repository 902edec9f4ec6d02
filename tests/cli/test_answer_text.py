"""A check in words, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.desk import ON, answer, card, check_id

from reception_app.application.catalogue import Lang
from reception_app.application.report import CheckReport, HandoverReport
from reception_app.cli.answer_text import check_text
from reception_app.domain.card_seen import CertificateState
from reception_app.domain.eligibility import Method, ServiceMessage, Verdict
from reception_app.domain.record import HandoverState

REPORT = CheckReport(check_id(), Method.PIN, ON, seen=card(), result=answer())


def test_without_an_answer_there_is_nothing_to_say() -> None:
    assert check_text(replace(REPORT, result=None), Lang.JA) == ""


@pytest.mark.parametrize(
    ("verdict", "japanese", "english"),
    [
        (Verdict.VALID, "【有効】", "[VALID]"),
        (Verdict.INVALID, "【無効】", "[INVALID]"),
        (Verdict.INVALID_NEWER_EXISTS, "【無効】", "[INVALID]"),
        (Verdict.NOT_FOUND, "【該当なし】", "[NOT FOUND]"),
        (Verdict.SEVERAL, "【複数該当】", "[SEVERAL]"),
        (Verdict.VALID_NOT_REGISTERED, "【未登録】", "[NOT REGISTERED]"),
        (Verdict.UNKNOWN, "【判定不能】", "[UNKNOWN]"),
    ],
)
def test_each_verdict_stands_first(verdict: Verdict, japanese: str, english: str) -> None:
    report = replace(REPORT, result=answer(verdict=verdict))

    assert check_text(report, Lang.JA).startswith(japanese)
    assert check_text(report, Lang.EN).startswith(english)


@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.VALID])
def test_only_a_valid_answer_reads_as_valid(verdict: Verdict) -> None:
    report = replace(REPORT, result=answer(verdict=verdict))

    assert "【有効】" not in check_text(report, Lang.JA)
    assert "[VALID]" not in check_text(report, Lang.EN)


def test_an_answer_without_a_verdict_says_none() -> None:
    text = check_text(replace(REPORT, result=answer(verdict=None)), Lang.JA)

    assert "【" not in text


@pytest.mark.parametrize(
    ("state", "japanese", "english"),
    [
        (CertificateState.VALID, "有効（2029-04-01 まで）", "valid (until 2029-04-01)"),
        (
            CertificateState.EXPIRING,
            "期限が近い（2029-04-01 まで）",
            "expires soon (until 2029-04-01)",
        ),
        (
            CertificateState.GRACE,
            "期限切れ・猶予中（2029-07-31 まで）",  # the end of the third month after
            "expired, in grace (until 2029-07-31)",
        ),
    ],
)
def test_the_certificate_and_its_day(state: CertificateState, japanese: str, english: str) -> None:
    report = replace(REPORT, seen=card(certificate_state=state))

    assert japanese in check_text(report, Lang.JA)
    assert english in check_text(report, Lang.EN)


@pytest.mark.parametrize(
    ("state", "japanese", "english"),
    [
        (HandoverState.DELIVERED, "済み", "done"),
        (HandoverState.WAITING, "未", "waiting"),
        (HandoverState.PREPARED, "未", "waiting"),
        (
            HandoverState.HELD,
            "保留（別の方の可能性があります）",
            "held: it may be about another person",
        ),
        (HandoverState.FAILED, "失敗", "failed"),
        (HandoverState.OFF, "なし", "none"),
    ],
)
def test_where_the_answer_stands(state: HandoverState, japanese: str, english: str) -> None:
    report = replace(REPORT, handover=HandoverReport(state))

    assert japanese in check_text(report, Lang.JA).splitlines()[-1]
    assert english in check_text(report, Lang.EN).splitlines()[-1]


def test_people_shares_and_messages_are_shown() -> None:
    record = {
        "Name": "試験　太郎",
        "Birthdate": "19750401",
        "InsuredPartialContributionRatio": "030",
        "ElderlyRecipientCertificateInfo": {"ElderlyRecipientContributionRatio": "020"},
    }
    result = answer(records=(record,), messages=(ServiceMessage("I001", "お知らせ"),))
    japanese = check_text(replace(REPORT, result=result), Lang.JA)
    english = check_text(replace(REPORT, result=result), Lang.EN)

    assert [each in japanese for each in ("3割", "2割", "1975-04-01", "I001 お知らせ")] == [
        True
    ] * 4
    assert [each in english for each in ("30 %", "20 %", "1975-04-01", "I001 お知らせ")] == [
        True
    ] * 4
