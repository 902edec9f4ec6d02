"""What a 保険者番号 says by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_app.domain.insurer import (
    is_late_elderly,
    is_medical_aid,
    is_national_health,
    wire_form,
)


@pytest.mark.parametrize(
    ("number", "wire"),
    [("139998", "  139998"), ("06139992", "06139992"), ("  139998", "  139998")],
)
def test_a_message_pads_the_number_with_spaces(number: str, wire: str) -> None:
    assert wire_form(number) == wire


@given(st.text("0123456789", min_size=6, max_size=8))
def test_padding_twice_is_padding_once(number: str) -> None:
    assert wire_form(wire_form(number)) == wire_form(number)
    assert wire_form(number).lstrip(" ") == number


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("39139993", (True, False, False)),
        (" 39139993", (True, False, False)),
        ("12139994", (False, True, False)),
        ("06139992", (False, False, False)),
        ("139998", (False, False, True)),
        ("  139998", (False, False, True)),
        ("391399", (False, False, True)),  # 国保 has no 法別番号, whatever it begins with
        ("123998", (False, False, True)),
        ("3913999", (False, False, False)),
        ("", (False, False, False)),
    ],
)
def test_the_first_two_of_eight_digits_name_the_law(
    number: str, says: tuple[bool, bool, bool]
) -> None:
    assert (is_late_elderly(number), is_medical_aid(number), is_national_health(number)) == says
