from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from support.answers import AT, KEY, check_id, record, result
from support.disks import small_file_system

from reception_app.adapters.store import opening
from reception_app.adapters.store.opening import OURS, Migrations, open_store
from reception_app.adapters.store.schema import REVISION, metadata
from reception_app.adapters.store.sqlite import StoreFile, sidecars
from reception_app.domain.eligibility import Method
from reception_app.domain.errors import StoreBusy, StoreDamaged, StoreFull, StoreNewer

TEST_MIGRATIONS = str(Path(__file__).parents[2] / "data" / "store_migrations")
OLD = Migrations(TEST_MIGRATIONS, "old")
NEW = Migrations(TEST_MIGRATIONS, "new")
BROKEN = Migrations(TEST_MIGRATIONS, "broken")
OTHER_KEY = bytes(32)

needs_posix_rights = pytest.mark.skipif(os.name == "nt", reason="POSIX rights")


@pytest.fixture
def made(path: Path) -> Path:
    """A store with one answer, closed."""
    store = open_store(path, KEY)
    store.save(result(), record(), hand_over=True)
    store.close()
    return path


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    with small_file_system(tmp_path / "tiny", size_kib=400) as folder:
        yield folder


def fill(folder: Path) -> None:
    with (folder / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(bytes(4096))


def read(path: Path, key: bytes = KEY) -> list[str]:
    store = open_store(path, key, busy_timeout_s=0.1)
    try:
        return [each.result.check_id for each in store.latest(9)]
    finally:
        store.close()


def stamp(path: Path, statement: str, *values: object) -> None:
    connection = StoreFile(path, KEY, 1.0).connect(mode="rw")
    connection.execute(statement, values)
    connection.close()


# ── making ────────────────────────────────────────────────────────────────────────────────────
def test_a_missing_store_is_made_and_opens_again(made: Path) -> None:
    assert read(made) == [check_id(1)]


@needs_posix_rights
def test_folder_and_files_belong_to_their_owner_alone(path: Path) -> None:
    store = open_store(path, KEY)
    store.save(result(), record(), hand_over=True)

    rights = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
    store.close()

    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert dict.fromkeys(["store", "store-wal", "store-shm", "store.lock"], 0o600) == rights


def test_a_folder_that_exists_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)

    open_store(tmp_path / "store", KEY).close()

    assert tmp_path.stat().st_mode & 0o777 == 0o750


def test_what_a_crash_left_of_an_earlier_making_is_no_store(path: Path) -> None:
    path.parent.mkdir()
    for end in ("", "-wal", "-journal"):
        path.with_name(f"store.new{end}").write_bytes(b"half")

    assert read(path) == []
    assert not list(path.parent.glob("store.new*"))


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_a_log_whose_store_is_gone_is_damaged_and_untouched(path: Path, end: str) -> None:
    path.parent.mkdir()
    left = path.with_name(f"store{end}")
    left.write_bytes(b"answers")

    with pytest.raises(StoreDamaged):
        open_store(path, KEY)

    assert (left.read_bytes(), path.exists()) == (b"answers", False)


def test_programs_that_start_together_make_one_store(path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: open_store(path, KEY), range(4)))
    for number, store in enumerate(stores, 1):
        store.save(result(number), record(number), hand_over=False)
        store.close()

    assert read(path) == [check_id(4), check_id(3), check_id(2), check_id(1)]


def test_a_full_disk_leaves_no_store(tiny_disk: Path) -> None:
    fill(tiny_disk)

    with pytest.raises(StoreFull):
        open_store(tiny_disk / "store", KEY)

    assert not (tiny_disk / "store").exists()


def test_a_disk_that_gets_full_loses_no_saved_answer(tiny_disk: Path) -> None:
    path = tiny_disk / "store"
    store = open_store(path, KEY)
    store.save(result(1), record(1), hand_over=True)
    fill(tiny_disk)

    with pytest.raises(StoreFull):
        store.save(result(2), record(2), hand_over=True)

    store.close()
    (tiny_disk / "filler").unlink()
    assert read(path) == [check_id(1)]


def test_a_full_disk_cannot_open_but_does_not_call_it_damaged(tiny_disk: Path) -> None:
    path = tiny_disk / "store"
    open_store(path, KEY).close()
    fill(tiny_disk)

    with pytest.raises(StoreFull):
        open_store(path, KEY)


