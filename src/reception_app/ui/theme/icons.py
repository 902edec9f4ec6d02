"""Our own drawings, tinted when they are loaded; a drawing decides nothing.

Sources are ``resources/icons/*.svg``. ``currentColor`` takes the tint; the other colours of a
picture are the light scheme's ``picture.*`` tokens and become those of the scheme in use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_FOLDER: Final = resources.files("reception_app") / "resources" / "icons"
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}|currentColor")


def names() -> frozenset[str]:
    """Return the names of all drawings."""
    files = (entry.name for entry in _FOLDER.iterdir() if entry.is_file())
    return frozenset(name.removesuffix(".svg") for name in files if name.endswith(".svg"))


@cache
def source(name: str) -> str:
    """Return a drawing as it was made.

    Raises:
        FileNotFoundError: There is no such drawing.
    """
    return (_FOLDER / f"{name}.svg").read_text(encoding="utf-8")


def draw(name: str, colours: Mapping[str, str], *, px: int, ratio: float) -> QPixmap:
    """Return a drawing, px high, on a transparent ground.

    Args:
        name: As in ``names``.
        colours: What takes the place of a colour of the source (``currentColor``, ``#rrggbb``).
        px: Logical height; the width follows the drawing's own proportion.
        ratio: Device pixels per logical pixel.
    """
    text = _COLOUR.sub(lambda found: colours.get(found[0], found[0]), source(name))
    renderer = QSvgRenderer(QByteArray(text.encode()))
    natural = renderer.defaultSize()
    width = px * natural.width() / natural.height()
    pixmap = QPixmap(round(width * ratio), round(px * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        renderer.render(painter, QRectF(pixmap.rect()))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
