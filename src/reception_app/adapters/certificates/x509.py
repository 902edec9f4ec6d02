"""Judges the card's authentication certificate against pinned CAs, with pyca/cryptography.

It holds no certificate longer than the check that it came from, and never trusts one by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID

from reception_app.domain.card_seen import CertificateState
from reception_app.domain.errors import LinkUntrusted, SettingsProblem
from reception_app.domain.policy import expiry_state

_RSA_MIN_BITS = 2048
_EC_ALGORITHMS = {"secp256r1": "ES256", "secp384r1": "ES384"}
_HASHES = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
_UNPARSABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
_TEST_ORGANIZATION = "JPKI-TEST"

_PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged certificate (``card.certificate.JudgedCertificate``)."""

    state: CertificateState
    not_after: datetime | None = None
    algorithm: str = ""
    key: _PublicKey | None = field(default=None, repr=False)

    def fits(self, signature: bytes, message: bytes) -> bool:
        """Whether this certificate's key made the signature (PKCS#1 v1.5, or raw r‖s)."""
        try:
            if isinstance(self.key, rsa.RSAPublicKey):
                self.key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
            elif isinstance(self.key, ec.EllipticCurvePublicKey):
                half = len(signature) // 2
                r, s = (int.from_bytes(part) for part in (signature[:half], signature[half:]))
                der = encode_dss_signature(r, s)
                self.key.verify(der, message, ec.ECDSA(hashes.SHA256()))
            else:
                return False
        except InvalidSignature:
            return False
        return True


class PinnedCas:
    """The CAs whose cards this desk takes (``card.certificate.CertificateJudge``)."""

    def __init__(self, cas: Iterable[x509.Certificate]) -> None:
        self._keys = [ca.public_key() for ca in cas]

    def judge(self, der: bytes, at: datetime) -> Judged:
        """Return the first state that applies at a moment (aware); never raises (card.md 8, 9)."""
        try:
            certificate = x509.load_der_x509_certificate(der)
            key = _usable_key(certificate)
            not_after = certificate.not_valid_after_utc
            not_before = certificate.not_valid_before_utc
        except _UNPARSABLE:
            return Judged(CertificateState.UNREADABLE)
        if key is None:
            return Judged(CertificateState.UNREADABLE, not_after)
        if not any(_is_signed_by(certificate, ca) for ca in self._keys):
            state = CertificateState.UNKNOWN_CA
        else:
            state = expiry_state(not_before, not_after, at)
        return Judged(state, not_after, _algorithm_of(key), key)


def _usable_key(certificate: x509.Certificate) -> _PublicKey | None:
    """Return the key of a certificate that may sign: v3, strong enough, digitalSignature."""
    if certificate.version is not x509.Version.v3:
        return None
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        pass
    else:
        if not usage.digital_signature:
            return None
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= _RSA_MIN_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _EC_ALGORITHMS:
        return key
    return None


def _algorithm_of(key: _PublicKey) -> str:
    return "RS256" if isinstance(key, rsa.RSAPublicKey) else _EC_ALGORITHMS[key.curve.name]


def _is_signed_by(certificate: x509.Certificate, ca_key: object) -> bool:
    """Try one CA key; all generations share one name, so the name says nothing (card.md 8.1)."""
    signed, signature = certificate.tbs_certificate_bytes, certificate.signature
    try:
        algorithm = certificate.signature_hash_algorithm
        if not isinstance(algorithm, _HASHES):
            return False
        if isinstance(ca_key, rsa.RSAPublicKey):
            ca_key.verify(signature, signed, padding.PKCS1v15(), algorithm)
        elif isinstance(ca_key, ec.EllipticCurvePublicKey):
            ca_key.verify(signature, signed, ec.ECDSA(algorithm))
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def load_pinned_cas(
    files: Sequence[str], *, training: bool = False
) -> tuple[PinnedCas, tuple[SettingsProblem, ...]]:
    """Return the CAs of ``[card] trust`` and every problem with those files.

    Args:
        files: PEM files, one or more certificates each.
        training: Whether a test hierarchy may be trusted (card.md 17: never in production).
    """
    cas: list[x509.Certificate] = []
    problems: list[SettingsProblem] = []
    for name in files:
        try:
            found = _read_cas(Path(name))
        except (OSError, *_UNPARSABLE) as error:
            reason = error.strerror if isinstance(error, OSError) else "PEM証明書ではありません"
            problems.append(SettingsProblem("[card] trust", f"{name}: {reason}"))
            continue
        if not training and any(_is_test_ca(ca) for ca in found):
            what = f"{name}: 試験用の認証局（O={_TEST_ORGANIZATION}）は使えません"
            problems.append(SettingsProblem("[card] trust", what))
            continue
        cas += found
    return PinnedCas(cas), tuple(problems)


def _read_cas(file: Path) -> list[x509.Certificate]:
    """Return the certificates of a PEM file; each has a name and a key that can be read."""
    found = x509.load_pem_x509_certificates(file.read_bytes())
    for ca in found:
        _ = ca.public_key(), ca.subject, ca.issuer  # the library reads them when asked
    return found


def end_of_certificate(file: Path) -> datetime:
    """Return when the first certificate of a PEM file ends, aware.

    Raises:
        LinkUntrusted: BK04, the terminal's certificate is missing or unreadable.
    """
    try:
        return x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc
    except (OSError, ValueError) as error:
        raise LinkUntrusted("BK04") from error


def _is_test_ca(ca: x509.Certificate) -> bool:
    names = (ca.subject, ca.issuer)
    return any(
        attribute.value == _TEST_ORGANIZATION
        for name in names
        for attribute in name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    )
