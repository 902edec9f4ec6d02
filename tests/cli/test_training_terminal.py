"""``reception-app training terminal``: a folder's terminal, told by standard input what to do."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import httpx
import pytest
from support.terminals import LONG_S, Site, hanako_query, site_in

from reception_app.domain.eligibility import Verdict
from reception_app.domain.errors import BackendGarbled


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path) as made:
        yield made


@contextmanager
def running(site: Site, *options: str) -> Iterator[tuple[IO[str], IO[str]]]:
    command = [sys.executable, "-m", "reception_app", "training", "terminal"]
    with subprocess.Popen(
        [*command, "--root", str(site.root), *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            assert {"ready": True, "root": str(site.root)} == next_line(child.stdout)
            yield child.stdin, child.stdout
        finally:
            child.terminate()


def next_line(output: IO[str]) -> Any:
    return json.loads(output.readline())


def test_with_web_it_speaks_its_web_interface_too(site: Site) -> None:
    command = [sys.executable, "-m", "reception_app", "training", "terminal", "--web", "0"]
    with subprocess.Popen(
        [*command, "--root", str(site.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        try:
            told = next_line(child.stdout)
            folder = site.root / "web"
            context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
            context.load_cert_chain(folder / "client.pem", folder / "client.key")
            body = json.dumps({"user": "training", "password": "training"})
            answer = httpx.post(told["auth_url"], content=body, verify=context)
        finally:
            child.terminate()

    assert answer.status_code == 200
    assert answer.json()["result"]["idToken"]
    assert told["search_url"].startswith("https://127.0.0.1:")


def test_it_answers_and_lets_cards_be_laid_down(site: Site) -> None:
    with running(site, "--face", "TRAINING-0001", "--institution-code", "1399999999") as (
        say,
        told,
    ):
        first = next_line(told)["face"]
        result = site.backend().check(hanako_query(), timeout_s=LONG_S)
        say.write("TRAINING-0002\n")
        say.flush()
        second = next_line(told)["face"]

    assert Verdict.VALID is result.verdict
    assert sorted([first, second]) == sorted(path.name for path in (site.root / "face").iterdir())
    assert "face_1399999999" in first


def test_faults_come_with_it_or_later(site: Site) -> None:
    with running(site, "--fault", "identifier:1") as (say, told):
        with pytest.raises(BackendGarbled):
            site.backend().check(hanako_query(), timeout_s=LONG_S)
        say.write("no such card\nfault two-records\nTRAINING-0001\n")
        say.flush()
        next_line(told)
        result = site.backend().check(hanako_query(), timeout_s=LONG_S)

    assert 2 == len(result.records)


def test_a_wrong_fault_is_wrong_usage(site: Site) -> None:
    command = [sys.executable, "-m", "reception_app", "training", "terminal"]
    ran = subprocess.run(
        [*command, "--root", str(site.root), "--fault", "nonsense"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert 2 == ran.returncode
    assert "not a fault: nonsense" in ran.stderr
