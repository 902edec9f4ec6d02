"""The sentences of the windows: all of them are in the .ts files, and all are translated."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).parents[2]
I18N = ROOT / "resources" / "i18n"
UI = ROOT / "src" / "reception_app" / "ui"
TS = ["en.ts", "ja_easy.ts"]
BIN = Path(sys.executable).parent
PLACE = re.compile(r"\{(\w+)\}")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="scripts for a Unix shell")


def messages(path: Path) -> dict[str, etree._Element]:
    """Every entry by its Japanese sentence."""
    return {
        str(message.findtext("source")): message for message in etree.parse(path).iter("message")
    }


def translation(message: etree._Element) -> etree._Element:
    found = message.find("translation")
    assert found is not None
    return found


def sources(name: str) -> list[Path]:
    if name == "en.ts":
        return sorted(UI.rglob("*.py"))
    return [*sorted((UI / "patient").rglob("*.py")), UI / "viewstate" / "patient.py"]


def said_in(path: Path) -> list[str]:
    """The sentence of each ``tr(…)``; what can not be collected stands there as code."""
    called = [
        node.args[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr"
    ]
    return [
        str(said.value) if isinstance(said, ast.Constant) else ast.unparse(said)
        for said in called
        if not (isinstance(said, ast.Attribute) and said.attr == "source")  # one that was said
    ]


@pytest.mark.parametrize("name", TS)
def test_every_sentence_of_the_sources_is_there_and_no_other(name: str) -> None:
    said = {sentence for path in sources(name) for sentence in said_in(path)}

    known = set(messages(I18N / name))

    assert (sorted(said - known), sorted(known - said)) == ([], [])  # run scripts/words


@pytest.mark.parametrize("name", TS)
def test_every_sentence_is_translated(name: str) -> None:
    open_ones = [
        source
        for source, message in messages(I18N / name).items()
        if translation(message).get("type") or not translation(message).text
    ]

    assert open_ones == []


@pytest.mark.parametrize("name", TS)
def test_a_translation_has_the_places_of_its_source(name: str) -> None:
    wrong = [
        source
        for source, message in messages(I18N / name).items()
        if set(PLACE.findall(source)) != set(PLACE.findall(translation(message).text or ""))
    ]

    assert wrong == []


@pytest.mark.parametrize("name", TS)
def test_all_sentences_are_in_the_context_without_a_name(name: str) -> None:
    contexts = [context.findtext("name") for context in etree.parse(I18N / name).iter("context")]

    assert [context or "" for context in contexts] == [""]


def test_english_has_japanese_only_as_the_name_of_a_document_in_brackets() -> None:
    japanese, aside = re.compile("[ぁ-んァ-ヶ]"), re.compile(r"\{\w+\}|\([^)]*\)")

    assert [
        text
        for message in messages(I18N / "en.ts").values()
        if japanese.search(aside.sub("", text := translation(message).text or ""))
    ] == []


def test_easy_japanese_has_short_sentences() -> None:
    long = [
        sentence
        for message in messages(I18N / "ja_easy.ts").values()
        for sentence in re.split("[。\n]", translation(message).text or "")
        if len(sentence) > 40
    ]

    assert long == []


def test_collecting_the_sentences_again_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    shutil.copytree(UI, tmp_path / "src" / "reception_app" / "ui")
    (tmp_path / ".venv" / "bin" / "pyside6-lupdate").symlink_to(BIN / "pyside6-lupdate")
    shutil.copy(ROOT / "scripts" / "words", tmp_path / "scripts")
    shutil.copytree(I18N, tmp_path / "resources" / "i18n")

    subprocess.run([tmp_path / "scripts" / "words"], check=True, timeout=100)

    for name in TS:
        collected = messages(tmp_path / "resources" / "i18n" / name)
        kept = messages(I18N / name)
        assert {source: translation(m).text for source, m in collected.items()} == {
            source: translation(m).text for source, m in kept.items()
        }


def test_set_up_compiles_what_is_missing_or_older_and_nothing_else(tmp_path: Path) -> None:
    shutil.copytree(I18N, tmp_path / "resources" / "i18n")
    setup = (ROOT / "scripts" / "setup").read_text("utf-8")
    function = re.search(r"^make_words\(\).*?^\}$", setup, re.MULTILINE | re.DOTALL)
    assert function is not None
    compiled = tmp_path / "src" / "reception_app" / "resources" / "i18n"

    def make_words() -> dict[str, int]:
        script = f"set -euo pipefail\nvenv={BIN.parent}\n{function[0]}\nmake_words"
        subprocess.run(["bash", "-c", script], cwd=tmp_path, check=True, timeout=60)
        return {path.name: path.stat().st_ino for path in compiled.iterdir()}

    first = make_words()
    again = make_words()
    newer = compiled.joinpath("en.qm").stat().st_mtime + 1
    os.utime(tmp_path / "resources" / "i18n" / "en.ts", (newer, newer))
    changed = make_words()

    assert set(first) == {"en.qm", "ja_easy.qm"}
    assert again == first
    assert changed["en.qm"] != first["en.qm"]
    assert changed["ja_easy.qm"] == first["ja_easy.qm"]


def test_a_wheel_has_the_compiled_sentences(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    shutil.copytree(
        ROOT / "src", checkout / "src", ignore=shutil.ignore_patterns("__pycache__", "*.qm")
    )
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, checkout)
    compiled = checkout / "src" / "reception_app" / "resources" / "i18n"
    compiled.mkdir(parents=True, exist_ok=True)
    for name in TS:
        qm = compiled / Path(name).with_suffix(".qm")
        subprocess.run(
            [BIN / "pyside6-lrelease", "-silent", I18N / name, "-qm", qm], check=True, timeout=60
        )

    subprocess.run(
        [BIN / "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=checkout,
        check=True,
        capture_output=True,
        timeout=100,
    )

    [wheel] = tmp_path.glob("*.whl")
    inside = zipfile.ZipFile(wheel).namelist()
    assert "reception_app/resources/i18n/en.qm" in inside
    assert "reception_app/resources/i18n/ja_easy.qm" in inside
    assert "reception_app/resources/wording/catalogue.toml" in inside
