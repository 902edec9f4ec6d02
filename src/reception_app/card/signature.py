"""What goes into COMPUTE DIGITAL SIGNATURE and what comes out, by the certificate's key."""

from __future__ import annotations

import hashlib

from reception_app.card.tlv import SEQUENCE, TlvError, two_integers

_SHA256_DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420")
"""DER DigestInfo up to the hash; the NULL parameters (05 00) are part of it (card.md 4.4)."""

_EC_HALF = {"ES256": 32, "ES384": 48}


def signing_input(algorithm: str, message: bytes) -> bytes:
    """Return what the card is given: a DigestInfo for RSA, which it pads; the bare hash for EC."""
    digest = hashlib.sha256(message).digest()
    return digest if algorithm in _EC_HALF else _SHA256_DIGEST_INFO + digest


def wire_signature(algorithm: str, signature: bytes) -> bytes:
    """Return RSA signatures as they are and EC signatures as raw r‖s, however the card gave them.

    Raises:
        TlvError: an EC signature that is neither raw nor DER.
    """
    half = _EC_HALF.get(algorithm)
    if half is None or len(signature) == 2 * half:
        return signature
    if signature[:1] != bytes([SEQUENCE]):
        raise TlvError("neither raw nor DER")
    r, s = two_integers(signature)
    if max(r, s).bit_length() > 8 * half:
        raise TlvError("too large for the curve")
    return r.to_bytes(half, "big") + s.to_bytes(half, "big")
