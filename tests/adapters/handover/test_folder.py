from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support.answers import INSTITUTION, result, unwritable

from reception_app.adapters.handover.folder import FaceFolderSink
from reception_app.domain.errors import TargetMissing, TargetRefused
from reception_app.messages.xml import face_xml


def aside(name: str) -> Path:
    return Path(f"{name}.part")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "face"
    made.mkdir()
    return made


@pytest.fixture
def sink(folder: Path) -> FaceFolderSink:
    return FaceFolderSink(folder, INSTITUTION, encoding="shift_jis")


def listed(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_prepared_answer_is_invisible(sink: FaceFolderSink, folder: Path) -> None:
    name = sink.prepare(result())

    assert [*folder.iterdir()] == [aside(name)]


def test_a_released_answer_is_the_whole_message(sink: FaceFolderSink, folder: Path) -> None:
    name = sink.prepare(result())
    sink.release(name)

    assert [*folder.iterdir()] == [Path(name)]
    assert Path(sink.path_of(name)).read_bytes() == face_xml(result(), encoding="shift_jis")


def test_a_name_is_the_whole_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    name = FaceFolderSink(Path("face"), INSTITUTION, encoding="utf-8").prepare(result())
    monkeypatch.chdir("/")

    assert (Path(name).parent, Path(name).suffix) == (folder, ".xml")


def test_looking_whether_the_folder_is_ready_leaves_nothing_there(
    sink: FaceFolderSink, folder: Path
) -> None:
    sink.require_ready()

    assert listed(folder) == []


def test_the_encoding_of_the_settings_is_used(folder: Path) -> None:
    sink = FaceFolderSink(folder, INSTITUTION, encoding="utf-8")
    sink.release(name := sink.prepare(unwritable(1)))

    assert Path(sink.path_of(name)).read_bytes() == face_xml(unwritable(1), encoding="utf-8")


def test_preparing_again_changes_nothing(sink: FaceFolderSink, folder: Path) -> None:
    name = sink.prepare(result())
    before = aside(name).read_bytes()

    assert sink.prepare(result()) == name
    assert aside(name).read_bytes() == before


def test_preparing_replaces_what_a_crash_left_half(sink: FaceFolderSink, folder: Path) -> None:
    name = sink.prepare(result())
    aside(name).write_bytes(b"<?xml")

    sink.release(sink.prepare(result()))

    assert Path(sink.path_of(name)).read_bytes() == face_xml(result(), encoding="shift_jis")


def test_releasing_what_was_released_and_taken_writes_nothing(
    sink: FaceFolderSink, folder: Path
) -> None:
    name = sink.prepare(result())
    sink.release(name)
    Path(sink.path_of(name)).unlink()

    sink.release(name)

    assert listed(folder) == []


def test_a_file_that_lies_there_already_is_never_overwritten(
    sink: FaceFolderSink, folder: Path
) -> None:
    name = sink.prepare(result())
    Path(sink.path_of(name)).write_text("foreign")

    for attempt in (lambda: sink.release(name), lambda: sink.prepare(result())):
        with pytest.raises(TargetRefused) as caught:
            attempt()
        assert caught.value.code == "HO03"

    assert Path(sink.path_of(name)).read_text() == "foreign"


def test_a_link_planted_aside_is_not_followed(
    sink: FaceFolderSink, folder: Path, tmp_path: Path
) -> None:
    name = sink.prepare(result())
    aside(name).unlink()
    (tmp_path / "secret").write_text("untouched")
    aside(name).symlink_to(tmp_path / "secret")

    sink.prepare(result())

    assert (tmp_path / "secret").read_text() == "untouched"


def test_still_there_until_it_is_taken_away(sink: FaceFolderSink) -> None:
    name = sink.prepare(result())
    sink.release(name)
    before = sink.still_there(name)
    Path(sink.path_of(name)).unlink()

    assert (before, sink.still_there(name)) == (True, False)


def test_a_character_that_cannot_be_written_leaves_nothing(
    sink: FaceFolderSink, folder: Path
) -> None:
    with pytest.raises(TargetRefused) as caught:
        sink.prepare(unwritable(1))

    assert (caught.value.code, listed(folder)) == ("HO06", [])


@pytest.mark.parametrize("missing", ["absent", "a-file", "a-file/below"])
def test_a_missing_folder_is_said_and_not_made(tmp_path: Path, missing: str) -> None:
    (tmp_path / "a-file").touch()
    sink = FaceFolderSink(tmp_path / missing, INSTITUTION, encoding="utf-8")

    name = str(tmp_path / missing / "prepared-before.xml")

    for attempt in (
        sink.require_ready,
        lambda: sink.prepare(result()),
        lambda: sink.release(name),
        lambda: sink.still_there(name),
    ):
        with pytest.raises(TargetMissing) as caught:
            attempt()
        assert caught.value.code == "HO03"

    assert listed(tmp_path) == ["a-file"]


def test_a_folder_that_vanished_does_not_count_as_delivered(
    sink: FaceFolderSink, folder: Path
) -> None:
    name = sink.prepare(result())
    shutil.rmtree(folder)

    with pytest.raises(TargetMissing):
        sink.release(name)


def test_a_full_folder_refuses_and_leaves_no_half_file(tiny_disk: Path) -> None:
    (tiny_disk / "filler").write_bytes(bytes(12 * 1024))
    sink = FaceFolderSink(tiny_disk, INSTITUTION, encoding="utf-8")
    large = result(records=({"Address": "架" * 8000},))

    with pytest.raises(TargetRefused) as caught:
        sink.prepare(large)

    assert (caught.value.code, listed(tiny_disk)) == ("HO03", ["filler"])


def test_a_read_only_folder_refuses(tiny_disk: Path) -> None:
    sink = FaceFolderSink(tiny_disk, INSTITUTION, encoding="utf-8")
    name = sink.prepare(result())
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)

    for attempt in (
        sink.require_ready,
        lambda: sink.release(name),
        lambda: sink.prepare(result()),
    ):
        with pytest.raises(TargetRefused) as caught:
            attempt()
        assert caught.value.code == "HO03"

    assert [*tiny_disk.iterdir()] == [aside(name)]


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_the_folders_owner_decides_who_reads(sink: FaceFolderSink) -> None:
    old = os.umask(0o007)
    try:
        sink.release(name := sink.prepare(result()))
    finally:
        os.umask(old)

    assert Path(sink.path_of(name)).stat().st_mode & 0o777 == 0o660


