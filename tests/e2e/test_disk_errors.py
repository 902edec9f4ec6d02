"""Bad disks, stores, hand-over folders and settings: the answer is never lost, nothing is torn."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.clinic import Clinic
from support.disks import small_file_system
from support.pcscd import wait_until

from reception_app.training.service import TrainingService


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def used(clinic: Clinic) -> Clinic:
    """A clinic that has made one check."""
    assert clinic.ask().status == 0
    return clinic


def test_a_store_without_its_key_is_left_untouched(used: Clinic) -> None:
    before = digest(used.data / "store")
    used.key.unlink()

    ran = used.ask()

    assert ran.brief == (40, "ST04")
    assert digest(used.data / "store") == before
    assert not used.key.exists()


def test_a_key_that_others_may_read_is_refused(used: Clinic) -> None:
    used.key.chmod(0o640)

    assert used.ask().brief == (40, "ST04")


def test_another_key_does_not_open_the_store(used: Clinic) -> None:
    before = digest(used.data / "store")
    used.key.write_text("ab" * 32)

    assert used.ask().brief == (40, "ST04")
    assert digest(used.data / "store") == before


@pytest.mark.parametrize("size", [0, 100, 5000])
def test_a_damaged_store_is_left_untouched(used: Clinic, size: int) -> None:
    store = used.data / "store"
    store.write_bytes(b"\x00" * size)
    before = digest(store)

    assert used.ask().brief == (40, "ST04")
    assert digest(store) == before


def test_a_store_that_another_program_holds(used: Clinic) -> None:
    hold = (
        "import sys; from pathlib import Path; from sqlcipher3 import dbapi2;"
        "c = dbapi2.connect(sys.argv[1], isolation_level=None);"
        'c.execute(f"PRAGMA key = \\"x\'{Path(sys.argv[2]).read_text().strip()}\'\\"");'
        "c.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", hold, str(used.data / "store"), str(used.key)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        ran = used.ask()
        other.communicate()

    assert ran.brief == (40, "ST01")
    assert used.ask().status == 0


def test_nothing_is_asked_where_the_store_cannot_be_written(
    clinic: Clinic, service: TrainingService, tmp_path: Path
) -> None:
    with small_file_system(tmp_path / "small", size_kib=1024) as folder:
        clinic.data = folder / "data"
        assert clinic.ask().status == 0
        filler = folder / "filler"
        with filler.open("wb", buffering=0) as file:
            _fill(file.fileno())

        ran = clinic.ask()
        asked = len(service.counts.answers)
        filler.unlink()
        after = clinic.ask()

    assert ran.brief == (40, "ST02")
    assert asked == 1  # the first one
    assert after.status == 0
    assert len(clinic.handed_over()) == 2


def test_the_answer_is_printed_although_it_cannot_be_saved(
    clinic: Clinic, service: TrainingService, tmp_path: Path
) -> None:
    with small_file_system(tmp_path / "small", size_kib=1024) as folder:
        clinic.data = folder / "data"
        assert clinic.ask().status == 0
        service.set_faults("busy=3@checks:1")  # the store is open by then
        with ThreadPoolExecutor(1) as other:
            asking = other.submit(clinic.ask)
            wait_until(lambda: service.counts.requests["/v1/checks"] == 2, "the service is asked")
            with (folder / "filler").open("wb", buffering=0) as file:
                _fill(file.fileno())
            ran = asking.result()
        (folder / "filler").unlink()
        stored = clinic.results()

    assert ran.brief == (40, "ST02")
    assert ran.document["verdict"] == "valid"
    assert ran.document["saved"] is False
    assert ran.document["check_id"] not in [each["check_id"] for each in stored]
    assert len(clinic.handed_over()) == 1  # the first one's


def test_no_key_is_made_on_a_full_disk(clinic: Clinic, tmp_path: Path) -> None:
    with small_file_system(tmp_path / "small", size_kib=64) as folder:
        key = folder / "store.key"
        with (folder / "filler").open("wb", buffering=0) as file:
            _fill(file.fileno())

        elsewhere = clinic.with_settings("store", key=f"file:{key}")

        ran = elsewhere.ask()
        was_made = key.exists()
        (folder / "filler").unlink()
        after = elsewhere.ask()

    assert ran.brief == (40, "ST02")
    assert not was_made
    assert after.status == 0


def _fill(descriptor: int) -> None:
    for size in (65_536, 4_096, 512, 1):
        try:
            while True:
                os.write(descriptor, b"\xff" * size)
        except OSError:
            continue


def test_no_hand_over_folder(clinic: Clinic) -> None:
    clinic.handover.rmdir()

    ran = clinic.ask()
    clinic.handover.mkdir()
    after = clinic.ask()

    assert ran.brief == (50, "HO03")
    assert ran.document["error"]["name"] == "TargetMissing"
    assert ran.document["saved"] is True
    assert ran.document["verdict"] == "valid"
    assert after.status == 0
    assert len(clinic.handed_over()) == 2


def test_a_full_hand_over_folder(clinic: Clinic, tmp_path: Path) -> None:
    with small_file_system(tmp_path / "small", size_kib=64) as folder:
        clinic.settings["handover"]["folder"] = str(folder)
        with (folder / "filler").open("wb", buffering=0) as file:
            _fill(file.fileno())

        ran = clinic.ask()

        assert ran.brief == (50, "HO03")
        assert ran.document["error"]["name"] == "TargetRefused"
        assert [path.name for path in folder.iterdir()] == ["filler"]


@pytest.fixture
def unprivileged(clinic: Clinic) -> Iterator[Clinic]:
    """Root may write anywhere: a read-only mount stands for missing rights."""
    mount = ["mount", "--bind", "-o", "ro", str(clinic.handover), str(clinic.handover)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        clinic.handover.chmod(0o500)
        if os.access(clinic.handover, os.W_OK):
            pytest.skip("rights cannot be taken away here")
        yield clinic
        clinic.handover.chmod(0o700)
        return
    yield clinic
    subprocess.run(["umount", str(clinic.handover)], check=True)


def test_a_hand_over_folder_that_may_only_be_read(unprivileged: Clinic) -> None:
    ran = unprivileged.ask()

    assert ran.brief == (50, "HO03")
    assert ran.document["error"]["name"] == "TargetRefused"
    assert ran.document["handover"] == {"state": "failed", "path": None}


def test_nothing_is_handed_over_where_that_is_off(clinic: Clinic) -> None:
    ran = clinic.with_settings("handover", kind="none").ask()

    assert ran.brief == (0, None)
    assert ran.document["handover"] == {"state": "off", "path": None}
    assert clinic.handed_over() == []


def test_an_answer_waits_where_staff_confirm(clinic: Clinic) -> None:
    ran = clinic.with_settings("handover", when="confirmed").ask()

    assert ran.brief == (0, None)
    assert ran.document["handover"] == {"state": "waiting", "path": None}
    assert clinic.handed_over() == []


def test_several_mistakes_in_the_settings_are_told_together(clinic: Clinic) -> None:
    wrong = clinic.with_settings("clinic", institution_code="123")
    wrong = wrong.with_settings("handover", encoding="ebcdic", colour="red")
    wrong = wrong.with_settings("backend", timeout_s="soon")

    ran = wrong.ask()

    assert ran.brief == (70, "SE01")
    message = ran.document["error"]["message"]
    places = ("[clinic] institution_code", "[handover] encoding", "[handover] colour")
    assert not [place for place in (*places, "[backend] timeout_s") if place not in message]


def test_settings_that_are_no_toml_name_line_and_column(tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_text('[clinic]\ninstitution_code = "1312345678\n')
    command = [sys.executable, "-m", "reception_app", "--settings", str(file), "doctor", "--json"]

    done = subprocess.run(command, capture_output=True, check=False)

    assert done.returncode == 70
    assert re.search("2行.*31", done.stderr.decode())


def test_no_settings_at_all(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.toml")
    command = [sys.executable, "-m", "reception_app", "--settings", missing]

    done = subprocess.run([*command, "readers"], capture_output=True, check=False)

    assert done.returncode == 70
    assert b"SE01" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["check", "--pin-stdin", "--visual", "--witness", "sato"],
        ["check", "--visual"],
        ["check", "--pin-stdin", "--witness", "sato"],
        ["check", "--numbers", "1/2/3"],
        ["check", "--numbers", "06139992/１/2/3/20230230"],
        ["check", "--pin-stdin", "--on", "yesterday"],
        ["results", "--limit", "0"],
        ["nonsense"],
        ["--nonsense"],
    ],
)
def test_wrong_usage_ends_with_2_and_no_document(clinic: Clinic, arguments: list[str]) -> None:
    ran = clinic.run(*arguments)

    assert ran.status == 2
    assert ran.out == b""
    assert ran.err
