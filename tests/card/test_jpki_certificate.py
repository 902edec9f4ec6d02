"""Reading the certificate: long reads, chunks, and lengths that lie (domain/card.md 3, 4.2)."""

from __future__ import annotations

import pytest
from support.card_script import (
    CERTIFICATE,
    COMMUNICATION_ERROR,
    HEAD,
    READ_WHOLE,
    REST,
    SELECT_CERTIFICATE,
    Answer,
    ScriptedCard,
    applet_on,
    chunks,
    ok,
)

from reception_app.card.applets.jpki import (
    CertificateBroken,
    CertificateLocked,
    CertificateMissing,
    JpkiApplet,
)
from reception_app.card.pcsc import PcscError
from reception_app.domain.card_seen import CardKind


# ── the certificate: extended length ────────────────────────────────────────────────────────────
def read_extended(*exchanges: tuple[str, Answer]) -> tuple[bytes, JpkiApplet]:
    with ScriptedCard(*exchanges) as card:
        applet = applet_on(card, extended=True)
        return applet.certificate(), applet


def test_one_read_brings_the_certificate() -> None:
    certificate, applet = read_extended((READ_WHOLE, ok(CERTIFICATE)))

    assert CERTIFICATE == certificate
    assert applet.truncates is False


@pytest.mark.parametrize("refusal", ["6700", "6D00", "6F00", "6881"])
def test_a_card_that_refuses_extended_length_is_read_in_chunks(refusal: str) -> None:
    certificate, applet = read_extended((READ_WHOLE, refusal), HEAD, *REST)

    assert CERTIFICATE == certificate
    assert applet.truncates is False


def test_a_reader_that_cannot_carry_it_is_read_in_chunks_and_noted() -> None:
    certificate, applet = read_extended((READ_WHOLE, COMMUNICATION_ERROR), HEAD, *REST)

    assert CERTIFICATE == certificate
    assert applet.truncates is True


@pytest.mark.parametrize("size", [256, 253, 4])
def test_a_cut_answer_is_continued_and_noted(size: int) -> None:
    rest = [
        (f"00B0{at:04X}{min(256, 1583 - at) % 256:02X}", ok(CERTIFICATE[at : at + 256]))
        for at in range(size, 1583, 256)
    ]

    certificate, applet = read_extended((READ_WHOLE, ok(CERTIFICATE[:size])), *rest)

    assert CERTIFICATE == certificate
    assert applet.truncates is True


@pytest.mark.parametrize("size", [0, 1, 3])
def test_an_answer_too_short_to_tell_the_length_is_read_in_chunks_and_noted(size: int) -> None:
    certificate, applet = read_extended((READ_WHOLE, ok(CERTIFICATE[:size])), HEAD, *REST)

    assert CERTIFICATE == certificate
    assert applet.truncates is True


def test_a_second_certificate_in_the_session_is_not_asked_for_in_the_refused_form() -> None:
    with ScriptedCard((READ_WHOLE, "6700"), HEAD, *REST, HEAD, *REST) as card:
        applet = applet_on(card, extended=True)

        assert applet.certificate() == applet.certificate()


def test_a_card_that_left_is_not_taken_for_a_reader_that_refuses() -> None:
    removed = PcscError(0x80100069)
    with (
        ScriptedCard((READ_WHOLE, COMMUNICATION_ERROR), ("00B08A0000", removed)) as card,
        pytest.raises(PcscError, match="80100069"),
    ):
        applet_on(card, extended=True).certificate()


def test_6cxx_to_the_extended_read_is_a_cut_answer() -> None:
    with ScriptedCard(
        (READ_WHOLE, "6C80"),
        ("00B08A0080", ok(CERTIFICATE[:128])),
        *[
            (f"00B0{at:04X}{min(256, 1583 - at) % 256:02X}", ok(CERTIFICATE[at : at + 256]))
            for at in range(128, 1583, 256)
        ],
    ) as card:
        assert CERTIFICATE == applet_on(card, extended=True).certificate()


# ── the certificate: chunks, lengths that lie ───────────────────────────────────────────────────
def read_chunks(*exchanges: tuple[str, Answer]) -> bytes:
    with ScriptedCard(*exchanges) as card:
        return applet_on(card).certificate()


def test_filler_behind_the_certificate_is_ignored() -> None:
    small = bytes.fromhex("30820100") + bytes(256)

    assert small == read_chunks(
        ("00B08A0000", ok(small[:256])), ("00B0010004", ok(small[256:] + b"\xff" * 9))
    )


