"""Which cards there are to practise with, and what is on each; no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum, unique

from reception_app.domain.policy import JST
from reception_app.training.card.files import (
    BinaryFile,
    Credential,
    ElementaryFile,
    KeyFile,
    PinFile,
    token_info,
)
from reception_app.training.card.issuer import IssuedCertificate, TrainingCa


@unique
class Profile(StrEnum):
    """The cards of ``training card --profile`` (cli.md)."""

    NORMAL = "normal"
    EXPIRING = "expiring"
    """Ends within three months."""
    GRACE = "grace"
    """Ended less than three months ago."""
    EXPIRED = "expired"
    """Past the grace period."""
    NOT_YET_VALID = "not-yet-valid"
    OTHER_CA = "other-ca"
    """Issued by a CA of the same name that nobody knows."""
    LOCKED = "locked"
    """No try left; the counter query says 63C0."""
    ONE_TRY = "one-try"
    TWO_TRIES = "two-tries"
    FACE_AUTH = "face-auth"
    """顔認証マイナンバーカード: no signature certificate; the counter query too says "blocked"."""
    PHONE = "phone"
    """Android secure element: the certificate is read after the PIN only."""
    JUKI = "juki"
    """住基カード: JPKI application without an auth certificate."""
    LICENCE = "licence"
    """運転免許証."""
    BANK = "bank"
    """Contact card that speaks T=0 only."""
    FELICA = "felica"
    NO_CERTIFICATE = "no-certificate"
    TRUNCATED = "truncated"
    """The certificate's file ends before the length that its header claims."""
    CORRUPT = "corrupt"
    """Behind a good header the certificate is rubbish."""


@dataclass(frozen=True, slots=True)
class CardEdition:
    """What makes one card differ from another; never changes after it was made.

    Attributes:
        atr: Answer to reset.
        files: The JPKI application; empty where the card has none.
        foreign_sw: Answer to SELECT of a card without the application.
        certificate: What EF 000A holds, without filler; empty where there is none.
        auth_tries: Tries of the auth PIN when it is new.
        locked_answers_blocked: A locked counter query is answered like a locked VERIFY.
    """

    profile: Profile
    person: str
    atr: bytes
    files: Mapping[int, ElementaryFile] = field(
        default_factory=dict[int, ElementaryFile], repr=False
    )
    foreign_sw: int = 0x6A82
    certificate: bytes = field(default=b"", repr=False)
    auth_tries: int = 3
    locked_answers_blocked: bool = False


_CARD_ATR = bytes.fromhex("3B8880010000 41E0B381A1003B")
# No historical bytes: a phone has none of the card's.
_PHONE_ATR = bytes.fromhex("3B80800101")
_FOREIGN = {
    Profile.LICENCE: (bytes.fromhex("3B8880010000000091 81C100D8"), 0x6A82),
    # T=0 is the only protocol offered, so a T=1 connection fails as with real bank cards.
    Profile.BANK: (bytes.fromhex("3B650000 9C11010103"), 0x6A82),
    Profile.FELICA: (bytes.fromhex("3B8F8001804F0CA000000306 11003B0000000042"), 0x6A81),
}
_LABELS = {Profile.PHONE: "JPKIAPGPSETOKEN", Profile.JUKI: "JPKIAPICCTOKEN"}
_ATRS = {Profile.PHONE: _PHONE_ATR, Profile.JUKI: bytes.fromhex("3B8880010000 14E0B38191005E")}
_NEW_TRIES = {Profile.LOCKED: 0, Profile.FACE_AUTH: 0, Profile.ONE_TRY: 1, Profile.TWO_TRIES: 2}
_WITHOUT_AUTH = {Profile.JUKI, Profile.NO_CERTIFICATE}
_WITHOUT_SIGNATURE = {Profile.FACE_AUTH, Profile.PHONE}
# From "now" to the last day of validity.
_DAYS_LEFT = {
    Profile.EXPIRING: 30,
    Profile.GRACE: -20,
    Profile.EXPIRED: -200,
}
_TRUNCATED_SIZE = 700


def new_tries(profile: Profile) -> int:
    """Return the tries of the auth PIN on a new card of a profile."""
    return _NEW_TRIES.get(profile, 3)


