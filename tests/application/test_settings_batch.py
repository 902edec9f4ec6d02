"""What the settings may say of 一括照会."""

from __future__ import annotations

import tomllib
from datetime import time
from typing import Any

import pytest

from reception_app.application.settings import read_settings
from reception_app.application.settings_batch import (
    AppointmentSettings,
    BatchSettings,
    StyleChoice,
)
from reception_app.domain.errors import SettingsError

REST = """
[clinic]
institution_code = "1312345678"
terminal = "desk-1"
[card]
trust = ["ca.pem"]
[backend]
name = "abacus"
[handover]
kind = "none"
"""


def read(batch: object, *, sources: list[str] | None = None) -> BatchSettings:
    tables: dict[str, Any] = tomllib.loads(REST)
    return read_settings(tables | {"batch": batch}, sources=sources).batch


def problems_of(batch: object, *, sources: list[str] | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read(batch, sources=sources)
    return [str(problem) for problem in caught.value.problems]


def test_without_a_table_batches_have_the_defaults_of_the_front_desk() -> None:
    assert read_settings(tomllib.loads(REST)).batch == BatchSettings(
        style=StyleChoice.AUTO,
        at=time(21, 0),
        days_ahead=(1, 3),
        first_business_day=True,
        saturdays=False,
        rows_per_job=500,
        parallel=2,
        yields=True,
        retry_hours=24,
        accepts_unchanged=True,
        appointments=None,
    )


def test_every_key_can_be_set() -> None:
    settings = read(
        {
            "style": "remote-job",
            "at": "05:30",
            "days_ahead": [5, 2],
            "first_business_day": False,
            "saturdays": True,
            "rows_per_job": 10_000,
            "parallel": 16,
            "pause_for_card": False,
            "retry_hours": 1,
            "auto_accept_unchanged": False,
        }
    )

    assert settings == BatchSettings(
        style=StyleChoice.REMOTE_JOB,
        at=time(5, 30),
        days_ahead=(2, 5),
        first_business_day=False,
        saturdays=True,
        rows_per_job=10_000,
        parallel=16,
        yields=False,
        retry_hours=1,
        accepts_unchanged=False,
    )


def test_no_days_ahead_means_no_nightly_run() -> None:
    assert read({"days_ahead": []}).days_ahead == ()


@pytest.mark.parametrize(
    ("batch", "told"),
    [
        ({"style": "fast"}, "[batch] style: この版で使える値は auto、one-by-one、remote-job です"),
        ({"at": "24:00"}, "[batch] at: 21:00 のように書いてください"),
        ({"at": "9:00"}, "[batch] at: 21:00 のように書いてください"),
        ({"at": time(21)}, '[batch] at: 文字列で書いてください（"…"）'),
        ({"at": ""}, "[batch] at: 空にはできません"),
        (
            {"days_ahead": 1},
            "[batch] days_ahead: 1 から 14 までの異なる整数の配列で書いてください",
        ),
        (
            {"days_ahead": [1, 1]},
            "[batch] days_ahead: 1 から 14 までの異なる整数の配列で書いてください",
        ),
        (
            {"days_ahead": [0]},
            "[batch] days_ahead: 1 から 14 までの異なる整数の配列で書いてください",
        ),
        (
            {"days_ahead": [15]},
            "[batch] days_ahead: 1 から 14 までの異なる整数の配列で書いてください",
        ),
        (
            {"days_ahead": [True]},
            "[batch] days_ahead: 1 から 14 までの異なる整数の配列で書いてください",
        ),
        ({"first_business_day": 1}, "[batch] first_business_day: true か false で書いてください"),
        ({"rows_per_job": 0}, "[batch] rows_per_job: 1 から 10000 までの整数で書いてください"),
        ({"parallel": 17}, "[batch] parallel: 1 から 16 までの整数で書いてください"),
        ({"parallel": True}, "[batch] parallel: 1 から 16 までの整数で書いてください"),
        ({"parallel": 2.0}, "[batch] parallel: 1 から 16 までの整数で書いてください"),
        ({"retry_hours": 73}, "[batch] retry_hours: 1 から 72 までの整数で書いてください"),
        ({"pause_for_card": "no"}, "[batch] pause_for_card: true か false で書いてください"),
        ({"night": "21:00"}, "[batch] night: 知らない項目です"),
        ({"appointments": {}}, "[batch.appointments] folder: 必要な項目です"),
        ({"appointments": 3}, "[batch.appointments]: テーブルで書いてください"),
        (
            {"appointments": {"folder": "a", "file": "b"}},
            "[batch.appointments] file: 知らない項目です",
        ),
        ([], "[batch]: テーブルで書いてください"),
    ],
)
def test_a_mistake_is_told_with_its_place(batch: object, told: str) -> None:
    assert told in problems_of(batch)


def test_appointments_come_from_a_folder_unless_another_source_is_named() -> None:
    settings = read({"appointments": {"folder": "lists"}}, sources=["csv-folder"])

    assert settings.appointments == AppointmentSettings("csv-folder", {"folder": "lists"})


def test_the_table_of_a_plug_in_is_its_own() -> None:
    table = {"kind": "yoyaku-kun", "server": "reserve.example", "rooms": [1, 2]}

    settings = read({"appointments": table}, sources=["csv-folder", "yoyaku-kun"])

    assert settings.appointments == AppointmentSettings("yoyaku-kun", table)


def test_a_source_that_is_not_installed_is_told_with_those_that_are() -> None:
    assert problems_of({"appointments": {"kind": "x"}}, sources=["csv-folder", "a"]) == [
        "[batch.appointments] kind: a、csv-folder のいずれかにしてください"
    ]


def test_an_empty_folder_means_no_appointments() -> None:
    assert read({"appointments": {"folder": ""}}).appointments is None
