"""One check byte by byte, and the commands and status words of domain/card.md 2–6."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa, utils
from support.apdus import (
    COUNTER,
    DIGEST,
    READ_HEAD,
    READ_WHOLE,
    SELECT_JPKI,
    SHA256_PREFIX,
    SIGN,
    VERIFY_1234,
    VERIFY_WRONG,
    send,
    send_all,
    status_of,
)

from reception_app.training.card import TrainingCa, VirtualCard

# card.md 5, steps 4–9: six READs more for 1,583 bytes, the last with the exact rest.
READ_REST = [f"00B0{page:02X}0000" for page in range(1, 6)] + ["00B006002F"]


@pytest.fixture
def card(ca: TrainingCa) -> VirtualCard:
    card = VirtualCard.issue(ca)
    card.power_on()
    return card


@pytest.fixture
def selected(card: VirtualCard) -> VirtualCard:
    send(card, SELECT_JPKI)
    return card


def traffic(card: VirtualCard, commands: list[str]) -> tuple[int, int, int, str]:
    answers = [send(card, command) for command in commands]
    to_card = sum(len(bytearray.fromhex(command)) for command in commands)
    return (
        len(commands),
        to_card,
        sum(map(len, answers)),
        " ".join(sorted({status_of(a) for a in answers})),
    )


def test_a_whole_check_with_short_apdus_costs_what_the_reference_counts(card: VirtualCard) -> None:
    commands = [SELECT_JPKI, COUNTER, READ_HEAD, *READ_REST, VERIFY_1234, SIGN]

    assert traffic(card, commands) == (11, 120, 1861, "63C3 9000")


def test_a_whole_check_with_extended_length_costs_what_the_reference_counts(
    card: VirtualCard,
) -> None:
    commands = [SELECT_JPKI, COUNTER, READ_WHOLE, VERIFY_1234, SIGN]

    assert traffic(card, commands) == (5, 92, 1849, "63C3 9000")


def test_the_conservative_form_works_with_selected_files(card: VirtualCard) -> None:
    commands = [
        SELECT_JPKI,
        "00A4020C020018", "00200080",
        "00A4020C02000A", "00B0000000", *READ_REST,
        "00A4020C020018", "002000800431323334",
        "00A4020C020017", f"802A008033{SHA256_PREFIX}{DIGEST}00",
    ]  # fmt: skip

    assert traffic(card, commands)[0::3] == (15, "63C3 9000")


def test_short_and_extended_reads_bring_the_same_certificate(selected: VirtualCard) -> None:
    pieces = b"".join(send(selected, command)[:-2] for command in [READ_HEAD, *READ_REST])

    whole = send(selected, READ_WHOLE)

    assert pieces == whole[:-2] == selected.certificate
    assert pieces[:4].hex() == "3082062b"


def test_the_signature_is_by_the_key_of_the_certificate(selected: VirtualCard) -> None:
    send(selected, VERIFY_1234)

    signature = send(selected, SIGN)[:-2]

    key = x509.load_der_x509_certificate(selected.certificate).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(
        signature,
        bytes.fromhex(DIGEST),
        padding.PKCS1v15(),
        utils.Prehashed(hashes.SHA256()),
    )


@pytest.mark.parametrize("size", [1, 49, 83, 245])
def test_the_card_pads_whatever_it_is_given(selected: VirtualCard, size: int) -> None:
    send(selected, VERIFY_1234)

    answer = send(selected, f"802A0097 {size:02X} {'A5' * size} 00")

    key = x509.load_der_x509_certificate(selected.certificate).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    numbers = key.public_numbers()
    opened = pow(int.from_bytes(answer[:-2], "big"), numbers.e, numbers.n).to_bytes(256, "big")
    assert opened == b"\x00\x01" + b"\xff" * (253 - size) + b"\x00" + b"\xa5" * size


# ── what is refused ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("00A40000", "6A86"),  # card.md 2: no selectable MF
        ("00A4000C023F00", "6A82"),
        ("00A404000AD392F000260100000001", "6A86"),  # P2 must be 0C
        ("00A4040C07A0000000030000", "6A82"),  # another application
        ("00A4020C02000A", "6A82"),  # no application selected yet
        ("00B08A0000", "6A82"),
        ("00200098", "6A82"),
        ("00B0000000", "6986"),
        ("0084000008", "9000"),
        ("00CA5F5100", "9000"),
        ("00CA004500", "6A88"),
        ("00C0000000", "6985"),
        ("00", "6700"),
    ],
)
def test_before_an_application_is_selected(card: VirtualCard, command: str, sw: str) -> None:
    assert sw == status_of(send(card, command))


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("00A4020C021234", "6A82"),
        ("00A4020C0100", "6700"),
        ("00A4080C02000A", "6A86"),
        ("00B0000000", "6986"),  # no current EF
        ("00B0980000", "6981"),  # READ on a PIN
        ("00B0970000", "6981"),
        ("00B0960000", "6981"),
        ("00B0810000", "6982"),  # signature certificate: password first
        ("00B0890000", "6982"),
        ("00B08200 00", "9000"),  # its CA is free
        ("00B08B0000", "9000"),
        ("00B08F0000", "6A82"),
        ("00B0CA0000", "6A86"),
        ("00B08A00", "6700"),
        ("00B08A00 02 0000 00", "6700"),
        ("0020009804 31323334 00", "6700"),
        ("0020009800", "6700"),
        ("00200080", "6986"),
        ("00200118", "6A86"),
        ("00200018", "6A86"),
        ("0020008A", "6981"),
        ("0020009B", "63C5"),
        (SIGN, "6982"),
        ("802A0097 01 AA", "6982"),
        ("802A9E97 01 AA 00", "6A86"),
        ("802A008A 01 AA 00", "6981"),
        ("802A0096 01 AA 00", "6982"),
        ("0084000000", "9000"),
        ("0084000100", "6A86"),
        ("00840000 000010", "6700"),
        ("00CA5F5100", "6A88"),
        ("002A009701AA00", "6D00"),
        ("00D6000001AA", "6D00"),
        ("0024018004 31323334", "6D00"),
        ("80B0000000", "6D00"),
        ("01A4040C0AD392F000260100000001", "6881"),
        ("0CA4040C0AD392F000260100000001", "6882"),
        ("A0A4000002 3F00", "6E00"),
    ],
)
def test_after_the_application_is_selected(selected: VirtualCard, command: str, sw: str) -> None:
    assert sw == status_of(send(selected, command))


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        ("802A009700", "6985"),
        (f"802A0097 F6 {'AA' * 246} 00", "6985"),
        ("802A0097 01 AA", "6700"),
        ("802A0097 01 AA 80", "6C00"),
        ("802A009A 01 AA 00", "6982"),
    ],
)
def test_a_verified_pin_opens_one_key_for_good_input_only(
    selected: VirtualCard, command: str, sw: str
) -> None:
    send(selected, VERIFY_1234)

    assert sw == status_of(send(selected, command))


def test_the_end_of_a_file_is_what_is_left_and_then_6b00(selected: VirtualCard) -> None:
    send(selected, READ_HEAD)

    assert len(send(selected, "00B0060000")) == 1583 - 1536 + 2
    assert send_all(selected, ["00B0062E01", "00B0062F01", "00B07FFF00"]) == [
        "9000",
        "6B00",
        "6B00",
    ]


def test_reading_by_short_identifier_starts_at_p2_and_selects(selected: VirtualCard) -> None:
    assert send(selected, "00B08A0402") == selected.certificate[4:6] + b"\x90\x00"
    assert send(selected, "00B0000004") == selected.certificate[:4] + b"\x90\x00"


def test_the_token_says_that_it_is_a_card(selected: VirtualCard) -> None:
    assert send(selected, "00B0860020") == b"JPKIAPICCTOKEN2".ljust(32) + b"\x90\x00"
    assert len(send(selected, "00B0860000")) == 160 + 2
    assert send(selected, "00B0880000") == bytes.fromhex("8F8F009000")


def test_the_contact_atr_is_a_data_object(card: VirtualCard) -> None:
    atr = send(card, "00CA5F5100")

    assert atr.hex().upper() == "3BDA13FF8131FB468012392F31C173C601C03B9000"


# ── PIN ───────────────────────────────────────────────────────────────────────────────────────
def test_a_wrong_pin_costs_a_try_and_a_right_one_brings_all_back(selected: VirtualCard) -> None:
    said = send_all(
        selected,
        [VERIFY_WRONG, COUNTER, VERIFY_WRONG, COUNTER, VERIFY_1234, COUNTER],
    )

    assert said == ["63C2", "63C2", "63C1", "63C1", "9000", "63C3"]


def test_the_third_wrong_pin_locks_and_the_right_one_comes_too_late(
    selected: VirtualCard,
) -> None:
    said = send_all(selected, [VERIFY_WRONG] * 3 + [COUNTER, VERIFY_1234, SIGN])

    assert said == ["63C2", "63C1", "63C0", "63C0", "6984", "6982"]


def test_full_width_digits_sent_as_they_are_cost_a_try(selected: VirtualCard) -> None:
    full_width = "１２３４".encode().hex()

    assert status_of(send(selected, f"00200098 0C {full_width}")) == "63C2"


def test_asking_never_costs_a_try(selected: VirtualCard) -> None:
    assert set(send_all(selected, [COUNTER] * 20)) == {"63C3"}


def test_one_pin_allows_several_signatures(selected: VirtualCard) -> None:
    assert send_all(selected, [VERIFY_1234, SIGN, SIGN]) == ["9000", "9000", "9000"]


def test_a_wrong_pin_takes_back_what_a_right_one_gave(selected: VirtualCard) -> None:
    assert send_all(selected, [VERIFY_1234, VERIFY_WRONG, SIGN]) == ["9000", "63C2", "6982"]


def test_power_off_forgets_the_pin_and_keeps_the_counter(selected: VirtualCard) -> None:
    send_all(selected, [VERIFY_1234, VERIFY_WRONG, VERIFY_1234, VERIFY_WRONG])

    selected.power_off()
    selected.power_on()

    assert send_all(selected, [SELECT_JPKI, COUNTER, SIGN]) == ["9000", "63C2", "6982"]


def test_the_signature_password_opens_the_signature_certificate(selected: VirtualCard) -> None:
    assert status_of(send(selected, "0020009B06414243313233")) == "9000"

    der = send(selected, "00B08100 000000")[:-2]

    assert x509.load_der_x509_certificate(der).subject.rfc4514_string().startswith("CN=TRAINING")
