"""Training mode: the embedded service, the tray, and the settings that go with them.

Everything here is fictitious. Its files lie beside the data folder and are made anew at need.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import cast

from reception_app.application.ports import Clock
from reception_app.application.settings import Settings, read_settings
from reception_app.training.appointments import write_appointments
from reception_app.training.card import Profile, TrainingCa, VirtualCard
from reception_app.training.reader import VirtualReaders
from reception_app.training.service import MEDICAL_INSTITUTION_CODE, TrainingService
from reception_app.training.tray import READER, TrainingTray

APPOINTMENTS = "appointments"
"""Folder of the made-up list that the training mode's batches read."""
_FIRST_PERSON = "TRAINING-0001"
_CLINIC = "見本内科クリニック"
_OPERATORS = ("sato", "suzuki")


class Practice:
    """The running parts of training mode; nothing of them reaches the outside."""

    reader = READER

    def __init__(self, folder: Path, *, clock: Clock, starts_empty: bool = False) -> None:
        """Make a practice that does not run yet.

        Args:
            folder: Where training mode keeps its files.
            clock: For the dates of its cards.
            starts_empty: Nothing lies on the reader at first, as somebody lays the cards down;
                otherwise the first person's card lies there.
        """
        self._folder = folder
        self._clock = clock
        self._starts_empty = starts_empty
        self._running = ExitStack()
        self._ca = TrainingCa.create(at=clock.now())
        self._run = folder

    def __enter__(self) -> Practice:
        """Make the folders; what lasts for this run only lies in one of its own."""
        (self._folder / "handover").mkdir(mode=0o700, parents=True, exist_ok=True)
        run = TemporaryDirectory(prefix="run-", dir=self._folder)
        self._run = Path(self._running.enter_context(run))
        (self._run / "card-ca.pem").write_bytes(self._ca.pem)
        write_appointments(self._folder / APPOINTMENTS, self._clock.today())
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
    def worker_settings(self) -> Path:
        """A settings file that leads another process to this service and this store."""
        place = self._run / "worker.toml"
        place.write_text(_toml(self._worker_tables()), "utf-8")
        return place

    def _worker_tables(self) -> Mapping[str, Mapping[str, object]]:
        return {
            "clinic": {"institution_code": MEDICAL_INSTITUTION_CODE, "terminal": "training"},
            "card": {"trust": [self.card_ca]},
            "backend": {"name": "https"},
            "backend.https": self.backend_options,
            "handover": {"kind": "none"},
            "store": {"key": f"file:{self._folder / 'store.key'}"},
            "batch": {"style": "one-by-one", "first_business_day": False},
        }

    @cached_property
    def tray(self) -> VirtualReaders:
        """One virtual reader; the first person's card lies on it unless it starts empty."""
        tray = VirtualReaders([READER])
        if not self._starts_empty:
            card = VirtualCard.issue(
                self._ca, profile=Profile.NORMAL, person=_FIRST_PERSON, at=self._clock.now()
            )
            tray.insert(READER, card)
        return tray

    @cached_property
    def cards(self) -> TrainingTray:
        """The cards to lay on that reader, and the troubles; only where it starts empty.

        From the first call on, a thread makes the cards.
        """
        cards = TrainingTray(self.tray, self.service, ca=self._ca, clock=self._clock)
        return self._running.enter_context(cards)


def practice_settings(folder: Path, tables: Mapping[str, object]) -> Settings:
    """Return the settings of training mode; the backend's table comes from ``Practice``.

    Raises:
        SettingsError: mistakes in what counts (``practice_tables``).
    """
    return read_settings(practice_tables(folder, tables))


def practice_tables(folder: Path, tables: Mapping[str, object]) -> Mapping[str, object]:
    """Return the tables that count in training mode.

    Args:
        folder: Where training mode keeps its files.
        tables: A settings file as parsed, or what this function returned; only ``[desk]``,
            ``[display]`` and the readers of ``[card]`` are taken from it.
    """
    unused = {"url": "https://127.0.0.1", "ca": "-", "client_certificate": "-", "client_key": "-"}
    desk, card = _table(tables.get("desk")), _table(tables.get("card"))
    return {
        "clinic": {
            "institution_code": MEDICAL_INSTITUTION_CODE,
            "terminal": "training",
            "name": _CLINIC,
        },
        "desk": {"operators": list(_OPERATORS), **desk},
        "display": tables.get("display", {}),
        "card": {**card, "trust": ["-"]},
        "backend": {"name": "https", "https": unused},
        "handover": {"kind": "face-folder", "folder": str(folder / "handover")},
        "store": {"key": f"file:{folder / 'store.key'}"},
        "batch": {"appointments": {"folder": str(folder / APPOINTMENTS)}},
    }


def _toml(tables: Mapping[str, Mapping[str, object]]) -> str:
    """Return tables as TOML; their values are texts and lists of texts, written as JSON is."""
    lines = list[str]()
    for name, table in tables.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(v)}" for key, v in table.items()), ""]
    return "\n".join(lines)


def _table(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
