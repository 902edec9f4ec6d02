"""``reception-app watch`` beside a terminal: every result once, whatever happens meanwhile."""

from __future__ import annotations

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from support.clinic import Clinic
from support.waiting import wait_for
from support.watching import Watching

from reception_app.training.terminal import TrainingTerminal

HANAKO, JIRO = "TRAINING-0001", "TRAINING-0002"
WITHIN_S = 60.0


class Place:
    """A clinic whose terminal has a face reader."""

    def __init__(self, clinic: Clinic, stack: ExitStack) -> None:
        self.root = clinic.folder / "OQS"
        self.clinic = clinic
        self._stack = stack
        clinic.settings["backend.oqs-folder"] = {"root": str(self.root)}
        self.terminal = stack.enter_context(
            TrainingTerminal(self.root, institution_code="1312345678")
        )

    @property
    def face(self) -> Path:
        return self.root / "face"

    def with_face(self, use: str) -> Clinic:
        return self.clinic.with_settings("backend.oqs-folder", face=use)

    def watch(self, *options: str, clinic: Clinic | None = None) -> Watching:
        words = (clinic or self.clinic).command("watch", "--json", *options)
        watching = Watching(words)
        self._stack.callback(watching.give_up)
        return watching

    def lying(self) -> list[str]:
        return sorted(path.name for path in self.face.iterdir())

    def seen(self) -> int:
        """How many results will never be told again; -1 before anything is remembered."""
        memory = self.clinic.data / "face-folder.db"
        if not memory.exists():
            return -1
        with closing(sqlite3.connect(memory)) as db, suppress(sqlite3.OperationalError):
            return len(db.execute("SELECT 1 FROM seen").fetchall())
        return -1  # another program makes it just now


@pytest.fixture
def place(clinic: Clinic) -> Iterator[Place]:
    with ExitStack() as stack:
        yield Place(clinic, stack)


# ── what it prints ────────────────────────────────────────────────────────────────────────────
def test_a_result_is_saved_handed_over_and_printed_as_check_does(place: Place) -> None:
    watching = place.watch()
    place.terminal.lay_card(HANAKO)
    document = watching.next()
    status, rest = watching.end()

    like_check = place.clinic.ask().document
    assert (130, []) == (status, rest)
    assert list(like_check) == list(document)
    assert like_check["timings_ms"].keys() == document["timings_ms"].keys()
    assert ("face", None, None) == (document["method"], document["card"], document["reader"])
    assert ("valid", "1", "oqs-folder") == tuple(
        document[each] for each in ("verdict", "verdict_code", "source")
    )
    assert (True, None) == (document["saved"], document["error"])
    assert "delivered" == document["handover"]["state"]
    assert like_check["facts"]["Name"] == document["facts"]["Name"]
    assert Path(document["handover"]["path"]).exists()


def test_it_is_in_the_results_with_its_own_day_and_stays_for_others(place: Place) -> None:
    name = place.terminal.lay_card(HANAKO)
    ran = place.clinic.run("watch", "--json", "--once")
    (stored,) = place.clinic.results()

    assert 0 == ran.status, ran.err
    assert {**ran.document, "timings_ms": None} == stored
    assert [name] == place.lying()


def test_every_result_gets_a_line_of_its_own(place: Place) -> None:
    watching = place.watch()
    for card in (HANAKO, JIRO, HANAKO):
        place.terminal.lay_card(card)
    printed = [watching.next() for _ in range(3)]

    assert 3 == len({each["check_id"] for each in printed})
    assert (130, []) == watching.end(signal.SIGINT)
    assert 3 == len(place.clinic.handed_over())


def test_words_for_a_person(place: Place) -> None:
    place.terminal.lay_card(HANAKO)

    ran = place.clinic.run("watch", "--once")

    assert 0 == ran.status
    assert "【有効】" in ran.out.decode()


# ── once, and for how long ────────────────────────────────────────────────────────────────────
def test_once_leaves_the_other_results_to_the_next_run(place: Place) -> None:
    laid = {place.terminal.lay_card(card) for card in (HANAKO, JIRO)}
    names = [place.clinic.run("watch", "--json", "--once").document["facts"]["Name"]]
    stored_after_one = len(place.clinic.results())
    names.append(place.clinic.run("watch", "--json", "--once").document["facts"]["Name"])

    assert 1 == stored_after_one
    assert 2 == len(set(names))
    assert laid == set(place.lying())


