"""One patient, one card, one answer, on real parts: pcscd, TLS, SQLCipher, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from e2e.conftest import Insert
from lxml import etree
from support.clinic import Clinic

from reception_app.training.service import TrainingService

pytestmark = pytest.mark.pcscd


def test_a_pin_check_is_answered_saved_and_handed_over(clinic: Clinic, insert: Insert) -> None:
    insert()

    ran = clinic.check("--on", "2026-11-20")

    document = ran.document
    assert ran.status == 0
    assert document["error"] is None
    assert (document["method"], document["on"]) == ("pin", "2026-11-20")
    assert (document["verdict"], document["verdict_code"]) == ("valid", "1")
    assert document["facts"]["Name"] == "練習　花子"
    assert document["records"] == [document["facts"]]
    assert document["saved"] is True
    assert document["handover"]["state"] == "delivered"
    assert document["card"] == {
        "kind": "card",
        "certificate_state": "valid",
        "not_after": document["card"]["not_after"],
        "pin_attempts_left": 3,
        "apdus": 5,
        "bytes_to_card": 92,
        "bytes_from_card": 1849,
    }
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT23:59:59\+09:00", document["card"]["not_after"])
    assert min(document["timings_ms"].values()) > 0


def test_the_receipt_computer_finds_a_face_result_in_cp932(clinic: Clinic, insert: Insert) -> None:
    insert()

    document = clinic.check().document

    (found,) = clinic.handed_over()
    assert str(found) == document["handover"]["path"]
    hexadecimal = document["check_id"].replace("-", "")
    assert re.fullmatch(rf"OQSsiquc01res_face_1312345678{hexadecimal}_\d{{14}}\.xml", found.name)
    raw = found.read_bytes()
    assert raw.startswith(b'<?xml version="1.0" encoding="Shift_JIS"')
    message = etree.fromstring(raw.decode("cp932").split("?>", 1)[1])
    assert message.findtext(".//CharacterCodeIdentifier") == "1"
    assert message.findtext(".//ReferenceClassification") == "1"
    assert message.findtext(".//ResultOfQualificationConfirmation/Name") == "練習　花子"


def test_a_visual_check_records_its_witness_and_sends_no_pin(
    clinic: Clinic, insert: Insert, service: TrainingService
) -> None:
    card = insert()

    document = clinic.look().document

    assert document["verdict"] == "valid"
    assert document["method"] == "visual"
    assert document["card"]["pin_attempts_left"] is None
    assert document["card"]["apdus"] == 2
    assert not [header for header in card.headers if header[1] == 0x20]
    assert "/v1/challenges" not in service.counts.requests


def test_an_unknown_witness_is_refused_before_the_card_is_read(
    clinic: Clinic, insert: Insert
) -> None:
    card = insert()

    ran = clinic.look(witness="nobody")

    assert ran.brief == (60, "VS02")
    assert not card.headers


def test_the_answer_can_be_looked_up_later(clinic: Clinic, insert: Insert) -> None:
    insert()
    first = clinic.check().document

    (stored,) = clinic.results()

    for member in ("check_id", "method", "on", "verdict", "facts", "records", "messages", "saved"):
        assert stored[member] == first[member], member
    assert stored["handover"] == first["handover"]
    assert stored["card"]["certificate_state"] == "valid"
    assert (stored["reader"], stored["timings_ms"], stored["card"]["apdus"]) == (None, None, None)


def test_the_limit_certificate_comes_only_with_consent(clinic: Clinic, insert: Insert) -> None:
    insert(person="TRAINING-0016")

    without, with_consent = clinic.check().document, clinic.check("--limit-consent").document

    assert "LimitApplicationCertificateRelatedInfo" not in without["facts"]
    assert with_consent["facts"]["LimitApplicationCertificateRelatedInfo"]


@pytest.mark.parametrize("digits", ["1234\n", "1234\r\n", "１２３４", "１２３４\n"])
def test_a_pin_may_be_full_width_and_end_a_line(
    clinic: Clinic, insert: Insert, digits: str
) -> None:
    insert()

    assert clinic.check(pin=digits.encode()).status == 0


@pytest.mark.parametrize(
    ("switches", "apdus"),
    [
        ((), 5),
        (("extended_length=false",), 12),
        (("short_ef=false",), 10),
        (("short_ef=false", "extended_length=false"), 17),
    ],
)
def test_a_whole_check_costs_few_exchanges(
    clinic: Clinic, insert: Insert, switches: tuple[str, ...], apdus: int
) -> None:
    insert(switches=switches)

    document = clinic.check().document

    assert document["error"] is None
    assert document["card"]["apdus"] == apdus


def test_of_two_readers_the_named_one_is_used(clinic: Clinic, insert: Insert) -> None:
    other, meant = insert(person="TRAINING-0002", slot=0), insert(slot=1)

    document = clinic.check("--reader", "Virtual PCD 00 01").document

    assert document["reader"] == "Virtual PCD 00 01"
    assert document["facts"]["Name"] == "練習　花子"
    assert meant.headers
    assert not other.headers


def test_nothing_of_the_patient_stands_readable_in_the_data_folder(
    clinic: Clinic, insert: Insert
) -> None:
    card = insert()
    env = {"RECEPTION_APP_LOG": "DEBUG"}

    assert clinic.check(env=env).status == 0
    assert clinic.check(pin=b"4711", env=env).status == 10
    assert clinic.look().status == 0

    secrets = [
        "練習".encode(),
        "練習".encode("cp932"),
        "ﾚﾝｼｭｳ".encode(),
        "ﾚﾝｼｭｳ".encode("cp932"),
        b"TRAINING-0001",
        b"4711",
        card.certificate[:64],
        card.certificate[-64:],
    ]
    for path in _files(clinic.data):
        content = path.read_bytes()
        assert not [secret for secret in secrets if secret in content], path
        assert path.stat().st_mode & 0o077 == 0, path


def _files(folder: Path) -> list[Path]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    assert {"store", "reception.log"} <= {path.name for path in found}
    return found
