"""Every mistake that the checks and the file can tell has words that can be translated."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from reception_app.adapters.system import settings_editing, settings_file
from reception_app.application import settings, settings_batch, settings_checks
from reception_app.domain.errors import SettingsProblem
from reception_app.ui.settings import problems
from reception_app.ui.settings.problems import what_is_wrong
from reception_app.ui.texts import Texts
from reception_app.ui.viewstate.words import Verbatim, Words

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
MODULES = (settings, settings_batch, settings_checks, settings_file, settings_editing)


def sentences(source: str) -> list[str]:
    """Every Japanese sentence of a module, with X in its places."""
    tree = ast.parse(source)
    docs = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    inner = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    found = []
    for node in ast.walk(tree):
        if id(node) in docs or id(node) in inner:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
        elif isinstance(node, ast.JoinedStr):
            found.append(
                "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "X"
                    for part in node.values
                )
            )
    return [text for text in found if len(text) > 1 and JAPANESE.search(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        sentence
        for module in MODULES
        for sentence in sentences(Path(str(module.__file__)).read_text("utf-8"))
    ],
)
def test_a_sentence_of_the_checks_is_known(sentence: str) -> None:
    if sentence == "X（X）":  # the two troubles of a file, each with its path
        pytest.skip("made of two that are known")
    line = what_is_wrong(SettingsProblem("[x] y", sentence))
    if isinstance(line, Verbatim):  # told with a path behind it
        line = what_is_wrong(SettingsProblem("[x] y", f"{sentence}（/path）"))

    assert isinstance(line, Words)


def test_no_sentence_is_known_that_nobody_says() -> None:
    said = "".join(Path(str(module.__file__)).read_text("utf-8") for module in MODULES)
    known = re.findall(r'tr\(["\'](.+)["\']\)', Path(problems.__file__).read_text("utf-8"))

    pieces = [piece for text in known for piece in re.split(r"\{\w+\}|（|）", text) if piece]

    assert [piece for piece in pieces if piece not in said] == []


def test_values_come_back_into_the_sentence(qapp: QApplication) -> None:
    texts = Texts()

    for what in (
        "この版で使える値は 100、125、150、175、200 です",
        "0 より大きく 120 以下にしてください",
        "abacus、https のいずれかにしてください",
        "ファイルがありません（/a b/c（1）.pem）",
        "TOML の書き方に誤りがあります（2行12桁）",
    ):
        line = what_is_wrong(SettingsProblem("[x] y", what))
        assert isinstance(line, Words)
        assert texts(line) == what


def test_what_a_plug_in_says_stays_as_it_is() -> None:
    assert what_is_wrong(SettingsProblem("[x] y", "no such abacus")) == Verbatim("no such abacus")
