"""What an answer says otherwise than the last one about the same person; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from reception_app.domain.burden import Burden, burden_of_answer
from reception_app.domain.comparison import Match
from reception_app.domain.eligibility import EligibilityResult, Record
from reception_app.domain.matching import Compared, Item, compare, row_to_compare
from reception_app.domain.record import StoredCheck

_RATIOS = (Item.RATIO, Item.ELDERLY_RATIO)


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences, item by item.

    Attributes:
        since: 資格確認日 of the answer before.
        items: What is different; what is only softly alike, or left out on one side, is not.
        burden: 窓口負担 then and now, where both are known and differ; no ratio in ``items`` then.
        insurances: How many records there were then and are now, where that differs.
    """

    since: date
    items: tuple[Compared, ...] = field(default=(), repr=False)
    burden: tuple[Burden, Burden] | None = None
    insurances: tuple[int, int] | None = None

    @property
    def count(self) -> int:
        """How many things are different."""
        return len(self.items) + (self.burden is not None) + (self.insurances is not None)


def changes_since(before: StoredCheck, result: EligibilityResult, on: date) -> Changes | None:
    """Return what changed, or None where it is not clear what is to be compared with what."""
    rows = _rows(before.result.records, result.records)
    if rows is None:
        return None
    then = burden_of_answer(before.result, before.record.on)
    now = burden_of_answer(result, on)
    is_other_share = then is not None and now is not None and then.tenths != now.tenths
    items = dict.fromkeys(
        item
        for known, received in rows
        for item in compare(known, received).that_are(Match.DIFFERENT)
        if not (is_other_share and item.item in _RATIOS)
    )
    counts = len(before.result.records), len(result.records)
    return Changes(
        before.record.on,
        tuple(items),
        burden=(then, now) if then and now and is_other_share else None,
        insurances=counts if counts[0] != counts[1] else None,
    )


def _rows(
    known: Sequence[Record], received: Sequence[Record]
) -> list[tuple[Record, Record]] | None:
    """Return which record goes on which; None where one does not find its own, or two the same."""
    fewer, more = (known, received) if len(known) <= len(received) else (received, known)
    found = [row_to_compare(one, more) for one in fewer]
    clear = [one for one in found if one is not None]
    if not fewer or len({id(one) for one in clear}) < len(fewer):
        return None
    pairs = zip(fewer, clear, strict=True)
    return [pair if fewer is known else (pair[1], pair[0]) for pair in pairs]
