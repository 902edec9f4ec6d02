"""Training mode: the embedded service, the tray, and the settings that go with them.

Everything here is fictitious. Its files lie beside the data folder and are made anew at need.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import cast

from reception_app.application.ports import Clock
from reception_app.application.settings import Settings, read_settings
from reception_app.training.card import Profile, TrainingCa, VirtualCard
from reception_app.training.reader import VirtualReaders
from reception_app.training.service import MEDICAL_INSTITUTION_CODE, TrainingService

READER = "練習用リーダー"
_FIRST_PERSON = "TRAINING-0001"
_OPERATORS = ("sato", "suzuki")


class Practice:
    """The running parts of training mode; nothing of them reaches the outside."""

    reader = READER

    def __init__(self, folder: Path, *, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._running = ExitStack()
        self._ca = TrainingCa.create(at=clock.now())
        self._run = folder

    def __enter__(self) -> Practice:
        """Make the folders; what lasts for this run only lies in one of its own."""
        (self._folder / "handover").mkdir(mode=0o700, parents=True, exist_ok=True)
        run = TemporaryDirectory(prefix="run-", dir=self._folder)
        self._run = Path(self._running.enter_context(run))
        (self._run / "card-ca.pem").write_bytes(self._ca.pem)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop the service."""
        self._running.close()

    @property
    def card_ca(self) -> str:
        """PEM file of the only card CA that training mode trusts."""
        return str(self._run / "card-ca.pem")

    @cached_property
    def service(self) -> TrainingService:
        """The embedded eligibility service, listening on loopback."""
        service = TrainingService(self._run, trust=[self._ca.pem])
        return self._running.enter_context(service)

    @property
    def backend_options(self) -> Mapping[str, object]:
        """The table ``[backend.https]`` of the embedded service."""
        return {
            "url": self.service.url,
            "ca": str(self.service.ca_pem),
            "client_certificate": str(self.service.client_pem),
            "client_key": str(self.service.client_key),
        }

    @cached_property
    def tray(self) -> VirtualReaders:
        """One virtual reader with the first person's card on it."""
        tray = VirtualReaders([READER])
        card = VirtualCard.issue(
            self._ca, profile=Profile.NORMAL, person=_FIRST_PERSON, at=self._clock.now()
        )
        tray.insert(READER, card)
        return tray


def practice_settings(folder: Path, tables: Mapping[str, object]) -> Settings:
    """Return the settings of training mode; the backend's table comes from ``Practice``.

    Args:
        folder: Where training mode keeps its files.
        tables: A settings file as parsed; only ``[desk]`` and the readers of ``[card]`` count.

    Raises:
        SettingsError: mistakes in what counts.
    """
    unused = {"url": "https://127.0.0.1", "ca": "-", "client_certificate": "-", "client_key": "-"}
    real: object = tables.get("card", {})
    card = dict(cast("Mapping[str, object]", real)) if isinstance(real, Mapping) else {}
    return read_settings(
        {
            "clinic": {"institution_code": MEDICAL_INSTITUTION_CODE, "terminal": "training"},
            "desk": tables.get("desk", {"operators": list(_OPERATORS)}),
            "card": {**card, "trust": ["-"]},
            "backend": {"name": "https", "https": unused},
            "handover": {"kind": "face-folder", "folder": str(folder / "handover")},
            "store": {"key": f"file:{folder / 'store.key'}"},
        }
    )
