"""The backend that asks the web interface: it logs in, and then asks by numbers.

It has been run against our own simulator alone; no address of the real system is built in.

What the service says beside an answer is not published. So 401, 403 and an answer that has the
shape of a login count as "log in again", once; everything else ends the question.

Source: eligibility-interface.md 1.9.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from reception_app.adapters.backends.https import refusal_of
from reception_app.adapters.backends.line import (
    Answer,
    Cut,
    CutAtOnce,
    Deadline,
    Line,
    Request,
)
from reception_app.adapters.backends.lines import Lines
from reception_app.adapters.backends.numbers_only import require_numbers
from reception_app.adapters.backends.oqs_webapi.session import Session
from reception_app.adapters.backends.tls import TlsFiles
from reception_app.backend_api import (
    API_VERSION,
    BackendInfo,
    BatchStyle,
    EligibilityQuery,
    EligibilityResult,
)
from reception_app.domain.errors import (
    BackendGarbled,
    BackendRefused,
    LinkDown,
    LinkUntrusted,
    ReceptionError,
)
from reception_app.messages.answers import is_about, mismatch
from reception_app.messages.message import Message
from reception_app.messages.single import single_request, single_result
from reception_app.messages.web_json import read_json_message, write_json
from reception_app.messages.web_login import (
    Login,
    Tokens,
    login_request,
    read_login_answer,
    read_status,
)
from reception_app.messages.xml_reading import SINGLE_BYTES

SOURCE: Final = "oqs-webapi"
MAX_PARALLEL: Final = 8
REQUEST_S: Final = 10.0
"""What a login or a search may take, however much time the question has."""

_LOGIN_BYTES: Final = 64 * 2**10
_WARM_S: Final = 10.0
_NOT_SENT_AGAIN_S: Final = 60.0
"""So long a refused password is not sent again: too many of them may lock the account."""
_REFUSED: Final = (401, 403)
_LOG = logging.getLogger(__name__)

SecretOf: TypeAlias = Callable[[str], str | None]
"""Returns what the key store of the system has under a name."""


@dataclass(frozen=True, slots=True)
class OqsWebApiSettings:
    """The table ``[backend.oqs-webapi]``, and what every backend is told of the clinic."""

    auth_url: str
    search_url: str
    files: TlsFiles
    user: str
    institution_code: str
    request_s: float = REQUEST_S


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A login that was refused."""

    login: Login = field(repr=False)
    service_code: str
    until: float


class _TurnedAway(Exception):
    """A search was refused because of its token, as far as one can tell."""

    def __init__(self, refusal: ReceptionError) -> None:
        super().__init__()
        self.refusal = refusal


