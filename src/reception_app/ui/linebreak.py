"""Breaks a sentence where a reader breathes; knows nothing of fonts and of Qt.

Qt breaks Japanese between any two characters, and 「入力/してください」 in big type looks like
a mistake. A dictionary would be too much for a few dozen sentences of our own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

Width: TypeAlias = Callable[[str], float]

# Behind a space, a comma, a full stop; before a bracket; behind を; behind another particle, where
# kanji, katakana or a figure follows. Not behind の: 「係の者」 is read as one word.
_BREATH: Final = re.compile(
    r"(?<=[ 　、。，])(?=[^ 　])|(?<=[^ 　])(?=（)|(?<=を)(?=[^、。])"
    r"|(?<=[にはでがへ])(?=[^\u3040-\u309f、。，」）ー 　])"
)
_SENTENCE: Final = re.compile(r"(?<=。)(?=.)|(?<=\. )(?=.)")
_NOT_FIRST: Final = "、。，．）」』ー！？ぁぃぅぇぉっゃゅょァィゥェォッャュョ"


def broken(text: str, width: Width, room: float) -> list[str]:
    """Return the lines of a sentence: as few as fit into the room, and about equally long.

    Args:
        text: One sentence or more; a line end in it stays a line end.
        width: How wide a piece of it is, in the unit of the room.
        room: How wide a line may be.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        together = _balanced(part, width, room)
        apart = [li for s in _SENTENCE.split(part) for li in _balanced(s, width, room)]
        lines += apart if len(apart) <= len(together) else together
    return lines


def widest_phrase(text: str, width: Width) -> float:
    """Return the room that a sentence needs to be broken between phrases only."""
    return max(width(phrase.rstrip()) for phrase in _BREATH.split(text.replace("\n", " ")))


def _pieces(text: str, width: Width, room: float) -> list[str]:
    pieces: list[str] = []
    for phrase in _BREATH.split(text):
        pieces += [phrase] if width(phrase.rstrip()) <= room else _characters(phrase)
    return pieces


def _characters(phrase: str) -> list[str]:
    """The last resort, for a phrase that is wider than the room by itself."""
    pieces: list[str] = []
    for character in phrase:
        if pieces and character in _NOT_FIRST:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _balanced(text: str, width: Width, room: float) -> list[str]:
    """Narrow the room as long as the number of lines stays the same."""
    pieces = _pieces(text, width, room)
    best = _filled(pieces, width, room)
    while len(best) > 1:
        narrower = _filled(pieces, width, max(map(width, best)) - 1e-6)
        if len(narrower) > len(best) or max(map(width, narrower)) >= max(map(width, best)):
            break
        best = narrower
    return best


def _filled(pieces: Sequence[str], width: Width, room: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and width((lines[-1] + piece).rstrip()) > room:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]
