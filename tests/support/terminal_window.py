"""The real program beside an eligibility terminal: settings, folders, store; nothing of training.

Only the terminal is our simulator. No card is read here, so that no reader is needed.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from support.clinic import toml
from support.desk_window import DeskWindow

from reception_app.domain.desk import ServiceHealth
from reception_app.domain.ids import CheckId
from reception_app.domain.record import StoredCheck
from reception_app.options import Options
from reception_app.training.card import TrainingCa
from reception_app.training.terminal import TrainingTerminal

INSTITUTION = "1312345678"


class TerminalWindow(DeskWindow):
    """One run of the program whose backend is a terminal's folder."""

    def __init__(
        self, qt: QApplication, folder: Path, *, timeout_s: float = 15, face: str = "leave"
    ) -> None:
        self.root, self.handover = folder / "OQS", folder / "handover"
        self.data = folder / "data"
        self.handover.mkdir(exist_ok=True)
        ca = folder / "card-ca.pem"
        if not ca.exists():
            ca.write_bytes(TrainingCa.create().pem)
        settings = folder / "settings.toml"
        settings.write_text(
            toml(
                {
                    "clinic": {"institution_code": INSTITUTION, "terminal": "desk-1"},
                    "desk": {"operators": ["sato"]},
                    "card": {"trust": [str(ca)]},
                    "backend": {"name": "oqs-folder", "timeout_s": timeout_s},
                    "backend.oqs-folder": {"root": str(self.root), "face": face},
                    "handover": {"kind": "face-folder", "folder": str(self.handover)},
                    "batch": {"first_business_day": False},  # no worker beside the test
                    "store": {"key": f"file:{folder / 'store.key'}"},
                }
            ),
            "utf-8",
        )
        super().__init__(qt, folder, Options(settings=settings, data=self.data))

    def open(self) -> None:
        """Begin, and wait until the terminal's folders are looked at."""
        assert self.program.begin()
        self.until(lambda: self.program.desk is not None)
        self.until(lambda: self.now.service is ServiceHealth.READY)
        self.until(lambda: self.now.face is not None and self.now.face.is_reached)

    def terminal(self, *faults: str) -> TrainingTerminal:
        """Return a terminal on the folders, not started."""
        return TrainingTerminal(self.root, institution_code=INSTITUTION, faults=faults)

    def listed(self) -> list[CheckId]:
        return [row.record.check_id for row in self.now.today]

    def newest(self) -> StoredCheck:
        return self.now.today[0]

    def handed_over(self) -> list[str]:
        return sorted(path.name for path in self.handover.glob("*.xml"))
