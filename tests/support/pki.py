"""Throw-away certificates for a service and its clients."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

from reception_app.adapters.backends.tls import TlsFiles

DAY = timedelta(days=1)


class Pki:
    """One CA for the service, one for its clients, and files of both in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.service_ca = trustme.CA(organization_name="Test service CA")
        self.client_ca = trustme.CA(organization_name="Test client CA")
        self.ca = self._write("ca.pem", self.service_ca.cert_pem)

    def server_context(
        self,
        *names: str,
        ca: trustme.CA | None = None,
        not_after: datetime | None = None,
        version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
        client_ca: trustme.CA | None = None,
    ) -> ssl.SSLContext:
        """A context of exactly this TLS version that demands a client certificate."""
        leaf = (ca or self.service_ca).issue_cert(
            *(names or ("127.0.0.1", "localhost")),
            not_before=None if not_after is None else not_after - 30 * DAY,
            not_after=not_after,
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = version
        context.maximum_version = version
        context.verify_mode = ssl.CERT_REQUIRED
        leaf.configure_cert(context)
        (client_ca or self.client_ca).configure_trust(context)
        return context

    def client_files(
        self,
        name: str = "client",
        *,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
    ) -> TlsFiles:
        """Files of a client certificate that the service trusts."""
        leaf = self.client_ca.issue_cert(
            common_name="desk-1",
            not_before=not_before or datetime.now(UTC) - DAY,
            not_after=not_after or datetime.now(UTC) + DAY,
        )
        chain = b"".join(pem.bytes() for pem in leaf.cert_chain_pems)
        (self._folder / f"{name}.pem").write_bytes(chain)
        return TlsFiles(
            ca=self.ca,
            certificate=str(self._folder / f"{name}.pem"),
            key=self._write(f"{name}.key", leaf.private_key_pem),
        )

    def _write(self, name: str, content: trustme.Blob) -> str:
        path = self._folder / name
        path.write_bytes(content.bytes())
        return str(path)
