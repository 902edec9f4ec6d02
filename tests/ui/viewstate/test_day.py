"""本日の受付: one line a check, and which of them need a person."""

from __future__ import annotations

import gc
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support import answers
from support.desk import asks, check_id
from support.viewstates import ADULT, LOST, NOW, answered, desk, said, stored

from reception_app.domain.card_seen import CertificateState
from reception_app.domain.eligibility import Record, Verdict
from reception_app.domain.record import Handover, HandoverState, StoredCheck
from reception_app.domain.session.states import Opening
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import DayRow, DayView, Shape, Tone

V, H = Verdict, HandoverState


def kept(*records: Record, **changes: Any) -> StoredCheck:
    usual: dict[str, Any] = {"messages": (), "records": records}
    return stored(answers.result(**{**usual, **changes}))


def day(*rows: StoredCheck, **changes: Any) -> DayView:
    return staff_view(desk(today=rows, **changes)).day


def only(row: StoredCheck) -> DayRow:
    return day(row).rows[0]


def test_a_row_says_time_sign_name_and_how_it_stands() -> None:
    row = only(stored())

    assert (row.time, row.shape, row.tone) == ("9:05", Shape.CIRCLE, Tone.GOOD)
    assert said(row.name) == "山田　花子"
    assert [said(each) for each in row.detail] == ["有効 3割・引渡し済み"]


def test_rows_stay_in_their_order() -> None:
    numbers = [row.check_id for row in day(stored(number=2), stored(number=1)).rows]

    assert numbers == [check_id(2), check_id(1)]


def test_a_row_is_made_once_for_the_same_check() -> None:
    check = stored()

    assert only(check) is only(check)
    assert only(stored()) is not only(check)


def test_no_row_is_remembered_longer_than_its_check() -> None:
    """A row names the patient. Slotted classes know no weak reference, so gc looks for it."""
    name = "消える　名前"
    check = kept({**ADULT, "Name": name})
    assert said(only(check).name) == name

    del check
    gc.collect()

    left = [each for each in gc.get_objects() if isinstance(each, DayRow)]
    assert name not in {said(row.name) for row in left}


def test_somebody_without_a_record_has_no_name() -> None:
    assert said(only(kept(verdict=V.NOT_FOUND)).name) == "（氏名なし）"


@pytest.mark.parametrize(
    ("check", "shape", "tone", "detail"),
    [
        (kept(LOST, verdict=V.INVALID), Shape.CROSS, Tone.BAD, "喪失 10/31"),
        (kept(verdict=V.INVALID), Shape.CROSS, Tone.BAD, "喪失"),
        (kept(LOST, verdict=V.INVALID_NEWER_EXISTS), Shape.NEWER, Tone.WARN, "新しい資格あり"),
        (kept(verdict=V.NOT_FOUND), Shape.QUESTION, Tone.WARN, "該当なし"),
        (kept(verdict=V.SEVERAL), Shape.SEVERAL, Tone.WARN, "複数該当"),
        (kept(ADULT, verdict=V.VALID_NOT_REGISTERED), Shape.TRIANGLE, Tone.WARN, "医療券は未登録"),
        (kept(ADULT, verdict=V.UNKNOWN), Shape.WARNING, Tone.WARN, "確認できませんでした"),
        (kept(ADULT, verdict=None), Shape.WARNING, Tone.WARN, "確認できませんでした"),
        (kept(verdict=V.VALID), Shape.WARNING, Tone.WARN, "確認できませんでした"),
    ],
)
def test_what_is_not_valid_needs_a_person(
    check: StoredCheck, shape: Shape, tone: Tone, detail: str
) -> None:
    view = day(check)
    row = view.rows[0]

    assert (row.shape, row.tone) == (shape, tone)
    assert said(row.detail[0]) == f"{detail}・引渡し済み"
    assert view.attention == {check.record.check_id}


