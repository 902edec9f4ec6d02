"""The gateway with virtual cards: what a check gives, what it costs, what each card is seen as."""

from __future__ import annotations

import hashlib
import uuid

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from support.card_desk import (
    CHALLENGE,
    CHECK_ID,
    NOW,
    READER,
    SHORT_READER,
    Desk,
    is_powered,
    traffic_of,
)

from reception_app.application.ports import CardGateway
from reception_app.domain.card_seen import CardKind, CertificateState
from reception_app.domain.eligibility import CardTicket, Signature, Visual
from reception_app.domain.errors import (
    CardRemoved,
)
from reception_app.training.card import (
    EcFormat,
    Profile,
    TrainingCa,
    VirtualCard,
    make_edition,
)

OTHER_READER = "Reader B 00 00"


def proof_of(ticket: CardTicket) -> Signature:
    assert isinstance(ticket.proof, Signature)
    return ticket.proof


def signed_bytes(ticket: CardTicket) -> bytes:
    """Return what eligibility-api.md says the card signs."""
    return b"".join(
        (
            b"reception-check-v1",
            CHALLENGE.nonce,
            uuid.UUID(CHECK_ID).bytes,
            b"20261122",
            hashlib.sha256(ticket.certificate).digest(),
        )
    )


# ── a check ─────────────────────────────────────────────────────────────────────────────────────
def test_a_ticket_is_the_certificate_and_its_keys_signature(desk: Desk) -> None:
    card = desk.lay()

    ticket = desk.check()

    key = x509.load_der_x509_certificate(ticket.certificate).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(proof_of(ticket).value, signed_bytes(ticket), padding.PKCS1v15(), hashes.SHA256())
    assert (card.certificate, "RS256") == (ticket.certificate, proof_of(ticket).algorithm)
    assert CHALLENGE == proof_of(ticket).challenge


def test_the_card_is_powered_from_open_to_the_signature(desk: Desk) -> None:
    card = desk.lay()

    desk.open()
    opened = is_powered(card)
    desk.sign()

    assert (True, False) == (opened, is_powered(card))


def test_the_gateway_is_the_port(desk: Desk) -> None:
    port: CardGateway = desk.gateway

    desk.lay()
    port.open(count_tries=True)

    assert READER == port.reader


def test_a_visual_check_takes_the_certificate_and_asks_no_counter(desk: Desk) -> None:
    card = desk.lay(Profile.TWO_TRIES)
    visual = Visual("sato", NOW)

    seen = desk.gateway.open(count_tries=False)
    ticket = desk.gateway.show(visual)

    assert seen.attempts_left is None
    assert CardTicket(card.certificate, visual) == ticket
    assert (False, 0) == (is_powered(card), desk.readers.pins)


def test_a_locked_card_can_be_checked_visually(desk: Desk) -> None:
    card = desk.lay(Profile.LOCKED)

    desk.gateway.open(count_tries=False)

    assert card.certificate == desk.gateway.show(Visual("sato", NOW)).certificate


@pytest.mark.parametrize(
    ("key", "algorithm", "size"), [("p256", "ES256", 64), ("p384", "ES384", 96)]
)
@pytest.mark.parametrize("ec_format", list(EcFormat))
def test_an_ec_card_signs_raw_however_it_writes(
    desk: Desk, key: str, algorithm: str, size: int, ec_format: EcFormat
) -> None:
    edition = make_edition(desk.ca, Profile.NORMAL, "TRAINING-EC", at=NOW, key=key)
    desk.readers.insert(READER, VirtualCard(edition, ec_format=ec_format))

    ticket = desk.check()

    proof = proof_of(ticket)
    public = x509.load_der_x509_certificate(ticket.certificate).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    half = size // 2
    r, s = (int.from_bytes(part) for part in (proof.value[:half], proof.value[half:]))
    public.verify(
        utils.encode_dss_signature(r, s), signed_bytes(ticket), ec.ECDSA(hashes.SHA256())
    )
    assert (algorithm, size) == (proof.algorithm, len(proof.value))


