"""A screen reader and a keyboard: run by the system's Python, which has ``gi``.

One JSON command a line comes in, one JSON answer a line goes out; what the programs on this bus
report meanwhile is kept until it is asked for. Imports nothing of this project.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import gi  # type: ignore[import-not-found] # only the system's Python has it

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # type: ignore[import-not-found] # noqa: E402 - after it

warnings.simplefilter("ignore")  # the bindings call half of themselves deprecated

HEARD = (
    "object:announcement",
    "object:property-change:accessible-name",
    "object:property-change:accessible-description",
    "object:state-changed:focused",
    "object:text-changed",
    "window:activate",
)
STATES = ("focusable", "focused", "checked", "enabled", "editable", "active", "selected")
_FOCUS_TO_PARENT = 2


class Keyboard:
    """Keys and the choice of a window, as X gets them from a keyboard and a window manager."""

    def __init__(self) -> None:
        self._x, self._xtest = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        for name in ("XStringToKeysym", "XDefaultRootWindow", "XInternAtom"):
            getattr(self._x, name).restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(None))

    def press(self, keys: str) -> None:
        """Press a key, or several at a time: ``F2``, ``Shift_L+Tab``."""
        codes = [self._code(name) for name in keys.split("+")]
        for code, is_down in [*((c, 1) for c in codes), *((c, 0) for c in reversed(codes))]:
            self._xtest.XTestFakeKeyEvent(self._display, code, is_down, ctypes.c_ulong(0))
        self._x.XSync(self._display, 0)

    def go_to(self, title: str) -> bool:
        """Give the keyboard to the window whose title has these words."""
        for window in self._windows():
            if title in self._title(window):
                now = ctypes.c_ulong(0)
                self._x.XRaiseWindow(self._display, window)
                self._x.XSetInputFocus(self._display, window, _FOCUS_TO_PARENT, now)
                self._x.XSync(self._display, 0)
                return True
        return False

    def _code(self, name: str) -> int:
        symbol = ctypes.c_ulong(self._x.XStringToKeysym(name.encode()))
        return int(self._x.XKeysymToKeycode(self._display, symbol)) & 0xFF

    def _windows(self) -> list[ctypes.c_ulong]:
        root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))
        unused, count = ctypes.c_ulong(), ctypes.c_uint()
        found = ctypes.POINTER(ctypes.c_ulong)()
        told = (ctypes.byref(each) for each in (unused, unused, found, count))
        self._x.XQueryTree(self._display, root, *told)
        return [ctypes.c_ulong(found[number]) for number in range(count.value)]

    def _title(self, window: ctypes.c_ulong) -> str:
        name = ctypes.c_ulong(self._x.XInternAtom(self._display, b"_NET_WM_NAME", 0))
        number, size, text = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_char_p()
        told = (ctypes.byref(each) for each in (number, size, number, number, text))
        ask = (ctypes.c_long(0), ctypes.c_long(1000), 0, ctypes.c_ulong(0))
        self._x.XGetWindowProperty(self._display, window, name, *ask, *told)
        return (text.value or b"").decode()


class Reader:
    """The tree of one program, and what it reports."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._keyboard = Keyboard()
        self._heard: list[dict[str, Any]] = []
        self._listener = Atspi.EventListener.new(self._hear)
        for name in HEARD:
            self._listener.register(name)

    def answer(self, command: dict[str, Any]) -> Any:
        """Do a command."""
        kind = command["do"]
        if kind == "heard":
            heard, self._heard = self._heard, []
            return heard
        if kind == "press":
            return self._keyboard.press(command["keys"])
        if kind == "go to":
            return self._keyboard.go_to(command["window"])
        if kind == "windows":
            return [self._seen(window, 0) for window in self._windows()]
        window = self._window(command["window"])
        if kind == "tree":
            return self._seen(window, 99) if window else None
        return window is not None and self._do(window, command["name"], command["action"])

    def _windows(self) -> list[Any]:
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        programs = [each for each in _children(desktop) if self._program in each.get_name()]
        return [window for program in programs for window in _children(program)]

    def _window(self, title: str) -> Any:
        return next((each for each in self._windows() if title in each.get_name()), None)

    def _seen(self, node: Any, depth: int) -> dict[str, Any]:
        states = node.get_state_set()
        text = node.get_text_iface()
        return {
            "role": node.get_role_name(),
            "name": node.get_name(),
            "description": node.get_description(),
            "text": Atspi.Text.get_text(text, 0, -1) if text else "",
            "states": [name for name in STATES if states.contains(_state(name))],
            "children": [self._seen(each, depth - 1) for each in _shown(node)] if depth else [],
        }

    def _do(self, node: Any, name: str, action: str) -> bool:
        for each in _line(node):
            actions = each.get_action_iface()
            if each.get_name() == name and actions:
                names = [actions.get_action_name(n) for n in range(actions.get_n_actions())]
                return action in names and bool(actions.do_action(names.index(action)))
        return False

    def _hear(self, event: Any) -> None:
        role = name = ""
        with contextlib.suppress(GLib.Error):  # it has gone away meanwhile
            role, name = event.source.get_role_name(), event.source.get_name()
        self._heard.append(
            {
                "kind": event.type,
                "is_on": bool(event.detail1),
                "role": role,
                "name": name,
                "words": event.any_data if isinstance(event.any_data, str) else "",
            }
        )


def _state(name: str) -> Any:
    return getattr(Atspi.StateType, name.upper())


def _children(node: Any) -> list[Any]:
    found = [node.get_child_at_index(number) for number in range(node.get_child_count())]
    return [child for child in found if child is not None]


def _shown(node: Any) -> list[Any]:
    return [each for each in _children(node) if each.get_state_set().contains(_state("showing"))]


def _line(node: Any) -> Iterator[Any]:
    yield node
    for child in _shown(node):
        yield from _line(child)


def main() -> None:
    """Answer until nobody asks any more."""
    Atspi.init()
    reader = Reader(sys.argv[1])
    loop = GLib.MainLoop()

    def asked(_channel: Any, _condition: Any) -> bool:
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        said: dict[str, Any] = {"answer": None}
        with contextlib.suppress(GLib.Error):  # it went away while it was being read
            said = {"answer": reader.answer(json.loads(line))}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
        return True

    GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_IN | GLib.IO_HUP, asked)
    loop.run()


if __name__ == "__main__":
    main()
