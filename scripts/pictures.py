"""Makes the pictures of docs/images: every state of the desk, from the program in training mode.

Every picture is what somebody would see at 1366×768; nothing is drawn for the picture.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen:size=1366x768"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import pictures_batch  # noqa: E402 - beside this file
import pytest  # noqa: E402 - tests/support needs the path above
from PySide6.QtCore import Qt  # noqa: E402 - the path first
from PySide6.QtGui import QImage  # noqa: E402 - the path first
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402 - the path first
from support.desk_window import DeskWindow, ShiftedClock  # noqa: E402 - the path first

from reception_app.application.catalogue import Lang, Language  # noqa: E402 - the path first
from reception_app.application.settings import ColourScheme, DisplaySettings  # noqa: E402 - the path first
from reception_app.domain.eligibility import Fact  # noqa: E402 - the path first
from reception_app.domain.record import HandoverState  # noqa: E402 - the path first
from reception_app.domain.session.states import (  # noqa: E402 - the path first
    Answered,
    AskingNumbers,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    Failed,
)
from reception_app.ui.viewstate.views import Act, PatientScreen  # noqa: E402 - the path first

IMAGES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1366, 768
F1, F2, F3, F9, ENTER, ESC = (
    Qt.Key.Key_F1,
    Qt.Key.Key_F2,
    Qt.Key.Key_F3,
    Qt.Key.Key_F9,
    Qt.Key.Key_Return,
    Qt.Key.Key_Escape,
)


class Album:
    """The pictures of one run, and how a desk gets to where they are taken."""

    def __init__(self, desk: DeskWindow) -> None:
        self.desk = desk
        self.taken: list[str] = []

    def staff(self, name: str) -> None:
        """Take a picture of the staff's window."""
        self._save(self.desk.frame, f"staff-{name}")

    def patient(self, name: str) -> None:
        """Take a picture of the patient's window, as on a second screen."""
        assert self.desk.program.patient is not None
        self.desk.program.patient.setGeometry(0, 0, WIDTH, HEIGHT)
        self._save(self.desk.program.patient, f"patient-{name}")

    def both(self, name: str) -> None:
        """Take one of each."""
        self.staff(name)
        self.patient(name)

    def _save(self, window: QWidget, name: str) -> None:
        self.desk.settle()
        self.desk.pause()
        picture = _in_few_colours(window.grab().toImage())
        assert picture.save(str(IMAGES / f"{name}.png"), quality=0), name
        self.taken.append(name)

    def window(self, window: QWidget, name: str) -> None:
        """Take a picture of another window."""
        self._save(window, name)

    # ── how to get there ────────────────────────────────────────────────────────────────────
    def answer(self, card: str) -> None:
        """Bring a patient from the card to the answer."""
        self.desk.lay(card)
        self.desk.type_pin()
        self.desk.until_state(Answered)
        self.desk.until(lambda: not self.is_on_its_way())

    def is_on_its_way(self) -> bool:
        """Whether the answer on the screen is still to reach the receipt computer."""
        handover = self.desk.now.handover
        return handover is not None and (
            handover.is_asked or handover.state is HandoverState.WAITING
        )

    def fail(self, card: str, *, pin: bool = False) -> None:
        """Bring a card to where its check ends without an answer."""
        self.desk.lay(card)
        if pin:
            self.desk.type_pin()
        self.desk.until_state(Failed)

    def refuse_pin(self, card: str) -> None:
        """Type a PIN that is wrong."""
        self.desk.lay(card)
        self.desk.type_pin("9999")
        self.desk.until(
            lambda: isinstance(s := self.desk.now.session, AskingPin) and s.rejected is not None
        )


