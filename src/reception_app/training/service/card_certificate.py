"""A card's certificate as the service sees it: whose it is, who issued it, what its key signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID

AuthorityKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

ALGORITHMS = ("RS256", "ES256", "ES384")

_MIN_RSA_BITS = 2048
_ISSUER_HASHES = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
# The page says that SHA-256 is what gets signed; the name ES384 says SHA-384. Clients of both
# readings exist, and both prove the same.
_EC_HASHES: dict[str, tuple[type[ec.EllipticCurve], tuple[hashes.HashAlgorithm, ...]]] = {
    "ES256": (ec.SECP256R1, (hashes.SHA256(),)),
    "ES384": (ec.SECP384R1, (hashes.SHA256(), hashes.SHA384())),
}


@dataclass(frozen=True, slots=True)
class CardCertificate:
    """A parsed certificate of a card.

    Attributes:
        der: The bytes as they came; what the card signed holds their hash.
        common_name: The subject's CN, empty where there is none.
        key: None where it is of a kind that we do not know.
    """

    der: bytes = field(repr=False)
    common_name: str = field(repr=False)
    not_before: datetime
    not_after: datetime
    key: CertificatePublicKeyTypes | None = field(repr=False, compare=False)
    parsed: x509.Certificate = field(repr=False, compare=False)

    def is_issued_by(self, authorities: Sequence[AuthorityKey]) -> bool:
        """Whether one of these keys signed it; names prove nothing (card.md 8.1)."""
        return any(_signed(self.parsed, key) for key in authorities)

    def fits(self, algorithm: str, signature: bytes, message: bytes) -> bool:
        """Whether a signature over a message is by this certificate's key.

        Args:
            algorithm: One of ``ALGORITHMS``; it must be the one of the key.
            signature: PKCS#1 v1.5, or raw r‖s.
            message: What was hashed and signed.
        """
        if algorithm == "RS256":
            return self._fits_rsa(signature, message)
        return self._fits_ec(algorithm, signature, message)

    def _fits_rsa(self, signature: bytes, message: bytes) -> bool:
        if not isinstance(self.key, rsa.RSAPublicKey) or self.key.key_size < _MIN_RSA_BITS:
            return False
        try:
            self.key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True

    def _fits_ec(self, algorithm: str, signature: bytes, message: bytes) -> bool:
        curve, accepted = _EC_HASHES[algorithm]
        if not isinstance(self.key, ec.EllipticCurvePublicKey):
            return False
        half = (self.key.curve.key_size + 7) // 8
        if not isinstance(self.key.curve, curve) or len(signature) != 2 * half:
            return False
        r, s = (int.from_bytes(part) for part in (signature[:half], signature[half:]))
        der = encode_dss_signature(r, s)
        return any(_ec_fits(self.key, der, message, algorithm=hash_) for hash_ in accepted)


def read_card_certificate(der: bytes) -> CardCertificate:
    """Return a card's certificate.

    Raises:
        ValueError: these bytes are not one X.509 certificate and nothing else.
    """
    try:
        parsed = x509.load_der_x509_certificate(der)
        names = parsed.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        common_name = str(names[0].value) if names else ""
        start, end = parsed.not_valid_before_utc, parsed.not_valid_after_utc
    except (x509.InvalidVersion, TypeError) as error:  # TypeError: a bit string as a name
        raise ValueError("not an X.509 certificate") from error
    return CardCertificate(der, common_name, start, end, _key_of(parsed), parsed)


def read_authorities(sources: Sequence[Path | bytes]) -> tuple[AuthorityKey, ...]:
    """Return the keys of trusted card CAs.

    Args:
        sources: PEM files, or PEM itself; each with one certificate or several.

    Raises:
        ValueError: a source is missing or holds no certificate of RSA or EC; all such sources
            are named.
    """
    keys: list[AuthorityKey] = []
    problems: list[str] = []
    for source in sources:
        name = "PEM" if isinstance(source, bytes) else str(source)
        try:
            pem = source if isinstance(source, bytes) else source.read_bytes()
            keys.extend(map(_authority_key, x509.load_pem_x509_certificates(pem)))
        except OSError as error:
            problems.append(f"{name}: {error.strerror}")
        except ValueError:
            problems.append(f"{name}: no certificate with an RSA or EC key")
    if problems:
        raise ValueError("; ".join(problems))
    return tuple(keys)


def _authority_key(certificate: x509.Certificate) -> AuthorityKey:
    key = _key_of(certificate)
    if isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return key
    raise ValueError("neither RSA nor EC")


def _key_of(parsed: x509.Certificate) -> CertificatePublicKeyTypes | None:
    try:
        return parsed.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None


def _signed(parsed: x509.Certificate, authority: AuthorityKey) -> bool:
    signature, content = parsed.signature, parsed.tbs_certificate_bytes
    try:
        algorithm = parsed.signature_hash_algorithm
        if not isinstance(algorithm, _ISSUER_HASHES):
            return False
        if isinstance(authority, rsa.RSAPublicKey):
            authority.verify(signature, content, padding.PKCS1v15(), algorithm)
        else:
            authority.verify(signature, content, ec.ECDSA(algorithm))
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _ec_fits(
    key: ec.EllipticCurvePublicKey, der: bytes, message: bytes, *, algorithm: hashes.HashAlgorithm
) -> bool:
    try:
        key.verify(der, message, ec.ECDSA(algorithm))
    except InvalidSignature:
        return False
    return True