def make_edition(
    ca: TrainingCa,
    profile: Profile,
    person: str,
    *,
    at: datetime,
    key: str = "rsa",
    filler: int = 0,
) -> CardEdition:
    """Return a new card of a profile, for a fictitious person.

    Args:
        ca: Who issues it (except for ``other-ca``).
        profile: What is special about it.
        person: Common name, ``TRAINING-0001`` and the like.
        at: The moment that its dates are counted from, aware.
        key: Kind of the auth key: ``rsa``, or ``p256`` or ``p384`` for the next card's sake.
        filler: FF bytes behind each certificate in its file.
    """
    if profile in _FOREIGN:
        atr, sw = _FOREIGN[profile]
        return CardEdition(profile, person, atr, foreign_sw=sw)
    issuer = TrainingCa.create(at=at) if profile is Profile.OTHER_CA else ca
    not_before, not_after = _validity(profile, at)
    auth = issuer.issue(person, not_before=not_before, not_after=not_after, key=key)
    certificate = _as_stored(profile, auth.der)
    files = _common_files(profile, issuer)
    if certificate:
        files |= _auth_files(profile, auth, certificate + b"\xff" * filler)
    if profile not in _WITHOUT_SIGNATURE:
        # A key pair of its own for every person would double the time that a card takes.
        signature = issuer.issue(
            "TRAINING-SIGNATURE", not_before=not_before, not_after=not_after, is_signature=True
        )
        files |= _signature_files(issuer, signature, filler=filler)
    return CardEdition(
        profile,
        person,
        _ATRS.get(profile, _CARD_ATR),
        files,
        certificate=certificate,
        auth_tries=new_tries(profile),
        locked_answers_blocked=profile is Profile.FACE_AUTH,
    )


def _validity(profile: Profile, at: datetime) -> tuple[datetime, datetime]:
    """Return first and last second; a certificate ends at 23:59:59 in Japan (card.md 8)."""
    if profile is Profile.NOT_YET_VALID:
        begin, days = at + timedelta(days=7), 5 * 365
    else:
        begin, days = at - timedelta(days=2 * 365), _DAYS_LEFT.get(profile, 3 * 365)
    last = at.astimezone(JST) + timedelta(days=days)
    end = last.replace(hour=23, minute=59, second=59, microsecond=0)
    return begin.astimezone(UTC).replace(microsecond=0), end.astimezone(UTC)


def _as_stored(profile: Profile, der: bytes) -> bytes:
    if profile in _WITHOUT_AUTH:
        return b""
    if profile is Profile.TRUNCATED:
        return der[:_TRUNCATED_SIZE]
    if profile is Profile.CORRUPT:
        return der[:4] + bytes(byte ^ 0x5A for byte in der[4:])
    return der


def _common_files(profile: Profile, issuer: TrainingCa) -> dict[int, ElementaryFile]:
    return {
        0x0006: BinaryFile(token_info(_LABELS.get(profile, "JPKIAPICCTOKEN2"))),
        0x0008: BinaryFile(_presence(profile)),
        0x0009: BinaryFile(b"\0", is_closed=True),
        0x000B: BinaryFile(issuer.der),
        0x0016: KeyFile(None),
        0x0018: PinFile(Credential.AUTH_PIN),
    }


def _presence(profile: Profile) -> bytes:
    """Return EF 0008: 8F for each certificate that there is; the order is a guess."""
    signature = 0x00 if profile in _WITHOUT_SIGNATURE else 0x8F
    auth = 0x00 if profile in _WITHOUT_AUTH else 0x8F
    return bytes((signature, auth, 0x00))


def _auth_files(
    profile: Profile, auth: IssuedCertificate, content: bytes
) -> dict[int, ElementaryFile]:
    needs = Credential.AUTH_PIN if profile is Profile.PHONE else None
    return {
        0x000A: BinaryFile(content, needs=needs),
        0x0017: KeyFile(auth.key, Credential.AUTH_PIN),
    }


def _signature_files(
    issuer: TrainingCa, signature: IssuedCertificate, *, filler: int
) -> dict[int, ElementaryFile]:
    password = Credential.SIGNATURE_PASSWORD
    return {
        0x0001: BinaryFile(signature.der + b"\xff" * filler, needs=password),
        0x0002: BinaryFile(issuer.der),
        0x001A: KeyFile(signature.key, password),
        0x001B: PinFile(password),
    }