def _in_few_colours(picture: QImage) -> QImage:
    """Return it in its 256 most frequent colours: enough for flat drawings, and small."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(picture.constBits()).cast("I"))
    table = [colour for colour, _ in counted.most_common(256)]
    flags = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    return picture.convertToFormat(QImage.Format.Format_Indexed8, table, flags)


Scene = Callable[[Album], None]
_BASE = DisplaySettings(scheme=ColourScheme.LIGHT)
BEFORE = {
    "InsurerNumber": "01139997",
    "InsurerName": "架空協会けんぽ",
    "InsuredIdentificationNumber": "120",
    "Address": "東京都架空区西町９－９",
}
"""How the employee was insured before."""
NO_CONSENT: dict[str, Fact] = {
    "LimitApplicationCertificateRelatedConsFlg": "0",
    "LimitApplicationCertificateRelatedInfo": {},
}


# ── one patient after another ─────────────────────────────────────────────────────────────────
def a_morning(album: Album) -> None:
    """The states of a card and a PIN, and a day's list behind them."""
    desk = album.desk
    album.both("waiting")
    for card in ("municipal", "lost", "elderly", "preschool", "long-name"):
        album.answer(card)
        desk.take()
    desk.press(F9)
    album.staff("waiting-with-list")
    desk.press(F1)
    desk.until_state(AwaitingCard)
    album.both("place-card")
    desk.pass_time(21)
    album.both("nothing-placed")
    desk.lay("employee")
    desk.until_state(AskingPin)
    album.both("pin")
    desk.type_pin("12")
    album.patient("pin-typing")
    desk.program.patient.wipe()  # type: ignore[union-attr] # an open desk has one
    desk.type_pin()
    desk.until_state(Answered)
    desk.until(lambda: desk.now.handover and desk.now.handover.state is HandoverState.DELIVERED)
    album.staff("valid")
    album.patient("take-card")
    desk.pass_time(11)
    album.both("card-forgotten")
    desk.press(F1)
    album.staff("card-left-over")
    desk.take()
    desk.press(ESC)


def thanks(album: Album) -> None:
    album.answer("employee")
    album.desk.take()
    album.patient("thanks")


def visual(album: Album) -> None:
    desk = album.desk
    desk.press(F2)
    desk.until_state(AskingWitness)
    album.both("compare-face")
    desk.press(ENTER)
    desk.until_state(AwaitingCard)
    album.staff("compared-place-card")
    desk.lay("employee")
    desk.until_state(Answered)
    desk.until(lambda: desk.now.handover and desk.now.handover.state is HandoverState.DELIVERED)
    album.staff("valid-visual")


def visual_refused(album: Album) -> None:
    album.desk.press(F2)
    album.desk.until_state(AskingWitness)
    album.desk.press(ESC)
    album.desk.until_state(Failed)
    album.both("face-refused")


def _answer(name: str, card: str) -> Scene:
    def scene(album: Album) -> None:
        album.answer(card)
        album.staff(name)

    return scene


def _failure(name: str, card: str, *, pin: bool = False) -> Scene:
    def scene(album: Album) -> None:
        album.fail(card, pin=pin)
        album.both(name)

    return scene


def _trouble(name: str, trouble: str, card: str = "employee") -> Scene:
    def scene(album: Album) -> None:
        album.desk.trouble(trouble)
        album.desk.lay(card)
        album.desk.until(lambda: isinstance(album.desk.now.session, AskingPin | Failed))
        if isinstance(album.desk.now.session, AskingPin):
            album.desk.type_pin()
        album.desk.until_state(Failed)
        album.staff(name)

    return scene


def pin_rejected(album: Album) -> None:
    album.refuse_pin("employee")
    album.both("pin-wrong-two-left")


def pin_last_try(album: Album) -> None:
    album.refuse_pin("two-tries")
    album.both("pin-wrong-one-left")


def pin_last_try_armed(album: Album) -> None:
    album.desk.lay("one-try")
    album.desk.until_state(AskingPin)
    album.desk.click(album.desk.button(Act.LAST_TRY))
    album.staff("last-try-second-press")


def pin_unknown(album: Album) -> None:
    album.desk.lay("forgot")
    album.desk.until(lambda: album.desk.patient.screen is PatientScreen.TYPE_PIN)
    album.desk.click_patient("暗証番号がわからない")
    album.both("pin-unknown")


def pin_expiring(album: Album) -> None:
    album.desk.lay("expiring")
    album.desk.until_state(AskingPin)
    album.staff("pin-certificate-expiring")


def pin_missing(album: Album) -> None:
    album.desk.lay("employee")
    album.desk.until_state(AskingPin)
    album.desk.pass_time(61)
    album.desk.until_state(Failed)
    album.staff("nobody-typed")


def dead_chip(album: Album) -> None:
    for turn in range(3):
        album.fail("dead-chip")
        if turn == 0:
            album.both("unreadable")
        album.desk.take()
    album.staff("chip-damaged")


def two_cards(album: Album) -> None:
    album.desk.trouble("two-cards")
    album.desk.lay("employee")
    album.desk.until_state(Failed)
    album.staff("two-cards")


