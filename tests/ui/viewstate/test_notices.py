"""What staff reads of the service's notices (front-desk.md A3-15, A5-4, A5-5); patients, none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from support.desk import asks, card, check_id
from support.notices import AT_3, CARDS, OUTAGE, notice
from support.viewstates import answered, desk, one_of_each, said

from reception_app.domain.desk import DeskNow, ReaderHealth, ServiceHealth
from reception_app.domain.errors import BackendUnavailable, CertificateRefused, StoreFull
from reception_app.domain.notice import Affects
from reception_app.domain.session.states import Failed, State
from reception_app.ui.viewstate.patient import patient_view
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import Tone
from reception_app.ui.viewstate.words import Words


def banner(now: DeskNow) -> tuple[Tone, str, str] | None:
    note = staff_view(now).banner
    return None if note is None else (note.tone, said(note.line), note.code)


def test_a_notice_about_cards_says_what_it_means_and_when() -> None:
    assert banner(desk(notices=(CARDS,))) == (
        Tone.WARN,
        "電子証明書の状態を確認できない時間帯です（保守 3:00–4:00）。",
        "CT05",
    )


def test_a_notice_about_everything_is_in_the_services_own_words_and_says_so() -> None:
    assert banner(desk(notices=(OUTAGE,))) == (
        Tone.WARN,
        "資格確認サービスからのお知らせ（3:00〜4:00）：広い範囲で通信障害が起きています",
        "",
    )


def test_what_the_service_writes_is_never_taken_for_ours() -> None:
    odd = "{begins} {text} <b>"

    note = staff_view(desk(notices=(notice(text=odd),))).banner

    assert note is not None
    assert isinstance(note.line, Words)
    assert ("text", odd) in note.line.values
    assert odd not in repr(note)


@pytest.mark.parametrize(
    ("lasts", "times"),
    [
        (timedelta(hours=23, minutes=59), "3:00–2:59"),
        (timedelta(hours=24), "2026-11-24 3:00–2026-11-25 3:00"),
    ],
)
def test_days_are_told_where_times_alone_would_mislead(lasts: timedelta, times: str) -> None:
    shown = banner(desk(notices=(replace(CARDS, ends=AT_3 + lasts),)))

    assert shown is not None
    assert f"（保守 {times}）" in shown[1]


def test_a_notice_about_numbers_is_not_shown_while_nobody_can_ask_by_number() -> None:
    assert banner(desk(notices=(notice(affects=Affects.NUMBERS),))) is None


def test_what_concerns_everything_comes_before_what_concerns_cards() -> None:
    shown = banner(desk(notices=(CARDS, OUTAGE)))

    assert shown is not None
    assert "通信障害" in shown[1]


@pytest.mark.parametrize(
    ("state", "changes", "code"),
    [
        (replace(answered(), saved=False, trouble=StoreFull()), {}, "ST02"),
        (answered(), {"reader": ReaderHealth.UNPLUGGED}, "RD02"),
        (
            None,
            {"service": ServiceHealth.TROUBLE, "service_trouble": BackendUnavailable("BK02")},
            "BK02",
        ),
        (None, {"left_lying": frozenset({check_id(1)})}, "HO02"),
    ],
)
def test_trouble_at_the_desk_comes_before_notices(
    state: State | None, changes: dict[str, Any], code: str
) -> None:
    shown = banner(desk(state, notices=(OUTAGE, CARDS), **changes))

    assert shown is not None
    assert code == shown[2]


def test_a_page_that_says_it_itself_needs_no_banner() -> None:
    failed = Failed(asks(), card(), CertificateRefused("CT05"))

    assert banner(desk(failed, notices=(CARDS,))) is None


@pytest.mark.parametrize("state", one_of_each(), ids=lambda state: type(state).__name__)
def test_a_notice_changes_nothing_but_the_banner(state: State) -> None:
    quiet, told = desk(state), desk(state, notices=(OUTAGE, CARDS))

    assert staff_view(quiet) == replace(staff_view(told), banner=staff_view(quiet).banner)
    assert patient_view(quiet) == patient_view(told)
