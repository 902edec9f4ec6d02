"""Contrast and colour vision: text 4.5 : 1, large type and parts 3 : 1 (E1-5, E1-6)."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from support.colours import Vision, contrast, difference

from reception_app.ui.theme.tokens import Scheme, load

_TONES = ("good", "info", "warn", "bad", "neutral")
_GROUNDS = ("surface.page", "surface.card", "surface.soft", "surface.chosen", "surface.patient")
_TEXT = [
    *product(("text.main", "text.sub"), _GROUNDS),
    *product(("text.hint",), ("surface.page", "surface.card", "surface.patient")),
    *product(("key.text",), ("key.fill", "key.hover", "key.pressed")),
    *product(("text.main", "key.plain"), ("key.soft", "key.soft-pressed")),
    *product(("key.plain",), ("surface.page", "surface.card", "surface.patient")),
    *((f"verdict.{t}.{part}", f"verdict.{t}.fill") for t in _TONES for part in ("text", "sub")),
    *((f"note.{t}.text", f"note.{t}.fill") for t in _TONES),
    *product([f"mark.{t}" for t in _TONES], ("surface.page", "surface.card")),
    ("say.text", "say.fill"),
    ("say.label", "say.fill"),
    ("watermark.text", "watermark.fill"),
    ("pill.patient-text", "pill.patient-fill"),
]
_PARTS = [
    *product([f"mark.{t}" for t in _TONES], ("surface.chosen", "surface.soft")),
    *product(("line.control",), ("surface.card", "surface.page", "surface.patient")),
    *product(("line.key",), ("surface.card", "surface.patient")),
    *product(("key.fill", "picture.line", "picture.warn"), _GROUNDS[:2]),
    *product(("text.disabled",), ("surface.card", "surface.soft", "key.disabled")),
    *((f"verdict.{t}.line", "surface.page") for t in _TONES),
    ("focus.ring", "focus.outline"),
]


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize(("text", "ground"), _TEXT)
def test_text_can_be_read(scheme: Scheme, text: str, ground: str) -> None:
    tokens = load(scheme)

    assert contrast(tokens.word(text), tokens.word(ground)) >= 4.5


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize(("part", "ground"), _PARTS)
def test_parts_can_be_seen(scheme: Scheme, part: str, ground: str) -> None:
    tokens = load(scheme)

    assert contrast(tokens.word(part), tokens.word(ground)) >= 3


@pytest.mark.parametrize(("text", "ground"), _TEXT)
def test_high_contrast_reaches_seven_to_one(text: str, ground: str) -> None:
    tokens = load(Scheme.HIGH_CONTRAST)

    assert contrast(tokens.word(text), tokens.word(ground)) >= 7


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("ground", [*_GROUNDS, "key.fill", *(f"verdict.{t}.fill" for t in _TONES)])
def test_the_focus_ring_stands_out_from_everything(scheme: Scheme, ground: str) -> None:
    tokens = load(scheme)
    ring, outline = tokens.word("focus.ring"), tokens.word("focus.outline")

    assert max(contrast(c, tokens.word(ground)) for c in (ring, outline)) >= 3


@pytest.mark.parametrize("vision", list(Vision))
def test_white_stays_white_to_every_eye(vision: Vision) -> None:
    assert pytest.approx((1.0, 1.0, 1.0), abs=1e-5) == vision.sees("#ffffff")


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("vision", list(Vision))
@pytest.mark.parametrize("tone", _TONES)
def test_a_verdict_can_be_read_by_every_eye(scheme: Scheme, vision: Vision, tone: str) -> None:
    tokens = load(scheme)
    fill = tokens.word(f"verdict.{tone}.fill")

    assert contrast(tokens.word(f"verdict.{tone}.text"), fill, vision) >= 4.5
    assert contrast(tokens.word(f"verdict.{tone}.sub"), fill, vision) >= 4.5


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("vision", list(Vision))
@pytest.mark.parametrize("tone", _TONES)
def test_a_note_can_be_read_by_every_eye(scheme: Scheme, vision: Vision, tone: str) -> None:
    tokens = load(scheme)

    fill, text = tokens.word(f"note.{tone}.fill"), tokens.word(f"note.{tone}.text")

    assert contrast(text, fill, vision) >= 4.5


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("vision", list(Vision))
@pytest.mark.parametrize("tone", [t for t in _TONES if t != "good"])
def test_valid_is_never_mistaken_for_anything_else(
    scheme: Scheme, vision: Vision, tone: str
) -> None:
    # The one band that is filled with colour; its ground alone tells it apart, even in grey.
    tokens = load(scheme)
    good, other = tokens.word("verdict.good.fill"), tokens.word(f"verdict.{tone}.fill")

    assert contrast(good, other, vision) >= 2
    assert difference(good, other, vision) >= 20


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize(("one", "other"), list(combinations(_TONES, 2)))
def test_two_verdicts_differ_in_colour_to_the_usual_eye(
    scheme: Scheme, one: str, other: str
) -> None:
    tokens = load(scheme)
    parts = ("fill", "text", "line")
    pairs = [
        (tokens.word(f"verdict.{one}.{p}"), tokens.word(f"verdict.{other}.{p}")) for p in parts
    ]

    assert max(difference(a, b, Vision.USUAL) for a, b in pairs) >= 20
