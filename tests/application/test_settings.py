"""What a settings file may say, and that every mistake is told at once."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from reception_app.application.catalogue import Lang, Language
from reception_app.application.settings import (
    ColourScheme,
    DefaultMethod,
    DisplaySettings,
    FaceSettings,
    HandoverEncoding,
    HandoverKind,
    HandoverSettings,
    HandoverWhen,
    PatientScreenUse,
    Settings,
    read_display,
    read_settings,
    webapi_secret,
)
from reception_app.application.settings_batch import AppointmentSettings
from reception_app.application.settings_checks import one_of
from reception_app.domain.errors import SettingsError

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"

SMALLEST = """
[clinic]
institution_code = "1312345678"
terminal = "desk-1"
[card]
trust = ["ca.pem"]
[backend]
name = "https"
[backend.https]
url = "https://eligibility.example.jp:8443/base"
ca = "service-ca.pem"
client_certificate = "terminal.pem"
client_key = "terminal.key"
[handover]
kind = "none"
"""


def tables(**changes: dict[str, Any] | None) -> dict[str, Any]:
    """The smallest file, with keys changed by table; None as a value takes a key or table away."""
    result: dict[str, Any] = tomllib.loads(SMALLEST)
    for name, change in changes.items():
        table = {} if change is None else result.get(name, {}) | change
        result[name] = {key: value for key, value in table.items() if value is not None}
    return result


def problems_of(mapping: dict[str, Any]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_settings(mapping)
    return [str(problem) for problem in caught.value.problems]


def test_the_smallest_file_gets_the_documented_defaults() -> None:
    settings = read_settings(tables())

    assert settings.desk.operators == ()
    assert (settings.card.trust, settings.card.reader) == (("ca.pem",), "")
    assert not settings.card.phones
    assert settings.backend.timeout_s == 15
    assert settings.store.key_file is None
    assert settings.handover == HandoverSettings(
        HandoverKind.NONE, None, HandoverEncoding.SHIFT_JIS, HandoverWhen.AT_ONCE
    )


def example() -> Settings:
    found = re.search(r"```toml\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return read_settings(tomllib.loads(found[1]))


def test_the_example_of_the_documentation_is_right() -> None:
    settings = example()

    assert settings.clinic.institution_code == "1312345678"
    assert settings.desk.operators == ("sato", "tanaka")
    assert settings.backend.options["url"] == "https://eligibility.example.jp"
    assert settings.handover.folder == "/srv/receipt/face"
    assert settings.batch.appointments == AppointmentSettings(
        "csv-folder", {"kind": "csv-folder", "folder": "/srv/appointments"}
    )


def test_the_chosen_backend_gets_its_own_table() -> None:
    settings = read_settings(tables())

    assert settings.backend.name == "https"
    assert set(settings.backend.options) == {"url", "ca", "client_certificate", "client_key"}


def test_a_plug_in_gets_its_table_unchecked() -> None:
    own = {"anything": [1, {"deep": True}], "root": 3}

    settings = read_settings(tables(backend={"name": "abacus", "abacus": own, "https": None}))

    assert settings.backend.options == own


def test_a_plug_in_needs_no_table() -> None:
    settings = read_settings(tables(backend={"name": "abacus", "https": None}))

    assert settings.backend.options == {}


def test_a_key_file_is_named_by_its_absolute_path(tmp_path: Path) -> None:
    path = str(tmp_path / "store.key")

    assert read_settings(tables(store={"key": "keyring"})).store.key_file is None
    assert read_settings(tables(store={"key": f"file:{path}"})).store.key_file == path


def test_an_absolute_path_of_another_system_is_none_here() -> None:
    foreign = "/k/store.key" if os.name == "nt" else r"C:\k\store.key"

    assert problems_of(tables(store={"key": f"file:{foreign}"})) == [
        "[store] key: keyring か file:/絶対パス で書いてください"
    ]


def test_a_backend_that_is_not_installed_is_told_with_those_that_are() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(tables(backend={"name": "abacas"}), backends=["https", "abacus"])

    assert [str(problem) for problem in caught.value.problems] == [
        "[backend] name: abacus、https のいずれかにしてください"
    ]


def test_an_installed_backend_is_accepted() -> None:
    settings = read_settings(tables(), backends={"https"})

    assert settings.backend.name == "https"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("b", None),
        ("a", None),
        ("c", "a、b のいずれかにしてください"),
        ("", "a、b のいずれかにしてください"),
    ],
)
def test_one_of_some_names_is_accepted_and_the_others_are_listed(
    text: str, wrong: str | None
) -> None:
    assert one_of(("b", "a"))(text) == wrong


@pytest.mark.parametrize("timeout", [0.5, 1, 15.5, 120])
def test_a_time_out_is_a_number_of_seconds(timeout: float) -> None:
    assert read_settings(tables(backend={"timeout_s": timeout})).backend.timeout_s == timeout


def test_an_empty_file_tells_every_required_key() -> None:
    assert problems_of({}) == [
        "[clinic] institution_code: 必要な項目です",
        "[clinic] terminal: 必要な項目です",
        "[card] trust: 必要な項目です",
        "[backend] name: 必要な項目です",
        "[handover] kind: 必要な項目です",
    ]


def test_all_mistakes_are_told_together() -> None:
    mapping = tables(
        clinic={"institution_code": "131234567", "city": "Tokyo"},
        desk={"operators": ["sato", "sato"]},
        backend={"timeout_s": 0},
        store={"key": "passphrase"},
    ) | {"printer": {"name": "x"}, "debug": True}

    assert problems_of(mapping) == [
        "[clinic] institution_code: 半角数字10桁で書いてください",
        "[clinic] city: 知らない項目です",
        "[desk] operators: 同じ値が2回以上あります",
        "[backend] timeout_s: 0 より大きく 120 以下にしてください",
        "[store] key: keyring か file:/絶対パス で書いてください",
        "[printer]: 知らないテーブルです",
        "debug: 知らない項目です",
    ]


@pytest.mark.parametrize(
    ("table", "change", "where"),
    [
        ("clinic", {"institution_code": 1312345678}, "[clinic] institution_code"),
        ("clinic", {"institution_code": "１３１２３４５６７８"}, "[clinic] institution_code"),
        ("clinic", {"terminal": ""}, "[clinic] terminal"),
        ("clinic", {"terminal": " desk-1"}, "[clinic] terminal"),
        ("clinic", {"terminal": "desk\n1"}, "[clinic] terminal"),
        ("desk", {"operators": "sato"}, "[desk] operators"),
        ("desk", {"operators": ["sato", 3]}, "[desk] operators"),
        ("desk", {"operators": [""]}, "[desk] operators"),
        ("card", {"trust": []}, "[card] trust"),
        ("card", {"phones": "no"}, "[card] phones"),
        ("card", {"reader": 3}, "[card] reader"),
        ("backend", {"timeout_s": True}, "[backend] timeout_s"),
        ("backend", {"timeout_s": "15"}, "[backend] timeout_s"),
        ("backend", {"timeout_s": float("nan")}, "[backend] timeout_s"),
        ("backend", {"timeout_s": float("inf")}, "[backend] timeout_s"),
        ("backend", {"timeout_s": -1}, "[backend] timeout_s"),
        ("backend", {"timeout_s": 121}, "[backend] timeout_s"),
        ("backend", {"abacus": {}}, "[backend.abacus]"),
        ("backend", {"tls": "off"}, "[backend] tls"),
        ("backend", {"https": 3}, "[backend.https]"),
        ("handover", {"kind": "csv"}, "[handover] kind"),
        ("handover", {"kind": 3}, "[handover] kind"),
        ("handover", {"kind": "face-folder"}, "[handover] folder"),
        ("handover", {"encoding": "euc-jp"}, "[handover] encoding"),
        ("handover", {"when": "later"}, "[handover] when"),
        ("handover", {"path": "x"}, "[handover] path"),
        ("store", {"key": "file:relative.key"}, "[store] key"),
        ("store", {"key": "/k/store.key"}, "[store] key"),
        ("store", {"key": ""}, "[store] key"),
    ],
)
def test_a_mistake_is_told_with_its_place(table: str, change: dict[str, Any], where: str) -> None:
    told = problems_of(tables(**{table: change}))

    assert told[0].partition(": ")[0] == where


def test_a_wrong_kind_of_hand_over_says_what_this_version_can_do() -> None:
    assert problems_of(tables(handover={"kind": "csv"})) == [
        "[handover] kind: この版で使える値は face-folder、none です"
    ]


def test_a_table_that_is_no_table_is_told_once() -> None:
    mapping: dict[str, Any] = tables(backend={"https": 3})

    assert [told for told in problems_of(mapping) if "テーブルで" in told] == [
        "[backend.https]: テーブルで書いてください"
    ]


def test_the_table_of_a_built_in_backend_has_to_be_complete() -> None:
    mapping = tables(backend={"https": {"url": "https://eligibility.example.jp"}})

    assert problems_of(mapping) == [
        "[backend.https] ca: 必要な項目です",
        "[backend.https] client_certificate: 必要な項目です",
        "[backend.https] client_key: 必要な項目です",
    ]


@pytest.mark.parametrize(
    "url",
    [
        "http://eligibility.example.jp",
        "eligibility.example.jp",
        "https://",
        "https:///path",
        "https://a.example:port",
        "https://a.example:0",
        "https://[::1",
        "https://a b.example",
        "https://資格.example",
        "https://a.example/資格",
        "https://user@a.example",
        "https://a.example/?x=1",
        "https://a.example/#x",
        "",
    ],
)
def test_the_address_of_a_service_is_https_with_a_host(url: str) -> None:
    https = tables()["backend"]["https"] | {"url": url}

    assert len(problems_of(tables(backend={"https": https}))) == 1


@pytest.mark.parametrize(
    ("table", "key", "value"),
    [
        ("clinic", "name", "医院 1234-5678-9018"),
        ("clinic", "terminal", "123456789018"),
        ("desk", "operators", ["佐藤", "１２３４５６７８９０１８"]),
    ],
)
def test_a_my_number_is_no_name(table: str, key: str, value: object) -> None:
    mapping = tables()
    mapping[table] = {**mapping.get(table, {}), key: value}

    assert problems_of(mapping) == [f"[{table}] {key}: マイナンバー（12桁）は書けません"]


def test_tables_of_backends_to_come_are_checked() -> None:
    web = {
        "auth_url": "https://a.example",
        "search_url": "https://b.example",
        "ca": "ca.pem",
        "client_certificate": "c.pem",
        "client_key": "c.key",
        "user": "u",
    }

    read_settings(tables(backend={"oqs-webapi": web, "oqs-folder": {"root": "oqs"}}))
    told = problems_of(tables(backend={"oqs-webapi": web | {"password": "x"}, "oqs-folder": {}}))

    assert told == [
        "[backend.oqs-folder] root: 必要な項目です",
        "[backend.oqs-webapi] password: 知らない項目です",
    ]


def test_the_terminals_table_says_how_its_folders_are_used() -> None:
    wrong = {"root": "oqs", "encoding": "utf-16", "answers": "delete", "face": "yes", "x": 1}

    assert problems_of(tables(backend={"oqs-folder": wrong})) == [
        "[backend.oqs-folder] encoding: この版で使える値は utf-8、shift_jis です",
        "[backend.oqs-folder] answers: この版で使える値は leave、move です",
        "[backend.oqs-folder] face: この版で使える値は leave、consume、off です",
        "[backend.oqs-folder] x: 知らない項目です",
    ]


@pytest.mark.parametrize("wrong", ["text", 1, []])
def test_a_terminal_that_is_no_table_is_told_once(wrong: object) -> None:
    assert problems_of(tables(backend={"oqs-folder": wrong})) == [
        "[backend.oqs-folder]: テーブルで書いてください",
        "[backend.oqs-folder] root: 必要な項目です",
    ]


@pytest.mark.parametrize(
    ("table", "face"),
    [
        ({"root": "oqs"}, FaceSettings(str(Path("oqs/face")), consumes=False)),
        ({"root": "oqs", "face": "consume"}, FaceSettings(str(Path("oqs/face")), consumes=True)),
        ({"root": "oqs", "face": "off"}, None),
        (None, None),
    ],
)
def test_face_results_come_from_a_terminal_whatever_the_backend(
    table: dict[str, Any] | None, face: FaceSettings | None
) -> None:
    backend = {} if table is None else {"oqs-folder": table}

    assert read_settings(tables(backend=backend)).face == face


def test_a_folder_without_a_use_is_accepted() -> None:
    settings = read_settings(tables(handover={"kind": "none", "folder": "spare"}))

    assert settings.handover.folder == "spare"


def test_the_error_carries_all_problems_for_the_log_of_an_installer() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"x": 1})

    assert caught.value.code == "SE01"
    assert len(caught.value.problems) == 6


def test_the_desk_and_its_windows_have_documented_defaults() -> None:
    settings = read_settings(tables())

    assert settings.desk.default_method is DefaultMethod.PIN
    assert settings.display == DisplaySettings(
        Lang.JA, ColourScheme.AUTO, 100, PatientScreenUse.AUTO, Language.JA
    )


def test_the_windows_can_be_set() -> None:
    settings = read_settings(
        tables(
            desk={"operators": ["sato"], "default_method": "visual"},
            display={
                "language": "en",
                "scheme": "high-contrast",
                "scale": 175,
                "patient_screen": "off",
                "patient_language": "easy",
            },
        )
    )

    assert settings.desk.default_method is DefaultMethod.VISUAL
    assert settings.display == DisplaySettings(
        Lang.EN, ColourScheme.HIGH_CONTRAST, 175, PatientScreenUse.OFF, Language.EASY
    )


def test_the_windows_are_drawn_before_the_rest_is_right_and_wrong_values_are_the_default() -> None:
    read = read_display({"display": {"scale": 150, "scheme": "pink"}, "clinic": 5})

    assert read == DisplaySettings(scale=150)


def test_a_visual_check_by_default_needs_somebody_who_looks() -> None:
    assert problems_of(tables(desk={"default_method": "visual"})) == [
        "[desk] default_method: 目視（visual）にするには、担当者（operators）が必要です"
    ]


@pytest.mark.parametrize("scale", [90, 110, 100.0, True, "100", 0])
def test_a_size_that_windows_do_not_have_is_a_mistake(scale: object) -> None:
    assert problems_of(tables(display={"scale": scale})) == [
        "[display] scale: この版で使える値は 100、125、150、175、200 です"
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("language", "easy"),
        ("scheme", "dim"),
        ("patient_screen", "on"),
        ("patient_language", "fr"),
        ("colour", "red"),
    ],
)
def test_a_wrong_choice_for_the_windows_is_told_with_its_place(key: str, value: str) -> None:
    [problem] = problems_of(tables(display={key: value}))

    assert problem.startswith(f"[display] {key}: ")


def test_a_password_of_the_web_interface_is_kept_by_its_user() -> None:
    assert webapi_secret("desk") == "oqs-webapi/desk"
