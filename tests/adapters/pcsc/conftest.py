"""Fixtures for the tests of the card adapter."""

from __future__ import annotations

import pytest
from support.card_desk import Desk

from reception_app.training.card import TrainingCa


@pytest.fixture(scope="session")
def ca() -> TrainingCa:
    """One CA for all cards: making its key takes longer than most tests."""
    return TrainingCa.create()


@pytest.fixture
def desk(ca: TrainingCa) -> Desk:
    """A desk with a reader that carries everything, and no card."""
    return Desk(ca)
