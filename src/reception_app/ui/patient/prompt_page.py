"""One picture, one headline, one detail: what a patient is asked to do; nothing can be pressed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, QVariantAnimation
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from reception_app.ui.patient.big_text import detail, headline, note
from reception_app.ui.patient.fit import Frame, Stack, height_of, middle, place
from reception_app.ui.texts import Texts
from reception_app.ui.theme.theme import Theme
from reception_app.ui.viewstate.views import PatientView, Picture

_PICTURE: Final = 208
_STEP: Final = 8  # the theme keeps every size that was drawn
_WIDEST: Final = 1100
_GAP_PICTURE: Final = 44
_GAP_DETAIL: Final = 16
_GAP_NOTE: Final = 28
_PULSE_MS: Final = 900
_PULSES: Final = 3
_FAINT: Final = 0.35


class PulsingPicture(QWidget):
    """A picture that can draw the eye for a moment; still again after less than three seconds."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._picture: Picture | None = None
        self._pixmap = QPixmap()
        self._pulse = QVariantAnimation(self)
        self._pulse.setDuration(_PULSE_MS)
        self._pulse.setLoopCount(_PULSES)
        for at, opacity in ((0.0, 1.0), (0.5, _FAINT), (1.0, 1.0)):
            self._pulse.setKeyValueAt(at, opacity)
        self._pulse.valueChanged.connect(self.update)

    def show_picture(self, picture: Picture | None) -> None:
        """Show another picture; its size comes with ``set_at``."""
        if picture is not self._picture:
            self.rest()
        self._picture = picture
        self.setVisible(picture is not None)

    def height_at(self, unit: float, _room: float) -> float:
        """Return the height in px."""
        return max(1, round(_PICTURE * unit / _STEP)) * _STEP

    def set_at(self, _unit: float, place: QRectF) -> None:
        """Take a place; the picture is as high as it."""
        self.setGeometry(place.toAlignedRect())
        if self._picture is not None:
            height = round(place.height() * 100 / self._theme.scale)
            self._pixmap = self._theme.pixmap(f"picture-{self._picture}", height)
        self.update()

    def pulse(self) -> None:
        """Grow faint and full again, a few times."""
        self._pulse.stop()
        self._pulse.start()

    @property
    def is_pulsing(self) -> bool:
        """Whether a timer runs for it."""
        return self._pulse.state() is QVariantAnimation.State.Running

    def rest(self) -> None:
        """Be still at once."""
        self._pulse.stop()
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Leave no timer behind."""
        self.rest()
        super().hideEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the picture in the middle."""
        with QPainter(self) as painter:
            if self.is_pulsing:
                painter.setOpacity(float(self._pulse.currentValue()))
            size = self._pixmap.deviceIndependentSize()
            left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
            painter.drawPixmap(round(left), round(top), self._pixmap)


class PromptPage(QWidget):
    """Shows every screen of the patient but the ten-key."""

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts = texts
        self._frame = Frame(QSize(), 0, 1.0, 1.0)
        self._picture = PulsingPicture(theme, self)
        self._headline = headline(theme, self)
        self._detail = detail(theme, self)
        self._note = note(theme, self)
        for text in (self._headline, self._detail, self._note):
            text.set_centred(True)
        self._stack: Stack = (
            (0, self._picture),
            (_GAP_PICTURE, self._headline),
            (_GAP_DETAIL, self._detail),
            (_GAP_NOTE, self._note),
        )

    def show_view(self, view: PatientView) -> None:
        """Show a view."""
        self._picture.show_picture(view.picture)
        self._headline.say(self._texts(view.headline))
        self._detail.say(self._texts(view.detail) if view.detail else "")
        self._note.say(self._texts(view.note) if view.note else "")
        self._arrange()

    def set_frame(self, frame: Frame) -> None:
        """Be drawn in another window."""
        self._frame = frame
        self._arrange()

    def remind(self) -> None:
        """Draw the eye to the picture, for a moment."""
        self._picture.pulse()

    def _arrange(self) -> None:
        frame = self._frame
        unit = frame.largest(self._fits)
        room = self._room(unit)
        height = height_of(self._stack, unit, room)
        place(self._stack, unit, middle(frame, unit, (room, height)))

    def _fits(self, unit: float) -> bool:
        frame, room = self._frame, self._room(unit)
        height = frame.size.height() - frame.top - frame.margin(unit)
        return self._headline.reads_well_at(unit, room) and (
            height_of(self._stack, unit, room) <= height
        )

    def _room(self, unit: float) -> float:
        return min(_WIDEST * unit, self._frame.size.width() - 2 * self._frame.margin(unit))
