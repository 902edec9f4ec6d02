"""A week of nights at a clinic of 2,035 patients, with a real store and a clock that is moved.

November 30th to December 4th 2026: Tuesday is the first business day of a month.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from support import answers as desk_answers
from support.batch_rows import record_for, result
from support.stores import fresh_store

from reception_app.adapters.batch_sources.own_records import OwnRecords
from reception_app.adapters.system.holidays import is_business_day
from reception_app.application.batch import BatchWorker, Worked
from reception_app.application.batch_parts import BatchParts, BatchRules
from reception_app.application.batch_plan import BatchShape, PlanParts, make_due
from reception_app.application.batch_ports import (
    JobAnswers,
    JobQuestion,
    Receipt,
    StillRunning,
    WorkFilter,
)
from reception_app.application.ports import BackendInfo, BatchStyle
from reception_app.domain.batch import BatchEntry, Change, JobId, RowAnswer, Source
from reception_app.domain.batch_schedule import Schedule
from reception_app.domain.eligibility import CardholderNumbers, EligibilityQuery, EligibilityResult
from reception_app.domain.errors import (
    BackendUnavailable,
    BatchSourceError,
    LinkDown,
    LinkTimeout,
    ReceptionError,
)
from reception_app.domain.ids import CheckId, make_check_id
from reception_app.domain.number_entry import TypedNumbers
from reception_app.domain.policy import JST
from reception_app.testing.fakes import FakeClock, InlineLane, ManualLane

PATIENTS = 2035
BEGIN = datetime(2026, 11, 27, 18, tzinfo=JST)
END = datetime(2026, 12, 5, 12, tzinfo=JST)
VISITS = tuple(date(2026, 11, 30) + timedelta(days=n) for n in range(5))
REGULARS = 150
"""Whom the desk saw in October; most of them also come in the week."""
_TICK = timedelta(minutes=20)
_ANSWER_S = 0.2
_FIRST = 4567
_MORNING, _NOON, _EVENING = time(6), time(12), time(20)

Period = tuple[datetime, datetime]
Work = tuple[str, str, str, tuple[Change, ...]]
"""Of a row on the work list: patient, state, outcome and differences."""


@dataclass(frozen=True)
class Troubles:
    """What goes wrong in a week.

    Attributes:
        off: When the computer is switched off, or loses its power.
        closed: When the service cannot be reached, or is under maintenance.
        unreadable: When the list of appointments cannot be read.
        lost: How many of a thousand questions find no answer.
        cut: At how many of a thousand steps of the worker the power fails, for a while.
    """

    off: Sequence[Period] = ()
    closed: Sequence[Period] = ()
    unreadable: Sequence[Period] = ()
    lost: int = 0
    cut: int = 0


def troubles(seed: int, *, cut: int) -> Troubles:
    """Return those of a bad week; each morning from six to noon all is well, by and large."""
    dice = Random(seed)  # noqa: S311 - a test's dice
    off, closed, unreadable = list[Period](), list[Period](), list[Period]()
    day = BEGIN.date()
    while day <= VISITS[-1]:
        evening = datetime.combine(day, _EVENING, JST)
        morning = datetime.combine(day + timedelta(days=1), _MORNING, JST)
        for _ in range(dice.randrange(3)):
            begin = evening + timedelta(minutes=60, seconds=dice.randrange(400))
            off.append((begin, min(morning, begin + timedelta(minutes=dice.randrange(1, 700)))))
        if dice.random() < 0.3:
            off.append((evening + timedelta(minutes=dice.randrange(60)), morning))
        for _ in range(dice.randrange(3)):
            begin = evening + timedelta(minutes=60, seconds=dice.randrange(3000))
            until = begin + timedelta(minutes=dice.randrange(1, 500))
            closed.append((begin, min(morning + timedelta(hours=1), until)))
        if dice.random() < 0.4:
            begin = evening + timedelta(minutes=dice.randrange(180))
            unreadable.append((begin, begin + timedelta(hours=dice.randrange(1, 6))))
        day += timedelta(days=1)
    return Troubles(off, closed, unreadable, lost=10, cut=cut)


def _in_any(periods: Sequence[Period], moment: datetime) -> bool:
    return any(begin <= moment < end for begin, end in periods)


class Insurers:
    """What is so about each person at a moment; some things change in the evenings of the week."""

    def answer(self, number: int, at: datetime, check_id: CheckId) -> EligibilityResult:
        code, changed = "1", {}
        evening = datetime.combine(VISITS[number % 5], _EVENING, JST)
        if number % 40 == 7 and at >= evening - timedelta(days=number % 4):
            code = "2"
        elif number % 53 == 3:
            code = "4"
        elif number % 61 == 5 and at >= evening - timedelta(days=2):
            code = "3"
        elif number % 31 == 2 and at >= evening - timedelta(days=1 + number % 3):
            changed = {"Address": "東京都架空区西町９－９"}
        elif number % 97 == 11 and at < evening - timedelta(days=2):
            code = "2"  # put right before the visit
        records = (record_for(number, **{**_own(number), **changed}),) if code in "123" else ()
        return result(number, code, check_id=check_id, answered_at=at, records=records)


def _own(number: int) -> dict[str, str]:
    home = "東京都架空区見本町１－２－３"
    return {"Name": f"練習　{number}子", "NameKana": _kana(number), "Address": home}


def _kana(number: int) -> str:
    digits = "ｱｲｳｴｵｶｷｸｹｺ"
    return "ﾚﾝｼｭｳ " + "".join(digits[int(digit)] for digit in str(number))


@dataclass
class Service:
    """Answers as it is at the moment, unless it is closed; the same question in the same way."""

    clock: FakeClock
    troubles: Troubles
    dice: Random
    style: BatchStyle
    answered: dict[CheckId, EligibilityResult] = field(
        default_factory=dict[CheckId, EligibilityResult]
    )
    uploads: dict[JobId, tuple[JobQuestion, ...]] = field(
        default_factory=dict[JobId, tuple[JobQuestion, ...]]
    )
    results: dict[JobId, list[RowAnswer]] = field(default_factory=dict[JobId, list[RowAnswer]])
    repeats_jobs_safely: bool = True

    @property
    def info(self) -> BackendInfo:
        return BackendInfo("fake", 1, needs_card=False, batch=self.style, max_parallel=8)

    def challenge(self, *, timeout_s: float) -> None:
        del timeout_s

    def check(self, query: EligibilityQuery, *, timeout_s: float) -> EligibilityResult:
        del timeout_s
        self._meet_trouble()
        assert isinstance(query.subject, CardholderNumbers)
        number = int(query.subject.number) - _FIRST
        if query.check_id not in self.answered:
            self.answered[query.check_id] = self._answer(number, query.check_id)
        self._lose()
        return self.answered[query.check_id]

    def submit(
        self, job_id: JobId, on: date, rows: Sequence[JobQuestion], *, timeout_s: float
    ) -> Receipt:
        del on, timeout_s
        self._meet_trouble()
        self.uploads.setdefault(job_id, tuple(rows))
        self._lose()
        return Receipt(f"R{len(self.uploads)}", 5.0)

    def fetch(self, job_id: JobId, number: str, *, timeout_s: float) -> JobAnswers | StillRunning:
        del number, timeout_s
        self._meet_trouble()
        if job_id not in self.results:
            self.results[job_id] = [
                RowAnswer(each.row_id, self._answer(_number(each), _id_of(job_id, n)))
                for n, each in enumerate(self.uploads[job_id])
            ]
            if self.dice.random() < 0.5:
                return StillRunning(5.0)
        self._lose()
        return JobAnswers(iter(self.results[job_id]))

    def close(self) -> None:
        pass

    def _answer(self, number: int, check_id: CheckId) -> EligibilityResult:
        return Insurers().answer(number, self.clock.now(), check_id)

    def _meet_trouble(self) -> None:
        self.clock.move(_ANSWER_S)
        if _in_any(self.troubles.closed, self.clock.now()):
            error: ReceptionError = LinkDown("NW01")
            if self.dice.random() < 0.5:
                error = BackendUnavailable("BK02", retry_after_s=600)
            raise error

    def _lose(self) -> None:
        """The answer is lost on its way."""
        if self.dice.randrange(1000) < self.troubles.lost:
            raise LinkTimeout(15)


def _number(question: JobQuestion) -> int:
    return int(question.numbers.number) - _FIRST


def _id_of(job_id: JobId, number: int) -> CheckId:
    return make_check_id(UUID(int=(UUID(job_id).int + number) % (1 << 128)).bytes)


@dataclass(frozen=True)
class Size:
    """How many patients there are."""

    patients: int = PATIENTS
    regulars: int = REGULARS


class Clinic:
    """One week, from Friday before it."""

    def __init__(
        self, folder: Path, bad: Troubles, *, seed: int, style: BatchStyle, size: Size
    ) -> None:
        self._troubles, self._size, self._style = bad, size, style
        self._dice = Random(seed)  # noqa: S311 - a test's dice
        self.store = fresh_store(folder / "store")
        self.clock = FakeClock(BEGIN.astimezone(UTC))
        self.service = Service(self.clock, bad, self._dice, style)
        self.cut_off = 0
        self._dark_until = BEGIN
        for number in range(1, size.regulars + 1):
            self._see(number)

    def live(self) -> frozenset[Work]:
        """Live through the week; return what is on the work list then."""
        while self.clock.now() < END:
            if not self._is_off():
                self._tick()
            self._sleep_until(self.clock.now() + _TICK)
        left = self.store.batches.open_batches()
        assert not left, "some rows were never answered"
        return frozenset(
            (
                row.entry.patient_number or row.entry.typed.number,
                row.state.value,
                row.outcome.value if row.outcome else "",
                row.changes,
            )
            for row in self.store.batches.work(WorkFilter(), 10 * PATIENTS)
        )

    def listed(self) -> int:
        return len(self.store.batches.work(WorkFilter(), 10 * PATIENTS))

    def _is_off(self) -> bool:
        now = self.clock.now()
        return now < self._dark_until or _in_any(self._troubles.off, now)

    def _power_fails(self) -> bool:
        if self._dice.randrange(1000) < self._troubles.cut:
            is_day = _MORNING <= self.clock.now().astimezone(JST).time() < _EVENING
            minutes = self._dice.randrange(10 if is_day else 200)
            self._dark_until = self.clock.now() + timedelta(minutes=minutes)
            return True
        return self._is_off()

    def _sleep_until(self, moment: datetime) -> None:
        self.clock.move(max(0.0, (moment - self.clock.now()).total_seconds()))

    def _tick(self) -> None:
        """One run of the worker, as the timer starts it; the power may fail at any question."""
        make_due(self._plan(), BatchShape(self._style is BatchStyle.ONE_BY_ONE, rows_per_job=200))
        ends, bulk = list[Worked](), ManualLane()
        worker = BatchWorker(self._parts(bulk), on_done=ends.append)
        worker.work()
        while not ends:
            if self._power_fails():
                self.cut_off += 1
                return  # what was under way is gone, answered or not
            if bulk.waiting:
                bulk.run_next()
            else:
                self.clock.move(5)  # a job is worked on
                worker.look()

    def _parts(self, bulk: ManualLane) -> BatchParts:
        return BatchParts(
            store=self.store.batches,
            store_lane=InlineLane(),
            backend=self.service,
            bulk_lane=bulk,
            clock=self.clock,
            random_bytes=self._dice.randbytes,
            is_counter_busy=lambda: False,
            rules=BatchRules("1312345678", "desk-1", parallel=8, timeout_s=15),
        )

    def _plan(self) -> PlanParts:
        return PlanParts(
            store=self.store.batches,
            clock=self.clock,
            schedule=Schedule(time(21), (1, 3), first_business_day=True),
            has_appointments=True,
            read=self._read,
            is_open=is_business_day,
            new_id=lambda: make_check_id(self._dice.randbytes(16)),
        )

    def _read(self, source: Source, on: date) -> Iterable[BatchEntry]:
        if source is Source.THIS_MONTH:
            return OwnRecords(self.store.regulars, source).read(on, on)
        if _in_any(self._troubles.unreadable, self.clock.now()):
            raise BatchSourceError("BT11")
        return self._appointments(on)

    def _appointments(self, on: date) -> Iterable[BatchEntry]:
        coming = [n for n in range(1, self._size.patients + 1) if VISITS[n % 5] == on]
        coming += [n for n in range(9, self._size.patients, 50) if VISITS[(n + 2) % 5] == on]
        for line, number in enumerate(coming, start=2):
            yield _entry(number, line, on)

    def _see(self, number: int) -> None:
        """Let the desk have verified somebody in October."""
        at = datetime(2026, 10, 1 + number % 28, 10, tzinfo=JST)
        check_id = make_check_id(self._dice.randbytes(16))
        said = result(
            number,
            check_id=check_id,
            answered_at=at,
            records=(record_for(number, **_own(number)),),
        )
        record = desk_answers.record(check_id=check_id, on=at.date(), accepted_at=at)
        self.store.save(said, record, hand_over=False)


def _entry(number: int, line: int, on: date) -> BatchEntry:
    typed = TypedNumbers("06139992", "１２３", f"{_FIRST + number}", "01", "19850412")
    if number % 211 == 13:
        typed = TypedNumbers("06139992", "１２３", "", "01", "19850412")
    return BatchEntry(
        line=line,
        typed=typed,
        patient_number=f"{number:05}",
        name=f"練習　{number}子",
        kana=_kana(number),
        phone="03-0000-0000",
        appointment=datetime.combine(on, time(9), JST) + timedelta(minutes=number % 500),
    )
