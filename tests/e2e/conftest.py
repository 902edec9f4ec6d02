"""A training service for each test, and, where a card is needed, one pcscd for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from support.clinic import Clinic
from support.pcscd import CardInSlot, Pcscd

from reception_app.training.card import Faults, Profile, Switches, TrainingCa, VirtualCard
from reception_app.training.service import TrainingService


@pytest.fixture(scope="session")
def ca() -> TrainingCa:
    return TrainingCa.create()


@pytest.fixture
def service(tmp_path: Path, ca: TrainingCa) -> Iterator[TrainingService]:
    folder = tmp_path / "service"
    folder.mkdir()
    with TrainingService(folder, trust=[ca.pem]) as running:
        yield running


@pytest.fixture
def clinic(tmp_path: Path, service: TrainingService, ca: TrainingCa) -> Clinic:
    return Clinic(tmp_path, service, card_ca=ca.pem)


@pytest.fixture(scope="module")  # tests/pcscd starts its own; two cannot live side by side
def pcscd() -> Iterator[Pcscd]:
    with Pcscd() as running:
        yield running


Insert = Callable[..., VirtualCard]


@pytest.fixture
def insert(pcscd: Pcscd, ca: TrainingCa) -> Iterator[Insert]:
    """Lays virtual cards into the slots of a real pcscd; they are taken away at the end."""
    with ExitStack() as cards:

        def lay(
            profile: Profile = Profile.NORMAL,
            *,
            person: str = "TRAINING-0001",
            switches: tuple[str, ...] = (),
            faults: tuple[str, ...] = (),
            slot: int = 0,
        ) -> VirtualCard:
            card = VirtualCard.issue(
                ca,
                profile,
                person=person,
                switches=Switches.parse(switches),
                faults=Faults.parse(faults),
            )
            cards.enter_context(CardInSlot(card, slot=slot))
            return card

        yield lay
