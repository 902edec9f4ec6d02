"""一括照会 of the eligibility service: uploads under their 受付番号, and their results; no HTTP.

The same job_id with another upload is refused (``check-id-reused``): a client that uses one twice
would lose rows.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from reception_app.domain.policy import JST
from reception_app.training.service.answers import bulk_header, bulk_unit
from reception_app.training.service.faults import Fault
from reception_app.training.service.people import NOBODY, People
from reception_app.training.service.refusal import Refusal
from reception_app.training.service.requests import Upload, UploadRow

_LIFE: Final = timedelta(hours=25)  # the page promises 24
_MAX_ROWS_KEPT: Final = 200_000


@dataclass(slots=True)
class Job:
    """One upload that was taken in, and how often its result was asked for."""

    number: str
    upload: Upload = field(repr=False)
    at: datetime
    asked: int = 0


class Jobs:
    """All uploads of the last day; one thread only."""

    def __init__(
        self, people: People, now: Callable[[], datetime], *, limit: int = _MAX_ROWS_KEPT
    ) -> None:
        self._people = people
        self._now = now
        self._limit = limit
        self._by_number: OrderedDict[str, Job] = OrderedDict()
        self._by_id: dict[str, Job] = {}
        self._rows = 0
        self._count = count(1)

    def take_in(self, upload: Upload) -> Job:
        """Return the job of an upload; the same one where it was sent before.

        Raises:
            Refusal: ``check-id-reused``; ``busy`` where no further one could be kept as promised.
        """
        at = self._now()
        self._forget(at)
        known = self._by_id.get(upload.job_id.lower())
        if known is not None:
            if known.upload != upload:
                raise Refusal("check-id-reused")
            return known
        if self._rows + len(upload.rows) > self._limit:
            raise Refusal("busy", retry_after_s=60)
        number = f"{at.astimezone(JST):%Y%m%d%H%M%S}{next(self._count):05}"
        job = self._by_number[number] = self._by_id[upload.job_id.lower()] = Job(
            number, upload, at
        )
        self._rows += len(upload.rows)
        return job

    def find(self, number: str) -> Job:
        """Return the job of a 受付番号.

        Raises:
            Refusal: ``unknown-job``, also for one whose result is kept no longer.
        """
        self._forget(self._now())
        job = self._by_number.get(number)
        if job is None:
            raise Refusal("unknown-job")
        return job

    def result(self, job: Job, fault: Fault | None) -> bytes:
        """Return the result of a job, with the fault that it meets, if any."""
        name, argument = (fault.name, fault.argument) if fault else ("", 0)
        if name == "abnormal":
            return _dump(
                {
                    "segment": "9",
                    "ErrorCode": "ZZZ0901E",
                    "ErrorMessage": "処理できません。（練習）",
                }
            )
        at = self._now()
        units = [self._unit(row) for row in job.upload.rows]
        match name:
            case "missing":
                units = units[argument:]
            case "twice":
                units = [*units[:argument], *units]
            case "strange":
                units += [_strange(place, job) for place in range(argument)]
            case _:
                pass
        number = f"{job.number}9" if name == "other-number" else job.number
        header = bulk_header(job.upload.job_id, job.upload.on, number, units, at)
        message = {"MessageHeader": header, "MessageBody": {"BulkConfirmUnit": units}}
        return _dump({"segment": "1", "XmlMsg": message})

    def _unit(self, row: UploadRow) -> dict[str, object]:
        return bulk_unit(row.row_id, row.numbers, self._people.by_numbers(row.numbers))

    def _forget(self, at: datetime) -> None:
        while self._by_number:
            number, oldest = next(iter(self._by_number.items()))
            if oldest.at + _LIFE > at:
                return
            del self._by_number[number], self._by_id[oldest.upload.job_id.lower()]
            self._rows -= len(oldest.upload.rows)


def _strange(place: int, job: Job) -> dict[str, object]:
    return bulk_unit(f"strange-{place}", job.upload.rows[0].numbers, NOBODY)


def _dump(document: Mapping[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
