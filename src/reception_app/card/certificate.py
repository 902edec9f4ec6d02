"""What the card layer needs of an X.509 library, as Protocols (``adapters.certificates``)."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from reception_app.domain.card_seen import CertificateState


class JudgedCertificate(Protocol):
    """A certificate that was read, parsed and judged.

    Attributes are None or empty where the certificate could not be parsed.
    """

    @property
    def state(self) -> CertificateState:
        """The first class that applies, at the moment it was judged."""
        ...

    @property
    def not_after(self) -> datetime | None:
        """End of validity, aware."""
        ...

    @property
    def algorithm(self) -> str:
        """RS256, ES256 or ES384, by the key."""
        ...

    def fits(self, signature: bytes, message: bytes) -> bool:
        """Whether this certificate's key made the signature (PKCS#1 v1.5, or raw r‖s)."""
        ...


class CertificateJudge(Protocol):
    """Judges certificates against pinned CAs."""

    def judge(self, der: bytes, at: datetime) -> JudgedCertificate:
        """Parse, try the pinned CAs' keys, compare the dates (card.md 8, 9); never raises."""
        ...
