"""``python -m reception_app`` and the ``reception-app`` command."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import NoReturn

_INTERRUPTED = 130
_ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")


def main() -> None:
    """Run the command line; every way to be told to end powers the card off first."""
    for name in _ENDINGS:
        if hasattr(signal, name):  # Windows has no SIGHUP
            signal.signal(getattr(signal, name), _interrupt)
    try:
        from reception_app.cli import main as run  # noqa: PLC0415 - nothing heavy before it

        run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Interrupt once; what comes after that must not disturb the clearing up."""
    for name in _ENDINGS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