def other_person(album: Album) -> None:
    desk = album.desk
    album.answer("twin-1")
    desk.take()
    desk.open_row(0)
    album.staff("opened-again")
    desk.click(desk.button(Act.RECHECK))
    desk.until_state(AwaitingCard)
    album.answer("twin-2")
    album.staff("other-person")


def changed(album: Album) -> None:
    """The same person again, who was insured elsewhere the last time."""
    desk = album.desk
    album.answer("employee")
    (first, *_), day = desk.now.today, date(2026, 9, 3)
    desk.back_to_idle()
    album.answer("employee")
    desk.until(lambda: desk.now.before is not None)
    album.staff("valid-unchanged")
    desk.back_to_idle()
    desk.store_otherwise(first, on=day, **BEFORE)
    album.answer("employee")
    desk.until(lambda: desk.now.before is not None and "変更が" in desk.staff_words)
    album.staff("valid-changed")
    looks = desk.program.looks
    for name, display in (
        ("changed-200", replace(_BASE, scale=200)),
        ("changed-dark", replace(_BASE, scheme=ColourScheme.DARK)),
        ("changed-high-contrast", replace(_BASE, scheme=ColourScheme.HIGH_CONTRAST)),
        ("changed-english", replace(_BASE, language=Lang.EN)),
    ):
        looks.use(display)
        album.staff(f"valid-{name}")
        if display.scale > 100:
            for _ in range(4):
                desk.press(Qt.Key.Key_PageDown)
            album.staff(f"valid-{name}-below")
    looks.use(_BASE)


def _opened(name: str, **elements: Fact) -> Scene:
    """An answer like the last one but for these elements, as the list shows it."""

    def scene(album: Album) -> None:
        desk = album.desk
        album.answer("limit")
        stored = desk.now.today[0]
        desk.back_to_idle()
        check_id = desk.store_otherwise(stored, on=stored.record.on, **elements)
        assert desk.program.desk is not None
        desk.program.desk.arrived(check_id, HandoverState.OFF)
        desk.until(lambda: desk.now.today[0].record.check_id == check_id)
        desk.open_row(0)
        album.staff(name)

    return scene


def left_lying(album: Album) -> None:
    """Large type; training has no receipt computer, so it is only said that none came."""
    desk, looks = album.desk, album.desk.program.looks
    album.answer("employee")
    desk.take()
    assert desk.program.desk is not None
    lying = frozenset({desk.now.today[0].record.check_id})
    desk.program.desk.board.publish(replace(desk.now, left_lying=lying))
    looks.use(replace(_BASE, scale=200))
    album.staff("left-lying-200")
    looks.use(_BASE)
    desk.program.desk.board.publish(replace(desk.now, left_lying=frozenset()))


def slow_service(album: Album) -> None:
    desk = album.desk
    desk.trouble("slow")
    desk.lay("employee")
    desk.type_pin()
    desk.until(lambda: desk.patient.screen is PatientScreen.TAKE_CARD)
    desk.pass_time(2)
    album.both("asking")
    desk.pass_time(4)
    album.staff("asking-slow")
    desk.until_state(Answered)


def reader_missing(album: Album) -> None:
    album.desk.trouble("reader-unplugged")
    album.desk.until(lambda: "RD0" in album.desk.staff_words)
    album.staff("reader-missing")


def service_stopped(album: Album) -> None:
    album.desk.trouble("card-service-stopped")
    album.desk.until(lambda: "RD04" in album.desk.staff_words)
    album.staff("card-service-stopped")


def handover_failed(album: Album) -> None:
    folder = album.desk.folder / "reception-app-training" / "handover"
    aside = folder.with_name("elsewhere")
    folder.rename(aside)
    album.desk.lay("employee")
    album.desk.type_pin()
    album.desk.until(
        lambda: album.desk.now.handover and album.desk.now.handover.state is HandoverState.FAILED
    )
    album.staff("handover-failed")
    aside.rename(folder)


def patient_languages(album: Album) -> None:
    texts = album.desk.program.looks.patient_texts
    album.desk.lay("employee")
    album.desk.until_state(AskingPin)
    for language, name in ((Language.EASY, "pin-easy"), (Language.EN, "pin-english")):
        texts.set_language(language)
        album.patient(name)
    texts.set_language(Language.JA)


# ── the number path ───────────────────────────────────────────────────────────────────────────
HANAKO = ("06139992", "１２３", "4567", "00", "S60.4.12")
TWINS = ("06149991", "89", "4402", "", "H24.3.12")


