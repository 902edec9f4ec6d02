"""① カード ② 本人確認 ③ 資格確認 ④ 結果: where the check stands."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from reception_app.ui.staff.kit import Kit, fill
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import Steps
from reception_app.ui.viewstate.words import tr
from reception_app.ui.widgets import FlowLayout

_STEPS: Final = (tr("① カード"), tr("② 本人確認"), tr("③ 資格確認"), tr("④ 結果"))
_WHERE: Final = tr("4つのうち{at}つ目")


class StepsRow(QWidget):
    """The four steps beside each other."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._labels = [TextLabel("step", parent=self) for _ in _STEPS]
        self._flow = FlowLayout(self, align=Qt.AlignmentFlag.AlignHCenter)
        for number, label in enumerate(self._labels):
            if number:
                self._flow.addWidget(_dash(self))
            self._flow.addWidget(label)

    def show_steps(self, steps: Steps | None) -> None:
        """Mark the step, or show none."""
        self.setVisible(steps is not None)
        if steps is None:
            return
        texts = self._kit.texts
        self._flow.setSpacing(self._kit.theme.px("space.3"))
        for number, (label, words) in enumerate(zip(self._labels, _STEPS, strict=True)):
            set_role(label, "step", _tone(number, steps))
            label.show_text(texts(words))
        self.setAccessibleDescription(texts(fill(_WHERE, at=str(steps.at + 1))))


def _tone(number: int, steps: Steps) -> str | None:
    if number == steps.at:
        return "now"
    return "done" if number < steps.at else None


def _dash(parent: QWidget) -> TextLabel:
    dash = TextLabel("step", parent=parent)
    dash.show_text("—")
    return dash
