"""How colours look to an eye: contrast as WCAG counts it, and colour vision deficiencies."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum
from typing import TypeAlias

Rgb: TypeAlias = tuple[float, float, float]
Matrix: TypeAlias = tuple[Rgb, Rgb, Rgb]


class Vision(Enum):
    """An eye; the matrices act on linear RGB.

    Source: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for
    Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, severity 1.0. Greyscale is the
    luminance of sRGB (IEC 61966-2-1).
    """

    USUAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    PROTAN = (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    )
    DEUTAN = (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    )
    TRITAN = (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    )
    GREY = (
        (0.2126, 0.7152, 0.0722),
        (0.2126, 0.7152, 0.0722),
        (0.2126, 0.7152, 0.0722),
    )

    def sees(self, colour: str) -> Rgb:
        """Return what this eye makes of ``#rrggbb``, in linear RGB."""
        linear = _linear(colour)
        return _each(lambda row: min(1.0, max(0.0, _dot(row, linear))), self.value)


def contrast(one: str, other: str, vision: Vision = Vision.USUAL) -> float:
    """Return the contrast ratio, 1–21. Source: WCAG 2.2, definition of contrast ratio."""
    a, b = (_luminance(vision.sees(colour)) + 0.05 for colour in (one, other))
    return max(a, b) / min(a, b)


def difference(one: str, other: str, vision: Vision) -> float:
    """Return the distance of two colours in CIE L*a*b* (ΔE*ab of 1976, D65)."""
    a, b = _lab(vision.sees(one)), _lab(vision.sees(other))
    return math.dist(a, b)


def _linear(colour: str) -> Rgb:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return r, g, b


def _luminance(linear: Rgb) -> float:
    return _dot((0.2126, 0.7152, 0.0722), linear)


def _lab(linear: Rgb) -> Rgb:
    to_xyz: Matrix = (
        (0.4124, 0.3576, 0.1805),
        (0.2126, 0.7152, 0.0722),
        (0.0193, 0.1192, 0.9505),
    )
    white = (0.9505, 1.0, 1.089)
    xyz = (_dot(row, linear) / w for row, w in zip(to_xyz, white, strict=True))
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _dot(row: Rgb, linear: Rgb) -> float:
    return sum(a * b for a, b in zip(row, linear, strict=True))


def _each(change: Callable[[Rgb], float], matrix: Matrix) -> Rgb:
    r, g, b = (change(row) for row in matrix)
    return r, g, b
