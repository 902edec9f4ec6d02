"""A training terminal on a folder of the test, and a backend beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from support.eligibility import INSTITUTION, ON, consent, new_id
from support.waiting import wait_for

from reception_app.adapters.backends.oqs_folder.backend import OqsFolderBackend, OqsFolderSettings
from reception_app.domain.consent import ConsentMethod
from reception_app.domain.eligibility import CardholderNumbers, EligibilityQuery
from reception_app.domain.ids import CheckId
from reception_app.messages.message import Encoding
from reception_app.training.terminal import TrainingTerminal

LONG_S = 20.0
"""Never reached."""
HANAKO = CardholderNumbers("06139992", "１２３", "4567", "00", date(1985, 4, 12))
"""Numbers of TRAINING-0001."""
JIRO = CardholderNumbers("01139997", "98", "0001234", "02", date(1988, 7, 3))
"""Numbers of TRAINING-0002; none of them stands in an identifier by chance."""


def hanako_query(
    check_id: CheckId | None = None, numbers: CardholderNumbers = HANAKO
) -> EligibilityQuery:
    return EligibilityQuery(check_id or new_id(), ON, numbers, consent(ConsentMethod.NONE))


def system_time() -> datetime:
    return datetime.now(UTC)


@dataclass
class Site:
    """Folders of a terminal, of a desk's computer, and what runs there."""

    folder: Path
    stack: ExitStack

    @property
    def root(self) -> Path:
        return self.folder / "OQS"

    @property
    def ours(self) -> Path:
        return self.root / "reception-app"

    @property
    def journal(self) -> Path:
        return self.folder / "data" / "oqs-folder.db"

    def make_folders(self) -> None:
        for name in ("req", "res", "face"):
            (self.root / name).mkdir(parents=True, exist_ok=True)

    def terminal(self, *faults: str) -> TrainingTerminal:
        return self.stack.enter_context(TrainingTerminal(self.root, faults=faults))

    def backend(
        self,
        *,
        encoding: Encoding = "utf-8",
        takes_away: bool = False,
        now: Callable[[], datetime] = system_time,
        data: str = "data",
    ) -> OqsFolderBackend:
        settings = OqsFolderSettings(
            root=self.root,
            ours=None,
            encoding=encoding,
            takes_away=takes_away,
            institution_code=INSTITUTION,
            state=self.folder / data,
        )
        backend = OqsFolderBackend(settings, now=now)
        self.stack.callback(backend.close)
        return backend

    def requests(self) -> list[str]:
        return sorted(path.name for path in (self.root / "req").iterdir())

    def wait_for_request(self) -> str:
        """Where no terminal takes it: the name of the next request."""
        return wait_for(lambda: next(iter(self.requests()), None))


@contextmanager
def site_in(folder: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        yield Site(folder, stack)
