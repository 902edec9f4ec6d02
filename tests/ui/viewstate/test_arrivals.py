"""What came by itself: a row that is marked, and calm words that take nobody's page."""

from __future__ import annotations

from typing import Any

import pytest
from support.answers import record
from support.desk import check_id
from support.viewstates import answered, desk, said, stored

from reception_app.domain.desk import DeskNow, FaceNow, ReaderHealth
from reception_app.domain.eligibility import Method
from reception_app.domain.errors import BackendGarbled, StoreFull
from reception_app.domain.record import StoredCheck
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import Tone


def arrived(method: Method = Method.FACE, number: int = 1) -> StoredCheck:
    row = stored(number=number)
    return StoredCheck(record(number, method=method), row.result, row.handover)


def banner(now: DeskNow) -> tuple[Tone, str, str] | None:
    note = staff_view(now).banner
    return None if note is None else (note.tone, said(note.line), note.code)


# ── the row ───────────────────────────────────────────────────────────────────────────────────
def test_a_row_that_came_by_itself_is_marked_in_words_too() -> None:
    first, second = staff_view(
        desk(today=(arrived(), stored(number=2)), arrived=(check_id(1),))
    ).day.rows

    assert (True, False) == (first.is_new, second.is_new)
    assert ["新着・有効 3割・引渡し済み"] == [said(each) for each in first.detail]
    assert ["有効 3割・引渡し済み"] == [said(each) for each in second.detail]


def test_the_mark_goes_with_the_desks_word() -> None:
    row = arrived()
    before = staff_view(desk(today=(row,), arrived=(check_id(1),))).day.rows[0]
    after = staff_view(desk(today=(row,))).day.rows[0]

    assert (True, False) == (before.is_new, after.is_new)


# ── the strip ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("method", "words"),
    [
        (Method.FACE, "顔認証の結果が届きました（9:05）。本日の受付にあります。"),
        (Method.NUMBERS, "遅れていた回答が届きました（9:05）。本日の受付にあります。"),
    ],
)
def test_a_desk_where_nobody_is_served_says_that_something_came(
    method: Method, words: str
) -> None:
    now = desk(today=(arrived(method),), arrived=(check_id(1),))

    assert (Tone.INFO, words, "") == banner(now)


@pytest.mark.parametrize("changes", [{"opened": stored(number=2)}, {"session": answered()}])
def test_nobody_elses_page_is_disturbed(changes: dict[str, Any]) -> None:
    now = desk(today=(arrived(),), arrived=(check_id(1),), **changes)

    assert banner(now) is None


def test_what_is_not_listed_is_not_said() -> None:
    assert banner(desk(arrived=(check_id(1),))) is None


# ── the folder ────────────────────────────────────────────────────────────────────────────────
def test_without_a_face_reader_nothing_is_said_of_it() -> None:
    assert 2 == len(staff_view(desk()).lamps)


@pytest.mark.parametrize("reader", [ReaderHealth.MISSING, ReaderHealth.SERVICE_DOWN])
def test_a_desk_that_takes_no_cards_says_nothing_of_card_readers(reader: ReaderHealth) -> None:
    now = desk(reader=reader, takes_cards=False, face=FaceNow(is_reached=True))

    assert ["資格確認サービス", "顔認証の結果"] == [
        said(each.words) for each in staff_view(now).lamps
    ]
    assert banner(now) is None


@pytest.mark.parametrize(
    ("is_reached", "tone", "words"),
    [
        (None, Tone.NEUTRAL, "顔認証の結果（確認中）"),
        (True, Tone.GOOD, "顔認証の結果"),
        (False, Tone.WARN, "顔認証の結果（つながりません）"),
    ],
)
def test_a_lamp_says_how_the_folder_is(is_reached: bool | None, tone: Tone, words: str) -> None:
    lamp = staff_view(desk(face=FaceNow(is_reached))).lamps[2]

    assert (tone, words) == (lamp.tone, said(lamp.words))


@pytest.mark.parametrize(
    ("face", "tone", "words", "code"),
    [
        (FaceNow(is_reached=False), Tone.WARN, "顔認証の結果が届きません。", ""),
        (FaceNow(trouble=BackendGarbled("XML")), Tone.WARN, "取り込めない顔認証の結果", ""),
        (FaceNow(trouble=StoreFull()), Tone.BAD, "空き容量がなく", "ST02"),
    ],
)
def test_a_strip_says_why_results_are_missing(
    face: FaceNow, tone: Tone, words: str, code: str
) -> None:
    told = banner(desk(face=face))

    assert told is not None
    assert (tone, code) == (told[0], told[2])
    assert told[1].startswith(words)


def test_a_folder_in_order_needs_no_strip() -> None:
    assert banner(desk(face=FaceNow(is_reached=True))) is None
