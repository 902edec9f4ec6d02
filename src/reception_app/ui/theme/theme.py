"""The looks in use: scheme, scale, and what follows from them; the one place that sets them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from reception_app.ui.theme import icons, render, tokens
from reception_app.ui.theme.focus import FocusRing
from reception_app.ui.theme.fonts import application_font
from reception_app.ui.theme.tokens import Scheme

_PALETTE: Final = (
    (QPalette.ColorRole.Window, "surface.page", "surface.page"),
    (QPalette.ColorRole.WindowText, "text.main", "text.disabled"),
    (QPalette.ColorRole.Base, "surface.card", "surface.soft"),
    (QPalette.ColorRole.AlternateBase, "surface.soft", "surface.soft"),
    (QPalette.ColorRole.Text, "text.main", "text.disabled"),
    (QPalette.ColorRole.PlaceholderText, "text.hint", "text.disabled"),
    (QPalette.ColorRole.Button, "surface.card", "surface.soft"),
    (QPalette.ColorRole.ButtonText, "text.main", "text.disabled"),
    (QPalette.ColorRole.BrightText, "key.text", "text.disabled"),
    (QPalette.ColorRole.Highlight, "key.fill", "key.disabled"),
    (QPalette.ColorRole.HighlightedText, "key.text", "text.disabled"),
    (QPalette.ColorRole.Accent, "key.fill", "key.disabled"),
    (QPalette.ColorRole.Link, "key.plain", "text.disabled"),
    (QPalette.ColorRole.LinkVisited, "key.plain", "text.disabled"),
    (QPalette.ColorRole.ToolTipBase, "surface.card", "surface.card"),
    (QPalette.ColorRole.ToolTipText, "text.main", "text.main"),
)


class Theme(QObject):
    """Tokens of the scheme and the scale in use.

    Signals:
        changed: Another scheme or scale is in use. Style sheet, palette and font are already
            set; who used ``px``, ``colour``, ``pixmap`` or ``icon`` asks again.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scheme = Scheme.LIGHT
        self._scale = 100
        self._tokens = tokens.load(self._scheme)
        self._lengths: dict[str, int] = {}
        self._pixmaps: dict[tuple[str, int, str, float], QPixmap] = {}
        self._ring: FocusRing | None = None

    @property
    def scheme(self) -> Scheme:
        """The colours in use."""
        return self._scheme

    @property
    def scale(self) -> int:
        """In percent, 100–200."""
        return self._scale

    def px(self, name: str) -> int:
        """Return a length of the screen in logical px, by its name: ``space.2``.

        Raises:
            KeyError: There is no such length.
        """
        if (length := self._lengths.get(name)) is None:
            length = self._lengths[name] = self._tokens.px(name, percent=self._scale)
        return length

    def colour(self, name: str) -> QColor:
        """Return a colour by its name: ``verdict.good.fill``.

        Raises:
            KeyError: There is no such colour.
        """
        return QColor(self._tokens.word(name))

    def pixmap(self, name: str, size: str | int, tint: str = "text.main") -> QPixmap:
        """Return a drawing on a transparent ground, sharp on the screen in use.

        Args:
            name: ``shape-circle``, ``picture-place-card``, ``lamp-good``, ``settings`` …
            size: Height, **not yet scaled**: a token (``icon.list``) or px at 100 %. Never what
                ``px`` returned, which is scaled already.
            tint: A colour token; the parts of a picture have colours of their own.
        """
        ratio = _ratio()
        key = (name, self._height(size), tint, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = icons.draw(name, self._colours(tint), px=key[1], ratio=ratio)
        return self._pixmaps[key]

    def icon(self, name: str, size: str | int, tint: str = "text.main") -> QIcon:
        """Return a drawing for a button; see ``pixmap``."""
        icon = QIcon(self.pixmap(name, size, tint))
        icon.addPixmap(self.pixmap(name, size, "text.disabled"), QIcon.Mode.Disabled)
        return icon

    def apply(self, app: QApplication, scheme: Scheme, scale_percent: int) -> None:
        """Bring a scheme and a scale into every window of the program.

        Raises:
            ValueError: The scale is not between 100 and 200.
        """
        if not 100 <= scale_percent <= 200:
            raise ValueError(f"scale {scale_percent} %")
        self._scheme, self._scale = scheme, scale_percent
        self._tokens = tokens.load(scheme)
        self._lengths.clear()
        self._pixmaps.clear()
        if self._ring is None:
            app.setStyle("Fusion")
            self._ring = FocusRing(self, app)
        app.setPalette(self._palette())
        app.setFont(application_font(self.px("type.body")))
        app.setStyleSheet(render.style_sheet(self._tokens, percent=scale_percent))
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, name, disabled in _PALETTE:
            palette.setColor(role, self.colour(name))
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour(disabled))
        return palette

    def _height(self, size: str | int) -> int:
        length = self._tokens.length(size) if isinstance(size, str) else size
        return tokens.scaled(length, percent=self._scale)

    def _colours(self, tint: str) -> dict[str, str]:
        light = tokens.load(Scheme.LIGHT)
        parts = [name for name in light.values if name.startswith("picture.")]
        drawn = {light.word(name): self._tokens.word(name) for name in parts}
        return {"currentColor": self._tokens.word(tint), **drawn}


def _ratio() -> float:
    app = QApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
