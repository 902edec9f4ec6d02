from __future__ import annotations

from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QRect, QStringListModel, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFocusFrame,
    QLineEdit,
    QListView,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from reception_app.ui.theme import Scheme, Theme, set_role


def _button() -> QWidget:
    button = QPushButton("次の患者")
    set_role(button, "primary")
    return button


def _quiet() -> QWidget:
    button = QPushButton("取消")
    set_role(button, "quiet")
    return button


def _combo() -> QWidget:
    combo = QComboBox()
    combo.addItems(["佐藤", "鈴木"])
    return combo


class _Window(QWidget):
    """One widget that takes the focus and one that gives it back."""

    def __init__(self, inner: QWidget, *, margin: int = 24) -> None:
        super().__init__()
        self.inner = inner
        self.other = QLineEdit()
        column = QVBoxLayout(self)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(24)
        column.addWidget(inner)
        column.addWidget(self.other)

    def ring(self) -> QFocusFrame:
        return next(f for f in self.findChildren(QFocusFrame) if f.isVisible())


def _shown(window: QWidget, focus: QWidget, qtbot: QtBot) -> None:
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    focus.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is focus)


def _middles(rect: QRect, *, inset: int) -> list[QPoint]:
    """The middle of each side, so many px inside."""
    inner = rect.adjusted(inset, inset, -inset, -inset)
    x, y = inner.center().x(), inner.center().y()
    return [
        QPoint(x, inner.top()),
        QPoint(x, inner.bottom()),
        QPoint(inner.left(), y),
        QPoint(inner.right(), y),
    ]


def _colours(image: QImage, places: list[QPoint]) -> set[str]:
    return {image.pixelColor(place).name() for place in places}


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize(
    "make", [_button, _quiet, QLineEdit, _combo, lambda: QCheckBox("a"), QRadioButton]
)
def test_a_widget_with_the_keyboard_has_a_yellow_and_a_dark_ring(
    theme: Theme, qapp: QApplication, qtbot: QtBot, make: Callable[[], QWidget], scheme: Scheme
) -> None:
    theme.apply(qapp, scheme, 100)
    window = _Window(make())
    _shown(window, window.inner, qtbot)

    picture = window.grab().toImage()
    edge = window.inner.geometry().adjusted(-8, -8, 8, 8)

    assert edge == window.ring().geometry()
    assert {theme.colour("focus.ring").name()} == _colours(picture, _middles(edge, inset=1))
    assert {theme.colour("focus.outline").name()} == _colours(picture, _middles(edge, inset=5))


