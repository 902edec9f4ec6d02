"""Results of the face reader: each told once, whole, and nobody else's business."""

from __future__ import annotations

import logging
import os
import queue
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from support.eligibility import CHECK_ID, INSTITUTION
from support.leases import opening_hangs
from support.waiting import wait_for

from reception_app.adapters.face_folder import watch as watching
from reception_app.adapters.face_folder.seen import SeenFiles
from reception_app.adapters.face_folder.watch import FaceFolderSettings, FaceFolderWatch
from reception_app.adapters.folder_hint import FolderHint
from reception_app.application.face_results import (
    FaceFile,
    FaceFileUnreadable,
    FaceFolderReached,
    FaceNews,
)
from reception_app.domain.eligibility import Verdict, text_of
from reception_app.domain.errors import StoreBusy
from reception_app.domain.ids import CheckId, check_id_bytes
from reception_app.training.terminal import TrainingTerminal

SECOND = "TRAINING-0002"


@dataclass
class Place:
    """A terminal's folders, and watches on its results."""

    folder: Path
    stack: ExitStack
    ours: set[CheckId] = field(default_factory=set)
    make_memory: Callable[[Path], SeenFiles] = SeenFiles

    @property
    def face(self) -> Path:
        return self.folder / "OQS" / "face"

    @property
    def memory(self) -> Path:
        return self.folder / "data" / "face-folder.db"

    def noted(self) -> int:
        """How many results will never be told again."""
        with closing(sqlite3.connect(self.memory)) as db:
            return len(db.execute("SELECT 1 FROM seen").fetchall())

    def terminal(self, *faults: str) -> TrainingTerminal:
        return self.stack.enter_context(TrainingTerminal(self.folder / "OQS", faults=faults))

    def watch(
        self,
        *,
        consumes: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> tuple[FaceFolderWatch, list[FaceNews]]:
        news = list[FaceNews]()
        watch = FaceFolderWatch(
            FaceFolderSettings(self.face, INSTITUTION, consumes),
            self.make_memory(self.memory),
            on_news=news.append,
            post=lambda call: call(),
            is_ours=self.ours.__contains__,
            now=now,
            monotonic=monotonic,
        )
        self.stack.callback(watch.stop)
        watch.start()
        return watch, news


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        yield Place(tmp_path, stack)


def files(news: list[FaceNews]) -> list[FaceFile]:
    return [each for each in news if isinstance(each, FaceFile)]


def names(news: list[FaceNews]) -> list[str]:
    return [file.name for file in files(news)]


def told_by_a_run_of(place: Place) -> FaceFile:
    watch, news = place.watch()
    (file,) = wait_for(lambda: files(news))
    watch.stop()
    return file


def test_a_result_is_told_with_its_name_and_what_it_says(place: Place) -> None:
    terminal = place.terminal()
    _, news = place.watch()

    name = terminal.lay_card(SECOND)
    (file,) = wait_for(lambda: files(news))

    (record,) = file.result.records
    assert (name, "ﾐﾎﾝ") == (file.name, text_of(record, "NameKana")[:3])
    assert Verdict.VALID is file.result.verdict
    assert "ﾐﾎﾝ" not in repr(file)


def test_what_lay_there_today_is_told_at_the_start(place: Place) -> None:
    name = place.terminal().lay_card(SECOND)

    _, news = place.watch()

    assert [name] == wait_for(lambda: names(news))


def test_results_of_days_before_the_very_first_start_are_nobodys_news(place: Place) -> None:
    terminal = place.terminal()
    old = terminal.lay_card(SECOND)
    first, _ = place.watch(now=lambda: datetime.now(UTC) + timedelta(days=1))
    first.stop()
    _, news = place.watch()
    aside = place.face / old
    aside.rename(place.face / f"{old[:-18]}29991231000000.xml")

    assert ["29991231000000.xml"] == [name[-18:] for name in wait_for(lambda: names(news))]


def test_one_file_is_told_once_in_a_run(place: Place) -> None:
    terminal = place.terminal()
    _, news = place.watch()

    laid = [terminal.lay_card(SECOND) for _ in range(3)]
    wait_for(lambda: len(files(news)) == 3)
    last = terminal.lay_card(SECOND)
    wait_for(lambda: last in names(news))

    assert sorted([*laid, last]) == sorted(names(news))


def test_the_next_start_tells_it_again_until_it_is_saved(place: Place) -> None:
    terminal = place.terminal()
    name = terminal.lay_card(SECOND)
    told = [told_by_a_run_of(place) for _ in range(2)]
    watch, news = place.watch()
    watch.saved(wait_for(lambda: files(news))[0])
    watch.stop()
    _, after = place.watch()
    later = terminal.lay_card(SECOND)
    wait_for(lambda: later in names(after))

    assert [name, name] == [file.name for file in told]
    assert told[0].result.check_id == told[1].result.check_id
    assert [later] == names(after)


def test_what_another_program_of_the_desk_takes_in_meanwhile_is_told_as_well(place: Place) -> None:
    terminal = place.terminal()
    _, news = place.watch()
    first = terminal.lay_card(SECOND)
    wait_for(lambda: first in names(news))
    beside = SeenFiles(place.memory)
    second = f"{first[:-35]}{'0' * 16}{first[-19:]}"
    beside.add(second.encode(), now=datetime.now(UTC))
    beside.close()
    shutil.copy(place.face / first, place.face / second)

    assert [first, second] == wait_for(lambda: names(news) if len(names(news)) > 1 else None)


def test_what_could_not_be_saved_is_told_again_after_a_while(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_AGAIN_S", 0.1)
    name = place.terminal().lay_card(SECOND)
    watch, news = place.watch()
    watch.not_saved(wait_for(lambda: files(news))[0])
    wait_for(lambda: len(files(news)) == 2)

    assert [name, name] == names(news)


def test_not_if_somebody_took_it_meanwhile(place: Place) -> None:
    terminal = place.terminal()
    name = terminal.lay_card(SECOND)
    watch, news = place.watch()
    (file,) = wait_for(lambda: files(news))
    (place.face / name).unlink()
    second = terminal.lay_card(SECOND)
    wait_for(lambda: second in names(news))
    watch.not_saved(file)
    third = terminal.lay_card(SECOND)
    wait_for(lambda: third in names(news))

    assert [name, second, third] == names(news)


def test_saved_results_stay_for_others(place: Place) -> None:
    name = place.terminal().lay_card(SECOND)
    watch, news = place.watch()
    watch.saved(wait_for(lambda: files(news))[0])
    watch.stop()

    assert (place.face / name).exists()


def test_or_are_deleted_once_they_are_saved(place: Place) -> None:
    name = place.terminal().lay_card(SECOND)
    watch, news = place.watch(consumes=True)
    (file,) = wait_for(lambda: files(news))
    lay_there = (place.face / name).exists()
    watch.saved(file)
    wait_for(lambda: not (place.face / name).exists())

    assert lay_there


@pytest.mark.parametrize(
    "fault", ["partial=500", "shuffled", "empty", "sjis", "bom", "unreachable=600"]
)
def test_troubles_of_the_terminal_do_no_harm(place: Place, fault: str) -> None:
    terminal = place.terminal(fault)
    _, news = place.watch()

    name = terminal.lay_card(SECOND)

    assert [name] == wait_for(lambda: names(news))


def test_a_file_that_somebody_else_took_is_no_news(place: Place) -> None:
    terminal = place.terminal("consumed=0:1")
    _, news = place.watch()

    terminal.lay_card(SECOND)
    second = terminal.lay_card(SECOND)
    wait_for(lambda: second in names(news))

    assert [FaceFolderReached(is_reached=True)] == [
        each for each in news if not isinstance(each, FaceFile)
    ]


def test_what_our_hand_over_wrote_does_not_come_back(place: Place) -> None:
    terminal = place.terminal()
    place.ours.add(CHECK_ID)
    name = terminal.lay_card(SECOND)
    token = check_id_bytes(CHECK_ID).hex()
    shutil.copy(
        place.face / name,
        place.face / f"OQSsiquc01res_face_{INSTITUTION}{token}_{name[-18:]}",
    )

    _, news = place.watch()
    later = terminal.lay_card(SECOND)
    wait_for(lambda: {name, later} <= set(names(news)))

    assert sorted([name, later]) == sorted(names(news))


def test_a_terminal_whose_token_looks_like_ours_is_heard(place: Place) -> None:
    name = place.terminal().lay_card(SECOND)
    token = check_id_bytes(CHECK_ID).hex()
    like_ours = f"OQSsiquc01res_face_{INSTITUTION}{token}_{name[-18:]}"
    (place.face / name).rename(place.face / like_ours)

    _, news = place.watch()

    assert [like_ours] == wait_for(lambda: names(news))


@pytest.mark.parametrize(
    "name",
    [
        "OQSsiquc01res_202611220001.xml",
        "OQSsiquc01res_face_13123456780123456789abcdef_20991122090000.xml.part",
        "YZKsiquc01res_face_13123456780123456789abcdef_20991122090000.xml",
    ],
)
def test_other_files_are_not_looked_at(place: Place, name: str) -> None:
    terminal = place.terminal()
    (place.face / name).write_bytes(b"<broken")
    _, news = place.watch()

    laid = terminal.lay_card(SECOND)
    wait_for(lambda: laid in names(news))

    assert not [each for each in news if isinstance(each, FaceFileUnreadable)]


def test_a_file_that_cannot_be_read_is_told_once_and_stays(place: Place) -> None:
    terminal = place.terminal()
    broken = place.face / "OQSsiquc01res_face_13123456780123456789abcdef_29991122090000.xml"
    broken.write_bytes(b"<XmlMsg>")
    watch, news = place.watch()
    (told,) = wait_for(lambda: [each for each in news if isinstance(each, FaceFileUnreadable)])
    watch.stop()
    _, after = place.watch()
    laid = terminal.lay_card(SECOND)
    wait_for(lambda: laid in names(after))

    assert broken.name == told.name
    assert broken.exists()
    assert not [each for each in after if isinstance(each, FaceFileUnreadable)]


def test_and_is_a_result_as_soon_as_it_is_whole(place: Place) -> None:
    name = place.terminal().lay_card(SECOND)
    path = place.face / name
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    _, news = place.watch()
    wait_for(lambda: [each for each in news if isinstance(each, FaceFileUnreadable)])

    path.write_bytes(whole)

    assert [1] == [len(file.result.records) for file in wait_for(lambda: files(news))]


def test_a_folder_or_a_pipe_of_such_a_name_is_no_file(place: Place) -> None:
    terminal = place.terminal()
    stem = "OQSsiquc01res_face_13123456780123456789abcdef_2999112209000"
    (place.face / f"{stem}0.xml").mkdir()
    if os.name != "nt":
        os.mkfifo(place.face / f"{stem}1.xml")
    _, news = place.watch()

    laid = terminal.lay_card(SECOND)

    assert [laid] == wait_for(lambda: names(news))


def test_a_folder_that_goes_away_is_told_and_looked_through_when_it_is_back(place: Place) -> None:
    terminal = place.terminal()
    _, news = place.watch()
    wait_for(lambda: FaceFolderReached(is_reached=True) in news)
    place.face.rename(place.face.with_name("gone"))
    wait_for(lambda: FaceFolderReached(is_reached=False) in news)
    place.face.with_name("gone").rename(place.face)

    assert [terminal.lay_card(SECOND)] == wait_for(lambda: names(news))


def test_a_folder_that_hangs_is_told_as_one_that_cannot_be_reached(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_HANGS_S", 0.5)
    name = place.terminal().lay_card(SECOND)
    with opening_hangs(place.face / name):
        _, news = place.watch()
        wait_for(lambda: FaceFolderReached(is_reached=False) in news)
    wait_for(lambda: len([each for each in news if isinstance(each, FaceFolderReached)]) > 2)

    assert [FaceFolderReached(each) for each in (True, False, True)] == [
        each for each in news if isinstance(each, FaceFolderReached)
    ]
    assert [name] == wait_for(lambda: names(news))


def test_the_memory_holds_nothing_but_hashes(place: Place) -> None:
    name = place.terminal().lay_card(SECOND)
    watch, news = place.watch()
    watch.saved(wait_for(lambda: files(news))[0])
    watch.stop()

    with closing(sqlite3.connect(place.memory)) as db:
        told = "\n".join(db.iterdump())
    assert name not in told
    assert 1 == told.count('INSERT INTO "seen"')


def test_a_memory_that_cannot_be_kept_is_logged_and_nothing_is_told(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    place.terminal().lay_card(SECOND)
    place.memory.parent.mkdir()
    place.memory.write_bytes(b"no database" * 500)
    with caplog.at_level(logging.WARNING):
        _, news = place.watch()
        wait_for(lambda: caplog.records)

    assert "ST04" in caplog.text
    assert not files(news)


# ── a memory that takes its time, or fails ───────────────────────────────────────────────────
class SlowMemory(SeenFiles):
    """A memory on a disk that is busy: its very first answer takes a quarter of an hour."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.slept_s = 0.0

    def begin(self, now: datetime) -> date:
        self.slept_s += 900.0
        return super().begin(now)

    def monotonic(self) -> float:
        return time.monotonic() + self.slept_s


def test_a_slow_disk_of_ours_does_not_blind_the_desk_for_the_folder(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FolderHint, "renew", lambda _: None)  # the scan alone has to do
    terminal = place.terminal()
    memory = SlowMemory(place.memory)
    place.make_memory = lambda _: memory
    _, news = place.watch(monotonic=memory.monotonic)
    wait_for(lambda: FaceFolderReached(is_reached=True) in news)

    name = terminal.lay_card(SECOND)

    assert [name] == wait_for(lambda: names(news))


class BusyMemory(SeenFiles):
    """A memory that another program has locked until it is freed."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.is_busy = True
        self.refused = queue.SimpleQueue[None]()

    def add(self, *parts: bytes, now: datetime) -> None:
        if self.is_busy:
            self.refused.put(None)
            raise StoreBusy
        super().add(*parts, now=now)


def test_what_was_saved_is_noted_as_soon_as_the_memory_can_be_written(place: Place) -> None:
    memory = BusyMemory(place.memory)
    place.make_memory = lambda _: memory
    terminal = place.terminal()
    terminal.lay_card(SECOND)
    watch, news = place.watch()
    watch.saved(wait_for(lambda: files(news))[0])
    memory.refused.get(timeout=30)
    memory.is_busy = False
    wait_for(place.noted)
    watch.stop()
    place.make_memory = SeenFiles
    _, after = place.watch()
    later = terminal.lay_card(SECOND)

    assert [later] == wait_for(lambda: names(after))


def test_and_results_go_on_coming_until_then(place: Place) -> None:
    memory = BusyMemory(place.memory)
    place.make_memory = lambda _: memory
    terminal = place.terminal()
    terminal.lay_card(SECOND)
    watch, news = place.watch()
    watch.saved(wait_for(lambda: files(news))[0])
    memory.refused.get(timeout=30)

    later = terminal.lay_card(SECOND)

    assert later in wait_for(lambda: names(news) if len(names(news)) > 1 else None)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_no_text_can_hold_stops_nobody(place: Place) -> None:
    terminal = place.terminal()
    odd = b"OQSsiquc01res_face_\xff\x1b[2J_29991231000000.xml"
    (place.face / os.fsdecode(odd)).write_bytes(b"<XmlMsg>")
    _, news = place.watch()
    wait_for(lambda: [each for each in news if isinstance(each, FaceFileUnreadable)])

    name = terminal.lay_card(SECOND)

    assert [name] == wait_for(lambda: names(news))


# ── a hint of the system ──────────────────────────────────────────────────────────────────────
def test_a_change_that_the_system_tells_of_is_looked_at_before_the_next_scan(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_: float, *, due_s: float | None) -> float:
        return 3600.0 if due_s is None else due_s

    monkeypatch.setattr(watching, "pause_s", never)
    terminal = place.terminal()
    _, news = place.watch()
    wait_for(lambda: FaceFolderReached(is_reached=True) in news)
    name = terminal.lay_card(SECOND)

    def told() -> list[str]:
        (place.face / "poke").write_bytes(b"")  # nobody says when the system begins to watch
        return names(news)

    assert [name] == wait_for(told)
