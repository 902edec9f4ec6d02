"""Which folder the desk window works in when nobody said that it is for training."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reception_app import options
from reception_app.options import Options, desk_options


@pytest.fixture(autouse=True)
def default_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings.toml"
    monkeypatch.setattr(options, "default_settings_path", lambda: path)
    return path


def test_training_that_nobody_asked_for_keeps_out_of_a_named_data_folder(tmp_path: Path) -> None:
    given = Options(data=tmp_path)

    assert desk_options(given) == Options(data=tmp_path / "training", training=True)


def test_without_a_named_folder_the_default_one_is_taken() -> None:
    assert desk_options(Options(lang="en")) == Options(training=True, lang="en")


def test_training_that_was_asked_for_works_where_it_was_told(tmp_path: Path) -> None:
    given = Options(data=tmp_path, training=True)

    assert desk_options(given) == given


def test_with_settings_it_is_not_for_training(tmp_path: Path, default_settings: Path) -> None:
    named = Options(settings=tmp_path / "other.toml", data=tmp_path)
    assert desk_options(named) == named

    default_settings.touch()
    assert desk_options(replace(named, settings=None)) == replace(named, settings=None)
