"""What the card signs, against the published vectors."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.plain_client import signed_bytes

from reception_app.domain.eligibility import bytes_to_sign
from reception_app.domain.ids import CheckId

VECTORS = json.loads(
    Path(__file__).parents[2].joinpath("data", "vectors.json").read_text(encoding="utf-8")
)["what_the_card_signs"]


@pytest.mark.parametrize("vector", VECTORS)
def test_the_service_hashes_the_published_bytes(vector: dict[str, Any]) -> None:
    nonce, certificate = (base64.b64decode(vector[name]) for name in ("nonce", "certificate"))

    signed = bytes_to_sign(
        nonce, CheckId(vector["check_id"]), date.fromisoformat(vector["on"]), certificate
    )

    assert signed.hex() == vector["signed_bytes_hex"]
    assert hashlib.sha256(signed).hexdigest() == vector["sha256_hex"]


@pytest.mark.parametrize("vector", VECTORS)
def test_the_plain_client_signs_the_published_bytes(vector: dict[str, Any]) -> None:
    nonce, certificate = (base64.b64decode(vector[name]) for name in ("nonce", "certificate"))

    signed = signed_bytes(nonce, vector["check_id"], vector["on"], certificate)

    assert signed.hex() == vector["signed_bytes_hex"]