def test_the_ring_grows_with_the_scale(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    window = _Window(_button(), margin=48)
    _shown(window, window.inner, qtbot)

    theme.apply(qapp, Scheme.LIGHT, 200)
    qapp.processEvents()

    assert window.inner.geometry().adjusted(-16, -16, 16, 16) == window.ring().geometry()


def test_the_ring_follows_the_focus(theme: Theme, qtbot: QtBot) -> None:
    window = _Window(_button())
    _shown(window, window.inner, qtbot)

    window.other.setFocus()

    assert window.other.geometry().adjusted(-8, -8, 8, 8) == window.ring().geometry()


def test_the_ring_moves_with_its_widget(theme: Theme, qtbot: QtBot) -> None:
    window = _Window(_button())
    _shown(window, window.inner, qtbot)

    window.resize(640, 480)
    qtbot.waitUntil(lambda: window.inner.width() > 500)

    assert window.inner.geometry().adjusted(-8, -8, 8, 8) == window.ring().geometry()


def test_a_hidden_widget_has_no_ring(theme: Theme, qtbot: QtBot) -> None:
    window = _Window(_button())
    _shown(window, window.other, qtbot)

    window.other.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    window.other.hide()
    window.inner.hide()

    assert [] == [f for f in window.findChildren(QFocusFrame) if f.isVisible()]


def test_where_there_is_no_room_the_ring_lies_inside_and_stays_closed(
    theme: Theme, qtbot: QtBot
) -> None:
    window = _Window(_button(), margin=0)
    _shown(window, window.inner, qtbot)

    picture = window.grab().toImage()
    edge = window.ring().geometry()

    assert window.rect().contains(edge)
    assert {theme.colour("focus.ring").name()} == _colours(picture, _middles(edge, inset=1))


def test_the_row_with_the_keyboard_has_the_ring(theme: Theme, qtbot: QtBot) -> None:
    rows = QListView()
    rows.setModel(QStringListModel([f"{n} 番" for n in range(50)]))
    window = _Window(rows)
    rows.setCurrentIndex(rows.model().index(2, 0))
    _shown(window, rows, qtbot)
    before = window.ring().geometry()

    QTest.keyClick(rows, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: window.ring().geometry() != before)

    row = rows.visualRect(rows.currentIndex())
    top = rows.viewport().mapTo(window, row.topLeft()).y()
    assert top - 8 == window.ring().geometry().top()
    assert row.height() + 16 == window.ring().height()


def test_a_row_that_was_scrolled_away_has_no_ring(theme: Theme, qtbot: QtBot) -> None:
    rows = QListView()
    rows.setModel(QStringListModel([f"{n} 番" for n in range(200)]))
    window = _Window(rows)
    rows.setCurrentIndex(rows.model().index(0, 0))
    _shown(window, rows, qtbot)
    ring = window.ring()

    rows.scrollToBottom()

    qtbot.waitUntil(lambda: not ring.isVisible())


def test_the_ring_stays_inside_what_scrolls(theme: Theme, qtbot: QtBot) -> None:
    area, inside = QScrollArea(), QWidget()
    column = QVBoxLayout(inside)
    buttons = [QPushButton(f"{n} 番") for n in range(40)]
    for button in buttons:
        column.addWidget(button)
    area.setWidget(inside)
    window = _Window(area)
    _shown(window, buttons[39], qtbot)

    area.ensureWidgetVisible(buttons[39], 0, 0)

    assert area.geometry().contains(window.ring().geometry())


def test_a_ring_survives_the_window_it_was_in(theme: Theme, qtbot: QtBot) -> None:
    first = _Window(_button())
    _shown(first, first.inner, qtbot)
    shiboken6.delete(first)

    second = _Window(_button())
    _shown(second, second.inner, qtbot)

    assert second.inner.geometry().adjusted(-8, -8, 8, 8) == second.ring().geometry()


def test_there_is_one_ring_however_often_the_focus_moves(theme: Theme, qtbot: QtBot) -> None:
    window = _Window(_button())
    _shown(window, window.inner, qtbot)

    for _ in range(100):
        window.other.setFocus()
        window.inner.setFocus()

    assert 1 == len(window.findChildren(QFocusFrame))


def test_the_ring_takes_no_click(theme: Theme, qtbot: QtBot) -> None:
    button = QPushButton("次の患者")
    window = _Window(button)
    _shown(window, button, qtbot)

    with qtbot.waitSignal(button.clicked):
        QTest.mouseClick(
            window.windowHandle(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            button.geometry().center(),
        )


def test_a_screen_reader_does_not_meet_the_ring(theme: Theme, qtbot: QtBot) -> None:
    window = _Window(_button())
    _shown(window, window.inner, qtbot)

    spoken = QAccessible.queryAccessibleInterface(window)

    assert window.ring().isVisible()
    assert 2 == spoken.childCount()


def test_a_list_that_popped_up_shows_its_row_itself(theme: Theme, qtbot: QtBot) -> None:
    combo = QComboBox()
    combo.addItems(["佐藤", "鈴木"])
    window = _Window(combo)
    _shown(window, combo, qtbot)

    combo.showPopup()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is combo.view())

    assert [] == combo.view().window().findChildren(QFocusFrame)