def _open_form(album: Album) -> None:
    album.desk.frame.activateWindow()
    album.desk.press(F3)
    album.desk.until_state(AskingNumbers)


def _fill(album: Album, *texts: str) -> None:
    """Type into one field after the other, Enter after each."""
    for text in texts:
        album.desk.type_text(text)
        album.desk.press_there(ENTER)


def _ask(album: Album, *texts: str) -> None:
    _open_form(album)
    _fill(album, *texts)
    album.desk.press_there(ENTER)
    album.desk.until_state(Answered)
    album.desk.until(lambda: not album.is_on_its_way())


def _by_numbers(name: str, *texts: str) -> Scene:
    def scene(album: Album) -> None:
        _ask(album, *texts)
        album.staff(name)

    return scene


def numbers_form(album: Album) -> None:
    _open_form(album)
    album.both("numbers-form")
    _fill(album, *HANAKO)
    album.staff("numbers-form-filled")


def numbers_warning(album: Album) -> None:
    _open_form(album)
    _fill(album, "06139993", *HANAKO[1:], "")
    album.staff("numbers-check-digit")


def numbers_mistakes(album: Album) -> None:
    _open_form(album)
    _fill(album, "0613999", "", "", "123", "S64.1.8", "")
    album.staff("numbers-mistakes")


def numbers_elderly(album: Album) -> None:
    _open_form(album)
    _fill(album, "39139993", "00123456", "S19.1.5")
    album.staff("numbers-form-elderly")


def numbers_card_waits(album: Album) -> None:
    _open_form(album)
    album.desk.type_text("0613")
    album.desk.port.lay("employee")
    album.desk.until(lambda: album.desk.now.card_lies)
    album.staff("numbers-card-waits")


def numbers_corrected(album: Album) -> None:
    _ask(album, *HANAKO[:2], "4569", *HANAKO[3:])
    album.staff("numbers-not-found")
    _open_form(album)
    album.staff("numbers-corrected")


def numbers_like_my_number(album: Album) -> None:
    _open_form(album)
    _fill(album, "06139992", "1234", "56789018", "", HANAKO[4])
    album.desk.press_there(ENTER)
    album.staff("numbers-like-my-number")


def numbers_other_person(album: Album) -> None:
    """The numbers of somebody else than the patient who was to be checked again."""
    desk = album.desk
    album.answer("twin-1")
    desk.take()
    desk.open_row(0)
    desk.click(desk.button(Act.RECHECK))
    desk.until_state(AwaitingCard)
    _ask(album, *HANAKO)
    album.staff("numbers-other-person")


def numbers_going_on(album: Album) -> None:
    _ask(album, "12139994", "", "9990037", "", "S57.2.14")
    album.desk.press(F3)
    album.desk.until_state(AskingNumbers)
    album.staff("numbers-going-on")


def numbers_several(album: Album) -> None:
    _ask(album, *TWINS)
    album.staff("numbers-several")
    album.desk.press_there(Qt.Key.Key_Down)
    album.staff("numbers-several-chosen")


def _numbers_in(name: str, display: DisplaySettings) -> Scene:
    def scene(album: Album) -> None:
        looks = album.desk.program.looks
        looks.use(display)
        _open_form(album)
        _fill(album, "06139993", *HANAKO[1:], "")
        album.staff(name)
        looks.use(DisplaySettings(scheme=ColourScheme.LIGHT))

    return scene


def _looks(name: str, display: DisplaySettings) -> Scene:
    def scene(album: Album) -> None:
        looks = album.desk.program.looks
        album.answer("limit")
        looks.use(display)
        album.staff(f"valid-{name}")
        album.desk.take()
        album.desk.press(F9)
        album.desk.lay("employee")
        album.desk.until_state(AskingPin)
        album.staff(f"pin-{name}")
        if display.language is Lang.JA:
            album.patient(f"pin-{name}")
        looks.use(DisplaySettings(scheme=ColourScheme.LIGHT))

    return scene


def tray_and_settings(album: Album) -> None:
    program = album.desk.program
    assert program.tray is not None
    album.desk.lay("expiring")
    album.window(program.tray, "tray")
    album.desk.take()
    album.desk.press(F9)  # the settings stay closed while a PIN is typed
    program.staff.settings_asked.emit()
    album.desk.until(lambda: program.settings_window is not None)
    assert program.settings_window is not None
    window = program.settings_window
    album.desk.until(window.isVisible)
    album.window(window, "settings")
    window.hide()