@pytest.mark.parametrize(
    ("state", "detail", "needs_person"),
    [
        (H.OFF, "有効 3割", False),
        (H.WAITING, "有効 3割・引渡し待ち", False),
        (H.PREPARED, "有効 3割・引渡し待ち", False),
        (H.DELIVERED, "有効 3割・引渡し済み", False),
        (H.FAILED, "引渡し失敗・有効 3割", True),
        (H.HELD, "引渡し保留・有効 3割", True),
    ],
)
def test_a_hand_over_that_is_stuck_needs_a_person(
    state: HandoverState, detail: str, *, needs_person: bool
) -> None:
    view = day(stored(handover=Handover(state)))

    assert said(view.rows[0].detail[0]) == detail
    assert bool(view.attention) is needs_person


@pytest.mark.parametrize(
    ("state", "detail"),
    [
        (CertificateState.EXPIRING, "有効 3割・証明書 あと41日"),
        (CertificateState.GRACE, "有効 3割・証明書 期限切れ"),
    ],
)
def test_a_certificate_that_ends_is_a_triangle(state: CertificateState, detail: str) -> None:
    end = datetime(2027, 1, 2, 14, 59, 59, tzinfo=UTC)
    view = day(stored(certificate_state=state, not_after=end))

    assert (view.rows[0].shape, view.rows[0].tone) == (Shape.TRIANGLE, Tone.WARN)
    assert said(view.rows[0].detail[0]) == detail
    assert view.attention == frozenset()


def test_a_hand_over_that_is_stuck_is_told_before_the_certificate() -> None:
    check = stored(
        handover=Handover(H.FAILED),
        certificate_state=CertificateState.GRACE,
        not_after=datetime(2026, 10, 2, tzinfo=UTC),
    )

    assert said(only(check).detail[0]) == "引渡し失敗・有効 3割・証明書 期限切れ"


@pytest.mark.parametrize(
    "record", [{**ADULT, "InsuredCardClassification": "05"}, {**ADULT, "Name": "●田　花子"}]
)
def test_what_stands_beside_a_valid_answer_is_a_triangle(record: Record) -> None:
    assert only(kept(record)).shape is Shape.TRIANGLE


SPECIAL: Record = {**ADULT, "InsuredCardClassification": "05"}


@pytest.mark.parametrize(
    "check",
    [kept(SPECIAL), kept(ADULT, {**ADULT, "Birthdate": "19900101"})],
    ids=["the whole cost is paid at the desk", "two people"],
)
def test_what_is_grave_beside_a_valid_answer_needs_a_person(check: StoredCheck) -> None:
    assert day(check).attention == {check.record.check_id}


# ── what the receipt computer left lying ──────────────────────────────────────────────────────
def test_what_was_left_lying_is_marked_until_it_is_taken() -> None:
    check = stored(
        certificate_state=CertificateState.GRACE, not_after=datetime(2026, 10, 2, tzinfo=UTC)
    )
    lying = day(check, left_lying=frozenset({check.record.check_id}))
    taken = day(check)

    assert said(lying.rows[0].detail[0]) == "未受取・有効 3割・証明書 期限切れ"
    assert lying.attention == {check.record.check_id}
    assert said(taken.rows[0].detail[0]) == "有効 3割・証明書 期限切れ"
    assert taken.attention == frozenset()


def test_what_was_left_lying_is_a_triangle() -> None:
    check = stored()

    row = day(check, left_lying=frozenset({check.record.check_id})).rows[0]

    assert (row.shape, row.tone) == (Shape.TRIANGLE, Tone.WARN)


def test_a_row_of_an_earlier_day_says_its_day_and_needs_a_person() -> None:
    check = stored(handover=Handover(H.WAITING))
    view = day(check, now=NOW + timedelta(days=1))

    assert (view.rows[0].time, view.rows[0].is_earlier) == ("11/22", True)
    assert view.attention == {check.record.check_id}


def test_a_share_that_is_not_known_is_not_shown() -> None:
    assert said(only(kept({**ADULT, "Birthdate": ""})).detail[0]) == "有効・引渡し済み"


