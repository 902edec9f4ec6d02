"""Fixtures for the tests of the virtual card."""

from __future__ import annotations

import pytest

from reception_app.training.card import TrainingCa


@pytest.fixture(scope="session")
def ca() -> TrainingCa:
    """One CA for all cards: making its key takes longer than most tests."""
    return TrainingCa.create()
