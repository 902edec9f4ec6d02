"""The tokens of one user, got once for all threads; it knows neither HTTP nor passwords."""

from __future__ import annotations

import threading
from collections.abc import Callable

from reception_app.adapters.backends.line import Deadline
from reception_app.messages.web_login import Tokens


class Session:
    """A login that is made when it is needed and kept until the service refuses it.

    It is renewed by logging in again: what a refresh token is sent to is not published.
    """

    def __init__(self, log_in: Callable[[Deadline], Tokens]) -> None:
        self._log_in = log_in
        self._tokens: Tokens | None = None
        self._is_logging_in = False
        self._changed = threading.Condition()

    def tokens(self, deadline: Deadline, *, refused: Tokens | None = None) -> Tokens:
        """Return tokens; log in where there are none, or none but those that were refused.

        One thread at a time logs in. The others wait for it; if it fails, the next one tries.

        Raises:
            LinkTimeout: another thread's login took too long.
            LinkError, BackendError: what the login raises.
        """
        with self._changed:
            while self._is_logging_in:
                self._changed.wait(deadline.left())
            if self._tokens is not None and self._tokens is not refused:
                return self._tokens
            self._is_logging_in = True
        try:
            tokens = self._tokens = self._log_in(deadline)
        finally:
            with self._changed:
                self._is_logging_in = False
                self._changed.notify_all()
        return tokens