def test_filler_behind_a_certificate_that_fits_one_read_is_ignored() -> None:
    small = bytes.fromhex("3003020105")

    assert small == read_chunks(("00B08A0000", ok(small + b"\xff" * 251)))


def test_a_certificate_of_4096_bytes_is_read() -> None:
    largest = bytes.fromhex("30820FFC") + bytes(4092)

    assert largest == read_chunks(*chunks(largest, header="00B08A00"))


@pytest.mark.parametrize("head", ["30820FFD", "3082FFFF", "3083FFFFFF"])
def test_a_larger_certificate_is_refused_after_its_first_bytes(head: str) -> None:
    with pytest.raises(CertificateBroken):
        read_chunks(("00B08A0000", ok(bytes.fromhex(head).ljust(256, b"\x00"))))


@pytest.mark.parametrize(
    "start", ["", "30", "FFFFFFFF", "31820100", "3080"], ids=["none", "cut", "empty", "SET", "BER"]
)
def test_a_file_that_holds_no_certificate_is_refused(start: str) -> None:
    with pytest.raises(CertificateBroken):
        read_chunks(("00B08A0000", ok(bytes.fromhex(start))))


@pytest.mark.parametrize("end", ["6B00", "6282", "9000"])
def test_a_file_that_ends_before_its_promised_length_is_refused(end: str) -> None:
    with pytest.raises(CertificateBroken):
        read_chunks(HEAD, ("00B0010000", end))


def test_6282_brings_its_data() -> None:
    *front, (last, answer) = REST

    assert CERTIFICATE == read_chunks(HEAD, *front, (last, answer.replace("9000", "6282")))


def test_a_card_that_brings_less_than_asked_is_asked_on() -> None:
    reads = [
        (f"00B0{at:04X}{min(256, 1583 - at) % 256:02X}", ok(CERTIFICATE[at : at + 100]))
        for at in range(100, 1583, 100)
    ]

    assert CERTIFICATE == read_chunks(("00B08A0000", ok(CERTIFICATE[:100])), *reads)


def test_a_card_that_drips_is_given_up_after_64_reads() -> None:
    drops = [(f"00B0{at:04X}00", ok(CERTIFICATE[at : at + 1])) for at in range(4, 67)]
    card = ScriptedCard(("00B08A0000", ok(CERTIFICATE[:4])), *drops)

    with pytest.raises(CertificateBroken):
        applet_on(card).certificate()

    assert (64, ()) == (len(card.sent), card.left)


def test_a_card_that_dripped_is_not_asked_for_its_label() -> None:
    drops = [(f"00B0{at:04X}00", ok(CERTIFICATE[at : at + 1])) for at in range(4, 67)]
    with ScriptedCard(("00B08A0000", ok(CERTIFICATE[:4])), *drops) as card:
        applet = applet_on(card)
        with pytest.raises(CertificateBroken):
            applet.certificate()

        assert CardKind.OTHER is applet.kind()


def test_a_chunk_of_the_wrong_length_is_halved_from_the_start() -> None:
    halves = chunks(CERTIFICATE, header="00B08A00", size=128)

    assert CERTIFICATE == read_chunks(("00B08A0000", "6700"), *halves)


def test_a_chunk_of_the_wrong_length_is_halved_on_the_way() -> None:
    rest = chunks(CERTIFICATE, header="", size=128)[2:]

    assert CERTIFICATE == read_chunks(HEAD, ("00B0010000", "6700"), *rest)


def test_a_card_that_takes_no_length_at_all_is_given_up() -> None:
    refused = [(f"00B08A00{le:02X}", "6700") for le in (0, 128, 64, 32, 16)]

    with pytest.raises(CertificateBroken):
        read_chunks(*refused)


@pytest.mark.parametrize("extended", [False, True])
def test_no_file_is_no_certificate(extended: bool) -> None:
    read = READ_WHOLE if extended else "00B08A0000"
    with (
        ScriptedCard((read, "6A82"), (SELECT_CERTIFICATE, "6A82")) as card,
        pytest.raises(CertificateMissing),
    ):
        applet_on(card, extended=extended).certificate()


@pytest.mark.parametrize("extended", [False, True])
def test_a_certificate_behind_a_pin_is_not_a_cards(extended: bool) -> None:
    read = READ_WHOLE if extended else "00B08A0000"
    with ScriptedCard((read, "6982")) as card, pytest.raises(CertificateLocked):
        applet_on(card, extended=extended).certificate()
