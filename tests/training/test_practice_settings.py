"""What of a settings file counts in training mode, and that nothing real does."""

from __future__ import annotations

from pathlib import Path

import pytest

from reception_app.application.settings import DefaultMethod
from reception_app.domain.errors import SettingsError
from reception_app.training.practice import practice_settings, practice_tables

REAL = {
    "clinic": {"institution_code": "1399999999", "terminal": "real"},
    "desk": {"operators": ["tanaka"], "default_method": "visual"},
    "display": {"scale": 150},
    "card": {"trust": ["/real/ca.pem"], "reader": "ACR 0", "phones": True},
    "backend": {"name": "abacus"},
    "handover": {"kind": "face-folder", "folder": "/real/face"},
    "store": {"key": "keyring"},
}


def test_desk_windows_and_readers_count(tmp_path: Path) -> None:
    settings = practice_settings(tmp_path, REAL)

    assert settings.desk.operators == ("tanaka",)
    assert settings.desk.default_method is DefaultMethod.VISUAL
    assert settings.display.scale == 150
    assert (settings.card.reader, settings.card.phones) == ("ACR 0", True)


def test_nothing_real_is_reached(tmp_path: Path) -> None:
    settings = practice_settings(tmp_path, REAL)

    assert settings.clinic.terminal == "training"
    assert settings.backend.name == "https"
    assert str(settings.handover.folder).startswith(str(tmp_path))
    assert str(settings.store.key_file).startswith(str(tmp_path))
    assert "/real/ca.pem" not in settings.card.trust


def test_without_a_file_somebody_works_at_the_desk(tmp_path: Path) -> None:
    assert practice_settings(tmp_path, {}).desk.operators != ()


def test_a_method_of_its_own_leaves_the_desk_its_people(tmp_path: Path) -> None:
    settings = practice_settings(tmp_path, {"desk": {"default_method": "visual"}})

    assert settings.desk.operators != ()


def test_what_counts_counts_again(tmp_path: Path) -> None:
    once = practice_tables(tmp_path, REAL)

    assert practice_tables(tmp_path, once) == once


def test_mistakes_in_what_counts_are_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        practice_settings(tmp_path, {"display": {"scale": 90}})
