"""``reception-app training service``: told by standard input what to do, and asked what it saw."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest
from support.jobs import upload, upload_row
from support.plain_client import PlainClient, numbers_question


@dataclass(frozen=True)
class Running:
    """A service in a process of its own, as a client needs it."""

    url: str
    folder: Path
    told: IO[str]
    says: IO[str]

    @property
    def ca_pem(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def client_pem(self) -> Path:
        return self.folder / "client.pem"

    @property
    def client_key(self) -> Path:
        return self.folder / "client.key"

    def tell(self, line: str) -> None:
        self.told.write(f"{line}\n")
        self.told.flush()

    def counts(self) -> Any:
        self.tell("counts")
        return json.loads(self.says.readline())


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    command = [sys.executable, "-m", "reception_app", "training", "service"]
    with subprocess.Popen(
        [*command, "--dir", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            ready = json.loads(child.stdout.readline())
            yield Running(ready["url"], folder, child.stdin, child.stdout)
        finally:
            child.terminate()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "service") as started:
        yield started


def test_it_says_what_was_asked_and_under_how_many_ids(service: Running) -> None:
    with PlainClient.of(service) as client:
        client.check(numbers_question())
        client.post("/v1/jobs", upload([upload_row(), upload_row("2", number="1")]))

    counts = service.counts()

    assert (2, 1) == (counts["questions"], counts["asked_under_several_ids"])
    assert {"/v1/checks": 1, "/v1/jobs": 1} == counts["requests"]


def test_faults_can_be_changed_while_it_runs(service: Running) -> None:
    with PlainClient.of(service) as client:
        service.tell("fault maintenance=9@jobs")
        service.counts()
        refused = client.post("/v1/jobs", upload())
        service.tell("fault")
        service.counts()
        taken = client.post("/v1/jobs", upload())

    assert (503, 202) == (refused.status_code, taken.status_code)


def test_what_it_does_not_understand_changes_nothing(service: Running) -> None:
    service.tell("fault no-such-thing")
    service.tell("")

    assert 0 == service.counts()["questions"]
