"""The patient's window: what it shows, what it says, and that it fits every screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import (
    QAbstractAnimation,
    QEvent,
    QObject,
    QPoint,
    QRect,
    Qt,
    QVariantAnimation,
)
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from support.patient_desk import NEXT_TRY, TAKE_CARD, TYPE_PIN, WAIT, Seat

from reception_app.ui.patient.big_text import BigText
from reception_app.ui.patient.dots import Dots
from reception_app.ui.patient.keypad import KEY_LEAST, Keypad
from reception_app.ui.patient.prompt_page import PulsingPicture
from reception_app.ui.texts import Language
from reception_app.ui.theme import Scheme, Theme
from reception_app.ui.viewstate.views import Act, PatientScreen, PatientView, Picture
from reception_app.ui.viewstate.words import tr

SIZES = [(1366, 768), (1920, 1080), (560, 760), (540, 720), (1024, 600), (1080, 1920), (540, 600)]
VIEWS = {screen: PatientView(screen, Picture.PLACE_CARD, tr("案内")) for screen in PatientScreen}
LONG = replace(
    NEXT_TRY,
    headline=tr("マイナンバーカードの4けたの暗証番号をゆっくり入力してください"),
    detail=tr(
        "The four digits that you chose when you received your My Number Card at the office"
    ),
    is_training=True,
)


def shown(seat: Seat, kind: type[QWidget] = QWidget) -> list[QWidget]:
    return [widget for widget in seat.window.findChildren(kind) if widget.isVisible()]


def texts_of(seat: Seat) -> set[str]:
    return {label.text() for label in seat.window.findChildren(QLabel) if label.isVisible()}


def painted(widget: QWidget) -> QImage:
    return widget.grab().toImage()


@pytest.mark.parametrize("view", VIEWS.values(), ids=str)
def test_every_screen_shows_its_headline(seat: Seat, view: PatientView) -> None:
    seat.window.render(view)

    assert "案内" in texts_of(seat)


@pytest.mark.parametrize("screen", PatientScreen)
def test_the_ten_key_is_there_only_while_a_pin_is_typed(seat: Seat, screen: PatientScreen) -> None:
    seat.window.render(VIEWS[screen])

    assert bool(shown(seat, Keypad)) == (screen is PatientScreen.TYPE_PIN)


def test_tries_left_and_the_remark_are_said(seat: Seat) -> None:
    seat.window.render(NEXT_TRY)

    assert {"あと2回入力できます", "暗証番号が違いました。もう一度入力してください"} <= texts_of(
        seat
    )


def test_tries_that_are_not_known_are_not_said(seat: Seat) -> None:
    seat.window.render(NEXT_TRY)
    seat.window.render(replace(TYPE_PIN, tries_left=None))

    assert not any("回入力" in text for text in texts_of(seat))


class Paints(QObject):
    """Counts what Qt asks a window to do."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.count = 0
        for widget in (window, *window.findChildren(QWidget)):
            widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        asked = (QEvent.Type.Paint, QEvent.Type.UpdateRequest, QEvent.Type.Resize)
        self.count += event.type() in asked
        return False


@pytest.mark.parametrize("view", [TYPE_PIN, WAIT])
def test_an_equal_view_changes_nothing(seat: Seat, view: PatientView, qapp: QApplication) -> None:
    seat.window.render(view)
    seat.key(Qt.Key.Key_1)
    qapp.processEvents()
    paints = Paints(seat.window)

    seat.window.render(replace(view))
    qapp.processEvents()

    assert paints.count == 0


def test_the_ways_out_are_reported(seat: Seat) -> None:
    seat.window.render(TYPE_PIN)

    seat.click("暗証番号がわからない", "やめる")

    assert [Act.PIN_UNKNOWN, Act.PIN_STOP] == seat.acts


def test_the_ways_out_stay_alive_after_the_fourth_digit(seat: Seat) -> None:
    seat.window.render(TYPE_PIN)
    seat.click("1", "2", "3", "4")

    seat.click("暗証番号がわからない", "やめる")

    assert [Act.PIN_UNKNOWN, Act.PIN_STOP] == seat.acts


def test_dots_fill_up_and_stay_full_until_the_next_try(seat: Seat) -> None:
    seat.window.render(TYPE_PIN)
    [dots] = seat.window.findChildren(Dots)
    filled = []

    for key in "123":
        seat.click(key)
        filled.append(dots._filled)
    seat.click("1つ消す")
    filled.append(dots._filled)
    seat.click("3", "4")
    filled.append(dots._filled)
    seat.window.render(NEXT_TRY)

    assert [1, 2, 3, 2, 4] == filled
    assert dots._filled == 0


