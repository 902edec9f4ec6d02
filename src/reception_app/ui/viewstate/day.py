"""本日の受付: the day's checks, newest first, and which of them need a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from weakref import ref

from reception_app.domain.dates import day_of
from reception_app.domain.desk import DeskNow
from reception_app.domain.eligibility import Verdict, text_of
from reception_app.domain.ids import CheckId
from reception_app.domain.policy import in_jst
from reception_app.domain.record import (
    OPEN_HANDOVERS,
    UNFINISHED_HANDOVERS,
    HandoverState,
    StoredCheck,
)
from reception_app.ui.viewstate.certificates import certificate_chip
from reception_app.ui.viewstate.checked import Checked, checked_before
from reception_app.ui.viewstate.lines import dotted
from reception_app.ui.viewstate.moments import day_of_month, time_of
from reception_app.ui.viewstate.outcome import tone_and_shape
from reception_app.ui.viewstate.person import name_line
from reception_app.ui.viewstate.signals import needs_a_look, signals
from reception_app.ui.viewstate.views import DayRow, DayView, Shape, Tone
from reception_app.ui.viewstate.words import Words, tr

_HANDOVERS = {
    HandoverState.DELIVERED: tr("引渡し済み"),
    HandoverState.WAITING: tr("引渡し待ち"),
    HandoverState.PREPARED: tr("引渡し待ち"),
    HandoverState.FAILED: tr("引渡し失敗"),
    HandoverState.HELD: tr("引渡し保留"),
}
_STUCK = (HandoverState.FAILED, HandoverState.HELD)
_LEFT_LYING = tr("未受取")
_ARRIVED = tr("新着")
_UNCHANGED = tr("変更なし")
_VERDICTS = {
    Verdict.INVALID_NEWER_EXISTS: tr("新しい資格あり"),
    Verdict.NOT_FOUND: tr("該当なし"),
    Verdict.SEVERAL: tr("複数該当"),
    Verdict.VALID_NOT_REGISTERED: tr("医療券は未登録"),
}
_UNCLEAR = tr("確認できませんでした")


def day_view(now: DeskNow, shown: CheckId | None) -> DayView:
    """Return the day's list; ``shown`` is the check on the screen."""
    today = None if now.now is None else in_jst(now.now).date()
    known = [_ROWS.of(each, _mark_of(each, now, today)) for each in now.today]
    rows = (each.row for each in known)
    return DayView(
        tuple(replace(row, is_current=True) if row.check_id == shown else row for row in rows),
        frozenset(each.row.check_id for each in known if each.needs_a_person),
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """What else a row depends on, besides its check."""

    is_lying: bool
    is_earlier: bool
    is_new: bool
    changes: int | None
    is_handed_over_by_hand: bool


def _mark_of(stored: StoredCheck, now: DeskNow, today: date | None) -> _Mark:
    check_id = stored.record.check_id
    return _Mark(
        is_lying=check_id in now.left_lying,
        is_earlier=today is not None and stored.record.on < today,
        is_new=check_id in now.arrived,
        changes=now.changed.get(check_id),
        is_handed_over_by_hand=now.needs_confirmation,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What was made of a check."""

    stored: ref[StoredCheck]
    mark: _Mark
    row: DayRow
    needs_a_person: bool


class _Rows:
    """Remembers the rows of checks for as long as somebody else holds the checks.

    A desk changes many times in a check and its list hardly ever: 500 rows made anew each time
    would be felt (33 ms). Checks are frozen, so the same one has the same row.
    """

    def __init__(self) -> None:
        self._known: dict[CheckId, _Known] = {}

    def of(self, stored: StoredCheck, mark: _Mark) -> _Known:
        """Return the row of a check."""
        check_id = stored.record.check_id
        known = self._known.get(check_id)
        if known is not None and known.stored() is stored and known.mark == mark:
            return known
        checked = checked_before(stored, is_left_lying=mark.is_lying)
        known = self._known[check_id] = _Known(
            ref(stored, partial(self._forget, check_id)),
            mark,
            _row(stored, checked, mark),
            _needs_a_person(stored, checked, mark),
        )
        return known

    def _forget(self, check_id: CheckId, _: ref[StoredCheck]) -> None:
        """A row names the patient: it goes with its check."""
        self._known.pop(check_id, None)


_ROWS = _Rows()


def _needs_a_person(stored: StoredCheck, checked: Checked, mark: _Mark) -> bool:
    """Whether somebody has to do something about it: 特別療養費 too, where all is paid here.

    What changed is confirmed by handing it over (A4-2).
    """
    if mark.is_earlier:  # it is here for its hand-over only
        return stored.handover.state in UNFINISHED_HANDOVERS or checked.is_left_lying
    is_stuck = stored.handover.state in _STUCK or checked.is_left_lying
    is_grave = any(note.tone is Tone.BAD for note in signals(checked))
    is_to_confirm = (
        bool(_changes(checked, mark))
        and mark.is_handed_over_by_hand
        and stored.handover.state in OPEN_HANDOVERS
    )
    return is_stuck or is_grave or is_to_confirm or not checked.is_valid


def _changes(checked: Checked, mark: _Mark) -> int | None:
    """Return how many things changed; None where nothing is said of it."""
    return mark.changes if checked.is_valid and not checked.may_be_another else None


def _row(stored: StoredCheck, checked: Checked, mark: _Mark) -> DayRow:
    tone, shape = tone_and_shape(checked)
    if checked.is_valid and (checked.is_left_lying or needs_a_look(checked)):
        tone, shape = Tone.WARN, Shape.TRIANGLE
    changes = _changes(checked, mark)
    if changes and tone is Tone.GOOD:
        shape = Shape.CHANGED
    details = _details(checked, stored.handover.state, changes)
    detail = dotted((_ARRIVED, *details) if mark.is_new else details)
    return DayRow(
        check_id=stored.record.check_id,
        time=(day_of_month if mark.is_earlier else time_of)(checked.result.answered_at),
        shape=shape,
        tone=tone,
        # Of several nobody has been chosen: a name would be taken for the patient's.
        name=name_line({} if checked.verdict is Verdict.SEVERAL else checked.record),
        detail=() if detail is None else (detail,),
        is_earlier=mark.is_earlier,
        is_new=mark.is_new,
    )


def _details(
    checked: Checked, handover: HandoverState, changes: int | None
) -> Iterator[Words | None]:
    """Say little, and first what somebody has to see to: the end of a narrow row is cut.

    A hand-over that goes its way yields to a certificate, and one that is done to what changed;
    that nothing changed yields to everything.
    """
    certificate = certificate_chip(checked.certificate_state, checked.not_after, checked.on)
    if checked.is_left_lying:
        yield _LEFT_LYING
    elif handover in _STUCK:
        yield _HANDOVERS[handover]
    yield _verdict(checked)
    if changes:
        yield tr("変更{count}件", count=str(changes))
    is_on_its_way = handover not in _STUCK and not checked.is_left_lying
    is_done = handover in (HandoverState.DELIVERED, HandoverState.OFF)
    if certificate is None and changes == 0 and is_on_its_way and is_done:
        yield _UNCHANGED
    elif certificate is None and is_on_its_way and not (changes and is_done):
        yield _HANDOVERS.get(handover)
    yield certificate


def _verdict(checked: Checked) -> Words:
    if checked.is_valid:
        burden = checked.burden
        return tr("有効") if burden is None else tr("有効 {tenths}割", tenths=str(burden.tenths))
    if checked.verdict is Verdict.INVALID:
        lost = day_of(text_of(checked.record, "DisqualificationDate"))
        if lost is None:
            return tr("喪失")
        return tr("喪失 {month}/{day}", month=str(lost.month), day=str(lost.day))
    return _UNCLEAR if checked.verdict is None else _VERDICTS.get(checked.verdict, _UNCLEAR)
