"""POST /v1/checks with a card: challenge, certificate, proof."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from support.card_ca import CardCa, IssuedCard, rsa_key
from support.plain_client import (
    ON,
    PlainClient,
    body_of,
    card_subject,
    question,
    records_of,
    signature_proof,
    signed_bytes,
    text,
    visual_question,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from reception_app.training.service import TrainingService


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_card_and_its_signature_get_the_persons_answer(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    answer = client.check(client.pin_question(issue("TRAINING-0001")))

    assert answer.status_code == 200
    assert body_of(answer)["QualificationValidity"] == "1"
    assert records_of(answer)[0]["Name"] == "練習　花子"


def test_the_rest_of_a_common_name_does_not_matter(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    answer = client.check(client.pin_question(issue("TRAINING-0001-13221003A")))

    assert records_of(answer)[0]["Name"] == "練習　花子"


def test_a_card_of_nobody_gets_no_such_qualification(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    answer = client.check(client.pin_question(issue("997794E9AGCIEG13221003A")))

    assert answer.status_code == 200
    assert body_of(answer) == {
        "ProcessingResultStatus": "1",
        "QualificationValidity": "4",
        "ResultList": [],
    }


@pytest.mark.parametrize(
    ("algorithm", "curve", "hash_"),
    [
        ("ES256", ec.SECP256R1(), hashes.SHA256()),
        ("ES384", ec.SECP384R1(), hashes.SHA256()),
        ("ES384", ec.SECP384R1(), hashes.SHA384()),
    ],
)
def test_the_next_cards_keys_sign_as_raw_r_and_s(
    client: PlainClient,
    issue: Callable[..., IssuedCard],
    algorithm: str,
    curve: ec.EllipticCurve,
    hash_: hashes.HashAlgorithm,
) -> None:
    card = issue(key=ec.generate_private_key(curve))
    given, asked = client.challenge(), question({})
    message = signed_bytes(given.nonce, asked["check_id"], ON, card.der)
    value = card.sign(message, ec_hash=hash_)
    proof = signature_proof(given.challenge_id, value, algorithm=algorithm)

    answer = client.check({**asked, "subject": card_subject(card, proof)})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("ES256", rsa_key(1)),
        ("RS256", ec.generate_private_key(ec.SECP256R1())),
        ("ES256", ec.generate_private_key(ec.SECP384R1())),
        ("ES384", ec.generate_private_key(ec.SECP256R1())),
        ("ES256", ec.generate_private_key(ec.SECP256K1())),
        ("RS256", rsa_key(2, 1024)),
    ],
)
def test_an_algorithm_that_is_not_the_keys_proves_nothing(
    client: PlainClient, issue: Callable[..., IssuedCard], algorithm: str, key: Any
) -> None:
    answer = client.check(client.pin_question(issue(key=key), algorithm=algorithm))

    assert refusal(answer) == (422, "signature-invalid")


@pytest.mark.parametrize("value", [bytes(64), bytes(63), b"\xff" * 64, b"\x30"])
def test_bytes_that_are_no_ecdsa_signature_prove_nothing(
    client: PlainClient, issue: Callable[..., IssuedCard], value: bytes
) -> None:
    card = issue(key=ec.generate_private_key(ec.SECP256R1()))
    proof = signature_proof(client.challenge().challenge_id, value, algorithm="ES256")

    answer = client.check(question(card_subject(card, proof)))

    assert refusal(answer) == (422, "signature-invalid")


@pytest.mark.parametrize(
    "changed",
    [{"on": "2026-11-23"}, {"check_id": "00000000-0000-4000-8000-000000000000"}],
)
def test_a_signature_for_another_question_proves_nothing(
    client: PlainClient, issue: Callable[..., IssuedCard], changed: dict[str, str]
) -> None:
    asked = client.pin_question(issue())

    answer = client.check({**asked, **changed})

    assert refusal(answer) == (422, "signature-invalid")


def test_a_signature_for_another_challenge_proves_nothing(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    asked = client.pin_question(issue())
    asked["subject"]["proof"]["challenge_id"] = client.challenge().challenge_id

    answer = client.check(asked)

    assert refusal(answer) == (422, "signature-invalid")


def test_a_signature_with_another_certificate_proves_nothing(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    asked = client.pin_question(issue("TRAINING-0001"))
    asked["subject"]["certificate"] = text(issue("TRAINING-0002").der)

    answer = client.check(asked)

    assert refusal(answer) == (422, "signature-invalid")


# ── challenges ────────────────────────────────────────────────────────────────────────────────
def test_a_challenge_serves_for_one_answer(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    card, given = issue(), client.challenge()
    for _ in range(2):
        asked = question({})
        message = signed_bytes(given.nonce, asked["check_id"], ON, card.der)
        proof = signature_proof(given.challenge_id, card.sign(message))
        answer = client.check({**asked, "subject": card_subject(card, proof)})

    assert refusal(answer) == (409, "challenge-used")


def test_a_refused_card_uses_the_challenge_up(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    asked = client.pin_question(issue("TRAINING-0038"))
    first = client.check(asked)

    again = client.check(asked)

    assert refusal(first) == (422, "certificate-revoked")
    assert refusal(again) == (409, "challenge-used")


def test_a_malformed_question_does_not_use_the_challenge_up(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    asked = client.pin_question(issue())
    client.check({**asked, "on": "tomorrow"})

    answer = client.check(asked)

    assert answer.status_code == 200


def test_a_challenge_serves_until_it_expires(
    client: PlainClient, issue: Callable[..., IssuedCard], clock: Any
) -> None:
    asked = client.pin_question(issue())
    clock.at += timedelta(minutes=5)

    answer = client.check(asked)

    assert answer.status_code == 200


def test_a_challenge_expires_after_five_minutes(
    client: PlainClient, issue: Callable[..., IssuedCard], clock: Any
) -> None:
    asked = client.pin_question(issue())
    clock.at += timedelta(minutes=5, seconds=1)

    answer = client.check(asked)

    assert refusal(answer) == (409, "challenge-expired")


def test_a_challenge_nobody_gave_counts_as_expired(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    answer = client.check(question(card_subject(issue(), signature_proof("c-none", b"x"))))

    assert refusal(answer) == (409, "challenge-expired")


def test_a_challenge_serves_only_the_terminal_that_asked_for_it(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    asked = client.pin_question(issue())

    elsewhere = client.check({**asked, "terminal": "desk-2"})
    here = client.check(asked)

    assert refusal(elsewhere) == (409, "challenge-expired")
    assert here.status_code == 200


def test_the_challenge_is_judged_before_the_certificate(
    client: PlainClient, issue: Callable[..., IssuedCard], clock: Any
) -> None:
    asked = client.pin_question(issue("TRAINING-0038"))
    clock.at += timedelta(minutes=6)

    answer = client.check(asked)

    assert refusal(answer) == (409, "challenge-expired")


# ── certificates ──────────────────────────────────────────────────────────────────────────────
def test_a_card_of_another_ca_is_refused_though_the_names_agree(client: PlainClient) -> None:
    foreign = CardCa(rsa_key(3)).issue(
        "TRAINING-0001",
        not_before=datetime(2025, 4, 1, tzinfo=UTC),
        not_after=datetime(2029, 4, 1, tzinfo=UTC),
    )

    answer = client.check(client.pin_question(foreign))

    assert refusal(answer) == (422, "certificate-unknown-ca")


def test_a_card_of_the_second_trusted_ca_is_accepted(
    serve: Callable[..., PlainClient], tmp_path: Path, card_ca: CardCa
) -> None:
    second = CardCa(ec.generate_private_key(ec.SECP384R1()))
    trusted = tmp_path / "second.pem"
    trusted.write_bytes(second.pem)
    card = second.issue(
        "TRAINING-0001",
        not_before=datetime(2025, 4, 1, tzinfo=UTC),
        not_after=datetime(2029, 4, 1, tzinfo=UTC),
    )
    client = serve(trust=[card_ca.pem, trusted])

    answer = client.check(client.pin_question(card))

    assert answer.status_code == 200


def test_without_a_trusted_ca_no_card_is_accepted(
    serve: Callable[..., PlainClient], issue: Callable[..., IssuedCard]
) -> None:
    client = serve(trust=[])

    answer = client.check(client.pin_question(issue()))

    assert refusal(answer) == (422, "certificate-unknown-ca")


# The example of card.md 9: NotAfter 2026-05-10 23:59:59 JST serves until 2026-08-31.
@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-02-10T00:00:00+09:00", None),
        ("2026-05-10T23:59:59+09:00", None),
        ("2026-05-11T00:00:00+09:00", None),
        ("2026-08-31T23:59:59+09:00", None),
        ("2026-09-01T00:00:00+09:00", (422, "certificate-expired")),
    ],
)
def test_a_certificate_serves_until_its_grace_period_is_over(
    client: PlainClient,
    issue: Callable[..., IssuedCard],
    clock: Any,
    now: str,
    expected: tuple[int, str] | None,
) -> None:
    clock.at = datetime.fromisoformat(now)
    card = issue(not_after=datetime.fromisoformat("2026-05-10T23:59:59+09:00"))

    answer = client.check(client.pin_question(card))

    assert (None if answer.status_code == 200 else refusal(answer)) == expected


def test_a_certificate_that_is_not_valid_yet_is_refused(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    card = issue(not_before=datetime(2026, 11, 22, 0, 0, 1, tzinfo=UTC))

    answer = client.check(client.pin_question(card))

    assert refusal(answer) == (422, "certificate-not-yet-valid")


def test_a_revoked_card_is_refused(client: PlainClient, issue: Callable[..., IssuedCard]) -> None:
    answer = client.check(client.pin_question(issue("TRAINING-0038")))

    assert refusal(answer) == (422, "certificate-revoked")


def test_a_card_that_is_not_registered_is_refused(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    answer = client.check(client.pin_question(issue("TRAINING-0037")))

    assert refusal(answer) == (422, "not-registered")


def test_where_nobody_is_registered_every_card_is_refused(
    serve: Callable[..., PlainClient], issue: Callable[..., IssuedCard]
) -> None:
    client = serve(unregistered=True)

    answers = [client.check(client.pin_question(issue(name))) for name in ("TRAINING-0001", "X")]

    assert [refusal(answer) for answer in answers] == [(422, "not-registered")] * 2


def test_an_invalid_signature_is_told_before_the_registration(
    serve: Callable[..., PlainClient], issue: Callable[..., IssuedCard]
) -> None:
    client = serve(unregistered=True)
    asked = client.pin_question(issue())

    answer = client.check({**asked, "on": "2026-11-23"})

    assert refusal(answer) == (422, "signature-invalid")


# ── visual checks ─────────────────────────────────────────────────────────────────────────────
def test_a_witness_stands_in_for_the_pin(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    answer = client.check(visual_question(issue()))

    assert answer.status_code == 200
    assert records_of(answer)[0]["Name"] == "練習　花子"


def test_a_visual_check_can_be_forbidden(
    serve: Callable[..., PlainClient], issue: Callable[..., IssuedCard]
) -> None:
    answer = serve(visual_allowed=False).check(visual_question(issue()))

    assert refusal(answer) == (422, "visual-not-allowed")


def test_a_visual_check_can_be_forbidden_for_one_person(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    card = issue("TRAINING-0039")

    by_sight, by_pin = client.check(visual_question(card)), client.check(client.pin_question(card))

    assert refusal(by_sight) == (422, "visual-not-allowed")
    assert by_pin.status_code == 200


def test_a_visual_check_judges_the_certificate_too(
    client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    expired = issue(not_after=datetime(2026, 7, 31, tzinfo=UTC))

    answer = client.check(visual_question(expired))

    assert refusal(answer) == (422, "certificate-expired")


# ── terminals ─────────────────────────────────────────────────────────────────────────────────
def test_a_terminal_that_the_client_certificate_is_not_for_is_unknown(
    serve: Callable[..., PlainClient],
) -> None:
    client = serve(terminals=frozenset({"desk-1"}))

    answers = [client.post("/v1/challenges", {"terminal": f"desk-{n}"}) for n in (1, 2)]

    assert answers[0].status_code == 201
    assert refusal(answers[1]) == (401, "terminal-unknown")


def test_another_client_certificate_of_our_ca_is_nobodys_terminal(
    service: TrainingService, tmp_path: Path
) -> None:
    other = service.authority.issue_client()
    certificate, key = tmp_path / "other.pem", tmp_path / "other.key"
    certificate.write_bytes(other.certificate)
    key.write_bytes(other.key)

    with PlainClient(service, identity=(certificate, key)) as client:
        answer = client.post("/v1/challenges", {"terminal": "desk-1"})

    assert refusal(answer) == (401, "terminal-unknown")


def test_a_blocked_terminal_is_refused(
    service: TrainingService, client: PlainClient, issue: Callable[..., IssuedCard]
) -> None:
    asked = client.pin_question(issue())
    service.terminals.blocked.add("desk-1")

    answer = client.check(asked)

    assert refusal(answer) == (403, "terminal-blocked")
