"""What comes by itself: saved once with its record, handed over; nobody's screen is taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.answers import INSTITUTION, PERSON, check_id, record, result
from support.stores import fresh_store
from support.whole_desk import RULES, WholeDesk

from reception_app.application.arrivals import ArrivalRules, Arrivals, Arrived, DeskArrivals
from reception_app.application.face_results import (
    FaceFile,
    FaceFileUnreadable,
    FaceFolderReached,
)
from reception_app.application.late_answers import HearLate, LateAnswer, Question
from reception_app.application.ports import Err, Ok
from reception_app.domain.consent import Consent, ConsentMethod, ConsentScope
from reception_app.domain.desk import FaceNow
from reception_app.domain.eligibility import (
    CardholderNumbers,
    EligibilityQuery,
    EligibilityResult,
    Method,
    Record,
)
from reception_app.domain.errors import BackendGarbled, StoreBusy
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import Place
from reception_app.domain.person import ExpectedPerson
from reception_app.domain.record import HandoverState, NumberTrail, StoredCheck
from reception_app.domain.session.states import Answered, AskingPin, Idle
from reception_app.testing.fakes import FakeClock, InlineLane

RULES_HERE = ArrivalRules(INSTITUTION, "desk-1", hands_over=True)
NOW = datetime(2026, 11, 22, 0, 30, 0, 123456, tzinfo=UTC)
YESTERDAY = date(2026, 11, 21)


class FakeFolder:
    """A face folder that remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def start(self) -> None:
        """Nothing lies there."""

    def saved(self, file: FaceFile) -> None:
        self.told.append(("saved", file.name))

    def not_saved(self, file: FaceFile) -> None:
        self.told.append(("not saved", file.name))

    def stop(self) -> None:
        """Nothing runs."""


@dataclass
class FakeSource:
    """A backend's late answers, whose journal may be in trouble."""

    error: StoreBusy | None = None
    saved: list[CheckId] = field(default_factory=list)

    def ask(self, question: Question, *, timeout_s: float) -> EligibilityResult:
        raise AssertionError(question, timeout_s)  # nobody asks here

    def hear_late(self, heard: HearLate) -> None:
        """Nobody tells anything here."""

    def answer_saved(self, check_id: CheckId) -> None:
        if self.error is not None:
            raise self.error
        self.saved.append(check_id)


class BusyStore:
    """A store that another program holds."""

    def save(self, *_: object, **__: object) -> bool:
        raise StoreBusy


def face(number: int = 1, **changes: Any) -> FaceFile:
    return FaceFile(f"file-{number}.xml", result(number, **changes))


def agreeing(**flags: str) -> EligibilityResult:
    return result(records=({**PERSON, **flags},))


def arrivals(store: Any, rules: ArrivalRules = RULES_HERE) -> Arrivals:
    return Arrivals(store=store, store_lane=InlineLane(), clock=FakeClock(NOW), rules=rules)


def taken(store: Any, file: FaceFile, rules: ArrivalRules = RULES_HERE) -> Ok[Arrived] | Err:
    outcomes: list[Ok[Arrived] | Err] = []
    arrivals(store, rules).take_face(file, "sato", outcomes.append)
    (outcome,) = outcomes
    return outcome


def arrived(store: Any, file: FaceFile, rules: ArrivalRules = RULES_HERE) -> Arrived:
    outcome = taken(store, file, rules)
    assert isinstance(outcome, Ok)
    return outcome.value


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Any]:
    opened = fresh_store(tmp_path / "store")
    yield opened
    opened.close()


# ── a face result ─────────────────────────────────────────────────────────────────────────────
def test_a_face_result_is_stored_with_a_record_of_its_own(store: Any) -> None:
    saved = arrived(store, face())

    found = store.find(check_id(1))
    assert (saved.result, saved.record) == (found.result, found.record)
    assert (True, HandoverState.WAITING, HandoverState.WAITING) == (
        saved.is_new,
        saved.handover,
        found.handover.state,
    )
    assert replace(
        record(
            method=Method.FACE,
            operator="sato",
            accepted_at=NOW.replace(microsecond=123000),
            card_kind=None,
            certificate_state=None,
            not_after=None,
            attempts_left=None,
        ),
        consent=found.record.consent,
    ) == (found.record)


def test_the_same_result_again_changes_nothing(store: Any) -> None:
    arrived(store, face())
    store.mark_prepared(check_id(1), "name")

    again = arrived(store, face())

    assert not again.is_new
    assert [HandoverState.PREPARED] == [each.handover.state for each in store.latest(9)]


