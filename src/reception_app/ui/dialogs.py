"""The dialogs that stand apart from the desk's flow; none of them blocks the event loop."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from reception_app.domain.errors import BugError
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme, set_role
from reception_app.ui.viewstate.words import Catalogued, Line, tr

_TITLE: Final = tr("予期しない不具合")
_WHERE: Final = tr("記録の場所（患者さんの情報は含まれません）")
_GO_ON: Final = tr("続ける")
_END: Final = tr("終了する")
_CODE: Final = BugError.default_code
_WIDTH: Final = "size.dialog"


class CrashDialog(QDialog):
    """Says that something went wrong that nobody foresaw; the desk stays as it is behind it."""

    end_asked = Signal()

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._texts = theme, texts
        self._place = Path()
        self._headline, self._detail, self._code = QLabel(), QLabel(), QLabel()
        self._where, self._path = QLabel(), QLabel()
        self._end, self._go_on = QPushButton(), QPushButton()
        self._lay_out()
        self._end.clicked.connect(self.end_asked)
        self._go_on.clicked.connect(self.hide)
        texts.changed.connect(self._say)
        theme.changed.connect(self._fit)

    def tell(self, logs: Path) -> None:
        """Show it in front, with the folder of the logs."""
        self._place = logs
        self._say()
        self._fit()
        self.show()
        self.raise_()

    def _lay_out(self) -> None:
        set_role(self, "dialog")
        set_role(self._headline, "title")
        set_role(self._detail, "detail")
        for label in (self._where, self._code):
            set_role(label, "sub")
        set_role(self._path, "value")
        set_role(self._end, "secondary")
        set_role(self._go_on, "primary")
        self._go_on.setDefault(True)
        for label in (self._headline, self._detail, self._path):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._path.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        buttons = QHBoxLayout()
        buttons.addWidget(self._code)
        buttons.addStretch(1)
        buttons.addWidget(self._end)
        buttons.addWidget(self._go_on)
        self._rows = QVBoxLayout(self)
        for label in (self._headline, self._detail, self._where, self._path):
            self._rows.addWidget(label)
        self._rows.addLayout(buttons)

    @Slot()
    def _say(self) -> None:
        texts = self._texts
        self.setWindowTitle(texts(_TITLE))
        lines: list[tuple[QLabel | QPushButton, Line]] = [
            (self._headline, Catalogued(_CODE)),
            (self._detail, Catalogued(_CODE, is_action=True)),
            (self._where, _WHERE),
            (self._go_on, _GO_ON),
            (self._end, _END),
        ]
        for widget, line in lines:
            widget.setText(texts(line))
        self._code.setText(f"［{_CODE}］")
        self._path.setText(str(self._place))

    @Slot()
    def _fit(self) -> None:
        gap = self._theme.px("space.3")
        self._rows.setContentsMargins(*[self._theme.px("space.5")] * 4)
        self._rows.setSpacing(gap)
        self.setFixedWidth(self._theme.px(_WIDTH))
