"""A clinic for end-to-end tests: a settings file, a real service, and the command line on it."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

PROGRAM = [sys.executable, "-m", "reception_app"]
HANAKO = "06139992/１２３/4567/00/19850412"
"""TRAINING-0001, asked for by numbers."""
NO_CP932 = "TRAINING-0024"
"""A person whose name has 𠮷, which CP932 cannot write."""


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: bytes
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on standard output."""
        parsed: dict[str, Any] = json.loads(self.out.decode("utf-8"))
        return parsed

    @property
    def code(self) -> str | None:
        """The error's code."""
        error = self.document["error"]
        return None if error is None else str(error["code"])

    @property
    def brief(self) -> tuple[int, str | None]:
        """Exit status and code, as the error table gives them."""
        return self.status, self.code


class ServiceFiles(Protocol):
    """Where a service listens, and the files of its mutual TLS; it may run in another process."""

    @property
    def url(self) -> str: ...
    @property
    def ca_pem(self) -> Path: ...
    @property
    def client_pem(self) -> Path: ...
    @property
    def client_key(self) -> Path: ...


class Clinic:
    """One desk's files below a folder."""

    def __init__(self, folder: Path, service: ServiceFiles, *, card_ca: bytes) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.handover = folder / "handover"
        self.handover.mkdir()
        self.key = folder / "store.key"
        ca = folder / "card-ca.pem"
        ca.write_bytes(card_ca)
        self.settings: dict[str, dict[str, Any]] = {
            "clinic": {"institution_code": "1312345678", "terminal": "desk-1"},
            "desk": {"operators": ["sato"]},
            "card": {"trust": [str(ca)]},
            "backend": {"name": "https", "timeout_s": 10},
            "backend.https": {
                "url": service.url,
                "ca": str(service.ca_pem),
                "client_certificate": str(service.client_pem),
                "client_key": str(service.client_key),
            },
            "handover": {"kind": "face-folder", "folder": str(self.handover)},
            "store": {"key": f"file:{self.key}"},
        }

    @property
    def settings_file(self) -> Path:
        """The settings as a file, as they stand now."""
        path = self.folder / "settings.toml"
        path.write_text(toml(self.settings), encoding="utf-8")
        return path

    def with_settings(self, table: str, **values: object) -> Clinic:
        """Return the same clinic with other settings in one table."""
        changed = copy.copy(self)
        changed.settings = {**self.settings, table: {**self.settings[table], **values}}
        return changed

    def command(self, *arguments: str) -> list[str]:
        """Return the whole command line."""
        return [
            *PROGRAM,
            *("--settings", str(self.settings_file), "--data", str(self.data)),
            *arguments,
        ]

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        timeout_s: float = 60,
    ) -> Ran:
        """Run a command to its end; it may not write a traceback whatever happens."""
        done = subprocess.run(
            self.command(*arguments),
            input=stdin,
            capture_output=True,
            check=False,
            timeout=timeout_s,
            env={**os.environ, **(env or {})},
        )
        ran = Ran(done.returncode, done.stdout, done.stderr.decode("utf-8"))
        assert "Traceback" not in ran.err, ran.err
        return ran

    def check(
        self, *arguments: str, pin: bytes = b"1234", env: Mapping[str, str] | None = None
    ) -> Ran:
        """One check with PIN, as JSON."""
        return self.run("check", "--pin-stdin", "--json", *arguments, stdin=pin, env=env)

    def look(self, *arguments: str, witness: str = "sato") -> Ran:
        """One check by face, as JSON."""
        return self.run("check", "--visual", "--witness", witness, "--json", *arguments)

    def ask(self, numbers: str = HANAKO, *arguments: str) -> Ran:
        """One check by numbers, as JSON."""
        return self.run("check", "--numbers", numbers, "--json", *arguments)

    def results(self) -> list[dict[str, Any]]:
        """What is stored, newest first."""
        found: list[dict[str, Any]] = self.run("results", "--json").document["results"]
        return found

    def handed_over(self) -> list[Path]:
        """Files that the receipt computer would see."""
        return sorted(self.handover.glob("*.xml"))


def toml(tables: Mapping[str, Mapping[str, object]]) -> str:
    """Return tables as TOML; values are what JSON and TOML write alike."""
    lines: list[str] = []
    for table, values in tables.items():
        lines.append(f"[{table}]")
        lines += [f"{key} = {_value(value)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)
