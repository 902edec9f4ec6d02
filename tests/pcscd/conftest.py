"""Tests with a real pcscd: ``python tests/support/own_pcscd.py -- pytest -m pcscd``."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from support.own_pcscd import INSIDE
from support.pcscd import Pcscd

from reception_app.training.card import TrainingCa


@pytest.fixture(scope="module")
def pcscd() -> Iterator[Pcscd]:
    """A pcscd with two empty slots, for the tests of one module."""
    if os.environ.get(INSIDE) != "1":
        pytest.skip("needs: python tests/support/own_pcscd.py -- pytest -m pcscd")
    with Pcscd() as running:
        yield running


@pytest.fixture(scope="session")
def ca() -> TrainingCa:
    """One CA for all cards: making its key takes longer than most tests."""
    return TrainingCa.create()