@pytest.mark.parametrize(
    ("header", "on"),
    [
        ({"QualificationConfirmationDate": "20261121"}, YESTERDAY),
        ({"QualificationConfirmationDate": "20269999"}, date(2026, 11, 22)),
        ({}, date(2026, 11, 22)),
    ],
)
def test_its_day_is_the_one_that_it_says(store: Any, header: dict[str, str], on: date) -> None:
    file = face(header={"MedicalInstitutionCode": INSTITUTION, **header})

    assert on == arrived(store, file).record.on


@pytest.mark.parametrize("code", ["1399999999", "", "131234567", f" {INSTITUTION}"])
def test_the_result_of_another_institution_is_not_taken(store: Any, code: str) -> None:
    file = face(header={**result().header, "MedicalInstitutionCode": code})

    outcome = taken(store, file)

    assert isinstance(outcome, Err)
    assert ("BK08", "MedicalInstitutionCode") == (
        outcome.error.code,
        outcome.error.params["where"],
    )
    assert () == store.latest(9)


def test_an_answer_by_numbers_is_no_face_result(store: Any) -> None:
    file = face(header={**result().header, "ReferenceClassification": "2"})

    outcome = taken(store, file)

    assert isinstance(outcome, Err)
    assert outcome.error.params["where"] == "ReferenceClassification"
    assert () == store.latest(9)


def test_a_result_that_says_an_error_is_kept_and_not_handed_over(store: Any) -> None:
    file = face(header={**result().header, "SegmentOfResult": "9"})

    assert HandoverState.OFF is arrived(store, file).handover
    assert () == store.waiting(9)


def test_nothing_is_handed_over_where_the_settings_say_so(store: Any) -> None:
    rules = replace(RULES_HERE, hands_over=False)

    assert HandoverState.OFF is arrived(store, face(), rules).handover
    assert () == store.waiting(9)


# ── consents ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("flags", "scopes"),
    [
        ({}, set()),
        (
            {"LimitApplicationCertificateRelatedConsFlg": "1"},
            {ConsentScope.LIMIT_CERTIFICATE},
        ),
        (
            {
                "LimitApplicationCertificateRelatedConsFlg": "0",
                "SpecificDiseasesCertificateRelatedConsFlg": "1",
            },
            {ConsentScope.SPECIFIC_DISEASE},
        ),
        ({"SpecificDiseasesCertificateRelatedConsFlg": "2"}, set()),
    ],
)
def test_consents_are_those_given_at_the_terminal(
    store: Any, flags: dict[str, str], scopes: set[ConsentScope]
) -> None:
    consent = arrived(store, FaceFile("file", agreeing(**flags))).record.consent

    assert (ConsentMethod.TERMINAL, None) == (consent.method, consent.witness)
    assert scopes == consent.scopes
    assert store.find(check_id(1)).record.consent.scopes == scopes


def test_and_their_time_is_the_one_that_the_terminal_says(store: Any) -> None:
    said = agreeing(SpecificDiseasesCertificateRelatedConsTime="20261122085959")

    consent = arrived(store, FaceFile("file", said)).record.consent

    assert datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC) == consent.given_at


@pytest.mark.parametrize("records", [(), (PERSON,)])
def test_where_it_says_none_it_is_when_the_result_came(store: Any, records: Any) -> None:
    file = FaceFile("file", result(records=records))

    assert file.result.answered_at == arrived(store, file).record.consent.given_at


# ── a late answer ─────────────────────────────────────────────────────────────────────────────
ASKED_AT = NOW - timedelta(hours=20)
NUMBERS = CardholderNumbers("139998", None, "7654321", None, date(1975, 4, 1))
TRAIL = NumberTrail(check_id(9), (Place.NUMBER,))
AGREED = Consent(ConsentMethod.NONE, frozenset({ConsentScope.LIMIT_CERTIFICATE}), ASKED_AT)
TARO = ExpectedPerson("試験　太郎", "ｼｹﾝ ﾀﾛｳ", "19750401")
HANAKO = ExpectedPerson("試験　花子", "ｼｹﾝ ﾊﾅｺ", "19770403")
STRANGER: Record = {**PERSON, "Birthdate": "19600101"}
ECHO: Record = {
    "ArbitraryIdentifier": check_id(1),
    "InsurerNumber": "  139998",
    "InsuredIdentificationNumber": "7654321",
    "Birthdate": "19750401",
}


ALIEN: Record = {**STRANGER, "InsuredIdentificationNumber": "999", "NameKana": "ﾍﾞﾂｼﾞﾝ"}


