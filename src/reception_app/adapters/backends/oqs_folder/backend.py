"""The backend that asks by files in the shared folders of an eligibility terminal.

A question becomes visible to the terminal once, whatever happens: it is written down before, and
nothing is sent again by itself. Without an answer in time its outcome is unknown (BK01); an answer
that comes later, or that nobody could save, is told to whoever hears late answers.

Source: eligibility-interface.md 4.
"""

from __future__ import annotations

import errno
import logging
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, TypeAlias

from reception_app.adapters.backends.numbers_only import require_numbers
from reception_app.adapters.backends.oqs_folder.answers import SOURCE, result_of
from reception_app.adapters.backends.oqs_folder.folder import AnswerKind, TerminalFolder
from reception_app.adapters.backends.oqs_folder.journal import Journal, Request, RequestState
from reception_app.adapters.backends.oqs_folder.watch import AnswerWatch, Wanted
from reception_app.adapters.folder_calls import FolderCalls, FolderHangs
from reception_app.application.late_answers import HearLate, LateAnswer, Question
from reception_app.backend_api import (
    API_VERSION,
    BackendInfo,
    BatchStyle,
    Challenge,
    CheckId,
    EligibilityQuery,
    EligibilityResult,
)
from reception_app.domain.errors import (
    BackendRefused,
    LinkDown,
    LinkTimeout,
    ReceptionError,
    StoreError,
)
from reception_app.domain.policy import JST
from reception_app.messages.message import Encoding
from reception_app.messages.single import single_request
from reception_app.messages.xml import NotWritable, write_message
from reception_app.messages.xml_reading import SINGLE_BYTES

MAX_PARALLEL: Final = 8
"""A terminal takes 20 sessions, and other programs use it too."""

_GIVEN_UP_AFTER = timedelta(minutes=5)
"""So old a question of another run is waited for by nobody: the longest wait is shorter."""
_LOOK_AGAIN_S = 0.02
_REFUSES_US = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_LOG = logging.getLogger(__name__)

_Outcome: TypeAlias = EligibilityResult | ReceptionError | FolderHangs
_MAY_BE_ANSWERED = (RequestState.NOTED, RequestState.OPEN)


@dataclass(frozen=True, slots=True)
class OqsFolderSettings:
    """The table ``[backend.oqs-folder]``, and what every backend is told of the clinic.

    Attributes:
        root: Holds ``req`` and ``res``.
        ours: Our folder beside them, on the same file system; None for one inside ``root``.
        encoding: Of the questions.
        takes_away: Answers that were read are moved into our folder instead of left.
        state: A private folder on this computer, for what has to survive restarts.
    """

    root: Path
    ours: Path | None
    encoding: Encoding
    takes_away: bool
    institution_code: str
    state: Path


