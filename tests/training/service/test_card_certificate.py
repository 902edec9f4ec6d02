"""Certificates of kinds that no card has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from support.card_ca import IssuedCard, rsa_key

from reception_app.training.service.card_certificate import (
    read_authorities,
    read_card_certificate,
)

Issue = Callable[..., IssuedCard]

VERSION_3, VERSION_2 = bytes.fromhex("a003020102"), bytes.fromhex("a003020101")


def self_made(public: Any, signer: Any, hash_: Any) -> x509.Certificate:
    builder = x509.CertificateBuilder(x509.Name([]), x509.Name([]))
    builder = builder.public_key(public).serial_number(1)
    builder = builder.not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
    return builder.not_valid_after(datetime(2035, 1, 1, tzinfo=UTC)).sign(signer, hash_)


def der_of(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def test_a_version_that_no_card_has_is_no_certificate(issue: Issue) -> None:
    der = issue().der.replace(VERSION_3, VERSION_2, 1)

    with pytest.raises(ValueError, match="not an X"):
        read_card_certificate(der)


def test_a_name_of_bits_is_no_certificate(issue: Issue) -> None:
    common_name, printed = bytes.fromhex("0603550403"), b"TRAINING-0001"
    der = issue().der
    as_text = common_name + bytes([0x0C, len(printed)]) + printed
    assert as_text in der

    with pytest.raises(ValueError, match="not an X"):
        read_card_certificate(der.replace(as_text, as_text.replace(b"\x0c", b"\x03", 1)))


def test_a_certificate_without_a_name_is_nobodys() -> None:
    certificate = self_made(rsa_key(1).public_key(), rsa_key(), hashes.SHA256())

    assert read_card_certificate(der_of(certificate)).common_name == ""


def test_a_key_of_another_kind_signs_nothing() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    card = read_card_certificate(der_of(self_made(key.public_key(), rsa_key(), hashes.SHA256())))

    assert not card.fits("RS256", key.sign(b"x"), b"x")
    assert not card.fits("ES256", key.sign(b"x"), b"x")


def test_a_key_that_nobody_can_read_signs_nothing(issue: Issue) -> None:
    rsa_oid, unknown_oid = (
        bytes.fromhex("06092a864886f70d010101"),
        bytes.fromhex("06092a864886f70d017f7f"),
    )
    card = read_card_certificate(issue().der.replace(rsa_oid, unknown_oid, 1))

    assert card.key is None
    assert not card.fits("RS256", bytes(256), b"x")


def test_a_signature_of_another_kind_is_of_no_trusted_ca() -> None:
    signer = ed25519.Ed25519PrivateKey.generate()
    card = read_card_certificate(der_of(self_made(rsa_key(1).public_key(), signer, None)))
    ca = self_made(rsa_key().public_key(), rsa_key(), hashes.SHA256())
    trusted = read_authorities([ca.public_bytes(serialization.Encoding.PEM)])

    assert not card.is_issued_by(trusted)


def test_a_ca_with_a_key_of_another_kind_is_not_taken() -> None:
    signer = ed25519.Ed25519PrivateKey.generate()
    pem = self_made(signer.public_key(), signer, None).public_bytes(serialization.Encoding.PEM)

    with pytest.raises(ValueError, match="PEM: no certificate with an RSA or EC key"):
        read_authorities([pem])


def test_one_file_may_hold_several_cas(card_ca: Any) -> None:
    assert len(read_authorities([card_ca.pem * 2])) == 2
