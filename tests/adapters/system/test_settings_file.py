"""From a file on disk to settings: what is missing, broken, or somewhere else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reception_app.adapters.system.settings_file import (
    check_files,
    default_data_dir,
    default_settings_path,
    load_settings,
    read_toml,
)
from reception_app.domain.errors import SettingsError

FILE = """
[clinic]
institution_code = "1312345678"
terminal = "desk-1"
[card]
trust = ["ca/card.pem", "{absolute}"]
[backend]
name = "https"
[backend.https]
url = "https://eligibility.example.jp"
ca = "ca/service.pem"
client_certificate = "terminal.pem"
client_key = "terminal.key"
[handover]
kind = "face-folder"
folder = "../face"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text(FILE.format(absolute=tmp_path / "other.pem"), "utf-8")
    return path


def problems_of(path: Path) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    return [str(problem) for problem in caught.value.problems]


def test_relative_paths_start_at_the_files_folder(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    settings = load_settings(Path(file.name))

    assert settings.card.trust == (str(tmp_path / "ca/card.pem"), str(tmp_path / "other.pem"))
    assert settings.backend.options == {
        "url": "https://eligibility.example.jp",
        "ca": str(tmp_path / "ca/service.pem"),
        "client_certificate": str(tmp_path / "terminal.pem"),
        "client_key": str(tmp_path / "terminal.key"),
    }
    assert settings.handover.folder == str(tmp_path / "../face")


def test_the_terminals_folders_start_at_the_files_folder_too(file: Path, tmp_path: Path) -> None:
    table = '[backend.oqs-folder]\nroot = "OQS"\nours = "beside"\n'
    file.write_text(
        file.read_text("utf-8").replace('name = "https"', 'name = "oqs-folder"') + table, "utf-8"
    )

    settings = load_settings(file)

    assert settings.backend.options == {
        "root": str(tmp_path / "OQS"),
        "ours": str(tmp_path / "beside"),
    }
    assert (settings.face.folder if settings.face else None) == str(tmp_path / "OQS" / "face")


def test_the_folder_of_appointments_starts_at_the_files_folder_too(
    file: Path, tmp_path: Path
) -> None:
    text = file.read_text("utf-8")
    own = '{kind = "my-source", folder = "lists"}'
    file.write_text(text + '[batch.appointments]\nfolder = "lists"\n', "utf-8")

    folder = load_settings(file).batch.appointments
    file.write_text(text + f"[batch]\nappointments = {own}\n", "utf-8")
    plug_in = load_settings(file, sources=["my-source"]).batch.appointments

    assert folder is not None
    assert plug_in is not None
    assert folder.options["folder"] == str(tmp_path / "lists")
    assert plug_in.options["folder"] == "lists"


def test_a_plug_in_resolves_its_own_paths(file: Path) -> None:
    text = file.read_text("utf-8").replace('name = "https"', 'name = "abacus"')
    file.write_text(text + '[backend.abacus]\nca = "a.pem"\n', "utf-8")

    assert load_settings(file).backend.options == {"ca": "a.pem"}


def test_a_backend_that_is_not_installed_is_a_problem(file: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(file, backends={"abacus"})

    assert [str(problem) for problem in caught.value.problems] == [
        "[backend] name: abacus のいずれかにしてください"
    ]


def test_no_hand_over_has_no_folder(file: Path) -> None:
    text = file.read_text("utf-8").replace("face-folder", "none").replace("folder =", "# folder =")
    file.write_text(text, "utf-8")

    assert load_settings(file).handover.folder is None


def test_a_byte_order_mark_is_harmless(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())

    assert load_settings(file).clinic.terminal == "desk-1"


def test_a_missing_file_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"

    assert problems_of(path) == [f"{path}: 設定ファイルがありません"]


def test_an_unreadable_file_is_one_problem(tmp_path: Path) -> None:
    assert problems_of(tmp_path) == [f"{tmp_path}: 設定ファイルを読めません"]


def test_another_encoding_is_one_problem(file: Path) -> None:
    file.write_bytes("# 設定".encode("cp932"))

    assert problems_of(file) == [f"{file}: UTF-8 で保存してください"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[clinic]\nterminal = = 3\n", "2行12桁"),
        ("[clinic]\r\nterminal = desk\r\n", "2行12桁"),
        ("[clinic]\nterminal =", "2行11桁"),
        ("a = 1\na = 2\n", "2行6桁"),
    ],
)
def test_a_syntax_error_is_one_problem_with_line_and_column(
    file: Path, text: str, place: str
) -> None:
    file.write_text(text, "utf-8", newline="")

    assert problems_of(file) == [f"{file}: TOML の書き方に誤りがあります（{place}）"]


def test_mistakes_are_told_as_they_are_found(file: Path) -> None:
    file.write_text(file.read_text("utf-8") + "[store]\nkey = 3\npath = 4\n", "utf-8")

    assert [problem.partition(":")[0] for problem in problems_of(file)] == [
        "[store] key",
        "[store] path",
    ]


def test_the_tables_can_be_read_without_judging_them(file: Path) -> None:
    file.write_text("anything = 1", "utf-8")

    assert read_toml(file) == {"anything": 1}


def test_missing_certificates_are_problems_and_a_missing_key_is_not(
    file: Path, tmp_path: Path
) -> None:
    (tmp_path / "other.pem").write_bytes(b"PEM")
    (tmp_path / "ca").mkdir()
    (tmp_path / "ca" / "service.pem").mkdir()

    problems = check_files(load_settings(file))

    assert [str(problem) for problem in problems] == [
        f"[card] trust: ファイルがありません（{tmp_path}/ca/card.pem）",
        f"[backend.https] ca: ファイルを読めません（{tmp_path}/ca/service.pem）",
    ]


def test_files_of_a_plug_in_are_not_looked_at(file: Path, tmp_path: Path) -> None:
    text = file.read_text("utf-8").replace('name = "https"', 'name = "abacus"')
    file.write_text(text.replace('"ca/card.pem", ', ""), "utf-8")
    (tmp_path / "other.pem").write_bytes(b"PEM")

    assert check_files(load_settings(file)) == ()


@pytest.mark.skipif(os.name == "nt", reason="the XDG variables are for Linux")
def test_the_built_in_places_are_those_of_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_DIRS", "/site/config")
    monkeypatch.setenv("XDG_DATA_HOME", "/home/x/data")

    assert default_settings_path() == Path("/site/config/reception-app/settings.toml")
    assert default_data_dir() == Path("/home/x/data/reception-app")
    assert default_data_dir(training=True) == Path("/home/x/data/reception-app/training")