def test_a_row_follows_its_check() -> None:
    waiting, delivered = (stored(handover=Handover(state)) for state in (H.WAITING, H.DELIVERED))
    details = [said(only(each).detail[0]) for each in (waiting, waiting, delivered)]

    assert details == ["有効 3割・引渡し待ち", "有効 3割・引渡し待ち", "有効 3割・引渡し済み"]


# ── which row is on the screen ────────────────────────────────────────────────────────────────
def current(view: DayView) -> list[str]:
    return [row.check_id for row in view.rows if row.is_current]


def test_the_row_of_the_answer_on_the_screen_is_marked() -> None:
    rows = (stored(number=2), stored(number=1))

    assert current(day(*rows)) == []
    assert current(staff_view(desk(answered(), today=rows)).day) == [check_id(1)]


def test_an_opened_row_is_marked_unless_a_check_is_under_way() -> None:
    rows = (stored(number=2), stored(number=1))
    opened, running = (
        staff_view(desk(state, today=rows, opened=rows[0])).day
        for state in (answered(), Opening(asks(number=3)))
    )

    assert current(opened) == [check_id(2)]
    assert current(running) == []


# ── what changed since the last time ──────────────────────────────────────────────────────────
def changed_row(check: StoredCheck, changes: int | None, **now: Any) -> DayView:
    return day(check, changed={check.record.check_id: changes}, **now)


@pytest.mark.parametrize(
    ("changes", "state", "shape", "detail"),
    [
        (3, H.DELIVERED, Shape.CHANGED, "有効 3割・変更3件"),
        (3, H.OFF, Shape.CHANGED, "有効 3割・変更3件"),
        (3, H.WAITING, Shape.CHANGED, "有効 3割・変更3件・引渡し待ち"),
        (3, H.FAILED, Shape.CHANGED, "引渡し失敗・有効 3割・変更3件"),
        (0, H.DELIVERED, Shape.CIRCLE, "有効 3割・変更なし"),
        (0, H.OFF, Shape.CIRCLE, "有効 3割・変更なし"),
        (0, H.WAITING, Shape.CIRCLE, "有効 3割・引渡し待ち"),
        (0, H.FAILED, Shape.CIRCLE, "引渡し失敗・有効 3割"),
        (None, H.DELIVERED, Shape.CIRCLE, "有効 3割・引渡し済み"),
        (3, H.HELD, Shape.WARNING, "引渡し保留・有効 3割"),
    ],
)
def test_a_row_says_whether_something_changed(
    changes: int | None, state: HandoverState, shape: Shape, detail: str
) -> None:
    (row,) = changed_row(stored(handover=Handover(state)), changes).rows

    assert (row.shape, said(row.detail[0])) == (shape, detail)


@pytest.mark.parametrize(
    ("changes", "detail"),
    [(3, "有効 3割・変更3件・証明書 あと41日"), (0, "有効 3割・証明書 あと41日")],
)
def test_that_nothing_changed_yields_to_a_certificate(changes: int, detail: str) -> None:
    end = datetime(2027, 1, 2, 14, 59, 59, tzinfo=UTC)
    check = stored(certificate_state=CertificateState.EXPIRING, not_after=end)

    (row,) = changed_row(check, changes).rows

    assert (row.shape, said(row.detail[0])) == (Shape.TRIANGLE, detail)


def test_what_is_not_valid_says_nothing_of_changes() -> None:
    (row,) = changed_row(kept(LOST, verdict=V.INVALID), 3).rows

    assert said(row.detail[0]) == "喪失 10/31・引渡し済み"


@pytest.mark.parametrize(
    ("changes", "state", "by_hand", "needs_person"),
    [
        (3, H.WAITING, True, True),
        (3, H.WAITING, False, False),
        (3, H.DELIVERED, True, False),
        (3, H.OFF, True, False),
        (0, H.WAITING, True, False),
    ],
)
def test_what_changed_needs_a_person_until_it_is_confirmed(
    changes: int, state: HandoverState, *, by_hand: bool, needs_person: bool
) -> None:
    view = changed_row(stored(handover=Handover(state)), changes, needs_confirmation=by_hand)

    assert bool(view.attention) is needs_person
