"""Remembers what was told of batches, so that nobody is told twice; ids and a day, no more."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final, cast

from reception_app.adapters.durable import PRIVATE_FILE
from reception_app.application.batch_news import Told
from reception_app.domain.batch import BatchId

_FILE: Final = "batch-told.json"


class ToldFile:
    """One small file in the data folder; without it, something is told once more."""

    def __init__(self, folder: Path) -> None:
        """Use the file of this folder; nothing is opened yet."""
        self._path = folder / _FILE

    def read(self) -> Told:
        """Return what was told; nothing, where the file is missing or damaged."""
        try:
            content: object = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return Told()
        if not isinstance(content, dict):
            return Told()
        known = cast("dict[str, object]", content)
        batches = known.get("batches")
        ids = cast("list[object]", batches) if isinstance(batches, list) else []
        return Told(frozenset(BatchId(str(each)) for each in ids), _day(known.get("trouble_on")))

    def write(self, told: Told) -> None:
        """Keep what was told; a disk that refuses it is no reason to stop."""
        content = {
            "batches": sorted(told.batches),
            "trouble_on": told.trouble_on and told.trouble_on.isoformat(),
        }
        aside = self._path.with_name(f"{_FILE}.{os.getpid()}.part")
        with suppress(OSError):
            aside.write_text(json.dumps(content), "utf-8")
            aside.chmod(PRIVATE_FILE)
            aside.replace(self._path)


def _day(text: object) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text) if isinstance(text, str) else None
    return None
