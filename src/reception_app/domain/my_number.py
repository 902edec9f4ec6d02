"""Recognises a 個人番号 (My Number) so that it can be refused; it is never kept or shown."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = 12
# Fillers count as letters, but nobody sees them; ー, 一 and 丨 are what a keyboard makes of a
# hyphen or a bar, and の is how one reads them out.
_BETWEEN = r"[\W_ー一丨の\u115f\u1160]+"
_RUNS = re.compile(rf"\d+(?:{_BETWEEN}\d+)*")
_AS_PRINTED = re.compile(rf"(?<!\d)\d{{12}}(?!\d)|(?<!\d)\d{{4}}(?:{_BETWEEN}\d{{4}}){{2}}(?!\d)")
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def holds_my_number(text: str) -> bool:
    """Whether a text holds twelve digits whose last fits the others, grouped or full-width too.

    Groups belong together whatever separates them, seen or unseen, but a letter; others may stand
    before and after. About one in ten other runs of twelve digits looks the same.
    """
    return any(
        int(digits[-1]) == _check_digit(digits[:-1])
        for run in _RUNS.findall(_plain(text))
        for digits in _twelves(re.findall(r"\d+", run))
    )


def looks_like_my_number(text: str) -> bool:
    """Whether a text holds twelve digits as a card has them, in one or as 4-4-4.

    The last may not fit the others: then it is a My Number with a typing error, or another number.
    """
    return _AS_PRINTED.search(_plain(text)) is not None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("〇", "0")


def _twelves(groups: list[str]) -> list[str]:
    """Return what groups beside each other make twelve digits together."""
    found: list[str] = []
    for first in range(len(groups)):
        digits = ""
        for group in groups[first : first + _DIGITS]:
            digits += group
            if len(digits) >= _DIGITS:
                break
        if len(digits) == _DIGITS:
            found.append(digits)
    return found


def _check_digit(body: str) -> int:
    """Return the digit that completes eleven: 11 less the rest by 11; 0 for 10 and 11."""
    rest = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return 0 if rest <= 1 else 11 - rest
