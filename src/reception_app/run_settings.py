"""The settings of one run: where they are read from, and the file that whoever edits them gets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reception_app.adapters.durable import private_folder
from reception_app.adapters.system.settings_file import (
    check_files,
    load_settings,
    practice_folder,
    read_toml,
    settings_place,
)
from reception_app.application.settings import Settings
from reception_app.domain.errors import SettingsError
from reception_app.options import Options, data_folder

if TYPE_CHECKING:  # imported where it is needed
    from reception_app.adapters.system.settings_editing import SettingsFile


def read_run_settings(options: Options) -> Settings:
    """Return what the settings file of a run says, or the training settings.

    Raises:
        ReceptionError: why there are none.
    """
    data = data_folder(options)
    place = settings_place(options.settings, data, training=options.training)
    if options.training:
        is_there = options.settings is not None or place.exists()
        return _training_settings(data, read_toml(place) if is_there else {})
    from reception_app.adapters.backends.registry import (  # noqa: PLC0415 - on demand
        known_backends,
    )
    from reception_app.adapters.batch_sources.registry import (  # noqa: PLC0415 - on demand
        known_sources,
    )

    settings = load_settings(place, backends=known_backends(), sources=known_sources())
    if problems := check_files(settings):
        raise SettingsError(problems)
    return settings


def _training_settings(data: Path, tables: Mapping[str, object]) -> Settings:
    """Return the training settings, with desk, display and reader of a settings file."""
    from reception_app.training.practice import practice_settings  # noqa: PLC0415 - on demand

    private_folder(practice_folder(data))
    return practice_settings(practice_folder(data), tables)


def settings_file(options: Options) -> SettingsFile:
    """Return the settings file of a run, for whoever edits it; also where the app cannot start."""
    from reception_app.adapters.backends.registry import (  # noqa: PLC0415 - on demand
        known_backends,
    )
    from reception_app.adapters.batch_sources.registry import (  # noqa: PLC0415 - on demand
        known_sources,
    )
    from reception_app.adapters.system.settings_editing import (  # noqa: PLC0415 - on demand
        SettingsFile,
    )
    from reception_app.adapters.system.vault import keep_secret  # noqa: PLC0415 - on demand

    data = data_folder(options)
    place = settings_place(options.settings, data, training=options.training)
    if not options.training:
        return SettingsFile(
            place, backends=known_backends(), sources=known_sources(), keep_secret=keep_secret
        )
    from reception_app.training.practice import practice_tables  # noqa: PLC0415 - on demand

    practice = partial(practice_tables, practice_folder(data))
    return SettingsFile(
        place, backends=known_backends(), sources=known_sources(), practice=practice
    )
