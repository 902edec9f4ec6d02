from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from support import widget_source

from reception_app.application.settings import SCALES
from reception_app.ui.theme import icons, render
from reception_app.ui.theme.tokens import Scheme, load, scaled

_SCHEMES = list(Scheme)
_ROUND = (  # a radius, the height, the line around it where the height is without
    ("radius.pill", "size.pill", 1),
    ("radius.indicator", "size.indicator", 2),
    ("radius.rung-number", "size.rung-number", 2),
    ("radius.patient-pill", "size.patient.pill", 1),
)


@pytest.mark.parametrize("scheme", _SCHEMES)
def test_all_schemes_name_the_same_tokens(scheme: Scheme) -> None:
    assert load(Scheme.LIGHT).values.keys() == load(scheme).values.keys()


@pytest.mark.parametrize("scheme", _SCHEMES)
def test_a_colour_is_written_with_six_small_digits(scheme: Scheme) -> None:
    tokens = load(scheme).values
    words = {n: v for n, v in tokens.items() if isinstance(v, str) and "asset." not in n}

    assert {} == {n: v for n, v in words.items() if not re.fullmatch("#[0-9a-f]{6}", v)}


@pytest.mark.parametrize("scheme", _SCHEMES)
def test_every_token_of_the_style_sheet_exists(scheme: Scheme) -> None:
    assert frozenset() == render.names_in(render.template()) - load(scheme).values.keys()


@pytest.mark.parametrize("call", ["px", "colour"])
def test_every_token_that_a_widget_asks_for_exists(call: str) -> None:
    asked = widget_source.arguments(call, at=0, but="theme")

    assert frozenset() == {n for n in asked if "." in n} - load(Scheme.LIGHT).values.keys()


def test_every_token_is_used() -> None:
    sheet = render.names_in(render.template())
    patterns = set(widget_source.dotted_names())
    pictures = {n for n in load(Scheme.LIGHT).values if n.startswith("picture.")}
    candidates = load(Scheme.LIGHT).values.keys() - sheet - pictures

    assert set() == {n for n in candidates if not any(p.fullmatch(n) for p in patterns)}


def test_every_colour_of_a_picture_is_drawn_and_is_a_token_of_the_light_scheme() -> None:
    sources = "".join(icons.source(name) for name in icons.names())
    light = load(Scheme.LIGHT)
    tokens = {light.word(n) for n in light.values if n.startswith("picture.")}

    assert tokens == set(re.findall("#[0-9a-f]{6}", sources))


@pytest.mark.parametrize("scheme", _SCHEMES)
def test_every_drawing_of_the_style_sheet_is_a_file(scheme: Scheme) -> None:
    sheet = render.style_sheet(load(scheme), percent=100)
    paths = {Path(path) for path in re.findall(r"url\((.+?)\)", sheet)}

    assert paths
    assert set() == {path for path in paths if not path.is_file()}


def test_double_the_scale_doubles_every_length() -> None:
    tokens = load(Scheme.LIGHT)
    lengths = [name for name, value in tokens.values.items() if isinstance(value, int)]

    assert [2 * tokens.px(name, percent=100) for name in lengths] == [
        tokens.px(name, percent=200) for name in lengths
    ]


def test_a_thin_line_never_vanishes() -> None:
    assert [1, 1, 2, 2] == [scaled(1, percent=p) for p in (10, 125, 150, 200)]
    assert 0 == scaled(0, percent=200)


@pytest.mark.parametrize(("percent", "end"), list(product(SCALES, _ROUND)))
def test_round_ends_fit_at_every_scale(percent: int, end: tuple[str, str, int]) -> None:
    tokens = load(Scheme.LIGHT)
    radius, height, line = end

    whole = tokens.px(height, percent=percent) + 2 * scaled(line, percent=percent)

    assert 2 * tokens.px(radius, percent=percent) <= whole


def test_a_length_is_no_colour_and_a_colour_no_length() -> None:
    tokens = load(Scheme.LIGHT)

    with pytest.raises(KeyError):
        tokens.length("text.main")
    with pytest.raises(KeyError):
        tokens.word("space.1")


@pytest.mark.parametrize("percent", SCALES)
def test_only_two_weights_are_used(percent: int) -> None:
    sheet = render.style_sheet(load(Scheme.LIGHT), percent=percent)

    assert {"400", "700"} == set(re.findall(r"font-weight: (\w+)", sheet))


def test_sizes_of_type_are_those_of_the_front_desk() -> None:
    # E1-4: body 16–17 px; result band 36–40 px; the patient's digits 44–48 px.
    tokens = load(Scheme.LIGHT)

    assert tokens.length("type.body") in range(16, 18)
    assert tokens.length("type.verdict") in range(36, 41)
    assert tokens.length("type.patient.digit") in range(44, 49)


def test_what_is_touched_is_large_enough() -> None:
    # E1-2: staff buttons at least 44 px, the patient's keys at least 80 px with 8 px between.
    tokens = load(Scheme.LIGHT)

    assert tokens.length("size.touch") >= 44
    assert tokens.length("size.button") >= 44
    assert min(tokens.length(f"size.patient.key-{d}") for d in ("width", "height")) >= 80
    assert tokens.length("size.patient.key-gap") >= 8
