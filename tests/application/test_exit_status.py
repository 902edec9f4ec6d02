"""Class, code, exit status and retry of each situation are those of the command line's table."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from reception_app.application.exit_status import exit_status
from reception_app.domain import errors
from reception_app.domain.errors import ReceptionError

DATA = Path(__file__).parents[1] / "data"
TABLE: list[dict[str, Any]] = tomllib.loads((DATA / "errors.toml").read_text("utf-8"))["error"]
ONE_CODE: dict[str, ReceptionError] = {
    "CardRemoved": errors.CardRemoved(),
    "LinkTimeout": errors.LinkTimeout(15),
    "BackendGarbled": errors.BackendGarbled("body"),
    "SettingsError": errors.SettingsError(()),
}
BY_CODE: dict[str, ReceptionError] = {
    "PN01": errors.PinRejected(2),
    "PN02": errors.PinRejected(1),
}


def error_of(row: dict[str, Any]) -> ReceptionError:
    made = BY_CODE.get(row["code"]) or ONE_CODE.get(row["name"])
    kind = getattr(errors, row["name"])
    return made or (kind() if kind.default_code == row["code"] else kind(row["code"]))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["situation"])
def test_a_situation_has_the_documented_class_code_exit_and_retry(row: dict[str, Any]) -> None:
    error = error_of(row)

    seen = (type(error).__name__, error.code, exit_status(error), error.retry.value)
    assert seen == (row["name"], row["code"], row["exit"], row["retry"])


def test_an_error_of_no_known_kind_is_our_own_fault() -> None:
    assert exit_status(ReceptionError()) == 80
