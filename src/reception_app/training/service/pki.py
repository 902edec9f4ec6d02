"""A throw-away CA for the training service's mutual TLS; for nothing that leaves loopback."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import ssl
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LOOPBACK_HOSTS = ("127.0.0.1", "localhost")

_LIFETIME = timedelta(days=365)
_BACKDATED = timedelta(hours=1)  # a client's clock may run a little behind ours


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate with its key, both PEM; ``fingerprint`` is SHA-256 of the DER, in hex."""

    certificate: bytes
    key: bytes = field(repr=False)
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when a certificate holds, aware."""

    not_before: datetime
    not_after: datetime


def current_validity() -> Validity:
    """Return a validity that holds now, by the computer's clock (which is what TLS looks at)."""
    now = datetime.now(UTC)
    return Validity(now - _BACKDATED, now + _LIFETIME)


def past_validity() -> Validity:
    """Return a validity that is over."""
    now = datetime.now(UTC)
    return Validity(now - _LIFETIME, now - _BACKDATED)


class Authority:
    """One CA with a fresh P-256 key; a second object is a foreign CA to the first."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("Training CA")
        builder = _builder(self._name, self._name, self._key.public_key(), current_validity())
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        builder = builder.add_extension(_key_usage(signs_certificates=True), True)
        certificate = builder.sign(self._key, hashes.SHA256())
        self.certificate = certificate.public_bytes(serialization.Encoding.PEM)
        """The CA certificate, PEM."""

    def issue_server(
        self, hosts: tuple[str, ...] = LOOPBACK_HOSTS, validity: Validity | None = None
    ) -> Identity:
        """Return a server certificate; ``hosts`` are names and IP addresses."""
        names = x509.SubjectAlternativeName([_general_name(host) for host in hosts])
        return self._issue("Training service", ExtendedKeyUsageOID.SERVER_AUTH, validity, names)

    def issue_client(self, validity: Validity | None = None) -> Identity:
        """Return a client certificate."""
        return self._issue("Training terminal", ExtendedKeyUsageOID.CLIENT_AUTH, validity, None)

    def _issue(
        self,
        common_name: str,
        usage: x509.ObjectIdentifier,
        validity: Validity | None,
        names: x509.SubjectAlternativeName | None,
    ) -> Identity:
        key = ec.generate_private_key(ec.SECP256R1())
        public, issuer = key.public_key(), self._key.public_key()
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer)
        builder = _builder(_name(common_name), self._name, public, validity or current_validity())
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        builder = builder.add_extension(_key_usage(signs_certificates=False), True)
        builder = builder.add_extension(authority, False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), False)
        if names is not None:
            builder = builder.add_extension(names, False)
        return _identity(builder.sign(self._key, hashes.SHA256()), key)


def server_context(authority: Authority, identity: Identity) -> ssl.SSLContext:
    """Return TLS ≥ 1.2 as a server that demands a client certificate of this authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=authority.certificate.decode("ascii"))
    # OpenSSL takes a key only from a file; this one is 0600 in a 0700 folder and gone at once.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "server.pem")
        write_private(path, identity.key + identity.certificate)
        context.load_cert_chain(path)
    return context


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all, over an older one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    Path(name).replace(path)


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, validity: Validity
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(validity.not_before)
        .not_valid_after(validity.not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
    )


def _identity(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Identity:
    der = certificate.public_bytes(serialization.Encoding.DER)
    return Identity(
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        hashlib.sha256(der).hexdigest(),
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "reception-app training"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