def test_a_key_of_another_length_is_our_own_fault(path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_store(path, b"short")


def test_a_program_that_makes_the_store_for_too_long_is_busy(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    monkeypatch.setattr(opening, "_LOCK_WAIT_S", 0.05)

    with FileLock(path.with_name("store.lock")), pytest.raises(StoreBusy):
        open_store(path, KEY)


# ── refusing ──────────────────────────────────────────────────────────────────────────────────
def assert_refused(path: Path, error: type[Exception], key: bytes = KEY) -> None:
    before = path.read_bytes()

    with pytest.raises(error):
        open_store(path, key)

    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.before-*"))


def test_a_newer_store_is_refused_and_untouched(made: Path) -> None:
    stamp(made, "UPDATE alembic_version SET version_num = '9999'")

    assert_refused(made, StoreNewer)


def test_a_newer_store_is_untouched_while_its_log_is_not_yet_played_in(made: Path) -> None:
    store = open_store(made, KEY)
    stamp(made, "UPDATE alembic_version SET version_num = '9999'")
    copied = made.parent / "crashed" / "store"
    copied.parent.mkdir()
    for each in (made, *sidecars(made)[:2]):
        shutil.copy(each, copied.with_name(each.name))
    store.close()

    assert_refused(copied, StoreNewer)


def test_a_wrong_key_is_refused(made: Path) -> None:
    assert_refused(made, StoreDamaged, OTHER_KEY)


def test_a_zero_byte_file_is_not_ours(path: Path) -> None:
    path.parent.mkdir()
    path.touch()

    assert_refused(path, StoreDamaged)


def test_a_plain_sqlite_file_is_refused(path: Path) -> None:
    path.parent.mkdir()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE alembic_version (version_num TEXT)")
    plain.close()

    assert_refused(path, StoreDamaged)


@pytest.mark.parametrize("length", [1, 100, 4096, 4096 + 2048])
def test_a_truncated_store_is_refused(made: Path, length: int) -> None:
    os.truncate(made, length)

    assert_refused(made, StoreDamaged)


@pytest.mark.parametrize("offset", [0, 50, 4095])
def test_a_flipped_bit_in_the_first_page_is_refused(made: Path, offset: int) -> None:
    content = bytearray(made.read_bytes())
    content[offset] ^= 1
    made.write_bytes(content)

    assert_refused(made, StoreDamaged)


@pytest.mark.parametrize(
    "statement",
    ["DROP TABLE alembic_version", "DELETE FROM alembic_version"],
)
def test_an_encrypted_file_that_is_not_a_store_is_refused(made: Path, statement: str) -> None:
    stamp(made, statement)

    assert_refused(made, StoreDamaged)


def test_a_folder_in_its_place_is_refused(path: Path) -> None:
    path.mkdir(parents=True)

    with pytest.raises(StoreDamaged):
        open_store(path, KEY)


def test_a_file_where_the_data_folder_should_be_is_refused(path: Path) -> None:
    path.parent.write_text("not a folder")

    with pytest.raises(StoreDamaged):
        open_store(path, KEY)


def test_a_refusal_says_nothing_on_the_terminal(
    made: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(StoreDamaged):
        open_store(made, OTHER_KEY)

    assert capfd.readouterr() == ("", "")


# ── upgrading ─────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def old(path: Path) -> Path:
    """A store of the invented older revision, with an answer in its outbox."""
    open_store(path, KEY, migrations=OLD).close()
    columns = "check_id, answered_at, verdict_code, message_header, message_body, records"
    stamp(
        path,
        f"INSERT INTO answers ({columns}, service_messages) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - ours
        *(check_id(1), f"{AT:%Y-%m-%d %H:%M:%S.%f}", "", "{}", "{}", "[]", "[]"),
    )
    stamp(path, "INSERT INTO handovers VALUES (?, 'waiting', NULL, NULL)", check_id(1))
    return path


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    connection = StoreFile(path, KEY, 1.0).connect(mode="ro")
    found = connection.execute(statement).fetchall()
    connection.close()
    return found


def test_an_older_store_is_upgraded_and_keeps_its_rows(old: Path) -> None:
    store = open_store(old, KEY, migrations=NEW)
    store.save(result(2), record(2), hand_over=True)
    store.mark_handover_failed(check_id(1), "HO03")
    store.close()

    kept = rows(
        old,
        "SELECT check_id, source, state, failure_code "
        "FROM answers JOIN handovers USING (check_id)",
    )
    assert (check_id(1), "https", "failed", "HO03") in kept


def test_a_copy_is_made_before_an_upgrade(old: Path) -> None:
    open_store(old, KEY, migrations=NEW).close()

    copy = old.with_name("store.before-old")
    assert rows(copy, "SELECT version_num, state FROM alembic_version, handovers") == [
        ("old", "waiting")
    ]
    assert b"SQLite format 3" not in copy.read_bytes()
    assert os.name == "nt" or copy.stat().st_mode & 0o777 == 0o600


def test_a_copy_holds_what_is_still_in_the_log(old: Path) -> None:
    other = StoreFile(old, KEY, 1.0).connect_for_use()
    other.execute("UPDATE handovers SET name = 'late'")

    open_store(old, KEY, migrations=NEW).close()
    other.close()

    assert rows(old.with_name("store.before-old"), "SELECT name FROM handovers") == [("late",)]


def test_a_failed_upgrade_leaves_the_old_store(old: Path) -> None:
    with pytest.raises(StoreDamaged):
        open_store(old, KEY, migrations=BROKEN)

    assert rows(old, "SELECT version_num, state FROM alembic_version, handovers") == [
        ("old", "waiting")
    ]


# ── upgrading what was released ───────────────────────────────────────────────────────────────
RELEASED = Migrations(OURS.location, "0001")
RELEASED_SQL = Path(__file__).parents[2] / "data" / "store_0001.sql"


@pytest.fixture
def released(path: Path) -> Path:
    """A store as the program of revision 0001 left it; the SQL stays as it is for ever."""
    path.parent.mkdir()
    path.touch()
    connection = StoreFile(path, KEY, 1.0).connect(mode="rw")
    for statement in RELEASED_SQL.read_text("utf-8").split(";\n"):
        connection.execute(statement)
    connection.close()
    return path


def test_a_released_store_keeps_its_rows(released: Path) -> None:
    store = open_store(released, KEY)

    (row,) = store.waiting(9)
    store.close()

    assert (check_id(1), AT + timedelta(seconds=1)) == (
        row.result.check_id,
        row.result.answered_at,
    )
    assert "試験　太郎" == row.result.records[0]["Name"]
    assert (Method.VISUAL, "sato") == (row.record.method, row.record.consent.witness)
    assert (None, None, None) == (
        row.record.reason,
        row.record.is_other_person,
        row.record.trail,
    )


def test_whoever_compared_the_face_before_said_yes(released: Path) -> None:
    open_store(released, KEY).close()

    kept = rows(
        released, "SELECT check_id, confirmed_by, is_same_person FROM visual_confirmations"
    )

    assert kept == [(check_id(1), "sato", 1)]


def test_a_released_store_takes_refusals_and_held_answers(released: Path) -> None:
    store = open_store(released, KEY)
    store.record_refusal(check_id(2), "sato", AT)
    store.save(result(3), record(3, is_other_person=True), hand_over=True, hold=True)
    (waiting,) = store.waiting(9)
    store.close()

    assert waiting.result.check_id == check_id(1)
    assert rows(released, "SELECT is_same_person FROM visual_confirmations ORDER BY 1") == [
        (0,),
        (1,),
    ]


def test_a_released_store_is_kept_aside_before_it_is_upgraded(released: Path) -> None:
    open_store(released, KEY).close()

    copy = released.with_name("store.before-0001")
    assert rows(
        copy, "SELECT version_num, confirmed_by FROM alembic_version, visual_confirmations"
    ) == [("0001", "sato")]


def test_the_released_program_refuses_the_upgraded_store(released: Path) -> None:
    open_store(released, KEY).close()

    with pytest.raises(StoreNewer):
        open_store(released, KEY, migrations=RELEASED)


def test_an_upgraded_store_has_the_tables_of_a_new_one(released: Path) -> None:
    open_store(released, KEY).close()

    engine = StoreFile(released, KEY, 1.0).engine()
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert differences == []


# ── upgrading, disturbed ──────────────────────────────────────────────────────────────────────
def test_an_upgrade_waits_for_another_writer_and_says_busy(old: Path) -> None:
    other = StoreFile(old, KEY, 1.0).connect_for_use()
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusy):
        open_store(old, KEY, busy_timeout_s=0.1, migrations=NEW)

    other.close()


def test_a_revision_beyond_this_program_is_newer_although_its_step_exists(old: Path) -> None:
    open_store(old, KEY, migrations=NEW).close()

    with pytest.raises(StoreNewer):
        open_store(old, KEY, migrations=OLD)


def test_the_tables_are_what_the_newest_migration_makes(made: Path) -> None:
    engine = StoreFile(made, KEY, 1.0).engine()
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert differences == []


def test_the_known_revision_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", OURS.location)

    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_a_store_at_head_opens_without_alembic(made: Path) -> None:
    program = (
        "import sys; from pathlib import Path;"
        "from reception_app.adapters.store.opening import open_store;"
        "open_store(Path(sys.argv[1]), bytes(range(32))).close();"
        "sys.exit('alembic' in sys.modules)"
    )

    ended = subprocess.run([sys.executable, "-c", program, str(made)], check=False)

    assert ended.returncode == 0


def test_migrating_sets_up_no_logging_and_prints_nothing(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    handlers, level = list(logging.root.handlers), logging.root.level

    open_store(path, KEY).close()

    assert (handlers, level) == (logging.root.handlers, logging.root.level)
    assert capfd.readouterr() == ("", "")
