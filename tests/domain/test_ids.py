"""Check ids: UUID version 4, lower case with hyphens, made from given randomness."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.ids import CheckId, check_id_bytes, make_check_id

FORM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@given(st.binary(min_size=16, max_size=16))
def test_any_randomness_makes_a_version_4_uuid_in_lower_case(random: bytes) -> None:
    assert FORM.fullmatch(make_check_id(random))


def test_all_the_randomness_counts_but_version_and_variant() -> None:
    made = make_check_id(bytes.fromhex("ffeeddccbbaa99887766554433221100"))

    assert made == "ffeeddcc-bbaa-4988-b766-554433221100"


@pytest.mark.parametrize("length", [0, 15, 17])
def test_too_little_or_too_much_randomness_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="16"):
        make_check_id(bytes(length))


def test_the_bytes_of_a_check_id_are_those_of_the_uuid_in_network_order() -> None:
    text = "7f1f3a52-0f5e-4c36-9a5b-0c2a4c1f9d11"

    assert bytes.fromhex("7f1f3a520f5e4c369a5b0c2a4c1f9d11") == check_id_bytes(CheckId(text))
    assert UUID(text).bytes == check_id_bytes(CheckId(text))