def test_once_without_a_result_in_time_says_so(place: Place) -> None:
    ran = place.clinic.run("watch", "--json", "--once", "--timeout", "1")

    assert (10, "CD10") == ran.brief
    assert "顔認証の結果は届きませんでした" in ran.document["error"]["message"]
    assert "カードが置かれていません" not in ran.err
    assert ("face", None, False) == tuple(
        ran.document[each] for each in ("method", "check_id", "saved")
    )


def test_once_and_a_folder_that_is_not_there(place: Place) -> None:
    place.face.rename(place.root / "gone")

    ran = place.clinic.run("watch", "--json", "--once", "--timeout", "1")

    assert (20, "NW01") == ran.brief


def test_a_folder_that_was_never_there_is_a_failure_at_the_end_of_the_time(place: Place) -> None:
    place.face.rename(place.root / "gone")

    ran = place.clinic.run("watch", "--json", "--timeout", "1")

    assert (20, "NW01") == ran.brief


def test_the_end_of_the_time_is_no_failure(place: Place) -> None:
    place.terminal.lay_card(HANAKO)

    ran = place.clinic.run("watch", "--json", "--timeout", "3")

    assert (0, True) == (ran.status, ran.document["saved"])


def test_without_a_terminal_there_is_nothing_to_watch(place: Place) -> None:
    off = place.with_face("off")

    ran = off.run("watch", "--json")

    assert (70, "SE01") == ran.brief
    assert "[backend.oqs-folder] root" in ran.err


def test_a_store_that_cannot_be_opened_is_its_error(place: Place) -> None:
    place.terminal.lay_card(HANAKO)
    place.clinic.data.mkdir()
    (place.clinic.data / "store").write_bytes(b"no store" * 1000)
    place.clinic.key.write_text("00" * 32)
    place.clinic.key.chmod(0o600)

    ran = place.clinic.run("watch", "--json", "--once")

    assert (40, "ST04") == ran.brief
    assert 1 == len(place.lying())


def test_a_hand_over_folder_that_is_gone_is_told_with_the_result(place: Place) -> None:
    place.terminal.lay_card(HANAKO)
    place.clinic.handover.rmdir()

    ran = place.clinic.run("watch", "--json", "--once")
    place.clinic.handover.mkdir()
    place.clinic.run("watch", "--json", "--timeout", "2")

    assert (50, "HO03") == ran.brief
    assert ("failed", True) == (ran.document["handover"]["state"], ran.document["saved"])
    assert 1 == len(place.clinic.handed_over())


def test_what_has_to_be_confirmed_waits(place: Place) -> None:
    place.terminal.lay_card(HANAKO)
    confirmed = place.clinic.with_settings("handover", when="confirmed")

    ran = confirmed.run("watch", "--json", "--once")

    assert (0, "waiting") == (ran.status, ran.document["handover"]["state"])
    assert [] == place.clinic.handed_over()


# ── whose results ─────────────────────────────────────────────────────────────────────────────
def test_another_institutions_result_is_not_taken(place: Place) -> None:
    with TrainingTerminal(place.root, institution_code="1399999999") as other:
        foreign = other.lay_card(HANAKO)
    consuming = place.with_face("consume")
    watching = place.watch(clinic=consuming)
    watching.until_said(foreign)
    place.terminal.lay_card(JIRO)
    document = watching.next()
    watching.end()

    assert [document["check_id"]] == [each["check_id"] for each in place.clinic.results()]
    wait_for(lambda: [foreign] == place.lying())


def test_an_unreadable_file_is_told_once_in_all_runs_and_stays(place: Place) -> None:
    broken = place.face / "OQSsiquc01res_face_13123456780123456789abcdef_29991122090000.xml"
    broken.write_bytes(b"<XmlMsg>")
    first = place.watch()
    first.until_said(broken.name)
    first.end()
    second = place.watch()
    place.terminal.lay_card(HANAKO)
    second.next()
    second.end()

    assert broken.name not in "\n".join(second.said)
    assert broken.exists()


@pytest.mark.parametrize("fault", ["two-records", "sjis", "bom", "shuffled", "empty"])
def test_results_of_every_shape_are_taken(place: Place, fault: str) -> None:
    place.terminal.set_faults([fault])
    place.terminal.lay_card(HANAKO)

    ran = place.clinic.run("watch", "--json", "--once")

    assert (0, True) == (ran.status, ran.document["saved"])
    assert (2 if fault == "two-records" else 1) == len(ran.document["records"])


