"""The desk's own patients as the source of a batch; reads the store, on the store lane only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from reception_app.domain.batch import BatchEntry, Source
from reception_app.domain.regulars import SeenPatients, before_claims, unverified_this_month

OwnSource = Literal[Source.THIS_MONTH, Source.LAST_MONTH]


class OwnRecords:
    """今月未確認 or 前月レセ前 (``application.batch_ports.RowSource``)."""

    def __init__(self, patients: SeenPatients, source: OwnSource) -> None:
        """Take patients from there."""
        self._patients = patients
        self._source: OwnSource = source

    def read(self, first: date, last: date) -> Iterator[BatchEntry]:
        """Return the patients as they stand on the first of these days; StoreError.

        Nobody has an appointment: ``last`` counts for nothing.
        """
        del last
        if self._source is Source.THIS_MONTH:
            return unverified_this_month(self._patients, first)
        return before_claims(self._patients, first)
