"""The elementary files of the JPKI application and who may use them; it holds no PIN state."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, unique

from cryptography.hazmat.primitives.asymmetric import ec, rsa

JPKI_AID = bytes.fromhex("D392F000260100000001")
"""公的個人認証AP (card.md 2)."""

CardKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@unique
class Credential(Enum):
    """What a person can prove to the card."""

    AUTH_PIN = "auth"
    SIGNATURE_PASSWORD = "signature"  # noqa: S105 - a name in state.json, no password


@dataclass(frozen=True, slots=True)
class BinaryFile:
    """A file that READ BINARY reads.

    Attributes:
        needs: What has to be proved first; None where it is free.
        is_closed: Nothing that we know of opens it.
    """

    content: bytes = field(repr=False)
    needs: Credential | None = None
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class PinFile:
    """A file that VERIFY compares with."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A private key; None where its use is not public (特定機関認証)."""

    key: CardKey | None = field(repr=False)
    needs: Credential | None = None


ElementaryFile = BinaryFile | PinFile | KeyFile


def token_info(label: str) -> bytes:
    """Return the 160 bytes of EF 0006: a serialised CK_TOKEN_INFO, label first (card.md 3)."""
    texts = b"".join(
        text.encode().ljust(size)
        for text, size in ((label, 32), ("RECEPTION-TRAINING", 32), ("TRAINING", 16), ("0", 16))
    )
    flags = (0x0000040D).to_bytes(4, "big")  # RNG, login required, PIN set, token initialised
    counts = bytes(4 * 4) + (16).to_bytes(4, "big") + (4).to_bytes(4, "big") + b"\xff" * 16
    return texts + flags + counts + b"\x01\x00\x01\x00" + b" " * 16
