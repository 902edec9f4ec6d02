"""What stands in the log, and what can't get into it at any level."""

from __future__ import annotations

import json
import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reception_app.adapters.system.logs import LEVEL_VARIABLE, log_path, logging_to
from reception_app.application.log_context import CHECK_ID
from reception_app.domain.errors import PinRejected, StoreFull
from reception_app.domain.ids import CheckId

NAME = "山田　花子"
PIN = "9173"
CHECK = CheckId("6f1ed002-ab55-4d9c-8a65-0b1f3c2d7e90")
own = logging.getLogger("reception_app.adapters.pcsc.gateway")
foreign = logging.getLogger("sqlalchemy.engine")


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    with logging_to(tmp_path, environment={LEVEL_VARIABLE: "DEBUG"}):
        yield tmp_path


def text_of(data_dir: Path) -> str:
    for handler in logging.getLogger().handlers:
        handler.flush()
    return log_path(data_dir).read_text("utf-8")


def lines_of(data_dir: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text_of(data_dir).splitlines()]


def only_line(data_dir: Path) -> dict[str, Any]:
    (line,) = lines_of(data_dir)
    return line


def test_a_line_has_its_constant_text_and_the_allowed_values(data_dir: Path) -> None:
    extra = {"lane": "card", "duration_ms": 12.345, "apdus": 5, "reader": "ACS ACR1252 00 00"}

    own.info("card read", extra=extra)

    line = only_line(data_dir)
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "reception_app.adapters.pcsc.gateway",
        "message": "card read",
        "apdus": 5,
        "duration_ms": 12.3,
        "lane": "card",
        "reader": "ACS ACR1252 00 00",
    }


def test_a_line_knows_its_check(data_dir: Path) -> None:
    token = CHECK_ID.set(CHECK)
    own.debug("asked")
    CHECK_ID.reset(token)
    own.debug("idle")

    assert [line.get("check_id") for line in lines_of(data_dir)] == [CHECK, None]


def test_values_outside_the_list_do_not_get_in(data_dir: Path) -> None:
    own.warning("card read", extra={"patient": NAME, "pin": PIN, "state": "opening"})

    assert "patient" not in only_line(data_dir)
    assert only_line(data_dir)["state"] == "opening"


@pytest.mark.parametrize(
    "extra",
    [
        {"state": NAME},
        {"code": PIN},
        {"where": "a b"},
        {"check_id": PIN},
        {"apdus": PIN},
        {"reader": NAME},
        {"lane": ["x"]},
    ],
)
def test_a_value_of_an_unexpected_shape_is_hidden(data_dir: Path, extra: dict[str, Any]) -> None:
    own.warning("card read", extra=extra)

    (key,) = extra
    assert only_line(data_dir)[key] == "***"


def test_what_is_not_known_stays_unknown(data_dir: Path) -> None:
    own.warning("card read", extra={"attempts_left": None, "code": None})

    assert only_line(data_dir)["attempts_left"] is None
    assert only_line(data_dir)["code"] is None


def test_arguments_of_a_text_are_dropped(data_dir: Path) -> None:
    own.info("patient %s typed %s", NAME, PIN)

    assert only_line(data_dir)["message"] == "patient %s typed %s"


def test_what_was_put_into_a_text_is_masked(data_dir: Path) -> None:
    own.info(f"patient {NAME} typed {PIN} １２３４")
    own.info({"pin": PIN})

    assert [line["message"] for line in lines_of(data_dir)] == [
        "patient *** typed *** ***",
        "***",
    ]


def test_other_libraries_leave_only_that_they_said_something(data_dir: Path) -> None:
    foreign.warning("INSERT %s", NAME, extra={"state": "opening", "sql": NAME})
    foreign.info("INSERT %s", NAME)
    foreign.debug("INSERT %s", NAME)

    line = only_line(data_dir)
    assert line.pop("at")
    assert line == {
        "level": "WARNING",
        "logger": "sqlalchemy.engine",
        "message": "record of another library",
    }


def test_a_name_that_only_looks_like_ours_is_foreign(data_dir: Path) -> None:
    logging.getLogger("reception_application").warning("hello")

    assert only_line(data_dir)["message"] == "record of another library"


def fail() -> None:
    try:
        int(f"{NAME} {PIN}")
    except ValueError as error:
        raise PinRejected(2) from error


def test_an_exception_leaves_classes_and_frames_but_no_text(data_dir: Path) -> None:
    try:
        fail()
    except PinRejected:
        own.exception("failed", stack_info=True)

    outer, inner = only_line(data_dir)["exception"]
    assert (outer["class"], outer["code"]) == ("reception_app.domain.errors.PinRejected", "PN01")
    assert inner["class"] == "builtins.ValueError"
    assert [frame.split()[-1] for frame in outer["frames"]] == [
        "test_an_exception_leaves_classes_and_frames_but_no_text",
        "fail",
    ]
    assert inner["frames"][0].startswith("system/test_logs.py:")
    assert "stack" not in text_of(data_dir).lower()


def test_an_exception_of_another_library_leaves_its_class(data_dir: Path) -> None:
    foreign.error("failed", exc_info=OSError(NAME))
    foreign.error("failed", exc_info=(None, None, None))

    first, second = lines_of(data_dir)
    assert first["exception"] == [{"class": "builtins.OSError", "frames": []}]
    assert "exception" not in second


def test_an_endless_chain_of_causes_ends(data_dir: Path) -> None:
    first, second = ValueError(), StoreFull()
    first.__cause__, second.__cause__ = second, first

    own.error("failed", exc_info=first)

    assert len(only_line(data_dir)["exception"]) == 8


@given(secret=st.text(min_size=4).filter(lambda text: text.strip()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_whatever_is_passed_along_stays_out(data_dir: Path, secret: str) -> None:
    secret = f"<{secret}>"  # no constant of ours has this form
    log_path(data_dir).unlink(missing_ok=True)
    with logging_to(data_dir):
        own.error("failed %s", secret, extra={"state": secret, "x": secret, "count": secret})
        foreign.error(secret, secret, exc_info=ValueError(secret))
        lines = lines_of(data_dir)

    assert secret not in str(lines)


def test_the_file_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with logging_to(tmp_path, environment={}):
            own.warning("hello")
    finally:
        os.umask(before)

    assert stat.S_IMODE(log_path(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE(log_path(tmp_path).parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", "INFO"), ("debug", "DEBUG"), ("ERROR", "ERROR"), ("LOUD", "INFO")],
)
def test_the_environment_sets_the_level(tmp_path: Path, value: str, expected: str) -> None:
    with logging_to(tmp_path, environment={LEVEL_VARIABLE: value}):
        assert logging.getLevelName(logging.getLogger().level) == expected


def test_requests_are_not_logged_at_any_level(data_dir: Path) -> None:
    assert logging.getLogger("httpx").getEffectiveLevel() == logging.WARNING
    assert logging.getLogger("httpcore").getEffectiveLevel() == logging.WARNING
    own.info("hello")
    assert only_line(data_dir)


def test_everything_is_as_before_afterwards(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), logging.raiseExceptions)

    with logging_to(tmp_path):
        own.warning("hello")
    own.warning("not in the file")

    assert before == (root.level, list(root.handlers), logging.raiseExceptions)
    assert only_line(tmp_path)["message"] == "hello"


def test_a_log_that_cannot_be_written_disturbs_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("in the way")

    with logging_to(tmp_path):
        own.error("hello")

    assert capsys.readouterr().err == ""
