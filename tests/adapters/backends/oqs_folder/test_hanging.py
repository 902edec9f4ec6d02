"""A share that does not answer keeps threads of ours, but nobody who waits for an answer."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.eligibility import ON
from support.jobs import JOB, rows
from support.leases import opening_hangs
from support.terminals import LONG_S, Site, hanako_query
from support.waiting import wait_for

from reception_app.adapters.backends.oqs_folder.backend import OqsFolderBackend
from reception_app.backend_api import EligibilityQuery
from reception_app.domain.eligibility import Verdict
from reception_app.domain.errors import LinkTimeout

SHORT_S = 0.5
WELL_ENOUGH_S = 3.0
"""For an answer that lies there and can be read."""


@dataclass
class Answered:
    """A question that was given up, and answered since."""

    backend: OqsFolderBackend
    query: EligibilityQuery
    answer: Path


@pytest.fixture
def answered(site: Site) -> Answered:
    site.make_folders()
    backend, query = site.backend(), hanako_query()
    with pytest.raises(LinkTimeout):
        backend.check(query, timeout_s=SHORT_S)
    res = site.terminal().res
    (answer,) = wait_for(lambda: list(res.iterdir()))
    return Answered(backend, query, answer)


def test_an_answer_that_cannot_be_opened_ends_with_an_unknown_outcome(answered: Answered) -> None:
    with opening_hangs(answered.answer), pytest.raises(LinkTimeout):
        answered.backend.check(answered.query, timeout_s=WELL_ENOUGH_S)


def test_and_is_read_when_the_share_answers_again(answered: Answered) -> None:
    with opening_hangs(answered.answer), pytest.raises(LinkTimeout):
        answered.backend.check(answered.query, timeout_s=SHORT_S)

    result = answered.backend.check(answered.query, timeout_s=LONG_S)

    assert Verdict.VALID is result.verdict


def test_closing_does_not_wait_for_it(answered: Answered) -> None:
    with opening_hangs(answered.answer):
        with pytest.raises(LinkTimeout):
            answered.backend.check(answered.query, timeout_s=SHORT_S)
        closing = threading.Thread(target=answered.backend.close)
        closing.start()
        closing.join(LONG_S)

        assert not closing.is_alive()


@pytest.fixture
def hung_disk(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Syncing a file blocks until the event is set."""
    return hanging(monkeypatch, lambda _: True)


@pytest.fixture(params=["names", "contents"])
def hung_files(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> threading.Event:
    """The same for the marker of a name, or for the content of a question."""
    has_content = request.param == "contents"
    return hanging(monkeypatch, lambda size: bool(size) == has_content)


def hanging(monkeypatch: pytest.MonkeyPatch, hangs: Callable[[int], bool]) -> threading.Event:
    released = threading.Event()
    fsync = os.fsync

    def hang(descriptor: int) -> None:
        is_ours = threading.current_thread().name in ("terminal-req", "terminal-jobs")
        if is_ours and hangs(os.fstat(descriptor).st_size):
            released.wait()
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", hang)
    return released


def test_a_question_that_hangs_is_given_up_and_not_shown_later(
    site: Site, hung_disk: threading.Event
) -> None:
    site.make_folders()
    backend = site.backend()
    with pytest.raises(LinkTimeout):
        backend.check(hanako_query(), timeout_s=SHORT_S)
    hung_disk.set()
    wait_for(lambda: not [t for t in threading.enumerate() if t.name == "terminal-req"])

    assert [] == site.requests()
    assert [] == list(site.ours.glob("*.part"))


def test_the_threads_that_hang_are_bounded(site: Site, hung_disk: threading.Event) -> None:
    site.make_folders()
    backend = site.backend()
    for _ in range(10):
        with pytest.raises(LinkTimeout):
            backend.check(hanako_query(), timeout_s=0.05)

    hanging = [t for t in threading.enumerate() if t.name == "terminal-req"]
    hung_disk.set()
    wait_for(lambda: not [t for t in threading.enumerate() if t.name == "terminal-req"])

    assert len(hanging) <= 8
    assert all(thread.daemon for thread in hanging)


@pytest.mark.parametrize("step", ["upload", "download"])
def test_a_step_of_a_job_that_hangs_is_given_up_and_not_shown_later(
    site: Site, hung_files: threading.Event, step: str
) -> None:
    site.make_folders()
    backend = site.backend()
    steps: dict[str, Callable[[], object]] = {
        "upload": lambda: backend.submit(JOB, ON, rows(1), timeout_s=SHORT_S),
        "download": lambda: backend.fetch(JOB, "17", timeout_s=SHORT_S),
    }
    with pytest.raises(LinkTimeout):
        steps[step]()
    hung_files.set()
    wait_for(lambda: not [t for t in threading.enumerate() if t.name == "terminal-jobs"])

    assert [] == site.requests()
    assert [] == list(site.ours.glob("*.part"))


def test_an_upload_that_hung_goes_out_the_next_time(
    site: Site, hung_files: threading.Event
) -> None:
    terminal = site.terminal()
    backend = site.backend()
    with pytest.raises(LinkTimeout):
        backend.submit(JOB, ON, rows(1), timeout_s=SHORT_S)
    hung_files.set()

    assert backend.submit(JOB, ON, rows(1), timeout_s=LONG_S).number
    assert 1 == len(terminal.seen)
