"""The table of the settings makes the backend."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest
from support.eligibility import INSTITUTION, TERMINAL
from support.terminals import LONG_S, Site, hanako_query
from support.waiting import wait_for

from reception_app.adapters.backends.oqs_folder import create
from reception_app.backend_api import EligibilityBackend, Verdict
from reception_app.domain.errors import BackendRefused, LinkTimeout


def made(site: Site, **table: object) -> EligibilityBackend:
    return create(
        {
            "root": str(site.root),
            "institution_code": INSTITUTION,
            "terminal": TERMINAL,
            "timeout_s": 15.0,
            "data_folder": str(site.folder / "data"),
            **table,
        }
    )


def test_the_smallest_table_asks_in_utf_8_and_leaves_answers(site: Site) -> None:
    terminal = site.terminal()
    with closing(made(site)) as backend:
        result = backend.check(hanako_query(), timeout_s=LONG_S)

    assert Verdict.VALID is result.verdict
    assert 1 == len(list(terminal.res.iterdir()))


def test_a_table_says_encoding_folder_and_use(site: Site) -> None:
    site.make_folders()
    ours = site.root / "beside"
    table = {"encoding": "shift_jis", "ours": str(ours), "answers": "move"}
    with closing(made(site, **table)) as backend, pytest.raises(LinkTimeout):
        backend.check(hanako_query(), timeout_s=0.5)
    (asked,) = (site.root / "req").iterdir()
    sent = asked.read_bytes()
    terminal = site.terminal()
    with closing(made(site, **table)) as backend:
        backend.check(hanako_query(), timeout_s=LONG_S)
        # The answer to the first question, which nobody waits for, stays.
        wait_for(lambda: 1 == len(list(terminal.res.iterdir())))

    assert b'encoding="Shift_JIS"' in sent
    assert "１２３".encode("cp932") in sent
    assert ["names", "taken"] == sorted(path.name for path in ours.iterdir())


def test_making_it_opens_nothing(site: Site) -> None:
    made(site).close()

    assert [] == list(site.folder.iterdir())


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_folders_that_refuse_this_account_are_told(site: Site) -> None:
    site.make_folders()
    Path(site.root).chmod(0o500)
    try:
        with closing(made(site)) as backend, pytest.raises(BackendRefused) as caught:
            backend.check(hanako_query(), timeout_s=LONG_S)
    finally:
        Path(site.root).chmod(0o700)

    assert ("BK04", "folder") == (caught.value.code, caught.value.service_code)
