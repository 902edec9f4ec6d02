"""Whether two texts say the same, and if only softly, why; compares forms, keeps what came.

NFKC and all other folding happen here and nowhere else: they lose what was written (①, ㈱), so a
form is never shown, stored or sent. Source of the rules: eligibility-interface.md 5.2 and 5.3.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import TypeAlias

from reception_app.domain.charset import UNSHOWABLE, units_of
from reception_app.domain.dates import day_of, is_no_day
from reception_app.domain.variants import common_form, is_compatibility_form


@unique
class Match(StrEnum):
    """How alike two texts are."""

    EQUAL = "equal"
    SOFT = "soft"
    DIFFERENT = "different"
    NOT_KNOWN = "not-known"
    """One side says nothing, or nothing that makes sense."""


@unique
class Soft(StrEnum):
    """Why texts that are written differently may mean the same."""

    LEADING_ZEROS = "leading-zeros"
    HYPHENS = "hyphens"
    """Hyphens of another kind."""
    SEPARATORS = "separators"
    """Separators of another kind, or left out on one side."""
    SMALL_KANA = "small-kana"
    LETTER_CASE = "letter-case"
    VARIANT_KANJI = "variant-kanji"
    UNSHOWABLE = "unshowable"
    """● stands for any one character."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are, with the reasons of a soft match (and of nothing else)."""

    match: Match
    reasons: frozenset[Soft] = frozenset()

    @property
    def is_alike(self) -> bool:
        """Whether both may mean the same; look at ``reasons`` before relying on it."""
        return self.match in (Match.EQUAL, Match.SOFT)


EQUAL = Likeness(Match.EQUAL)
DIFFERENT = Likeness(Match.DIFFERENT)
NOT_KNOWN = Likeness(Match.NOT_KNOWN)

Fold: TypeAlias = Callable[[str], str]

_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―⁃−─━ー", "-"))
_COMPATIBILITY = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f])")
_SEPARATORS = re.compile(r"[-・･./,、。_:\s]")
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_SMALL_KANA = str.maketrans(
    "ァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎゕゖ",
    "アイウエオツヤユヨワカケあいうえおつやゆよわかけ",
)


def all_of(likenesses: Iterable[Likeness]) -> Likeness:
    """Return how alike wholes are whose parts are so alike: as the least alike part.

    A part that differs outweighs one that is not known. No parts: NOT_KNOWN.
    """
    parts = tuple(likenesses)
    for likeness in (DIFFERENT, NOT_KNOWN):
        if any(part.match is likeness.match for part in parts):
            return likeness
    reasons = frozenset[Soft]().union(*(part.reasons for part in parts))
    if not parts:
        return NOT_KNOWN
    return Likeness(Match.SOFT, reasons) if reasons else EQUAL


def any_of(likenesses: Iterable[Likeness]) -> Likeness:
    """Return the best likeness; of soft ones, that with the fewest reasons. None: NOT_KNOWN."""
    return min(likenesses, key=_rank, default=NOT_KNOWN)


def _rank(likeness: Likeness) -> tuple[int, int, list[str]]:
    order = (Match.EQUAL, Match.SOFT, Match.DIFFERENT, Match.NOT_KNOWN)
    return order.index(likeness.match), len(likeness.reasons), sorted(likeness.reasons)


# ── numbers of the insurance ──────────────────────────────────────────────────────────────────
def plain_form(text: str) -> str:
    """Return a text in one width, trimmed: for comparing only."""
    return unicodedata.normalize("NFKC", text).strip()


def insurers_alike(one: str, other: str) -> Likeness:
    """Compare two 保険者番号; padding with spaces or zeros is no difference."""
    return _alike(_insurer_form(one), _insurer_form(other))


def symbols_alike(one: str, other: str) -> Likeness:
    """Compare two 記号, which may be written in kanji: ● is any one character."""
    return _written_alike(one, other, *_SEPARATED_OTHERWISE)


def numbers_alike(one: str, other: str) -> Likeness:
    """Compare two 番号, which may be written in kanji, too."""
    return _written_alike(
        one,
        other,
        ({Soft.LEADING_ZEROS}, _without_zeros),
        *_SEPARATED_OTHERWISE,
        ({Soft.SEPARATORS, Soft.LEADING_ZEROS}, lambda text: _without_zeros(_unseparated(text))),
    )


def branches_alike(one: str, other: str) -> Likeness:
    """Compare two 枝番; one that is left out is not 00 but not known."""
    return _alike(branch_form(one), branch_form(other))


def branch_form(text: str) -> str:
    """Return a 枝番 with two digits; an empty one stays empty."""
    branch = plain_form(text)
    return branch.zfill(2) if branch else ""


def symbols_form(text: str) -> str:
    """Return a 記号 without what separates its parts: for finding only."""
    return _unseparated(plain_form(text)) if text else ""


def numbers_form(text: str) -> str:
    """Return a 番号 without separators and leading zeros: for finding only."""
    if text.isascii() and text.isdecimal():
        return _without_zeros(text)
    return _without_zeros(_unseparated(plain_form(text)))


def _insurer_form(text: str) -> str:
    return _without_zeros("".join(plain_form(text).split()))


