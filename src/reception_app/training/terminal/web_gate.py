"""Who is let in to the training web interface: one user, and the tokens that they were given."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from reception_app.messages.web_login import Login, Tokens
from reception_app.training.terminal.fault_specs import Met

_MAX_TOKENS = 1000


@dataclass(slots=True)
class _Given:
    """What a token is still good for; None: without an end."""

    searches: int | None
    until: datetime | None


class Gate:
    """Gives tokens and admits searches; one thread only."""

    def __init__(self, login: Login, now: Callable[[], datetime]) -> None:
        self.login = login
        self._now = now
        self._given: dict[str, _Given] = {}

    def let_in(self, login: Login, met: Met) -> Tokens | None:
        """Return new tokens, or None to a wrong user or password; the oldest are forgotten."""
        if login != self.login:
            return None
        seconds = met.number("expires-in")
        until = None if seconds is None else self._now() + timedelta(seconds=seconds)
        id_token = secrets.token_urlsafe(600)  # as long as real ones, which hold claims
        self._given[id_token] = _Given(met.number("expires-after"), until)
        while len(self._given) > _MAX_TOKENS:
            del self._given[next(iter(self._given))]
        return Tokens(id_token, secrets.token_urlsafe(32), secrets.token_urlsafe(32), "0")

    def admits(self, id_token: str) -> bool:
        """Whether a search with this token is answered; counts it if so."""
        given = self._given.get(id_token)
        if given is None or (given.until is not None and self._now() >= given.until):
            return False
        if given.searches is not None:
            if given.searches == 0:
                return False
            given.searches -= 1
        return True
