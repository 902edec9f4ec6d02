"""The bar at the top: where we are, whether everything works, who is at the desk."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from reception_app.ui.staff.ground import TRAINING
from reception_app.ui.staff.kit import Kit
from reception_app.ui.staff.operators import Operators
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import Lamp, StaffView
from reception_app.ui.viewstate.words import Catalogued, Line, Words, tr
from reception_app.ui.widgets import Pool

_SETTINGS: Final = tr("設定を開く")
_PATIENT_WINDOW: Final = tr("患者さんの画面を開く")


class _Places(QWidget):
    """The clinic, the window of the desk, and whether all of this is only training."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._labels = QHBoxLayout()
        self._training = TextLabel("watermark", parent=self)
        self._row.addLayout(self._labels)
        self._row.addWidget(self._training)
        self._pool = Pool(lambda: _wrapping_label(self), self._labels.addWidget)
        self._training.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def show_places(self, place: tuple[Line, ...], *, is_training: bool) -> None:
        theme, texts = self._kit.theme, self._kit.texts
        self._row.setSpacing(theme.px("space.4"))
        self._labels.setSpacing(theme.px("space.4"))
        labels = self._pool.fit(len(place))
        for number, (label, line) in enumerate(zip(labels, place, strict=True)):
            set_role(label, "sub" if number else "clinic")
            label.show_text(texts(line))
        self._training.show_text(texts(TRAINING))
        self._training.setToolTip(texts(Catalogued("SY06")))
        self._training.setVisible(is_training)


class _Status(QWidget):
    """Lamps and clock."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._lamps = QHBoxLayout()
        self._clock = _middle_label(self)
        self._row.addLayout(self._lamps)
        self._row.addWidget(self._clock)
        self._pool = Pool(lambda: _middle_label(self), self._lamps.addWidget)
        set_role(self._clock, "sub")

    def show_lamps(self, lamps: tuple[Lamp, ...]) -> None:
        theme, texts = self._kit.theme, self._kit.texts
        self._row.setSpacing(theme.px("space.5"))
        self._lamps.setSpacing(theme.px("space.5"))
        for label, lamp in zip(self._pool.fit(len(lamps)), lamps, strict=True):
            set_role(label, "lamp", lamp.tone)
            sign = theme.pixmap(f"lamp-{lamp.tone}", "size.lamp", f"mark.{lamp.tone}")
            label.show_text(texts(lamp.words), sign, gap=theme.px("space.2"))

    def show_clock(self, clock: Words | None) -> None:
        self._clock.show_text(self._kit.texts(clock) if clock else "")
        self._clock.setVisible(clock is not None)


class Header(QWidget):
    """The bar at the top.

    Signals:
        operator_chosen: A name.
        settings_asked: The settings shall open.
        patient_window_asked: The patient's window shall come to the front.
    """

    operator_chosen = Signal(str)
    settings_asked = Signal()
    patient_window_asked = Signal()

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._places, self._status = _Places(kit, self), _Status(kit, self)
        self._tools = QWidget(self)
        self._operators = Operators(kit, self._tools)
        self._patient, self._settings = _icon_button(self._tools), _icon_button(self._tools)
        self._tools_row = QHBoxLayout(self._tools)
        self._tools_row.setContentsMargins(0, 0, 0, 0)
        for part in (self._operators, self._patient, self._settings):
            self._tools_row.addWidget(part)
        self._grid = QGridLayout(self)
        self._grid.addWidget(self._places, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._status, 0, 2)
        self._grid.addWidget(self._tools, 0, 3)
        self._operators.chosen.connect(self.operator_chosen)
        self._settings.clicked.connect(self.settings_asked)
        self._patient.clicked.connect(self.patient_window_asked)
        set_role(self, "header")

    def show_header(self, view: StaffView) -> None:
        """Show all of it."""
        theme = self._kit.theme
        side = theme.px("space.5")
        self._grid.setContentsMargins(side, 0, theme.px("space.3"), 0)
        self._grid.setHorizontalSpacing(side)
        self._tools_row.setSpacing(theme.px("space.1"))
        self._places.show_places(view.place, is_training=view.is_training)
        self._status.show_lamps(view.lamps)
        self._status.show_clock(view.clock)
        self._operators.show_operators(view.operator, view.operators)
        self._dress(self._patient, "patient-window", _PATIENT_WINDOW)
        self._dress(self._settings, "settings", _SETTINGS)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for no width: ``_fit`` makes do with what there is."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Choose what suits the room."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        """Fold the names away, then go into a second line, rather than cut anything."""
        needed = self._folded_width()
        self._operators.fold(is_folded=needed + self._operators.extra_width() > self.width())
        self._stand(in_two_lines=needed > self.width())

    def _folded_width(self) -> int:
        """Return how wide everything is in one line, the names in a menu."""
        frame = self._grid.contentsMargins()
        parts = (self._places, self._status, self._tools)
        widths = sum(part.sizeHint().width() for part in parts)
        now = 0 if self._operators.is_folded else self._operators.extra_width()
        gaps = 3 * self._grid.horizontalSpacing() + frame.left() + frame.right()
        return widths + gaps - now

    def _stand(self, *, in_two_lines: bool) -> None:
        theme = self._kit.theme
        row = theme.px("size.header") - theme.px("stroke.thin")
        if in_two_lines:
            row = theme.px("size.touch")
            self._grid.addWidget(self._status, 1, 0, 1, 4, Qt.AlignmentFlag.AlignLeft)
        else:
            self._grid.addWidget(self._status, 0, 2)
        self._grid.setRowMinimumHeight(0, row)
        self._grid.setRowMinimumHeight(1, theme.px("space.7") if in_two_lines else 0)

    def _dress(self, button: QToolButton, drawing: str, words: Words) -> None:
        theme, text = self._kit.theme, self._kit.texts(words)
        icon = theme.icon(drawing, "icon.button", "text.sub")
        button.setIcon(icon)
        button.setToolTip(text)
        button.setAccessibleName(text)


def _wrapping_label(parent: QWidget) -> TextLabel:
    """Return a label that stands in the middle of the bar."""
    label = TextLabel("sub", parent=parent)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return label


def _middle_label(parent: QWidget) -> TextLabel:
    """Return a label that stands in the middle of the bar and does not shrink."""
    label = _wrapping_label(parent)
    label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
    return label


def _icon_button(parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    set_role(button, "icon-button")
    return button
