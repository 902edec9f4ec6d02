"""``python -m reception_app`` and the ``reception-app`` command."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from reception_app.options import Options

_INTERRUPTED = 130
_ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")
_LANGUAGES = ("ja", "en")


def main() -> None:
    """Run the desk's windows, or the command line; both power the card off before they end."""
    wanted = window_arguments(sys.argv[1:])
    if wanted is not None:
        sys.exit(_run_window(wanted))
    _run_command_line()


def window_arguments(words: Sequence[str]) -> dict[str, Any] | None:
    """Return the options of a start without a command; None is for the command line to judge.

    Reading four options by hand lets the window paint before ``click`` and the commands are
    imported (``scripts/bench window``).
    """
    found: dict[str, Any] = {}
    rest = list(words)
    while rest:
        name, _, value = rest.pop(0).partition("=")
        if name == "--training" and not value:
            found["training"] = True
        elif name in ("--settings", "--data", "--lang") and (value or rest):
            value = value or rest.pop(0)
            found[name.removeprefix("--")] = value if name == "--lang" else Path(value)
        else:
            return None
    return found if found.get("lang", "ja") in _LANGUAGES else None


def _run_window(words: Mapping[str, Any]) -> int:
    from reception_app.window import run  # noqa: PLC0415 - the command line needs no Qt

    def options() -> Options:
        from reception_app.options import Options  # noqa: PLC0415 - after the first picture

        return Options(**words)

    return run(options)


def _run_command_line() -> None:
    for name in _ENDINGS:
        if hasattr(signal, name):  # Windows has no SIGHUP
            signal.signal(getattr(signal, name), _interrupt)
    try:
        from reception_app.cli import main as run  # noqa: PLC0415 - nothing heavy before it

        run()
    except KeyboardInterrupt:
        _end_interrupted()
    except SystemExit as ended:
        if ended.code == _INTERRUPTED:
            _end_interrupted()
        raise


def _end_interrupted() -> NoReturn:
    """End with our status; everything of ours is closed by now.

    Once a KeyboardInterrupt has gone through ``exec`` of a text, as where a dataclass is made
    while modules are imported, CPython ends the process by SIGINT, whatever ``sys.exit`` says.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # closed, or nobody reads it
            stream.flush()
    os._exit(_INTERRUPTED)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Interrupt once; what comes after that must not disturb the clearing up."""
    for name in _ENDINGS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
