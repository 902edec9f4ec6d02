"""Every situation has its official words, in two languages, with or without values."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from reception_app.application import catalogue
from reception_app.application.catalogue import Lang, Language, action_of, message, message_of
from reception_app.domain import errors
from reception_app.domain.errors import (
    BackendRefused,
    CardRemoved,
    LinkTimeout,
    PinRejected,
    ReceptionError,
)

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
TABLE: list[dict[str, Any]] = tomllib.loads((DATA / "errors.toml").read_text("utf-8"))["error"]
WORDING: dict[str, Any] = tomllib.loads((DATA / "wording.toml").read_text("utf-8"))
CODES = catalogue.codes()


def error_classes() -> list[type[ReceptionError]]:
    return [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, ReceptionError)
    ]


def test_every_code_of_the_error_classes_has_words() -> None:
    assert {kind.default_code for kind in error_classes()} <= set(CODES)


def test_every_code_of_the_command_line_has_words() -> None:
    assert {row["code"] for row in TABLE} <= set(CODES)


@pytest.mark.parametrize(
    "row", [row for row in TABLE if "text" in row], ids=lambda row: row["code"]
)
def test_codes_that_the_command_line_adds_have_its_text(row: dict[str, Any]) -> None:
    assert message(row["code"], Lang.JA) == row["text"]


@pytest.mark.parametrize(("code", "text"), WORDING["text"].items())
def test_the_words_are_those_of_the_front_desk(code: str, text: str) -> None:
    assert message(code, Lang.JA, WORDING["values"]) == text


@pytest.mark.parametrize(("code", "own"), WORDING["own"].items())
def test_words_with_a_value_of_their_own_are_those_of_the_front_desk(
    code: str, own: dict[str, Any]
) -> None:
    assert message(code, Lang.JA, own["values"]) == own["text"]


def test_every_text_was_compared_with_its_source() -> None:
    compared = {row["code"] for row in TABLE if "text" in row} | WORDING["text"].keys()

    assert set(CODES) == compared | WORDING["own"].keys()


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("code", CODES)
def test_every_code_has_words_cause_and_next_step(code: str, lang: Lang) -> None:
    lines = (message(code, lang), catalogue.action(code, lang), catalogue.why(code, lang))

    assert all(line and not re.search(r"[{}\n]", line) for line in lines)


@pytest.mark.parametrize("code", CODES)
def test_the_languages_have_the_same_places(code: str) -> None:
    ja, en = (catalogue.template(code, lang) for lang in (Lang.JA, Lang.EN))

    assert set(re.findall(r"{\w+}", ja)) == set(re.findall(r"{\w+}", en))


def test_a_message_fills_in_what_the_error_knows() -> None:
    assert message_of(PinRejected(2), Lang.EN) == "The PIN is wrong. Attempts left: 2."
    assert message_of(LinkTimeout(2.5), Lang.JA) == (
        "応答がありません（2.5秒）。自動でもう一度確認します。"
    )


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (Lang.JA, "電子証明書が失効しています"),
        (Lang.EN, "The card's certificate has been revoked"),
    ],
)
def test_a_headline_is_the_first_sentence(lang: Lang, text: str) -> None:
    assert catalogue.headline("CT04", lang) == text


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_headline_that_its_message_begins_with(code: str, lang: Lang) -> None:
    headline = catalogue.headline(code, lang)

    assert headline
    assert message(code, lang).startswith(headline)


def test_a_value_that_is_not_known_leaves_no_gap() -> None:
    assert message_of(PinRejected(None), Lang.JA) == "暗証番号が違います。"
    assert message_of(BackendRefused(), Lang.EN) == "The service did not accept the request."


def test_a_foreign_value_stays_one_plain_line() -> None:
    error = BackendRefused(service_code="E{x}\n\x1b[2J" + "9" * 200)

    text = message_of(error, Lang.JA)

    assert text.startswith("受け付けられない内容でした。コード〈E{x}  [2J99")
    assert len(text) < 130


def test_an_error_has_a_next_step() -> None:
    assert (
        action_of(CardRemoved(), Lang.EN) == "Place the card again and have the PIN entered again."
    )


def test_a_code_that_nobody_knows_reads_as_our_own_fault() -> None:
    assert message_of(ReceptionError("XX99"), Lang.JA) == message("SY07", Lang.JA)


def test_a_window_in_easy_japanese_takes_the_japanese_words() -> None:
    assert [Lang.JA, Lang.JA, Lang.EN] == [
        each.lang for each in (Language.JA, Language.EASY, Language.EN)
    ]


def test_the_pages_of_the_documentation_are_current() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "error_pages.py"))

    assert script["outdated"]() == []
