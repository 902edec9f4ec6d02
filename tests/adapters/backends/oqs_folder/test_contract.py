from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.jobs import rows
from support.terminals import JIRO, hanako_query, site_in

from reception_app.application.batch_ports import BatchBackend, JobQuestion
from reception_app.backend_api import EligibilityQuery
from reception_app.testing.batch_contract import BatchBackendContract


class TestOqsFolderBackend(BatchBackendContract):
    @pytest.fixture(autouse=True)
    def terminal(self, tmp_path: Path) -> Iterator[None]:
        with site_in(tmp_path / "alive") as self.site, site_in(tmp_path / "dead") as self.dead:
            self.site.terminal()
            self.dead.make_folders()
            yield

    def make_backend(self) -> BatchBackend:
        return self.site.backend()

    def query(self) -> EligibilityQuery:
        return hanako_query(numbers=JIRO)

    def job_rows(self) -> list[JobQuestion]:
        return rows(3)

    def unreachable_backend(self) -> BatchBackend:
        return self.dead.backend()


class TestOqsFolderBackendThatTakesAnswersAway(TestOqsFolderBackend):
    def make_backend(self) -> BatchBackend:
        return self.site.backend(takes_away=True)
