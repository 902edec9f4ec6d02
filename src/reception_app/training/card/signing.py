"""The raw private-key operation of COMPUTE DIGITAL SIGNATURE; it builds no DigestInfo."""

from __future__ import annotations

from enum import Enum, unique

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

from reception_app.training.card.files import CardKey

_DIGESTS = {32: hashes.SHA256(), 48: hashes.SHA384(), 64: hashes.SHA512()}
_PREFIXES = (
    bytes.fromhex("3031300D060960864801650304020105000420"),
    bytes.fromhex("3041300D060960864801650304020205000430"),
    bytes.fromhex("3051300D060960864801650304020305000440"),
)


@unique
class EcFormat(Enum):
    """How an EC card writes a signature; nobody knows yet (card.md 14)."""

    RAW = "r‖s"
    DER = "DER"


def sign_raw(key: CardKey, entry: bytes, ec_format: EcFormat) -> bytes:
    """Return the key's operation over what was sent.

    RSA: PKCS#1 v1.5 type 01 padding around the bytes as they came (card.md 4.4). EC, an
    invention: ECDSA over a SHA-2 hash, sent bare or inside a DigestInfo.

    Raises:
        ValueError: an EC key was given something else than such a hash.
    """
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(entry, padding.PKCS1v15(), utils.NoDigestInfo())
    digest = _bare(entry)
    if len(digest) not in _DIGESTS:
        raise ValueError("not a hash")
    der = key.sign(digest, ec.ECDSA(utils.Prehashed(_DIGESTS[len(digest)])))
    if ec_format is EcFormat.DER:
        return der
    size = (key.key_size + 7) // 8
    return b"".join(part.to_bytes(size, "big") for part in utils.decode_dss_signature(der))


def _bare(entry: bytes) -> bytes:
    for prefix in _PREFIXES:
        if entry.startswith(prefix):
            return entry[len(prefix) :]
    return entry
