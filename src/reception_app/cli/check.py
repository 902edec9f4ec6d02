"""``reception-app check``."""

from __future__ import annotations

from dataclasses import replace

from reception_app.adapters.system.clock import SystemClock
from reception_app.app import App
from reception_app.application.catalogue import message
from reception_app.application.report import CheckReport, check_document
from reception_app.cli.answer_text import check_text
from reception_app.cli.one_check import CheckRun, Wanted
from reception_app.cli.shell import Shell, ended
from reception_app.domain.errors import ReceptionError


def check(shell: Shell, wanted: Wanted, *, as_json: bool) -> int:
    """Do one check, print it, and return the exit status."""
    runs: list[CheckRun] = []
    if shell.options.training:
        shell.note(message("SY06", shell.lang))

    def work() -> ReceptionError | None:
        with App(shell.options) as app:
            runs.append(CheckRun(app, wanted))
            runs[0].run()
            return runs[0].report().error

    status, error = ended(work)
    on = wanted.on or SystemClock().today()
    report = runs[0].report() if runs else CheckReport(None, wanted.method, on)
    report = replace(report, error=error)
    if as_json:
        shell.document(check_document(report, message=shell.message(error)))
    elif text := check_text(report, shell.lang):
        shell.say(text)
    for trouble in (error, runs[0].not_taken if runs else None):
        if trouble is not None:
            shell.complain(trouble)
    return status
