from __future__ import annotations

import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo, QRawFont
from PySide6.QtWidgets import QApplication
from support import widget_source

from reception_app.ui.theme import Theme, fonts

_RESOURCES = Path(str(resources.files("reception_app") / "resources"))
_NAMES = "髙﨑邉𠮷①"  # in names of patients, often missing from fonts of other countries


def _texts_of(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _texts_of(each)
        case list():
            for each in value:
                yield from _texts_of(each)
        case _:
            pass


def _all_we_say() -> Iterator[str]:
    yield from widget_source.arguments("tr", at=0)
    for path in sorted((_RESOURCES / "wording").glob("*.toml")):
        yield from _texts_of(tomllib.loads(path.read_text(encoding="utf-8")))
    for path in sorted(_RESOURCES.parents[2].rglob("i18n/*.ts")):
        yield from ET.parse(path).getroot().itertext()  # noqa: S314 - our own file


@pytest.mark.usefixtures("qapp")
def test_a_font_of_the_chain_is_installed() -> None:
    assert fonts.installed(), (
        f"none of {', '.join(fonts.FAMILIES)} is installed: Japanese would be drawn as boxes. "
        "On Debian and Ubuntu: apt install fonts-noto-cjk"
    )


@pytest.mark.usefixtures("qapp")
def test_every_character_that_we_say_can_be_drawn() -> None:
    said = {c for text in _all_we_say() for c in text if c.isprintable()}

    assert len(said) > 500
    assert frozenset() == fonts.missing("".join(sorted(said)))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("character", _NAMES)
def test_rare_characters_of_names_can_be_drawn(character: str) -> None:
    assert frozenset() == fonts.missing(character)


@pytest.mark.usefixtures("qapp")
def test_a_character_that_no_font_has_is_reported() -> None:
    assert {"\U0010fffd"} == fonts.missing("あ\U0010fffd")


@pytest.mark.usefixtures("theme")
def test_windows_use_the_chain_and_no_variant_of_another_country(qapp: QApplication) -> None:
    assert list(fonts.FAMILIES) == qapp.font().families()
    assert QFontInfo(qapp.font()).family() == fonts.installed()[0]
    assert QRawFont.fromFont(qapp.font()).familyName() == fonts.installed()[0]


def test_the_font_grows_with_the_scale(theme: Theme, qapp: QApplication) -> None:
    theme.apply(qapp, theme.scheme, 150)

    assert 24 == qapp.font().pixelSize()
