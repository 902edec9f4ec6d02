"""A file counts once it has stopped changing, and never more of it than is wanted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reception_app.adapters.stable_read import NotAFile, StableReader, read_shared


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reader(clock: Clock) -> StableReader:
    return StableReader(apart_s=0.3, monotonic=clock)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.xml"
    path.write_bytes(b"first")
    return path


def test_a_file_counts_after_two_equal_readings(
    reader: StableReader, clock: Clock, file: Path
) -> None:
    readings = list[bytes | None]()
    for _ in range(4):
        readings.append(reader.read(file, at_most=10))
        clock.now += 0.2

    assert [None, None, b"first", b"first"] == readings


def test_a_file_that_changes_starts_over(reader: StableReader, clock: Clock, file: Path) -> None:
    reader.read(file, at_most=10)
    clock.now += 0.4
    file.write_bytes(b"second")
    changed = reader.read(file, at_most=10)
    clock.now += 0.4

    assert (None, b"second") == (changed, reader.read(file, at_most=10))


def test_a_settled_file_that_changes_starts_over_too(
    reader: StableReader, clock: Clock, file: Path
) -> None:
    reader.read(file, at_most=10)
    clock.now += 0.4
    settled = reader.read(file, at_most=10)
    file.write_bytes(b"second")

    assert (b"first", None) == (settled, reader.read(file, at_most=10))


def test_it_says_when_to_come_again(reader: StableReader, clock: Clock, file: Path) -> None:
    before = reader.wait_s()
    reader.read(file, at_most=10)
    waiting = reader.wait_s()
    clock.now += 0.4
    late = reader.wait_s()
    reader.read(file, at_most=10)

    assert [None, pytest.approx(0.3), 0.0, None] == [before, waiting, late, reader.wait_s()]


def test_a_file_that_is_gone_starts_over_when_it_is_back(
    reader: StableReader, clock: Clock, file: Path
) -> None:
    reader.read(file, at_most=10)
    file.unlink()
    with pytest.raises(FileNotFoundError):
        reader.read(file, at_most=10)
    file.write_bytes(b"first")
    clock.now += 0.4

    assert reader.read(file, at_most=10) is None


def test_a_file_that_is_too_long_is_read_one_byte_too_far(file: Path) -> None:
    assert b"firs" == read_shared(file, at_most=3)


@pytest.mark.skipif(os.name == "nt", reason="POSIX names")
def test_nothing_but_a_file_is_opened(tmp_path: Path, file: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(file)

    for name in ("folder", "pipe", "link"):
        with pytest.raises(NotAFile):
            read_shared(tmp_path / name, at_most=10)
