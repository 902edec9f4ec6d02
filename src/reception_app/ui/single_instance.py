"""One desk window for each data folder; a second start shows the first one."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_FILE = "window.lock"
_WITHIN_MS = 2_000
_SHOW = b"show\n"


class SingleInstance(QObject):
    """The lock of one data folder, and the bell that a second start rings.

    A crash frees the lock: QLockFile looks whether its owner still runs.
    """

    rung = Signal()
    """Somebody started the program again."""

    def __init__(self, data: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = QLockFile(str(data / _FILE))
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None
        # Folder names are long and may hold any character; a socket's name may not.
        self._name = "reception-app-" + hashlib.sha256(bytes(data.absolute())).hexdigest()[:32]

    def acquire(self) -> bool:
        """Return whether this is the only window of the folder."""
        return self._lock.tryLock(0)

    @property
    def is_taken(self) -> bool:
        """Whether the last acquire() met another window, and not a folder that refused it."""
        return self._lock.error() is QLockFile.LockError.LockFailedError

    def listen(self) -> None:
        """Hear the bell."""
        QLocalServer.removeServer(self._name)  # what a crash left
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._answer)
        server.listen(self._name)
        self._server = server

    def ring(self) -> bool:
        """Ask the first window to come to the front; return whether it heard."""
        socket = QLocalSocket(self)
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_WITHIN_MS):
            return False
        socket.write(_SHOW)
        heard = socket.waitForBytesWritten(_WITHIN_MS)
        socket.disconnectFromServer()
        return heard

    def hear_no_more(self) -> None:
        """Let the bell be silent: who starts the program now has to wait for the end of this."""
        if self._server is not None:
            self._server.close()

    def release(self) -> None:
        """Give the folder back."""
        self._lock.unlock()

    @Slot()
    def _answer(self) -> None:
        server = self._server
        while server is not None and server.hasPendingConnections():
            socket = server.nextPendingConnection()
            socket.disconnected.connect(socket.deleteLater)
            self.rung.emit()