def test_a_name_with_black_circles_stays_as_it_came(place: Place) -> None:
    name = place.terminal.lay_card(HANAKO)
    path = place.face / name
    whole = path.read_text("utf-8")
    surname = json.loads(place.clinic.ask().out)["facts"]["Name"].split("　")[0]
    path.write_text(whole.replace(surname, "●" * len(surname)), "utf-8")

    ran = place.clinic.run("watch", "--json", "--once")

    assert ran.document["facts"]["Name"].startswith("●" * len(surname))
    assert "●".encode("cp932") in Path(ran.document["handover"]["path"]).read_bytes()


def test_the_same_result_under_another_name_is_the_same_result(place: Place) -> None:
    name = place.terminal.lay_card(HANAKO)
    shutil.copy(place.face / name, place.face / f"{name[:-35]}{'0' * 16}{name[-19:]}")
    watching = place.watch()
    watching.next()
    wait_for(lambda: place.seen() == 2)

    assert (130, []) == watching.end()
    assert 1 == len(place.clinic.handed_over())


# ── late answers ──────────────────────────────────────────────────────────────────────────────
def test_an_answer_that_came_after_its_question_was_given_up_is_taken_in(place: Place) -> None:
    clinic = place.clinic.with_settings("backend", name="oqs-folder", timeout_s=1)
    place.terminal.set_faults(["late=1500:1"])
    asked = clinic.ask()
    with closing(sqlite3.connect(clinic.data / "oqs-folder.db")) as db, db:
        # So old a question is nobody else's any more.
        db.execute("UPDATE request SET noted_at = '2026-11-22T00:00:00+09:00'")
    watching = place.watch(clinic=clinic)
    late = watching.next()
    status, rest = watching.end()
    again = place.watch("--timeout", "2", clinic=clinic).end(None)

    assert (20, "BK01") == asked.brief
    assert (130, []) == (status, rest)
    assert (asked.document["check_id"], "numbers", "valid") == tuple(
        late[each] for each in ("check_id", "method", "verdict")
    )
    assert (True, None) == (late["saved"], late["error"])
    assert [late["check_id"]] == [each["check_id"] for each in clinic.results()]
    assert (0, []) == again


# ── folders ───────────────────────────────────────────────────────────────────────────────────
def test_consumed_results_go_once_they_are_saved(place: Place) -> None:
    place.terminal.lay_card(HANAKO)
    watching = place.watch(clinic=place.with_face("consume"))
    watching.next()
    wait_for(lambda: not place.lying())
    watching.end()

    assert 1 == len(place.clinic.results())


@pytest.mark.parametrize("use", ["leave", "consume"])
def test_our_own_hand_over_into_the_face_folder_does_not_come_back(place: Place, use: str) -> None:
    place.clinic.settings["handover"]["folder"] = str(place.face)
    watching = place.watch(clinic=place.with_face(use))
    place.terminal.lay_card(HANAKO)
    first = watching.next()
    place.clinic.ask()
    place.terminal.lay_card(JIRO)
    second = watching.next()
    status, rest = watching.end()

    assert (130, []) == (status, rest)
    assert first["facts"]["Name"] != second["facts"]["Name"]
    assert 3 == len(place.clinic.results())
    # What is left there is the receipt computer's already: ours would be a second one.
    state = "delivered" if use == "consume" else "off"
    assert [state] * 2 == [each["handover"]["state"] for each in (first, second)]
    assert 3 == len(place.lying())


def test_two_desks_that_hand_over_into_the_face_folder_do_not_feed_each_other(
    place: Place,
) -> None:
    place.clinic.settings["handover"]["folder"] = str(place.face)
    other = place.clinic.with_settings("clinic", terminal="desk-2")
    other.data = place.clinic.folder / "data-2"
    desks = [place.watch(), place.watch(clinic=other)]
    place.terminal.lay_card(HANAKO)
    ids = [desk.next()["check_id"] for desk in desks]
    place.terminal.lay_card(JIRO)
    for desk in desks:
        desk.next()

    assert [(130, []), (130, [])] == [desk.end() for desk in desks]
    assert ids[0] == ids[1]


def test_a_folder_that_goes_away_comes_back(place: Place) -> None:
    watching = place.watch("--timeout", "600")
    place.terminal.lay_card(HANAKO)
    watching.next()
    place.face.rename(place.root / "gone")
    watching.until_said("つながりません")
    (place.root / "gone").rename(place.face)
    place.terminal.lay_card(JIRO)

    assert watching.next()["saved"]
    watching.until_said("つながりました")
    watching.end()


