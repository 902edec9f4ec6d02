"""Signatures of an EC card, an invention that keeps the code honest (domain/card.md 14)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from support.apdus import SELECT_JPKI, VERIFY_1234, send, status_of

from reception_app.training.card import EcFormat, Profile, TrainingCa, VirtualCard, make_edition

SHA256_HASH = bytes(range(32))
SHA384_HASH = bytes(range(48))
# card.md 4.4
PREFIX_256 = bytes.fromhex("3031300D060960864801650304020105000420")
PREFIX_384 = bytes.fromhex("3041300D060960864801650304020205000430")


def ec_card(ca: TrainingCa, kind: str, ec_format: EcFormat = EcFormat.RAW) -> VirtualCard:
    edition = make_edition(ca, Profile.NORMAL, "TRAINING-0001", at=datetime.now(UTC), key=kind)
    card = VirtualCard(edition, ec_format=ec_format)
    card.power_on()
    send(card, SELECT_JPKI)
    send(card, VERIFY_1234)
    return card


def sign(card: VirtualCard, entry: bytes) -> bytes:
    return send(card, f"802A0097 {len(entry):02X} {entry.hex()} 00")


def check(card: VirtualCard, signature: bytes, digest: bytes) -> None:
    key = x509.load_der_x509_certificate(card.certificate).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    algorithm = hashes.SHA256() if len(digest) == 32 else hashes.SHA384()
    key.verify(signature, digest, ec.ECDSA(utils.Prehashed(algorithm)))


@pytest.mark.parametrize(
    ("kind", "entry", "digest", "size"),
    [
        ("p256", SHA256_HASH, SHA256_HASH, 64),
        ("p256", PREFIX_256 + SHA256_HASH, SHA256_HASH, 64),
        ("p384", SHA384_HASH, SHA384_HASH, 96),
        ("p384", PREFIX_384 + SHA384_HASH, SHA384_HASH, 96),
    ],
)
def test_a_raw_signature_is_r_and_s_in_full_width(
    ca: TrainingCa, kind: str, entry: bytes, digest: bytes, size: int
) -> None:
    card = ec_card(ca, kind)

    raw = sign(card, entry)[:-2]

    r, s = (int.from_bytes(half, "big") for half in (raw[: size // 2], raw[size // 2 :]))
    assert len(raw) == size
    check(card, utils.encode_dss_signature(r, s), digest)


def test_a_signature_can_be_had_in_der(ca: TrainingCa) -> None:
    card = ec_card(ca, "p384", EcFormat.DER)

    der = sign(card, SHA384_HASH)[:-2]

    check(card, der, SHA384_HASH)


def test_an_ec_key_signs_hashes_only(ca: TrainingCa) -> None:
    assert status_of(sign(ec_card(ca, "p256"), b"no hash")) == "6985"
