"""The source of appointments is found among those that are installed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.plugins import installed

from reception_app.adapters.batch_sources.registry import known_sources, load_source
from reception_app.domain.errors import SettingsError

PLUG_IN = """
from datetime import date
from reception_app.source_api import BatchEntry, SettingsError, SettingsProblem, TypedNumbers

class Clinic:
    def read(self, first, last):
        yield BatchEntry(1, TypedNumbers(), name=f"{first}")

def create(settings):
    if "door" in settings:
        raise SettingsError((SettingsProblem("[batch.appointments] door", "locked"),))
    return {"clinic": Clinic}[settings["kind"]]()
"""


@pytest.fixture
def plug_in(tmp_path: Path) -> Path:
    (tmp_path / "clinic_source.py").write_text(PLUG_IN, "utf-8")
    about = tmp_path / "clinic_source-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Name: clinic-source\nVersion: 1\n", "utf-8")
    (about / "entry_points.txt").write_text(
        "[reception_app.sources]\nclinic = clinic_source:create\nhollow = no_such_module:create\n",
        "utf-8",
    )
    return tmp_path


def problem_of(name: str, settings: dict[str, object]) -> tuple[str, str]:
    with pytest.raises(SettingsError) as caught:
        load_source(name, settings)
    (problem,) = caught.value.problems
    return problem.where, problem.what


def test_our_own_source_is_known_and_made(tmp_path: Path) -> None:
    source = load_source(
        "csv-folder", {"folder": str(tmp_path), "data_folder": str(tmp_path / "data")}
    )

    assert "csv-folder" in known_sources()
    assert type(source).__name__ == "AppointmentsFolder"


def test_a_plug_in_is_found_made_and_read(plug_in: Path) -> None:
    with installed(plug_in):
        known = known_sources()
        entries = load_source("clinic", {"kind": "clinic"}).read(date(2026, 11, 24), date.max)

        assert "clinic" in known
        assert [entry.name for entry in entries] == ["2026-11-24"]


def test_a_source_that_is_not_installed_is_told_with_those_that_are() -> None:
    where, what = problem_of("abacus", {})

    assert where == "[batch.appointments] kind"
    assert "'abacus'" in what
    assert "csv-folder" in what


@pytest.mark.parametrize(
    ("name", "kind"), [("hollow", "ModuleNotFoundError"), ("clinic", "KeyError")]
)
def test_a_plug_in_that_fails_is_named_without_its_words(
    plug_in: Path, name: str, kind: str
) -> None:
    with installed(plug_in):
        where, what = problem_of(name, {"kind": "s3cret"})

    assert where == "[batch.appointments]"
    assert what == f"plug-in {name} failed: {kind}"


def test_what_a_plug_in_says_of_its_own_table_is_passed_on(plug_in: Path) -> None:
    with installed(plug_in):
        assert problem_of("clinic", {"door": 1}) == ("[batch.appointments] door", "locked")
