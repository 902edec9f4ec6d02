"""Turns words into the text of one window's language; holds no state of a check.

Every window has a ``Texts`` of its own, because staff and patient may read different languages at
the same time. Nothing is installed into the application. The sentences are the keys: whatever
has no translation is said in Japanese, which is always right for the desk.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QObject, QTranslator, Signal

from reception_app.application import catalogue
from reception_app.application.catalogue import Language
from reception_app.ui.viewstate.words import Catalogued, Line, Verbatim, Words

__all__ = ["FILES", "Language", "Texts"]

FILES: Final[Mapping[Language, str]] = MappingProxyType(
    {Language.EN: "en.qm", Language.EASY: "ja_easy.qm"}
)
"""Compiled sentences inside ``resources/i18n``; Japanese is the source and needs none."""

_CONTEXT: Final = ""
_PLACE: Final = re.compile(r"\{(\w+)\}")


class Texts(QObject):
    """One window's language.

    Attributes:
        changed: The language is another one; everything shown is to be asked for again.
    """

    changed = Signal()

    def __init__(
        self, language: Language = Language.JA, parent: QObject | None = None, *, folder: str = ""
    ) -> None:
        """Speak this language from the start.

        Args:
            language: What the window speaks first.
            parent: Owner in Qt's tree.
            folder: Where the compiled sentences are, in place of the program's own.
        """
        super().__init__(parent)
        self._folder = folder or str(resources.files("reception_app") / "resources" / "i18n")
        self._language = language
        self._sentences = self._load(language)

    def __call__(self, line: Line) -> str:
        """Return the text of a line in this language."""
        match line:
            case Words():
                return self._words(line)
            case Catalogued():
                return self._catalogued(line)
            case Verbatim():
                return line.text

    @property
    def language(self) -> Language:
        """What the window speaks now."""
        return self._language

    def set_language(self, language: Language) -> None:
        """Speak another language; ``changed`` tells whoever shows text."""
        if language is self._language:
            return
        self._language = language
        self._sentences = self._load(language)
        self.changed.emit()

    def _load(self, language: Language) -> QTranslator | None:
        name = FILES.get(language)
        sentences = QTranslator()
        return sentences if name and sentences.load(name, self._folder) else None

    def _words(self, words: Words) -> str:
        text = self._sentence(words.source)
        if not words.values:
            return text
        given = dict(words.values)
        return _PLACE.sub(lambda place: self._value(given, place), text)

    def _sentence(self, source: str) -> str:
        known = self._sentences.translate(_CONTEXT, source) if self._sentences else ""
        return known or source

    def _value(self, given: Mapping[str, str | Words | Catalogued], place: re.Match[str]) -> str:
        value = given.get(place[1], place[0])
        return value if isinstance(value, str) else self(value)

    def _catalogued(self, line: Catalogued) -> str:
        lang = self._language.lang
        if line.is_action:
            return catalogue.action(line.code, lang)
        said = catalogue.headline if line.is_headline else catalogue.message
        return said(line.code, lang, dict(line.params))
