"""A throw-away CA and the certificates of virtual cards; nothing real may ever trust it."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
)

from reception_app.training.card.files import CardKey

CERTIFICATE_SIZE = 1583
"""DER size of an auth certificate, as of the one real one that is known (card.md 3)."""

CA_FILE = "card-ca.pem"
_CA_KEY_FILE = "card-ca.key"
_YEAR = timedelta(days=365)
_POLICY = x509.ObjectIdentifier("1.2.392.200149.8.5.1.0.30")  # below the arc of test hierarchies
_NOTICE = (
    "Fictitious certificate for training: it names nobody, proves nothing, is worth nothing. "
)


def _name(*parts: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


_ISSUER = _name(
    (NameOID.COUNTRY_NAME, "JP"),
    (NameOID.ORGANIZATION_NAME, "RECEPTION-TRAINING"),
    (NameOID.ORGANIZATIONAL_UNIT_NAME, "Training for user authentication"),
    (NameOID.ORGANIZATIONAL_UNIT_NAME, "No Agency For Fictitious Information Systems"),
)
_ISSUER_ALTERNATIVE = _name(
    (NameOID.COUNTRY_NAME, "JP"), (NameOID.ORGANIZATION_NAME, "練習用認証サービス")
)
_CRL_PLACE = _name(
    (NameOID.COUNTRY_NAME, "JP"),
    (NameOID.ORGANIZATION_NAME, "RECEPTION-TRAINING"),
    (NameOID.ORGANIZATIONAL_UNIT_NAME, "CRL Distribution Points"),
    (NameOID.COMMON_NAME, "Training City CRLDP"),
)


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """A certificate and its private key."""

    der: bytes = field(repr=False)
    key: CardKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Wanted:
    person: str
    not_before: datetime
    not_after: datetime
    key: CardKey
    is_signature: bool


@dataclass(frozen=True, slots=True)
class _Filling:
    """What has no other purpose than the size: characters of the notice, tail of a host name."""

    notice: int
    tail: str


class TrainingCa:
    """Issues card certificates; its name is the same for every one, as with the real CAs."""

    def __init__(self, key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> None:
        self._key = key
        self._certificate = certificate
        self._keys: dict[tuple[str, str], CardKey] = {}

    @classmethod
    def create(cls, *, at: datetime | None = None) -> TrainingCa:
        """Make a CA in memory, valid from six years before to ten years after a moment."""
        moment = (at or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
        key = rsa.generate_private_key(65537, 2048)
        builder = (
            x509.CertificateBuilder()
            .subject_name(_ISSUER)
            .issuer_name(_ISSUER)
            .public_key(key.public_key())
            .serial_number(_serial())
            .not_valid_before(moment - 6 * _YEAR)
            .not_valid_after(moment + 10 * _YEAR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(_usage(certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(
                x509.SubjectAlternativeName([x509.DirectoryName(_ISSUER_ALTERNATIVE)]), False
            )
        )
        return cls(key, builder.sign(key, hashes.SHA256()))

    @classmethod
    def open(cls, folder: Path) -> TrainingCa:
        """Return the CA that lives in a folder, made there the first time.

        ``card-ca.pem`` is for those who shall trust it; ``card-ca.key`` (0600) beside it lets
        the same CA come back.
        """
        folder.mkdir(parents=True, exist_ok=True)
        key_file, ca_file = folder / _CA_KEY_FILE, folder / CA_FILE
        if key_file.exists() and ca_file.exists():
            key = serialization.load_pem_private_key(key_file.read_bytes(), None)
            if not isinstance(key, rsa.RSAPrivateKey):
                raise ValueError(f"{key_file} does not hold the key of a training CA")
            return cls(key, x509.load_pem_x509_certificate(ca_file.read_bytes()))
        ca = cls.create()
        ca.save(folder)
        return ca

    def save(self, folder: Path) -> None:
        """Write the certificate, and the key with mode 0600, into a folder."""
        key_pem = self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        key_file = folder / _CA_KEY_FILE
        with os.fdopen(
            os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
        ) as out:
            out.write(key_pem)
        (folder / CA_FILE).write_bytes(self.pem)

    @property
    def der(self) -> bytes:
        """The CA certificate."""
        return self._certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The CA certificate, for ``[card] trust`` and ``--trust``."""
        return self._certificate.public_bytes(serialization.Encoding.PEM)

    def issue(
        self,
        person: str,
        *,
        not_before: datetime,
        not_after: datetime,
        key: str = "rsa",
        is_signature: bool = False,
    ) -> IssuedCertificate:
        """Make a certificate for a fictitious person.

        A person keeps the key for the life of this object, as making one takes long. With an RSA
        key the DER has CERTIFICATE_SIZE bytes exactly, whatever the length of the name.

        Args:
            person: Common name, at most 64 characters.
            not_before: First second of validity, aware.
            not_after: Last second of validity, aware.
            key: ``rsa`` (2048 bits), ``p256`` or ``p384``.
            is_signature: The 署名用 certificate instead of the 利用者証明用 one.

        Raises:
            ValueError: an unusable name or an unknown key.
        """
        wanted = _Wanted(person, not_before, not_after, self._key_for(person, key), is_signature)
        return IssuedCertificate(self._sized(wanted), wanted.key)

    def _key_for(self, person: str, kind: str) -> CardKey:
        if (person, kind) not in self._keys:
            self._keys[person, kind] = _new_key(kind)
        return self._keys[person, kind]

    def _sized(self, wanted: _Wanted) -> bytes:
        """Fill texts up until the size fits.

        The notice does it alone, unless a length octet comes or goes right there; one character
        more in another extension then closes the gap.
        """
        serial = _serial()
        der = b""
        for tail in ("", "2"):
            filling = len(_NOTICE)
            for _ in range(6):
                der = self._der(wanted, serial, _Filling(filling, tail))
                if len(der) == CERTIFICATE_SIZE or not isinstance(wanted.key, rsa.RSAPrivateKey):
                    return der
                filling = max(1, filling + CERTIFICATE_SIZE - len(der))
        return der

    def _der(self, wanted: _Wanted, serial: int, filling: _Filling) -> bytes:
        public = wanted.key.public_key()
        builder = (
            x509.CertificateBuilder()
            .subject_name(
                _name((NameOID.COUNTRY_NAME, "JP"), (NameOID.COMMON_NAME, wanted.person))
            )
            .issuer_name(_ISSUER)
            .public_key(public)
            .serial_number(serial)
            .not_valid_before(wanted.not_before)
            .not_valid_after(wanted.not_after)
            .add_extension(_usage(is_signature=wanted.is_signature), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        )
        if not wanted.is_signature:
            builder = builder.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
            )
        for extension in (*self._about_issuer(filling.tail), _policies(filling.notice)):
            builder = builder.add_extension(extension, critical=False)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def _about_issuer(self, tail: str) -> tuple[x509.ExtensionType, ...]:
        identifier = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        return (
            x509.AuthorityKeyIdentifier(
                identifier.digest,
                [x509.DirectoryName(_ISSUER)],
                self._certificate.serial_number,
            ),
            x509.IssuerAlternativeName([x509.DirectoryName(_ISSUER_ALTERNATIVE)]),
            x509.CRLDistributionPoints(
                [x509.DistributionPoint([x509.DirectoryName(_CRL_PLACE)], None, None, None)]
            ),
            x509.AuthorityInformationAccess(
                [
                    x509.AccessDescription(
                        AuthorityInformationAccessOID.OCSP,
                        x509.UniformResourceIdentifier(f"http://ocsp{tail}.training.invalid"),
                    )
                ]
            ),
        )


def _policies(characters: int) -> x509.CertificatePolicies:
    notice = (_NOTICE * (characters // len(_NOTICE) + 1))[:characters]
    qualifiers: list[str | x509.UserNotice] = [
        "http://cps.training.invalid/cps.html",
        x509.UserNotice(None, notice),
    ]
    return x509.CertificatePolicies([x509.PolicyInformation(_POLICY, qualifiers)])


def _usage(*, certificates: bool = False, is_signature: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=is_signature,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _serial() -> int:
    """Return a serial number that always takes four octets, so that sizes never vary."""
    return 0x40000000 | secrets.randbits(30)


def _new_key(kind: str) -> CardKey:
    match kind:
        case "rsa":
            return rsa.generate_private_key(65537, 2048)
        case "p256":
            return ec.generate_private_key(ec.SECP256R1())
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())
        case _:
            raise ValueError(f"no card key of kind {kind!r}")
