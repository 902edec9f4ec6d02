"""On which screen the patient's window stands: full screen on a second one, else beside the staff.

``place`` is pure; ``Placement`` asks Qt for the screens and does what it says, again whenever a
screen comes, goes, moves, or another one becomes the primary one. The window itself stays the
same, with what it shows and what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QRect, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

_WIDTH: Final = 560
_HEIGHT: Final = 760


@dataclass(frozen=True, slots=True)
class Screen:
    """What is known of a screen, in the coordinates of the desktop.

    Attributes:
        whole: All of it.
        free: Without bars of the desktop.
    """

    whole: QRect
    free: QRect


@dataclass(frozen=True, slots=True)
class Place:
    """Where the window stands.

    Attributes:
        rect: In the coordinates of the desktop, without the window's own frame.
    """

    rect: QRect
    is_full_screen: bool


def place(
    screens: Sequence[Screen], staff: QRect, *, title: int = 0, second_screen: bool = True
) -> Place:
    """Return where the patient's window belongs.

    Args:
        screens: The primary one first; at least one.
        staff: The staff window. The screen that shows most of it is the staff's own, whichever
            is the primary one.
        title: Height of the bar above an ordinary window; it has to stay in reach.
        second_screen: It may fill a second screen; else it is an ordinary window everywhere.
    """
    own = max(screens, key=lambda screen: _area(screen.whole & staff))
    for other in screens if second_screen else ():
        if not other.whole.intersects(own.whole):  # a mirrored screen is no second one
            return Place(other.whole, is_full_screen=True)
    return Place(_beside(own.free.adjusted(0, title, 0, 0), staff), is_full_screen=False)


def _beside(free: QRect, staff: QRect) -> QRect:
    """Right of the staff window, left of it, or over the side where some of it stays in sight."""
    width, height = min(_WIDTH, free.width()), min(_HEIGHT, free.height())
    top = min(max(staff.top(), free.top()), free.bottom() + 1 - height)
    right_edge = free.right() + 1 - width
    for left in (staff.right() + 1, staff.left() - width):
        if free.left() <= left <= right_edge:
            return QRect(left, top, width, height)
    over_right = QRect(right_edge, top, width, height)
    over_left = QRect(free.left(), top, width, height)
    return over_left if over_right.contains(staff & free) else over_right


def _area(rect: QRect) -> int:
    return max(0, rect.width()) * max(0, rect.height())


def seen_screens() -> tuple[Screen, ...]:
    """Return the screens that Qt knows, the primary one first."""
    primary = QGuiApplication.primaryScreen()
    ordered = sorted(QGuiApplication.screens(), key=lambda screen: screen is not primary)
    return tuple(Screen(screen.geometry(), screen.availableGeometry()) for screen in ordered)


class Placement(QObject):
    """Keeps the patient's window where it belongs."""

    def __init__(
        self,
        window: QWidget,
        staff: QWidget,
        *,
        screens: Callable[[], Sequence[Screen]] = seen_screens,
    ) -> None:
        """Follow the screens from now on; the window is shown by ``show`` only.

        Args:
            window: The patient's.
            staff: The staff's; where it stands decides which screen is the second one.
            screens: Where the screens come from.
        """
        super().__init__(window)
        self._window = window
        self._staff = staff
        self._screens = screens
        self._place: Place | None = None
        self._second_screen = True
        # Qt tells of one change by several signals, some of them before it is done moving windows.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._follow)
        self._listen()

    def show(self, *, second_screen: bool | None = None) -> None:
        """Bring the window to where it belongs, and to the front.

        Args:
            second_screen: Whether it may fill a second screen from now on; None for as before.
        """
        if second_screen is not None:
            self._second_screen = second_screen
        screens = self._screens()
        if screens:
            self._go(self._wanted(screens))
        self._window.show()
        self._window.raise_()

    def _listen(self) -> None:
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._added)
            app.screenRemoved.connect(self._changed)
            app.primaryScreenChanged.connect(self._changed)
        for screen in QGuiApplication.screens():
            self._watch(screen)

    def _watch(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._changed)
        screen.availableGeometryChanged.connect(self._changed)

    @Slot(QScreen)
    def _added(self, screen: QScreen) -> None:
        self._watch(screen)
        self._soon.start()

    @Slot()
    def _changed(self) -> None:
        self._soon.start()

    @Slot()
    def _follow(self) -> None:
        screens = self._screens()
        if not self._window.isVisible() or not screens:
            return  # all screens are off, or nobody wants the window
        wanted = self._wanted(screens)
        if wanted != self._place and not self._stands_well(wanted, screens):
            self._go(wanted)

    def _stands_well(self, wanted: Place, screens: Sequence[Screen]) -> bool:
        """Whether people moved an ordinary window to where it still can be seen."""
        if wanted.is_full_screen or self._window.isFullScreen():
            return False
        middle = self._window.frameGeometry().center()
        return any(screen.free.contains(middle) for screen in screens)

    def _wanted(self, screens: Sequence[Screen]) -> Place:
        title = self._staff.geometry().top() - self._staff.frameGeometry().top()
        return place(
            screens, self._staff.geometry(), title=title, second_screen=self._second_screen
        )

    def _go(self, wanted: Place) -> None:
        self._place = wanted
        if self._window.isFullScreen():
            self._window.showNormal()  # a window in full screen does not change its screen
        screen = QGuiApplication.screenAt(wanted.rect.center())
        if screen is not None:
            self._window.setScreen(screen)  # full screen is that of the window's screen
        self._window.setGeometry(wanted.rect)
        if wanted.is_full_screen:
            self._window.showFullScreen()
        else:
            self._window.showNormal()