def test_a_digit_is_painted_nowhere_but_on_its_key(seat: Seat) -> None:
    """No echo: two PINs look the same."""
    seat.window.render(TYPE_PIN)
    seat.keys(Qt.Key.Key_1, Qt.Key.Key_2)
    one = painted(seat.window)
    seat.window.wipe()
    seat.keys(Qt.Key.Key_8, Qt.Key.Key_9)

    assert one == painted(seat.window)


def test_the_keyboard_of_the_window_itself_types(seat: Seat) -> None:
    seat.window.render(TYPE_PIN)

    QTest.keyClicks(seat.window, "12")
    QTest.keyClick(seat.window, Qt.Key.Key_Backspace)

    assert bytearray(b"1\0\0\0") == seat.buffer


def test_a_digit_is_taken_while_a_button_has_the_focus(seat: Seat) -> None:
    seat.window.render(TYPE_PIN)
    unknown = seat.button("暗証番号がわからない")
    unknown.setFocus()

    QTest.keyClick(unknown, Qt.Key.Key_7)

    assert bytearray(b"7\0\0\0") == seat.buffer


def test_no_widget_takes_text_or_an_input_method(seat: Seat) -> None:
    seat.window.render(TYPE_PIN)

    everything = [seat.window, *seat.window.findChildren(QWidget)]
    ime = Qt.WidgetAttribute.WA_InputMethodEnabled
    assert not any(widget.testAttribute(ime) for widget in everything)
    assert not any("Edit" in type(widget).__name__ for widget in everything)


def test_tab_leads_over_the_ten_key_to_the_way_out_and_the_languages(seat: Seat) -> None:
    seat.window.render(TYPE_PIN)
    reached = []
    for _ in range(6):
        QTest.keyClick(QApplication.focusWidget() or seat.window, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        reached.append(focused.text() if isinstance(focused, QPushButton) else "")

    assert {"1", "暗証番号がわからない", "日本語", "やさしい日本語", "English"} <= set(reached)


def test_no_key_has_the_focus_when_the_ten_key_appears(seat: Seat) -> None:
    """Else the ring would lie around a key, and Space would type it."""
    seat.window.render(TYPE_PIN)
    seat.button("1").setFocus()

    seat.window.render(WAIT)
    seat.window.render(NEXT_TRY)

    assert not any(button.hasFocus() for button in seat.window.findChildren(QPushButton))


def test_the_focus_stays_on_a_language_that_was_chosen_by_keyboard(seat: Seat) -> None:
    seat.window.render(TYPE_PIN)
    seat.window.language_chosen.connect(seat.texts.set_language)
    english = seat.button("English")
    english.setFocus()

    QTest.keyClick(english, Qt.Key.Key_Space)
    seat.window.render(NEXT_TRY)

    assert seat.texts.language is Language.EN
    assert english.hasFocus()


def test_no_button_has_the_focus_at_first(seat: Seat) -> None:
    assert not any(button.hasFocus() for button in seat.window.findChildren(QPushButton))


def test_a_language_is_reported_and_spoken_when_the_owner_sets_it(seat: Seat) -> None:
    seat.window.render(TYPE_PIN)

    seat.click("English")
    before = seat.button("English").isChecked()
    seat.texts.set_language(Language.EN)

    assert [Language.EN] == seat.languages
    assert not before
    assert seat.button("English").isChecked()
    assert not seat.button("日本語").isChecked()


def test_another_language_keeps_what_was_typed(seat: Seat) -> None:
    seat.window.render(TYPE_PIN)
    seat.click("1", "2")

    seat.texts.set_language(Language.EN)

    assert bytearray(b"12\0\0") == seat.buffer


@pytest.fixture
def beeps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append("beep"))
    return heard


def animations(seat: Seat) -> list[QVariantAnimation]:
    return seat.window.findChildren(QVariantAnimation)


def test_a_tone_sounds_each_time_the_reminder_grows(seat: Seat, beeps: list[str]) -> None:
    for reminder in (0, 1, 1, 2, 0):
        seat.window.render(replace(TAKE_CARD, reminder=reminder))

    assert len(beeps) == 2


