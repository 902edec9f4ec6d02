"""OpenSC, which works with real cards, takes the virtual one for real through a real pcscd.

Counts of APDUs are those that domain/card.md 19 measured with OpenSC 0.23.0.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.pcscd import CardInSlot, Pcscd

from reception_app.training.card import AUTH_PIN, SIGNATURE_PASSWORD, TrainingCa, VirtualCard
from reception_app.training.card.files import Credential

pytestmark = pytest.mark.pcscd

MODULE = next(Path("/usr/lib").glob("*/opensc-pkcs11.so"), Path("opensc-pkcs11.so"))
AUTH, SIGNATURE = ("0", "01", AUTH_PIN), ("1", "02", SIGNATURE_PASSWORD)


@pytest.fixture(scope="module")
def lying_card(pcscd: Pcscd, ca: TrainingCa) -> Iterator[VirtualCard]:
    with CardInSlot(VirtualCard.issue(ca)) as slot:
        yield slot.card


@pytest.fixture
def card(lying_card: VirtualCard) -> VirtualCard:
    """The card as new; laying another one down would take a second."""
    for credential in Credential:
        lying_card.state.restore(credential)
    # pcscd leaves a card under power for a while, so a PIN of the test before would still count.
    lying_card.power_on()
    lying_card.headers.clear()
    return lying_card


def run(*command: str, driver: str | None = None) -> str:
    forced = {"OPENSC_DRIVER": driver} if driver else {}
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **forced},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def apdus(card: VirtualCard) -> int:
    count = len(card.headers)
    card.headers.clear()
    return count


def opensc_is_0_23() -> bool:
    return "0.23.0" in run("opensc-tool", "--info")


def test_opensc_names_the_card_jpki_without_knowing_its_atr(card: VirtualCard) -> None:
    name = run("opensc-tool", "--name").strip()

    assert name == "jpki"


def test_pkcs15_tool_reads_the_certificate(card: VirtualCard, tmp_path: Path) -> None:
    pem = tmp_path / "auth.pem"

    run("pkcs15-tool", "--read-certificate", "1", "--output", str(pem))

    der = subprocess.run(
        ["openssl", "x509", "-in", pem, "-outform", "DER"], capture_output=True, check=True
    ).stdout
    assert der == card.certificate


def test_pkcs15_tool_reads_tries_and_spends_none(card: VirtualCard) -> None:
    text = run("pkcs15-tool", "--list-pins")

    assert re.findall(r"Tries left\s*: (\d)", text) == ["3", "5"]
    assert (card.state.auth_tries, card.state.signature_tries) == (3, 5)


@pytest.mark.parametrize("which", [AUTH, SIGNATURE], ids=["auth", "signature"])
@pytest.mark.parametrize("digest", ["SHA256", "SHA384"])
def test_openssl_verifies_what_pkcs11_tool_signed(
    card: VirtualCard, tmp_path: Path, which: tuple[str, str, bytes], digest: str
) -> None:
    slot, key, pin = which
    message, signature, public = (tmp_path / name for name in ("message", "signature", "public"))
    message.write_bytes(b"to be signed")
    token = ["pkcs11-tool", "--module", str(MODULE), "--slot-index", slot]

    run(
        *token, "--login", "--pin", pin.decode(), "--sign", "--id", key,
        "--mechanism", f"{digest}-RSA-PKCS",
        "--input-file", str(message), "--output-file", str(signature),
    )  # fmt: skip

    run(*token, "--read-object", "--type", "pubkey", "--id", key, "--output-file", str(public))
    said = run(
        "openssl", "dgst", f"-{digest.lower()}", "-keyform", "DER", "-verify", str(public),
        "-signature", str(signature), str(message),
    )  # fmt: skip
    assert said == "Verified OK\n"


def test_a_wrong_pin_costs_pkcs11_tool_one_try(card: VirtualCard) -> None:
    token = ["pkcs11-tool", "--module", str(MODULE), "--slot-index", "0"]

    done = subprocess.run(
        [*token, "--login", "--pin", "0000", "--list-objects"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert "CKR_PIN_INCORRECT" in done.stderr
    assert card.state.auth_tries == 2


@pytest.mark.parametrize(
    ("command", "probing", "forced"),
    [
        (("opensc-tool", "--name"), 30, 1),
        (("pkcs15-tool", "--read-certificate", "1"), 44, 15),
        (("pkcs15-tool", "--list-certificates"), 60, 31),
        (("pkcs15-tool", "--list-pins"), 35, 6),
    ],
    ids=lambda value: value[-1] if isinstance(value, tuple) else None,
)
def test_opensc_needs_as_many_apdus_as_was_measured_elsewhere(
    card: VirtualCard, command: tuple[str, ...], probing: int, forced: int
) -> None:
    if not opensc_is_0_23():
        pytest.skip("measured with OpenSC 0.23.0")

    run(*command)
    counted = apdus(card)
    run(*command, driver="jpki")

    assert (counted, apdus(card)) == (probing, forced)