def question(number: int = 1, expected: ExpectedPerson | None = None) -> Question:
    query = EligibilityQuery(check_id(number), YESTERDAY, NUMBERS, AGREED)
    return Question(query, "suzuki", TRAIL, expected)


def late(number: int = 1, *, expected: ExpectedPerson | None = None, **changes: Any) -> LateAnswer:
    """In the run that asked."""
    asked = question(number, expected)
    answer = result(number, source="oqs-folder", **changes)
    return LateAnswer(answer, YESTERDAY, asked.asked, asked)


def of_an_earlier_run(
    *records: Record, echo: Record | None = None, expected: ExpectedPerson | None = None
) -> LateAnswer:
    """After a restart: what was asked with is not known any more."""
    body = {**result().body, **({} if echo is None else {"QualificationConfirmSearchInfo": echo})}
    whole = late(expected=expected, records=records, body=body)
    return replace(whole, question=None)


def kept_late(
    store: Any,
    answer: LateAnswer,
    source: FakeSource | None = None,
    *,
    hands_over: bool = True,
) -> StoredCheck:
    outcomes: list[Ok[Arrived] | Err] = []
    rules = replace(RULES_HERE, hands_over=hands_over)
    arrivals(store, rules).take_late(answer, source or FakeSource(), outcomes.append)
    (outcome,) = outcomes
    assert isinstance(outcome, Ok)
    kept: StoredCheck = store.find(check_id(1))
    assert not outcome.value.is_new or outcome.value.record == kept.record
    assert outcome.value.handover is kept.handover.state
    is_suspect = kept.record.is_in_doubt or kept.record.is_other_person is True
    assert outcome.value.may_be_another is is_suspect
    return kept


def test_a_late_answer_is_stored_for_the_day_that_was_asked_for(store: Any) -> None:
    source = FakeSource()

    kept = kept_late(store, late(), source)

    assert (YESTERDAY, Method.NUMBERS) == (kept.record.on, kept.record.method)
    assert [check_id(1)] == source.saved
    assert [check_id(1)] == [each.record.check_id for each in store.waiting(9)]


@pytest.mark.parametrize("answer", [late(), of_an_earlier_run(PERSON)], ids=["now", "restarted"])
def test_its_record_says_who_asked_what_was_agreed_to_and_what_it_follows(
    store: Any, answer: LateAnswer
) -> None:
    kept = kept_late(store, answer).record

    assert ("suzuki", AGREED, TRAIL) == (kept.operator, kept.consent, kept.trail)


@pytest.mark.parametrize(
    ("answer", "is_held", "is_other_person"),
    [
        (late(), False, None),
        (late(expected=TARO), False, False),
        (late(expected=TARO, records=()), False, None),
        (late(expected=HANAKO), True, True),
        (late(records=(STRANGER,)), True, True),
        (late(records=(STRANGER, PERSON)), True, True),
        (late(expected=TARO, records=(PERSON, STRANGER)), True, True),
        (of_an_earlier_run(PERSON, echo=ECHO), False, None),
        (of_an_earlier_run(STRANGER, echo=ECHO), True, True),
        (of_an_earlier_run(PERSON, echo=ECHO, expected=TARO), True, None),
        (of_an_earlier_run(PERSON), True, None),
        (of_an_earlier_run(PERSON, echo={**ECHO, "Birthdate": ""}), True, None),
        (of_an_earlier_run(ALIEN, echo=ALIEN), True, None),
        (of_an_earlier_run(PERSON, echo={**ECHO, "ArbitraryIdentifier": ""}), True, None),
        (of_an_earlier_run(), False, None),
        (of_an_earlier_run(expected=TARO), False, None),
    ],
)
def test_one_that_may_be_about_somebody_else_is_held(
    store: Any, answer: LateAnswer, is_held: bool, is_other_person: bool | None
) -> None:
    kept = kept_late(store, answer)

    stands = HandoverState.HELD if is_held else HandoverState.WAITING
    assert (stands, is_other_person) == (kept.handover.state, kept.record.is_other_person)
    assert kept.record.is_in_doubt is (is_held and is_other_person is None)


def test_what_cannot_be_told_is_kept_where_nothing_is_handed_over_too(store: Any) -> None:
    kept = kept_late(store, of_an_earlier_run(PERSON), hands_over=False)

    assert (HandoverState.OFF, True) == (kept.handover.state, kept.is_in_doubt)


