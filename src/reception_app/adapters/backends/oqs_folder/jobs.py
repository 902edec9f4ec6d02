"""一括照会 through the terminal's folders: uploads and results, one file for each step.

An upload becomes visible to the terminal once, whatever happens: the journal knows its name before
that, and the same job_id again waits for the acceptance of that very file. A result is asked for
under a new name each time, unless an earlier question for it still lies in ``req``.

Source: eligibility-interface.md 1.4 and 4.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, TypeAlias, TypeVar

from reception_app.adapters.backends.job_answers import answers_of_job
from reception_app.adapters.backends.oqs_folder.answers import SOURCE
from reception_app.adapters.backends.oqs_folder.folder import AnswerKind, TerminalFolder
from reception_app.adapters.backends.oqs_folder.job_files import (
    accepted_number,
    asked_for,
    download_content,
    job_result,
    upload_content,
)
from reception_app.adapters.backends.oqs_folder.jobs_journal import (
    JobsJournal,
    Upload,
    UploadState,
)
from reception_app.adapters.backends.oqs_folder.watch import AnswerWatch, Wanted
from reception_app.adapters.folder_calls import FolderCalls, FolderHangs
from reception_app.application.batch_ports import (
    JobAnswers,
    JobQuestion,
    Receipt,
    StillRunning,
)
from reception_app.domain.batch import JobId
from reception_app.domain.bulk import BulkAnswer, PersonAnswer
from reception_app.domain.errors import BugError, LinkDown, ReceptionError, StoreError
from reception_app.messages.file_names import Family, Step
from reception_app.messages.message import Encoding
from reception_app.messages.xml_reading import BULK_BYTES, SINGLE_BYTES

PAUSE_S: Final = 10.0
"""How long a job is left alone; others use the terminal too (5 s is the least found anywhere)."""

_AT_ONCE = 2

_T = TypeVar("_T")
_Told: TypeAlias = "str | BulkAnswer[PersonAnswer] | ReceptionError"


@dataclass(frozen=True, slots=True)
class _Heard:
    """What came for a file of ours."""

    name: str
    told: _Told = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsSite:
    """Where jobs are asked, and as whom.

    Attributes:
        new_name: Gives a file name that nobody else has or will have (``Journal.new_name``).
        state: A private folder on this computer, for what has to survive restarts.
    """

    folder: TerminalFolder
    new_name: Callable[[Family, Step, datetime], str]
    now: Callable[[], datetime]
    institution_code: str
    encoding: Encoding
    takes_away: bool
    state: Path


class FolderJobs:
    """The jobs of one terminal; any thread. ``OSError`` and ``FolderHangs`` are the caller's."""

    def __init__(self, site: JobsSite) -> None:
        self._site = site
        self._folder = site.folder
        self._journal = JobsJournal(site.state / "oqs-folder-jobs.db")
        self._calls = FolderCalls("terminal-jobs", at_most=_AT_ONCE)
        self._watch = AnswerWatch(site.folder, takes_away=site.takes_away)
        self._waiting = set[SimpleQueue[_Heard]]()
        self._lock = threading.Lock()
        self._closed = False
        self._tidied: date | None = None

    def submit(
        self, job_id: JobId, on: date, rows: Sequence[JobQuestion], *, until: float
    ) -> Receipt:
        """Upload, or wait for the acceptance if this job_id was uploaded before.

        Raises:
            FolderHangs: no acceptance by then (``time.monotonic``); it may come yet.
            BackendRefused: also for characters that the encoding lacks (HO06).
            BackendGarbled: an acceptance that is none of ours.
            OSError: the folders cannot be reached; it was not made visible, or the same job_id
                again finds out.
            StoreError: it could not be written down.
        """
        with self._heard() as heard:
            upload = self._in_time(until, partial(self._send, job_id, on, rows))
            if upload.state is UploadState.ACCEPTED:
                return Receipt(upload.number, PAUSE_S)
            number = self._told(heard, [self._acceptance(upload, heard)], until).told
        if not isinstance(number, str):
            raise _error_of(number)
        self._journal.accept(job_id, number)
        return Receipt(number, PAUSE_S)

    def fetch(self, job_id: JobId, number: str, *, until: float) -> JobAnswers | StillRunning:
        """Ask for a result; answers to earlier questions for it count, too.

        Raises:
            FolderHangs, OSError, StoreError: as ``submit``.
            BackendRefused: the job failed, or nobody knows the number.
            BackendGarbled: what came is not its result.
        """
        with self._heard() as heard:
            names = self._in_time(until, partial(self._ask, number))
            wanted = [self._result(name, job_id, number, heard) for name in names]
            came = self._told(heard, wanted, until)
        with suppress(StoreError):  # what is here is here; at worst it is looked for once more
            self._journal.close_ask(came.name)
        match came.told:
            case BulkAnswer(is_pending=True):
                return StillRunning(PAUSE_S)
            case BulkAnswer() as result:
                return answers_of_job(job_id, result, source=SOURCE, answered_at=self._site.now())
            case other:
                raise _error_of(other)

    def close(self) -> None:
        """Stop looking for answers and end every wait for one; again changes nothing."""
        with self._lock:
            self._closed = True
            waiting = list(self._waiting)
        for heard in waiting:
            heard.put(_Heard("", LinkDown()))
        self._watch.close()
        self._journal.close()

    # ── writing, on a thread that may hang ──────────────────────────────────────────────────
    def _in_time(self, until: float, work: Callable[[threading.Event], _T]) -> _T:
        cancelled = threading.Event()
        try:
            return self._calls.run(partial(work, cancelled), until=until)
        finally:
            cancelled.set()  # a share that comes back later must not show anything then

    def _send(
        self, job_id: JobId, on: date, rows: Sequence[JobQuestion], cancelled: threading.Event
    ) -> Upload:
        """Make an upload visible, unless that was done before."""
        self._folder.require_ready()
        self._tidy()
        upload = self._journal.find(job_id)
        if upload is None or upload.state is UploadState.NOTED:
            upload = self._journal.note(self._named(job_id, on, cancelled), self._site.now())
        if upload.state is UploadState.NOTED:
            content = upload_content(upload, rows, self._site.encoding)
            self._folder.write_aside(upload.name, content)
            if cancelled.is_set() or not self._journal.open(upload):
                self._folder.discard(upload.name)
                raise FolderHangs
        if upload.state is not UploadState.ACCEPTED:
            self._folder.release(upload.name)  # what still lies aside was never visible
        return upload

    def _named(self, job_id: JobId, on: date, cancelled: threading.Event) -> Upload:
        name = self._new_name(Step.UPLOAD, cancelled)
        return Upload(job_id, name, self._site.institution_code, on, UploadState.NOTED)

    def _ask(self, number: str, cancelled: threading.Event) -> Sequence[str]:
        """Ask for a result; return the names under which it may be answered."""
        self._folder.require_ready()
        self._tidy()
        asked = self._journal.asks(number)
        if any(map(self._folder.is_visible, asked)):
            return asked  # the terminal has not taken it yet
        name = self._new_name(Step.DOWNLOAD, cancelled)
        code = self._site.institution_code
        content = download_content(number, institution_code=code, encoding=self._site.encoding)
        self._folder.write_aside(name, content)
        if cancelled.is_set():
            self._folder.discard(name)
            raise FolderHangs
        self._journal.note_ask(name, number, self._site.now())
        self._folder.release(name)
        return (*asked, name)

    def _new_name(self, step: Step, cancelled: threading.Event) -> str:
        while not cancelled.is_set():  # the names of other desks, or of a lost journal, are passed
            name = self._site.new_name(Family.BULK, step, self._site.now())
            if self._folder.claim(name) and not cancelled.is_set():
                return name
        raise FolderHangs

    def _tidy(self) -> None:
        today = self._site.now().date()
        if self._tidied != today:
            self._tidied = today
            self._journal.forget_old(self._site.now())

    # ── waiting ─────────────────────────────────────────────────────────────────────────────
    @contextmanager
    def _heard(self) -> Generator[SimpleQueue[_Heard]]:
        heard = SimpleQueue[_Heard]()
        with self._lock:
            if self._closed:
                raise LinkDown
            self._waiting.add(heard)
        try:
            yield heard
        finally:
            with self._lock:
                self._waiting.discard(heard)

    def _told(self, heard: SimpleQueue[_Heard], wanted: Iterable[Wanted], until: float) -> _Heard:
        """Return the first that comes."""
        wanted = list(wanted)
        for each in wanted:
            self._watch.want(each)
        try:
            return heard.get(timeout=max(until - time.monotonic(), 0.001))
        except Empty:
            raise FolderHangs from None
        finally:
            for each in wanted:
                self._watch.drop(each)

    def _acceptance(self, upload: Upload, heard: SimpleQueue[_Heard]) -> Wanted:
        def take(kind: AnswerKind, content: bytes) -> None:
            heard.put(_Heard(upload.name, accepted_number(upload, kind, content)))

        return _wanted(upload.name, take, heard, at_most=SINGLE_BYTES)

    def _result(self, name: str, job_id: JobId, number: str, heard: SimpleQueue[_Heard]) -> Wanted:
        asked = asked_for(number, self._site.institution_code)

        def take(kind: AnswerKind, content: bytes) -> None:
            heard.put(_Heard(name, job_result(name, job_id, asked, kind=kind, content=content)))

        return _wanted(name, take, heard, at_most=BULK_BYTES)


def _wanted(
    name: str,
    take: Callable[[AnswerKind, bytes], None],
    heard: SimpleQueue[_Heard],
    *,
    at_most: int,
) -> Wanted:
    def fail(error: ReceptionError) -> None:
        heard.put(_Heard(name, error))

    # It may have been taken out of ``res`` by a run that ended before it was used.
    wanted = Wanted(name, at_most=at_most, take=take, fail=fail)
    wanted.is_again = True
    return wanted


def _error_of(told: _Told) -> ReceptionError:
    return told if isinstance(told, ReceptionError) else BugError()