# ── what a check costs (card.md 5) ──────────────────────────────────────────────────────────────
def test_with_extended_length_a_check_costs_5_apdus(desk: Desk) -> None:
    desk.lay()

    desk.check()

    assert (5, 92, 1849) == traffic_of(desk)


def test_a_short_reader_costs_a_refused_probe_once_and_then_11_apdus(ca: TrainingCa) -> None:
    desk = Desk(ca, max_apdu=SHORT_READER)
    desk.lay()

    desk.check()
    first = traffic_of(desk)
    desk.check()

    assert (12, 120 + 7, 1861) == first
    assert (11, 120, 1861) == traffic_of(desk)


def test_a_reader_that_cuts_answers_is_not_asked_for_long_ones_again(ca: TrainingCa) -> None:
    desk = Desk(ca, truncates=True)
    desk.lay()

    desk.check()
    first = desk.readers.long_reads
    desk.check()

    assert (1, 0) == (first, desk.readers.long_reads)
    assert (11, 120, 1861) == traffic_of(desk)


def test_a_card_that_refuses_extended_length_costs_one_refused_probe(desk: Desk) -> None:
    desk.lay(switches=("extended_length=false",))

    desk.check()

    assert (12, 120 + 7, 1861 + 2) == traffic_of(desk)


def test_what_a_card_refuses_is_not_held_against_the_reader(desk: Desk) -> None:
    desk.lay(switches=("extended_length=false",))
    desk.check()
    desk.lay()

    desk.check()

    assert (5, 92, 1849) == traffic_of(desk)


def test_a_reader_is_remembered_and_not_its_neighbour(ca: TrainingCa) -> None:
    desk = Desk(ca, max_apdu=SHORT_READER)
    desk.readers.plug(OTHER_READER)
    desk.lay()
    desk.check()
    desk.chosen = OTHER_READER
    desk.lay()

    desk.check()

    assert (5, 92, 1849) == traffic_of(desk)


def test_the_certificate_alone_costs_2_apdus_or_8(ca: TrainingCa) -> None:
    extended, short = Desk(ca), Desk(ca, max_apdu=SHORT_READER)
    short.lay()
    short.check()  # pays for the refused probe
    extended.lay()

    extended.gateway.open(count_tries=False)
    short.gateway.open(count_tries=False)

    assert (2, 22, 1587) == traffic_of(extended)
    assert (8, 50, 1599) == traffic_of(short)


def test_reading_the_label_costs_one_apdu(ca: TrainingCa) -> None:
    desk = Desk(ca, phones=True)
    desk.lay()

    desk.check()

    assert (6, 92 + 5, 1849 + 34) == traffic_of(desk)


def test_the_conservative_form_costs_one_refused_probe_too(ca: TrainingCa) -> None:
    desk = Desk(ca, truncates=True)
    desk.lay()
    desk.check()  # pays for the probe of the reader
    desk.lay(switches=("short_ef=false",))

    desk.check()

    assert traffic_of(desk)[0] == 15 + 1


def test_traffic_is_counted_from_each_open(desk: Desk) -> None:
    desk.lay()
    desk.check()

    desk.gateway.open(count_tries=False)

    assert traffic_of(desk)[0] == 2


# ── every kind of card ──────────────────────────────────────────────────────────────────────────
C, K = CertificateState, CardKind


