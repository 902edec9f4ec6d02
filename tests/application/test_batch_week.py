"""A week of nights: whatever fails meanwhile, the same work list stands at its end.

``BATCH_WEEKS=50 scripts/test tests/application/test_batch_week.py`` lives through fifty of each.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from support.batch_week import Clinic, Size, Troubles, Work, troubles

from reception_app.application.ports import BatchStyle

WEEKS = int(os.environ.get("BATCH_WEEKS", "1"))
CLINICS = {
    # Uploads of 200: few steps, of which many are cut off.
    "2035-patients": (BatchStyle.REMOTE_JOB, Size(), 60),
    # As many steps as questions.
    "small": (BatchStyle.ONE_BY_ONE, Size(patients=200, regulars=40), 10),
}
Undisturbed = Callable[[str], frozenset[Work]]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    @cache
    def live(name: str) -> frozenset[Work]:
        style, size, _ = CLINICS[name]
        folder = tmp_path_factory.mktemp("week")
        clinic = Clinic(folder, Troubles(), seed=0, style=style, size=size)
        work = clinic.live()
        assert clinic.cut_off == 0
        assert clinic.listed() == len(work)
        clinic.store.close()
        return work

    return live


@pytest.mark.parametrize("name", CLINICS)
def test_an_undisturbed_week_leaves_what_needs_a_person(
    undisturbed: Undisturbed, name: str
) -> None:
    kinds = {(state, outcome) for _, state, outcome, _ in undisturbed(name)}

    assert kinds == {
        ("refused", ""),
        ("answered", "invalid"),
        ("answered", "not-found"),
        ("answered", "invalid-newer-exists"),
        ("answered", "valid-changed"),
    }


@pytest.mark.parametrize("seed", range(1, WEEKS + 1))
@pytest.mark.parametrize("name", CLINICS)
def test_a_bad_week_ends_with_the_same_work_list(
    tmp_path: Path, undisturbed: Undisturbed, name: str, seed: int
) -> None:
    style, size, cut = CLINICS[name]
    bad = troubles(seed, cut=cut)
    clinic = Clinic(tmp_path, bad, seed=seed, style=style, size=size)

    work = clinic.live()

    assert clinic.cut_off, "nothing was cut off: these troubles prove little"
    assert work == undisturbed(name)
    assert clinic.listed() == len(work), "somebody stands on the list twice"
    clinic.store.close()
