"""How all windows look and what they speak, from ``[display]`` and the system's own wishes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from reception_app.application.catalogue import Lang, Language
from reception_app.application.settings import ColourScheme, DisplaySettings
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Scheme, Theme

_SCHEMES = {
    ColourScheme.LIGHT: Scheme.LIGHT,
    ColourScheme.DARK: Scheme.DARK,
    ColourScheme.HIGH_CONTRAST: Scheme.HIGH_CONTRAST,
}
_LANGUAGES = {Lang.JA: Language.JA, Lang.EN: Language.EN}


class Looks(QObject):
    """The theme and the words of both windows."""

    def __init__(
        self, qt: QApplication, display: DisplaySettings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._qt = qt
        self._display = display
        self.theme = Theme(self)
        self.staff_texts = Texts(_LANGUAGES[display.language], self)
        self.patient_texts = Texts(display.patient_language, self)
        self.theme.apply(qt, self._scheme(), display.scale)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_the_system)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow_the_system)

    @property
    def display(self) -> DisplaySettings:
        """What is in use."""
        return self._display

    def use(self, display: DisplaySettings) -> None:
        """Bring other settings into every window; the patient's language with the next patient."""
        self._display = display
        self.staff_texts.set_language(_LANGUAGES[display.language])
        self._follow_the_system()

    def for_next_patient(self) -> None:
        """Speak to the next patient as the settings say, whatever the last one chose."""
        self.patient_texts.set_language(self._display.patient_language)

    @Slot()
    def _follow_the_system(self) -> None:
        scheme = self._scheme()
        if (scheme, self._display.scale) != (self.theme.scheme, self.theme.scale):
            self.theme.apply(self._qt, scheme, self._display.scale)

    def _scheme(self) -> Scheme:
        chosen = _SCHEMES.get(self._display.scheme)
        if chosen is not None:
            return chosen
        hints = QGuiApplication.styleHints()
        if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
            return Scheme.HIGH_CONTRAST
        return Scheme.DARK if hints.colorScheme() is Qt.ColorScheme.Dark else Scheme.LIGHT
