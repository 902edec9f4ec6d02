"""The TLS side of a client: one pinned CA, our own certificate, and no way to check less.

The only place that makes an ``ssl.SSLContext`` for clients. It reads files and never connects.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from reception_app.domain.errors import LinkUntrusted
from reception_app.domain.policy import JST


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files: the CA that servers must be issued by, our certificate (chain) and its key."""

    ca: str
    certificate: str
    key: str


def client_context(files: TlsFiles, at: datetime) -> ssl.SSLContext:
    """Return a context for one connection: TLS 1.2 or newer, chain and host name checked.

    Made anew for each connection, so that a renewed certificate counts without a restart.
    ``SSLContext`` itself does not look at ``SSLKEYLOGFILE``; only ``create_default_context`` does.

    Args:
        files: Read now.
        at: The moment (aware) at which our own certificate must be valid.

    Raises:
        LinkUntrusted: NW03 without a usable CA file; BK04 if our certificate is missing,
            unreadable or not of this key; BK05 with ``expires_at`` (a day, JST) if it is not valid
            at this moment.
    """
    context = _bare_context()
    try:
        context.load_verify_locations(cafile=files.ca)
    except OSError as error:  # ssl.SSLError is one
        raise LinkUntrusted("NW03") from error
    _require_valid(files.certificate, at)
    try:
        # Without a pass phrase OpenSSL would ask for one on the terminal.
        context.load_cert_chain(files.certificate, files.key, password=_no_pass_phrase)
    except (OSError, ValueError) as error:
        raise LinkUntrusted("BK04") from error
    return context


def _bare_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


def _require_valid(certificate: str, at: datetime) -> None:
    try:
        own = x509.load_pem_x509_certificates(Path(certificate).read_bytes())[0]
        not_before, not_after = own.not_valid_before_utc, own.not_valid_after_utc
    except (OSError, ValueError) as error:
        raise LinkUntrusted("BK04") from error
    if not not_before <= at <= not_after:
        expires_at = not_after.astimezone(JST).date().isoformat()
        raise LinkUntrusted("BK05", params={"expires_at": expires_at})


def _no_pass_phrase() -> str:
    return ""
