"""The other commands, training mode, and the words for people."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.clinic import PROGRAM, Clinic
from support.notices import notice
from support.opened_store import opened_store

from reception_app.training.service import TrainingService

PROBES = (
    "reader",
    "card-service",
    "network",
    "service",
    "terminal-certificate",
    "clock",
    "disk",
    "store",
    "handover",
    "backup",
)


def training(
    folder: Path, *arguments: str, stdin: bytes = b"1234\n"
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in training mode."""
    command = [*PROGRAM, "--training", "--data", str(folder / "data"), *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=60)


def delivered_long_ago(clinic: Clinic) -> None:
    """Make what was handed over look two minutes old."""
    then = datetime.now(UTC) - timedelta(minutes=2)
    with opened_store(clinic.data / "store", clinic.key) as store:
        store.execute(
            "UPDATE handovers SET delivered_at = ?", [then.strftime("%Y-%m-%d %H:%M:%S")]
        )


def test_training_mode_checks_an_invented_patient_and_hands_over(tmp_path: Path) -> None:
    done = training(tmp_path, "check", "--pin-stdin", "--json")

    document = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr.decode()
    assert document["verdict"] == "valid"
    (file,) = (tmp_path / "reception-app-training" / "handover").iterdir()
    assert document["handover"] == {"state": "delivered", "path": str(file)}
    assert "練習　花子" in file.read_bytes().decode("cp932")


def test_training_mode_ignores_what_is_real_in_the_settings(
    tmp_path: Path, clinic: Clinic
) -> None:
    clinic.settings["backend.https"]["url"] = "https://no-such-host.invalid"
    clinic.settings["desk"]["operators"] = ["tanaka"]
    command = [*PROGRAM, "--training", "--settings", str(clinic.settings_file)]
    command += ["--data", str(tmp_path / "practice" / "data")]
    command += ["check", "--visual", "--witness", "tanaka", "--json"]

    done = subprocess.run(command, capture_output=True, check=False, timeout=60)

    assert json.loads(done.stdout)["error"] is None
    assert clinic.handed_over() == []
    assert not clinic.key.exists()


def test_a_person_reads_the_answer_in_japanese_or_english(tmp_path: Path) -> None:
    japanese = training(tmp_path, "check", "--pin-stdin").stdout.decode()
    command = [*PROGRAM, "--lang", "en", "--training", "--data", str(tmp_path / "data")]
    english = subprocess.run(
        [*command, "check", "--visual", "--witness", "sato"],
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout.decode()

    assert "【有効】 資格は有効です。" in japanese
    assert "[VALID]" in english
    for text in (japanese, english):
        assert "練習　花子" in text
        assert "1985-04-12" in text


def test_a_wrong_pin_says_what_to_do_next(tmp_path: Path) -> None:
    done = training(tmp_path, "check", "--pin-stdin", stdin=b"9999\n")

    assert done.returncode == 10
    assert done.stdout == b""
    assert "PN01  暗証番号が違います。あと2回入力できます。" in done.stderr.decode()


def test_the_inspection_has_one_line_a_probe(tmp_path: Path) -> None:
    done = training(tmp_path, "doctor", "--json")

    document = json.loads(done.stdout)
    assert done.returncode == 0
    assert tuple(probe["name"] for probe in document["probes"]) == PROBES
    assert {probe["state"] for probe in document["probes"]} <= {"ok", "off"}
    assert all(
        set(probe) == {"name", "state", "message", "details"} for probe in document["probes"]
    )
    assert document["error"] is None


def test_the_inspection_fails_where_something_is_broken(clinic: Clinic) -> None:
    clinic.handover.rmdir()

    ran = clinic.run("doctor", "--json")

    states = {probe["name"]: probe["state"] for probe in ran.document["probes"]}
    assert ran.status == 1
    assert states["handover"] == "fail"
    assert states["service"] == states["store"] == states["terminal-certificate"] == "ok"


def test_the_inspection_tells_a_dead_service_from_a_dead_network(clinic: Clinic) -> None:
    no_link = clinic.with_settings("backend.https", url="https://127.0.0.1:1")
    no_trust = clinic.with_settings("backend.https", ca=clinic.settings["card"]["trust"][0])

    assert _link_states(no_link) == ("fail", "off")
    assert _link_states(no_trust) == ("ok", "fail")


def test_the_inspection_names_the_notice_in_effect(
    clinic: Clinic, service: TrainingService
) -> None:
    now = datetime.now(UTC)
    service.set_notices(notice(notice_id="2026-17", begins=now, ends=now + timedelta(hours=1)))

    probes = clinic.run("doctor", "--json").document["probes"]

    probe = next(p for p in probes if p["name"] == "service")
    assert probe["state"] == "ok"
    assert probe["details"]["notice"] == "2026-17"


def _link_states(clinic: Clinic) -> tuple[str, str]:
    probes = clinic.run("doctor", "--json").document["probes"]
    states = {probe["name"]: probe["state"] for probe in probes}
    return states["network"], states["service"]


def test_an_answer_that_is_not_taken_away_is_told(clinic: Clinic) -> None:
    assert clinic.ask().status == 0
    delivered_long_ago(clinic)

    inspected, next_check = clinic.run("doctor", "--json"), clinic.ask()

    probe = next(p for p in inspected.document["probes"] if p["name"] == "handover")
    assert probe["state"] == "warn"
    assert "HO02" in probe["message"]
    assert next_check.brief == (0, None)
    assert "HO02" in next_check.err


def test_an_answer_that_was_taken_away_is_not_told(clinic: Clinic) -> None:
    assert clinic.ask().status == 0
    delivered_long_ago(clinic)
    clinic.handed_over()[0].unlink()

    probes = clinic.run("doctor", "--json").document["probes"]

    assert next(p for p in probes if p["name"] == "handover")["state"] == "ok"


def test_results_are_newest_first_and_can_be_narrowed(clinic: Clinic) -> None:
    first = clinic.ask("06139992/１２３/4567/00/19850412", "--on", "2026-11-01").document
    second = clinic.ask("01139997/98/0001234/02/19880703").document

    everything = [check["check_id"] for check in clinic.results()]
    one_day = clinic.run("results", "--on", "2026-11-01", "--json").document["results"]
    one = clinic.run("results", "--limit", "1", "--json").document["results"]

    assert everything == [second["check_id"], first["check_id"]]
    assert [check["check_id"] for check in one_day] == [first["check_id"]]
    assert [check["check_id"] for check in one] == [second["check_id"]]


def test_a_store_of_a_newer_version_is_left_untouched(clinic: Clinic) -> None:
    assert clinic.ask().status == 0
    store = clinic.data / "store"
    with opened_store(store, clinic.key) as opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = store.read_bytes()

    ran = clinic.ask()

    assert ran.brief == (40, "ST03")
    assert store.read_bytes() == before


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["check", "--help"]])
def test_help_and_version_need_nothing(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reception_app", *arguments], capture_output=True, check=False
    )

    assert done.returncode == 0
    assert done.stdout
    assert done.stderr == b""
