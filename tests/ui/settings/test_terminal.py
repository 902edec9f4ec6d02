"""The terminal's folder in the settings window: shown where it is the backend, checked, saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from support.settings_desk import TEXT, HandLane, settings_in
from support.settings_seat import Seat

from reception_app.adapters.system.settings_editing import SettingsFile
from reception_app.application.settings import FaceSettings
from reception_app.ui.settings.window import SettingsWindow
from reception_app.ui.texts import Texts
from reception_app.ui.theme import Theme

ROOT, FACE = ("backend.oqs-folder", "root"), ("backend.oqs-folder", "face")
TERMINAL = TEXT.replace('name = "https"', 'name = "oqs-folder"') + (
    '\n[backend.oqs-folder]\nroot = "/srv/OQS"\n'
)

pytestmark = pytest.mark.filterwarnings("ignore:.*propagateSizeHints")


def seat_at(qtbot: QtBot, theme: Theme, texts: Texts, path: Path) -> Seat:
    lane = HandLane()
    file = SettingsFile(path, backends=["https", "oqs-folder"])
    window = SettingsWindow(theme, texts, file, lane, is_training=False)
    qtbot.addWidget(window)
    seat = Seat(window, lane, path)
    window.open("service")
    return seat


@pytest.fixture
def seat(qtbot: QtBot, theme: Theme, texts: Texts, tmp_path: Path) -> Seat:
    return seat_at(qtbot, theme, texts, settings_in(tmp_path, TERMINAL))


def test_it_is_asked_for_where_it_is_the_backend(seat: Seat) -> None:
    assert "/srv/OQS" == seat.edit(ROOT).text()
    assert seat.row(FACE).isVisible()
    assert not seat.row(("backend.https", "url")).isVisible()


def test_nowhere_else(qtbot: QtBot, theme: Theme, texts: Texts, tmp_path: Path) -> None:
    seat = seat_at(qtbot, theme, texts, settings_in(tmp_path))

    assert not seat.row(ROOT).isVisible()


def test_what_becomes_of_face_results_is_saved(seat: Seat) -> None:
    seat.press(FACE, 1)
    seat.button("保存").click()

    assert 'face = "consume"' in seat.file()
    assert [FaceSettings("/srv/OQS/face", consumes=True)] == [each.face for each in seat.saved]


def test_a_folder_that_is_missing_is_said_at_its_field(seat: Seat) -> None:
    seat.edit(ROOT).clear()
    seat.edit(ROOT).textEdited.emit("")
    seat.press(FACE, 2)
    seat.button("保存").click()

    assert not seat.saved
    assert seat.file() == TERMINAL
    assert seat.edit(ROOT).isVisible()


# ── the web interface ─────────────────────────────────────────────────────────────────────────
WEB = TEXT.replace('name = "https"', 'name = "oqs-webapi"') + (
    '\n[backend.oqs-webapi]\nauth_url = "https://127.0.0.1:1/auth"\n'
    'search_url = "https://127.0.0.1:1/search"\nca = "ca.pem"\n'
    'client_certificate = "client.pem"\nclient_key = "client.key"\nuser = "training"\n'
)


def test_the_web_interface_has_fields_of_its_own(
    qtbot: QtBot, theme: Theme, texts: Texts, tmp_path: Path
) -> None:
    window = SettingsWindow(
        theme,
        texts,
        SettingsFile(settings_in(tmp_path, WEB), backends=["https", "oqs-webapi"]),
        lane := HandLane(),
        is_training=False,
    )
    qtbot.addWidget(window)
    seat = Seat(window, lane, tmp_path)
    window.open("service")

    assert "https://127.0.0.1:1/auth" == seat.edit(("backend.oqs-webapi", "auth_url")).text()
    assert "training" == seat.edit(("backend.oqs-webapi", "user")).text()
    assert seat.row(("backend.oqs-webapi", "client_key")).isVisible()
    assert not seat.row(("backend.https", "client_key")).isVisible()


PASSWORD = ("backend.oqs-webapi", "password")


def test_a_password_is_typed_unseen_and_gone_once_it_is_kept(
    qtbot: QtBot, theme: Theme, texts: Texts, tmp_path: Path
) -> None:
    kept: dict[str, str] = {}

    def keep(name: str, text: str) -> bool:
        kept[name] = text
        return True

    path = settings_in(tmp_path, WEB.replace("ca.pem", "service.pem"))
    file = SettingsFile(path, backends=["https", "oqs-webapi"], keep_secret=keep)
    window = SettingsWindow(theme, texts, file, HandLane(), is_training=False)
    qtbot.addWidget(window)
    seat = Seat(window, HandLane(), path)
    window.open("service")

    seat.type(PASSWORD, "secret-1")
    shown = seat.edit(PASSWORD).displayText()
    summed_up = seat.texts()
    seat.button("保存").click()

    assert "secret" not in shown
    assert "パスワード: 新しくします（すぐに）" in "\n".join(summed_up)
    assert "secret-1" not in "\n".join(summed_up)
    assert kept == {"oqs-webapi/training": "secret-1"}
    assert seat.edit(PASSWORD).text() == ""
    assert "secret-1" not in seat.file()
