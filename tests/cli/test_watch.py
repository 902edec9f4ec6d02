"""What ``watch`` makes of what comes by itself: order, trouble, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import pytest
from support.answers import check_id, record, result

from reception_app.adapters.system.clock import SystemClock
from reception_app.adapters.system.loop import OwnerLoop
from reception_app.app import App
from reception_app.application.arrivals import Arrived
from reception_app.application.catalogue import Lang
from reception_app.application.face_results import (
    FaceFile,
    FaceFileUnreadable,
    FaceFolder,
    FaceFolderReached,
    FaceNews,
)
from reception_app.application.late_answers import Asked, HearLate, LateAnswer
from reception_app.application.ports import Err, Ok
from reception_app.application.report import CheckReport
from reception_app.cli.shell import Shell
from reception_app.cli.watch import WatchRun
from reception_app.domain.consent import Consent, ConsentMethod
from reception_app.domain.eligibility import EligibilityResult, Method
from reception_app.domain.errors import (
    BackendGarbled,
    CardMissing,
    LinkDown,
    LinkUntrusted,
    ReceptionError,
    SettingsError,
    StoreBusy,
    StoreFull,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.record import HandoverState
from reception_app.options import Options

THERE, GONE = FaceFolderReached(is_reached=True), FaceFolderReached(is_reached=False)
SHORT_S, LONG_S = 0.2, 30.0
ODD = "OQSsiquc01res_face_\udcff\x1b[2J\n_20261122090000.xml"


def face(number: int = 1, name: str = "") -> FaceFile:
    return FaceFile(name or f"face-{number}.xml", result(number))


def late(number: int) -> LateAnswer:
    asked = record(number)
    consent = Consent(ConsentMethod.NONE, frozenset(), given_at=asked.accepted_at)
    return LateAnswer(result(number), asked.on, Asked("sato", consent, None, False))


class FakeFolder:
    """A face folder that tells what the test says."""

    def __init__(self, hear: Callable[[FaceFolder, FaceNews], None], desk: Desk) -> None:
        self._hear = hear
        self._desk = desk
        self.told: list[tuple[str, str]] = []

    def start(self) -> None:
        for news in self._desk.news:
            self._desk.loop.post(partial(self._hear, self, news))

    def saved(self, file: FaceFile) -> None:
        self.told.append(("saved", file.name))

    def not_saved(self, file: FaceFile) -> None:
        self.told.append(("not saved", file.name))

    def stop(self) -> None:
        """Nothing runs."""


class FakeSource:
    """A backend whose answers can be late."""

    def __init__(self, *answers: LateAnswer) -> None:
        self._answers = answers

    def ask(self, question: object, *, timeout_s: float) -> EligibilityResult:
        raise NotImplementedError

    def hear_late(self, heard: HearLate) -> None:
        for answer in self._answers:
            heard(answer)

    def answer_saved(self, check_id: CheckId) -> None:
        raise NotImplementedError


@dataclass
class Desk:
    """The parts of the program, as far as ``watch`` uses them."""

    news: list[FaceNews] = field(default_factory=lambda: [THERE])
    source: object = None
    saves: list[ReceptionError | HandoverState] = field(default_factory=list)
    has_folder: bool = True
    known: bool = False
    changes: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.loop, self.clock, self.handover = OwnerLoop(), SystemClock(), None
        self.folders: list[FakeFolder] = []
        self.reports: list[CheckReport] = []

    @property
    def backend(self) -> object:
        if isinstance(self.source, ReceptionError):
            raise self.source
        return self.source

    def post(self, call: Callable[[], None]) -> None:
        self.loop.post(call)

    def face_folder(self, hear: Callable[[FaceFolder, FaceNews], None]) -> FakeFolder | None:
        if not self.has_folder:
            return None
        self.folders.append(FakeFolder(hear, self))
        return self.folders[0]

    def arrivals(self) -> Desk:
        return self

    def take_face(
        self, file: FaceFile, operator: str, then: Callable[[Ok[Arrived] | Err], None]
    ) -> None:
        assert operator == ""
        self._save(file.result, Method.FACE, then)

    def take_late(
        self, answer: LateAnswer, source: object, then: Callable[[Ok[Arrived] | Err], None]
    ) -> None:
        assert source is self.source
        self._save(answer.result, Method.NUMBERS, then)

    def _save(
        self,
        saved: EligibilityResult,
        method: Method,
        then: Callable[[Ok[Arrived] | Err], None],
    ) -> None:
        came = self.saves.pop(0) if self.saves else HandoverState.OFF
        if isinstance(came, ReceptionError):
            then(Err(came))
            return
        kept = record(check_id=saved.check_id, method=method, **self.changes)
        then(Ok(Arrived(saved, kept, came, not self.known)))

    def watch(self, *, once: bool = False, timeout_s: float = SHORT_S) -> list[tuple[str, Method]]:
        shell = Shell(Options(None, None, training=False), Lang.EN)
        WatchRun(
            cast("App", self),
            shell,
            once=once,
            timeout_s=timeout_s,
            tell=self.reports.append,
        ).run()
        return self.told()

    def told(self) -> list[tuple[str, Method]]:
        return [(str(report.check_id), report.method) for report in self.reports]


# ── what comes ────────────────────────────────────────────────────────────────────────────────
def test_face_results_and_late_answers_are_told_as_what_they_are() -> None:
    desk = Desk([THERE, face(1)], FakeSource(late(2)))

    told = desk.watch()

    assert {(check_id(1), Method.FACE), (check_id(2), Method.NUMBERS)} == set(told)


def test_late_answers_come_without_a_face_reader_too() -> None:
    assert [(check_id(2), Method.NUMBERS)] == Desk(
        source=FakeSource(late(2)), has_folder=False
    ).watch()


def test_once_is_about_face_results_alone() -> None:
    desk = Desk([THERE, face(1), face(2)], FakeSource(late(3)))

    assert [(check_id(1), Method.FACE)] == desk.watch(once=True, timeout_s=LONG_S)
    assert [("saved", "face-1.xml")] == desk.folders[0].told


def test_without_either_there_is_nothing_to_watch() -> None:
    with pytest.raises(SettingsError):
        Desk(source=object(), has_folder=False).watch()


def test_face_results_need_no_backend() -> None:
    assert [(check_id(1), Method.FACE)] == Desk([THERE, face()], LinkUntrusted()).watch()


def test_what_another_program_told_of_is_not_told_again() -> None:
    desk = Desk([THERE, face()], known=True)

    assert [] == desk.watch()
    assert [("saved", "face-1.xml")] == desk.folders[0].told


def test_a_held_answer_is_told_with_a_warning_and_goes_nowhere(
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk = Desk(
        [THERE],
        FakeSource(late(2)),
        saves=[HandoverState.HELD],
        changes={"is_in_doubt": True},
    )
    desk.watch()

    assert [HandoverState.HELD] == [report.handover.state for report in desk.reports]
    assert "may be about another person" in capsys.readouterr().err


@pytest.mark.parametrize("changes", [{"is_other_person": True}, {"is_in_doubt": True}])
@pytest.mark.parametrize("handover", [HandoverState.HELD, HandoverState.OFF])
def test_one_that_is_or_may_be_somebody_elses_says_so_to_programs_too(
    handover: HandoverState, changes: dict[str, bool]
) -> None:
    desk = Desk([THERE], FakeSource(late(2)), saves=[handover], changes=changes)
    desk.watch()

    (report,) = desk.reports
    assert isinstance(report.error, BackendGarbled)
    assert report.error.where == "numbers"


def test_a_late_answer_that_could_not_be_saved_is_taken_when_its_source_tells_it_again() -> None:
    desk = Desk([THERE], FakeSource(late(2), late(2)), saves=[StoreBusy()])

    assert [(check_id(2), Method.NUMBERS)] == desk.watch()


# ── how it ends ───────────────────────────────────────────────────────────────────────────────
def test_once_without_a_result_is_an_error_of_its_own() -> None:
    with pytest.raises(CardMissing):
        Desk().watch(once=True)


@pytest.mark.parametrize("once", [True, False])
@pytest.mark.parametrize("news", [[], [GONE]])
def test_a_folder_that_was_never_there_is_told_at_the_end(
    news: list[FaceNews], *, once: bool
) -> None:
    with pytest.raises(LinkDown):
        Desk(news).watch(once=once)


def test_one_that_was_there_for_a_while_is_no_failure() -> None:
    assert [] == Desk([THERE, GONE]).watch()


def test_an_answer_that_could_not_be_saved_is_told_at_the_end() -> None:
    desk = Desk([THERE, face(1), face(2)], saves=[HandoverState.OFF, StoreFull()])

    with pytest.raises(StoreFull):
        desk.watch()

    assert [("saved", "face-1.xml"), ("not saved", "face-2.xml")] == desk.folders[0].told
    assert [(check_id(1), Method.FACE)] == desk.told()


def test_one_that_was_saved_after_that_is_no_failure() -> None:
    desk = Desk([THERE, face(1), face(2)], saves=[StoreBusy()])

    assert [(check_id(2), Method.FACE)] == desk.watch()


def test_a_result_of_somebody_elses_is_left_and_no_failure() -> None:
    desk = Desk([THERE, face()], saves=[BackendGarbled("MedicalInstitutionCode")])

    assert [] == desk.watch()
    assert [] == desk.folders[0].told


# ── words ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "news", [FaceFileUnreadable(ODD, "xml"), face(name=ODD)], ids=["unreadable", "not ours"]
)
def test_a_files_name_cannot_play_with_the_terminal(
    news: FaceNews, capsys: pytest.CaptureFixture[str]
) -> None:
    Desk([THERE, news], saves=[BackendGarbled("MedicalInstitutionCode")]).watch()

    said = capsys.readouterr().err
    assert r"OQSsiquc01res_face_\udcff\x1b[2J\n_20261122090000.xml" in said
    assert "\x1b" not in said
