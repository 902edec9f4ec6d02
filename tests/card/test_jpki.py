"""The JPKI application, byte by byte as domain/card.md 3–6 writes it."""

from __future__ import annotations

import contextlib

import pytest
from support.card_script import (
    CARD_SAYS,
    CERTIFICATE,
    COMMUNICATION_ERROR,
    HEAD_EF,
    QUERY,
    QUERY_EF,
    READ_LABEL,
    READ_LABEL_EF,
    READ_WHOLE,
    READ_WHOLE_EF,
    REST,
    SELECT,
    SELECT_CERTIFICATE,
    SELECT_KEY,
    SELECT_LABEL,
    SELECT_PIN,
    VERIFY,
    VERIFY_EF,
    Answer,
    ScriptedCard,
    applet_on,
    ok,
)

from reception_app.card.applets.jpki import (
    CertificateBroken,
    JpkiApplet,
)
from reception_app.card.pcsc import PcscError
from reception_app.card.signature import signing_input
from reception_app.domain.card_seen import CardKind
from reception_app.domain.errors import (
    CardRemoved,
    CardUnsupported,
    CardUntrusted,
    PinBlocked,
    PinRejected,
)

MESSAGE = b"what the service wants signed"
DIGEST_INFO = signing_input("RS256", MESSAGE)
SIGN = f"802A0097 33 {DIGEST_INFO.hex()} 00"
SIGN_EF = f"802A0080 33 {DIGEST_INFO.hex()} 00"
SIGNATURE = bytes(range(256))


def pin() -> bytearray:
    return bytearray(b"1234")


def whole_check(applet: JpkiApplet) -> tuple[object, ...]:
    selected, tries = applet.select(), applet.tries_left()
    certificate = applet.certificate()
    applet.verify(pin())
    return selected, tries, certificate, applet.sign(DIGEST_INFO)


# ── the forms of card.md 5 ──────────────────────────────────────────────────────────────────────
def test_the_fast_form_costs_11_apdus() -> None:
    with ScriptedCard(
        (SELECT, "9000"),
        (QUERY, "63C3"),
        ("00B08A0000", ok(CERTIFICATE[:256])),
        ("00B0010000", ok(CERTIFICATE[256:512])),
        ("00B0020000", ok(CERTIFICATE[512:768])),
        ("00B0030000", ok(CERTIFICATE[768:1024])),
        ("00B0040000", ok(CERTIFICATE[1024:1280])),
        ("00B0050000", ok(CERTIFICATE[1280:1536])),
        ("00B006002F", ok(CERTIFICATE[1536:])),
        (VERIFY, "9000"),
        (SIGN, ok(SIGNATURE)),
    ) as card:
        came = whole_check(applet_on(card))

    assert (True, 3, CERTIFICATE, SIGNATURE) == came
    assert (11, 120, 1861) == (len(card.sent), card.bytes_sent, card.received)


def test_the_fast_form_with_extended_length_costs_5_apdus() -> None:
    with ScriptedCard(
        (SELECT, "9000"),
        (QUERY, "63C3"),
        (READ_WHOLE, ok(CERTIFICATE)),
        (VERIFY, "9000"),
        (SIGN, ok(SIGNATURE)),
    ) as card:
        came = whole_check(applet_on(card, extended=True))

    assert (True, 3, CERTIFICATE, SIGNATURE) == came
    assert (5, 92, 1849) == (len(card.sent), card.bytes_sent, card.received)


@pytest.mark.parametrize("refusal", ["6A86", "6A82", "6981"])
def test_the_conservative_form_is_the_15_apdus_behind_one_refused_probe(refusal: str) -> None:
    conservative = (
        (SELECT_PIN, "9000"),
        (QUERY_EF, "63C3"),
        (SELECT_CERTIFICATE, "9000"),
        HEAD_EF,
        *REST,
        (SELECT_PIN, "9000"),
        (VERIFY_EF, "9000"),
        (SELECT_KEY, "9000"),
        (SIGN_EF, ok(SIGNATURE)),
    )
    with ScriptedCard((SELECT, "9000"), (QUERY, refusal), *conservative) as card:
        came = whole_check(applet_on(card))

    assert (True, 3, CERTIFICATE, SIGNATURE) == came
    assert 1 + len(conservative) == 15


def test_the_conservative_form_takes_extended_length_too() -> None:
    with ScriptedCard(
        (SELECT, "9000"),
        (QUERY, "6A86"),
        (SELECT_PIN, "9000"),
        (QUERY_EF, "63C3"),
        (SELECT_CERTIFICATE, "9000"),
        (READ_WHOLE_EF, ok(CERTIFICATE)),
        (SELECT_PIN, "9000"),
        (VERIFY_EF, "9000"),
        (SELECT_KEY, "9000"),
        (SIGN_EF, ok(SIGNATURE)),
    ) as card:
        assert (True, 3, CERTIFICATE, SIGNATURE) == whole_check(applet_on(card, extended=True))


