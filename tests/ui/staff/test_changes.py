"""What changed since the last time, as rows of a table that a screen reader gets as sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from support.staff_views import CARD, CHANGED, CHANGES, TIMES, VALID, change, staff
from support.staff_window import Seat

from reception_app.ui.staff.change_row import ChangeRow
from reception_app.ui.staff.period_bar import PeriodBar
from reception_app.ui.theme import Scheme
from reception_app.ui.viewstate.views import Change, Outcome


def page(*changes: Change) -> Outcome:
    return replace(VALID, right=(replace(CHANGES, changes=changes), CARD))


def rows(seat: Seat) -> list[ChangeRow]:
    return [each for each in seat.window.findChildren(ChangeRow) if each.isVisible()]


def picture(seat: Seat, *changes: Change) -> QImage:
    seat.see(staff(page(*changes), subject="a"))
    return rows(seat)[0].grab().toImage()


def test_each_change_is_one_sentence(seat: Seat) -> None:
    seat.see(staff(CHANGED, subject="a"))

    assert [row.text() for row in rows(seat)][:2] == [
        "保険者番号 0113 9997 から 0613 9992 へ",
        "記号 ８８－１ から １２－３ へ",
    ]


def test_the_next_patient_has_none_of_them(seat: Seat) -> None:
    seat.see(staff(CHANGED, subject="a"))

    seat.see(staff(VALID, subject="b"))

    assert rows(seat) == []
    assert not [text for text in seat.texts_shown() if "0113 9997" in text]


@pytest.mark.parametrize("percent", [100, 200])
def test_a_long_address_has_the_lines_it_needs(
    seat: Seat, qapp: QApplication, percent: int
) -> None:
    seat.theme.apply(qapp, Scheme.LIGHT, percent)
    seat.see(staff(CHANGED, subject="a"))

    number, *_, address = rows(seat)

    assert address.height() >= address.heightForWidth(address.width()) > number.height()


def test_what_was_is_struck_out_and_what_was_not_there_is_not(seat: Seat) -> None:
    struck = picture(seat, change("記号", "（なし）", "12"))

    assert struck != picture(seat, change("記号", "（なし）", "12", is_new=True))


def test_both_sides_are_drawn(seat: Seat) -> None:
    first = picture(seat, change("記号", "88", "12"))

    assert first != picture(seat, change("記号", "89", "12"))
    assert first != picture(seat, change("記号", "88", "13"))


def test_periods_are_said_in_words_and_their_line_explained(seat: Seat) -> None:
    seat.see(staff(replace(VALID, right=(TIMES,)), subject="a"))

    assert {
        "保険 1　見本健康保険組合　2026年10月1日から",
        "縦の線は資格確認日（2026年11月24日）です",
    } <= set(seat.texts_shown())


def test_periods_go_with_their_page(seat: Seat) -> None:
    seat.see(staff(replace(VALID, right=(TIMES,)), subject="a"))

    seat.see(staff(VALID, subject="b"))

    assert not [each for each in seat.window.findChildren(PeriodBar) if each.isVisible()]