# ── another folder than before ────────────────────────────────────────────────────────────────
@pytest.fixture
def other(tmp_path: Path) -> FaceFolderSink:
    """The sink after the setting was changed."""
    (tmp_path / "other").mkdir()
    return FaceFolderSink(tmp_path / "other", INSTITUTION, encoding="shift_jis")


def test_what_lies_aside_in_another_folder_lies_elsewhere(
    sink: FaceFolderSink, other: FaceFolderSink
) -> None:
    name = sink.prepare(result())

    assert (sink.lies_elsewhere(name), other.lies_elsewhere(name)) == (False, True)


def test_what_was_released_in_another_folder_does_not_lie_elsewhere(
    sink: FaceFolderSink, other: FaceFolderSink
) -> None:
    name = sink.prepare(result())
    sink.release(name)

    assert not other.lies_elsewhere(name)


def test_a_folder_of_earlier_that_refuses_is_said(other: FaceFolderSink, tmp_path: Path) -> None:
    too_long = str(tmp_path / ("x" * 300) / "NAME.xml")

    with pytest.raises(TargetRefused):
        other.lies_elsewhere(too_long)


def test_what_was_prepared_in_another_folder_is_released_and_looked_for_there(
    sink: FaceFolderSink, other: FaceFolderSink, folder: Path, tmp_path: Path
) -> None:
    name = sink.prepare(result())

    other.release(name)

    assert (other.path_of(name), other.still_there(name)) == (name, True)
    assert ([*folder.iterdir()], listed(tmp_path / "other")) == ([Path(name)], [])


def test_discarding_removes_what_lies_aside_and_nothing_else(
    sink: FaceFolderSink, other: FaceFolderSink, folder: Path
) -> None:
    released = sink.prepare(result(1))
    sink.release(released)
    name = sink.prepare(result(2))

    for each in (name, name, released):
        other.discard(each)

    assert [*folder.iterdir()] == [Path(released)]


def test_a_folder_that_refuses_keeps_what_is_discarded(
    tiny_disk: Path, other: FaceFolderSink
) -> None:
    name = FaceFolderSink(tiny_disk, INSTITUTION, encoding="utf-8").prepare(result())
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)

    other.discard(name)

    assert aside(name).exists()
