"""Saving settings: only the changed values move, and only a file that the next start can read."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import sys
from collections.abc import Callable, Collection, Mapping, MutableMapping, MutableSequence
from contextlib import suppress
from pathlib import Path
from typing import Final, cast

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array
from tomlkit.toml_document import TOMLDocument

from reception_app.adapters.durable import sync_folder, write_new
from reception_app.adapters.system.settings_file import (
    check_files,
    parse_toml,
    refused,
    settings_from,
)
from reception_app.application.ports import SettingsChanges, SettingsSeen
from reception_app.application.settings import (
    WEBAPI_PASSWORD,
    Settings,
    read_settings,
    webapi_secret,
)
from reception_app.domain.errors import SettingsError, SettingsProblem

_BOM: Final = b"\xef\xbb\xbf"
_NEW_FILE: Final = 0o666
"""Less the umask: settings are for every account of the computer and hold no secret."""
_LONE_NEWLINE: Final = re.compile(rb"(?<!\r)\n")

_REAL: Final = frozenset({"clinic", "backend"})
"""Training needs neither; a file with one of them is for a real desk."""

Tables = Mapping[str, object]
_Values = MutableMapping[str, object]


class SettingsFile:
    """One settings file (``application.ports.SettingsDesk``)."""

    def __init__(
        self,
        path: Path,
        *,
        backends: Collection[str],
        sources: Collection[str] | None = None,
        practice: Callable[[Tables], Tables] | None = None,
        keep_secret: Callable[[str, str], bool] = lambda _name, _text: False,
    ) -> None:
        """Read and save this file.

        Args:
            path: The file; it need not exist yet.
            backends: Names of the installed backends.
            sources: Names of the installed sources of appointments; None leaves them unchecked.
            practice: In training mode: returns the tables that count there. Certificates that
                such tables name are not looked for.
            keep_secret: Puts a text under a name into the key store; returns whether it is there.
        """
        self._path = path.absolute()
        self._backends = tuple(sorted(backends))
        self._sources = sources
        self._practice = practice
        self._keep_secret = keep_secret

    def read(self) -> SettingsSeen:
        """Return what the file says now."""
        content = self._content()
        tables = parse_toml(self._path, content)
        return SettingsSeen(
            tables=self._practice(tables) if self._practice else tables,
            place=str(self._path),
            fingerprint=_fingerprint(content),
            is_writable=_is_writable(self._path),
            backends=self._backends,
        )

    def check(self, tables: Tables) -> Settings:
        """Return what the tables mean; paths start at the file's folder, and no file is opened."""
        if self._practice:
            return read_settings(self._practice(tables))
        return self._settings(tables)

    def save(self, changes: SettingsChanges, seen: SettingsSeen) -> SettingsSeen:
        """Write the changes, down to the disk; comments, order and rights of the file stay."""
        before = self._content()
        if _fingerprint(before) != seen.fingerprint:
            raise refused(self._path, "ほかで変更されています。変更を捨てて読み直してください")
        password = changes.get(WEBAPI_PASSWORD)
        others = {place: value for place, value in changes.items() if place != WEBAPI_PASSWORD}
        after = self._changed(before, others)
        self._refuse_mistakes(after)
        if password is not None:
            self._keep_password(parse_toml(self._path, after), str(password))
        if others:
            self._write(after)
        return self.read()

    def _keep_password(self, tables: Tables, password: str) -> None:
        """Keep it by the user whom the settings name; before they are saved, lest it be lost."""
        user = self.check(tables).backend.options.get("user")
        if not user or not self._keep_secret(webapi_secret(str(user)), password):
            table, key = WEBAPI_PASSWORD
            what = "このパソコンの資格情報に保存できません"
            raise SettingsError((SettingsProblem(f"[{table}] {key}", what),))

    def _write(self, content: bytes) -> None:
        try:
            _replace(self._path.resolve(), content)
        except OSError as error:
            raise refused(self._path, _trouble(error)) from error

    def _changed(self, content: bytes, changes: SettingsChanges) -> bytes:
        try:
            return _changed(content, changes)
        except (TOMLKitError, TypeError) as error:  # it reads less than tomllib; a table is none
            raise refused(
                self._path, "この書き方のファイルは、ここからは変更できません"
            ) from error

    def _refuse_mistakes(self, content: bytes) -> None:
        """In training a real desk's file may be named: it has to stay good for that desk too."""
        tables = parse_toml(self._path, content)
        self.check(tables)
        if self._practice and not _REAL & tables.keys():
            return
        settings = self._settings(tables)
        if problems := check_files(settings):
            raise SettingsError(problems)

    def _settings(self, tables: Tables) -> Settings:
        return settings_from(
            tables, self._path.parent, backends=self._backends, sources=self._sources
        )

    def _content(self) -> bytes:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise refused(self._path, "設定ファイルを読めません") from error


def _changed(content: bytes, changes: SettingsChanges) -> bytes:
    mark = _BOM if content.startswith(_BOM) else b""
    document = tomlkit.parse(content[len(mark) :])
    for (table, key), value in changes.items():
        _set(_table_of(document, table.split(".")), key, value)
    text = tomlkit.dumps(document).encode()
    if b"\r\n" in content:  # what is new must not mix line ends
        text = _LONE_NEWLINE.sub(b"\r\n", text)
    return mark + text


def _table_of(document: TOMLDocument, path: list[str]) -> _Values:
    """Return a table, made where it is missing."""
    at: _Values = document
    for number, name in enumerate(path):
        if name not in at:
            at[name] = tomlkit.table(is_super_table=number < len(path) - 1)
        inner = at[name]
        if not isinstance(inner, MutableMapping):
            raise TypeError(name)
        at = cast("_Values", inner)
    return at


def _set(table: _Values, key: str, value: object) -> None:
    there = table.get(key)
    if isinstance(there, Array) and isinstance(value, list):
        _set_array(there, cast("list[object]", value))
    else:
        table[key] = value


def _set_array(array: MutableSequence[object], wanted: list[object]) -> None:
    """Take away and append, so that the comments of what stays stay too."""
    kept = [item for item in array if item in wanted]
    if kept != wanted[: len(kept)]:
        array.clear()
        kept = []
    for index in reversed(range(len(array))):
        if array[index] not in wanted:
            del array[index]
    array.extend(wanted[len(kept) :])


def _replace(path: Path, content: bytes) -> None:
    """Put a whole file in the place of another, with its rights and its owner."""
    was = path.stat() if path.exists() else None
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        write_new(aside, content, mode=_NEW_FILE)
        if was:
            aside.chmod(stat.S_IMODE(was.st_mode))
            _give_to_owner(aside, was)
        aside.replace(path)
    except OSError:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _give_to_owner(path: Path, was: os.stat_result) -> None:
    if sys.platform != "win32":
        with suppress(PermissionError):  # only an administrator can, and only then it matters
            os.chown(path, was.st_uid, was.st_gid)


def _is_writable(path: Path) -> bool:
    """A save makes a new file in the folder; the folder itself is made by whoever installs."""
    return os.access(path.resolve().parent, os.W_OK | os.X_OK)


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _trouble(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "保存する権限がありません"
    return "保存できません。空き容量とフォルダを確かめてください"
