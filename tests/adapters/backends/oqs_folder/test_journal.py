"""Names are given once, and a question is visible once: whatever happens, in any order."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from support.disks import small_file_system
from support.eligibility import INSTITUTION, new_id, numbers_query

from reception_app.adapters.backends.oqs_folder.journal import Journal, Request, RequestState
from reception_app.application.late_answers import Asked, Question
from reception_app.domain.consent import Consent, ConsentMethod, ConsentScope
from reception_app.domain.eligibility import CardholderNumbers
from reception_app.domain.errors import (
    BackendRefused,
    BackendUnavailable,
    StoreDamaged,
    StoreFull,
    StoreNewer,
)
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import Place
from reception_app.domain.person import ExpectedPerson
from reception_app.domain.record import NumberTrail
from reception_app.messages.file_names import Family, Step

NOW = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
DAY = timedelta(days=1)
SOMEBODY = ExpectedPerson("試験　太郎", "ｼｹﾝ ﾀﾛｳ", "19750401")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "oqs-folder.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with closing(Journal(path)) as made:
        yield made


def note(journal: Journal, check_id: CheckId | None = None, now: datetime = NOW) -> Request:
    return journal.note(Question(numbers_query(check_id)), INSTITUTION, now=now)


def single(journal: Journal, now: datetime = NOW) -> str:
    return journal.new_name(Family.SINGLE, Step.UPLOAD, now)


def test_each_day_begins_with_one(journal: Journal) -> None:
    names = [single(journal, NOW), single(journal, NOW), single(journal, NOW + DAY)]

    assert ["202611220001", "202611220002", "202611230001"] == [
        name.removeprefix("OQSsiquc01req_").removesuffix(".xml") for name in names
    ]


def test_all_families_share_the_numbers(journal: Journal) -> None:
    names = [single(journal), journal.new_name(Family.BULK, Step.DOWNLOAD, NOW)]

    assert ["OQSsiquc01req_202611220001.xml", "OQSmuquc02req_202611220002.xml"] == names


def test_a_day_has_no_more_than_9999_names(journal: Journal, path: Path) -> None:
    single(journal)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE counter SET last = 9998")

    assert single(journal).endswith("9999.xml")
    with pytest.raises(BackendUnavailable) as caught:
        single(journal)
    assert "BK03" == caught.value.code
    assert single(journal, NOW + DAY).endswith("0001.xml")


def test_a_day_before_the_last_one_gets_no_name(journal: Journal) -> None:
    single(journal, NOW)

    with pytest.raises(BackendRefused) as caught:
        single(journal, NOW - DAY)

    assert "SY03" == caught.value.code


def test_a_clock_that_was_ahead_stops_the_names_until_somebody_accepts_it(
    journal: Journal,
) -> None:
    before = single(journal, NOW)
    single(journal, NOW + 40 * DAY)
    until = journal.stopped_until(NOW)
    with pytest.raises(BackendRefused):
        single(journal, NOW)
    journal.accept_clock(NOW)

    assert NOW.date() + 40 * DAY == until
    assert journal.stopped_until(NOW) is None
    assert ["0001.xml", "0002.xml"] == [before[-8:], single(journal, NOW)[-8:]]


def test_the_names_of_days_that_were_a_mistake_stay_used(journal: Journal) -> None:
    ahead = single(journal, NOW + 40 * DAY)
    journal.accept_clock(NOW)

    assert ahead != single(journal, NOW + 40 * DAY)


def test_and_a_clock_that_goes_back_after_that_stops_them_again(journal: Journal) -> None:
    single(journal, NOW + 40 * DAY)
    journal.accept_clock(NOW)
    single(journal, NOW)

    assert NOW.date() == journal.stopped_until(NOW - DAY)


def test_a_clock_that_is_right_stops_nothing(journal: Journal) -> None:
    nothing_asked = journal.stopped_until(NOW)
    single(journal, NOW)

    assert [None, None] == [nothing_asked, journal.stopped_until(NOW)]


def test_an_hour_back_within_the_day_does_no_harm(journal: Journal) -> None:
    single(journal, NOW)

    assert single(journal, NOW - timedelta(hours=1)).endswith("0002.xml")


def test_threads_and_files_share_one_sequence(journal: Journal, path: Path) -> None:
    with closing(Journal(path)) as other:
        names = list[str]()
        threads = [
            threading.Thread(target=lambda one=one: names.extend(single(one) for _ in range(50)))
            for one in (journal, other, journal)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert 150 == len(set(names))


def test_a_question_that_may_have_been_seen_keeps_its_name(journal: Journal) -> None:
    first = note(journal)
    journal.open(first)

    again = note(journal, first.check_id)

    assert (first.name, RequestState.OPEN) == (again.name, again.state)


def test_a_question_that_was_never_seen_gets_a_new_name(journal: Journal) -> None:
    first = note(journal)
    again = note(journal, first.check_id)

    assert first.name != again.name
    assert not journal.open(first)
    assert journal.open(again)


def test_a_week_later_it_is_forgotten(journal: Journal) -> None:
    first = note(journal)
    journal.open(first)

    journal.forget_old(NOW + 7 * DAY)
    kept = journal.find(first.check_id)
    journal.forget_old(NOW + 7 * DAY + timedelta(seconds=1))

    assert first.name == (kept.name if kept else "")
    assert journal.find(first.check_id) is None


def test_a_file_of_a_newer_version_is_left_untouched(journal: Journal, path: Path) -> None:
    note(journal)
    journal.close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()

    with pytest.raises(StoreNewer):
        note(journal)

    assert before == path.read_bytes()


VERSION_1 = """
CREATE TABLE counter (
    one INTEGER PRIMARY KEY CHECK (one = 1), day TEXT NOT NULL, last INTEGER NOT NULL
);
CREATE TABLE request (
    check_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    institution_code TEXT NOT NULL,
    on_day TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('noted', 'open', 'answered', 'refused'))
) WITHOUT ROWID;
INSERT INTO counter VALUES (1, '2026-11-22', 41);
INSERT INTO request VALUES (
    '{check_id}', 'OQSsiquc01req_202611220041.xml', '1312345678', '2026-11-22',
    '2026-11-22T09:05:00+09:00', 'open'
);
PRAGMA user_version = 1;
"""


def test_a_file_of_the_first_version_goes_on_where_it_was(journal: Journal, path: Path) -> None:
    path.parent.mkdir()
    check_id = new_id()
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(VERSION_1.format(check_id=check_id))

    after = single(journal)

    assert after.endswith("_202611220042.xml")
    (found,) = journal.open_requests()
    assert (check_id, NOW) == (found.check_id, found.noted_at)
    nothing_known = Consent(ConsentMethod.NONE, frozenset(), NOW)
    assert Asked("", nothing_known, None, expects_somebody=True) == found.asked


def test_one_that_had_these_tables_before_the_version_said_so_loses_nothing(
    journal: Journal, path: Path
) -> None:
    noted = note(journal)
    journal.close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA user_version = 1")

    with closing(Journal(path)) as again:
        assert again.find(noted.check_id) == noted


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("asked", "no JSON"),
        ("asked", "[]"),
        ("asked", '{"consent": {"method": "voice"}, "trail": null}'),
        ("noted_at", "yesterday"),
        ("on_day", "20261399"),
    ],
)
def test_a_line_that_cannot_be_read_keeps_no_other_from_its_answer(
    journal: Journal, path: Path, column: str, value: str
) -> None:
    bad, good = note(journal), note(journal)
    for each in (bad, good):
        journal.open(each)
    with closing(sqlite3.connect(path)) as db, db:
        statement = f"UPDATE request SET {column} = ? WHERE check_id = ?"  # noqa: S608 - a constant
        db.execute(statement, (value, bad.check_id))

    assert [good.check_id] == [each.check_id for each in journal.open_requests()]
    with pytest.raises(StoreDamaged):
        journal.find(bad.check_id)


def test_a_damaged_file_stops_the_questions(journal: Journal, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 100)

    with pytest.raises(StoreDamaged):
        note(journal)


def test_what_is_written_after_the_end_is_kept(journal: Journal) -> None:
    first = note(journal)
    journal.open(first)
    journal.close()
    journal.close_request(first.check_id, RequestState.ANSWERED)

    found = journal.find(first.check_id)
    assert RequestState.ANSWERED is (found.state if found else None)


def test_a_full_disk_gives_no_name(tmp_path: Path) -> None:
    with (
        small_file_system(tmp_path / "small", size_kib=96) as folder,
        closing(Journal(folder / "oqs-folder.db")) as journal,
    ):
        names = list[str]()
        with pytest.raises(StoreFull):
            names.extend(note(journal).name for _ in range(5_000))

    assert len(names) == len(set(names))


class Journals(RuleBasedStateMachine):
    """Any calls, restarts and days: no name twice, and no question visible under two names."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.journal = Journal(self.folder / "journal.db")
        self.now = NOW
        self.ids = [new_id() for _ in range(3)]
        self.names = list[str]()
        self.noted = dict[CheckId, list[Request]]()
        self.visible = dict[CheckId, list[str]]()
        self.closed = dict[CheckId, RequestState]()

    @rule(which=st.integers(0, 2))
    def ask(self, which: int) -> None:
        request = note(self.journal, self.ids[which], self.now)
        if request.state is RequestState.NOTED:
            self.names.append(request.name)
            self.noted.setdefault(request.check_id, []).append(request)
        else:
            assert [request.name] == self.visible[request.check_id]

    @rule(which=st.integers(0, 2), old=st.integers(0, 3))
    def show(self, which: int, old: int) -> None:
        for request in self.noted.get(self.ids[which], [])[-1 - old :][:1]:
            if self.journal.open(request):
                self.visible.setdefault(request.check_id, []).append(request.name)

    @rule(
        which=st.integers(0, 2),
        state=st.sampled_from([RequestState.ANSWERED, RequestState.REFUSED]),
    )
    def close(self, which: int, state: RequestState) -> None:
        check_id = self.ids[which]
        self.journal.close_request(check_id, state)
        if check_id in self.visible:
            self.closed.setdefault(check_id, state)

    @rule()
    def restart(self) -> None:
        self.journal.close()
        self.journal = Journal(self.folder / "journal.db")

    @rule(hours=st.integers(0, 30))
    def pass_time(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def no_name_is_given_twice(self) -> None:
        assert len(self.names) == len(set(self.names))

    @invariant()
    def no_question_is_visible_twice(self) -> None:
        assert all(len(names) == 1 for names in self.visible.values())

    @invariant()
    def the_first_end_stays(self) -> None:
        for check_id, state in self.closed.items():
            found = self.journal.find(check_id)
            assert state is (found.state if found else None)
        open_ids = {request.check_id for request in self.journal.open_requests()}
        assert open_ids == self.visible.keys() - self.closed.keys()

    def teardown(self) -> None:
        self.journal.close()
        shutil.rmtree(self.folder)


TestJournals = Journals.TestCase
TestJournals.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_dates_come_back_as_they_were(journal: Journal) -> None:
    journal.open(note(journal))

    (found,) = journal.open_requests()

    assert (date(2026, 11, 22), NOW) == (found.on, found.noted_at)


CONSENTS = st.builds(
    Consent,
    st.sampled_from(ConsentMethod),
    st.frozensets(st.sampled_from(ConsentScope)),
    st.datetimes(timezones=st.just(UTC)),
    st.none() | st.text(),
)
TRAILS = st.builds(
    NumberTrail,
    st.just(new_id()),
    st.lists(st.sampled_from(Place), unique=True).map(tuple),
    st.none() | st.integers(0, 9),
    st.none() | st.integers(1, 9),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operator=st.text(), consent=CONSENTS, trail=st.none() | TRAILS)
def test_what_a_record_needs_comes_back_as_it_was(
    journal: Journal, operator: str, consent: Consent, trail: NumberTrail | None
) -> None:
    query = replace(numbers_query(), consent=consent)
    question = Question(query, operator, trail, SOMEBODY if trail else None)

    journal.note(question, INSTITUTION, now=NOW)

    found = journal.find(query.check_id)
    assert question.asked == (found.asked if found else None)


def test_nothing_in_it_tells_who_the_patient_is(journal: Journal, path: Path) -> None:
    asked = CardholderNumbers("06139992", "山の一号", "9990000111", "07", date(1975, 4, 1))
    query = replace(numbers_query(), subject=asked)
    trail = NumberTrail(new_id(), (Place.NUMBER, Place.BORN), candidates=2, choice=1)
    journal.open(journal.note(Question(query, "sato", trail, SOMEBODY), INSTITUTION, now=NOW))
    journal.close()

    written = b"".join(each.read_bytes() for each in path.parent.iterdir())

    assert b"sato" in written
    told = ("06139992", "山の一号", "9990000111", "19750401", "1975-04-01", "太郎", "ﾀﾛｳ")
    assert [] == [text for text in told if text.encode() in written]
