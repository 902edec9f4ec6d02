"""The ``oqs-folder`` backend: an eligibility terminal, asked by files in its shared folders."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from reception_app.adapters.backends.oqs_folder.backend import OqsFolderBackend, OqsFolderSettings
from reception_app.backend_api import EligibilityBackend
from reception_app.messages.message import Encoding


def create(settings: Mapping[str, object]) -> EligibilityBackend:
    """Return the backend; opens nothing yet.

    Args:
        settings: ``root``, perhaps ``ours``, ``encoding`` and ``answers``, and beside them
            ``institution_code`` and ``data_folder``, already checked by whoever read them.
    """
    ours = settings.get("ours")
    encoding: Encoding = "shift_jis" if settings.get("encoding") == "shift_jis" else "utf-8"
    return OqsFolderBackend(
        OqsFolderSettings(
            root=Path(str(settings["root"])),
            ours=Path(str(ours)) if ours else None,
            encoding=encoding,
            takes_away=settings.get("answers") == "move",
            institution_code=str(settings["institution_code"]),
            state=Path(str(settings["data_folder"])),
        )
    )
