"""Below the pages: what would be saved, what hinders it, and the two buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reception_app.ui.text_label import TextLabel
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme, set_role
from reception_app.ui.viewstate.views import Tone
from reception_app.ui.viewstate.words import Line, tr

_SAVE: Final = tr("保存")
_DISCARD: Final = tr("変更を捨てる")
_SAVE_AND_CLOSE: Final = tr("保存して閉じる")
_DISCARD_AND_CLOSE: Final = tr("変更を捨てて閉じる")
_BACK: Final = tr("編集に戻る")
_NO_CHANGES: Final = tr("変更はありません")
_SHOWN: Final = 5
_SHARE: Final = 6
"""Nor more than this part of the window: the pages need the room in big type."""


@dataclass(frozen=True, slots=True)
class FootView:
    """All that this part shows.

    Attributes:
        changes: One line for each value that would be saved.
        remark: What happened, or what hinders.
        may_save: The values are right and may be saved now.
        may_discard: There are edits, and nothing is under way.
        is_leaving: The window was asked to close, and something is not saved.
    """

    changes: tuple[Line, ...] = ()
    remark: Line | None = None
    tone: Tone = Tone.INFO
    may_save: bool = False
    may_discard: bool = False
    is_leaving: bool = False


class Foot(QFrame):
    """The summary and its buttons.

    Signals:
        save_asked, discard_asked, back_asked: A button was pressed.
    """

    save_asked = Signal()
    discard_asked = Signal()
    back_asked = Signal()

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts = texts
        self._view = FootView()
        # Made in the order of reading: it is a screen reader's, too.
        self._remark, self._changes = TextLabel("strip", parent=self), _Lines(self)
        self._count = QLabel(self)
        self.back, self.discard, self.save = (QPushButton(self) for _ in range(3))
        self._lay_out()
        self.save.clicked.connect(self.save_asked)
        self.discard.clicked.connect(self.discard_asked)
        self.back.clicked.connect(self.back_asked)
        theme.changed.connect(self._fit)
        self._fit()
        self.retranslate()

    def show_view(self, view: FootView) -> None:
        """Show this; the same again changes nothing."""
        if view != self._view:
            self._view = view
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything again, in the language of now."""
        view, texts = self._view, self._texts
        set_role(self._remark, "strip", view.tone)
        self._remark.show_text(texts(view.remark) if view.remark else "")
        self._remark.setVisible(view.remark is not None)
        self._count.setText(texts(_count(view.changes)))
        self._changes.show_lines([f"・{texts(change)}" for change in view.changes])
        self.save.setText(texts(_SAVE_AND_CLOSE if view.is_leaving else _SAVE))
        self.save.setEnabled(view.may_save)
        self.discard.setText(texts(_DISCARD_AND_CLOSE if view.is_leaving else _DISCARD))
        self.discard.setEnabled(view.may_discard)
        self.back.setText(texts(_BACK))
        self.back.setVisible(view.is_leaving)

    def _lay_out(self) -> None:
        set_role(self, "settings-foot")
        set_role(self._count, "strong")
        set_role(self.save, "primary")
        set_role(self.discard, "secondary")
        set_role(self.back, "secondary")
        self._column, self._buttons = QVBoxLayout(self), QHBoxLayout()
        self._column.addWidget(self._remark)
        self._column.addWidget(self._changes)
        self._column.addLayout(self._buttons)
        self._buttons.addWidget(self._count, 1)
        for button in (self.back, self.discard, self.save):
            self._buttons.addWidget(button)

    @Slot()
    def _fit(self) -> None:
        px = self._theme.px
        self._column.setContentsMargins(*[px("space.6"), px("space.4")] * 2)
        self._column.setSpacing(px("space.3"))
        self._buttons.setSpacing(px("space.3"))


class _Lines(QScrollArea):
    """Lines of text, as high as they are; many of them scroll."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = TextLabel("sub", parent=self)
        self.setWidget(self._label)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().rangeChanged.connect(self._let_keys_scroll)
        self.hide()

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show these; nothing at all where there are none."""
        self._label.show_text("\n".join(lines))
        self.setVisible(bool(lines))
        self.updateGeometry()

    @Slot(int, int)
    def _let_keys_scroll(self, _least: int, most: int) -> None:
        """Let the keyboard get at what is out of sight."""
        policy = Qt.FocusPolicy.StrongFocus if most else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the height of the text, or of some lines of it."""
        line = self._label.minimumSizeHint().height()
        shown = min(max(self.window().height() // _SHARE // line, 2), _SHOWN)
        height = self._label.heightForWidth(max(self.width(), 1))
        return QSize(super().sizeHint().width(), min(height, shown * line))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for another height where lines wrap."""
        super().resizeEvent(event)
        self.updateGeometry()


def _count(changes: Sequence[Line]) -> Line:
    return tr("変更 {count}件", count=str(len(changes))) if changes else _NO_CHANGES
