"""The errors of the eligibility API as one exception; ``web.py`` puts them on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TITLES: Final[Mapping[str, tuple[int, str]]] = {
    "malformed": (400, "The request does not have the shape of this API"),
    "terminal-unknown": (401, "The client certificate is not registered for this terminal"),
    "terminal-blocked": (403, "This terminal is blocked"),
    "not-found": (404, "There is nothing at this address"),
    "unknown-job": (404, "There is no such job"),
    "method-not-allowed": (405, "This address takes other methods"),
    "check-id-reused": (409, "This check_id was answered for another question"),
    "challenge-used": (409, "This challenge was used"),
    "challenge-expired": (409, "This challenge has expired, or was never given to this terminal"),
    "too-large": (413, "The request is longer than this address takes"),
    "certificate-not-yet-valid": (422, "The card's certificate is not valid yet"),
    "certificate-expired": (422, "The card's certificate has expired, its grace period too"),
    "certificate-revoked": (422, "The card's certificate was revoked"),
    "certificate-unknown-ca": (422, "The card's certificate is not of a CA trusted here"),
    "signature-invalid": (422, "The signature does not fit certificate, challenge and question"),
    "visual-not-allowed": (422, "A visual check is not allowed here"),
    "not-registered": (422, "The card is not registered as health insurance"),
    "busy": (429, "Too many requests"),
    "internal": (500, "The service failed"),
    "maintenance": (503, "The service is closed for maintenance"),
}
"""Code → status and title (eligibility-api.md, Errors; not-found and method-not-allowed: ours)."""


class Refusal(Exception):
    """A request is refused with a code of ``TITLES``.

    Attributes:
        status: HTTP status.
        members: What the problem document carries beside the usual members.
        retry_after_s: Value of ``Retry-After``, if any.
        closes: Whether the connection ends with it, as the request was not read to its end.
    """

    def __init__(
        self,
        code: str,
        members: Mapping[str, object] | None = None,
        *,
        status: int | None = None,
        retry_after_s: int | None = None,
        closes: bool = False,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status or TITLES[code][0]
        self.title = TITLES[code][1]
        self.members: Mapping[str, object] = dict(members or {})
        self.retry_after_s = retry_after_s
        self.closes = closes

    def headers(self) -> dict[str, str]:
        """Return the HTTP headers that go with it."""
        headers: dict[str, str] = {}
        if self.retry_after_s is not None:
            headers["retry-after"] = str(self.retry_after_s)
        if self.closes:
            headers["connection"] = "close"
        return headers
