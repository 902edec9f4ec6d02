"""A key that bounces against a key that is pressed twice."""

from __future__ import annotations

import pytest

from reception_app.ui.patient.bounce import BOUNCE_MS, Bounce


@pytest.mark.parametrize(
    ("key", "at_ms", "is_one"),
    [
        (5, 1000 + BOUNCE_MS - 1, True),
        (5, 1000 + BOUNCE_MS, False),
        (6, 1001, False),
        (5, 999, False),  # a device with a clock of its own
        (5, 0, False),  # an event without a time
    ],
)
def test_only_the_same_key_within_the_time_of_a_bounce_is_one(
    key: int, at_ms: int, is_one: bool
) -> None:
    bounce = Bounce()
    bounce.left(5, 1000)

    assert bounce.is_one(key, at_ms) is is_one


def test_the_last_key_can_be_forgotten() -> None:
    bounce = Bounce()
    bounce.left(5, 1000)

    bounce.forget()

    assert not bounce.is_one(5, 1001)
    assert (bounce._key, bounce._left_ms) == (None, 0)