@pytest.mark.parametrize(
    ("profile", "kind", "state", "left"),
    [
        (Profile.NORMAL, K.CARD, C.VALID, 3),
        (Profile.EXPIRING, K.CARD, C.EXPIRING, 3),
        (Profile.GRACE, K.CARD, C.GRACE, 3),
        (Profile.EXPIRED, K.CARD, C.EXPIRED, 3),
        (Profile.NOT_YET_VALID, K.CARD, C.NOT_YET_VALID, 3),
        (Profile.OTHER_CA, K.CARD, C.UNKNOWN_CA, 3),
        (Profile.LOCKED, K.CARD, C.VALID, 0),
        (Profile.ONE_TRY, K.CARD, C.VALID, 1),
        (Profile.TWO_TRIES, K.CARD, C.VALID, 2),
        (Profile.FACE_AUTH, K.CARD, C.VALID, 0),
        (Profile.PHONE, K.PHONE, C.UNREADABLE, 3),
        (Profile.JUKI, K.JUKI_CARD, C.ABSENT, 3),
        (Profile.LICENCE, K.OTHER, C.ABSENT, None),
        (Profile.BANK, K.OTHER, C.ABSENT, None),
        (Profile.FELICA, K.OTHER, C.ABSENT, None),
        (Profile.NO_CERTIFICATE, K.CARD, C.ABSENT, 3),
        (Profile.TRUNCATED, K.CARD, C.UNREADABLE, 3),
        (Profile.CORRUPT, K.CARD, C.UNREADABLE, 3),
    ],
)
@pytest.mark.parametrize("max_apdu", [65_544, SHORT_READER])
@pytest.mark.parametrize("switches", [(), ("short_ef=false",)], ids=["short ids", "SELECT EF"])
def test_every_profile_is_seen_for_what_it_is(
    ca: TrainingCa,
    profile: Profile,
    kind: CardKind,
    state: CertificateState,
    left: int | None,
    max_apdu: int,
    switches: tuple[str, ...],
) -> None:
    desk = Desk(ca, max_apdu=max_apdu)
    desk.lay(profile, switches=switches)

    seen = desk.open()

    assert (kind, state, left) == (seen.kind, seen.certificate_state, seen.attempts_left)
    assert desk.readers.pins == 0


def test_every_profile_is_tried() -> None:
    (marks,) = (
        mark
        for mark in test_every_profile_is_seen_for_what_it_is.pytestmark  # type: ignore[attr-defined] # set by pytest
        if mark.args[0] == ("profile", "kind", "state", "left")
    )

    assert set(Profile) == {row[0] for row in marks.args[1]}


@pytest.mark.parametrize(
    ("profile", "kind", "state"),
    [
        (Profile.NORMAL, K.CARD, C.VALID),
        (Profile.PHONE, K.PHONE, C.ABSENT),
        (Profile.JUKI, K.JUKI_CARD, C.ABSENT),
        (Profile.NO_CERTIFICATE, K.CARD, C.ABSENT),
    ],
)
def test_where_phones_are_presented_the_label_comes_first(
    ca: TrainingCa, profile: Profile, kind: CardKind, state: CertificateState
) -> None:
    desk = Desk(ca, phones=True)
    desk.lay(profile)

    seen = desk.open()

    assert (kind, state) == (seen.kind, seen.certificate_state)


def test_a_phone_is_known_before_anything_else_is_asked_of_it(ca: TrainingCa) -> None:
    desk = Desk(ca, phones=True)
    desk.lay(Profile.PHONE)

    desk.open()

    assert ["00A4040C0A", "00B0860020"] == [header for header, _ in desk.readers.sent]


def test_the_end_of_the_certificate_is_told(desk: Desk) -> None:
    card = desk.lay()

    seen = desk.open()

    assert x509.load_der_x509_certificate(card.certificate).not_valid_after_utc == seen.not_after


def test_filler_behind_the_certificate_is_neither_shown_nor_signed(desk: Desk) -> None:
    card = desk.lay(switches=("filler=300",))

    assert card.certificate == desk.check().certificate


@pytest.mark.parametrize("profile", [Profile.EXPIRED, Profile.LOCKED, Profile.LICENCE])
def test_a_card_that_is_refused_loses_its_power_at_once(desk: Desk, profile: Profile) -> None:
    card = desk.lay(profile)

    desk.open()

    assert not is_powered(card)


def test_a_refused_card_gets_no_pin(desk: Desk) -> None:
    desk.lay(Profile.EXPIRED)
    desk.open()

    with pytest.raises(CardRemoved):
        desk.sign()

    assert desk.readers.pins == 0
