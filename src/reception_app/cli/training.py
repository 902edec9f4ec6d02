"""``reception-app training``: the service, the card and the terminal, each alone."""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from reception_app.training.service import Counts, TrainingService
    from reception_app.training.terminal import TrainingTerminal
    from reception_app.training.terminal.web import TrainingWeb

_FOLDER = click.Path(file_okay=False, path_type=Path)
_PEM = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--port", type=click.IntRange(0, 65_535), default=0, help="0 for any.")
@click.option("--dir", "folder", type=_FOLDER, required=True, help="Gets ca.pem, client.*.")
@click.option("--people", type=_PEM, help="People instead of the built-in ones (TOML).")
@click.option("--trust", type=_PEM, multiple=True, help="Card CA to accept as well.")
@click.option("--delay-ms", type=click.IntRange(0), default=0, help="Every answer takes so long.")
@click.option("--fault", multiple=True, help="NAME[=ARG][:N]: what goes wrong.")
@click.option("--unregistered", is_flag=True, help="Every card is refused as not registered.")
def service(
    *,
    port: int,
    folder: Path,
    people: Path | None,
    trust: tuple[Path, ...],
    delay_ms: int,
    fault: tuple[str, ...],
    unregistered: bool,
) -> int:
    """The training eligibility service, alone, on loopback.

    Lines of standard input: "fault" and the faults in force from then on, or "counts", which
    prints what was asked so far.
    """
    from reception_app.training.service import (  # noqa: PLC0415 - only this command needs it
        run_training_service,
    )

    def ready(running: TrainingService) -> None:
        click.echo(json.dumps({"ready": True, "url": running.url}))
        obey = partial(_obey_service, running)
        threading.Thread(target=obey, name="stdin", daemon=True).start()

    def work() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        run_training_service(
            folder,
            on_ready=ready,
            stop=threading.Event(),
            port=port,
            people=people,
            trust=trust,
            delay_ms=delay_ms,
            faults=fault,
            unregistered=unregistered,
        )

    return _played(work)


@click.command()
@click.option("--dir", "folder", type=_FOLDER, help="Keeps card-ca.pem and state.json.")
@click.option("--profile", default="normal", help="Which card; --list names them.")
@click.option("--person", default="TRAINING-0001", help="Common name of the certificate.")
@click.option("--switch", multiple=True, help="NAME=VALUE: an open question of the real card.")
@click.option("--fault", multiple=True, help="NAME[=ARG]: what goes wrong.")
@click.option("--vpcd", default="127.0.0.1:35963", help="HOST:PORT of the vpcd slot.")
@click.option("--list", "is_list", is_flag=True, help="List profiles, switches and faults.")
def card(
    *,
    folder: Path | None,
    profile: str,
    person: str,
    switch: tuple[str, ...],
    fault: tuple[str, ...],
    vpcd: str,
    is_list: bool,
) -> int:
    """A virtual card in a vpcd slot, until it is interrupted."""
    from reception_app.training.vpcd import (  # noqa: PLC0415 - only this command needs it
        list_features,
        run_training_card,
    )

    if is_list:
        click.echo(list_features())
        return 0
    if folder is None:
        raise click.UsageError("--dir is missing")
    return _played(
        lambda: run_training_card(
            folder,
            profile=profile,
            person=person,
            switches=switch,
            faults=fault,
            vpcd=vpcd,
            on_ready=click.echo,
        )
    )


@click.command()
@click.option("--root", type=_FOLDER, required=True, help="Gets req, res and face.")
@click.option("--people", type=_PEM, help="People instead of the built-in ones (TOML).")
@click.option("--delay-ms", type=click.IntRange(0), default=0, help="Every answer takes so long.")
@click.option("--fault", multiple=True, help="NAME[=ARG][@res|@face][:N]: what goes wrong.")
@click.option("--institution-code", default="", help="Of face results; else as was asked with.")
@click.option("--face", multiple=True, help="Common name: this card is laid down at the start.")
@click.option("--web", type=click.IntRange(0, 65535), help="Port of the web interface; 0: any.")
@click.option("--web-fault", multiple=True, help="NAME[=ARG][:N]: what goes wrong there.")
def terminal(  # noqa: PLR0913 - one for each option
    *,
    root: Path,
    people: Path | None,
    delay_ms: int,
    fault: tuple[str, ...],
    institution_code: str,
    face: tuple[str, ...],
    web: int | None,
    web_fault: tuple[str, ...],
) -> int:
    """An eligibility terminal on a folder, and with --web its web interface, too.

    Each line of standard input is a card that somebody lays on its face reader, by its common
    name, or "fault" and the faults in force from then on.
    """
    from reception_app.training.terminal import (  # noqa: PLC0415 - only this command needs it
        run_training_terminal,
    )
    from reception_app.training.terminal.web import TrainingWeb  # noqa: PLC0415 - as above

    def ready(running: TrainingTerminal, site: TrainingWeb | None) -> None:
        where = {"auth_url": site.auth_url, "search_url": site.search_url} if site else {}
        click.echo(json.dumps({"ready": True, "root": str(root), **where}))
        for common_name in face:
            _lay_down(running, common_name)
        threading.Thread(target=_obey, args=(running,), name="stdin", daemon=True).start()

    def play() -> None:
        with ExitStack() as stack:
            site = None
            if web is not None:
                (root / "web").mkdir(parents=True, exist_ok=True)
                made = TrainingWeb(
                    root / "web", port=web, people=people, faults=web_fault, delay_ms=delay_ms
                )
                site = stack.enter_context(made)
            run_training_terminal(
                root,
                on_ready=lambda running: ready(running, site),
                stop=threading.Event(),
                people=people,
                faults=fault,
                delay_ms=delay_ms,
                institution_code=institution_code,
            )

    return _played(play)


def _lay_down(running: TrainingTerminal, common_name: str) -> None:
    click.echo(json.dumps({"face": running.lay_card(common_name)}))


def _obey(running: TrainingTerminal) -> None:
    for line in sys.stdin:
        try:
            match line.split():
                case ["fault", *specs]:
                    running.set_faults(specs)
                case [common_name]:
                    _lay_down(running, common_name)
                case _:
                    pass
        except (ValueError, OSError) as error:
            click.echo(str(error), err=True)


def _obey_service(running: TrainingService) -> None:
    for line in sys.stdin:
        try:
            match line.split():
                case ["fault", *specs]:
                    running.set_faults(*specs)
                case ["counts"]:
                    click.echo(json.dumps(_counted(running.counts)))
                case _:
                    pass
        except ValueError as error:
            click.echo(str(error), err=True)


def _counted(counts: Counts) -> dict[str, object]:
    """Return the counters without what would be as long as the day's questions."""
    asked_as = Counter(counts.questions.values())
    return {
        "connections": counts.connections,
        "requests": counts.requests,
        "questions": len(counts.questions),
        "asked_under_several_ids": sum(n for ids, n in asked_as.items() if ids > 1),
    }


def _played(work: Callable[[], None]) -> int:
    """Run until it is interrupted, which is how it ends: 0 or 130."""
    try:
        work()
    except ValueError as error:  # an unknown profile, person, fault …
        raise click.UsageError(str(error)) from error
    except OSError as error:  # a port that is taken, a folder that cannot be written
        raise click.ClickException(str(error)) from error
    return 0
