"""A desk with real controllers, store and folder, for whoever asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.whole_desk import RULES, MakeDesk, WholeDesk

from reception_app.application.desk_parts import DeskRules


@pytest.fixture
def make(tmp_path: Path) -> Iterator[MakeDesk]:
    desks: list[WholeDesk] = []

    def made(rules: DeskRules = RULES) -> WholeDesk:
        desk = WholeDesk(tmp_path, rules)
        desks.append(desk)
        desk.desk.start()
        desk.settle()
        return desk

    yield made
    for desk in desks:
        desk.store.close()


@pytest.fixture
def desk(make: MakeDesk) -> WholeDesk:
    """A desk at which somebody sits."""
    desk = make()
    desk.desk.choose_operator("sato")
    return desk
