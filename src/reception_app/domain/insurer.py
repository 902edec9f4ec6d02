"""What a 保険者番号 says by itself: its 法別番号 and the rules that follow; no labels."""

from __future__ import annotations

from functools import lru_cache

_WIRE_LENGTH = 8
_LATE_ELDERLY = "39"
_MEDICAL_AID = "12"


def wire_form(number: str) -> str:
    """Return the number as messages carry it: padded on the left with spaces to eight.

    Source: eligibility-interface.md 5.2.
    """
    return number.strip().rjust(_WIRE_LENGTH)


def is_late_elderly(number: str) -> bool:
    """Whether it is 後期高齢者医療, which has no 記号, no 枝番 and no 本人・家族.

    Source: eligibility-interface.md 5.4.
    """
    return _law_number(number) == _LATE_ELDERLY


def is_medical_aid(number: str) -> bool:
    """Whether it is a 公費負担者番号 of 医療扶助; the 番号 beside it is then a 受給者番号."""
    return _law_number(number) == _MEDICAL_AID


def is_national_health(number: str) -> bool:
    """Whether it is 国保: six digits, without a 法別番号."""
    return len(number.strip()) == 6


@lru_cache(maxsize=1024)  # the rows of a batch share few insurers
def _law_number(number: str) -> str:
    """Return the 法別番号: the first two of eight digits; 国保 has six, which begin otherwise."""
    text = number.strip()
    return text[:2] if len(text) == _WIRE_LENGTH else ""
