"""The clipboard: what was copied goes away by itself, what others copied stays."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from reception_app.ui.staff.copying import Copying


def test_what_was_copied_goes_away_after_a_while(qtbot: QtBot) -> None:
    copying = Copying(kept_ms=1)

    copying.copy("06139992")

    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "")


def test_what_others_copied_meanwhile_stays(qtbot: QtBot) -> None:
    copying = Copying()
    copying.copy("06139992")
    QGuiApplication.clipboard().setText("else")

    copying.forget()

    assert QGuiApplication.clipboard().text() == "else"


def test_nothing_is_taken_away_that_was_not_copied_here(qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("else")

    Copying().forget()

    assert QGuiApplication.clipboard().text() == "else"
