"""The staff window at work: shows views, lets time pass, presses, and writes down what came."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from reception_app.ui.staff.busy import BusyDots
from reception_app.ui.staff.buttons import ActButton, FooterKey
from reception_app.ui.staff.page import Scroll
from reception_app.ui.staff.window import StaffWindow
from reception_app.ui.text_label import TextLabel
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme
from reception_app.ui.viewstate.views import Act, StaffView
from reception_app.ui.viewstate.words import Line

NO_KEYS = Qt.KeyboardModifier.NoModifier


class Seat:
    """Somebody in front of the window."""

    def __init__(self, theme: Theme, qtbot: QtBot) -> None:
        self.now = 1_000.0
        self.theme, self.texts, self.qtbot = theme, Texts(), qtbot
        self.window = StaffWindow(theme, self.texts, clock=self._clock)
        self.acts: list[Act] = []
        self.window.acted.connect(self.acts.append)
        self.window.resize(1366, 768)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def see(self, view: StaffView) -> None:
        """Show a view and look at it until it may be pressed."""
        self.glimpse(view)
        self.wait(10)

    def glimpse(self, view: StaffView) -> None:
        """Show a view; no time passes."""
        self.window.render(view)
        self.paint()

    def paint(self) -> None:
        """Let everything reach the screen that is on its way; layouts tell each other in turns."""
        for _ in range(12):
            QApplication.processEvents()

    def warm(self) -> None:
        """Let the window do what it does when there is nothing else to do."""
        for _ in range(30):
            QApplication.processEvents()

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEYS) -> None:
        QTest.keyClick(self.focused(), key, held)

    def hold(self, key: Qt.Key) -> None:
        """Send what the keyboard sends while a key is held down."""
        kind = QKeyEvent.Type.KeyPress
        QApplication.sendEvent(self.focused(), QKeyEvent(kind, key.value, NO_KEYS, "", True, 1))

    def says(self, view: StaffView, line: Line) -> bool:
        """Show a view; return whether it says this."""
        self.glimpse(view)
        return self.texts(line) in self.texts_shown()

    def nameless(self, view: StaffView) -> int:
        """Show a view; return how many buttons a screen reader could not name."""
        self.glimpse(view)
        buttons = [b for b in self.window.findChildren(QAbstractButton) if b.isVisible()]
        return sum(not (b.accessibleName() or b.text()) for b in buttons)

    def cut(self, view: StaffView) -> list[str]:
        """Show a view; return texts with too little room, or that stick out of their place."""
        self.glimpse(view)
        return [_text(each) for each in self.window.findChildren(QWidget) if _is_cut(each)]

    def scrolls(self, view: StaffView) -> int:
        """Show a view; return how far down the page could be scrolled."""
        self.glimpse(view)
        areas = [area for area in self.window.findChildren(Scroll) if area.isVisible()]
        return areas[0].verticalScrollBar().maximum()

    def labels(self) -> list[TextLabel]:
        return [label for label in self.window.findChildren(TextLabel) if label.isVisible()]

    def named(self, name: str) -> QPushButton:
        """Return what a screen reader would find under a name."""
        buttons = self.window.findChildren(QAbstractButton)
        return next(b for b in buttons if b.isVisible() and b.accessibleName() == name)  # type: ignore[return-value]  # a QToolButton is pressed the same way

    def named_text(self, text: str) -> QPushButton:
        """Return the button with this text."""
        buttons = self.window.findChildren(QPushButton)
        return next(b for b in buttons if b.isVisible() and b.text() == text)

    def open_menu(self, name: str) -> QMenu:
        self.named(name).click()
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    def key_event(self, key: Qt.Key) -> QKeyEvent:
        return QKeyEvent(QKeyEvent.Type.KeyPress, key.value, NO_KEYS)

    def scrolled(self) -> int:
        """Return how far down the page is."""
        areas = [area for area in self.window.findChildren(Scroll) if area.isVisible()]
        return areas[0].verticalScrollBar().value()

    def focused(self) -> QWidget:
        """Return what gets keys; the stubs forget that nothing may have the focus."""
        focus: QWidget | None = self.window.focusWidget()
        return self.window if focus is None else focus

    def is_moving(self) -> bool:
        """Whether something on the page moves."""
        return any(dots.is_moving for dots in self.window.findChildren(BusyDots))

    def focused_act(self) -> Act | None:
        focus = self.window.focusWidget()
        offered = focus.offered if isinstance(focus, ActButton) else None
        return offered.act if offered else None

    def button(self, act: Act) -> ActButton:
        """Return the button of the page for an act."""
        return next(
            button
            for button in self.window.findChildren(ActButton)
            if button.isVisible()
            and not isinstance(button, FooterKey)
            and button.offered is not None
            and button.offered.act is act
        )

    def footer_key(self, act: Act) -> FooterKey:
        return next(
            key
            for key in self.window.findChildren(FooterKey)
            if key.isVisible() and key.offered is not None and key.offered.act is act
        )

    def click(self, button: QPushButton) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def double_click(self, button: QPushButton) -> None:
        """Send what a mouse sends: QTest leaves the first click and the last release out."""
        left = Qt.MouseButton.LeftButton
        QTest.mouseClick(button, left)
        QTest.mouseDClick(button, left)
        QTest.mouseRelease(button, left)

    def click_at(self, spot: QPoint) -> None:
        """Click at a place of the window, whatever stands there."""
        target = self.window.childAt(spot) or self.window
        QTest.mouseClick(
            target, Qt.MouseButton.LeftButton, NO_KEYS, target.mapFrom(self.window, spot)
        )

    def texts_shown(self) -> list[str]:
        labels = self.window.findChildren(QLabel)
        return [label.text() for label in labels if label.isVisible()]

    def _clock(self) -> float:
        return self.now


def _is_cut(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    if not isinstance(widget, (QLabel, QAbstractButton)) or not widget.isVisible():
        return False
    has_room = True
    if isinstance(widget, (TextLabel, ActButton)):
        has_room = widget.height() >= widget.heightForWidth(widget.width())
    elif isinstance(widget, QPushButton):
        has_room = widget.width() >= widget.sizeHint().width()
    return not has_room or parent is None or not parent.rect().contains(widget.geometry())


def _text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else ""
