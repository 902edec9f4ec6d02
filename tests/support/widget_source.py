"""What the source of the windows says about looks and words, read without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import reception_app.ui

UI = Path(reception_app.ui.__file__).parent


def trees(*, but: str = "") -> Iterator[ast.AST]:
    """Yield the syntax tree of every module of ui, but those of one folder."""
    for path in sorted(UI.rglob("*.py")):
        if not but or but not in path.relative_to(UI).parts:
            yield ast.parse(path.read_text(encoding="utf-8"))


def arguments(call_name: str, *, at: int, but: str = "") -> frozenset[str]:
    """Return the texts that stand at one place of every call of this name."""
    found: set[str] = set()
    for tree in trees(but=but):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) == call_name:
                found |= set(_texts(node.args[at : at + 1]))
    return frozenset(found)


def dotted_names() -> Iterator[re.Pattern[str]]:
    """Yield a pattern for each text or f-string of ui that could be a token's name."""
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.compile(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr) and "." in (text := _pattern(node)):
                yield re.compile(text)


def _pattern(node: ast.JoinedStr) -> str:
    parts = (v.value if isinstance(v, ast.Constant) else None for v in node.values)
    return "".join(r"[a-z0-9-]+" if p is None else re.escape(str(p)) for p in parts)


def _name(func: ast.expr) -> str:
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def _texts(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.IfExp(body=body, orelse=orelse):
                yield from _texts([body, orelse])
            case _:
                pass
