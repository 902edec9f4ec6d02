"""The training terminal keeps the interface that it plays, and plays each of its troubles."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree
from support.eligibility import INSTITUTION
from support.waiting import wait_for

from reception_app.domain.eligibility import CardholderNumbers, Record, text_of
from reception_app.domain.errors import BackendGarbled
from reception_app.messages.answers import mismatch, records_of
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

AT = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
ON = date(2026, 11, 22)
HANAKO = SearchInfo(
    CardholderNumbers("06139992", "１２３", "4567", "00", date(1985, 4, 12)),
    limit_consent=False,
    identifier="row-1",
)
NOBODY = SearchInfo(
    CardholderNumbers("06139992", "１２３", "9999", "00", date(1985, 4, 12)),
    limit_consent=False,
    identifier="row-2",
)
NAME = "OQSsiquc01req_202611220001.xml"
ANSWER = "OQSsiquc01res_202611220001.xml"


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "OQS"


def question(asked: SearchInfo = HANAKO) -> Message:
    """A single question has the shape of a bulk one for one person."""
    return bulk_request([asked], on=ON, institution_code=INSTITUTION, file_identifier="file-1")


def ask(terminal: TrainingTerminal, message: Message, name: str = NAME) -> None:
    aside = terminal.req.parent / name
    aside.write_bytes(write_message(message, encoding="utf-8"))
    aside.rename(terminal.req / name)


def answer_to(terminal: TrainingTerminal, message: Message, name: str = NAME) -> bytes:
    ask(terminal, message, name)
    path = terminal.res / name.replace("req_", "res_")
    wait_for(path.exists)
    return path.read_bytes()


@pytest.fixture
def started(stack: ExitStack, root: Path) -> TrainingTerminal:
    return stack.enter_context(TrainingTerminal(root, now=lambda: AT))


def faulty(stack: ExitStack, root: Path, *faults: str) -> TrainingTerminal:
    return stack.enter_context(TrainingTerminal(root, faults=faults, now=lambda: AT))


def test_it_answers_by_numbers_with_the_people_of_the_training_service(
    started: TrainingTerminal,
) -> None:
    message = read_message(answer_to(started, question()))

    (record,) = records_of(message.body)
    assert ("練習　花子", "06139992") == (record["Name"], record["InsurerNumber"])
    assert "" == mismatch(message.header, question())
    assert ("20261122090500", "2", "1") == tuple(
        text_of(message.header, name)
        for name in ("ProcessExecutionTime", "ReferenceClassification", "SegmentOfResult")
    )


def test_it_takes_the_question_away(started: TrainingTerminal) -> None:
    answer_to(started, question())

    assert [] == list(started.req.iterdir())
    assert [(NAME, "file-1")] == [(seen.name, seen.identifier) for seen in started.seen]


def test_it_knows_who_it_does_not_know(started: TrainingTerminal) -> None:
    message = read_message(answer_to(started, question(NOBODY)))

    assert "4" == text_of(message.body, "QualificationValidity")


def test_it_refuses_what_it_cannot_read_with_an_err_file(started: TrainingTerminal) -> None:
    (started.req / NAME).write_bytes(b"<half")
    wait_for((started.res / NAME.replace(".xml", ".err")).exists)

    assert b"<half" == (started.res / NAME).read_bytes()


def test_files_of_other_systems_are_left_alone(started: TrainingTerminal) -> None:
    other = started.req / "YZKsiquc01req_202611220001.xml"
    other.touch()
    answer_to(started, question())

    assert other.exists()


def test_a_card_result_says_that_a_card_was_read(started: TrainingTerminal) -> None:
    name = started.lay_card("TRAINING-0002")

    message = read_message((started.face / name).read_bytes())
    (record,) = records_of(message.body)
    assert name.startswith("OQSsiquc01res_face_1312345678")
    assert name.endswith("_20261122090500.xml")
    assert "1" == text_of(message.header, "ReferenceClassification")
    assert text_of(message.header, "ArbitraryFileIdentifier") in name
    assert "1" == record["PharmacistsInfoConsFlg"]


def test_a_card_result_is_for_the_clinic_that_asked_last(started: TrainingTerminal) -> None:
    other = bulk_request([HANAKO], on=ON, institution_code="1399999999", file_identifier="f")
    answer_to(started, other)

    assert "OQSsiquc01res_face_1399999999" in started.lay_card("TRAINING-0001")


def test_a_face_result_is_for_the_clinic_s_day(stack: ExitStack, root: Path) -> None:
    after_midnight = datetime(2026, 11, 22, 15, 5, tzinfo=UTC)  # 00:05 in Tokyo
    terminal = stack.enter_context(TrainingTerminal(root, now=lambda: after_midnight))

    name = terminal.lay_card("TRAINING-0002")

    header = read_message((terminal.face / name).read_bytes()).header
    assert "20261123" == text_of(header, "QualificationConfirmationDate")


def test_a_card_that_nobody_has_is_refused(started: TrainingTerminal) -> None:
    with pytest.raises(ValueError, match="nobody has the card"):
        started.lay_card("NOBODY-1")


def test_a_bulk_question_is_accepted_and_answered_when_it_is_asked_for(
    stack: ExitStack, root: Path
) -> None:
    terminal = faulty(stack, root, "processing=1")
    upload = bulk_request(
        [HANAKO, NOBODY], on=ON, institution_code=INSTITUTION, file_identifier="file-1"
    )
    accepted = answer_to(terminal, upload, "OQSmuquc01req_202611220001.xml")
    number = read_acceptance(read_message(accepted)).reception_number
    download = download_request(number, institution_code=INSTITUTION)
    first = read_message(answer_to(terminal, download, "OQSmuquc02req_202611220002.xml"))
    second = answer_to(terminal, download, "OQSmuquc02req_202611220003.xml")

    result = read_bulk_result(second)
    found = {text_of(person.asked, "ArbitraryIdentifier"): person for person in result.answers}
    assert "2" == text_of(first.header, "SegmentOfResult")
    assert ("1", "4") == tuple(
        text_of(found[row].body, "QualificationValidity") for row in ("row-1", "row-2")
    )
    assert ["練習　花子"] == [record["Name"] for record in found["row-1"].records]
    assert () == found["row-2"].records
    assert "" == mismatch(result.header, download)


def test_a_receipt_that_was_never_given_is_an_error(started: TrainingTerminal) -> None:
    download = download_request("no-such", institution_code=INSTITUTION)

    message = read_message(answer_to(started, download, "OQSmuquc02req_202611220001.xml"))

    assert "9" == text_of(message.header, "SegmentOfResult")


# ── faults ────────────────────────────────────────────────────────────────────────────────────
def answer_with(stack: ExitStack, root: Path, *faults: str) -> Message:
    return read_message(answer_to(faulty(stack, root, *faults), question()))


def test_a_partial_answer_grows_in_two_steps(stack: ExitStack, root: Path) -> None:
    terminal = faulty(stack, root, "partial=2000")
    ask(terminal, question())
    path = terminal.res / ANSWER
    half = wait_for(lambda: path.read_bytes() if path.exists() else None)

    def whole() -> bytes | None:
        content = path.read_bytes()
        return content if content.rstrip().endswith(b"</XmlMsg>") else None

    grown = wait_for(whole)
    with pytest.raises(BackendGarbled):
        read_message(half)
    assert grown.startswith(half)
    assert records_of(read_message(grown).body)


def test_an_early_answer_is_there_before_the_question(stack: ExitStack, root: Path) -> None:
    terminal = faulty(stack, root, "early")
    aside = root / "somewhere"
    aside.mkdir()
    (aside / f"{NAME}.part").write_bytes(write_message(question(), encoding="utf-8"))
    wait_for((terminal.res / ANSWER).exists)
    (aside / f"{NAME}.part").rename(terminal.req / NAME)
    wait_for(lambda: not list(terminal.req.iterdir()))

    assert 1 == len(terminal.seen)


def test_identifier_and_institution_are_those_of_somebody_else(
    stack: ExitStack, root: Path
) -> None:
    message = answer_with(stack, root, "identifier", "institution")

    assert ("1-elif", "9999999999") == (
        text_of(message.header, "ArbitraryFileIdentifier"),
        text_of(message.header, "MedicalInstitutionCode"),
    )


def test_shuffled_changes_the_order_and_nothing_else(stack: ExitStack, root: Path) -> None:
    raw = answer_to(faulty(stack, root, "shuffled:1"), question())
    usual = answer_with(stack, root / "other")

    shuffled = [child.tag for child in etree.fromstring(raw)[0]]
    assert usual == read_message(raw)
    assert shuffled != list(usual.header)


def test_empty_elements_say_nothing(stack: ExitStack, root: Path) -> None:
    raw = answer_to(faulty(stack, root, "empty"), question())

    assert b"<Sex2/>" in raw
    assert answer_with(stack, root / "other") == read_message(raw)


@pytest.mark.parametrize(
    ("fault", "begins"), [("bom", b"\xef\xbb\xbf<?xml"), ("sjis", b'<?xml version="1.0" encod')]
)
def test_other_bytes_say_the_same(stack: ExitStack, root: Path, fault: str, begins: bytes) -> None:
    raw = answer_to(faulty(stack, root, fault), question())

    message, usual = read_message(raw), answer_with(stack, root / "other")
    assert raw.startswith(begins)
    assert usual.body == message.body


def test_a_zip_holds_the_answer_and_an_encrypted_one_says_that_it_is(
    stack: ExitStack, root: Path
) -> None:
    for number, fault in enumerate(("zip", "encrypted-zip"), 1):
        terminal = faulty(stack, root / fault, fault)
        ask(terminal, question())
        path = terminal.res / ANSWER.replace(".xml", ".zip")
        wait_for(path.exists)
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            (member,) = archive.infolist()
            assert (ANSWER, number - 1) == (member.filename, member.flag_bits & 1)


def test_two_records_and_black_circles(stack: ExitStack, root: Path) -> None:
    records: tuple[Record, ...] = records_of(
        answer_with(stack, root, "two-records", "black-circle").body
    )

    assert [("01", "●習　花子"), ("A1", "●習　花子")] == [
        (record["InsuredCardClassification"], record["Name"]) for record in records
    ]


def test_a_consumed_answer_is_gone_and_a_duplicate_comes_again(
    stack: ExitStack, root: Path
) -> None:
    terminal = faulty(stack, root, "consumed=0", "duplicate=300")
    path = terminal.res / ANSWER
    ask(terminal, question())
    wait_for(lambda: terminal.seen)
    wait_for(lambda: not path.exists())

    wait_for(path.exists)


def test_an_unreachable_folder_comes_back_with_the_answer(stack: ExitStack, root: Path) -> None:
    terminal = faulty(stack, root, "unreachable=300")
    terminal_res = terminal.res
    ask(terminal, question())
    wait_for(lambda: not terminal_res.exists())

    wait_for((terminal_res / ANSWER).exists)


def test_faults_count_their_answers_and_their_place(stack: ExitStack, root: Path) -> None:
    terminal = faulty(stack, root, "identifier@res:1", "bom@face")
    wrong = read_message(answer_to(terminal, question()))
    right = read_message(answer_to(terminal, question(), NAME.replace("0001.xml", "0002.xml")))
    name = terminal.lay_card("TRAINING-0001")

    assert ["ArbitraryFileIdentifier", ""] == [
        mismatch(message.header, question()) for message in (wrong, right)
    ]
    assert (terminal.face / name).read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "spec",
    ["", "nonsense", "late", "late=x", "silence=1", "zip@face", "bom@req", "bom:", "bom:x", "BOM"],
)
def test_a_wrong_fault_is_named(root: Path, spec: str) -> None:
    with pytest.raises(ValueError, match=f"not a fault: .*{spec}"):
        TrainingTerminal(root, faults=["bom", spec])


def test_faults_can_be_changed_while_it_runs(started: TrainingTerminal) -> None:
    started.set_faults(["identifier"])

    message = read_message(answer_to(started, question()))
    assert "ArbitraryFileIdentifier" == mismatch(message.header, question())
