"""一括照会 through the folders: shown once, matched exactly, late answers taken."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from support.eligibility import AT, ON
from support.jobs import JOB, KNOWN, NATIONAL, answers_in, ids, new_job, row, rows
from support.terminals import LONG_S, Site, system_time
from support.waiting import wait_for

from reception_app.adapters.backends.oqs_folder.backend import OqsFolderBackend
from reception_app.adapters.backends.oqs_folder.folder import TerminalFolder
from reception_app.adapters.backends.oqs_folder.jobs_journal import (
    JobsJournal,
    Upload,
    UploadState,
)
from reception_app.application.batch_ports import JobAnswers, JobQuestion, StillRunning
from reception_app.backend_api import BatchStyle
from reception_app.domain.batch import JobId
from reception_app.domain.errors import (
    BackendGarbled,
    BackendRefused,
    LinkDown,
    LinkTimeout,
    ReceptionError,
)
from reception_app.messages.file_names import Family, Step, read_request_name
from reception_app.messages.message import groups_named
from reception_app.messages.xml_reading import read_message
from reception_app.training.terminal import TrainingTerminal

SHORT_S = 0.4
"""Reached where nothing answers."""
UNWRITABLE = "𠮷１"
"""Not in Shift_JIS."""


def submitted(backend: OqsFolderBackend, asked: Sequence[JobQuestion]) -> str:
    return backend.submit(JOB, ON, asked, timeout_s=LONG_S).number


def submit_error(backend: OqsFolderBackend, *, timeout_s: float = LONG_S) -> ReceptionError:
    with pytest.raises(ReceptionError) as caught:
        backend.submit(JOB, ON, [row()], timeout_s=timeout_s)
    return caught.value


def fetch_error(
    backend: OqsFolderBackend, number: str, *, timeout_s: float = LONG_S
) -> ReceptionError:
    with pytest.raises(ReceptionError) as caught:
        backend.fetch(JOB, number, timeout_s=timeout_s)
    return caught.value


def result(backend: OqsFolderBackend, number: str) -> JobAnswers | StillRunning:
    return backend.fetch(JOB, number, timeout_s=LONG_S)


def steps(terminal: TrainingTerminal) -> list[Step]:
    """Which steps of jobs the terminal has taken."""
    kinds = [read_request_name(seen.name) for seen in terminal.seen]
    return [kind.step for kind in kinds if kind is not None and kind.family is Family.BULK]


@pytest.fixture
def journal(site: Site) -> JobsJournal:
    made = JobsJournal(site.folder / "data" / "oqs-folder-jobs.db")
    site.stack.callback(made.close)
    return made


def noted(journal: JobsJournal, job_id: JobId = JOB) -> Upload:
    name = "OQSmuquc01req_202611210001.xml"
    upload = Upload(job_id, name, "1312345678", ON, UploadState.NOTED)
    return journal.note(upload, system_time())


# ── the two questions ─────────────────────────────────────────────────────────────────────────
def test_the_terminal_is_asked_in_jobs(site: Site) -> None:
    assert BatchStyle.REMOTE_JOB is site.backend().info.batch


def test_an_upload_is_the_published_file_with_padded_insurers(site: Site) -> None:
    site.make_folders()
    asked = [row(KNOWN), row(NATIONAL)]
    backend = site.backend()
    with pytest.raises(LinkTimeout):
        backend.submit(JOB, ON, asked, timeout_s=SHORT_S)

    name = site.wait_for_request()
    message = read_message((site.root / "req" / name).read_bytes())

    assert name.startswith("OQSmuquc01req_")
    assert {
        "QualificationConfirmationDate": "20261122",
        "MedicalInstitutionCode": "1312345678",
        "ArbitraryFileIdentifier": JOB,
    } == message.header
    infos = groups_named(message.body, "QualificationConfirmSearchInfo")
    assert ["06139992", "  139998"] == [info["InsurerNumber"] for info in infos]
    assert ids(asked) == [info["ArbitraryIdentifier"] for info in infos]


def test_each_row_gets_its_answer(site: Site) -> None:
    site.terminal()
    asked = [row(KNOWN), row(NATIONAL)]
    backend = site.backend()

    answers = answers_in(result(backend, submitted(backend, asked)))

    assert ids(asked) == [each.row_id for each in answers]
    assert ["1", "4"] == [each.result.verdict_code for each in answers]
    assert {"oqs-folder"} == {each.result.source for each in answers}


@pytest.mark.parametrize(
    "faults", [["zip"], ["sjis"], ["partial=700"], ["shuffled", "empty"], ["bom"], ["duplicate=1"]]
)
def test_answers_may_come_in_any_form(site: Site, faults: list[str]) -> None:
    site.terminal(*faults)
    asked = rows(3)
    backend = site.backend()

    answers = answers_in(result(backend, submitted(backend, asked)))

    assert sorted(ids(asked)) == sorted(each.row_id for each in answers)


def test_a_person_may_have_two_records(site: Site) -> None:
    site.terminal("two-records")
    backend = site.backend()

    answers = answers_in(result(backend, submitted(backend, rows(2))))

    assert [0, 2] == sorted(len(each.result.records) for each in answers)


def test_a_running_job_is_asked_again_under_a_new_name(site: Site) -> None:
    terminal = site.terminal("processing=1")
    backend = site.backend()
    number = submitted(backend, rows(2))

    first, second = result(backend, number), result(backend, number)

    assert isinstance(first, StillRunning)
    assert isinstance(second, JobAnswers)
    assert 3 == len({seen.name for seen in terminal.seen})


# ── shown once ────────────────────────────────────────────────────────────────────────────────
def test_an_accepted_upload_is_not_sent_again(site: Site) -> None:
    terminal = site.terminal()
    backend = site.backend()

    numbers = {submitted(backend, rows(2)) for _ in range(2)}

    assert 1 == len(numbers)
    assert [Step.UPLOAD] == steps(terminal)


def test_a_late_acceptance_is_taken_by_the_next_run(site: Site) -> None:
    site.make_folders()
    with pytest.raises(LinkTimeout):
        site.backend().submit(JOB, ON, [row()], timeout_s=SHORT_S)
    terminal = site.terminal()
    wait_for(lambda: terminal.seen)

    assert submitted(site.backend(), [row()])
    assert [Step.UPLOAD] == steps(terminal)


def test_a_lost_acceptance_stays_unknown_and_nothing_is_sent_again(site: Site) -> None:
    terminal = site.terminal("lost-acceptance:1")
    backend = site.backend()

    errors = [submit_error(backend, timeout_s=SHORT_S) for _ in range(2)]

    assert [LinkTimeout, LinkTimeout] == [type(error) for error in errors]
    wait_for(lambda: terminal.seen)
    assert [Step.UPLOAD] == steps(terminal)


def test_what_was_never_visible_is_sent_under_a_new_name(site: Site, journal: JobsJournal) -> None:
    terminal = site.terminal()
    upload = noted(journal)
    TerminalFolder(site.root).claim(upload.name)

    submitted(site.backend(), [row()])

    assert upload.name not in [seen.name for seen in terminal.seen]
    assert [Step.UPLOAD] == steps(terminal)


def test_a_run_that_died_before_the_rename_is_gone_on_with(
    site: Site, journal: JobsJournal
) -> None:
    site.make_folders()
    with pytest.raises(LinkTimeout):
        site.backend().submit(JOB, ON, [row()], timeout_s=SHORT_S)
    name = site.wait_for_request()
    (site.root / "req" / name).rename(site.ours / f"{name}.part")
    terminal = site.terminal()

    submitted(site.backend(), [row()])

    assert [name] == [seen.name for seen in terminal.seen]


def test_a_job_that_another_program_took_over_is_not_shown_twice(
    site: Site, journal: JobsJournal
) -> None:
    upload = noted(journal)
    journal.open(upload)

    assert not journal.open(upload)
    assert UploadState.OPEN is journal.note(replace(upload, name="other"), system_time()).state


def test_two_jobs_are_two_uploads(site: Site) -> None:
    terminal = site.terminal()
    backend = site.backend()

    numbers = {backend.submit(new_job(), ON, rows(1), timeout_s=LONG_S).number for _ in range(2)}

    assert 2 == len(numbers)
    assert [Step.UPLOAD] * 2 == steps(terminal)


def test_uploads_are_remembered_longer_than_a_batch_lives(
    site: Site, journal: JobsJournal
) -> None:
    upload = noted(journal)
    journal.note_ask("OQSmuquc02req_202611210002.xml", "17", system_time())
    now = system_time()

    journal.forget_old(now)
    assert upload == journal.find(JOB)
    journal.forget_old(now.replace(year=now.year + 1))
    assert journal.find(JOB) is None
    assert () == journal.asks("17")


# ── asking for results ────────────────────────────────────────────────────────────────────────
def test_a_terminal_that_takes_nothing_away_is_asked_once(site: Site) -> None:
    site.make_folders()
    backend = site.backend()

    errors = [fetch_error(backend, "17", timeout_s=SHORT_S) for _ in range(2)]

    assert [LinkTimeout, LinkTimeout] == [type(error) for error in errors]
    assert 1 == len(site.requests())


def test_the_answer_to_an_earlier_question_counts(site: Site) -> None:
    terminal = site.terminal()
    backend = site.backend()
    number = submitted(backend, rows(2))
    terminal.set_faults(["late=1500:1"])
    with pytest.raises(LinkTimeout):
        backend.fetch(JOB, number, timeout_s=SHORT_S)
    terminal.set_faults(["silence"])

    assert 2 == len(answers_in(result(backend, number)))


def test_a_result_that_was_moved_away_before_it_was_used_is_asked_for_again(site: Site) -> None:
    site.terminal()
    first = site.backend(takes_away=True)
    number = submitted(first, rows(2))
    result(first, number)

    assert 2 == len(answers_in(result(site.backend(takes_away=True), number)))


# ── what is wrong ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("fault", ["identifier", "institution"])
def test_an_acceptance_of_somebody_else_is_not_taken(site: Site, fault: str) -> None:
    site.terminal(fault)

    assert isinstance(submit_error(site.backend()), BackendGarbled)


def test_a_refused_upload_is_told(site: Site) -> None:
    site.terminal("err")

    error = submit_error(site.backend())

    assert isinstance(error, BackendRefused)
    assert "ZZZ9999E refused (training)" == error.service_code


def test_an_encrypted_answer_names_the_setting(site: Site) -> None:
    site.terminal("encrypted-zip")

    error = submit_error(site.backend())

    assert {"service_code": "encrypt.conf: OQSmuquc=n"} == error.params


@pytest.mark.parametrize("fault", ["other-number", "identifier", "institution"])
def test_the_result_of_another_job_is_refused_and_the_next_one_taken(
    site: Site, fault: str
) -> None:
    terminal = site.terminal()
    backend = site.backend()
    number = submitted(backend, rows(2))
    terminal.set_faults([f"{fault}:1"])

    error = fetch_error(backend, number)

    assert isinstance(error, BackendGarbled)
    assert 2 == len(answers_in(result(backend, number)))


def test_a_failed_job_is_refused_with_its_code(site: Site) -> None:
    site.terminal("abnormal")
    backend = site.backend()
    number = submitted(backend, rows(2))

    error = fetch_error(backend, number)

    assert {"service_code": "ZZZ0901E"} == error.params


@pytest.mark.parametrize(
    ("fault", "count"), [("missing=1", 1), ("missing=2", 0), ("strange=2", 4), ("twice=1", 3)]
)
def test_rows_are_told_as_they_came(site: Site, fault: str, count: int) -> None:
    site.terminal(fault)
    backend = site.backend()

    answers = answers_in(result(backend, submitted(backend, rows(2))))

    assert count == len(answers)


def test_a_row_that_cannot_be_written_does_not_hold_up_the_others(site: Site) -> None:
    site.terminal()
    asked = [row(replace(KNOWN, symbol=UNWRITABLE)), row()]
    backend = site.backend(encoding="shift_jis")

    answers = answers_in(result(backend, submitted(backend, asked)))

    assert ids(asked)[1:] == [each.row_id for each in answers]


def test_an_upload_without_a_row_that_can_be_written_is_refused(site: Site) -> None:
    site.make_folders()
    asked = [row(replace(KNOWN, symbol=UNWRITABLE))]

    with pytest.raises(BackendRefused) as caught:
        site.backend(encoding="shift_jis").submit(JOB, ON, asked, timeout_s=LONG_S)

    assert "HO06" == caught.value.code
    assert [] == site.requests()


def test_folders_that_are_not_there_are_a_closed_line(site: Site) -> None:
    backend = site.backend()

    assert isinstance(submit_error(backend), LinkDown)
    assert isinstance(fetch_error(backend, "17"), LinkDown)


def test_after_the_folders_came_back_it_goes_on(site: Site) -> None:
    backend = site.backend()
    submit_error(backend)
    terminal = site.terminal()

    assert submitted(backend, [row()])
    assert [Step.UPLOAD] == steps(terminal)


def test_a_closed_backend_uploads_nothing(site: Site) -> None:
    site.make_folders()
    backend = site.backend()
    backend.close()

    assert isinstance(submit_error(backend), LinkDown)
    assert [] == site.requests()


def test_closing_ends_a_wait(site: Site) -> None:
    site.make_folders()
    backend = site.backend()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(submit_error, backend)
        site.wait_for_request()
        backend.close()

        assert isinstance(waiting.result(LONG_S), LinkDown)


def test_a_name_that_another_desk_used_is_passed(site: Site) -> None:
    terminal = site.terminal()
    TerminalFolder(site.root).claim("OQSmuquc01req_202611220001.xml")

    submitted(site.backend(now=lambda: AT), [row()])

    assert ["OQSmuquc01req_202611220002.xml"] == [seen.name for seen in terminal.seen]


def test_no_file_of_ours_holds_a_number_of_a_patient(site: Site) -> None:
    site.terminal()
    backend = site.backend()
    submitted(backend, [row(replace(KNOWN, number="88776655"))])

    kept = [path for path in (site.folder / "data").rglob("*") if path.is_file()]

    assert kept
    assert not [path for path in kept if b"88776655" in path.read_bytes()]


def test_a_day_is_that_of_the_question(site: Site) -> None:
    terminal = site.terminal()
    day = date(2026, 12, 1)
    backend = site.backend()

    number = backend.submit(JOB, day, [row()], timeout_s=LONG_S).number
    answers = answers_in(result(backend, number))

    assert "20261201" == answers[0].result.header["QualificationConfirmationDate"]
    assert [Step.UPLOAD, Step.DOWNLOAD] == steps(terminal)
