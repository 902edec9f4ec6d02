"""A settings window's world: a real file on disk, and a lane that runs at once or when told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from reception_app.adapters.system.settings_editing import SettingsFile
from reception_app.application.ports import Err, Ok
from reception_app.domain.errors import ReceptionError

T = TypeVar("T")

TEXT = """\
# 受付1
[desk]
operators = ["sato", "tanaka"]  # 目視

[clinic]
institution_code = "1312345678"
terminal = "desk-1"

[card]
trust = ["card.pem"]

[backend]
name = "https"
[backend.https]
url = "https://eligibility.example.jp"
ca = "service.pem"
client_certificate = "terminal.pem"
client_key = "terminal.key"

[handover]
kind = "none"
"""


def settings_in(folder: Path, text: str = TEXT) -> Path:
    """Write a settings file and the certificates that it names."""
    for name in ("card.pem", "service.pem"):
        (folder / name).write_bytes(b"PEM")
    path = folder / "settings.toml"
    path.write_text(text, "utf-8")
    return path


def desk_for(path: Path) -> SettingsFile:
    """Return the file as the program edits it."""
    return SettingsFile(path, backends=["https", "abacus"])


class HandLane:
    """Runs a job when the test says so; at once, unless it is held."""

    def __init__(self) -> None:
        self.is_held = False
        self._waiting: list[Callable[[], None]] = []

    def submit(self, job: Callable[[], T], done: Callable[[Ok[T] | Err], None]) -> None:
        """Keep the job, or run it."""

        def run() -> None:
            try:
                outcome: Ok[T] | Err = Ok(job())
            except ReceptionError as error:
                outcome = Err(error)
            done(outcome)

        self._waiting.append(run)
        if not self.is_held:
            self.go_on()

    def go_on(self) -> None:
        """Run what waits."""
        waiting, self._waiting = self._waiting, []
        for run in waiting:
            run()
