"""Runs a command where a pcscd of its own can live: ``own_pcscd.py -- COMMAND…``.

Debian's vpcd listens on every address and every pcscd shares /run/pcscd. So the command, its
pcscd and its cards get a network and a mount namespace of their own, with ``lo`` up and a fresh
/run/pcscd. Without the right to that, it stops and says so; it never touches a pcscd that runs.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

INSIDE = "RECEPTION_OWN_PCSCD"
"""Set to 1 in the environment of the command: here a pcscd may be started."""

RUN_FOLDER = Path("/run/pcscd")
CANNOT_RUN = 77  # as automake's tests say "could not be run here"

_IFF_UP = 0x1
_SIOCGIFFLAGS, _SIOCSIFFLAGS = 0x8913, 0x8914


def in_own_pcscd(
    command: Sequence[str],
    *,
    timeout_s: float = 120,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command in namespaces of its own and return what it printed.

    After the time-out the command and all its children are killed.

    Raises:
        subprocess.TimeoutExpired: it took too long.
    """
    line = [sys.executable, __file__, "--", *command]
    with subprocess.Popen(
        line,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=timeout_s)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def main(arguments: Sequence[str]) -> int:
    """Enter the namespaces, or, already inside, prepare them; then become the command."""
    if "--" not in arguments[:2] or arguments[-1] == "--":
        return _refuse("usage: own_pcscd.py -- COMMAND [ARGUMENT…]")
    command = list(arguments[arguments.index("--") + 1 :])
    if arguments[0] == "--inside":
        _prepare()
    elif os.environ.get(INSIDE) != "1":
        enter = _way_in()
        if enter is not None:
            command = [*enter, sys.executable, __file__, "--inside", "--", *command]
            return _become(command, os.environ)
        if os.geteuid() == 0:
            return _refuse(
                "unshare --mount --net is not permitted here (a container without "
                "CAP_SYS_ADMIN?), so no separate pcscd can be run"
            )
        if (RUN_FOLDER / "pcscd.comm").exists():
            return _refuse("a pcscd runs already and is left alone; stop it, or be root")
    return _become(command, {**os.environ, INSIDE: "1"})


def _become(command: list[str], env: Mapping[str, str]) -> int:
    try:
        os.execvpe(command[0], command, env)  # noqa: S606 - no shell wanted
    except OSError as error:
        return _refuse(f"{command[0]}: {error.strerror}")


def _way_in() -> list[str] | None:
    """Return the start of a command line that gives new namespaces, if it is permitted."""
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    enter = ["unshare", *user, "--mount", "--net"]
    if shutil.which("unshare") is None:
        return None
    tried = subprocess.run([*enter, "true"], check=False, capture_output=True)
    return enter if tried.returncode == 0 else None


def _prepare() -> None:
    """Bring ``lo`` up and lay an empty file system over /run/pcscd."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(link, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(link, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | _IFF_UP))
    with contextlib.suppress(OSError):
        RUN_FOLDER.mkdir(parents=True, exist_ok=True)
    # Where it is neither there nor may be made, /run itself is replaced, for this command only.
    covered = RUN_FOLDER if RUN_FOLDER.is_dir() else RUN_FOLDER.parent
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", covered], check=True)
    RUN_FOLDER.mkdir(exist_ok=True)


def _refuse(why: str) -> int:
    sys.stderr.write(f"own_pcscd: {why}\n")
    return CANNOT_RUN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
