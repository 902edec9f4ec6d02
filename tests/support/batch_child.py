"""Makes and runs batches in a store until it is killed; tells of each step."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.answers import KEY
from support.batches import NIGHT, answer, batch, fresh_check_id, judge, row

from reception_app.adapters.store.opening import open_store
from reception_app.domain.batch import BatchState

store = open_store(Path(sys.argv[1]), KEY).batches
for of in count(1):
    this = batch(of, state=BatchState.RUNNING)
    store.create(this, [row(patient, of) for patient in range(300)])
    print("made", flush=True)  # noqa: T201 - the parent reads it
    while taken := store.take(this.batch_id, 20, now=NIGHT, new_check_id=fresh_check_id):
        store.save_answers(this.batch_id, [answer(each) for each in taken], judge)
        print("saved", flush=True)  # noqa: T201 - the parent reads it