# ── two programs, and killed ones ─────────────────────────────────────────────────────────────
def test_two_programs_take_each_result_once(place: Place) -> None:
    racers = [place.watch(), place.watch()]
    laid = 6
    for number in range(laid):
        place.terminal.lay_card(JIRO if number % 2 else HANAKO)
    wait_for(lambda: sum(racer.printed for racer in racers) >= laid)
    wait_for(lambda: place.seen() == laid)
    ended = [racer.end() for racer in racers]

    assert [130, 130] == [status for status, _ in ended]
    printed = [each["check_id"] for _, rest in ended for each in rest]
    assert laid == len(printed) == len(set(printed))
    assert sorted(printed) == sorted(each["check_id"] for each in place.clinic.results())
    assert laid == len(place.clinic.handed_over())


_STOPS_BEFORE_SAVED = """
import os, sys
from reception_app.adapters.face_folder.watch import FaceFolderWatch

def die(self, file):
    os.kill(os.getpid(), 9)

FaceFolderWatch.saved = die
from reception_app.cli import main
main()
"""


def test_killed_between_saving_and_noting_it_nothing_is_lost_and_nothing_comes_twice(
    place: Place,
) -> None:
    place.terminal.lay_card(HANAKO)
    words = place.clinic.command("watch", "--json", "--once")[3:]
    killed = subprocess.run(
        [sys.executable, "-c", _STOPS_BEFORE_SAVED, *words],
        capture_output=True,
        check=False,
        timeout=60,
    )
    stored = [each["check_id"] for each in place.clinic.results()]
    handed_over_before = len(place.clinic.handed_over())
    after = place.watch("--timeout", "600")
    wait_for(lambda: place.seen() == 1)
    wait_for(place.clinic.handed_over)

    assert (-signal.SIGKILL, b"") == (killed.returncode, killed.stdout)
    assert (1, 0) == (len(stored), handed_over_before)
    assert (130, []) == after.end()
    assert stored == [each["check_id"] for each in place.clinic.results()]
    assert 1 == len(place.clinic.handed_over())


@pytest.mark.kill
def test_killed_at_any_moment_every_result_is_stored_and_handed_over_once(place: Place) -> None:
    chance, laid = random.Random(20261122), 8  # noqa: S311 - no secret
    for _ in range(laid):
        place.terminal.lay_card(HANAKO)
        watching = place.watch()
        time.sleep(chance.uniform(0.8, 2.4))  # the random moment itself, not a wait for something
        watching.end(signal.SIGKILL)
    last = place.watch()
    wait_for(lambda: place.seen() == laid)
    wait_for(lambda: len(place.clinic.handed_over()) == laid)
    last.end()

    assert laid == len(place.clinic.results())
    assert laid == len(list(place.clinic.handover.iterdir()))


def test_beside_the_terminal_simulator_of_the_command_line(clinic: Clinic) -> None:
    root = clinic.folder / "OQS"
    clinic.settings["backend.oqs-folder"] = {"root": str(root)}
    command = [sys.executable, "-m", "reception_app", "training", "terminal", "--root", str(root)]
    with subprocess.Popen(
        [*command, "--face", HANAKO, "--institution-code", "1312345678"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as terminal:
        assert terminal.stdout is not None
        assert json.loads(terminal.stdout.readline())["ready"]
        ran = clinic.run("watch", "--json", "--once")
        terminal.terminate()

    assert (0, "face") == (ran.status, ran.document["method"])


# ── the opening inspection ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("is_there", [True, False])
def test_the_inspection_looks_at_the_face_folder(place: Place, is_there: bool) -> None:
    if not is_there:
        place.face.rename(place.root / "gone")

    (network,) = [
        probe
        for probe in place.clinic.run("doctor", "--json").document["probes"]
        if probe["name"] == "network"
    ]

    assert ("ok" if is_there else "fail") == network["state"]
    assert {"face": "reached" if is_there else "unreached"} == network["details"]


def test_a_clock_that_was_ahead_stops_the_questions_until_somebody_accepts_it(
    place: Place,
) -> None:
    clinic = place.clinic.with_settings("backend", name="oqs-folder")
    clinic.ask()
    with closing(sqlite3.connect(clinic.data / "oqs-folder.db")) as db, db:
        db.execute("INSERT INTO counter (day, last) VALUES ('2099-01-01', 7)")
    refused = clinic.ask()
    inspected = clinic.run("doctor")
    accepted = clinic.run("doctor", "--accept-clock", "--json")

    assert "SY03" == refused.code
    assert "2099-01-01" in inspected.out.decode()
    assert "doctor --accept-clock" in inspected.out.decode()
    (clock,) = [each for each in accepted.document["probes"] if each["name"] == "clock"]
    assert "off" == clock["state"]
    assert (0, None) == clinic.ask().brief
