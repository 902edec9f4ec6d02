"""The watch gives each answer to whoever wants it; a bug with one of them is told to that one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from queue import SimpleQueue

import pytest
from support.terminals import LONG_S, Site

from reception_app.adapters.backends.oqs_folder.folder import AnswerKind, TerminalFolder
from reception_app.adapters.backends.oqs_folder.watch import AnswerWatch, Wanted
from reception_app.domain.errors import BugError, ReceptionError

NAME = "OQSsiquc01req_202611220001.xml"
OTHER = "OQSsiquc01req_202611220002.xml"


@pytest.fixture
def watch(site: Site) -> Iterator[AnswerWatch]:
    site.make_folders()
    with closing(AnswerWatch(TerminalFolder(site.root), takes_away=False)) as made:
        yield made


def test_a_bug_is_told_and_logged_and_the_others_get_their_answers(
    site: Site, watch: AnswerWatch, caplog: pytest.LogCaptureFixture
) -> None:
    failed, took = SimpleQueue[ReceptionError](), SimpleQueue[bytes]()

    def bug(kind: AnswerKind, content: bytes) -> None:
        raise RuntimeError(kind)

    def take(kind: AnswerKind, content: bytes) -> None:
        took.put(content)

    with caplog.at_level(logging.CRITICAL):
        watch.want(Wanted(NAME, 10, take=bug, fail=failed.put))
        watch.want(Wanted(OTHER, 10, take=take, fail=failed.put))
        for name in (NAME, OTHER):
            (site.root / "res" / name.replace("req_", "res_")).write_bytes(b"answer")

        assert isinstance(failed.get(timeout=LONG_S), BugError)
        assert b"answer" == took.get(timeout=LONG_S)
    assert "RuntimeError" in caplog.text


def test_everybody_who_waits_for_one_answer_gets_it(site: Site, watch: AnswerWatch) -> None:
    took = SimpleQueue[bytes]()
    for _ in range(3):
        watch.want(
            Wanted(NAME, 10, take=lambda _, content: took.put(content), fail=lambda _: None)
        )
    (site.root / "res" / NAME.replace("req_", "res_").upper()).write_bytes(b"answer")

    assert [b"answer"] * 3 == [took.get(timeout=LONG_S) for _ in range(3)]


def test_what_nobody_wants_any_more_is_not_read(site: Site, watch: AnswerWatch) -> None:
    took = SimpleQueue[bytes]()

    def take(kind: AnswerKind, content: bytes) -> None:
        took.put(content)

    dropped = Wanted(NAME, 10, take=take, fail=lambda _: None)
    watch.want(dropped)
    watch.drop(dropped)
    watch.want(Wanted(OTHER, 10, take=take, fail=lambda _: None))
    for name, content in ((NAME, b"first"), (OTHER, b"second")):
        (site.root / "res" / name.replace("req_", "res_")).write_bytes(content)

    assert b"second" == took.get(timeout=LONG_S)
