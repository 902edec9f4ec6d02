"""``reception-app readers`` and ``reception-app results``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reception_app.app import App
from reception_app.application.catalogue import Lang
from reception_app.application.ports import ReaderNews, ReaderSeen
from reception_app.application.report import error_document, readers_document, stored_document
from reception_app.cli.shell import Shell, ended
from reception_app.domain.errors import CardServiceDown, ReceptionError, StoreBusy
from reception_app.domain.record import HandoverState, StoredCheck


def readers(shell: Shell, *, as_json: bool) -> int:
    """Print the readers, and return the exit status; no card service is an error."""
    seen: list[ReaderSeen] = []

    def work() -> ReceptionError | None:
        with App(shell.options) as app:
            cards = app.start_cards(_ignore)
            seen.extend(app.call(cards, cards.readers, or_else=CardServiceDown()))
        return None

    status, error = ended(work)
    if as_json:
        shell.document(readers_document(seen, error, message=shell.message(error)))
    else:
        for reader in seen:
            shell.say(f"{_reader_word(reader, shell.lang)}  {reader.name}")
    if error is not None:
        shell.complain(error)
    elif not seen:
        shell.note("カードリーダーがありません。" if shell.lang is Lang.JA else "No reader.")
    return status


def results(shell: Shell, *, on: date | None, limit: int, as_json: bool) -> int:
    """Print what is cached, newest first, and return the exit status."""
    found: list[tuple[StoredCheck, str | None]] = []

    def work() -> ReceptionError | None:
        with App(shell.options) as app:
            store, sink = app.store, app.sink
            checks = app.call(
                app.store_lane, lambda: store.latest(limit, on=on), or_else=StoreBusy()
            )
            for check in checks:
                name = check.handover.name
                found.append((check, sink.path_of(name) if sink and name else None))
        return None

    status, error = ended(work)
    if as_json:
        rows = [
            stored_document(check, path=path, message=shell.message(check.trouble()))
            for check, path in found
        ]
        failure = error_document(error, message=shell.message(error))
        shell.document({"results": rows} if error is None else {"results": rows, "error": failure})
    else:
        _print_rows(shell, [check for check, _ in found])
    if error is not None:
        shell.complain(error)
    return status


def _print_rows(shell: Shell, checks: Sequence[StoredCheck]) -> None:
    for check in checks:
        verdict = check.result.verdict.value if check.result.verdict else "-"
        handover = check.handover.state
        is_done = handover in (HandoverState.DELIVERED, HandoverState.OFF)
        mark = " " if is_done and check.trouble() is None else "!"
        shell.say(
            f"{check.record.on.isoformat()}  {check.record.method.value:8}{verdict:22}"
            f"{mark} {handover.value:10}{check.record.check_id}"
        )


def _reader_word(reader: ReaderSeen, lang: Lang) -> str:
    if reader.busy:
        return "使用中    " if lang is Lang.JA else "busy"
    if reader.card:
        return "カードあり" if lang is Lang.JA else "card"
    return "カードなし" if lang is Lang.JA else "empty"


def _ignore(_: ReaderNews) -> None:
    """A listing waits for nothing."""
