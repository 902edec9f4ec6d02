"""The commands and their options; each one is a few lines over a use case."""

from __future__ import annotations

import io
import logging
import os
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import click

from reception_app.application.catalogue import Lang
from reception_app.application.exit_status import INTERRUPTED, USAGE, exit_status
from reception_app.cli import listings, training
from reception_app.cli.arguments import DayParam, NumbersParam, SecondsParam
from reception_app.cli.batch import WantedBatch
from reception_app.cli.batch import batch as run_batch
from reception_app.cli.check import check as run_check
from reception_app.cli.doctor import doctor as run_doctor
from reception_app.cli.one_check import Wanted
from reception_app.cli.shell import Shell
from reception_app.cli.watch import watch as run_watch
from reception_app.domain.eligibility import CardholderNumbers, Method
from reception_app.domain.errors import BugError
from reception_app.options import Options

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


def main() -> NoReturn:
    """Run the command line and end the process with its exit status."""
    logging.getLogger().addHandler(logging.NullHandler())  # nothing of a log to the terminal
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # 𠮷 on a terminal that lacks it
    try:
        status: object = group.main(standalone_mode=False)
        _flush()
    except (click.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    except click.ClickException as error:
        error.show()
        status = USAGE
    except OSError:  # standard output is closed or full: what was done is done, nobody reads it
        status = exit_status(BugError())
        _drop_output()
    sys.exit(status if isinstance(status, int) else 0)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # closed before the program began
            stream.flush()


def _drop_output() -> None:
    """Point standard output to nowhere, so that the interpreter's last flush does not complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)


@click.group(context_settings={"help_option_names": ["--help"]})
@click.option("--settings", type=_FILE, help="Settings file (TOML).")
@click.option("--data", type=_FOLDER, help="Folder of store and logs.")
@click.option("--training", is_flag=True, help="Nothing real: fictitious people and cards.")
@click.option("--lang", type=click.Choice(["ja", "en"]), help="Language of words.")
@click.version_option(version("reception-app"), prog_name="reception-app")
@click.pass_context
def group(
    context: click.Context,
    settings: Path | None,
    data: Path | None,
    *,
    training: bool,
    lang: str | None,
) -> None:
    """オンライン資格確認 at the front desk; without a command: its window."""
    context.obj = Shell(Options(settings, data, training, lang), Lang(lang or "ja"))


@group.command()
@click.option("--pin-stdin", is_flag=True, help="Read the PIN from standard input.")
@click.option("--visual", is_flag=True, help="An operator compared the face.")
@click.option("--witness", help="Which operator compared it.")
@click.option("--numbers", type=NumbersParam(), help="Ask by numbers, without a card.")
@click.option("--reader", default="", help="The reader to use, or a part of its name.")
@click.option("--wait", type=SecondsParam(), default=20.0, help="Seconds to wait for a card.")
@click.option("--on", type=DayParam(), help="資格確認日 (default: today in Japan).")
@click.option("--limit-consent", is_flag=True, help="The patient agrees to 限度額適用認定証.")
@click.option("--allow-last-try", is_flag=True, help="The last PIN try may be spent.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def check(  # noqa: PLR0913 - one parameter for each option of cli.md
    shell: Shell,
    *,
    pin_stdin: bool,
    visual: bool,
    witness: str | None,
    numbers: CardholderNumbers | None,
    reader: str,
    wait: float,
    on: date | None,
    limit_consent: bool,
    allow_last_try: bool,
    as_json: bool,
) -> int:
    """One check: card and PIN, card and face, or numbers."""
    if [pin_stdin, visual, numbers is not None].count(True) != 1:
        raise click.UsageError("exactly one of --pin-stdin, --visual and --numbers")
    if visual != (witness is not None):
        raise click.UsageError("--visual and --witness go together")
    wanted = Wanted(
        method=Method.PIN if pin_stdin else Method.VISUAL if visual else Method.NUMBERS,
        on=on,
        witness=witness,
        numbers=numbers,
        reader=reader,
        wait_s=wait,
        limit_consent=limit_consent,
        allow_last_try=allow_last_try,
    )
    return run_check(shell, wanted, as_json=as_json)


@group.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def readers(shell: Shell, *, as_json: bool) -> int:
    """Readers seen, and whether a card is on each."""
    return listings.readers(shell, as_json=as_json)


@group.command()
@click.option("--on", type=DayParam(), help="Only this 資格確認日.")
@click.option("--limit", type=click.IntRange(1), default=50, help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def results(shell: Shell, *, on: date | None, limit: int, as_json: bool) -> int:
    """What is cached, newest first."""
    return listings.results(shell, on=on, limit=limit, as_json=as_json)


@group.command()
@click.argument("file", type=_FILE, required=False)
@click.option("--on", type=DayParam(), help="資格確認日 (default: FILE's one day, else today).")
@click.option("--rows-per-job", type=click.IntRange(1), help="In uploads of so many rows.")
@click.option("--parallel", type=click.IntRange(1), help="One by one, so many at a time.")
@click.option("--due", is_flag=True, help="Also make the batches whose time has come.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def batch(
    shell: Shell,
    *,
    file: Path | None,
    on: date | None,
    rows_per_job: int | None,
    parallel: int | None,
    due: bool,
    as_json: bool,
) -> int:
    """Ask about everybody in FILE.csv, or go on; without FILE with whatever is open."""
    if rows_per_job is not None and parallel is not None:
        raise click.UsageError("--rows-per-job and --parallel exclude each other")
    if file is None and (on is not None or rows_per_job is not None):
        raise click.UsageError("--on and --rows-per-job need FILE")
    if file is not None and due:
        raise click.UsageError("--due makes its own lists: no FILE")
    wanted = WantedBatch(file, on, rows_per_job, parallel, is_due=due)
    return run_batch(shell, wanted, as_json=as_json)


@group.command()
@click.option(
    "--accept-clock", is_flag=True, help="The clock is right now, though it was ahead once."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def doctor(shell: Shell, *, accept_clock: bool, as_json: bool) -> int:
    """The opening inspection (始業点検)."""
    return run_doctor(shell, as_json=as_json, accepts_clock=accept_clock)


@group.command()
@click.option("--once", is_flag=True, help="End after the first result.")
@click.option("--timeout", type=SecondsParam(), help="End after so many seconds.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_obj
def watch(shell: Shell, *, once: bool, timeout: float | None, as_json: bool) -> int:
    """Take in the terminal's face results."""
    return run_watch(shell, once=once, timeout_s=timeout, as_json=as_json)


@group.group("training")
def training_group() -> None:
    """Practice without patients."""


training_group.add_command(training.service)
training_group.add_command(training.card)
training_group.add_command(training.terminal)
