"""The backend that speaks ``eligibility-api.md``; what HTTP and TLS are is left to ``line``."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

from reception_app.adapters.backends.job_answers import answers_of_job
from reception_app.adapters.backends.line import PROOF_PATH, Answer, Cut, Deadline, Line
from reception_app.adapters.backends.lines import Lines
from reception_app.adapters.backends.tls import TlsFiles
from reception_app.application.batch_ports import (
    JobAnswers,
    JobQuestion,
    Receipt,
    StillRunning,
)
from reception_app.backend_api import (
    API_VERSION,
    BackendInfo,
    BatchStyle,
    CardTicket,
    Challenge,
    EligibilityBackend,
    EligibilityQuery,
    EligibilityResult,
    ServiceNotice,
    Signature,
)
from reception_app.domain.batch import JobId
from reception_app.domain.errors import (
    BackendError,
    BackendGarbled,
    BackendRefused,
    BackendUnavailable,
    JobForgotten,
    LinkDown,
    LinkTimeout,
    ReceptionError,
    SettingsError,
    SettingsProblem,
)
from reception_app.domain.policy import JST
from reception_app.messages.jobs import (
    AskedJob,
    JobRunning,
    Limits,
    job_request,
    read_job,
    read_job_receipt,
    read_limits,
)
from reception_app.messages.json import (
    Problem,
    challenge_request,
    check_request,
    read_answer,
    read_challenge,
    read_notices,
    read_problem,
)
from reception_app.messages.search_info import SearchInfo

_NAME = "https"
_UNKNOWN_JOB = "unknown-job"
MAX_REQUEST = 64 * 2**10
MAX_JOB = 16 * 2**20
MAX_PARALLEL = 8
MAX_SERVICE = 64 * 2**10
"""Bytes of what a service says of itself."""

# A gateway may say these of a service that took the upload in.
_PERHAPS_TAKEN_IN = frozenset({500, 502, 504})
_FAULT_PAUSES_S = (0.2, 0.6)
_LONGEST_RETRY_AFTER_S = 5
_LONGEST_MAINTENANCE = timedelta(days=31)
_SECONDS = re.compile(r"[0-9]{1,9}")
# 422: about the card
_CARD_CODES = {
    "certificate-revoked": "CT04",
    "certificate-expired": "CT03",
    "not-registered": "CT06",
    "certificate-not-yet-valid": "CT09",
    "certificate-unknown-ca": "CT10",
    "signature-invalid": "CD11",
    "visual-not-allowed": "VS03",
}


@dataclass(frozen=True, slots=True)
class HttpsSettings:
    """The table ``[backend.https]``, and what every backend is told of the clinic."""

    url: str
    files: TlsFiles
    institution_code: str
    terminal: str
    timeout_s: float


def create(settings: Mapping[str, object]) -> EligibilityBackend:
    """Return the backend; opens nothing and reads no file yet.

    Args:
        settings: ``url``, ``ca``, ``client_certificate``, ``client_key``, ``institution_code``,
            ``terminal`` and ``timeout_s``, already checked one by one by whoever read them.

    Raises:
        SettingsError: the URL is not https; nothing of a patient may go over an open line.
    """
    url = str(settings["url"])
    if not url.lower().startswith("https://"):
        raise SettingsError((SettingsProblem("[backend.https] url", "must begin with https://"),))
    files = TlsFiles(
        ca=str(settings["ca"]),
        certificate=str(settings["client_certificate"]),
        key=str(settings["client_key"]),
    )
    return HttpsBackend(
        HttpsSettings(
            url=url,
            files=files,
            institution_code=str(settings["institution_code"]),
            terminal=str(settings["terminal"]),
            timeout_s=float(str(settings["timeout_s"])),
        )
    )


class HttpsBackend:
    """One eligibility service over HTTPS; every method may be called from any thread.

    A connection that breaks after a request went out is answered by sending the same bytes once
    more, since ``check_id`` is an idempotency key; broken again it is NW01. An answer whose head
    came but whose body was cut counts as such a break, not as an unreadable answer (BK08): what is
    wrong there is the line, and the same question a moment later can be answered.
    """

    def __init__(self, settings: HttpsSettings) -> None:
        self._settings = settings
        self._limits = Limits()
        self._lines = Lines(
            lambda: Line(settings.url, settings.files, hear=self._learn), at_most=MAX_PARALLEL
        )
        self._closing = threading.Event()

    @property
    def info(self) -> BackendInfo:
        """What this backend can do: with a card and without, one question at a time or in jobs.

        How much the service takes at once is known from the first connection on (``warm``).
        """
        return BackendInfo(
            name=_NAME,
            api_version=API_VERSION,
            needs_card=False,
            batch=BatchStyle.ONE_BY_ONE,
            max_parallel=min(MAX_PARALLEL, self._limits.parallel or MAX_PARALLEL),
            max_rows=self._limits.rows,
        )

    @property
    def repeats_jobs_safely(self) -> bool:
        """A job_id is an idempotency key."""
        return True

    def challenge(self, *, timeout_s: float) -> Challenge:
        """Return 32 bytes for the card to sign, good for one check."""
        body = challenge_request(self._settings.terminal)
        answer = self._ask("/v1/challenges", body, _Resends(Deadline(timeout_s)))
        if answer.status != 201:
            raise refusal_of(answer, datetime.now(UTC))
        return read_challenge(answer.body)

    def check(self, query: EligibilityQuery, *, timeout_s: float) -> EligibilityResult:
        """Ask; ``timeout_s`` holds for all attempts together.

        Only a ``Retry-After`` of up to 5 s, waited for once, comes on top.
        """
        body = check_request(query, terminal=self._settings.terminal)
        if len(body) > MAX_REQUEST:
            raise BackendRefused("BK07", service_code="too-large")  # as the service would say
        answer = self._ask("/v1/checks", body, _Resends(Deadline(timeout_s), _good_until(query)))
        if answer.status != 200:
            raise refusal_of(answer, datetime.now(UTC))
        return read_answer(
            answer.body,
            query,
            institution_code=self._settings.institution_code,
            source=_NAME,
            answered_at=datetime.now(UTC),
        )

    def submit(
        self, job_id: JobId, on: date, rows: Sequence[JobQuestion], *, timeout_s: float
    ) -> Receipt:
        """Upload; the same job_id again gets the same receipt.

        Raises:
            LinkTimeout: it may have been taken in, for any reason; only the same job_id may be
                sent then.
            LinkError, BackendError: it was not taken in.
        """
        asked = [
            SearchInfo(row.numbers, limit_consent=False, identifier=row.row_id) for row in rows
        ]
        body = job_request(job_id, asked, terminal=self._settings.terminal, on=on)
        if len(body) > MAX_JOB:
            raise BackendRefused("BK07", service_code="too-large")  # as the service would say
        try:
            return _receipt_of(self._ask_or_cut("/v1/jobs", body, _Resends(Deadline(timeout_s))))
        except (Cut, BackendGarbled) as error:
            raise LinkTimeout(timeout_s) from error

    def fetch(self, job_id: JobId, number: str, *, timeout_s: float) -> JobAnswers | StillRunning:
        """Ask for the result of an upload.

        Raises:
            BackendRefused: BK07, the job failed; BK04 is about us.
            JobForgotten: the service does not know it (any more).
            LinkError, BackendError: as ``check``.
        """
        path = f"/v1/jobs/{quote(number, safe='')}"
        answer = self._ask(path, None, _Resends(Deadline(timeout_s)))
        if answer.status == 404 and read_problem(answer.body).code == _UNKNOWN_JOB:
            raise JobForgotten(service_code=_UNKNOWN_JOB)  # a proxy's 404 says nothing of it
        if answer.status != 200:
            raise refusal_of(answer, datetime.now(UTC))
        code = self._settings.institution_code
        asked = AskedJob(job_id=job_id, number=number, institution_code=code)
        match read_job(answer.body, asked):
            case JobRunning(ask_again_s=pause_s):
                return StillRunning(pause_s)
            case result:
                return answers_of_job(job_id, result, source=_NAME, answered_at=datetime.now(UTC))

    def notices(self, *, timeout_s: float) -> tuple[ServiceNotice, ...]:
        """Return what the service announces: maintenance, outages; in effect or not."""
        answer = self._ask(PROOF_PATH, None, _Resends(Deadline(timeout_s)))
        if answer.status != 200:
            raise refusal_of(answer, datetime.now(UTC))
        if len(answer.body) > MAX_SERVICE:
            raise BackendGarbled("size")
        return read_notices(answer.body)

    def warm(self) -> None:
        """Open and prove one connection ahead of need; what goes wrong shows when it is needed."""
        deadline = Deadline(self._settings.timeout_s)
        with suppress(ReceptionError, Cut), self._lines.lent(deadline) as line:
            line.prove(deadline)

    def close(self) -> None:
        """Cut the connections and end every pause between attempts; again changes nothing."""
        self._closing.set()
        self._lines.close()

    def _learn(self, service: Answer) -> None:
        if service.status == 200:
            self._limits = read_limits(service.body)

    def _ask(self, path: str, body: bytes | None, resends: _Resends) -> Answer:
        try:
            return self._ask_or_cut(path, body, resends)
        except Cut as error:
            raise LinkDown from error

    def _ask_or_cut(self, path: str, body: bytes | None, resends: _Resends) -> Answer:
        """Return the answer that stands after every re-send that the protocol allows.

        Raises:
            Cut: the connection broke each time.
        """
        method = "GET" if body is None else "POST"
        while True:
            try:
                with self._lines.lent(resends.deadline) as line:
                    answer = line.exchange(method, path, body, deadline=resends.deadline)
            except Cut:
                if not resends.after_cut():
                    raise
                continue
            pause_s = resends.pause_after(answer)
            if pause_s is None or self._closing.wait(pause_s):
                return answer


class _Resends:
    """What a client may send again by itself (eligibility-api.md, Errors), for one question.

    A body whose challenge has expired is never sent again.
    """

    def __init__(self, deadline: Deadline, good_until: datetime | None = None) -> None:
        self.deadline = deadline
        self._good_until = good_until
        self._cuts = 1
        self._waits = 1
        self._pauses = list(_FAULT_PAUSES_S)

    def after_cut(self) -> bool:
        """Whether to send once more after a broken connection."""
        self._cuts -= 1
        return self._cuts >= 0 and self._is_good_in(0)

    def pause_after(self, answer: Answer) -> float | None:
        """Return the seconds to wait before sending again, or None where the answer stands."""
        pause_s: float | None = None
        match answer.status:
            case 500 | 502 | 504 if self._pauses and self.deadline.allows(self._pauses[0]):
                pause_s = self._pauses.pop(0)
            case 429 | 503 if self._waits:
                self._waits -= 1
                pause_s = seconds_of(answer.retry_after)
                if pause_s is not None and pause_s <= _LONGEST_RETRY_AFTER_S:
                    self.deadline.extend(pause_s)
                else:
                    pause_s = None
            case _:
                pass
        return pause_s if pause_s is not None and self._is_good_in(pause_s) else None

    def _is_good_in(self, seconds: float) -> bool:
        if self._good_until is None:
            return True
        return datetime.now(UTC) + timedelta(seconds=seconds) < self._good_until


def _receipt_of(answer: Answer) -> Receipt:
    """Return what an upload got; BackendGarbled where that is not clear."""
    if answer.status in _PERHAPS_TAKEN_IN:
        raise BackendGarbled(f"status {answer.status}")
    if answer.status != 202:
        raise refusal_of(answer, datetime.now(UTC))
    receipt = read_job_receipt(answer.body)
    return Receipt(receipt.number, receipt.ask_again_s)


def refusal_of(answer: Answer, now: datetime) -> BackendError:
    """Return the error that an answer with an unexpected status amounts to (cli.md, Errors)."""
    problem = read_problem(answer.body)
    code = problem.code or str(answer.status)
    match answer.status:
        case 401 | 403:
            return BackendRefused("BK04", service_code=code)
        case 422:
            return BackendRefused(_CARD_CODES.get(code, "BK07"), service_code=code)
        case 400 | 404 | 409 | 413:
            return BackendRefused("BK07", service_code=code)
        case status if status == 429 or 500 <= status <= 599:
            return _unavailable(answer, problem, now)
        case status:
            return BackendGarbled(f"status {status}")


def _unavailable(answer: Answer, problem: Problem, now: datetime) -> BackendUnavailable:
    retry_after_s = seconds_of(answer.retry_after)
    if answer.status == 503 and problem.code == "maintenance":
        return BackendUnavailable(
            "BK02", retry_after_s=retry_after_s, params=_until(problem.until, now)
        )
    if answer.status == 429 or (answer.status == 503 and problem.code == "busy"):
        return BackendUnavailable("BK03", retry_after_s=retry_after_s)
    return BackendUnavailable("BK08", retry_after_s=retry_after_s)


def _until(until: datetime | None, now: datetime) -> dict[str, str]:
    if until is None or not now < until < now + _LONGEST_MAINTENANCE:
        return {}
    end = until.astimezone(JST)
    day = "" if end.date() == now.astimezone(JST).date() else f"{end.month}/{end.day} "
    return {"until": f"{day}{end.hour}:{end.minute:02}"}


def seconds_of(retry_after: str | None) -> float | None:
    """Return a ``Retry-After`` in seconds; None for a date, rubbish or nothing."""
    if retry_after is None or not _SECONDS.fullmatch(retry_after.strip()):
        return None
    return float(retry_after)


def _good_until(query: EligibilityQuery) -> datetime | None:
    """Return when the challenge in the question expires, or None if it holds none."""
    match query.subject:
        case CardTicket(proof=Signature(challenge=challenge)):
            return challenge.expires_at
        case _:
            return None
