"""Statements for many rows: Core says what, compiled once, and the driver gets and gives tuples.

A batch has so many rows that Core's own work on each value would cost more than SQLite's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Connection,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    func,
    insert,
    null,
    select,
    update,
)
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite_dialect
from sqlalchemy.types import Text, TypeEngine

_DIALECT: Final = sqlite_dialect()
_PLAIN: Final = frozenset({str, int, type(None)})
"""What the driver takes as it is."""

_Turns: TypeAlias = Callable[[Any], Any]


class WriteMany:
    """An INSERT or UPDATE that is done once for each of many rows."""

    def __init__(
        self, table: Table, names: Iterable[str], *, where: ColumnElement[bool] | None = None
    ) -> None:
        """Make it.

        Args:
            table: Into which rows are inserted, or whose rows are updated.
            names: Of the columns that are written, each from the parameter of its name.
            where: Which row is updated, by further parameters; None to insert.
        """
        self._table = table
        self._names = tuple(names)
        self._where = where
        self._made: dict[frozenset[str], _Made] = {}

    def __call__(self, db: Connection, rows: Sequence[Mapping[str, object]]) -> int:
        """Do it; return how many rows it changed.

        Args:
            db: Within a transaction.
            rows: Values by the names of parameters; what is not in there is NULL.
        """
        if not rows:
            return 0
        # The driver takes longer over each NULL than over any text; most rows share theirs.
        nulls = frozenset(
            name for name in self._names if all(row.get(name) is None for row in rows)
        )
        made = self._made.get(nulls)
        if made is None:
            made = self._made[nulls] = _made(self._statement(nulls))
        return db.exec_driver_sql(made.sql, list(map(made.values, rows))).rowcount

    def _statement(self, nulls: frozenset[str]) -> Insert | Update:
        given: dict[str, ColumnElement[Any]] = {
            name: bindparam(name) for name in self._names if name not in nulls
        }
        if self._where is None:
            return insert(self._table).values(given)
        empty = dict.fromkeys(nulls, null())
        return update(self._table).where(self._where).values({**given, **empty})


@dataclass(frozen=True, slots=True)
class _Made:
    """A compiled statement; ``turns`` are for places of its parameters."""

    sql: str
    names: tuple[str, ...]
    turns: tuple[tuple[int, _Turns], ...]

    def values(self, row: Mapping[str, object]) -> tuple[object, ...]:
        """Return the parameters that a row is."""
        values = list(map(row.get, self.names))
        for place, turn in self.turns:
            value = values[place]
            if value is not None:
                values[place] = turn(value)
        return tuple([v if v.__class__ in _PLAIN else _plain(v) for v in values])


def _made(statement: Insert | Update) -> _Made:
    compiled = statement.compile(dialect=_DIALECT)
    names = tuple(compiled.positiontup or ())
    turns = (
        (place, turn)
        for place, name in enumerate(names)
        if (turn := _written(compiled.binds[name].type)) is not None
    )
    return _Made(str(compiled), names, tuple(turns))


class ReadMany:
    """A SELECT that gives many rows."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        self._sql = str(compiled)
        self._asked = tuple(compiled.positiontup or ())
        self._given = compiled.params
        self._names = tuple(statement.selected_columns.keys())
        self._turns = tuple(
            (name, turn)
            for name, column in statement.selected_columns.items()
            if (turn := _read(column.type)) is not None
        )

    def __call__(self, db: Connection, asked: Mapping[str, object]) -> Iterator[dict[str, Any]]:
        """Yield rows by the names of columns.

        Args:
            db: Within a transaction.
            asked: Parameters, as SQLite has them.
        """
        names, turns = self._names, self._turns
        given = {**self._given, **asked}
        wanted = tuple(given[name] for name in self._asked)
        for values in db.exec_driver_sql(self._sql, wanted).all():
            row = dict(zip(names, values, strict=True))
            for name, turn in turns:
                value = row[name]
                if value is not None:
                    row[name] = turn(value)
            yield row


def one_of(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return that a column is one of some texts: one parameter, made by ``listed``."""
    given: BindParameter[str] = bindparam(name, type_=Text())
    return column.in_(select(func.json_each(given).table_valued("value").c.value))


def listed(texts: Iterable[str]) -> str:
    """Return texts as the one parameter of ``one_of``."""
    return f"[{','.join(map(encode_basestring_ascii, texts))}]"


def _plain(value: object) -> object:
    """Return a boolean as a number and a member of an enumeration as its text.

    The driver would write them as well, after it has looked for an adapter each time.
    """
    return int(value) if isinstance(value, bool) else str(value)


def _written(of: TypeEngine[Any]) -> _Turns | None:
    if isinstance(of, Boolean):
        return None
    turn = of.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return None if turn is None else lru_cache(maxsize=16)(turn)


def _read(of: TypeEngine[Any]) -> _Turns | None:
    if isinstance(of, Boolean):
        return bool
    turn = of.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    return None if turn is None else lru_cache(maxsize=16)(turn)
