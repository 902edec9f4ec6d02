"""What the terminal sees of a question, and what it never sees."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree
from support.eligibility import CHECK_ID, INSTITUTION
from support.terminals import HANAKO, LONG_S, Site, hanako_query
from support.waiting import wait_for

from reception_app.adapters.backends.oqs_folder.backend import OqsFolderBackend
from reception_app.adapters.backends.oqs_folder.folder import TerminalFolder
from reception_app.adapters.backends.oqs_folder.journal import Journal
from reception_app.application.late_answers import Question
from reception_app.domain.errors import BackendRefused, LinkDown, LinkTimeout, StoreDamaged
from reception_app.messages.single import single_request
from reception_app.messages.xml import write_message

NOW = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
SHORT_S = 0.5


def asked(site: Site, *, data: str = "data") -> str:
    """Ask where nobody answers; the name of the question."""
    before = set(site.requests())
    with pytest.raises(LinkTimeout):
        site.backend(now=lambda: NOW, data=data).check(hanako_query(), timeout_s=SHORT_S)
    (name,) = set(site.requests()) - before
    return name


def test_a_question_is_called_after_the_day_and_its_number(site: Site) -> None:
    site.make_folders()

    assert "OQSsiquc01req_202611220001.xml" == asked(site)
    assert "OQSsiquc01req_202611220002.xml" == asked(site)


def test_the_day_of_a_name_is_that_of_japan(site: Site) -> None:
    site.make_folders()
    evening = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # midnight of the 23rd

    with pytest.raises(LinkTimeout):
        site.backend(now=lambda: evening).check(hanako_query(), timeout_s=SHORT_S)

    assert ["OQSsiquc01req_202611230001.xml"] == site.requests()


def test_a_question_holds_what_was_asked(site: Site) -> None:
    # eligibility-interface.md 1.2
    site.make_folders()
    query = hanako_query()
    with pytest.raises(LinkTimeout):
        site.backend().check(query, timeout_s=SHORT_S)

    root = etree.parse(site.root / "req" / site.requests()[0]).getroot()
    texts = {element.tag: element.text for element in root.iter() if not len(element)}
    assert {
        "QualificationConfirmationDate": "20261122",
        "MedicalInstitutionCode": INSTITUTION,
        "ArbitraryFileIdentifier": query.check_id,
        "InsurerNumber": HANAKO.insurer,
        "InsuredCardSymbol": HANAKO.symbol,
        "InsuredIdentificationNumber": HANAKO.number,
        "InsuredBranchNumber": HANAKO.branch,
        "Birthdate": "19850412",
        "LimitApplicationCertificateRelatedConsFlg": "0",
        "ArbitraryIdentifier": query.check_id,
    } == texts


@pytest.mark.parametrize(
    "used",
    [
        "req/OQSsiquc01req_202611220001.xml",
        "res/OQSsiquc01res_202611220001.xml",
        "res/OQSsiquc01res_202611220001.zip",
        "res/OQSsiquc01req_202611220001.err",
        "reception-app/names/OQSsiquc01req_202611220001.xml",
    ],
)
def test_a_name_that_anybody_used_is_passed_over(site: Site, used: str) -> None:
    site.make_folders()
    (site.root / used).parent.mkdir(parents=True, exist_ok=True)
    (site.root / used).touch()

    assert "OQSsiquc01req_202611220002.xml" == asked(site)


def test_two_desks_of_one_terminal_never_use_one_name(site: Site) -> None:
    site.make_folders()

    names = [asked(site, data=f"desk-{desk}") for desk in range(3)]

    assert 3 == len(set(names))


def test_window_and_command_line_share_one_sequence(site: Site) -> None:
    site.make_folders()

    names = [asked(site) for _ in range(2)]

    assert ["OQSsiquc01req_202611220001.xml", "OQSsiquc01req_202611220002.xml"] == names


def test_a_clock_that_went_back_a_day_stops_the_questions(site: Site) -> None:
    site.make_folders()
    asked(site)
    with pytest.raises(BackendRefused) as caught:
        site.backend(now=lambda: NOW - timedelta(days=1)).check(hanako_query(), timeout_s=LONG_S)

    assert "SY03" == caught.value.code
    assert 1 == len(site.requests())


def test_nothing_half_is_ever_visible(site: Site) -> None:
    terminal = site.terminal()
    backend = site.backend()
    threads = [
        threading.Thread(
            target=backend.check, args=(hanako_query(),), kwargs={"timeout_s": LONG_S}
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # A terminal refuses what it cannot read; then the identifier is empty.
    assert 8 == len({seen.identifier for seen in terminal.seen} - {""})


def test_one_question_from_two_programs_at_once_is_sent_once(site: Site) -> None:
    terminal = site.terminal()
    backends = [site.backend() for _ in range(4)]
    query = hanako_query()
    together = threading.Barrier(len(backends))

    def ask(backend: OqsFolderBackend) -> str:
        together.wait(LONG_S)
        return backend.check(query, timeout_s=LONG_S).check_id

    with ThreadPoolExecutor(len(backends)) as pool:
        answered = list(pool.map(ask, backends))

    assert [query.check_id] * 4 == answered
    assert 1 == len(terminal.seen)


def test_without_a_journal_nothing_is_asked(site: Site) -> None:
    site.make_folders()
    site.journal.parent.mkdir()
    site.journal.write_bytes(b"no database at all" * 100)

    with pytest.raises(StoreDamaged):
        site.backend().check(hanako_query(), timeout_s=LONG_S)

    assert [] == site.requests()


def test_a_folder_in_place_of_an_answer_is_none(site: Site) -> None:
    site.make_folders()
    backend = site.backend()
    query = hanako_query()
    with pytest.raises(LinkTimeout):
        backend.check(query, timeout_s=SHORT_S)
    (name,) = site.requests()
    (site.root / "res" / name.replace("req_", "res_")).mkdir()

    with pytest.raises(LinkTimeout):
        backend.check(query, timeout_s=SHORT_S)


def test_a_question_whose_name_appeared_in_between_replaces_nothing(site: Site) -> None:
    site.make_folders()
    folder = TerminalFolder(site.root)
    name = "OQSsiquc01req_202611220001.xml"
    claimed = folder.claim(name)
    folder.write_aside(name, b"ours")
    (site.root / "req" / name).write_bytes(b"theirs")

    with pytest.raises(FileExistsError):
        folder.release(name)

    assert claimed
    assert b"theirs" == (site.root / "req" / name).read_bytes()


def test_what_was_written_aside_before_a_crash_is_shown_when_it_is_asked_again(
    site: Site,
) -> None:
    terminal = site.terminal()
    query = hanako_query()
    folder = TerminalFolder(site.root)
    with closing(Journal(site.journal)) as journal:  # as far as a program came
        noted = journal.note(Question(query), INSTITUTION, now=NOW)
        folder.claim(noted.name)
        message = single_request(
            query, institution_code=INSTITUTION, file_identifier=query.check_id
        )
        folder.write_aside(noted.name, write_message(message, encoding="utf-8"))
        journal.open(noted)

    result = site.backend(now=lambda: NOW).check(query, timeout_s=LONG_S)

    assert query.check_id == result.check_id
    assert [noted.name] == [seen.name for seen in terminal.seen]


def test_a_question_leaves_nothing_aside(site: Site) -> None:
    site.make_folders()
    asked(site)

    assert [] == list(site.ours.glob("*.part"))


def test_what_a_crash_left_aside_is_removed_after_its_day(site: Site) -> None:
    site.make_folders()
    asked(site)
    old, today = (
        site.ours / f"OQSsiquc01req_{day}0007.xml.part" for day in ("20261120", "20261122")
    )
    old.touch()
    today.touch()
    (site.ours / "names" / "OQSsiquc01req_202611200007.xml").touch()
    asked(site)

    assert [today] == list(site.ours.glob("*.part"))
    assert all("20261122" in path.name for path in (site.ours / "names").iterdir())


def test_what_a_crash_left_aside_today_is_removed_once_nobody_can_be_waiting(site: Site) -> None:
    site.make_folders()
    query, other = hanako_query(), hanako_query()
    folder = TerminalFolder(site.root)
    with closing(Journal(site.journal)) as journal:
        crashed = journal.note(Question(query), INSTITUTION, now=NOW - timedelta(minutes=6))
        running = journal.note(Question(other), INSTITUTION, now=NOW)
        for request in (crashed, running):
            folder.claim(request.name)
            folder.write_aside(request.name, b"ours")

    asked(site)

    assert [f"{running.name}.part"] == [path.name for path in site.ours.glob("*.part")]


@pytest.mark.skipif(os.name == "nt", reason="rights are POSIX's")
def test_a_question_is_for_us_alone_until_it_is_visible(site: Site) -> None:
    site.make_folders()
    folder = TerminalFolder(site.root)
    name = "OQSsiquc01req_202611220001.xml"
    folder.claim(name)
    folder.write_aside(name, b"ours")
    aside = stat.S_IMODE((site.ours / f"{name}.part").stat().st_mode)
    folder.release(name)

    (site.folder / "plain").touch()
    as_usual = stat.S_IMODE((site.folder / "plain").stat().st_mode)
    assert 0o600 == aside
    assert as_usual == stat.S_IMODE((site.root / "req" / name).stat().st_mode)


def test_a_desk_goes_on_behind_the_last_name_of_the_others(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.make_folders()
    names = site.ours / "names"
    names.mkdir(parents=True)
    for number in range(1, 41):
        (names / f"OQSsiquc01req_20261122{number:04}.xml").touch()
    (names / "OQSsiquc01req_202611210099.xml").touch()
    claims = list[str]()
    backend = site.backend(now=lambda: NOW)
    claim = backend._folder.claim

    def counted(name: str) -> bool:
        claims.append(name[-8:])
        return claim(name)

    monkeypatch.setattr(backend._folder, "claim", counted)
    with pytest.raises(LinkTimeout):
        backend.check(hanako_query(), timeout_s=SHORT_S)

    assert ["0001.xml", "0041.xml"] == claims
    assert ["OQSsiquc01req_202611220041.xml"] == site.requests()


def test_what_cannot_be_removed_keeps_nothing_else(site: Site) -> None:
    site.make_folders()
    names = site.ours / "names"
    for number in range(1, 4):
        (names / f"OQSsiquc01req_20261101000{number}.xml").mkdir(parents=True)
    for number in range(4, 10):
        (names / f"OQSsiquc01req_20261101000{number}.xml").touch()

    asked(site)

    assert all(path.is_dir() for path in names.glob("*20261101*"))


def test_taken_answers_go_when_their_questions_are_forgotten(site: Site) -> None:
    site.make_folders()
    taken = site.ours / "taken"
    taken.mkdir(parents=True)
    names = (
        "OQSsiquc01res_202611130001.xml",
        "OQSsiquc01res_202611130002.zip",
        "OQSsiquc01req_202611130003.err",
        "OQSsiquc01req_202611130004.xml.err",
        "OQSsiquc01res_202611140001.xml",
        "notes.txt",
    )
    for name in names:
        (taken / name).touch()

    asked(site)

    assert sorted(names[4:]) == sorted(path.name for path in taken.iterdir())


def test_without_the_terminals_folders_there_is_no_link(site: Site) -> None:
    with pytest.raises(LinkDown) as caught:
        site.backend().check(hanako_query(), timeout_s=LONG_S)

    assert "NW01" == caught.value.code
    assert not site.root.exists()


def test_a_look_at_the_folders_says_whether_they_are_there(site: Site) -> None:
    backend = site.backend()
    with pytest.raises(LinkDown):
        backend.challenge(timeout_s=LONG_S)
    site.make_folders()

    assert backend.challenge(timeout_s=LONG_S) is None


def test_a_closed_backend_ends_the_wait_for_an_answer(site: Site) -> None:
    site.make_folders()
    backend = site.backend()
    errors = list[BaseException]()

    def ask() -> None:
        try:
            backend.check(hanako_query(), timeout_s=LONG_S)
        except LinkDown as error:
            errors.append(error)

    waiting = threading.Thread(target=ask)
    waiting.start()
    site.wait_for_request()
    backend.close()
    waiting.join()

    assert ["NW01"] == [error.code for error in errors if isinstance(error, LinkDown)]


def test_the_journal_is_private_and_names_no_patient(site: Site) -> None:
    site.terminal()
    backend = site.backend()
    backend.check(hanako_query(CHECK_ID), timeout_s=LONG_S)
    backend.close()

    with closing(sqlite3.connect(site.journal)) as db:
        told = "\n".join(db.iterdump())
    assert not [secret for secret in ("06139992", "１２３", "1985") if secret in told]
    if os.name != "nt":
        assert 0o600 == stat.S_IMODE(site.journal.stat().st_mode)


def test_answers_stay_or_are_moved_as_the_settings_say(site: Site) -> None:
    site.terminal()
    site.backend().check(hanako_query(), timeout_s=LONG_S)
    left = list((site.root / "res").iterdir())
    site.backend(takes_away=True).check(hanako_query(), timeout_s=LONG_S)
    taken = wait_for(lambda: list((site.ours / "taken").glob("*.xml")))

    assert (1, 1) == (len(left), len(taken))
    assert left == list((site.root / "res").iterdir())
