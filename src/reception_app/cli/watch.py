"""``reception-app watch``: what comes by itself, saved and handed over without a window.

That are the results of the terminal's face reader, and late answers of a backend that can be late.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from reception_app.adapters.system.clock import SystemClock
from reception_app.app import App
from reception_app.application.arrivals import Arrived
from reception_app.application.catalogue import Lang
from reception_app.application.face_results import (
    FaceFile,
    FaceFileUnreadable,
    FaceFolder,
    FaceNews,
)
from reception_app.application.handover import Delivery, Drained
from reception_app.application.late_answers import LateAnswer, LateAnswerSource
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
from reception_app.domain.record import HandoverState, other_person

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
_NOTHING_CAME = {
    Lang.JA: "時間内に顔認証の結果は届きませんでした。",
    Lang.EN: "No face result came in time.",
}
_NOTHING_CAME_ACTION = {
    Lang.JA: "端末の顔認証付きカードリーダーで受付し、もう一度実行してください。",
    Lang.EN: "Use the terminal's face reader, and run this again.",
}
_NOT_OURS = {
    Lang.JA: "別の医療機関の顔認証の結果です。取り込まずに残しました: {name}",
    Lang.EN: "A face result is of another institution. It was left where it is: {name}",
}


_MAY_BE_OTHERS = {
    Lang.JA: "この回答は別の方のものかもしれません。受付の画面で確認してください。",
    Lang.EN: "This answer may be about another person. Please look at it at the desk.",
}

_Saved: TypeAlias = Ok[Arrived] | Err


@dataclass(frozen=True, slots=True)
class _Arriving:
    """One answer that came by itself.

    Attributes:
        save: Begins to save it; the call is told what came of it.
        saved: To be told that it is in the store.
        failed: To be told what kept it out of the store.
    """

    method: Method
    save: Callable[[Callable[[_Saved], None]], None]
    saved: Callable[[], None] = lambda: None
    failed: Callable[[ReceptionError], None] = lambda _: None


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
    # The code is that of a check without a card, but no card was ever meant for this computer.
    nothing_came = isinstance(error, CardMissing)
    message = _NOTHING_CAME[shell.lang] if nothing_came else shell.message(error)
    if as_json:
        report = CheckReport(None, Method.FACE, SystemClock().today(), error=error)
        shell.document(check_document(report, message=message))
    if nothing_came:
        shell.note(f"{error.code}  {message}")
        shell.note(f"      {_NOTHING_CAME_ACTION[shell.lang]}")
    else:
        shell.complain(error)


class WatchRun:
    """Takes answers in one after another: saved, handed over, told; run() once."""

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
            once: End after the first face result; nothing else is touched.
            timeout_s: None waits for ever.
            tell: Told of each answer that this run took in.
        """
        self._app = app
        self._shell = shell
        self._once = once
        self._timeout_s = timeout_s
        self._tell = tell
        self._arrivals = app.arrivals()
        self._arriving = deque[_Arriving]()
        self._is_reached: bool | None = None
        self._was_reached = False
        self._has_taken = False
        self._trouble: ReceptionError | None = None

    def run(self) -> None:
        """Take answers in.

        Raises:
            ReceptionError: what stops it; with ``once``, also that nothing came, or that the
                first result could not be saved; else, that the folder was never there, or that
                the last answer could not be saved.
        """
        folder = self._app.face_folder(self._hear)
        hears_late = not self._once and self._hear_late()
        if folder is None and not hears_late:
            raise SettingsError((_NO_FOLDER,))
        if folder is not None:
            folder.start()
        self._work()
        if self._trouble is not None:
            raise self._trouble
        if folder is not None and not (self._is_reached if self._once else self._was_reached):
            raise LinkDown
        if self._once and not self._has_taken:
            raise CardMissing

    def _work(self) -> None:
        begun = drained = self._now()
        self._drain()
        ends = math.inf if self._timeout_s is None else begun + self._timeout_s
        while self._now() < ends and not (self._once and self._has_taken):
            if self._now() >= drained + _DRAIN_EVERY_S:
                drained = self._now()
                self._drain()
            until = min(ends, drained + _DRAIN_EVERY_S)
            self._app.loop.run_until(lambda: bool(self._arriving), until - self._now())
            if self._arriving:
                self._take(self._arriving.popleft())

    def _now(self) -> float:
        return self._app.clock.monotonic()

    def _drain(self) -> None:
        """Hand over what waits, of earlier runs too, as far as nobody has to confirm it."""
        if self._app.handover is not None:
            self._app.handover.drain(_ignore)

    # ── what comes ──────────────────────────────────────────────────────────────────────────
    def _hear_late(self) -> bool:
        """Hear late answers from now on; return whether there can be any."""
        try:
            source = self._app.backend
        except ReceptionError:  # face results need no backend, and ``doctor`` says what it is
            return False
        if not isinstance(source, LateAnswerSource):
            return False
        source.hear_late(lambda late: self._app.post(partial(self._late_came, source, late)))
        return True

    def _late_came(self, source: LateAnswerSource, late: LateAnswer) -> None:
        save = partial(self._arrivals.take_late, late, source)
        self._arriving.append(_Arriving(Method.NUMBERS, save))

    def _hear(self, folder: FaceFolder, news: FaceNews) -> None:
        if isinstance(news, FaceFile):
            self._face_came(folder, news)
        elif isinstance(news, FaceFileUnreadable):
            self._note(_UNREADABLE, name=_printable(news.name))
        else:
            before, self._is_reached = self._is_reached, news.is_reached
            self._was_reached |= news.is_reached
            if not news.is_reached:
                self._note(_UNREACHED)
            elif before is not None:
                self._note(_REACHED)

    def _face_came(self, folder: FaceFolder, file: FaceFile) -> None:
        def failed(error: ReceptionError) -> None:
            if isinstance(error, BackendGarbled):
                self._note(_NOT_OURS, name=_printable(file.name))
            else:
                folder.not_saved(file)

        self._arriving.append(
            _Arriving(
                Method.FACE,
                save=partial(self._arrivals.take_face, file, ""),
                saved=partial(folder.saved, file),
                failed=failed,
            )
        )

    def _note(self, words: Mapping[Lang, str], **values: str) -> None:
        self._shell.note(words[self._shell.lang].format(**values))

    # ── one answer ──────────────────────────────────────────────────────────────────────────
    def _take(self, arriving: _Arriving) -> None:
        """Save an answer, hand it over and tell of it, if it was this run that saved it."""
        begun = self._now()
        outcomes: list[_Saved] = []
        arriving.save(outcomes.append)
        self._app.loop.run_until(lambda: bool(outcomes), _SAVE_WAIT_S)
        outcome = outcomes[0] if outcomes else Err(StoreBusy())
        if isinstance(outcome, Err):
            arriving.failed(outcome.error)
            self._failed(outcome.error)
            return
        arriving.saved()
        self._trouble = None
        if outcome.value.is_new:  # else another program, or an earlier run, told of it
            report = self._handed_over(arriving.method, outcome.value)
            self._tell(replace(report, total_ms=(self._now() - begun) * 1000))
            if outcome.value.may_be_another:
                self._note(_MAY_BE_OTHERS)
            self._has_taken = True

    def _failed(self, error: ReceptionError) -> None:
        if isinstance(error, BackendGarbled):
            return
        if self._once:
            raise error
        if self._trouble is None or error.code != self._trouble.code:
            self._shell.complain(error)
        self._trouble = error

    def _handed_over(self, method: Method, arrived: Arrived) -> CheckReport:
        """Take the answer's own row through the hand-over, as far as the settings want it."""
        result, controller = arrived.result, self._app.handover
        report = CheckReport(
            result.check_id,
            method,
            arrived.record.on,
            result=result,
            saved=True,
            handover=HandoverReport(arrived.handover),
            error=result.refusal() or (other_person() if arrived.may_be_another else None),
        )
        if controller is None or arrived.handover is not HandoverState.WAITING:
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


def _printable(name: str) -> str:
    """Return a file's name for a terminal: what is no plain character is written out."""
    return ascii(name)[1:-1]


def _ignore(_: Drained) -> None:
    """What is still in the way is tried again, and shows with the next result."""
