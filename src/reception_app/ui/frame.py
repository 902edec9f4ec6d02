"""The desk's main window before and around its content; imports nothing but Qt.

It is on the screen while the rest is still being imported, and the content moves into it: the
window that came first stays the window.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget

_WIDTH, _HEIGHT = 1366, 768
_FRAME = 48
"""What a window manager may add."""
_TITLE = "資格確認"
# Both languages: which one the desk speaks is not read yet.
_GIVEN_UP = (
    "プログラムを開始できませんでした。管理者に連絡してください。［SY07］\n\n"
    "The program could not start. Please tell the administrator. [SY07]"
)
_STARTING = "準備しています…\n\nStarting…"


class DeskFrame(QMainWindow):
    """The top-level window of the staff.

    Signals:
        painted: Once, after the first picture.
        close_asked: Somebody wants to close the window; it stays until the program ends.
    """

    painted = Signal()
    close_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_painted = False
        self._content: QWidget | None = None
        self.setWindowTitle(_TITLE)
        words = QLabel(_STARTING, self)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setCentralWidget(words)
        room = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(_WIDTH, room.width()), min(_HEIGHT, room.height()))

    def show_well(self) -> None:
        """Show it; where the screen has no room for a window and its frame, all over it."""
        room = QGuiApplication.primaryScreen().availableGeometry()
        if room.width() < _WIDTH + _FRAME or room.height() < _HEIGHT + _FRAME:
            self.showMaximized()
        else:
            self.show()

    def take_in(self, content: QWidget) -> None:
        """Show this from now on; its title is the window's."""
        self._content = content
        content.setWindowFlags(Qt.WindowType.Widget)
        content.windowTitleChanged.connect(self.setWindowTitle)
        self.setWindowTitle(content.windowTitle() or _TITLE)
        self.setCentralWidget(content)
        content.show()
        content.setFocus()

    def give_up(self) -> None:
        """Say that the program cannot begin; it can only be closed."""
        words = QLabel(_GIVEN_UP, self)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setCentralWidget(words)

    def come_to_front(self) -> None:
        """Be above the others, restored if it was minimised."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Pass on what comes while nothing inside has the focus."""
        content = self._content
        if content is not None and QApplication.focusWidget() in (None, self):
            content.setFocus()
            content.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Tell of the first picture."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask instead of closing."""
        event.ignore()
        self.close_asked.emit()
