"""How large the patient's window may draw: as large as everything on it still fits.

A second monitor is anything between a small tablet and a television. So the window does not take
the staff's scale as it is: it fills the screen, is at least as large as that scale asks for, and
grows smaller rather than cut anything. A unit of 1.0 is the mock-up: 1366×768 at 100 %.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from PySide6.QtCore import QRectF, QSize

from reception_app.ui.theme.theme import Theme

LEAST: Final = 0.4
MARGIN: Final = 32
_MARGIN_LEAST: Final = 16
_LONG, _SHORT = 1366, 768
_STEPS: Final = 7  # to about one hundredth


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a page may draw.

    Attributes:
        top: Height in px that the language buttons take at the top.
        want: The unit that this window would like.
        base: The same at a scale of 100 %: a larger scale makes nothing smaller.
    """

    size: QSize
    top: int
    want: float
    base: float

    def largest(self, fits: Callable[[float], bool]) -> float:
        """Return the largest unit that fits, not above the wanted one; ``LEAST`` if none does."""
        base = min(self.base, self.want)
        if fits(base):
            return _largest(fits, base, self.want)
        return _largest(fits, LEAST, base)

    def margin(self, unit: float) -> float:
        """Return the distance in px from the edge; in larger type it does not grow."""
        return margin(min(unit, self.base))


class Block(Protocol):
    """A widget that can say how high it would be."""

    def isHidden(self) -> bool:  # noqa: N802 - Qt's name
        """Whether it takes no room."""
        ...

    def height_at(self, unit: float, room: float, /) -> float:
        """Return the height in px that it needs in this width."""
        ...

    def set_at(self, unit: float, place: QRectF, /) -> None:
        """Take a place."""
        ...


Stack: TypeAlias = Sequence[tuple[float, Block]]
"""Blocks from top to bottom, each behind its distance from the one above, in px of the mock-up."""


def filling(size: QSize) -> float:
    """Return the unit at which the mock-up fills a window of this size."""
    long, short = max(size.width(), size.height()), min(size.width(), size.height())
    return min(long / _LONG, short / _SHORT)


def _largest(fits: Callable[[float], bool], low: float, want: float) -> float:
    """Return the largest unit that fits, from ``low`` on, which is taken to fit."""
    if fits(want):
        return want
    high = want
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def margin(unit: float) -> float:
    """Return the distance in px from the edge of the window."""
    return max(_MARGIN_LEAST, MARGIN * unit)


def height_of(stack: Stack, unit: float, room: float) -> float:
    """Return the height in px that the blocks need together in this width."""
    shown = [(gap, block) for gap, block in stack if not block.isHidden()]
    gaps = sum(gap for gap, _ in shown[1:]) * unit
    return gaps + sum(block.height_at(unit, room) for _, block in shown)


def place(stack: Stack, unit: float, room: QRectF) -> None:
    """Give every block its place, beginning at the top of the room."""
    y = room.top()
    shown = [(gap, block) for gap, block in stack if not block.isHidden()]
    for index, (gap, block) in enumerate(shown):
        y += gap * unit if index else 0
        height = block.height_at(unit, room.width())
        block.set_at(unit, QRectF(room.left(), y, room.width(), height))
        y += height


def middle(frame: Frame, unit: float, size: tuple[float, float]) -> QRectF:
    """Return the place in the middle of the window, or below its top if that is in the way."""
    width, height = size
    top = (frame.size.height() - height) / 2
    if top < frame.top:
        top = frame.top + max(
            0.0, (frame.size.height() - frame.margin(unit) - frame.top - height) / 2
        )
    return QRectF((frame.size.width() - width) / 2, top, width, height)


def base(theme: Theme, token: str) -> float:
    """Return a length of the mock-up, whatever the staff's scale is."""
    return theme.px(token) * 100 / theme.scale
