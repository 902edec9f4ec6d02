"""What the card signs and how its signature travels (domain/card.md 4.4, 14)."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.card.signature import signing_input, wire_signature
from reception_app.card.tlv import TlvError

HASH_OF_ABC = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"  # FIPS 180-4
DIGEST_INFO = "3031300D060960864801650304020105000420"  # card.md 4.4, with the NULL parameters


def test_an_rsa_card_gets_the_whole_digest_info() -> None:
    entry = signing_input("RS256", b"abc")

    assert bytes.fromhex(DIGEST_INFO + HASH_OF_ABC) == entry
    assert len(entry) == 51


@pytest.mark.parametrize("algorithm", ["ES256", "ES384"])
def test_an_ec_card_gets_the_bare_hash(algorithm: str) -> None:
    assert bytes.fromhex(HASH_OF_ABC) == signing_input(algorithm, b"abc")


def test_an_rsa_signature_travels_as_it_is() -> None:
    assert b"\x30\x01" * 128 == wire_signature("RS256", b"\x30\x01" * 128)


@pytest.mark.parametrize(("algorithm", "size"), [("ES256", 64), ("ES384", 96)])
def test_a_raw_ec_signature_travels_as_it_is(algorithm: str, size: int) -> None:
    raw = hashlib.shake_256(b"signature").digest(size)

    assert raw == wire_signature(algorithm, raw)


def test_a_der_signature_becomes_raw_with_both_halves_filled_up() -> None:
    der = bytes.fromhex("3007 02020080 020105")

    assert bytes(31) + b"\x80" + bytes(31) + b"\x05" == wire_signature("ES256", der)


@pytest.mark.parametrize(
    "signature",
    [b"", b"\x04" * 63, b"\x30\x01\x00", b"\x30\x26\x02\x21\x01" + bytes(32) + b"\x02\x01\x05"],
    ids=["nothing", "a byte short", "bad DER", "larger than the curve"],
)
def test_what_is_neither_raw_nor_der_is_refused(signature: bytes) -> None:
    with pytest.raises(TlvError):
        wire_signature("ES256", signature)


@given(st.sampled_from(["ES256", "ES384"]), st.binary(max_size=120))
def test_an_ec_signature_has_the_right_length_or_is_refused(
    algorithm: str, signature: bytes
) -> None:
    try:
        wire = wire_signature(algorithm, signature)
    except TlvError:
        return

    assert len(wire) == {"ES256": 64, "ES384": 96}[algorithm]
