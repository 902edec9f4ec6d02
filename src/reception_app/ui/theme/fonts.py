"""The one font family chain; without a Japanese font Qt draws boxes and says nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

FAMILIES: Final = ("BIZ UDPGothic", "Yu Gothic UI", "Noto Sans CJK JP")
"""In this order. The last one is the JP variant: SC and TC draw other shapes of 直, 角, 戸 …"""


def application_font(pixel_size: int) -> QFont:
    """Return the font of every window."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(pixel_size)
    return font


def installed() -> tuple[str, ...]:
    """Return the families of the chain that this computer has, best first."""
    present = set(QFontDatabase.families())
    return tuple(family for family in FAMILIES if family in present)


def missing(text: str) -> frozenset[str]:
    """Return the characters of a text that no installed family of the chain can draw."""
    fonts = [QRawFont.fromFont(QFont(family)) for family in installed()]
    return frozenset(c for c in text if not any(f.supportsCharacter(ord(c)) for f in fonts))
