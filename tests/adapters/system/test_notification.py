"""Notifications, on a real D-Bus of their own with a small notification service on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_SERVICE = """
import asyncio, json, subprocess, sys
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, method

class Notifications(ServiceInterface):
    def __init__(self):
        super().__init__("org.freedesktop.Notifications")
        self.told = []

    @method()
    def Notify(self, app: "s", old: "u", icon: "s", title: "s", text: "s", actions: "as",
               hints: "a{sv}", timeout: "i") -> "u":
        self.told.append([app, title, text])
        return 1

    @method()
    def GetCapabilities(self) -> "as":
        return ["body"]

    @method()
    def GetServerInformation(self) -> "ssss":
        return ["test", "test", "1", "1.2"]

async def main():
    bus = await MessageBus().connect()
    shown = Notifications()
    bus.export("/org/freedesktop/Notifications", shown)
    await bus.request_name("org.freedesktop.Notifications")
    asked = await asyncio.create_subprocess_exec(sys.executable, "-c", sys.argv[1])
    status = await asked.wait()
    print(json.dumps([status, shown.told]))

asyncio.run(main())
"""
_ASK = (
    "from reception_app.adapters.system.notification import notify;"
    "notify('夜間の一括照会', '要対応が 3件 あります')"
)


@pytest.mark.skipif(
    shutil.which("dbus-run-session") is None or sys.platform == "win32", reason="no D-Bus here"
)
def test_the_system_shows_what_was_told(tmp_path: Path) -> None:
    service = tmp_path / "service.py"
    service.write_text(_SERVICE, "utf-8")

    said = subprocess.run(
        ["dbus-run-session", "--", sys.executable, str(service), _ASK],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    told = '[0, [["\\u30aa\\u30f3\\u30e9\\u30a4\\u30f3\\u8cc7\\u683c\\u78ba\\u8a8d"'
    assert said.stdout.startswith(told)
    assert "\\u8981\\u5bfe\\u5fdc\\u304c 3\\u4ef6" in said.stdout


def test_a_computer_without_notifications_is_no_trouble(tmp_path: Path) -> None:
    nowhere = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none"}

    said = subprocess.run(
        [sys.executable, "-c", _ASK], capture_output=True, check=False, env=nowhere, timeout=60
    )

    assert (0, b"") == (said.returncode, said.stdout)
