"""Throw-away card CAs and cards as files, independent of ``training/card``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

# As on real cards all generations of the CA share one name (card.md 8.1).
_CA_NAME = x509.Name(
    [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "CARD-TEST"),
    ]
)


@cache
def rsa_key(number: int = 0, bits: int = 2048) -> rsa.RSAPrivateKey:
    """A key that is made once in a test run; making one takes long."""
    return rsa.generate_private_key(65537, bits)


@dataclass(frozen=True)
class IssuedCard:
    """A certificate and what signs with its key."""

    der: bytes
    key: Key

    def sign(self, message: bytes, *, ec_hash: hashes.HashAlgorithm | None = None) -> bytes:
        """PKCS#1 v1.5 with SHA-256, or raw r‖s with SHA-256 unless said otherwise."""
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        signature = self.key.sign(message, ec.ECDSA(ec_hash or hashes.SHA256()))
        half = (self.key.curve.key_size + 7) // 8
        return b"".join(part.to_bytes(half) for part in decode_dss_signature(signature))


class CardCa:
    """One CA; another number is a foreign CA of the same name."""

    def __init__(self, key: Key | None = None, *, name: x509.Name = _CA_NAME) -> None:
        self._key = key or rsa_key()
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(1)
            .not_valid_before(now)
            .not_valid_after(now + timedelta(days=1))
            .sign(self._key, hashes.SHA256())
        )
        self.pem = certificate.public_bytes(serialization.Encoding.PEM)

    def issue(
        self,
        common_name: str,
        *,
        not_before: datetime,
        not_after: datetime,
        key: Key | None = None,
    ) -> IssuedCard:
        """A card of this CA; its key is RSA-2048 unless given."""
        key = key or rsa_key(1)
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
                x509.NameAttribute(NameOID.COMMON_NAME, common_name),
            ]
        )
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(_CA_NAME)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(not_before)
            .not_valid_after(not_after)
            .sign(self._key, hashes.SHA256())
        )
        return IssuedCard(certificate.public_bytes(serialization.Encoding.DER), key)
