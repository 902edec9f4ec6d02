"""``reception-app training service`` and ``reception-app training card``."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import click

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
    """The training eligibility service, alone, on loopback."""
    from reception_app.training.service import (  # noqa: PLC0415 - only this command needs it
        run_training_service,
    )

    def work() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        run_training_service(
            folder,
            on_ready=lambda url: click.echo(json.dumps({"ready": True, "url": url})),
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


def _played(work: Callable[[], None]) -> int:
    """Run until it is interrupted, which is how it ends: 0 or 130."""
    try:
        work()
    except ValueError as error:  # an unknown profile, person, fault …
        raise click.UsageError(str(error)) from error
    except OSError as error:  # a port that is taken, a folder that cannot be written
        raise click.ClickException(str(error)) from error
    return 0
