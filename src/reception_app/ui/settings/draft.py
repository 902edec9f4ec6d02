"""What was changed but not saved: the difference, the tables it would make, and it in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Final, cast

from reception_app.application.settings import KEYRING
from reception_app.application.settings_checks import KEY_FILE
from reception_app.domain.errors import SettingsProblem
from reception_app.ui.settings.field_spec import FieldSpec, Kind, Place
from reception_app.ui.settings.fields import EFFECTS_SHORT, FIELDS, NO, YES
from reception_app.ui.viewstate.words import Line, Words, tr

_WHERE: Final = re.compile(r"\[(?P<table>[^\]]+)\] (?P<key>\S+)")
_LONGEST: Final = 48
_CUT: Final = "…"

_NOTHING: Final = tr("なし")
_KEYRING: Final = tr("このコンピューターの鍵の保管場所")
_ANY_READER: Final = tr("決めない（カードが置かれたものを使う）")

Tables = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Mistakes by the field that has them; ``others`` are in no field of the window."""

    fields: Mapping[Place, SettingsProblem]
    others: tuple[SettingsProblem, ...] = ()

    @property
    def is_fine(self) -> bool:
        """Nothing is wrong."""
        return not self.fields and not self.others


FINE: Final = Judgement({})


def value_in(tables: Tables, field: FieldSpec) -> object:
    """Return what the tables say, as it stands there; the default where they say nothing."""
    return _value_at(tables, field.place, field.default)


def _value_at(tables: Tables, place: Place, default: object) -> object:
    table: object = tables
    names, key = place
    for name in names.split("."):
        table = _inside(table, name)
    value = _inside(table, key)
    return default if value is None else value


def _inside(table: object, key: str) -> object:
    return cast("Tables", table).get(key) if isinstance(table, Mapping) else None


def changes_of(tables: Tables, edited: Mapping[Place, object]) -> dict[Place, object]:
    """Return which of the edited values are others than before."""
    return {
        place: value
        for place, value in edited.items()
        if _plain(value) != _plain(value_in(tables, FIELDS[place]))
    }


def with_changes(tables: Tables, changes: Mapping[Place, object]) -> dict[str, object]:
    """Return the tables as they would be after saving; what no file has is not in them."""
    after = deepcopy(dict(tables))
    for (name, key), value in changes.items():
        if FIELDS[name, key].kind is Kind.SECRET:
            continue
        table = after
        for part in name.split("."):
            inner = table.get(part)
            if not isinstance(inner, dict):
                inner = table[part] = dict[str, object]()
            table = cast("dict[str, object]", inner)
        table[key] = value
    return after


def is_shown(tables: Tables, field: FieldSpec) -> bool:
    """Whether the setting matters with these values."""
    needs = field.needs
    return needs is None or _value_at(tables, needs.place, needs.default) == needs.value


def judged(problems: tuple[SettingsProblem, ...]) -> Judgement:
    """Sort mistakes by field; a field shows its first one."""
    fields: dict[Place, SettingsProblem] = {}
    others: list[SettingsProblem] = []
    for problem in problems:
        where = _WHERE.fullmatch(problem.where)
        place = (where["table"], where["key"]) if where else None
        if place in FIELDS:
            fields.setdefault(place, problem)
        else:
            others.append(problem)
    return Judgement(fields, tuple(others))


def in_words(place: Place, before: object, after: object) -> Words:
    """Return one line: what changes, from what to what, and when that is felt."""
    field = FIELDS[place]
    if field.kind is Kind.SECRET:
        return tr(
            "{label}: 新しくします（{when}）", label=field.label, when=EFFECTS_SHORT[field.effect]
        )
    return tr(
        "{label}: {before} → {after}（{when}）",
        label=field.label,
        before=_text(field, before),
        after=_text(field, after),
        when=EFFECTS_SHORT[field.effect],
    )


def _text(field: FieldSpec, value: object) -> str | Words:
    for choice in field.choices:
        if choice.value == value:
            return _shown(choice.label)
    match value:
        case bool():
            return YES if value else NO
        case int() | float() if field.kind is Kind.SECONDS:
            return tr("{seconds} 秒", seconds=f"{value:g}")
        case list() | tuple():
            return _list([str(text) for text in cast("list[object]", value)])
        case "" if field.kind is Kind.READER:
            return _ANY_READER
        case "" | "file:":
            return _NOTHING
        case _ if value == KEYRING and field.kind is Kind.KEY_PLACE:
            return _KEYRING
        case _:
            return _short(str(value).removeprefix(KEY_FILE))


def _list(texts: list[str]) -> str | Words:
    if not texts:
        return _NOTHING
    head, *rest = texts
    return tr("{first}、{rest}", first=_short(head), rest=_list(rest)) if rest else _short(head)


def _shown(label: Line) -> str | Words:
    return label if isinstance(label, Words) else getattr(label, "text", "")


def _short(text: str) -> str:
    """Cut the middle: a path is known by its beginning and its end."""
    if len(text) <= _LONGEST:
        return text
    half = (_LONGEST - len(_CUT)) // 2
    return f"{text[:half]}{_CUT}{text[-half:]}"


def _plain(value: object) -> object:
    return list(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else value