def _without_zeros(text: str) -> str:
    return text.lstrip("0") or text[:1]


def _same_hyphens(text: str) -> str:
    return text.translate(_HYPHENS)


def _unseparated(text: str) -> str:
    return _SEPARATORS.sub("", _same_hyphens(text))


_SEPARATED_OTHERWISE: tuple[tuple[set[Soft], Fold], ...] = (
    ({Soft.HYPHENS}, _same_hyphens),
    ({Soft.SEPARATORS}, _unseparated),
)


def _written_alike(one: str, other: str, *softly: tuple[set[Soft], Fold]) -> Likeness:
    first, second = plain_form(one), plain_form(other)
    if UNSHOWABLE in first + second:
        return _words_alike(first, second)
    return _alike(first, second, *softly)


def _alike(one: str, other: str, *softly: tuple[set[Soft], Fold]) -> Likeness:
    if not one or not other:
        return NOT_KNOWN
    if one == other:
        return EQUAL
    for reasons, fold in softly:
        if fold(one) == fold(other) != "":
            return Likeness(Match.SOFT, frozenset(reasons))
    return DIFFERENT


# ── the person ────────────────────────────────────────────────────────────────────────────────
def names_alike(one: str, other: str) -> Likeness:
    """Compare two 氏名; spaces and width are no difference, ● is any one character."""
    return _words_alike(name_form(one), name_form(other))


def kana_alike(one: str, other: str) -> Likeness:
    """Compare two カナ; hiragana is no difference, a voiced mark is one."""
    return _words_alike(kana_form(one), kana_form(other))


def name_form(text: str) -> str:
    """Return a name in one width without spaces, its kanji as they are: for comparing only."""
    return _kanji_kept("".join(_kanji_kept(text).split()))


def kana_form(text: str) -> str:
    """Return kana as full-width katakana without spaces, small ones kept: for comparing only."""
    return name_form(text).translate(_HIRAGANA_TO_KATAKANA)


def addresses_alike(one: str, other: str) -> Likeness:
    """Compare two 住所, which insurers need not register: one that is left out is not known."""
    first, second = name_form(one), name_form(other)
    exact = _words_alike(first, second)
    if exact.match is not Match.DIFFERENT:
        return exact
    softly = _words_alike(_same_hyphens(first), _same_hyphens(second))
    return all_of((softly, Likeness(Match.SOFT, frozenset({Soft.HYPHENS}))))


def post_numbers_alike(one: str, other: str) -> Likeness:
    """Compare two 郵便番号, with or without hyphen."""
    return _alike(_unseparated(plain_form(one)), _unseparated(plain_form(other)))


def _kanji_kept(text: str) -> str:
    """NFKC, but a compatibility ideograph stays: it is a form of its own, hence a soft match."""
    if _COMPATIBILITY.search(text) is None:
        return unicodedata.normalize("NFKC", text)
    return "".join(
        run if is_compatibility_form(run) else unicodedata.normalize("NFKC", run)
        for run in _COMPATIBILITY.split(text)
    )


def _words_alike(one: str, other: str) -> Likeness:
    if not one or not other:
        return NOT_KNOWN
    first, second = units_of(one), units_of(other)
    if len(first) != len(second):
        return DIFFERENT
    return all_of(map(_units_alike, first, second))


def _units_alike(one: str, other: str) -> Likeness:
    if UNSHOWABLE in (one[0], other[0]):
        return _BY_UNSHOWABLE
    if one == other:
        return EQUAL
    for likeness, fold in _FOLDS:
        if fold(one) == fold(other):
            return likeness
    return DIFFERENT


def _small_as_large(char: str) -> str:
    return char.translate(_SMALL_KANA)


def _kanji_form(unit: str) -> str:
    return common_form(unit[0])


_BY_UNSHOWABLE = Likeness(Match.SOFT, frozenset({Soft.UNSHOWABLE}))
_FOLDS: tuple[tuple[Likeness, Fold], ...] = (
    (Likeness(Match.SOFT, frozenset({Soft.SMALL_KANA})), _small_as_large),
    (Likeness(Match.SOFT, frozenset({Soft.LETTER_CASE})), str.casefold),
    (Likeness(Match.SOFT, frozenset({Soft.VARIANT_KANJI})), _kanji_form),
)


# ── codes and days ────────────────────────────────────────────────────────────────────────────
def codes_alike(one: str, other: str) -> Likeness:
    """Compare two codes of the same list, or other short texts of the service."""
    return _alike(one.strip(), other.strip())


def days_alike(one: str, other: str) -> Likeness:
    """Compare two days (YYYYMMDD); one that is left out or does not exist is not known."""
    first = day_of(plain_form(one))
    second = first if one == other else day_of(plain_form(other))
    if first is None or second is None:
        return NOT_KNOWN
    return EQUAL if first == second else DIFFERENT


def end_days_alike(one: str, other: str) -> Likeness:
    """Compare two last days; left out, empty and 99999999 all mean that there is none yet."""
    if is_no_day(one) and is_no_day(other):
        return EQUAL
    if is_no_day(one) or is_no_day(other):
        return DIFFERENT
    return days_alike(one, other)
