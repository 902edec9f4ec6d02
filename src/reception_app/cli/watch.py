"""``reception-app watch``: the terminal's face results, saved and handed over without a window."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace

from reception_app.adapters.system.clock import SystemClock
from reception_app.app import App
from reception_app.application.arrivals import Arrivals, Arrived
from reception_app.application.catalogue import Lang
from reception_app.application.face_results import (
    FaceFile,
    FaceFileUnreadable,
    FaceFolder,
    FaceNews,
)
from reception_app.application.handover import Delivery, Drained
from reception_app.application.ports import Err, Ok
from reception_app.application.report import CheckReport, HandoverReport, check_document
from reception_app.application.settings import HandoverWhen
from reception_app.cli.answer_text import check_text
from reception_app.cli.shell import Shell, ended
from reception_app.domain.eligibility import Method
from reception_app.domain.errors import (
    BackendGarbled,
    CardMissing,
    LinkDown,
    ReceptionError,
    SettingsError,
    SettingsProblem,
    StoreBusy,
    TargetRefused,
)
from reception_app.domain.record import HandoverState

_DRAIN_EVERY_S = 60.0
_HANDOVER_WAIT_S = 20.0
_SAVE_WAIT_S = 30.0
_NO_FOLDER = SettingsProblem(
    "[backend.oqs-folder] root", "顔認証の結果を受け取るには、端末のフォルダが必要です"
)
_UNREACHED = {
    Lang.JA: "顔認証の結果のフォルダにつながりません。つながるまで待ちます。",
    Lang.EN: "The folder of face results cannot be reached. Waiting for it.",
}
_REACHED = {
    Lang.JA: "顔認証の結果のフォルダにつながりました。",
    Lang.EN: "The folder of face results can be reached.",
}
_UNREADABLE = {
    Lang.JA: "読み取れない顔認証の結果があります。そのまま残しました: {name}",
    Lang.EN: "A face result cannot be read. It was left where it is: {name}",
}
_NOT_OURS = {
    Lang.JA: "別の医療機関の顔認証の結果です。取り込まずに残しました: {name}",
    Lang.EN: "A face result is of another institution. It was left where it is: {name}",
}


def watch(shell: Shell, *, once: bool, timeout_s: float | None, as_json: bool) -> int:
    """Take results in until the time is over or somebody interrupts; return the exit status."""
    told: list[CheckReport] = []

    def tell(report: CheckReport) -> None:
        told.append(report)
        _print(shell, report, as_json=as_json)

    def work() -> ReceptionError | None:
        with App(shell.options) as app:
            run = WatchRun(app, shell, once=once, timeout_s=timeout_s, tell=tell)
            run.run()
            return told[-1].error if once else None

    status, error = ended(work)
    if error is not None and not (told and told[-1].error is error):
        _print_error(shell, error, as_json=as_json)
    return status


def _print(shell: Shell, report: CheckReport, *, as_json: bool) -> None:
    if as_json:
        shell.document(check_document(report, message=shell.message(report.error)))
    else:
        shell.say(check_text(report, shell.lang))
    if report.error is not None:
        shell.complain(report.error)


def _print_error(shell: Shell, error: ReceptionError, *, as_json: bool) -> None:
    """Say why there is no result."""
    if as_json:
        report = CheckReport(None, Method.FACE, SystemClock().today(), error=error)
        shell.document(check_document(report, message=shell.message(error)))
    shell.complain(error)


class WatchRun:
    """Takes results in one after another: saved, handed over, told; run() once."""

    def __init__(
        self,
        app: App,
        shell: Shell,
        *,
        once: bool,
        timeout_s: float | None,
        tell: Callable[[CheckReport], None],
    ) -> None:
        """Make it.

        Args:
            app: The parts.
            shell: For what a person should know beside the results.
            once: End after the first result; no other one is touched.
            timeout_s: None waits for ever.
            tell: Told of each result that this run took in.
        """
        self._app = app
        self._shell = shell
        self._once = once
        self._timeout_s = timeout_s
        self._tell = tell
        self._files = deque[FaceFile]()
        self._is_reached: bool | None = None
        self._trouble = ""

    def run(self) -> None:
        """Take results in.

        Raises:
            ReceptionError: what stops it; with ``once``, also that nothing came, or that the
                first result could not be saved.
        """
        folder = self._app.face_folder(self._hear)
        if folder is None:
            raise SettingsError((_NO_FOLDER,))
        arrivals = self._app.arrivals()
        folder.start()
        begun = drained = self._now()
        self._drain()
        ends = math.inf if self._timeout_s is None else begun + self._timeout_s
        while self._now() < ends:
            if self._now() >= drained + _DRAIN_EVERY_S:
                drained = self._now()
                self._drain()
            until = min(ends, drained + _DRAIN_EVERY_S)
            self._app.loop.run_until(lambda: bool(self._files), until - self._now())
            if self._files and self._take(folder, arrivals) and self._once:
                return
        if self._once:
            raise CardMissing if self._is_reached else LinkDown

    def _now(self) -> float:
        return self._app.clock.monotonic()

    def _drain(self) -> None:
        """Hand over what waits, of earlier runs too, as far as nobody has to confirm it."""
        if self._app.handover is not None:
            self._app.handover.drain(_ignore)

    def _hear(self, _: FaceFolder, news: FaceNews) -> None:
        if isinstance(news, FaceFile):
            self._files.append(news)
        elif isinstance(news, FaceFileUnreadable):
            self._note(_UNREADABLE, name=news.name)
        else:
            before, self._is_reached = self._is_reached, news.is_reached
            if not news.is_reached:
                self._note(_UNREACHED)
            elif before is not None:
                self._note(_REACHED)

    def _note(self, words: Mapping[Lang, str], **values: str) -> None:
        self._shell.note(words[self._shell.lang].format(**values))

    # ── one result ──────────────────────────────────────────────────────────────────────────
    def _take(self, folder: FaceFolder, arrivals: Arrivals) -> bool:
        """Take the next result in; return whether it was this run that did."""
        file, begun = self._files.popleft(), self._now()
        outcomes: list[Ok[Arrived] | Err] = []
        arrivals.take_face(file, "", outcomes.append)
        self._app.loop.run_until(lambda: bool(outcomes), _SAVE_WAIT_S)
        outcome = outcomes[0] if outcomes else Err(StoreBusy())
        if isinstance(outcome, Err):
            self._failed(folder, file, outcome.error)
            return False
        folder.saved(file)
        self._trouble = ""
        if not outcome.value.is_new:  # another program, or an earlier run, told of it
            return False
        report = self._handed_over(outcome.value)
        self._tell(replace(report, total_ms=(self._now() - begun) * 1000))
        return True

    def _failed(self, folder: FaceFolder, file: FaceFile, error: ReceptionError) -> None:
        if isinstance(error, BackendGarbled):
            self._note(_NOT_OURS, name=file.name)
            return
        folder.not_saved(file)
        if self._once:
            raise error
        if error.code != self._trouble:
            self._trouble = error.code
            self._shell.complain(error)

    def _handed_over(self, arrived: Arrived) -> CheckReport:
        """Take the result's own row through the hand-over, as far as the settings want it."""
        result, controller = arrived.result, self._app.handover
        report = CheckReport(
            result.check_id,
            Method.FACE,
            arrived.record.on,
            result=result,
            saved=True,
            handover=HandoverReport(arrived.handover),
            error=result.refusal(),
        )
        if controller is None or arrived.handover is HandoverState.OFF:
            return report
        if self._app.settings.handover.when is HandoverWhen.CONFIRMED:
            return report
        deliveries: list[Delivery] = []
        controller.deliver(result.check_id, deliveries.append)
        if not self._app.loop.run_until(lambda: bool(deliveries), _HANDOVER_WAIT_S):
            return replace(report, error=TargetRefused())
        (delivery,) = deliveries
        handover = HandoverReport(delivery.state, delivery.path)
        return replace(report, handover=handover, error=delivery.error)


def _ignore(_: Drained) -> None:
    """What is still in the way is tried again, and shows with the next result."""