@pytest.mark.usefixtures("beeps")
def test_the_picture_pulses_for_a_moment_and_rests(seat: Seat, qtbot: QtBot) -> None:
    seat.window.render(replace(TAKE_CARD, reminder=1))
    [pulse] = animations(seat)
    running = pulse.state() is QAbstractAnimation.State.Running
    pulse.setCurrentTime(pulse.totalDuration())  # as when its time is over

    assert running
    assert pulse.totalDuration() > 0
    qtbot.waitUntil(lambda: pulse.state() is QAbstractAnimation.State.Stopped)


@pytest.mark.usefixtures("beeps")
@pytest.mark.parametrize("after", [TYPE_PIN, None])
def test_no_pulse_goes_on_where_nobody_sees_it(seat: Seat, after: PatientView | None) -> None:
    seat.window.render(replace(TAKE_CARD, reminder=1))

    seat.window.render(after) if after else seat.window.hide()

    [pulse] = animations(seat)
    assert pulse.state() is QAbstractAnimation.State.Stopped


@pytest.mark.usefixtures("beeps")
def test_another_picture_does_not_pulse(seat: Seat) -> None:
    seat.window.render(replace(TAKE_CARD, reminder=1))

    seat.window.render(PatientView(PatientScreen.WELCOME, Picture.PLACE_CARD, tr("案内")))

    [pulse] = animations(seat)
    assert pulse.state() is QAbstractAnimation.State.Stopped


def accessible_text(widget: QWidget) -> set[str]:
    seen = QAccessible.queryAccessibleInterface(widget)
    kinds = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)
    return {seen.text(kind) for kind in kinds} - {""}


def test_a_screen_reader_is_told_what_the_dots_are_for_and_never_how_many(seat: Seat) -> None:
    seat.window.render(TYPE_PIN)
    [dots] = seat.window.findChildren(Dots)
    heard = [accessible_text(dots)]

    for key in "123":
        seat.click(key)
        heard.append(accessible_text(dots))

    assert [{"4けたの暗証番号"}] * 4 == heard
    assert dots.children() == []


def test_every_button_has_a_name(seat: Seat) -> None:
    seat.window.render(TYPE_PIN)

    names = [accessible_text(button) for button in seat.window.findChildren(QPushButton)]

    assert all(names)


def test_the_headline_is_read_as_text(seat: Seat) -> None:
    seat.window.render(TYPE_PIN)

    labels = [label for label in seat.window.findChildren(BigText) if label.isVisible()]
    assert not any(label.accessibleName() for label in labels)
    assert {"4けたの暗証番号を入力してください"} in [accessible_text(label) for label in labels]


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda e: heard.append(e.message()))
    return heard


def test_what_is_new_is_announced_and_what_stayed_is_not(seat: Seat, announced: list[str]) -> None:
    seat.window.render(TYPE_PIN)
    seat.window.render(NEXT_TRY)
    seat.window.render(TAKE_CARD)

    assert [text.split()[0] for text in announced] == [
        "4けたの暗証番号を入力してください",
        "暗証番号が違いました。もう一度入力してください",
        "カードをお取りください",
    ]


def test_another_language_says_the_screen_again(seat: Seat, announced: list[str]) -> None:
    seat.window.render(TAKE_CARD)

    seat.texts.set_language(Language.EASY)

    assert len(announced) == 2


def everything_fits(seat: Seat) -> None:
    window = seat.window.rect()
    for widget in shown(seat):
        place = QRect(widget.mapTo(seat.window, QPoint(0, 0)), widget.size())
        assert window.contains(place), (type(widget).__name__, place)
    parts = [w for w in shown(seat) if isinstance(w, BigText | Dots | QPushButton)]
    for one in parts:
        for other in parts:
            assert one is other or not overlap(one, other), (one, other)


def overlap(one: QWidget, other: QWidget) -> bool:
    return QRect(one.mapToGlobal(QPoint(0, 0)), one.size()).intersects(
        QRect(other.mapToGlobal(QPoint(0, 0)), other.size())
    )