@pytest.mark.parametrize("hands_over", [True, False])
def test_a_program_that_knows_more_of_the_question_says_that_it_is_somebody_else_s(
    store: Any, *, hands_over: bool
) -> None:
    store.save(result(), record(), hand_over=hands_over)  # by one that could not tell

    kept = kept_late(store, late(expected=HANAKO), hands_over=hands_over)

    stands = HandoverState.HELD if hands_over else HandoverState.OFF
    assert (stands, True) == (kept.handover.state, kept.record.is_other_person)


def test_a_source_that_cannot_note_it_does_no_harm(store: Any) -> None:
    kept_late(store, late(), FakeSource(StoreBusy()))

    assert 1 == len(store.latest(9))


def test_a_face_result_whose_file_the_receipt_computer_has_is_not_handed_over(store: Any) -> None:
    rules = replace(RULES_HERE, leaves_faces=True)
    late_one, outcomes = late(), list[Any]()

    left = arrived(store, face(7), rules)
    arrivals(store, rules).take_late(late_one, FakeSource(), outcomes.append)

    assert HandoverState.OFF is left.handover
    assert HandoverState.OFF is not outcomes[0].value.handover


# ── at the desk ───────────────────────────────────────────────────────────────────────────────
class ArrivingDesk:
    """A whole desk that hears a face folder and a source of late answers."""

    def __init__(self, whole: WholeDesk) -> None:
        self.whole = whole
        self.folder, self.source = FakeFolder(), FakeSource()
        self.arrivals = self.hearing(whole.store)

    def hearing(self, store: Any) -> DeskArrivals:
        desk, whole = self.whole.desk, self.whole
        rules = ArrivalRules(INSTITUTION, "desk-1", whole.rules.hands_over)
        saving = Arrivals(store=store, store_lane=whole.disk, clock=whole.clock, rules=rules)
        return DeskArrivals(
            saving,
            operator=lambda: desk.now.operator,
            on_arrived=desk.arrived,
            on_face=desk.face_said,
        )

    def hear(self, *news: FaceFile | FaceFileUnreadable | FaceFolderReached) -> None:
        for each in news:
            self.arrivals.hear_face(self.folder, each)
        self.whole.settle()

    def listed(self) -> list[CheckId]:
        return [row.record.check_id for row in self.whole.now.today]


@contextmanager
def desk_in(folder: Path, **rules: Any) -> Iterator[ArrivingDesk]:
    whole = WholeDesk(folder, replace(RULES, **rules))
    whole.desk.start()
    whole.settle()
    yield ArrivingDesk(whole)
    whole.store.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ArrivingDesk]:
    with desk_in(tmp_path) as made:
        yield made


def test_a_face_result_is_listed_marked_as_new_and_handed_over(desk: ArrivingDesk) -> None:
    desk.whole.desk.choose_operator("suzuki")

    desk.hear(face(), face(2))

    now = desk.whole.now
    assert [check_id(2), check_id(1)] == desk.listed() == list(now.arrived)
    assert {HandoverState.DELIVERED} == {row.handover.state for row in now.today}
    assert {"suzuki"} == {row.record.operator for row in now.today}
    assert 2 == len(desk.whole.handed_over())
    assert [("saved", "file-1.xml"), ("saved", "file-2.xml")] == desk.folder.told
    assert (Idle(), None) == (now.session, now.opened)


def test_it_takes_the_screen_from_nobody(desk: ArrivingDesk) -> None:
    desk.whole.lay()
    asking = desk.whole.now.session
    desk.hear(face(7))
    still_asking = desk.whole.now
    desk.whole.type_pin()
    desk.hear(face(8))

    assert isinstance(asking, AskingPin)
    assert asking is still_asking.session
    assert still_asking.opened is None
    answered = desk.whole.now.session
    assert isinstance(answered, Answered)
    assert answered.request.check_id not in {check_id(7), check_id(8)}
    assert 3 == len(desk.listed())
    assert desk.whole.now.handover is not None
    assert HandoverState.DELIVERED is desk.whole.now.handover.state


def test_a_result_that_waits_for_somebody_to_confirm_is_only_listed(tmp_path: Path) -> None:
    with desk_in(tmp_path, needs_confirmation=True) as desk:
        desk.hear(face())
        waiting = [row.handover.state for row in desk.whole.now.today]
        desk.whole.desk.open_row(check_id(1))
        desk.whole.desk.hand_over()
        desk.whole.settle()

        assert [HandoverState.WAITING] == waiting
        assert 1 == len(desk.whole.handed_over())


def test_the_mark_goes_when_the_row_is_opened(desk: ArrivingDesk) -> None:
    desk.hear(face(), face(2))

    desk.whole.desk.open_row(check_id(2))

    assert (check_id(1),) == desk.whole.now.arrived


