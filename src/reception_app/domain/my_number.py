"""Recognises a 個人番号 (My Number) so that it can be refused; it is never kept or shown."""

from __future__ import annotations

import re
import unicodedata

_SEPARATED = re.compile(r"(?<=\d)[\W_ー]+(?=\d)")
_TWELVE = re.compile(r"(?<!\d)\d{12}(?!\d)")
_DIGITS = 12
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def holds_my_number(text: str) -> bool:
    """Whether a text holds twelve digits whose last fits the others, grouped or full-width too.

    About one in ten other runs of twelve digits looks the same; no number of the insurance is that
    long.
    """
    if len(text) < _DIGITS and text.isascii():
        return False
    plain = unicodedata.normalize("NFKC", text)
    runs = _TWELVE.findall(plain) + _TWELVE.findall(_SEPARATED.sub("", plain))
    return any(int(run[-1]) == _check_digit(run[:-1]) for run in runs)


def _check_digit(body: str) -> int:
    """Return the digit that completes eleven: 11 less the rest by 11; 0 for 10 and 11."""
    rest = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return 0 if rest <= 1 else 11 - rest