class OqsFolderBackend:
    """One terminal, asked by files; every method may be called from any thread."""

    def __init__(
        self,
        settings: OqsFolderSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._now = now
        self._folder = TerminalFolder(settings.root, settings.ours)
        self._calls = FolderCalls("terminal-req", at_most=MAX_PARALLEL)
        self._journal = Journal(settings.state / "oqs-folder.db")
        self._watch = AnswerWatch(
            self._folder, takes_away=settings.takes_away, refresh=self._want_forgotten
        )
        self._waiting = set[SimpleQueue[_Outcome]]()
        self._questions = dict[CheckId, Question]()
        self._late_wanted = dict[CheckId, Wanted | None]()
        self._heard: HearLate | None = None
        self._tidied: str = ""
        self._lock = threading.Lock()
        self._closed = False

    @property
    def info(self) -> BackendInfo:
        """What this backend can do: questions by numbers; a card cannot be asked with."""
        return BackendInfo(
            name=SOURCE,
            api_version=API_VERSION,
            needs_card=False,
            takes_cards=False,
            batch=BatchStyle.NONE,
            max_parallel=MAX_PARALLEL,
        )

    def challenge(self, *, timeout_s: float) -> Challenge | None:
        """Look whether the terminal's folders can be reached; there is nothing to sign."""
        with _translated(timeout_s):
            self._calls.run(self._folder.require_ready, until=time.monotonic() + timeout_s)
        return None

    def check(self, query: EligibilityQuery, *, timeout_s: float) -> EligibilityResult:
        """Ask, or wait for the answer if this check_id was asked before: it is sent once.

        Raises:
            BackendRefused: also for a card (service_code ``card``), for characters that the
                encoding lacks (HO06) and for a clock that went back a day (SY03).
            LinkError, BackendError: as every backend.
            StoreError: it could not be written down, and so was not asked.
        """
        return self.ask(Question(query), timeout_s=timeout_s)

    def ask(self, question: Question, *, timeout_s: float) -> EligibilityResult:
        """Do as ``check``, and keep what the record of a late answer needs."""
        query, until = question.query, time.monotonic() + timeout_s
        content = self._content(query)
        with self._one_who_waits() as outcomes, _translated(timeout_s):
            cancelled = threading.Event()
            try:
                send = partial(self._send, question, content, cancelled)
                request = self._calls.run(send, until=until)
            finally:
                cancelled.set()  # a share that comes back later must not show it then
            return self._answer(request, question, outcomes, until)

    def hear_late(self, heard: HearLate) -> None:
        """Tell of answers to questions that were given up, by this run or an earlier one."""
        with self._lock:
            self._heard = heard
        self._watch.stay_awake()

    def answer_saved(self, check_id: CheckId) -> None:
        """Write down that an answer is in the store; until then it comes again."""
        self._journal.close_request(check_id, RequestState.ANSWERED)
        self._forget(check_id)

    def stopped_until(self) -> date | None:
        """Return the day until which no question gets a name, because the clock was ahead."""
        return self._journal.stopped_until(self._now())

    def accept_clock(self) -> None:
        """Go on from today: somebody looked, and the clock is right."""
        self._journal.accept_clock(self._now())

    def close(self) -> None:
        """Stop looking for answers and end every wait for one; again changes nothing."""
        with self._lock:
            self._closed = True
            waiting = list(self._waiting)
        for outcomes in waiting:
            outcomes.put(LinkDown())
        self._watch.close()
        self._journal.close()

    # ── sending ─────────────────────────────────────────────────────────────────────────────
    def _content(self, query: EligibilityQuery) -> bytes:
        require_numbers(query)
        message = single_request(
            query,
            institution_code=self._settings.institution_code,
            file_identifier=query.check_id,
        )
        try:
            return write_message(message, encoding=self._settings.encoding)
        except NotWritable as error:
            raise BackendRefused("HO06") from error

    def _send(self, question: Question, content: bytes, cancelled: threading.Event) -> Request:
        """Make the question visible, unless that was done before; on a thread that may hang."""
        self._folder.require_ready()
        self._tidy()
        request = self._named(question, cancelled)
        if request.state is not RequestState.NOTED:
            if request.state is RequestState.OPEN:
                self._folder.release(request.name)  # what still lies aside was never visible
            return request
        self._folder.write_aside(request.name, content)
        if cancelled.is_set() or not self._journal.open(request):
            self._folder.discard(request.name)
            return self._sent_by_another(question.query, cancelled)
        self._folder.release(request.name)
        return request

    def _sent_by_another(self, query: EligibilityQuery, cancelled: threading.Event) -> Request:
        """Return the question as another thread or program, which took it over, sends it."""
        while not cancelled.wait(_LOOK_AGAIN_S):
            request = self._journal.find(query.check_id)
            if request is not None and request.state is not RequestState.NOTED:
                return request
        raise FolderHangs

    def _named(self, question: Question, cancelled: threading.Event) -> Request:
        """Return the question with a name that is ours alone, or as it was sent before."""
        code = self._settings.institution_code
        after = 0
        while not cancelled.is_set():  # the names of other desks, or of a lost journal, are passed
            request = self._journal.note(question, code, now=self._now(), after=after)
            if request.state is not RequestState.NOTED or self._folder.claim(request.name):
                return request
            after = self._folder.last_claimed(request.name)
        raise FolderHangs

    def _tidy(self) -> None:
        today = self._now().astimezone(JST).date()
        if self._tidied != today.isoformat():
            self._tidied = today.isoformat()
            for request in self._journal.noted_requests():
                if request.noted_at < self._now() - _GIVEN_UP_AFTER:
                    self._folder.discard(request.name)  # a crash left it; nobody sends it now
            self._journal.forget_old(self._now())
            self._folder.tidy(today)

    # ── waiting ─────────────────────────────────────────────────────────────────────────────
    @contextmanager
    def _one_who_waits(self) -> Generator[SimpleQueue[_Outcome], None, None]:
        outcomes = SimpleQueue[_Outcome]()
        with self._lock:
            if self._closed:
                raise LinkDown
            self._waiting.add(outcomes)
        try:
            yield outcomes
        finally:
            with self._lock:
                self._waiting.discard(outcomes)

    def _answer(
        self,
        request: Request,
        question: Question,
        outcomes: SimpleQueue[_Outcome],
        until: float,
    ) -> EligibilityResult:
        """Wait for the answer; it stays open in the journal until ``answer_saved``."""
        with self._lock:
            self._questions[request.check_id] = question
        self._want_late_no_more(request.check_id)
        wanted = self._wanted(request, outcomes.put, outcomes.put)
        wanted.is_again = request.state is not RequestState.NOTED
        self._watch.want(wanted)
        outcome = _next(outcomes, timeout_s=max(until - time.monotonic(), 0.001))
        self._watch.drop(wanted)
        outcome = outcome or _next(outcomes) or FolderHangs()
        if isinstance(outcome, EligibilityResult):
            return outcome
        if isinstance(outcome, BackendRefused):
            self._refused(request)
        elif request.state in _MAY_BE_ANSWERED:
            self._want_late(request)
        raise outcome

    def _wanted(
        self,
        request: Request,
        take: Callable[[EligibilityResult], None],
        fail: Callable[[ReceptionError], None],
    ) -> Wanted:
        def read(kind: AnswerKind, content: bytes) -> None:
            take(result_of(request, kind, content, answered_at=self._now()))

        return Wanted(request.name, at_most=SINGLE_BYTES, take=read, fail=fail)

    def _refused(self, request: Request) -> None:
        with suppress(StoreError):  # at worst it is refused once more, as a late one
            self._journal.close_request(request.check_id, RequestState.REFUSED)
            self._forget(request.check_id)

    def _forget(self, check_id: CheckId) -> None:
        """Nothing comes of a question any more."""
        self._want_late_no_more(check_id)
        with self._lock:
            self._questions.pop(check_id, None)

    # ── late answers ────────────────────────────────────────────────────────────────────────
    def _want_forgotten(self) -> None:
        """Look for answers to questions that were given up by other runs, or were not saved."""
        with self._lock:
            if self._heard is None:
                return
            known = {*self._questions, *self._late_wanted}
        before = self._now() - _GIVEN_UP_AFTER
        try:
            requests = self._journal.open_requests()
        except StoreError:
            _LOG.warning("the journal of the terminal's folder cannot be read")
            return
        for check_id in known.difference(request.check_id for request in requests):
            self._forget(check_id)  # another program closed it, or it is too old
        for request in requests:
            if request.noted_at < before or request.check_id in self._late_wanted:
                self._want_late(request)

    def _want_late(self, request: Request) -> None:
        wanted = self._wanted(
            request, partial(self._hear, request), partial(self._hear_refusal, request)
        )
        wanted.is_urgent = False
        wanted.is_again = True  # it may have been taken out of res before it was saved
        with self._lock:
            is_looked_for = self._late_wanted.get(request.check_id) is not None
            if self._heard is None or self._closed or is_looked_for:
                return
            self._late_wanted[request.check_id] = wanted
        self._watch.want(wanted)

    def _want_late_no_more(self, check_id: CheckId) -> None:
        with self._lock:
            wanted = self._late_wanted.pop(check_id, None)
        if wanted is not None:
            self._watch.drop(wanted)

    def _hear(self, request: Request, result: EligibilityResult) -> None:
        """Tell of a late answer; it is told again until somebody says that it is saved."""
        with self._lock:
            question = self._questions.get(request.check_id)
            if request.check_id in self._late_wanted:
                self._late_wanted[request.check_id] = None
        if self._heard is not None:
            self._heard(LateAnswer(result, request.on, request.asked, question))

    def _hear_refusal(self, request: Request, error: ReceptionError) -> None:
        if isinstance(error, BackendRefused):
            _LOG.warning("a question was refused after it was given up: %s", error.code)
            self._refused(request)


def _next(outcomes: SimpleQueue[_Outcome], *, timeout_s: float = 0.0) -> _Outcome | None:
    with suppress(Empty):
        return outcomes.get(timeout=timeout_s)
    return None


@contextmanager
def _translated(timeout_s: float) -> Generator[None, None, None]:
    """Say what trouble with a folder means for a question (cli.md, Errors)."""
    try:
        yield
    except FolderHangs as error:
        raise LinkTimeout(timeout_s) from error
    except OSError as error:
        if error.errno in _REFUSES_US:
            raise BackendRefused("BK04", service_code="folder") from error
        raise LinkDown from error