@pytest.mark.parametrize("scale", [100, 150, 200])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_is_cut_and_nothing_overlaps(
    seat: Seat, theme: Theme, qapp: QApplication, size: tuple[int, int], scale: int
) -> None:
    theme.apply(qapp, Scheme.LIGHT, scale)
    seat.window.resize(*size)

    for view in (TYPE_PIN, NEXT_TRY, LONG, WAIT, TAKE_CARD):
        seat.window.render(view)
        everything_fits(seat)
    theme.apply(qapp, Scheme.LIGHT, 100)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_keys_are_large_enough_for_a_finger_on_every_screen(
    seat: Seat, size: tuple[int, int]
) -> None:
    seat.window.resize(*size)
    seat.window.render(TYPE_PIN)

    [pad] = seat.window.findChildren(Keypad)
    sizes = [(key.width(), key.height()) for key in pad.findChildren(QPushButton)]
    assert all(min(size) >= KEY_LEAST for size in sizes)


def sizes(seat: Seat) -> list[tuple[str, float]]:
    """How large everything is that a patient reads or touches."""
    texts = [label for label in seat.window.findChildren(BigText) if label.isVisible()]
    buttons = [key for key in seat.window.findChildren(QPushButton) if key.isVisible()]
    touched = [(key.text(), float(min(key.height(), key.width()))) for key in buttons]
    return [*((label.text(), label._size) for label in texts), *touched]


@pytest.mark.parametrize("size", [*SIZES, (700, 680), (620, 900), (540, 1400)])
@pytest.mark.parametrize("view", [TYPE_PIN, NEXT_TRY, LONG, TAKE_CARD], ids=["1", "2", "3", "4"])
def test_a_larger_scale_makes_nothing_smaller(
    seat: Seat, theme: Theme, qapp: QApplication, size: tuple[int, int], view: PatientView
) -> None:
    seat.window.resize(*size)
    seat.window.render(view)
    plain = sizes(seat)

    theme.apply(qapp, Scheme.LIGHT, 200)
    large = sizes(seat)
    theme.apply(qapp, Scheme.LIGHT, 100)

    assert [text for text, _ in large] == [text for text, _ in plain]
    smaller = [(a, b) for a, b in zip(plain, large, strict=True) if b[1] < a[1]]
    assert smaller == []


def test_type_and_keys_are_those_of_the_picture_at_1366_by_768(seat: Seat) -> None:
    """Source: the mock-up patient-pin."""
    seat.window.render(TYPE_PIN)

    assert seat.button("5").size().toTuple() == (112, 96)
    assert seat.button("5").fontInfo().pixelSize() == 46
    assert seat.button("暗証番号がわからない").fontInfo().pixelSize() == 20


def test_text_stands_above_the_ten_key_where_the_window_is_narrow(seat: Seat) -> None:
    seat.window.resize(560, 760)
    seat.window.render(TYPE_PIN)

    [pad] = seat.window.findChildren(Keypad)
    [dots] = seat.window.findChildren(Dots)
    assert dots.geometry().bottom() < pad.geometry().top()


def test_no_phrase_of_a_headline_is_broken_in_a_narrow_window(seat: Seat) -> None:
    seat.window.resize(560, 760)
    seat.window.render(replace(TAKE_CARD, headline=tr("ありがとうございました")))

    [headline] = [text for text in seat.window.findChildren(BigText) if text.isVisible()]
    assert ["ありがとうございました"] == headline._lines


@pytest.mark.parametrize("scheme", Scheme)
def test_another_scheme_is_painted_at_once(
    seat: Seat, theme: Theme, qapp: QApplication, scheme: Scheme
) -> None:
    seat.window.render(TYPE_PIN)

    theme.apply(qapp, scheme, 100)

    ground = painted(seat.window).pixelColor(5, 400)
    assert theme.colour("surface.patient") == ground
    theme.apply(qapp, Scheme.LIGHT, 100)


def test_training_is_marked(seat: Seat) -> None:
    seat.window.render(replace(WAIT, is_training=True))
    during = "訓練モード" in texts_of(seat)
    seat.window.render(WAIT)

    assert during
    assert "訓練モード" not in texts_of(seat)


def test_a_screen_without_a_picture_shows_none(seat: Seat) -> None:
    seat.window.render(replace(TAKE_CARD, picture=None))

    assert not shown(seat, PulsingPicture)


def test_a_thousand_patients_leave_no_widget(seat: Seat) -> None:
    for view in (TYPE_PIN, TAKE_CARD):
        seat.window.render(view)
    before = len(seat.window.findChildren(QObject))

    for patient in range(1000):
        entry = (f"{patient}", 1)
        seat.window.render(replace(TYPE_PIN, entry=entry))
        seat.window.render(replace(WAIT, entry=entry))
        seat.window.render(replace(TAKE_CARD, entry=entry))

    assert before == len(seat.window.findChildren(QObject))