def test_or_after_two_minutes(desk: ArrivingDesk) -> None:
    desk.hear(face())
    desk.whole.wait(60)
    desk.hear(face(2))
    desk.whole.wait(60)

    assert (check_id(2),) == desk.whole.now.arrived


def test_a_result_that_was_listed_before_is_not_new(desk: ArrivingDesk) -> None:
    desk.whole.store.save(
        result(), record(method=Method.FACE, on=desk.whole.clock.today()), hand_over=True
    )
    desk.whole.desk.start()
    desk.whole.settle()

    desk.hear(face())

    assert ([check_id(1)], ()) == (desk.listed(), desk.whole.now.arrived)
    assert [("saved", "file-1.xml")] == desk.folder.told
    assert 1 == len(desk.whole.handed_over())


def test_a_result_that_another_program_took_is_listed_as_well(desk: ArrivingDesk) -> None:
    desk.whole.store.save(
        result(), record(method=Method.FACE, on=desk.whole.clock.today()), hand_over=False
    )

    desk.hear(face())

    assert ([check_id(1)], (check_id(1),)) == (desk.listed(), desk.whole.now.arrived)


def test_a_store_that_is_in_trouble_is_said_and_the_result_comes_again(desk: ArrivingDesk) -> None:
    whole_store, desk.arrivals = desk.whole.store, desk.hearing(BusyStore())
    desk.hear(FaceFolderReached(is_reached=True), face())
    in_trouble = desk.whole.now.face
    desk.arrivals = desk.hearing(whole_store)
    desk.hear(FaceFolderReached(is_reached=True), face())

    assert isinstance(in_trouble, FaceNow)
    assert isinstance(in_trouble.trouble, StoreBusy)
    assert FaceNow(is_reached=True) == desk.whole.now.face
    assert [("not saved", "file-1.xml"), ("saved", "file-1.xml")] == desk.folder.told


def test_another_institutions_result_is_said_and_left_alone(desk: ArrivingDesk) -> None:
    desk.hear(face(header={**result().header, "MedicalInstitutionCode": "1399999999"}))

    said = desk.whole.now.face
    assert isinstance(said, FaceNow)
    assert isinstance(said.trouble, BackendGarbled)
    assert ([], []) == (desk.folder.told, desk.listed())


def test_a_file_that_cannot_be_read_is_said_until_the_next_result(desk: ArrivingDesk) -> None:
    desk.hear(FaceFileUnreadable("file.xml", "XML"))
    said = desk.whole.now.face
    desk.hear(face())

    assert isinstance(said, FaceNow)
    assert isinstance(said.trouble, BackendGarbled)
    assert FaceNow() == desk.whole.now.face


def test_a_folder_that_goes_and_comes_is_said(desk: ArrivingDesk) -> None:
    said = []
    for is_reached in (True, False, True):
        desk.hear(FaceFolderReached(is_reached))
        said.append(desk.whole.now.face)

    assert [FaceNow(is_reached) for is_reached in (True, False, True)] == said


def test_a_late_answer_appears_in_the_list_and_nobodys_screen_changes(desk: ArrivingDesk) -> None:
    today = replace(late(), on=desk.whole.clock.today())
    desk.whole.lay()
    asking = desk.whole.now.session

    desk.arrivals.hear_late(desk.source, today)
    desk.whole.settle()

    assert asking is desk.whole.now.session
    assert [check_id(1)] == desk.listed() == list(desk.whole.now.arrived) == desk.source.saved
    assert 1 == len(desk.whole.handed_over())


def test_a_late_answer_about_somebody_else_waits_for_staff(desk: ArrivingDesk) -> None:
    desk.arrivals.hear_late(desk.source, late(expected=HANAKO))
    desk.whole.settle()

    assert [HandoverState.HELD] == [row.handover.state for row in desk.whole.now.today]
    assert [] == desk.whole.handed_over()


def test_one_of_an_earlier_day_stands_below_todays(desk: ArrivingDesk) -> None:
    desk.hear(face(2, header={**result().header, "QualificationConfirmationDate": ""}))

    desk.arrivals.hear_late(desk.source, late())
    desk.whole.settle()

    assert [check_id(2), check_id(1)] == desk.listed()
    assert YESTERDAY == desk.whole.now.today[-1].record.on


def test_a_late_answer_that_cannot_be_saved_is_left_to_its_source(
    desk: ArrivingDesk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.hearing(BusyStore()).hear_late(desk.source, late())
    desk.whole.settle()

    assert ([], []) == (desk.listed(), desk.source.saved)
    assert ["ST01"] == [getattr(each, "code", None) for each in caplog.records]
