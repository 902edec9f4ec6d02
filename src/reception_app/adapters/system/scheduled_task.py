"""The operating system's timer that lets batches run while no window is open; nothing else.

It comes every quarter of an hour and costs a moment where nothing is due: so a retry, a service
that opens again and a computer that was off all need no memory but the store's.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol
from xml.sax.saxutils import escape

from platformdirs import user_config_path

from reception_app.domain.errors import TimerUnavailable

EVERY_MINUTES: Final = 15
_WITHIN_S: Final = 20.0
_NAME: Final = "reception-app-batch"
_TITLE: Final = "オンライン資格確認 一括照会"

Run = Callable[[Sequence[str]], None]
"""Runs a command of the system to its end; raises OSError or SubprocessError."""


class Timer(Protocol):
    """One timer of this account, for one data folder. Every method may take seconds."""

    def is_installed(self) -> bool:
        """Whether it is there; whether the system still runs it is the system's affair."""
        ...

    def install(self, command: Sequence[str]) -> None:
        """Install it, or bring an older one up to date.

        Args:
            command: Program and arguments; nothing secret, other accounts may see them.

        Raises:
            TimerUnavailable: the system has none, or refused.
        """
        ...

    def remove(self) -> None:
        """Remove it; where there is none, nothing happens.

        Raises:
            TimerUnavailable: the system refused.
        """
        ...


def timer_for(data: Path) -> Timer:
    """Return the timer of a data folder."""
    digest = hashlib.sha256(str(data.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[
        :8
    ]
    name = f"{_NAME}-{digest}"
    return TaskSchedulerTimer(name) if sys.platform == "win32" else SystemdTimer(name)


def _run(command: Sequence[str]) -> None:
    subprocess.run(  # noqa: S603 - commands of this module, no shell
        command,
        check=True,
        timeout=_WITHIN_S,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


class SystemdTimer:
    """A systemd timer of this account; it runs while somebody of it is signed in, or lingers."""

    def __init__(self, name: str, *, folder: Path | None = None, run: Run = _run) -> None:
        """Make it.

        Args:
            name: Of its two units.
            folder: Of this account's units; None for the system's place.
            run: Runs ``systemctl``.
        """
        self._folder = folder or user_config_path("systemd") / "user"
        self._service = self._folder / f"{name}.service"
        self._timer = self._folder / f"{name}.timer"
        self._run = run

    def is_installed(self) -> bool:
        """Whether its units are there."""
        return self._timer.exists() and self._service.exists()

    def install(self, command: Sequence[str]) -> None:
        """Write its units and enable the timer."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._service.write_text(_service_unit(command), "utf-8")
            self._timer.write_text(_timer_unit(), "utf-8")
            self._systemctl("daemon-reload")
            self._systemctl("enable", "--now", self._timer.name)
        except (OSError, subprocess.SubprocessError) as error:
            self._delete_units()
            raise TimerUnavailable from error

    def remove(self) -> None:
        """Disable the timer and delete its units."""
        if not (self._timer.exists() or self._service.exists()):
            return
        with suppress(OSError, subprocess.SubprocessError):  # it may not be known any more
            self._systemctl("disable", "--now", self._timer.name)
        try:
            self._timer.unlink(missing_ok=True)
            self._service.unlink(missing_ok=True)
        except OSError as error:
            raise TimerUnavailable from error
        with suppress(OSError, subprocess.SubprocessError):
            self._systemctl("daemon-reload")

    def _delete_units(self) -> None:
        for unit in (self._timer, self._service):
            with suppress(OSError):
                unit.unlink(missing_ok=True)

    def _systemctl(self, *arguments: str) -> None:
        self._run(("systemctl", "--user", "--no-ask-password", *arguments))


def _service_unit(command: Sequence[str]) -> str:
    return (
        "[Unit]\n"
        f"Description={_TITLE}\n"
        "[Service]\n"
        "Type=oneshot\n"
        "Nice=19\n"
        "IOSchedulingClass=idle\n"
        # systemd takes no "$" in the name of a program, but in an argument of env.
        f"ExecStart=/usr/bin/env {' '.join(map(_quoted, command))}\n"
    )


def _timer_unit() -> str:
    return (
        "[Unit]\n"
        f"Description={_TITLE}\n"
        "[Timer]\n"
        "OnStartupSec=2min\n"
        f"OnUnitInactiveSec={EVERY_MINUTES}min\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )


def _quoted(argument: str) -> str:
    """Return an argument as systemd.syntax wants it: no variable, no specifier, no new line."""
    if any(char in argument for char in "\0\n\r"):
        raise OSError("an argument that no unit can carry")
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped.replace("%", "%%").replace("$", "$$")}"'


class TaskSchedulerTimer:
    """A task of Windows for this account, while it is signed in; the screen may be locked."""

    def __init__(self, name: str, *, run: Run = _run) -> None:
        self._name = name
        self._run = run

    def is_installed(self) -> bool:
        """Whether the task is there."""
        try:
            self._run(("schtasks.exe", "/Query", "/TN", self._name))
        except (OSError, subprocess.SubprocessError):
            return False
        return True

    def install(self, command: Sequence[str]) -> None:
        """Create the task, or replace it."""
        try:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder, "task.xml")
                file.write_text(task_xml(command), "utf-16")
                self._run(("schtasks.exe", "/Create", "/F", "/TN", self._name, "/XML", str(file)))
        except (OSError, subprocess.SubprocessError) as error:
            raise TimerUnavailable from error

    def remove(self) -> None:
        """Delete the task."""
        if not self.is_installed():
            return
        try:
            self._run(("schtasks.exe", "/Delete", "/F", "/TN", self._name))
        except (OSError, subprocess.SubprocessError) as error:
            raise TimerUnavailable from error


def task_xml(command: Sequence[str]) -> str:
    """Return the definition of a task that Windows' Task Scheduler takes (schema 1.2)."""
    program, *arguments = command
    return (
        '<?xml version="1.0" encoding="UTF-16"?>'
        '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">'
        f"<RegistrationInfo><Description>{_TITLE}</Description></RegistrationInfo>"
        "<Triggers><LogonTrigger><Delay>PT2M</Delay>"
        f"<Repetition><Interval>PT{EVERY_MINUTES}M</Interval></Repetition></LogonTrigger>"
        "<TimeTrigger><StartBoundary>2026-01-01T00:00:00</StartBoundary>"
        f"<Repetition><Interval>PT{EVERY_MINUTES}M</Interval></Repetition></TimeTrigger></Triggers>"
        "<Principals><Principal><LogonType>InteractiveToken</LogonType>"
        "<RunLevel>LeastPrivilege</RunLevel></Principal></Principals>"
        "<Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>"
        "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>"
        "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>"
        "<StartWhenAvailable>true</StartWhenAvailable><Hidden>true</Hidden>"
        "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit><Priority>8</Priority></Settings>"
        f"<Actions><Exec><Command>{escape(program)}</Command>"
        f"<Arguments>{escape(subprocess.list2cmdline(arguments))}</Arguments></Exec></Actions>"
        "</Task>"
    )
