"""The training terminal plays each trouble of a job's result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.eligibility import INSTITUTION, ON
from support.jobs import KNOWN, NATIONAL
from support.waiting import wait_for

from reception_app.domain.bulk import BulkAnswer, PersonAnswer
from reception_app.messages.bulk import (
    bulk_request,
    download_request,
    read_acceptance,
    read_bulk_result,
)
from reception_app.messages.message import Message
from reception_app.messages.search_info import SearchInfo
from reception_app.messages.xml import write_message
from reception_app.messages.xml_reading import read_message
from reception_app.training.terminal import TrainingTerminal

ROWS = [
    SearchInfo(KNOWN, limit_consent=False, identifier="known"),
    SearchInfo(NATIONAL, limit_consent=False, identifier="nobody"),
]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[TrainingTerminal]:
    with TrainingTerminal(tmp_path / "OQS") as running:
        yield running


def ask(terminal: TrainingTerminal, name: str, message: Message) -> bytes:
    aside = terminal.req.parent / name
    aside.write_bytes(write_message(message, encoding="utf-8"))
    aside.rename(terminal.req / name)
    answer = terminal.res / name.replace("req_", "res_")
    wait_for(answer.exists)
    return answer.read_bytes()


def uploaded(terminal: TrainingTerminal, rows: list[SearchInfo] | None = None) -> str:
    request = bulk_request(
        ROWS if rows is None else rows, on=ON, institution_code=INSTITUTION, file_identifier="job"
    )
    answer = ask(terminal, "OQSmuquc01req_202611220001.xml", request)
    return read_acceptance(read_message(answer)).reception_number


def result(terminal: TrainingTerminal, number: str) -> BulkAnswer[PersonAnswer]:
    request = download_request(number, institution_code=INSTITUTION)
    return read_bulk_result(ask(terminal, "OQSmuquc02req_202611220002.xml", request))


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("missing=1", ["nobody"]),
        ("missing=2", []),
        ("strange=1", ["known", "nobody", "strange-0"]),
        ("twice=1", ["known", "known", "nobody"]),
    ],
)
def test_rows_may_be_missing_strange_or_there_twice(
    terminal: TrainingTerminal, fault: str, expected: list[str]
) -> None:
    terminal.set_faults([fault])

    answer = result(terminal, uploaded(terminal))

    assert expected == [person.identifier for person in answer.answers]


def test_only_who_has_a_record_gets_a_second_one(terminal: TrainingTerminal) -> None:
    terminal.set_faults(["two-records"])

    answer = result(terminal, uploaded(terminal))

    assert [2, 0] == [len(person.records) for person in answer.answers]


def test_a_job_may_fail(terminal: TrainingTerminal) -> None:
    terminal.set_faults(["abnormal:1"])

    answer = result(terminal, uploaded(terminal))

    refusal = answer.refusal()
    assert refusal is not None
    assert "ZZZ0901E" == refusal.service_code
    assert [] == list(answer.answers)


def test_a_result_may_carry_another_number(terminal: TrainingTerminal) -> None:
    terminal.set_faults(["other-number"])
    number = uploaded(terminal)

    assert f"{number}9" == result(terminal, number).header["ReceptionNumber"]


def test_an_acceptance_may_be_lost_though_the_job_is_done(terminal: TrainingTerminal) -> None:
    terminal.set_faults(["lost-acceptance"])
    request = bulk_request(ROWS, on=ON, institution_code=INSTITUTION, file_identifier="job")
    (terminal.req / "OQSmuquc01req_202611220001.xml").write_bytes(
        write_message(request, encoding="utf-8")
    )
    wait_for(lambda: terminal.seen)

    assert [] == list(terminal.res.iterdir())


def test_a_result_of_one_row_is_changed_like_any_other(terminal: TrainingTerminal) -> None:
    terminal.set_faults(["twice=1"])

    answer = result(terminal, uploaded(terminal, [replace(ROWS[0], identifier="only")]))

    assert ["only", "only"] == [person.identifier for person in answer.answers]
