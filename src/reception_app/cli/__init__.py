"""The command line: the desk's use cases without a window (cli.md is its contract)."""

from __future__ import annotations

from reception_app.cli.commands import main

__all__ = ["main"]
