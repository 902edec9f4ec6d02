"""What may be wrong with the result of a job, made on purpose out of a right one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, cast

from reception_app.domain.eligibility import Record, text_of
from reception_app.messages.answers import records_of
from reception_app.messages.elements import RESULT
from reception_app.messages.layouts import (
    CONFIRM_UNIT,
    RECEPTION_NUMBER,
    SEARCH_INFO,
    SEGMENT,
)
from reception_app.messages.message import Message, groups_named, named
from reception_app.training.terminal.fault_specs import Met

_FAILED: Final = "9"
_AID_RECORD: Final = {"InsuredCardClassification": "A1", "InsurerNumber": "12345678"}

_Units = list[Record]


def with_bulk_faults(message: Message, met: Met) -> Message:
    """Return the result of a job as the faults that it meets make it."""
    if "abnormal" in met:
        said = {"ErrorCode": "ZZZ0901E", "ErrorMessage": "処理できません。（練習）"}
        return Message({**message.header, SEGMENT: _FAILED, **said}, {})
    if "other-number" in met:
        other = f"{text_of(message.header, RECEPTION_NUMBER)}9"
        message = replace(message, header={**message.header, RECEPTION_NUMBER: other})
    units: _Units = list(groups_named(message.body, CONFIRM_UNIT))
    if not units:
        return message
    for name, changed in _IN_UNITS.items():
        if name in met:
            units = changed(units, met.number(name) or 0)
    rest = {name: value for name, value in message.body.items() if name != CONFIRM_UNIT}
    return replace(message, body={**rest, **named(CONFIRM_UNIT, units)})


def _without_first(units: _Units, count: int) -> _Units:
    return units[count:]


def _with_strangers(units: _Units, count: int) -> _Units:
    infos = [cast("Record", units[0][SEARCH_INFO])] * count
    strangers: _Units = [
        {**units[0], SEARCH_INFO: {**info, "ArbitraryIdentifier": f"strange-{place}"}}
        for place, info in enumerate(infos)
    ]
    return [*units, *strangers]


def _with_first_twice(units: _Units, count: int) -> _Units:
    return [*units[:count], *units]


def _with_aid(units: _Units, _: int) -> _Units:
    """Give each person that has a record medical aid beside it."""
    return [
        {**unit, RESULT: [*records_of(unit), {**records_of(unit)[0], **_AID_RECORD}]}
        if records_of(unit)
        else unit
        for unit in units
    ]


_IN_UNITS: Final[dict[str, Callable[[_Units, int], _Units]]] = {
    "missing": _without_first,
    "strange": _with_strangers,
    "twice": _with_first_twice,
    "two-records": _with_aid,
}