SCENES: tuple[Scene, ...] = (
    a_morning,
    thanks,
    visual,
    visual_refused,
    pin_rejected,
    pin_last_try,
    pin_last_try_armed,
    pin_unknown,
    pin_expiring,
    pin_missing,
    _failure("pin-locked", "locked"),
    _failure("other-card", "licence"),
    _failure("phone", "phone"),
    _failure("card-removed", "leaves-reading"),
    dead_chip,
    two_cards,
    _answer("valid-expiring", "expiring"),
    _answer("valid-grace", "grace"),
    _failure("certificate-expired", "expired"),
    _failure("certificate-revoked", "revoked", pin=True),
    _failure("not-registered", "not-registered", pin=True),
    _failure("other-ca", "other-ca"),
    other_person,
    _answer("black-circle", "black-circle"),
    _answer("long-name", "long-name"),
    changed,
    _opened("limit-no-consent", **NO_CONSENT),
    _opened("age-boundary", Birthdate="19561115"),
    _answer("limit", "limit"),
    _answer("elderly", "elderly"),
    _answer("disease", "disease"),
    _answer("aid", "aid"),
    _answer("aid-no-ticket", "aid-no-ticket"),
    _answer("lost", "lost"),
    _answer("newer-exists", "newer"),
    _answer("not-found", "none"),
    _answer("several", "several"),
    _answer("two-insurances", "two-at-once"),
    _answer("special", "special"),
    _answer("unknown-code", "unknown-validity"),
    _answer("service-refused", "answer-error"),
    left_lying,
    slow_service,
    reader_missing,
    service_stopped,
    _trouble("service-down", "down"),
    _trouble("service-maintenance", "maintenance"),
    handover_failed,
    numbers_form,
    numbers_warning,
    numbers_mistakes,
    numbers_elderly,
    numbers_card_waits,
    _by_numbers("numbers-valid", *HANAKO[:3], "", HANAKO[4]),
    _by_numbers("numbers-lost", "06139992", "300", "6001", "00", "H3.1.10"),
    _by_numbers("numbers-newer-exists", "01139997", "41", "5504", "00", "H8.4.1"),
    numbers_corrected,
    numbers_several,
    numbers_like_my_number,
    numbers_going_on,
    numbers_other_person,
    _by_numbers("numbers-not-for-claims", "06139992", "200", "3211", "00", "S39.9.23"),
    _by_numbers("numbers-several-unnamed", "06149991", "88", "4401", "", "H27.5.5"),
    _by_numbers("numbers-aid-no-ticket", "12139994", "", "9990037", "", "S57.2.14"),
    patient_languages,
    _looks("dark", replace(_BASE, scheme=ColourScheme.DARK)),
    _looks("high-contrast", replace(_BASE, scheme=ColourScheme.HIGH_CONTRAST)),
    _looks("150", replace(_BASE, scale=150)),
    _looks("english", replace(_BASE, language=Lang.EN)),
    _numbers_in("numbers-dark", replace(_BASE, scheme=ColourScheme.DARK)),
    _numbers_in("numbers-200", replace(_BASE, scale=200)),
    _numbers_in("numbers-english", replace(_BASE, language=Lang.EN)),
    tray_and_settings,
    *pictures_batch.SCENES,
)


def main(wanted: list[str]) -> int:
    """Make the pictures; with words, only those of scenes whose pictures have them in the name."""
    IMAGES.mkdir(exist_ok=True)
    qt = QApplication(["pictures"])
    qt.setQuitOnLastWindowClosed(False)
    ShiftedClock.install(pytest.MonkeyPatch())
    with tempfile.TemporaryDirectory() as folder:
        desk = DeskWindow(qt, Path(folder))
        desk.open()
        album = Album(desk)
        for number, scene in enumerate(SCENES):
            if wanted and not any(word in _names(number, scene) for word in wanted):
                continue
            try:
                scene(album)
            except AssertionError as error:
                print(f"scene {_names(number, scene)}: {error}", file=sys.stderr)
                return 1
            desk.back_to_idle()
        desk.close()
    if not wanted:
        for path in IMAGES.glob("*.png"):
            if path.stem not in album.taken:
                path.unlink()
    print(f"{len(album.taken)} pictures in {IMAGES.relative_to(ROOT)}")
    return 0


def _names(number: int, scene: Scene) -> str:
    cells = [cell.cell_contents for cell in scene.__closure__ or ()]
    return " ".join(
        [str(number), scene.__name__, *(cell for cell in cells if isinstance(cell, str))]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
