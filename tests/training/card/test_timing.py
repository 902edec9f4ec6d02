"""The model of card.md 15; the expected milliseconds are that page's table."""

from __future__ import annotations

import pytest

from reception_app.training.card.command import Step
from reception_app.training.card.timing import air_ms, chip_ms


@pytest.mark.parametrize(
    ("pace", "read", "sign", "verify"),
    [(106, 28.2, 33.1, 2.7), (212, 14.8, 17.3, 1.7), (424, 8.1, 9.3, 1.2)],
)
def test_air_time_is_that_of_the_reference(
    pace: int, read: float, sign: float, verify: float
) -> None:
    assert air_ms(5, 258, pace=pace) == pytest.approx(read, abs=0.06)
    assert air_ms(57, 258, pace=pace) == pytest.approx(sign, abs=0.06)
    assert air_ms(9, 2, pace=pace) == pytest.approx(verify, abs=0.06)


SHORT = [(Step.READ, 5, 258)] * 6 + [(Step.READ, 5, 49)]
EXTENDED = [(Step.READ, 7, 1585)]


@pytest.mark.parametrize(
    ("reads", "pace", "total"),
    [
        (SHORT, 106, 478), (SHORT, 212, 375), (SHORT, 424, 324),
        (EXTENDED, 106, 446), (EXTENDED, 212, 348), (EXTENDED, 424, 299),
    ],
)  # fmt: skip
def test_a_whole_check_takes_what_the_reference_computes(
    reads: list[tuple[Step, int, int]], pace: int, total: float
) -> None:
    exchanges = [
        (Step.SELECT, 15, 2), (Step.COUNTER, 4, 2), *reads,
        (Step.VERIFY, 9, 2), (Step.SIGN, 57, 258),
    ]  # fmt: skip

    air = sum(air_ms(to_card, back, pace=pace) for _, to_card, back in exchanges)
    chip = sum(chip_ms(step, back, sign_ms=200) for step, _, back in exchanges)

    assert air + chip == pytest.approx(total, abs=1.5)
