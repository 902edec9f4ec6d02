"""From words to text: the right language, the right places; Japanese where nothing is known."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reception_app.application import catalogue
from reception_app.application.catalogue import Lang
from reception_app.ui.texts import FILES, Language, Texts
from reception_app.ui.viewstate.words import Catalogued, Verbatim, tr

_TS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="ja">
<context>
    <name></name>
    <message>
        <source>次の患者</source>
        <translation>Next patient</translation>
    </message>
    <message>
        <source>あと{count}回</source>
        <translation>{count} left</translation>
    </message>
    <message>
        <source>{name}さんの{thing}</source>
        <translation>{thing} of {name}</translation>
    </message>
    <message>
        <source>まだ</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
"""

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Compiled sentences of our own, in English only."""
    (tmp_path / "en.ts").write_text(_TS, "utf-8")
    lrelease = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run(
        [lrelease, "-silent", tmp_path / "en.ts", "-qm", tmp_path / FILES[Language.EN]],
        check=True,
        timeout=60,
    )
    return str(tmp_path)


@pytest.fixture
def english(qapp: QApplication, folder: str) -> Texts:
    assert qapp is not None
    return Texts(Language.EN, folder=folder)


def test_japanese_is_the_source_itself(folder: str) -> None:
    assert Texts(folder=folder)(tr("次の患者")) == "次の患者"


def test_a_sentence_is_translated(english: Texts) -> None:
    assert english(tr("次の患者")) == "Next patient"


@pytest.mark.parametrize("source", ["まだ", "知らない文"])
def test_a_sentence_without_a_translation_is_japanese(english: Texts, source: str) -> None:
    assert english(tr(source)) == source


def test_places_are_filled_in_the_order_of_the_language(english: Texts) -> None:
    assert english(tr("{name}さんの{thing}", name="A", thing="B")) == "B of A"


def test_words_in_a_place_are_translated_too(english: Texts) -> None:
    assert english(tr("{name}さんの{thing}", name="A", thing=tr("次の患者"))) == (
        "Next patient of A"
    )


def test_a_value_with_braces_is_no_place(english: Texts) -> None:
    assert english(tr("{name}さんの{thing}", name="{thing}", thing="{name}")) == (
        "{name} of {thing}"
    )


def test_a_place_without_a_value_stays(english: Texts) -> None:
    assert english(tr("あと{count}回", other="x")) == "{count} left"


def test_braces_without_values_are_text(english: Texts) -> None:
    assert english(tr("あと{count}回")) == "{count} left"


def test_what_came_from_outside_stays_as_it_is(english: Texts) -> None:
    assert english(Verbatim("次の患者 {count}")) == "次の患者 {count}"


@pytest.mark.parametrize(
    ("language", "lang"),
    [(Language.JA, Lang.JA), (Language.EASY, Lang.JA), (Language.EN, Lang.EN)],
)
def test_the_catalogue_speaks_the_windows_language(
    folder: str, language: Language, lang: Lang
) -> None:
    texts = Texts(language, folder=folder)
    params = (("free", "1 GB"),)

    assert texts(Catalogued("SY01", params)) == catalogue.message("SY01", lang, dict(params))
    assert texts(Catalogued("SY01", is_action=True)) == catalogue.action("SY01", lang)


def test_without_compiled_sentences_everything_is_japanese(tmp_path: Path) -> None:
    texts = Texts(Language.EN, folder=str(tmp_path))

    assert texts(tr("次の患者")) == "次の患者"


def test_a_damaged_file_of_sentences_is_as_none(tmp_path: Path) -> None:
    (tmp_path / FILES[Language.EN]).write_bytes(b"not a qm")

    assert Texts(Language.EN, folder=str(tmp_path))(tr("次の患者")) == "次の患者"


def test_another_language_is_told_once(folder: str, qtbot: QtBot) -> None:
    texts = Texts(folder=folder)

    with qtbot.waitSignal(texts.changed):
        texts.set_language(Language.EN)
    with qtbot.assertNotEmitted(texts.changed):
        texts.set_language(Language.EN)

    assert texts.language is Language.EN
    assert texts(tr("次の患者")) == "Next patient"


def test_two_windows_speak_two_languages(english: Texts, folder: str) -> None:
    other = Texts(Language.JA, folder=folder)

    assert (english(tr("次の患者")), other(tr("次の患者"))) == ("Next patient", "次の患者")
