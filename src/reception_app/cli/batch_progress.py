"""How far a batch is, as a bar on standard error; nothing where that is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final, TypeAlias

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import (
    Progress as Bar,
)

from reception_app.application.catalogue import Lang
from reception_app.domain.batch import BatchCounts

Progress: TypeAlias = Callable[[BatchCounts], None]

_WORDS: Final = {Lang.JA: "一括照会", Lang.EN: "Batch"}
_PER_MINUTE: Final = {Lang.JA: "{}件/分", Lang.EN: "{}/min"}
_MINUTE_S: Final = 60


@contextmanager
def progress(lang: Lang) -> Generator[Progress, None, None]:
    """Show a bar for as long as the block runs; call what it gives with the counts."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(_WORDS[lang], total=None, rate="")

        def show(counts: BatchCounts) -> None:
            asked = counts.answered + counts.failed + counts.unknown
            total = asked + counts.waiting + counts.asking
            speed = bar.tasks[0].speed
            rate = "" if speed is None else _PER_MINUTE[lang].format(round(speed * _MINUTE_S))
            bar.update(task, completed=asked, total=total, rate=rate)

        yield show
