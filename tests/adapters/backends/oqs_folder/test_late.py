"""Answers that come after the question was given up, in this run or in a later one."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.eligibility import consent, new_id
from support.terminals import LONG_S, Site, hanako_query
from support.waiting import wait_for

from reception_app.adapters.backends.oqs_folder import watch
from reception_app.adapters.backends.oqs_folder.backend import OqsFolderBackend
from reception_app.adapters.backends.oqs_folder.journal import Journal, RequestState
from reception_app.application.late_answers import (
    Asked,
    LateAnswer,
    LateAnswerSource,
    Question,
)
from reception_app.domain.consent import ConsentMethod, ConsentScope
from reception_app.domain.eligibility import EligibilityQuery, Verdict
from reception_app.domain.errors import BackendGarbled, LinkTimeout
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import Place
from reception_app.domain.person import ExpectedPerson
from reception_app.domain.record import NumberTrail

SHORT_S = 0.5
EARLIER = datetime.now(UTC) - timedelta(minutes=10)


def an_hour_ago() -> datetime:
    return EARLIER


def given_up(backend: OqsFolderBackend) -> CheckId:
    query = hanako_query()
    with pytest.raises(LinkTimeout):
        backend.check(query, timeout_s=SHORT_S)
    return query.check_id


def heard_by(backend: OqsFolderBackend) -> CheckId:
    heard = list[LateAnswer]()
    backend.hear_late(heard.append)
    late = wait_for(lambda: next(iter(heard), None))
    backend.close()
    return late.result.check_id


def test_it_is_told_to_whoever_hears_late_answers(site: Site) -> None:
    site.terminal("late=1500")
    heard = list[LateAnswer]()
    backend = site.backend()
    backend.hear_late(heard.append)

    check_id = given_up(backend)
    late = wait_for(lambda: next(iter(heard), None))

    assert (check_id, Verdict.VALID) == (late.result.check_id, late.result.verdict)


def test_the_ability_can_be_seen(site: Site) -> None:
    assert isinstance(site.backend(), LateAnswerSource)


def test_the_next_run_hears_it_until_it_is_saved(site: Site) -> None:
    terminal = site.terminal("late=600")
    first = site.backend(now=an_hour_ago)
    check_id = given_up(first)
    first.close()
    runs = [heard_by(site.backend()) for _ in range(2)]
    backend = site.backend()
    backend.answer_saved(check_id)
    silent = list[LateAnswer]()
    backend.hear_late(silent.append)
    backend.check(hanako_query(), timeout_s=LONG_S)  # the watch has looked since

    assert [check_id, check_id] == runs
    assert not silent
    assert [check_id] == [seen.identifier for seen in terminal.seen][:1]


@pytest.mark.parametrize("takes_away", [False, True])
def test_an_answer_in_time_that_was_not_saved_comes_again_until_it_is(
    site: Site, takes_away: bool
) -> None:
    site.terminal()
    first = site.backend(now=an_hour_ago, takes_away=takes_away)
    check_id = first.check(hanako_query(), timeout_s=LONG_S).check_id
    first.close()  # a crash before the store had it leaves as much
    again = heard_by(site.backend(takes_away=takes_away))
    backend = site.backend(takes_away=takes_away)
    backend.answer_saved(check_id)
    silent = list[LateAnswer]()
    backend.hear_late(silent.append)
    backend.check(hanako_query(), timeout_s=LONG_S)  # the watch has looked since

    assert check_id == again
    assert not silent


def test_an_answer_that_was_saved_in_time_is_not_late(site: Site) -> None:
    site.terminal()
    first = site.backend(now=an_hour_ago)
    first.answer_saved(first.check(hanako_query(), timeout_s=LONG_S).check_id)
    first.close()
    heard = list[LateAnswer]()
    backend = site.backend()
    backend.hear_late(heard.append)

    backend.check(hanako_query(), timeout_s=LONG_S)

    assert not heard


TRAIL = NumberTrail(new_id(), (Place.NUMBER,))
TARO = ExpectedPerson("試験　太郎", "ｼｹﾝ ﾀﾛｳ", "19750401")


def agreed_query() -> EligibilityQuery:
    agreed = consent(ConsentMethod.NONE, ConsentScope.LIMIT_CERTIFICATE)
    return replace(hanako_query(), consent=agreed)


def test_in_the_same_run_it_comes_with_its_question(site: Site) -> None:
    site.terminal("late=900")
    heard = list[LateAnswer]()
    backend = site.backend()
    backend.hear_late(heard.append)
    question = Question(agreed_query(), "suzuki", TRAIL, TARO)
    with pytest.raises(LinkTimeout):
        backend.ask(question, timeout_s=SHORT_S)

    late = wait_for(lambda: next(iter(heard), None))

    assert (question, question.asked) == (late.question, late.asked)


@pytest.mark.parametrize("takes_away", [False, True])
def test_it_comes_again_in_the_same_run_with_its_question_until_it_is_saved(
    site: Site, monkeypatch: pytest.MonkeyPatch, *, takes_away: bool
) -> None:
    monkeypatch.setattr(watch, "_REFRESH_S", 0.2)
    site.terminal("late=900")
    heard = list[LateAnswer]()
    backend = site.backend(takes_away=takes_away)
    backend.hear_late(heard.append)
    question = Question(agreed_query(), "suzuki", TRAIL, TARO)
    with pytest.raises(LinkTimeout):
        backend.ask(question, timeout_s=SHORT_S)

    wait_for(lambda: len(heard) >= 3)
    backend.answer_saved(question.query.check_id)
    told = len(heard)
    backend.check(hanako_query(), timeout_s=LONG_S)  # the watch has looked since

    assert len(heard) <= told + 1  # one may have been under way
    assert {question} == {late.question for late in heard}


def test_an_answer_in_time_that_could_not_be_saved_comes_with_its_question(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_REFRESH_S", 0.2)
    site.terminal()
    moment = [datetime.now(UTC)]
    heard = list[LateAnswer]()
    backend = site.backend(now=lambda: moment[0])
    backend.hear_late(heard.append)
    question = Question(agreed_query(), "suzuki", TRAIL, TARO)
    backend.ask(question, timeout_s=LONG_S)

    moment[0] += timedelta(minutes=6)

    assert question == wait_for(lambda: next(iter(heard), None)).question


def test_a_question_that_another_program_closed_is_looked_for_no_longer(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_REFRESH_S", 0.2)
    site.make_folders()
    heard = list[LateAnswer]()
    backend = site.backend()
    backend.hear_late(heard.append)
    drop, dropped = watch.AnswerWatch.drop, list[str]()

    def note_drop(self: watch.AnswerWatch, wanted: watch.Wanted) -> None:
        drop(self, wanted)
        dropped.append(threading.current_thread().name)

    monkeypatch.setattr(watch.AnswerWatch, "drop", note_drop)
    check_id = given_up(backend)

    with closing(Journal(site.journal)) as journal:
        journal.close_request(check_id, RequestState.ANSWERED)

    wait_for(lambda: "terminal-res" in dropped)
    assert not heard


def test_an_answer_that_comes_as_the_time_runs_out_is_an_answer(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.terminal("late=2500")
    asking, given = threading.current_thread(), threading.Event()
    drop = watch.AnswerWatch.drop

    def drop_after(self: watch.AnswerWatch, wanted: watch.Wanted) -> None:
        if threading.current_thread() is asking:
            assert given.wait(LONG_S)
        drop(self, wanted)
        given.set()

    monkeypatch.setattr(watch.AnswerWatch, "drop", drop_after)

    assert Verdict.VALID is site.backend().check(hanako_query(), timeout_s=1.5).verdict


def test_the_next_run_knows_who_asked_and_what_was_agreed_to_but_not_for_whom(
    site: Site,
) -> None:
    site.terminal("late=600")
    question = Question(agreed_query(), "suzuki", TRAIL, TARO)
    with closing(site.backend(now=an_hour_ago)) as first, pytest.raises(LinkTimeout):
        first.ask(question, timeout_s=SHORT_S)
    heard = list[LateAnswer]()
    site.backend().hear_late(heard.append)

    late = wait_for(lambda: next(iter(heard), None))

    assert (None, question.asked) == (late.question, late.asked)
    assert Asked("suzuki", question.query.consent, TRAIL, expects_somebody=True) == late.asked


def test_a_question_of_another_run_that_may_still_be_waited_for_is_left_to_it(site: Site) -> None:
    site.terminal("late=600:1")
    given_up(site.backend())
    heard = list[LateAnswer]()
    backend = site.backend()
    backend.hear_late(heard.append)

    backend.check(hanako_query(), timeout_s=LONG_S)

    assert not heard


def test_a_duplicate_is_never_told_and_stays(site: Site) -> None:
    terminal = site.terminal()
    heard = list[LateAnswer]()
    backend = site.backend(takes_away=True)
    backend.hear_late(heard.append)

    backend.check(hanako_query(), timeout_s=LONG_S)
    (taken,) = wait_for(lambda: list((site.ours / "taken").glob("*")))
    duplicate = terminal.res / taken.name
    duplicate.write_bytes(taken.read_bytes())
    backend.check(hanako_query(), timeout_s=LONG_S)

    assert not heard
    assert duplicate.exists()


def test_the_same_question_again_waits_for_its_answer_instead_of_asking_again(site: Site) -> None:
    terminal = site.terminal("late=900")
    query = hanako_query()
    heard = list[LateAnswer]()
    backend = site.backend()
    backend.hear_late(heard.append)
    with pytest.raises(LinkTimeout):
        backend.check(query, timeout_s=SHORT_S)

    result = backend.check(query, timeout_s=LONG_S)

    assert Verdict.VALID is result.verdict
    assert not heard
    assert [query.check_id] == [seen.identifier for seen in terminal.seen]


def test_an_answer_that_was_wrong_and_then_is_right_is_heard_late(site: Site) -> None:
    terminal = site.terminal("identifier:1")
    heard = list[LateAnswer]()
    backend = site.backend()
    backend.hear_late(heard.append)
    query = hanako_query()
    with pytest.raises(BackendGarbled):
        backend.check(query, timeout_s=LONG_S)
    (wrong,) = terminal.res.iterdir()
    right = wrong.read_text("utf-8").replace(query.check_id[::-1], query.check_id)

    wrong.write_text(right, "utf-8")

    assert query.check_id == wait_for(lambda: next(iter(heard), None)).result.check_id


def test_a_refusal_that_comes_late_is_no_answer_and_ends_the_wait(site: Site) -> None:
    site.terminal("err", "late=600")
    check_id = given_up(site.backend(now=an_hour_ago))
    backend = site.backend()
    heard = list[LateAnswer]()
    backend.hear_late(heard.append)

    with closing(Journal(site.journal)) as journal:
        wait_for(lambda: state_of(journal, check_id) is RequestState.REFUSED)

    assert not heard


def state_of(journal: Journal, check_id: CheckId) -> RequestState | None:
    found = journal.find(check_id)
    return found.state if found else None


def test_journals_of_two_computers_know_nothing_of_each_other(site: Site, tmp_path: Path) -> None:
    site.terminal("late=600:1")
    given_up(site.backend(now=an_hour_ago, data="desk-1"))
    heard = list[LateAnswer]()
    other = site.backend(data="desk-2")
    other.hear_late(heard.append)

    other.check(hanako_query(), timeout_s=LONG_S)

    assert not heard
