"""The JSON of an answer as a web interface may write it: shuffled, without arrays, with more."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from reception_app.messages.elements import RESULT, RESULT_LIST
from reception_app.messages.layouts import ITEMS
from reception_app.messages.message import Message
from reception_app.messages.strict_json import Json, read_json
from reception_app.messages.web_json import write_json
from reception_app.training.terminal.fault_specs import Met
from reception_app.training.terminal.shapes import with_content_faults

_UNKNOWN: Final[dict[str, Json]] = {
    "FutureText": "あたらしい",
    "FutureGroup": {"FutureText": "1", "FutureNumber": 2},
    "FutureList": [{"FutureText": "1"}, 2, None],
    "FutureNumber": 3,
    "FutureFlag": True,
    "FutureNothing": None,
}


def json_bytes(message: Message, met: Met) -> bytes:
    """Return an answer as the faults that it meets make it."""
    tree = read_json(write_json(with_content_faults(message, met)))
    for name, changed in _IN_SHAPE.items():
        if name in met:
            tree = changed(tree)
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _shuffled(tree: Json) -> Json:
    match tree:
        case dict():
            names = sorted(tree, key=lambda name: name[::-1])
            return {name: _shuffled(tree[name]) for name in names}
        case list():
            return [_shuffled(each) for each in tree]
        case _:
            return tree


def _with_unknown(tree: Json) -> Json:
    match tree:
        case dict():
            return {**{name: _with_unknown(each) for name, each in tree.items()}, **_UNKNOWN}
        case list():
            return [_with_unknown(each) for each in tree]
        case _:
            return tree


def _without_arrays(tree: Json) -> Json:
    match tree:
        case dict():
            return {
                name: _only(_without_arrays(each)) if name in ITEMS else _without_arrays(each)
                for name, each in tree.items()
            }
        case list():
            return [_without_arrays(each) for each in tree]
        case _:
            return tree


def _only(listed: Json) -> Json:
    return listed[0] if isinstance(listed, list) and len(listed) == 1 else listed


def _with_empty_list(tree: Json) -> Json:
    return _with_list(tree, [])


def _with_number(tree: Json) -> Json:
    return _with_list(tree, [{RESULT: {"InsurerNumber": 6139992}}])


def _with_list(tree: Json, listed: Json) -> Json:
    if not isinstance(tree, dict):
        return tree
    return {
        name: listed if name == RESULT_LIST else _with_list(each, listed)
        for name, each in tree.items()
    }


_IN_SHAPE: Final[dict[str, Callable[[Json], Json]]] = {
    "empty-list": _with_empty_list,
    "number": _with_number,
    "objects": _without_arrays,
    "unknown": _with_unknown,
    "shuffled": _shuffled,
}
