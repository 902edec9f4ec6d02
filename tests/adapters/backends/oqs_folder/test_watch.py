"""The watch gives each answer to whoever wants it; a bug with one of them is told to that one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from queue import SimpleQueue

import pytest
from support.terminals import LONG_S, Site
from support.waiting import wait_for

from reception_app.adapters.backends.oqs_folder import watch as watching
from reception_app.adapters.backends.oqs_folder.folder import (
    AnswerKind,
    AnswerPlace,
    TerminalFolder,
)
from reception_app.adapters.backends.oqs_folder.watch import AnswerWatch, Wanted
from reception_app.adapters.folder_hint import FolderHint
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


def test_an_answer_that_a_bug_kept_from_everybody_stays_where_it_is(site: Site) -> None:
    site.make_folders()
    site.ours.mkdir()
    failed = SimpleQueue[ReceptionError]()

    def bug(kind: AnswerKind, content: bytes) -> None:
        raise RuntimeError(kind)

    with closing(AnswerWatch(TerminalFolder(site.root), takes_away=True)) as watch:
        watch.want(Wanted(NAME, 10, take=bug, fail=failed.put))
        answer = site.root / "res" / NAME.replace("req_", "res_")
        answer.write_bytes(b"answer")
        failed.get(timeout=LONG_S)
        took = SimpleQueue[bytes]()
        watch.want(Wanted(NAME, 10, take=lambda _, content: took.put(content), fail=failed.put))
        again = took.get(timeout=LONG_S)

        assert b"answer" == again
        wait_for(lambda: not answer.exists())
    assert failed.empty()


def test_a_slow_journal_does_not_blind_the_watch(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FolderHint, "renew", lambda _: None)  # the scan alone has to do
    site.make_folders()
    refreshed, ahead_s = threading.Event(), [0.0]

    def refresh() -> None:
        ahead_s[0] += 900.0
        refreshed.set()

    took = SimpleQueue[bytes]()
    watch = AnswerWatch(
        TerminalFolder(site.root),
        takes_away=False,
        refresh=refresh,
        monotonic=lambda: time.monotonic() + ahead_s[0],
    )
    with closing(watch):
        watch.want(Wanted(NAME, 10, take=lambda _, content: took.put(content), fail=print))
        refreshed.wait(LONG_S)
        (site.root / "res" / NAME.replace("req_", "res_")).write_bytes(b"answer")

        assert b"answer" == took.get(timeout=LONG_S)


def test_a_bug_in_between_does_not_end_the_watch(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.make_folders()

    def bug() -> None:
        raise RuntimeError("refresh")

    took = SimpleQueue[bytes]()
    with (
        caplog.at_level(logging.CRITICAL),
        closing(AnswerWatch(TerminalFolder(site.root), takes_away=False, refresh=bug)) as watch,
    ):
        watch.want(Wanted(NAME, 10, take=lambda _, content: took.put(content), fail=print))
        (site.root / "res" / NAME.replace("req_", "res_")).write_bytes(b"answer")

        assert b"answer" == took.get(timeout=LONG_S)
    assert "RuntimeError" in caplog.text


class CountingFolder(TerminalFolder):
    """A terminal's folders that count the looks into each."""

    looks, taken_looks = 0, 0

    def answers(self, names: Collection[str]) -> Mapping[str, tuple[AnswerPlace, ...]]:
        self.looks += 1
        return super().answers(names)

    def taken_answers(self, names: Collection[str]) -> Mapping[str, tuple[AnswerPlace, ...]]:
        self.taken_looks += 1
        return super().taken_answers(names)


def test_questions_that_nobody_waits_for_cost_no_look_at_what_was_taken(site: Site) -> None:
    site.make_folders()
    (site.ours / "taken").mkdir(parents=True)
    folder = CountingFolder(site.root)
    with closing(AnswerWatch(folder, takes_away=False)) as watch:
        for number in range(40):
            name = f"OQSsiquc01req_20261122{number:04}.xml"
            late = Wanted(name, 10, take=lambda *_: None, fail=print, is_urgent=False)
            late.is_again = True
            watch.want(late)
        wait_for(lambda: folder.taken_looks)
        watch.want(Wanted(OTHER, 10, take=lambda *_: None, fail=print))
        looks, taken_looks = folder.looks, folder.taken_looks
        wait_for(lambda: folder.looks > looks + 3)

        # One may have been under way.
        assert folder.taken_looks <= taken_looks + 1


@pytest.mark.parametrize("is_urgent", [True, False])
def test_an_answer_that_was_taken_before_is_found(site: Site, *, is_urgent: bool) -> None:
    site.make_folders()
    taken = site.ours / "taken"
    taken.mkdir(parents=True)
    (taken / NAME.replace("req_", "res_").upper()).write_bytes(b"answer")
    took = SimpleQueue[bytes]()

    with closing(AnswerWatch(TerminalFolder(site.root), takes_away=True)) as watch:
        again = Wanted(NAME, 10, take=lambda _, content: took.put(content), fail=print)
        again.is_urgent, again.is_again = is_urgent, True
        watch.want(again)

        assert b"answer" == took.get(timeout=LONG_S)


def test_a_change_that_the_system_tells_of_is_looked_at_before_the_next_scan(
    site: Site, watch: AnswerWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_: float, *, due_s: float | None, least_s: float) -> float:
        return 3600.0 * least_s if due_s is None else due_s

    monkeypatch.setattr(watching, "pause_s", never)
    took = list[bytes]()
    watch.want(Wanted(NAME, 10, take=lambda _, content: took.append(content), fail=print))
    (site.root / "res" / NAME.replace("req_", "res_")).write_bytes(b"answer")

    def taken() -> list[bytes]:
        (site.root / "res" / "poke").write_bytes(b"")  # nobody says when it begins to watch
        return took

    assert [b"answer"] == wait_for(taken)