def test_a_read_that_refuses_short_ids_decides_it_for_the_session() -> None:
    with ScriptedCard(
        ("00B08A0000", "6A86"),
        (SELECT_CERTIFICATE, "9000"),
        HEAD_EF,
        *REST,
        (SELECT_PIN, "9000"),
        (QUERY_EF, "63C3"),
    ) as card:
        applet = applet_on(card)

        assert CERTIFICATE == applet.certificate()
        assert applet.tries_left() == 3


def test_a_file_that_is_current_is_not_selected_again() -> None:
    with ScriptedCard(
        (QUERY, "6A86"),
        (SELECT_PIN, "9000"),
        (QUERY_EF, "63C3"),
        (VERIFY_EF, "63C2"),
        (QUERY_EF, "63C2"),
    ) as card:
        applet = applet_on(card)
        applet.tries_left()
        with pytest.raises(PinRejected):
            applet.verify(pin())

        assert applet.tries_left() == 2


def test_selecting_the_application_leaves_no_file_current() -> None:
    with ScriptedCard(
        (QUERY, "6A86"),
        (SELECT_PIN, "9000"),
        (QUERY_EF, "63C3"),
        (SELECT, "9000"),
        (SELECT_PIN, "9000"),
        (QUERY_EF, "63C3"),
    ) as card:
        applet = applet_on(card)

        assert (3, True, 3) == (applet.tries_left(), applet.select(), applet.tries_left())


def test_a_file_whose_selection_failed_is_not_taken_for_current() -> None:
    with ScriptedCard(
        (QUERY, "6A86"),
        (SELECT_PIN, "9000"),
        (QUERY_EF, "63C3"),
        (SELECT_KEY, COMMUNICATION_ERROR),
        (SELECT_PIN, "9000"),
        (VERIFY_EF, "9000"),
    ) as card:
        applet = applet_on(card)
        applet.tries_left()
        with pytest.raises(PcscError):
            applet.sign(DIGEST_INFO)

        applet.verify(pin())


def test_a_signature_that_refuses_short_ids_is_asked_for_again_by_file() -> None:
    with ScriptedCard((SIGN, "6A86"), (SELECT_KEY, "9000"), (SIGN_EF, ok(SIGNATURE))) as card:
        assert SIGNATURE == applet_on(card).sign(DIGEST_INFO)


# ── SELECT ──────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("sw", ["6A82", "6A81", "6D00", "6E00", "6985"])
def test_a_card_that_refuses_the_application_is_not_ours(sw: str) -> None:
    with ScriptedCard((SELECT, sw)) as card:
        assert applet_on(card).select() is False


def test_6f00_to_the_first_select_is_met_by_one_more() -> None:
    with ScriptedCard((SELECT, "6F00"), (SELECT, "9000")) as card:
        assert applet_on(card).select() is True


def test_6f00_to_both_selects_is_taken_for_an_answer() -> None:
    with ScriptedCard((SELECT, "6F00"), (SELECT, "6F00")) as card:
        assert applet_on(card).select() is False


def test_6f00_to_anything_else_is_not_repeated() -> None:
    with ScriptedCard(("00B08A0000", "6F00")) as card, pytest.raises(CertificateBroken):
        applet_on(card).certificate()


# ── the counter ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("answer", "tries"),
    [
        ("63C3", 3),
        ("63C1", 1),
        ("63C0", 0),
        ("6983", 0),
        ("6984", 0),
        ("9000", None),
    ],
)
def test_the_counter_is_what_the_card_says(answer: str, tries: int | None) -> None:
    with ScriptedCard((QUERY, answer)) as card:
        assert tries == applet_on(card).tries_left()


@pytest.mark.parametrize("answer", ["6300", "6982", "6985", "6D00", "6700", "6C02", "6101"])
def test_a_card_that_tells_no_counter_gets_no_pin(answer: str) -> None:
    fetched = (("00C0000001", "6F00"),) if answer == "6101" else ()
    with (
        ScriptedCard((QUERY, answer), *fetched) as card,
        pytest.raises(CardUnsupported) as caught,
    ):
        applet_on(card).tries_left()

    assert caught.value.code == "CD08"


def test_a_card_without_the_pin_file_tells_no_counter() -> None:
    with ScriptedCard((QUERY, "6A82"), (SELECT_PIN, "6A82")) as card, pytest.raises(CardUntrusted):
        applet_on(card).tries_left()


# ── the label ───────────────────────────────────────────────────────────────────────────────────
def label(text: str) -> str:
    return ok(text.encode().ljust(32))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("JPKIAPICCTOKEN2", CardKind.CARD),
        ("JPKIAPICCTOKEN", CardKind.JUKI_CARD),
        ("JPKIAPGPSETOKEN", CardKind.PHONE),
        ("JPKIAPIOSTOKEN", CardKind.PHONE),
        ("JPKIAPICCTOKEN3", CardKind.OTHER),
        ("", CardKind.OTHER),
    ],
)
def test_the_label_names_the_token(text: str, kind: CardKind) -> None:
    with ScriptedCard((READ_LABEL, label(text))) as card:
        assert kind is applet_on(card).kind()


