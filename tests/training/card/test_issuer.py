"""The throw-away CA and the profile of its certificates (domain/card.md 8)."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from reception_app.training.card import CERTIFICATE_SIZE, IssuedCertificate, TrainingCa

BEGIN = datetime(2024, 4, 1, tzinfo=UTC)
END = datetime(2029, 4, 1, 14, 59, 59, tzinfo=UTC)


def issue(ca: TrainingCa, person: str = "TRAINING-0001", key: str = "rsa") -> IssuedCertificate:
    return ca.issue(person, not_before=BEGIN, not_after=END, key=key)


def test_a_certificate_has_the_profile_of_an_auth_certificate(ca: TrainingCa) -> None:
    certificate = x509.load_der_x509_certificate(issue(ca).der)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    key = certificate.public_key()

    assert certificate.version is x509.Version.v3
    assert certificate.subject.rfc4514_string() == "CN=TRAINING-0001,C=JP"
    assert isinstance(key, rsa.RSAPublicKey)
    assert (key.key_size, key.public_numbers().e) == (2048, 65537)
    assert (usage.critical, usage.value.digital_signature) == (True, True)
    assert list(purposes) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert (certificate.not_valid_before_utc, certificate.not_valid_after_utc) == (BEGIN, END)
    assert {extension.oid.dotted_string for extension in certificate.extensions} >= {
        "2.5.29.14",  # SKI
        "2.5.29.18",  # issuer alternative name
        "2.5.29.31",  # CRL distribution point
        "2.5.29.32",  # policy
        "2.5.29.35",  # AKI
        "1.3.6.1.5.5.7.1.1",  # OCSP
    }


def test_the_issuer_is_plainly_fictitious_and_has_signed(ca: TrainingCa) -> None:
    certificate = x509.load_der_x509_certificate(issue(ca).der)

    certificate.verify_directly_issued_by(x509.load_der_x509_certificate(ca.der))

    assert "O=RECEPTION-TRAINING" in certificate.issuer.rfc4514_string()
    assert "O=JPKI" not in certificate.issuer.rfc4514_string()


@pytest.mark.parametrize("length", range(1, 65))
def test_the_size_does_not_depend_on_the_name(ca: TrainingCa, length: int) -> None:
    # All names get the key of one person: making 64 keys would take seconds.
    person = "TRAINING-0001"[:length].ljust(length, "X")
    ca_with_one_key = TrainingCa(ca._key, ca._certificate)
    ca_with_one_key._keys[person, "rsa"] = issue(ca).key

    assert len(issue(ca_with_one_key, person).der) == CERTIFICATE_SIZE == 1583


@pytest.mark.parametrize("key", ["p256", "p384"])
def test_the_next_cards_keys_can_be_had(ca: TrainingCa, key: str) -> None:
    certificate = x509.load_der_x509_certificate(issue(ca, key=key).der)

    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)


def test_an_unknown_kind_of_key_is_refused(ca: TrainingCa) -> None:
    with pytest.raises(ValueError, match="rsa4096"):
        issue(ca, key="rsa4096")


def test_two_cas_share_their_name_only(ca: TrainingCa) -> None:
    other = x509.load_der_x509_certificate(TrainingCa.create().der)
    this = x509.load_der_x509_certificate(ca.der)

    assert this.subject == other.subject
    assert this.public_key() != other.public_key()


def test_the_ca_of_a_folder_comes_back(tmp_path: Path) -> None:
    first = TrainingCa.open(tmp_path / "new")

    second = TrainingCa.open(tmp_path / "new")

    x509.load_der_x509_certificate(issue(second).der).verify_directly_issued_by(
        x509.load_pem_x509_certificate((tmp_path / "new" / "card-ca.pem").read_bytes())
    )
    assert first.der == second.der
    assert stat.S_IMODE((tmp_path / "new" / "card-ca.key").stat().st_mode) == 0o600
