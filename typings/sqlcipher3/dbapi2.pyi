from collections.abc import Sequence
from typing import Any

SQLITE_BUSY: int
SQLITE_CANTOPEN: int
SQLITE_CORRUPT: int
SQLITE_FULL: int
SQLITE_IOERR: int
SQLITE_LOCKED: int
SQLITE_NOTADB: int
SQLITE_PERM: int
SQLITE_PROTOCOL: int
SQLITE_READONLY: int

class Error(Exception):
    # Primary result code; absent where the driver itself raised.
    sqlite_errorcode: int

class DatabaseError(Error): ...
class OperationalError(DatabaseError): ...

class Cursor:
    def fetchall(self) -> list[tuple[Any, ...]]: ...

class Connection:
    def execute(self, sql: str, parameters: Sequence[object] = ..., /) -> Cursor: ...
    def backup(self, target: Connection) -> None: ...
    def close(self) -> None: ...

def connect(
    database: str,
    timeout: float = ...,
    detect_types: int = ...,
    isolation_level: str | None = ...,
    check_same_thread: bool = ...,
    *,
    uri: bool = ...,
) -> Connection: ...
