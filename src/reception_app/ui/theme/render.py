"""Style sheet of a scheme and a scale, from ``resources/qss``; knows nothing of Qt."""

from __future__ import annotations

import re
import string
from importlib import resources
from pathlib import Path
from typing import Final

from reception_app.ui.theme.tokens import Tokens

_RESOURCES: Final = resources.files("reception_app") / "resources"
_PARTS: Final = ("base", "staff", "patient", "settings", "batch")
_COMMENT: Final = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


class _Sheet(string.Template):
    """A template whose places are dotted token names, always in braces."""

    idpattern = r"(?!)"
    braceidpattern = r"[a-z][a-z0-9.\-]*"


def template() -> str:
    """Return the style sheet with its places still open, without comments."""
    folder = _RESOURCES / "qss"
    texts = [(folder / f"{part}.qss.in").read_text(encoding="utf-8") for part in _PARTS]
    return _COMMENT.sub("", "\n".join(texts))


def names_in(text: str) -> frozenset[str]:
    """Return the tokens that a template asks for."""
    return frozenset(_Sheet(text).get_identifiers())


def style_sheet(tokens: Tokens, *, percent: int) -> str:
    """Return the finished style sheet; lengths become px of this scale.

    Raises:
        KeyError: The template asks for a token that does not exist.
    """
    text = template()
    return _Sheet(text).substitute({n: _written(n, tokens, percent) for n in names_in(text)})


def _written(name: str, tokens: Tokens, percent: int) -> str:
    value = tokens.values[name]
    if isinstance(value, int):
        return f"{tokens.px(name, percent=percent)}px"
    if name.startswith("asset."):
        return f"url({_drawing(value)})"
    return value


def _drawing(name: str) -> str:
    """A style sheet cannot tint: its drawings are files in their final colour."""
    return Path(str(_RESOURCES / "icons" / "controls" / f"{name}.svg")).as_posix()
