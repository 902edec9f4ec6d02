from __future__ import annotations

import re
from itertools import combinations, product

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from support import widget_source

from reception_app.ui.theme import Scheme, Theme, icons
from reception_app.ui.theme.tokens import load
from reception_app.ui.viewstate.views import Picture, Shape, Tone

pytestmark = pytest.mark.usefixtures("qapp")

_PAIRS = [
    *combinations([f"shape-{s}" for s in Shape], 2),
    *combinations([f"lamp-{t}" for t in Tone], 2),
]
_CODED = re.compile("(shape|picture|lamp)-.*")


def _drawn(name: str, *, px: int = 48, ratio: float = 1.0, tint: str = "#000000") -> QImage:
    pixmap = icons.draw(name, {"currentColor": tint}, px=px, ratio=ratio)
    return pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)


def _pixels(image: QImage) -> list[QColor]:
    places = product(range(image.height()), range(image.width()))
    return [image.pixelColor(x, y) for y, x in places]


def _greys(name: str, *, px: int) -> list[float]:
    """How dark each point is on white, 0–1."""
    return [c.alphaF() for c in _pixels(_drawn(name, px=px))]


@pytest.mark.parametrize("shape", list(Shape))
def test_every_shape_is_drawn(shape: Shape) -> None:
    assert f"shape-{shape}" in icons.names()


@pytest.mark.parametrize("picture", list(Picture))
def test_every_picture_is_drawn(picture: Picture) -> None:
    assert f"picture-{picture}" in icons.names()


@pytest.mark.parametrize("tone", list(Tone))
def test_every_tone_has_a_lamp(tone: Tone) -> None:
    assert f"lamp-{tone}" in icons.names()


@pytest.mark.parametrize("call", ["pixmap", "icon"])
def test_every_drawing_that_a_widget_asks_for_exists(call: str) -> None:
    asked = widget_source.arguments(call, at=0, but="theme")
    whole = {name for name in asked if not name.endswith("-")}

    assert set() == whole - icons.names()


def test_every_drawing_is_used() -> None:
    patterns = set(widget_source.dotted_names())
    plain = {name for name in icons.names() if not _CODED.fullmatch(name)}

    assert set() == {name for name in plain if not any(p.fullmatch(name) for p in patterns)}


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("name", sorted(icons.names()))
def test_a_drawing_is_not_empty_and_not_cut(name: str, ratio: float) -> None:
    image = _drawn(name, px=160, ratio=ratio)
    alphas = bytes(image.convertToFormat(QImage.Format.Format_Alpha8).constBits())

    assert 160 * ratio == image.height()
    assert len(alphas) == image.width() * image.height()
    assert 0.02 < 1 - alphas.count(0) / len(alphas) < 0.8


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("name", [n for n in sorted(icons.names()) if "picture" not in n])
def test_a_sign_takes_the_tint_and_nothing_else(name: str, ratio: float) -> None:
    image = _drawn(name, ratio=ratio, tint="#ce0000")

    assert {"#ce0000"} == {c.name() for c in _pixels(image) if c.alpha() == 255}


@pytest.mark.parametrize(("one", "other"), _PAIRS)
def test_two_signs_differ_in_grey_at_the_size_of_the_list(one: str, other: str) -> None:
    a, b = _greys(one, px=18), _greys(other, px=18)

    differing = sum(abs(x - y) for x, y in zip(a, b, strict=True))

    assert differing / max(sum(a), sum(b)) > 0.25


@pytest.mark.parametrize("scheme", list(Scheme))
def test_a_picture_has_the_colours_of_the_scheme(
    theme: Theme, qapp: QApplication, scheme: Scheme
) -> None:
    theme.apply(qapp, scheme, 100)
    image = theme.pixmap("picture-place-card", "icon.picture").toImage()
    solid = {c.name() for c in _pixels(image) if c.alpha() == 255}
    tokens = load(scheme)

    assert {tokens.word(f"picture.{p}") for p in ("line", "soft", "base", "slot")} <= solid


def test_there_is_no_drawing_of_an_unknown_name() -> None:
    with pytest.raises(FileNotFoundError):
        icons.source("shape-unknown")
