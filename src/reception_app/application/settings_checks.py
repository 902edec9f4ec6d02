"""Reading one TOML table key by key; mistakes are noted, never raised, and no file is opened."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from pathlib import PurePath
from typing import Final, TypeVar, cast
from urllib.parse import urlsplit

from reception_app.domain.errors import SettingsProblem
from reception_app.domain.my_number import holds_my_number

KEY_FILE: Final = "file:"

Check = Callable[[str], str | None]
"""Returns what is wrong with a text, or None."""

_Choice = TypeVar("_Choice", bound=StrEnum)


class Table:
    """One table: each asked key is read and checked; a mistake is noted and a filler returned.

    The filler never gets out: whoever reads the tables raises when there is any problem.
    """

    def __init__(
        self, values: Mapping[str, object], problems: list[SettingsProblem], *, name: str = ""
    ) -> None:
        self._values = values
        self._problems = problems
        self._name = name
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def table(self, key: str) -> Table:
        """Return a table inside this one; a missing one is empty."""
        return Table(self.raw_table(key), self._problems, name=self._path_of(key))

    def raw_table(self, key: str) -> Mapping[str, object]:
        """Return the values of a table inside this one, unchecked."""
        already, value = key in self._asked, self._ask(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            if not already:
                self._note_table(key, "テーブルで書いてください")
            return {}
        return cast("Mapping[str, object]", value)

    def text(self, key: str, check: Check | None = None) -> str:
        """Return a text that has to be there and must not be empty."""
        value = self._ask(key)
        if value is None:
            return self.note(key, "必要な項目です")
        return self._checked(key, value, check)

    def text_or(self, key: str, default: str, check: Check | None = None) -> str:
        """Return a text, or the default where there is none; it may be empty if that is so."""
        value = self._ask(key)
        if value is None or value == default:
            return default
        return self._checked(key, value, check)

    def texts(self, key: str, *, required: bool, check: Check | None = None) -> tuple[str, ...]:
        """Return a list of different texts; a required one is not empty."""
        value = self._ask(key)
        if value is None and not required:
            return ()
        if value is None or (value == [] and required):
            self.note(key, "必要な項目です")
            return ()
        if not isinstance(value, list):
            self.note(key, "文字列の配列で書いてください")
            return ()
        return self._list(key, cast("list[object]", value), check)

    def _list(self, key: str, values: list[object], check: Check | None) -> tuple[str, ...]:
        texts = tuple(self._checked(key, value, check) for value in values)
        good = [text for text in texts if text]
        if len(set(good)) < len(good):
            self.note(key, "同じ値が2回以上あります")
        return texts

    def flag_or(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._ask(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.note(key, "true か false で書いてください")
        return default

    def seconds_or(self, key: str, default: float, *, most: float) -> float:
        """Return a number of seconds above 0."""
        value = self._ask(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.note(key, "秒数を数値で書いてください")
        elif not (math.isfinite(value) and 0 < value <= most):
            self.note(key, f"0 より大きく {most:g} 以下にしてください")
        else:
            return float(value)
        return default

    def number_or(self, key: str, default: int, *, allowed: Collection[int]) -> int:
        """Return one of the allowed whole numbers."""
        value = self._ask(key)
        if value is None:
            return default
        if type(value) is int and value in allowed:  # True is an int too
            return value
        self.note(key, f"この版で使える値は {'、'.join(map(str, allowed))} です")
        return default

    def count_or(self, key: str, default: int, *, most: int) -> int:
        """Return a whole number from 1 on."""
        value = self._ask(key)
        if value is None:
            return default
        if type(value) is int and 1 <= value <= most:  # True is an int too
            return value
        self.note(key, f"1 から {most} までの整数で書いてください")
        return default

    def numbers_or(self, key: str, default: tuple[int, ...], *, most: int) -> tuple[int, ...]:
        """Return a list of different whole numbers from 1 on, smallest first; it may be empty."""
        value = self._ask(key)
        if value is None:
            return default
        wanted = f"1 から {most} までの異なる整数の配列で書いてください"
        if not isinstance(value, list):
            self.note(key, wanted)
            return default
        numbers = [
            each
            for each in cast("list[object]", value)
            if type(each) is int and 1 <= each <= most  # True is an int too
        ]
        if len(set(numbers)) < len(cast("list[object]", value)):
            self.note(key, wanted)
        return tuple(sorted(numbers))

    def choice(self, key: str, kind: type[_Choice]) -> _Choice | None:
        """Return one of the allowed values, None after a mistake."""
        value = self._ask(key)
        if value is None:
            self.note(key, "必要な項目です")
            return None
        if isinstance(value, str) and value in {choice.value for choice in kind}:
            return kind(value)
        allowed = "、".join(choice.value for choice in kind)
        self.note(key, f"この版で使える値は {allowed} です")
        return None

    def choice_or(self, key: str, default: _Choice) -> _Choice:
        """Return one of the allowed values, or the default where there is none."""
        if key not in self._values:
            self._asked.add(key)
            return default
        return self.choice(key, type(default)) or default

    def refuse_other_keys(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                is_table = isinstance(self._values[key], Mapping)
                note = self._note_table if is_table else self.note
                note(key, "知らないテーブルです" if is_table else "知らない項目です")

    def _ask(self, key: str) -> object:
        self._asked.add(key)
        return self._values.get(key)

    def _checked(self, key: str, value: object, check: Check | None) -> str:
        if not isinstance(value, str):
            return self.note(key, '文字列で書いてください（"…"）')
        wrong = _plain_text(value) or (check(value) if check else None)
        return self.note(key, wrong) if wrong else value

    def _path_of(self, key: str) -> str:
        return f"{self._name}.{key}" if self._name else key

    def note(self, key: str, what: str) -> str:
        """Note what is wrong with a value; return the filler."""
        where = f"[{self._name}] {key}" if self._name else key
        self._problems.append(SettingsProblem(where, what))
        return ""

    def _note_table(self, key: str, what: str) -> str:
        self._problems.append(SettingsProblem(f"[{self._path_of(key)}]", what))
        return ""


def _plain_text(text: str) -> str | None:
    if not text.strip():
        return "空にはできません"
    return None if text == text.strip() and text.isprintable() else "余分な空白や改行があります"


def ten_digits(text: str) -> str | None:
    """Whether this is a 医療機関コード."""
    is_code = len(text) == 10 and text.isascii() and text.isdigit()
    return None if is_code else "半角数字10桁で書いてください"


def no_my_number(text: str) -> str | None:
    """Whether this can be a name: a My Number has no place anywhere."""
    return "マイナンバー（12桁）は書けません" if holds_my_number(text) else None


def https_url(text: str) -> str | None:
    """Whether this is the address of a service over TLS, with nothing that would be lost."""
    wrong = "https://ホスト名 の形で書いてください"
    try:
        parts = urlsplit(text)
        has_place = bool(parts.hostname) and text.isascii() and parts.port != 0
    except ValueError:
        return wrong
    if parts.scheme != "https" or not has_place or " " in text:
        return wrong
    extra = parts.username is not None or parts.query or parts.fragment
    return "利用者名、? 、# は書けません" if extra else None


def key_place(text: str) -> str | None:
    """Whether this says where the store's key is."""
    path = text.removeprefix(KEY_FILE)
    is_file = text != path and PurePath(path).is_absolute()
    return None if text == "keyring" or is_file else "keyring か file:/絶対パス で書いてください"


def one_of(names: Collection[str]) -> Check:
    """Return the check that a text is one of these names."""

    def check(text: str) -> str | None:
        return None if text in names else f"{'、'.join(sorted(names))} のいずれかにしてください"

    return check
