"""Readings that may hang, and nobody waits for those that do."""

from __future__ import annotations

import threading

import pytest
from support.waiting import wait_for

from reception_app.adapters.batch_sources.in_time import InTime
from reception_app.domain.errors import BatchSourceError


def test_what_is_read_is_returned() -> None:
    assert InTime().read(lambda: (1, 2)) == (1, 2)


def test_what_a_reading_raises_comes_out_as_it_was() -> None:
    error = BatchSourceError("BT09")

    def fail() -> None:
        raise error

    with pytest.raises(BatchSourceError) as caught:
        InTime().read(fail)

    assert caught.value is error


def test_a_reading_that_hangs_is_told_as_what_cannot_be_read() -> None:
    released = threading.Event()

    with pytest.raises(BatchSourceError) as caught:
        InTime(limit_s=0.01).read(released.wait)

    released.set()
    wait_for(lambda: not [t for t in threading.enumerate() if t.name == "batch-source"])
    assert caught.value.code == "BT11"
