"""Every card of ``training card --profile`` is what cli.md and card.md say of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from support.apdus import (
    COUNTER,
    READ_HEAD,
    READ_WHOLE,
    SELECT_JPKI,
    SIGN,
    VERIFY_1234,
    send,
    send_all,
    status_of,
)

from reception_app.domain.card_seen import CertificateState
from reception_app.domain.policy import expiry_state
from reception_app.training.card import CardEdition, Profile, TrainingCa, VirtualCard, make_edition

MOMENTS = [
    datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
    datetime(2027, 2, 28, 14, 59, 59, tzinfo=UTC),
    datetime(2028, 2, 29, 15, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
]


def card_of(ca: TrainingCa, profile: Profile) -> VirtualCard:
    card = VirtualCard.issue(ca, profile)
    card.power_on()
    return card


def said_by(ca: TrainingCa, profile: Profile, *commands: str) -> list[str]:
    return send_all(card_of(ca, profile), commands)


@pytest.mark.parametrize("at", MOMENTS, ids=str)
@pytest.mark.parametrize(
    ("profile", "state"),
    [
        (Profile.NORMAL, CertificateState.VALID),
        (Profile.EXPIRING, CertificateState.EXPIRING),
        (Profile.GRACE, CertificateState.GRACE),
        (Profile.EXPIRED, CertificateState.EXPIRED),
        (Profile.NOT_YET_VALID, CertificateState.NOT_YET_VALID),
    ],
)
def test_the_dates_make_the_class_that_the_name_says(
    ca: TrainingCa, profile: Profile, state: CertificateState, at: datetime
) -> None:
    der = make_edition(ca, profile, "TRAINING-0001", at=at).certificate

    certificate = x509.load_der_x509_certificate(der)
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc

    assert state is expiry_state(begin, end, at)
    assert "14:59:59" == f"{end:%H:%M:%S}"


@pytest.mark.parametrize("profile", list(Profile))
def test_every_profile_has_an_answer_to_reset_that_is_well_formed(
    ca: TrainingCa, profile: Profile
) -> None:
    atr = card_of(ca, profile).atr

    checked = 0
    for byte in atr[1:]:
        checked ^= byte

    assert atr[0] == 0x3B
    assert checked == 0 or profile is Profile.BANK  # T=0 alone has no check byte


def test_the_other_ca_has_the_same_name_and_another_key(ca: TrainingCa) -> None:
    der = card_of(ca, Profile.OTHER_CA).certificate
    certificate = x509.load_der_x509_certificate(der)
    known = x509.load_der_x509_certificate(ca.der)
    key = known.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    algorithm = certificate.signature_hash_algorithm
    assert algorithm is not None

    assert certificate.issuer == known.subject
    with pytest.raises(Exception, match=r"^$"):
        key.verify(
            certificate.signature, certificate.tbs_certificate_bytes, padding.PKCS1v15(), algorithm
        )


@pytest.mark.parametrize(
    ("profile", "said"),
    [(Profile.ONE_TRY, "63C1"), (Profile.TWO_TRIES, "63C2"), (Profile.LOCKED, "63C0")],
)
def test_tries_that_are_gone_already(ca: TrainingCa, profile: Profile, said: str) -> None:
    assert said_by(ca, profile, SELECT_JPKI, COUNTER)[1] == said


def test_a_face_authentication_card_is_locked_and_has_no_signature_certificate(
    ca: TrainingCa,
) -> None:
    said = said_by(ca, Profile.FACE_AUTH, SELECT_JPKI, COUNTER, VERIFY_1234, READ_HEAD, "0020009B")

    assert said == ["9000", "6984", "6984", "9000", "6A82"]


def test_a_phone_says_so_and_shows_its_certificate_after_the_pin_only(ca: TrainingCa) -> None:
    card = card_of(ca, Profile.PHONE)

    said = send_all(card, [SELECT_JPKI, READ_HEAD, VERIFY_1234, READ_HEAD, SIGN])

    assert said == ["9000", "6982", "9000", "9000", "9000"]
    assert send(card, "00B0860010") == b"JPKIAPGPSETOKEN \x90\x00"


def test_a_juki_card_has_the_application_but_no_auth_certificate(ca: TrainingCa) -> None:
    card = card_of(ca, Profile.JUKI)

    assert send_all(card, [SELECT_JPKI, READ_HEAD, SIGN]) == ["9000", "6A82", "6A82"]
    assert send(card, "00B0860010") == b"JPKIAPICCTOKEN  \x90\x00"


def test_a_card_without_certificate_says_file_not_found(ca: TrainingCa) -> None:
    said = said_by(ca, Profile.NO_CERTIFICATE, SELECT_JPKI, READ_HEAD, "00B0880000", COUNTER)

    assert said == ["9000", "6A82", "9000", "63C3"]


@pytest.mark.parametrize(
    ("profile", "sw"),
    [(Profile.LICENCE, "6A82"), (Profile.BANK, "6A82"), (Profile.FELICA, "6A81")],
)
def test_other_cards_do_not_know_the_application(
    ca: TrainingCa, profile: Profile, sw: str
) -> None:
    assert said_by(ca, profile, SELECT_JPKI, COUNTER, READ_HEAD) == [sw, "6D00", "6D00"]


def test_a_truncated_file_ends_before_its_header_says(ca: TrainingCa) -> None:
    card = card_of(ca, Profile.TRUNCATED)
    send(card, SELECT_JPKI)

    whole = send(card, READ_WHOLE)[:-2]

    assert int.from_bytes(whole[2:4], "big") + 4 == 1583
    assert len(whole) == 700


def test_a_corrupt_certificate_has_its_size_and_cannot_be_parsed(ca: TrainingCa) -> None:
    card = card_of(ca, Profile.CORRUPT)
    send(card, SELECT_JPKI)

    whole = send(card, READ_WHOLE)[:-2]

    assert whole[:4].hex() == "3082062b"
    assert len(whole) == 1583
    with pytest.raises(ValueError, match="parsing"):
        x509.load_der_x509_certificate(whole)


def test_no_profile_tells_what_is_on_it_in_its_repr(ca: TrainingCa) -> None:
    edition: CardEdition = card_of(ca, Profile.NORMAL).edition

    assert "b'0\\x82" not in repr(edition)
    assert "PrivateKey" not in repr(edition)


def test_dates_are_counted_from_the_moment_that_was_given(ca: TrainingCa) -> None:
    at = datetime(2031, 1, 1, tzinfo=UTC)

    card = VirtualCard.issue(ca, Profile.EXPIRING, at=at)

    end = x509.load_der_x509_certificate(card.certificate).not_valid_after_utc
    assert timedelta(0) < end - at < timedelta(days=60)
    assert status_of(card.power_on()[:0] + send(card, SELECT_JPKI)) == "9000"