def test_a_label_filled_up_with_zero_bytes_is_read_too() -> None:
    with ScriptedCard((READ_LABEL, ok(b"JPKIAPICCTOKEN2".ljust(32, b"\x00")))) as card:
        assert CardKind.CARD is applet_on(card).kind()


def test_more_than_the_label_is_ignored() -> None:
    with ScriptedCard((READ_LABEL, label("JPKIAPIOSTOKEN".ljust(32) + "RECEPTION"))) as card:
        assert CardKind.PHONE is applet_on(card).kind()


def test_the_label_is_read_by_file_where_short_ids_are_refused() -> None:
    with ScriptedCard(
        (READ_LABEL, "6A86"), (SELECT_LABEL, "9000"), (READ_LABEL_EF, label("JPKIAPICCTOKEN2"))
    ) as card:
        assert CardKind.CARD is applet_on(card).kind()


@pytest.mark.parametrize("sw", ["6982", "6F00"])
def test_a_label_that_cannot_be_read_says_nothing(sw: str) -> None:
    with ScriptedCard((READ_LABEL, sw)) as card:
        assert CardKind.OTHER is applet_on(card).kind()


def test_a_label_file_that_is_missing_says_nothing() -> None:
    with ScriptedCard((READ_LABEL, "6A82"), (SELECT_LABEL, "6A82")) as card:
        assert CardKind.OTHER is applet_on(card).kind()


# ── VERIFY ──────────────────────────────────────────────────────────────────────────────────────
def test_the_right_pin_is_silent() -> None:
    with ScriptedCard((VERIFY, "9000")) as card:
        applet_on(card).verify(pin())


@pytest.mark.parametrize(
    ("answer", "left", "code"),
    [("63C2", 2, "PN01"), ("63C1", 1, "PN02"), ("6300", None, "PN01")],
)
def test_a_wrong_pin_tells_what_is_left(answer: str, left: int | None, code: str) -> None:
    with ScriptedCard((VERIFY, answer)) as card, pytest.raises(PinRejected) as caught:
        applet_on(card).verify(pin())

    assert (left, code) == (caught.value.attempts_left, caught.value.code)


@pytest.mark.parametrize("answer", ["63C0", "6983", "6984"])
def test_a_locked_pin_is_locked_however_it_is_said(answer: str) -> None:
    with ScriptedCard((VERIFY, answer)) as card, pytest.raises(PinBlocked):
        applet_on(card).verify(pin())


@pytest.mark.parametrize("answer", ["6700", "6C04", "6A86", "6A82", "6981", "6982", "6F00"])
def test_an_answer_that_says_neither_is_not_trusted_and_nothing_is_repeated(answer: str) -> None:
    with ScriptedCard((VERIFY, answer)) as card, pytest.raises(CardUntrusted):
        applet_on(card).verify(pin())


def test_a_communication_error_passes_and_nothing_is_repeated() -> None:
    with ScriptedCard((VERIFY, COMMUNICATION_ERROR)) as card, pytest.raises(PcscError):
        applet_on(card).verify(pin())


@pytest.mark.parametrize("answer", ["9000", "63C2", "6984", "6F00", COMMUNICATION_ERROR])
def test_both_buffers_of_the_pin_are_wiped(answer: Answer) -> None:
    digits = pin()
    with ScriptedCard((VERIFY, answer)) as card, contextlib.suppress(*CARD_SAYS):
        applet_on(card).verify(digits)

    assert bytearray(4) == digits
    assert [bytearray(9)] == card.buffers


@pytest.mark.parametrize("answer", ["6F00", COMMUNICATION_ERROR])
def test_the_pin_is_wiped_where_its_file_cannot_be_selected(answer: Answer) -> None:
    digits = pin()
    with ScriptedCard(
        (READ_LABEL, "6A86"), (SELECT_LABEL, "9000"), (READ_LABEL_EF, "9000"), (SELECT_PIN, answer)
    ) as card:
        applet = applet_on(card)
        applet.kind()
        with pytest.raises((CardUntrusted, PcscError)):
            applet.verify(digits)

    assert bytearray(4) == digits


# ── signing ─────────────────────────────────────────────────────────────────────────────────────
def test_a_lost_security_status_asks_for_a_new_entry() -> None:
    with ScriptedCard((SIGN, "6982")) as card, pytest.raises(CardRemoved):
        applet_on(card).sign(DIGEST_INFO)


@pytest.mark.parametrize("answer", ["9000", "6985", "6F00", "6700"])
def test_a_signature_that_does_not_come_is_not_trusted(answer: str) -> None:
    with ScriptedCard((SIGN, answer)) as card, pytest.raises(CardUntrusted):
        applet_on(card).sign(DIGEST_INFO)


def test_a_key_file_that_cannot_be_selected_is_not_trusted() -> None:
    with ScriptedCard((SIGN, "6A82"), (SELECT_KEY, "6A82")) as card, pytest.raises(CardUntrusted):
        applet_on(card).sign(DIGEST_INFO)


def test_a_long_signature_is_fetched_in_pieces() -> None:
    with ScriptedCard((SIGN, "6100"), ("00C0000000", ok(SIGNATURE))) as card:
        assert SIGNATURE == applet_on(card).sign(DIGEST_INFO)
