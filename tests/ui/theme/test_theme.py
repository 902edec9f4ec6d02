from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from support import widget_source

from reception_app.application.settings import SCALES
from reception_app.ui.theme import Scheme, Theme, roles, set_role
from reception_app.ui.theme.render import template


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What Qt says while the test runs."""
    said: list[str] = []

    def note(_kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
        said.append(message)

    before = qInstallMessageHandler(note)
    yield said
    qInstallMessageHandler(before)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("scheme", list(Scheme))
def test_qt_understands_the_style_sheet(
    theme: Theme,
    qapp: QApplication,
    qtbot: QtBot,
    complaints: list[str],
    scheme: Scheme,
    scale: int,
) -> None:
    theme.apply(qapp, scheme, scale)

    button = QPushButton("次の患者")
    qtbot.addWidget(button)
    set_role(button, "primary")
    button.grab()

    assert [] == complaints


def test_a_change_of_scale_reaches_a_window_that_is_open(
    theme: Theme, qapp: QApplication, qtbot: QtBot
) -> None:
    button = QPushButton("次の患者")
    set_role(button, "primary")
    qtbot.addWidget(button)
    button.show()
    before = button.sizeHint()

    theme.apply(qapp, Scheme.LIGHT, 200)

    assert 2 * before.height() == button.sizeHint().height()


def test_a_change_is_told_when_everything_is_in_place(
    theme: Theme, qapp: QApplication, qtbot: QtBot
) -> None:
    seen: list[tuple[int, str]] = []
    theme.changed.connect(lambda: seen.append((theme.px("space.4"), qapp.styleSheet()[:1])))

    with qtbot.waitSignal(theme.changed):
        theme.apply(qapp, Scheme.DARK, 150)

    assert [(24, "*")] == seen
    assert (Scheme.DARK, 150) == (theme.scheme, theme.scale)


@pytest.mark.parametrize("scale", [99, 201])
def test_a_scale_out_of_bounds_changes_nothing(
    theme: Theme, qapp: QApplication, scale: int
) -> None:
    with pytest.raises(ValueError, match=str(scale)):
        theme.apply(qapp, Scheme.DARK, scale)

    assert (Scheme.LIGHT, 100) == (theme.scheme, theme.scale)


@pytest.mark.parametrize("scheme", list(Scheme))
def test_what_no_style_sheet_reaches_has_the_same_colours(
    theme: Theme, qapp: QApplication, scheme: Scheme
) -> None:
    theme.apply(qapp, scheme, 100)
    palette = qapp.palette()

    assert theme.colour("surface.page") == palette.color(QPalette.ColorRole.Window)
    assert theme.colour("text.main") == palette.color(QPalette.ColorRole.WindowText)
    assert theme.colour("text.disabled") == palette.color(
        QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText
    )


def test_a_drawing_grows_with_the_scale_and_is_tinted(theme: Theme, qapp: QApplication) -> None:
    theme.apply(qapp, Scheme.LIGHT, 200)

    by_token = theme.pixmap("shape-cross", "icon.list", "mark.bad")
    by_length = theme.pixmap("shape-cross", 22, "mark.bad")

    assert 44 == by_token.height() == by_length.height()
    assert QColor("#ce0000") == by_token.toImage().pixelColor(22, 22)


def test_a_drawing_is_made_once_for_each_scheme(theme: Theme, qapp: QApplication) -> None:
    light = theme.pixmap("shape-cross", 24, "text.main")
    again = theme.pixmap("shape-cross", 24, "text.main")

    theme.apply(qapp, Scheme.DARK, 100)
    dark = theme.pixmap("shape-cross", 24, "text.main")

    assert light.cacheKey() == again.cacheKey()
    assert light.toImage() != dark.toImage()


def test_the_drawing_of_a_button_that_is_off_is_pale(theme: Theme) -> None:
    icon = theme.icon("shape-cross", 24)

    off = icon.pixmap(24, 24, QIcon.Mode.Disabled).toImage()

    assert theme.colour("text.disabled") == off.pixelColor(12, 12)


def test_a_role_and_a_tone_choose_the_looks(theme: Theme, qtbot: QtBot) -> None:
    band = QFrame()
    qtbot.addWidget(band)
    band.resize(100, 100)

    set_role(band, "band", "good")
    good = band.grab().toImage().pixelColor(50, 50)
    set_role(band, "band", "bad")
    bad = band.grab().toImage().pixelColor(50, 50)

    assert theme.colour("verdict.good.fill") == good
    assert theme.colour("verdict.bad.fill") == bad


def test_a_tone_may_be_an_enum_and_goes_with_none(theme: Theme, qtbot: QtBot) -> None:
    class Own(StrEnum):
        WARN = "warn"

    chip = QLabel("あと41日")
    qtbot.addWidget(chip)

    set_role(chip, "chip", Own.WARN)
    warned = chip.palette().windowText().color()
    set_role(chip, "chip")

    assert theme.colour("note.warn.text") == warned
    assert chip.property("tone") is None


def test_every_role_of_the_style_sheet_is_explained() -> None:
    assert roles.__doc__ is not None

    assert set() == _styled() - set(re.findall("[a-z]+(?:-[a-z]+)*", roles.__doc__))


def test_every_role_of_the_table_has_looks() -> None:
    assert roles.__doc__ is not None
    rows = roles.__doc__.split("=\n")[2].splitlines()
    names = {name for row in rows for name in re.findall("[a-z-]+", row[:18])}

    assert set() == names - _styled() - {""}


def test_every_role_that_a_widget_takes_has_looks() -> None:
    assert frozenset() == widget_source.arguments("set_role", at=1, but="theme") - _styled()


def _styled() -> set[str]:
    return {part.split('"')[0] for part in template().split('[role="')[1:]}
