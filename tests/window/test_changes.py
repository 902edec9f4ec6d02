"""The same patient again: what changed since the last time, in the whole program."""

from __future__ import annotations

from datetime import date

from support.desk_window import DeskWindow

from reception_app.domain.session.states import Answered


def answer(desk: DeskWindow) -> None:
    desk.lay("employee")
    desk.type_pin()
    desk.until_state(Answered)
    desk.until(lambda: desk.now.before is not None)


def test_the_same_answer_again_says_that_nothing_changed(desk: DeskWindow) -> None:
    answer(desk)
    assert "前回" not in desk.staff_words
    desk.back_to_idle()

    answer(desk)

    assert "から変更はありません" in desk.staff_words


def test_another_insurer_than_the_last_time_stands_beside_the_answer(desk: DeskWindow) -> None:
    answer(desk)
    first = desk.now.today[0]
    desk.back_to_idle()
    desk.store_otherwise(first, on=date(2026, 9, 3), InsurerNumber="01139997")

    answer(desk)

    assert "前回（2026年9月3日）から変更が1件あります" in desk.staff_words
    assert "保険者番号 0113 9997 から 0613 9992 へ" in desk.staff_words
    desk.until(lambda: "変更1件" in desk.row_words(0))

    desk.back_to_idle()
    answer(desk)

    desk.until(lambda: "変更なし" in desk.row_words(0))
    assert "変更1件" in desk.row_words(1)
