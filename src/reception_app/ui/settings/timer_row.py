"""The switch of the system's timer for batches; it is no setting of the file and works at once."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from reception_app.application.batch_ports import TimerSwitch
from reception_app.application.ports import Err, Lane, Ok
from reception_app.ui.text_label import TextLabel
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme, set_role
from reception_app.ui.viewstate.views import Tone
from reception_app.ui.viewstate.words import Catalogued, Line, tr

_LABEL: Final = tr("画面を閉じているとき")
_TICK: Final = tr("画面を閉じていても実行する")
_HELP: Final = tr(
    "このコンピューターのタイマーに、15分ごとの実行を登録します。電源が入っていて、"
    "この利用者がサインインしている間に動きます（画面のロック中も動きます）。\n"
    "チェックするとすぐに変わります。"
)
_LOOKING: Final = tr("タイマーを調べています…")
_TURNING: Final = tr("タイマーを変更しています…")
_ON: Final = tr("タイマーに登録されています。")
_OFF: Final = tr("タイマーには登録されていません。画面を開いている間だけ実行します。")


class TimerRow(QWidget):
    """Whether batches run while no window is open, as the system says it."""

    def __init__(
        self, theme: Theme, texts: Texts, timer: TimerSwitch, lane: Lane, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme, self._texts = theme, texts
        self._timer, self._lane = timer, lane
        self._is_on = False
        self._is_on = False
        self._state: tuple[Tone, Line] = (Tone.INFO, _LOOKING)
        self._label = QLabel(self)
        self._box = QCheckBox(self)
        self._said = TextLabel("strip", "info", parent=self)
        self._help = TextLabel("sub", parent=self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self._label, self._box, self._said, self._help):
            self._column.addWidget(part)
        set_role(self._label, "strong")
        self._label.setBuddy(self._box)
        self._box.toggled.connect(self._turn)  # by a screen reader: without a click
        theme.changed.connect(self._fit)
        self._fit()

    def look(self) -> None:
        """Ask the system how things stand."""
        self._wait(_LOOKING)
        self._lane.submit(self._timer.is_on, self._know)

    def retranslate(self) -> None:
        """Say everything again, in the language of now."""
        self._label.setText(self._texts(_LABEL))
        self._box.setText(self._texts(_TICK))
        self._help.show_text(self._texts(_HELP))
        self._say()

    @Slot(bool)
    def _turn(self, on: bool) -> None:
        self._wait(_TURNING)
        self._lane.submit(partial(self._timer.turn, on=on), self._know)

    def _know(self, is_on: Ok[bool] | Err) -> None:
        self._box.setEnabled(True)
        if isinstance(is_on, Err):
            error = is_on.error  # nothing was changed
            self._state = Tone.BAD, Catalogued(error.code, tuple(error.params.items()))
        else:
            self._is_on = is_on.value
            self._state = (Tone.GOOD, _ON) if self._is_on else (Tone.INFO, _OFF)
        self._box.blockSignals(True)
        self._box.setChecked(self._is_on)
        self._box.blockSignals(False)
        self._say()

    def _wait(self, why: Line) -> None:
        self._box.setEnabled(False)
        self._state = Tone.INFO, why
        self._say()

    def _say(self) -> None:
        tone, line = self._state
        set_role(self._said, "strip", tone)
        self._said.show_text(self._texts(line))
        self._box.setAccessibleDescription(f"{self._said.text()} {self._help.text()}")

    @Slot()
    def _fit(self) -> None:
        self._column.setSpacing(self._theme.px("space.2"))
        self.setMaximumWidth(2 * self._theme.px("size.sidebar"))
