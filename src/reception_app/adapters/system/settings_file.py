"""The settings file and the folders of this computer; what settings mean is not decided here."""

from __future__ import annotations

import dataclasses
import re
import sys
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import platformdirs

from reception_app.application.settings import (
    BackendSettings,
    FaceSettings,
    Settings,
    read_settings,
)
from reception_app.application.settings_batch import CSV_FOLDER, BatchSettings
from reception_app.domain.errors import SettingsError, SettingsProblem

_APP: Final = "reception-app"
_FILE: Final = "settings.toml"
_PATH_OPTIONS: Final = {
    "https": ("ca", "client_certificate", "client_key"),
    "oqs-folder": ("root", "ours"),
    "oqs-webapi": ("ca", "client_certificate", "client_key"),
}
_TOML_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")


def default_settings_path() -> Path:
    """Return where the settings of this computer are, for all its accounts."""
    return platformdirs.site_config_path(_APP, appauthor=False) / _FILE


def default_data_dir(*, training: bool = False) -> Path:
    """Return where store and logs are; Windows desks share it between their accounts."""
    place = platformdirs.site_data_path if sys.platform == "win32" else platformdirs.user_data_path
    folder = place(_APP, appauthor=False)
    return folder / "training" if training else folder


def practice_folder(data: Path) -> Path:
    """Return where training mode puts its files: beside the data folder, not inside."""
    return data.absolute().parent / "reception-app-training"


def settings_place(named: Path | None, data: Path, *, training: bool) -> Path:
    """Return the settings file of a run; in training mode never the desk's real one.

    Args:
        named: The file that the command line names.
        data: Folder of store and logs.
        training: Whether nothing of the run is real.
    """
    if named is not None:
        return named
    return practice_folder(data) / _FILE if training else default_settings_path()


def load_settings(
    path: Path,
    *,
    backends: Collection[str] | None = None,
    sources: Collection[str] | None = None,
) -> Settings:
    """Return the settings of a file; its relative paths start at the file's folder.

    ``backends`` and ``sources`` are the installed ones; None leaves the name unchecked.

    Raises:
        SettingsError: the file is missing, unreadable, not TOML, or says something wrong.
    """
    return settings_from(
        read_toml(path), path.absolute().parent, backends=backends, sources=sources
    )


def settings_from(
    tables: Mapping[str, object],
    folder: Path,
    *,
    backends: Collection[str] | None = None,
    sources: Collection[str] | None = None,
) -> Settings:
    """Return what the tables say; relative paths start at the folder.

    Raises:
        SettingsError: every mistake with table and key.
    """
    return _with_paths(read_settings(tables, backends=backends, sources=sources), folder)


def read_toml(path: Path) -> dict[str, object]:
    """Return the tables of a settings file, unchecked.

    Raises:
        SettingsError: one problem; a syntax error comes with line and column.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise refused(path, "設定ファイルがありません") from error
    except OSError as error:
        raise refused(path, "設定ファイルを読めません") from error
    return parse_toml(path, content)


def parse_toml(path: Path, content: bytes) -> dict[str, object]:
    """Return the tables of a settings file that was read from this path, unchecked.

    Raises:
        SettingsError: one problem; a syntax error comes with line and column.
    """
    try:
        text = content.decode("utf-8-sig")  # Windows editors like to begin with a byte order mark
    except UnicodeDecodeError as error:
        raise refused(path, "UTF-8 で保存してください") from error
    text = text.replace("\r\n", "\n")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refused(path, _syntax_problem(error, text)) from error


def check_files(settings: Settings) -> tuple[SettingsProblem, ...]:
    """Return a problem for each file of public certificates that is missing or unreadable.

    The terminal's own certificate and key are not looked at: without them the service refuses
    this terminal (BK04), which is not a mistake in the settings.
    """
    named = [("[card] trust", path) for path in settings.card.trust]
    if settings.backend.name in _PATH_OPTIONS:
        ca = settings.backend.options.get("ca")
        named += [(f"[backend.{settings.backend.name}] ca", str(ca))] if ca else []
    return tuple(
        SettingsProblem(where, f"{trouble}（{path}）")
        for where, path in named
        if (trouble := _file_trouble(Path(path)))
    )


def _file_trouble(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            file.read(1)
    except FileNotFoundError:
        return "ファイルがありません"
    except OSError:
        return "ファイルを読めません"
    return None


def _with_paths(settings: Settings, folder: Path) -> Settings:
    handover, card = settings.handover, settings.card
    return dataclasses.replace(
        settings,
        card=dataclasses.replace(card, trust=tuple(_under(folder, path) for path in card.trust)),
        backend=_backend_with_paths(settings.backend, folder),
        handover=dataclasses.replace(
            handover, folder=_under(folder, handover.folder) if handover.folder else None
        ),
        face=_face_with_paths(settings.face, folder),
        batch=_batch_with_paths(settings.batch, folder),
    )


def _batch_with_paths(batch: BatchSettings, folder: Path) -> BatchSettings:
    """A plug-in's table is its own, as a backend's is."""
    source = batch.appointments
    if source is None or source.name != CSV_FOLDER:
        return batch
    options = {**source.options, "folder": _under(folder, str(source.options["folder"]))}
    appointments = dataclasses.replace(source, options=MappingProxyType(options))
    return dataclasses.replace(batch, appointments=appointments)


def _face_with_paths(face: FaceSettings | None, folder: Path) -> FaceSettings | None:
    return dataclasses.replace(face, folder=_under(folder, face.folder)) if face else None


def _backend_with_paths(backend: BackendSettings, folder: Path) -> BackendSettings:
    """A plug-in's table is its own: only the built-in tables have keys known to be paths."""
    keys = _PATH_OPTIONS.get(backend.name, ())
    options = {
        key: _under(folder, str(value)) if key in keys else value
        for key, value in backend.options.items()
    }
    return dataclasses.replace(backend, options=MappingProxyType(options))


def _under(folder: Path, path: str) -> str:
    return str(folder / path)


def refused(path: Path, what: str) -> SettingsError:
    """Return the error that concerns the file as a whole."""
    return SettingsError((SettingsProblem(str(path), what),))


def _syntax_problem(error: tomllib.TOMLDecodeError, text: str) -> str:
    place = _TOML_PLACE.search(str(error))
    if place:
        line, column = place.groups()
    else:  # "at end of document"
        lines = text.split("\n")
        line, column = str(len(lines)), str(len(lines[-1]) + 1)
    return f"TOML の書き方に誤りがあります（{line}行{column}桁）"
