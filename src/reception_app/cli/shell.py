"""What every command shares: options, language, where words go, and how errors become a status."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import click

from reception_app.application.catalogue import Lang, action_of, message_of
from reception_app.application.exit_status import ANSWERED, INTERRUPTED, exit_status
from reception_app.application.report import Json
from reception_app.domain.errors import BugError, ReceptionError, SettingsError
from reception_app.options import Options


@dataclass(frozen=True, slots=True)
class Shell:
    """The global options; human words to standard output or error, documents to output alone."""

    options: Options
    lang: Lang

    def say(self, text: str) -> None:
        """Write the answer, for a person."""
        click.echo(text)

    def note(self, text: str) -> None:
        """Write something beside the answer, for a person."""
        click.echo(text, err=True)

    def document(self, document: Mapping[str, Json]) -> None:
        """Write the one JSON document of a command."""
        text = json.dumps(document, ensure_ascii=False)
        if sys.stdout is None:  # closed before the program began
            return
        sys.stdout.buffer.write(text.encode("utf-8") + b"\n")  # UTF-8 whatever the terminal is
        sys.stdout.buffer.flush()

    def message(self, error: ReceptionError | None) -> str:
        """Return what happened, in the chosen language; of settings, every mistake."""
        if error is None:
            return ""
        text = message_of(error, self.lang)
        if isinstance(error, SettingsError):
            return "\n".join([text, *(f"  ・{problem}" for problem in error.problems)])
        return text

    def complain(self, error: ReceptionError) -> None:
        """Write what happened and what to do next, with its code."""
        self.note(f"{error.code}  {self.message(error)}")
        self.note(f"      {action_of(error, self.lang)}")


def ended(job: Callable[[], ReceptionError | None]) -> tuple[int, ReceptionError | None]:
    """Run a command's work; return its exit status and error, whatever happens.

    A bug becomes SY07; an interruption has a status and no error.
    """
    try:
        error = job()
    except ReceptionError as raised:
        error = raised
    except KeyboardInterrupt:
        return INTERRUPTED, None
    except Exception:  # the outermost frame; ``App`` has written it to the log
        error = BugError()
    return (exit_status(error) if error is not None else ANSWERED), error
