"""The patient's window: shows a view and reports what was pressed; nothing personal, ever."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QMainWindow

from reception_app.ui.patient.big_text import BigText, Type
from reception_app.ui.patient.fit import Frame, filling, margin
from reception_app.ui.patient.languages import Languages
from reception_app.ui.patient.pin_page import PinPage
from reception_app.ui.patient.prompt_page import PromptPage
from reception_app.ui.texts import Texts
from reception_app.ui.theme.roles import set_role
from reception_app.ui.theme.theme import Theme
from reception_app.ui.viewstate.views import PatientScreen, PatientView
from reception_app.ui.viewstate.words import Words, tr

LEAST_SIZE: Final = QSize(540, 600)
_TITLE: Final = tr("患者さん用の画面")
_TRAINING: Final = tr("訓練モード")
_TOP: Final = 24
_BELOW: Final = 12
_CHIP: Final = Type(15, bold=True, is_boxed=True, least=10)  # for staff, not for the patient
_GAP: Final = 16


class PatientWindow(QMainWindow):  # to a screen reader a QWidget would be no window
    """Second screen, or beside the staff window.

    Signals:
        pin_typed: All four digits, as a ``Pin`` that the receiver uses or wipes.
        acted: ``Act.PIN_UNKNOWN`` or ``Act.PIN_STOP``.
        language_chosen: A ``Language``; whoever owns the texts sets it.
    """

    pin_typed = Signal(object)
    acted = Signal(object)
    language_chosen = Signal(object)

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._theme = theme
        self._texts = texts
        self._view: PatientView | None = None
        self._prompt = PromptPage(theme, texts, self)
        self._pin = PinPage(theme, texts, self)
        self._training = BigText("watermark", _CHIP, self)
        self._languages = Languages(theme, self)
        self._pin.hide()
        set_role(self, "patient-page")
        self.setMinimumSize(LEAST_SIZE)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)  # no IME, no full width
        self._connect()
        self._say()
        self.setFocus()  # else Qt gives it to the first key when the window appears

    # QWidget.render draws into a picture; it is not virtual, and nobody calls it from Python here.
    def render(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self, view: PatientView
    ) -> None:
        """Show a view; an equal one changes nothing."""
        before = self._view
        if view == before:
            return
        self._view = view
        self._show(view)
        self._announce([line for line in _said(view) if line not in _said(before)])
        if view.reminder > (before.reminder if before else 0):
            self._remind()

    def wipe(self) -> None:
        """Forget typed digits now."""
        self._pin.wipe()

    def take_key(self, event: QKeyEvent) -> bool:
        """Take a digit or Backspace, from any of our windows, while a PIN is asked for.

        Returns:
            Whether the key was for here; then nobody else gets it.
        """
        is_asking = self._view is not None and self._view.screen is PatientScreen.TYPE_PIN
        is_asking = is_asking and self.isVisible()  # nobody types a PIN that is not asked for
        return is_asking and self._pin.take_key(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take the ten-key of the patient's own keyboard."""
        if not self.take_key(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the new size."""
        super().resizeEvent(event)
        self._arrange()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Take nothing along."""
        self._pin.wipe()
        super().closeEvent(event)

    def _connect(self) -> None:
        self._pin.pin_typed.connect(self.pin_typed)
        self._pin.acted.connect(self.acted)
        self._languages.chosen.connect(self._choose)
        self._texts.changed.connect(self._say)
        self._theme.changed.connect(self._arrange)

    @Slot(object)
    def _choose(self, language: object) -> None:
        self.language_chosen.emit(language)
        self._languages.show_language(self._texts.language)

    @Slot()
    def _say(self) -> None:
        self.setWindowTitle(self._texts(_TITLE))
        self._languages.show_language(self._texts.language)
        if self._view is not None:
            self._show(self._view)
            self._announce(_said(self._view))
        self._arrange()

    def _show(self, view: PatientView) -> None:
        is_asking = view.screen is PatientScreen.TYPE_PIN
        self._pin.show_view(view)
        if not is_asking:
            self._prompt.show_view(view)
        if not is_asking and self._pin.isAncestorOf(self.focusWidget()):
            self.setFocus()  # else Qt gives it to the next button
        self._pin.setVisible(is_asking)
        self._prompt.setVisible(not is_asking)
        self._mark_training(self._texts(_TRAINING) if view.is_training else "")

    def _mark_training(self, text: str) -> None:
        if text != self._training.text():
            self._training.say(text)
            self._arrange()  # it takes room from the languages

    def _announce(self, news: list[Words]) -> None:
        if news:
            text = " ".join(self._texts(words) for words in news)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _remind(self) -> None:
        QApplication.beep()
        self._prompt.remind()

    @Slot()
    def _arrange(self) -> None:
        fill = filling(self.size())
        base = max(1.0, fill)
        want = max(fill, self._theme.scale / 100)
        unit = min(want, base)  # the bar stays small beside what it stands above
        edge, top = margin(unit), _TOP * min(unit, 1.0)
        bar = QRectF(edge, top, self.width() - 2 * edge, 0.0)
        small = min(unit, unit * bar.width() / self._bar_width(unit))
        bar.setHeight(self._languages.height_at(small))
        self._languages.set_at(small, bar)
        chip = self._training.height_at(small, bar.width())
        y = bar.center().y() - chip / 2
        self._training.set_at(small, QRectF(bar.left(), y, bar.width(), chip))
        frame = Frame(self.size(), round(bar.bottom() + _BELOW), want, base)
        for page in (self._prompt, self._pin):
            page.setGeometry(self.rect())
            page.set_frame(frame)

    def _bar_width(self, unit: float) -> float:
        chip = 0.0 if self._training.isHidden() else self._training.width_at(unit) + _GAP * unit
        return self._languages.width_at(unit) + chip


def _said(view: PatientView | None) -> list[Words]:
    """Return what a screen reader says of a view, the most urgent first."""
    lines = (view.note, view.headline, view.detail) if view else ()
    return [words for words in lines if words]
