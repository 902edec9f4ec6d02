"""Asks the operating system to start its smart card service; nothing is installed or enabled."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

from reception_app.domain.errors import CardServiceDown

_WITHIN_S: Final = 20.0
# Windows stops the service with its last reader; starting it needs rights that a desk may lack.
_START: Final = ("sc.exe", "start", "SCardSvr")
_START_ELSEWHERE: Final = ("systemctl", "--no-ask-password", "start", "pcscd.socket")


def start_card_service() -> None:
    """Start it and return when the system says that it was started.

    Raises:
        CardServiceDown: the system refused, has none, or does not come back.
    """
    command = _START if sys.platform == "win32" else _START_ELSEWHERE
    try:
        subprocess.run(  # noqa: S603 - a constant, no shell
            command,
            check=True,
            timeout=_WITHIN_S,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise CardServiceDown from error
