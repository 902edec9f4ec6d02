"""The global options of the command line, as every entrance understands them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from reception_app.adapters.system.settings_file import default_data_dir, default_settings_path


@dataclass(frozen=True, slots=True)
class Options:
    """Where this run finds its settings and keeps its files.

    Attributes:
        settings: Settings file; None for the default place.
        data: Folder of store and logs; None for the default place.
        training: Nothing real: embedded service, virtual card, files beside the data folder.
        lang: ``ja`` or ``en`` where the command line names it; None for what the settings say.
    """

    settings: Path | None = None
    data: Path | None = None
    training: bool = False
    lang: str | None = None


def data_folder(options: Options) -> Path:
    """Return the folder of store and logs of a run."""
    return options.data or default_data_dir(training=options.training)


def desk_options(options: Options) -> Options:
    """Return the options of the desk window: without settings anywhere it is for training.

    Nobody asked for training then, so a named data folder may hold a real store: practice keeps
    to a folder of its own inside, as in the default place.
    """
    if options.training or options.settings is not None or default_settings_path().exists():
        return options
    data = options.data / "training" if options.data else None
    return replace(options, training=True, data=data)
