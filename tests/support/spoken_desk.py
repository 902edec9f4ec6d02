"""The program on a screen of its own, and somebody who has a keyboard and a screen reader only.

Xvfb, a session bus and the accessibility bus belong to one ``Screen``; nothing of the desktop
that the tests run on is seen or touched.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, TypeVar

from reception_app.ui.staff.presses import SETTLE_S

T = TypeVar("T")
SYSTEM_PYTHON = "/usr/bin/python3"
READER = Path(__file__).with_name("screen_reader.py")
PROGRAM = "reception-app"
WITHIN_S = 30.0
MOST_STOPS = 60
BETWEEN_KEYS_S = 0.05
STAFF, PATIENT, TRAY, SETTINGS = "資格確認 –", "患者さん用の画面", "練習用のカード", "設定"
"""Parts of the windows' titles."""

IDLE = "カードを置いていただいてください"
RESET = "すべて元に戻す"

_TOLD = "PATH", "LANG", "LC_ALL", "PYTHONPATH"
# The kernel ends them with the test process, however that ends.
_WITH_US = ("setpriv", "--pdeathsig", "KILL")


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in a window, as a screen reader gets it."""

    role: str
    name: str
    description: str
    text: str
    states: frozenset[str]
    children: tuple[Node, ...]

    @classmethod
    def read(cls, told: dict[str, Any]) -> Node:
        return cls(
            told["role"],
            told["name"],
            told["description"],
            told["text"],
            frozenset(told["states"]),
            tuple(map(cls.read, told["children"])),
        )

    def __iter__(self) -> Iterator[Node]:
        """Everything in it, in the order of reading, itself first."""
        yield self
        for child in self.children:
            yield from child

    @property
    def words(self) -> list[str]:
        return [each.name for each in self if each.name]

    def buttons(self) -> list[Node]:
        return [each for each in self if each.role == "push button"]


@dataclass(frozen=True, slots=True)
class Heard:
    """One report of the program."""

    kind: str
    is_on: bool
    role: str
    name: str
    words: str

    @property
    def is_focus(self) -> bool:
        return self.kind == "object:state-changed:focused" and self.is_on

    @property
    def is_announcement(self) -> bool:
        return self.kind == "object:announcement"


class Screen:
    """Xvfb with a session bus; two screens wide, so that no window hides another."""

    def __init__(self, folder: Path) -> None:
        self._closing = ExitStack()
        self.env = {name: os.environ[name] for name in _TOLD if name in os.environ}
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        self.env |= {
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(runtime),
            "GSETTINGS_BACKEND": "memory",
            "PYTHONUTF8": "1",
        }

    def __enter__(self) -> Self:
        with self._closing as closing:
            xvfb = ["Xvfb", "-displayfd", "1", "-screen", "0", "2400x900x24", "-nolisten", "tcp"]
            self.env["DISPLAY"] = f":{self._start(closing, xvfb)}"
            bus = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
            self.env["DBUS_SESSION_BUS_ADDRESS"] = self._start(closing, bus)
            self._closing = closing.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.close()

    def _start(self, closing: ExitStack, command: list[str]) -> str:
        """Start it and return the first line that it says."""
        process = subprocess.Popen(
            [*_WITH_US, *command],
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        closing.callback(ended, process)
        assert process.stdout is not None
        line = _line_from(process.stdout).strip()
        assert line, f"{command[0]} did not start"
        return line


class SpokenDesk:
    """One run of the program in training mode, and its user."""

    def __init__(self, screen: Screen, folder: Path, *arguments: str) -> None:
        self._screen, self._folder, self._arguments = screen, folder, arguments
        self._closing = ExitStack()
        self._heard: list[Heard] = []

    def __enter__(self) -> Self:
        with self._closing as closing:
            command = [SYSTEM_PYTHON, "-I", str(READER), PROGRAM]
            self._reader = self._start(command, talks=subprocess.PIPE)
            closing.callback(ended, self._reader)
            self.forget()  # it listens now; a program reports only what somebody listens to
            program = str(Path(sys.executable).with_name(PROGRAM))
            data = str(self._folder / "data")
            command = [program, "--training", "--data", data, *self._arguments]
            self.program = self._start(command, talks=subprocess.DEVNULL)
            closing.callback(self._end_program)
            self._closing = closing.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.close()

    def _end_program(self) -> None:
        assert ended(self.program) == 0, (self._folder / "errors.txt").read_text("utf-8")

    def _start(self, command: list[str], *, talks: int) -> subprocess.Popen[str]:
        qt = {"QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        with (self._folder / "errors.txt").open("ab") as errors:
            return subprocess.Popen(
                [*_WITH_US, *command],
                env={**self._screen.env, **qt},
                stdin=talks,
                stdout=talks,
                stderr=errors,
                text=True,
            )

    # ── what a person does ──────────────────────────────────────────────────────────────────
    def press(self, *keys: str) -> None:
        """Press keys at the window that has the keyboard, one after the other as a hand does.

        What comes faster is the barcode scanner's, and no PIN.
        """
        for key in keys:
            self._ask(do="press", keys=key)
            time.sleep(BETWEEN_KEYS_S)

    def go_to(self, window: str) -> None:
        """Go to another window, as with Alt+Tab."""
        self.until(lambda: self._ask(do="go to", window=window))
        self.until(lambda: self.is_in(window))

    def lay_or_take(self) -> None:
        """Press Enter on the tray's chosen card."""
        self.go_to(TRAY)
        self.press("Return")

    def tab(self) -> str:
        """Press Tab and return what has the keyboard then."""
        before = len(self.focus())
        self.press("Tab")
        self.until(lambda: len(self.focus()) > before)
        return self.focus()[-1]

    def tab_to(self, name: str) -> None:
        """Press Tab until something has the keyboard."""
        for _ in range(MOST_STOPS):
            if self.tab() == name:
                return
        raise AssertionError(f"Tab does not lead to {name}")

    def back_to_idle(self) -> None:
        """Put everything back as it was in the morning, from wherever the desk is."""
        self.act(TRAY, RESET)
        self.go_to(STAFF)
        self.until(self._is_idle_again)
        self.forget()

    def _is_idle_again(self) -> bool:
        self.press("Escape", "F9")
        return IDLE in self.window(STAFF).words and "取り消す Esc" not in self.window(STAFF).words

    def act(self, window: str, name: str, action: str = "Press") -> None:
        """Let the screen reader press something."""
        self.until(lambda: self._ask(do="act", window=window, name=name, action=action))

    def read(self) -> None:
        """Take the time that a person needs before a press on a new page is meant."""
        end = time.monotonic() + 2 * SETTLE_S
        self.until(lambda: time.monotonic() > end)

    # ── what a person sees and hears ────────────────────────────────────────────────────────
    def windows(self) -> list[Node]:
        return [Node.read(each) for each in self._ask(do="windows") or []]

    def window(self, title: str) -> Node:
        def look() -> Node | None:
            told = self._ask(do="tree", window=title)
            return Node.read(told) if told else None

        return self.until(look)

    def heard(self) -> list[Heard]:
        """What was reported so far, since ``forget``."""
        self._heard += [Heard(**each) for each in self._ask(do="heard") or []]
        return self._heard

    def forget(self) -> None:
        self.heard()
        self._heard = []

    def focus(self) -> list[str]:
        """What got the keyboard, one after the other."""
        return [each.name for each in self.heard() if each.is_focus]

    def new_names(self) -> list[str]:
        """Names that changed, the last one last."""
        changed = "object:property-change:accessible-name"
        return [each.words for each in self.heard() if each.kind == changed]

    def is_in(self, title: str) -> bool:
        """Whether that window has the keyboard."""
        return any(title in each.name and "active" in each.states for each in self.windows())

    def node(self, title: str, name: str) -> Node:
        """The first thing in a window that has this name."""
        return self.until(lambda: next((n for n in self.window(title) if n.name == name), None))

    def window_with(self, title: str, words: str) -> Node | None:
        """Return a window if it shows these words now."""
        window = self.window(title)
        return window if words in window.words else None

    def hear(self, words: str) -> Heard:
        """Wait until something with these words is announced."""
        return self.until(
            lambda: next((e for e in self.heard() if e.is_announcement and words in e.words), None)
        )

    def until(self, look: Callable[[], T | None], within_s: float = WITHIN_S) -> T:
        """Wait until something is there, and return it."""
        end = time.monotonic() + within_s
        while not (found := look()):
            assert time.monotonic() < end, f"it did not come to that; heard: {self._heard[-5:]}"
            assert self.program.poll() is None, "the program has ended"
            time.sleep(0.02)
        return found

    def _ask(self, **command: Any) -> Any:
        stdin, stdout = self._reader.stdin, self._reader.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(command) + "\n")
        stdin.flush()
        line = _line_from(stdout)
        assert line, f"the reader has ended: {(self._folder / 'errors.txt').read_text('utf-8')}"
        return json.loads(line)["answer"]


def _line_from(stream: IO[str]) -> str:
    """Return a line, or nothing if none comes; each of our programs says one at a time."""
    ready, _, _ = select.select([stream], [], [], WITHIN_S)
    return stream.readline() if ready else ""


def ended(process: subprocess.Popen[str]) -> int:
    """End a program and return its exit status."""
    process.terminate()
    try:
        return process.wait(WITHIN_S)
    finally:
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
        process.wait()