class OqsWebApiBackend:
    """One web interface and one user of it; every method may be called from any thread.

    A search that was cut is sent once more: it asks and changes nothing. One that was not answered
    in time is not (eligibility-interface.md 4.4).
    """

    def __init__(
        self,
        settings: OqsWebApiSettings,
        *,
        secret_of: SecretOf,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a backend that connects when it is asked.

        Args:
            settings: Where, and for whom.
            secret_of: Asked for ``oqs-webapi/<user>`` at each login, so that a new password counts
                without a restart.
            monotonic: Seconds that never go back.
        """
        self._settings = settings
        self._secret_of = secret_of
        self._monotonic = monotonic
        self._auth = _Door(settings.auth_url, settings.files, at_most=1)
        self._search = _Door(settings.search_url, settings.files, at_most=MAX_PARALLEL)
        self._session = Session(self._log_in)
        self._refused: _Refusal | None = None

    @property
    def info(self) -> BackendInfo:
        """What this backend can do: questions by numbers, one after the other or a few at once."""
        return BackendInfo(
            name=SOURCE,
            api_version=API_VERSION,
            needs_card=False,
            takes_cards=False,
            batch=BatchStyle.ONE_BY_ONE,
            max_parallel=MAX_PARALLEL,
        )

    def challenge(self, *, timeout_s: float) -> None:
        """Log in unless that was done, to see whether one can; there is nothing to sign."""
        self._session.tokens(Deadline(timeout_s))

    def check(self, query: EligibilityQuery, *, timeout_s: float) -> EligibilityResult:
        """Ask; ``timeout_s`` holds for logins and searches together, each at most 10 s.

        Raises:
            BackendRefused: also for a card (service_code ``card``), and BK06 where the login is
                refused or the key store has no password.
            LinkError, BackendError: as every backend.
        """
        require_numbers(query)
        deadline = Deadline(timeout_s)
        request = single_request(
            query,
            institution_code=self._settings.institution_code,
            file_identifier=query.check_id,
        )
        message = self._answer_to(write_json(request), deadline)
        if wrong := mismatch(message.header, request):
            raise BackendGarbled(wrong)
        if not is_about(message, query.check_id):
            raise BackendGarbled("ArbitraryIdentifier")
        return single_result(
            message, check_id=query.check_id, source=SOURCE, answered_at=datetime.now(UTC)
        )

    def warm(self) -> None:
        """Log in ahead of need; what goes wrong shows when it is needed."""
        with suppress(ReceptionError):
            self.challenge(timeout_s=_WARM_S)

    def close(self) -> None:
        """Cut the connections; again changes nothing."""
        self._auth.close()
        self._search.close()

    # ── searching ───────────────────────────────────────────────────────────────────────────
    def _answer_to(self, body: bytes, deadline: Deadline) -> Message:
        """Search; a token that is refused is renewed once."""
        tokens = self._session.tokens(deadline)
        try:
            return self._found(body, tokens, deadline)
        except _TurnedAway:
            _LOG.info("the token was refused", extra={"backend": SOURCE})
        tokens = self._session.tokens(deadline, refused=tokens)
        try:
            return self._found(body, tokens, deadline)
        except _TurnedAway as error:
            raise error.refusal from error

    def _found(self, body: bytes, tokens: Tokens, deadline: Deadline) -> Message:
        answer = self._search.ask(
            body,
            headers={"Authorization": tokens.id_token},
            at_most=SINGLE_BYTES,
            deadline=deadline.within(self._settings.request_s),
        )
        if answer.status in _REFUSED:
            raise _TurnedAway(refusal_of(answer, datetime.now(UTC)))
        if answer.status != 200:
            raise refusal_of(answer, datetime.now(UTC))
        try:
            return read_json_message(answer.body)
        except BackendGarbled as error:
            if status := read_status(answer.body):
                raise _TurnedAway(BackendRefused(service_code=status)) from error
            raise

    # ── logging in ──────────────────────────────────────────────────────────────────────────
    def _log_in(self, deadline: Deadline) -> Tokens:
        """Log in; one thread at a time."""
        login = self._login()
        refused = self._refused
        if refused and refused.login == login and self._monotonic() < refused.until:
            raise BackendRefused("BK06", service_code=refused.service_code)
        try:
            tokens = self._admitted(login, deadline)
        except BackendRefused as error:
            if error.code == "BK06":
                until = self._monotonic() + _NOT_SENT_AGAIN_S
                self._refused = _Refusal(login, error.service_code, until)
            raise
        self._refused = None
        _LOG.info("logged in", extra={"backend": SOURCE})
        return tokens

    def _login(self) -> Login:
        user = self._settings.user
        password = self._secret_of(f"{SOURCE}/{user}")
        if not password:
            raise BackendRefused("BK06")
        return Login(user, password)

    def _admitted(self, login: Login, deadline: Deadline) -> Tokens:
        try:
            answer = self._auth.ask(
                login_request(login),
                headers={},
                at_most=_LOGIN_BYTES,
                deadline=deadline.within(self._settings.request_s),
            )
        except LinkDown as error:
            if isinstance(error.__cause__, CutAtOnce):
                raise LinkUntrusted("BK04") from error
            raise
        if answer.status in _REFUSED:
            code = read_status(answer.body) or str(answer.status)
            raise BackendRefused("BK06", service_code=code)
        if answer.status != 200:
            raise refusal_of(answer, datetime.now(UTC))
        return read_login_answer(answer.body)


class _Door:
    """One address of the interface, and the connections to it."""

    def __init__(self, url: str, files: TlsFiles, *, at_most: int) -> None:
        parts = urlsplit(url)
        self._path = parts.path or "/"
        place = f"{parts.scheme}://{parts.netloc}"
        self._lines = Lines(lambda: Line(place, files), at_most=at_most)

    def ask(
        self, body: bytes, *, headers: Mapping[str, str], at_most: int, deadline: Deadline
    ) -> Answer:
        """Return the answer; a request that was cut is sent once more.

        Raises:
            LinkDown: it was cut again.
            LinkError, BackendGarbled: as ``Line.post``.
        """
        request = Request("POST", self._path, body, headers, at_most)
        try:
            return self._sent(request, deadline)
        except Cut:
            _LOG.info("cut, and sent once more", extra={"backend": SOURCE})
        try:
            return self._sent(request, deadline)
        except Cut as error:
            raise LinkDown from error

    def close(self) -> None:
        self._lines.close()

    def _sent(self, request: Request, deadline: Deadline) -> Answer:
        with self._lines.lent(deadline) as line:
            return line.post(request, deadline=deadline)
