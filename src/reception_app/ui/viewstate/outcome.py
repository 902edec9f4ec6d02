"""An answer as one page: a calm band, the facts or the ladder, what to say, what to press.

Green is for one thing only: an answer that says in so many words that an insurance is valid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from reception_app.domain.burden import is_medical_aid
from reception_app.domain.desk import DeskNow
from reception_app.domain.eligibility import Method, Verdict, text_of
from reception_app.domain.record import OPEN_HANDOVERS, HandoverState, StoredCheck
from reception_app.domain.session.states import Answered
from reception_app.ui.viewstate import keys, ladder
from reception_app.ui.viewstate.changes import (
    CHANGED,
    UNCHANGED,
    changes_group,
    changes_words,
    history_group,
)
from reception_app.ui.viewstate.checked import Checked, checked_before, checked_now, says_valid
from reception_app.ui.viewstate.consents import (
    card_group,
    consents_group,
    limits_groups,
    technical_group,
)
from reception_app.ui.viewstate.insurance import (
    insurance_group,
    is_death,
    loss_reason,
    times_group,
)
from reception_app.ui.viewstate.labels import BASES, METHODS, unknown
from reception_app.ui.viewstate.lines import as_line, said_of, spaced
from reception_app.ui.viewstate.moments import day_words, raw_day, time_of, when_words
from reception_app.ui.viewstate.number_answer import (
    CHOOSE_HEADING,
    asked_group,
    branch_note,
    candidates,
    hints_group,
    is_to_proof_read,
)
from reception_app.ui.viewstate.person import born_words, name_line, person_group
from reception_app.ui.viewstate.sayings import say_answer
from reception_app.ui.viewstate.signals import signals
from reception_app.ui.viewstate.timeline import timeline_group
from reception_app.ui.viewstate.views import (
    Band,
    Button,
    Group,
    Note,
    Outcome,
    Picture,
    Shape,
    Tone,
)
from reception_app.ui.viewstate.words import Catalogued, Line, Words, tr

CARD_FORGOTTEN_S = 10
"""MSG-CD09: the card still lies there so long after the answer."""

_VALID = tr("有効")
_INVALID = tr("資格を喪失しています")
_NEWER = tr("古い資格です。新しい資格があります")
_NOT_FOUND = tr("該当する資格がありません")
_SEVERAL = tr("複数の資格が該当します")
_NOT_REGISTERED = tr("有効（医療券は未登録）")
_UNCLEAR = tr("確認できませんでした")
_READ_AGAIN = tr("もう一度カードで確認するか、新しい資格の書類を確認してください")
_NOT_THERE_YET = tr(
    "資格情報が登録されていません。手続き中の可能性があります（登録は届出から最大10日ほど）"
)
_NO_SUCH_NUMBER = tr("入力した番号に一致する資格がありません")
_CHOOSE = tr("枝番または氏名を確認し、番号で照会してください")
_CHOOSE_ONE = tr("枝番または氏名で選んでください。自動では選びません")
_TYPE_BRANCH = tr("枝番を入力して、もう一度照会してください")
_NEW_NUMBERS = tr("新しい資格の番号で、もう一度照会してください")
_CALL_OFFICE = tr("受給資格はありますが医療券が未登録です。福祉事務所へ確認してください")
_NO_CONTENT = tr("有効という回答ですが、資格の内容が届いていません")
_NO_VALIDITY = tr("資格有効性のない回答です")
_DEATH = tr("喪失事由：死亡　ご本人を確認し、保険者へ問い合わせてください")
_OTHER_PERSON = tr("確認しようとした患者とカードの方が違います。引渡しを止めています")
_OTHER_NUMBERS = tr(
    "確認しようとした患者と回答の方が違います。番号と生年月日を確認してください。"
    "引渡しを止めています"
)
_CANNOT_BE_TOLD = tr(
    "問い合わせた方の回答かどうかを確かめられません。氏名と生年月日を確認してください。"
    "引渡しを止めています"
)
_CARD_LIES = Catalogued("CD09")
_HANDING_OVER = tr("レセコンへ引き渡しています")
_TO_BE_HANDED_OVER = tr("レセコンへの引渡し待ち")
_HANDED_OVER = tr("レセコンへ引き渡しました")
_HELD = tr("レセコンへの引渡し保留")
_LEFT_LYING = tr("レセコンがまだ受け取っていません")


@dataclass(frozen=True, slots=True)
class _Look:
    tone: Tone
    shape: Shape
    headline: Words
    code: str = ""
    has_ladder: bool = False


_VALID_OF_WHOM = _Look(Tone.WARN, Shape.WARNING, _VALID, "EL09")
_UNUSABLE = _Look(Tone.WARN, Shape.WARNING, _UNCLEAR)
_LOOKS = {
    Verdict.INVALID: _Look(Tone.BAD, Shape.CROSS, _INVALID, "EL03", has_ladder=True),
    Verdict.INVALID_NEWER_EXISTS: _Look(Tone.WARN, Shape.NEWER, _NEWER, "EL04"),
    Verdict.NOT_FOUND: _Look(Tone.WARN, Shape.QUESTION, _NOT_FOUND, "EL05", has_ladder=True),
    Verdict.SEVERAL: _Look(Tone.WARN, Shape.SEVERAL, _SEVERAL, "EL06"),
    Verdict.VALID_NOT_REGISTERED: _Look(Tone.WARN, Shape.TRIANGLE, _NOT_REGISTERED, "EL07"),
}


def tone_and_shape(checked: Checked) -> tuple[Tone, Shape]:
    """Return colour and sign of an answer."""
    look = _look(checked)
    return look.tone, look.shape


def answered_outcome(state: Answered, now: DeskNow) -> Outcome:
    """Return the page of the answer that the desk has come to."""
    checked = checked_now(state, now)
    notes = list(_notes(checked))
    if now.left_over and now.waited_s >= CARD_FORGOTTEN_S:
        notes.append(Note(Tone.WARN, _CARD_LIES, "CD09"))
    return _outcome(checked, tuple(notes), _answer_buttons(checked))


def opened_outcome(stored: StoredCheck, now: DeskNow) -> Outcome:
    """Return the page of a check from the day's list."""
    check_id = stored.record.check_id
    checked = checked_before(
        stored, is_left_lying=check_id in now.left_lying, history=now.history_of(check_id)
    )
    when = when_words(checked.result.answered_at, now.now)
    words = tr("{time}の確認を表示しています", time=when)
    notes = (Note(Tone.INFO, words), *_notes(checked))
    page, technical = (
        _outcome(checked, notes, _opened_buttons(checked, now)),
        technical_group(checked),
    )
    return (
        replace(page, right=(*page.right, technical)) if page.right and technical.fields else page
    )


def _outcome(checked: Checked, notes: tuple[Note, ...], buttons: tuple[Button, ...]) -> Outcome:
    look, people = _look(checked), candidates(checked)
    has_ladder = look.has_ladder and not is_to_proof_read(checked)
    left, right = ((), ()) if has_ladder or people else _sheets(checked)
    return Outcome(
        band=_band(checked, look),
        notes=notes,
        left=left,
        right=right,
        ladder_heading=ladder.HEADING if has_ladder else None,
        ladder=ladder.rungs_from_numbers(_past(checked)) if has_ladder else (),
        candidates_heading=CHOOSE_HEADING if people else None,
        candidates=people,
        marked=checked.marked,
        picture=None if has_ladder or people or left or right else Picture.ASKING,
        say=say_answer(checked),
        foot=_foot(checked),
        code=look.code,
        buttons=buttons,
    )


# ── the band ──────────────────────────────────────────────────────────────────────────────────
def _look(checked: Checked) -> _Look:
    if checked.is_valid:
        if checked.may_be_another:
            return _VALID_OF_WHOM
        return _Look(Tone.GOOD, Shape.CIRCLE, _VALID, _code_of_valid(checked))
    if checked.verdict is None:
        return _Look(Tone.WARN, Shape.WARNING, _UNCLEAR, "BK07")
    return _LOOKS.get(checked.verdict, _UNUSABLE)


def _code_of_valid(checked: Checked) -> str:
    changes = checked.changes
    if changes is None:
        return ""
    return CHANGED if changes.count else UNCHANGED


def _band(checked: Checked, look: _Look) -> Band:
    burden, born = checked.burden, born_words(checked.record)
    shows_who = look.has_ladder and checked.record
    return Band(
        look.tone,
        look.shape,
        look.headline,
        sub=_sub(checked),
        burden=tr("{tenths}割", tenths=str(burden.tenths))
        if burden and checked.is_valid
        else None,
        burden_how=BASES[burden.basis] if burden and checked.is_valid else None,
        who=name_line(checked.record) if shows_who else None,
        who_born=as_line(born) if shows_who and born is not None else None,
    )


def _sub(checked: Checked) -> Line | None:
    match checked.verdict:
        case None:
            refusal = checked.result.refusal()
            return None if refusal is None else said_of(refusal)
        case Verdict.VALID:
            return _what_changed(checked) if checked.is_valid else _NO_CONTENT
        case Verdict.INVALID:
            return _loss(checked)
        case Verdict.INVALID_NEWER_EXISTS:
            return _NEW_NUMBERS if checked.method is Method.NUMBERS else _READ_AGAIN
        case Verdict.NOT_FOUND:
            return _NO_SUCH_NUMBER if checked.method is Method.NUMBERS else _NOT_THERE_YET
        case Verdict.SEVERAL:
            return _what_of_several(checked)
        case Verdict.VALID_NOT_REGISTERED:
            return _CALL_OFFICE
        case Verdict.UNKNOWN:
            code = checked.result.verdict_code.strip()
            return tr("資格有効性：{code}", code=unknown(code)) if code else _NO_VALIDITY
    assert_never(checked.verdict)


def _what_changed(checked: Checked) -> Words | None:
    if checked.changes is None or checked.may_be_another:
        return None
    return changes_words(checked.changes)


def _what_of_several(checked: Checked) -> Words:
    if checked.method is not Method.NUMBERS:
        return _CHOOSE
    return _CHOOSE_ONE if candidates(checked) else _TYPE_BRANCH


def _loss(checked: Checked) -> Line | None:
    record, reason = checked.record, loss_reason(checked.record)
    line = spaced(
        (
            raw_day(text_of(record, "DisqualificationDate")),
            text_of(record, "InsurerName").strip(" 　"),
            None if reason is None else tr("理由：{reason}", reason=reason),
        )
    )
    return None if line is None else as_line(line)


def _history(checked: Checked) -> tuple[StoredCheck, ...]:
    """Return what was answered before; nothing of somebody whom nobody meant."""
    return () if checked.may_be_another else checked.history


def _past(checked: Checked) -> Words | None:
    """Return which insurance was valid when the same person was here before (A.6, step 3)."""
    before = next((each for each in _history(checked) if says_valid(each.result)), None)
    if before is None:
        return None
    day = day_words(before.record.on)
    insurer = text_of(before.result.records[0], "InsurerName").strip(" 　")
    if not insurer:
        return tr("前回（{day}）から変更がないか、口頭で確認します", day=day)
    return tr(
        "前回（{day}・{insurer}）から変更がないか、口頭で確認します", day=day, insurer=insurer
    )


# ── notes, facts, foot ────────────────────────────────────────────────────────────────────────
def _notes(checked: Checked) -> Iterator[Note]:
    if checked.is_other_person:
        yield Note(Tone.BAD, _other_person(checked), "EL09")
    elif checked.may_be_another:
        yield Note(Tone.WARN, _CANNOT_BE_TOLD, "EL09")
    yield from signals(checked)
    yield from branch_note(checked)
    handover = checked.handover
    if handover is not None and handover.error is not None:
        yield Note(Tone.WARN, said_of(handover.error), handover.error.code)
    if checked.verdict is Verdict.INVALID and is_death(checked.record):
        yield Note(Tone.NEUTRAL, _DEATH)
    for message in checked.result.messages:
        said = spaced((message.text, message.code))
        yield Note(Tone.INFO, tr("資格確認サービスから：{said}", said=said or ""))


def _other_person(checked: Checked) -> Words:
    expected, found = checked.expected, text_of(checked.record, "Name").strip(" 　")
    is_by_numbers = checked.method is Method.NUMBERS
    who = expected.name.strip(" 　") if expected else ""
    if expected is None or not (who and found):
        return _OTHER_NUMBERS if is_by_numbers else _OTHER_PERSON
    if not is_by_numbers:
        return tr(
            "開いている患者（{expected}）とカードの方（{found}）が違います",
            expected=who,
            found=found,
        )
    if not expected.differs_from(checked.result.records):
        return _OTHER_NUMBERS  # the person is right, the insurance is not
    return tr(
        "開いている患者（{expected}）と回答の方（{found}）が違います",
        expected=who,
        found=found,
    )


def _sheets(checked: Checked) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    if is_to_proof_read(checked):
        return (asked_group(checked),), (hints_group(checked),)
    return tuple(_left(checked)), tuple(_right(checked))


def _left(checked: Checked) -> Iterator[Group]:
    """Whom it is about, each insurance, what was before; where there is no record, nothing."""
    records = checked.result.records
    if not records:
        return
    yield person_group(checked.record, checked.on, is_known=bool(_history(checked)))
    several = sum(not is_medical_aid(record) for record in records) > 1
    for number, record in enumerate(records, start=1):
        group = insurance_group(record, number if several else 0)
        if group.fields:
            yield group
    if _history(checked):
        yield history_group(checked.history)


def _right(checked: Checked) -> Iterator[Group]:
    records = checked.result.records
    if not records:
        return
    changed = None if checked.changes is None else changes_group(checked.changes)
    if changed is not None:
        yield changed
    timeline = timeline_group(records, checked.on)
    if timeline is not None:
        yield timeline
    yield from limits_groups(records, checked.on)
    for record in records:
        is_drawn = timeline is not None and not is_medical_aid(record)
        times = times_group(record, is_one_of_several=len(records) > 1, is_drawn=is_drawn)
        if times is not None:
            yield times
    yield card_group(checked)
    consents = consents_group(checked)
    if consents is not None:
        yield consents


def _foot(checked: Checked) -> Line:
    milliseconds, handover = checked.measured_ms, _handover_words(checked)
    line = spaced(
        (
            time_of(checked.result.answered_at),
            METHODS[checked.method],
            tr("担当 {operator}", operator=checked.operator) if checked.operator else None,
            None
            if milliseconds is None
            else tr("応答 {seconds}秒", seconds=f"{milliseconds / 1000:.1f}"),
            handover,
        )
    )
    return as_line(line or "")


def _handover_words(checked: Checked) -> Words | None:
    handover = checked.handover
    if handover is None or handover.error is not None:
        return None
    if handover.is_asked:
        return _HANDING_OVER
    match handover.state:
        case HandoverState.OFF | HandoverState.FAILED:
            return None
        case HandoverState.HELD:
            return _HELD
        case HandoverState.WAITING | HandoverState.PREPARED:
            return _TO_BE_HANDED_OVER
        case HandoverState.DELIVERED:
            return _LEFT_LYING if checked.is_left_lying else _HANDED_OVER
    assert_never(handover.state)


# ── presses ───────────────────────────────────────────────────────────────────────────────────
def _answer_buttons(checked: Checked) -> tuple[Button, ...]:
    """The one that fits stands last, at the lower right."""
    handover = _handover_buttons(checked)
    if checked.is_valid and handover == (keys.HAND_OVER,):
        return keys.NEXT, keys.primary(keys.HAND_OVER)
    if checked.is_other_person or checked.is_valid:
        return *handover, keys.primary(keys.NEXT)
    if checked.method is Method.NUMBERS:
        return *handover, *_buttons_of_numbers(checked)
    return *handover, *_buttons_of_card(checked)


def _buttons_of_card(checked: Checked) -> tuple[Button, ...]:
    match checked.verdict:
        case Verdict.INVALID_NEWER_EXISTS:
            again = keys.by_visual if checked.method is Method.VISUAL else keys.by_pin
            return keys.NEXT, keys.primary(again(tr("もう一度カードで確認する")))
        case Verdict.INVALID | Verdict.NOT_FOUND | Verdict.SEVERAL:
            return keys.NEXT, keys.primary(keys.by_numbers(tr("番号で確認")))
        case _:
            return (keys.primary(keys.NEXT),)


def _buttons_of_numbers(checked: Checked) -> tuple[Button, ...]:
    correct = keys.by_numbers(tr("番号を直す"))
    match checked.verdict:
        case Verdict.INVALID:
            return keys.NEXT, keys.primary(keys.by_numbers(tr("番号で確認")))
        case Verdict.INVALID_NEWER_EXISTS:
            return keys.NEXT, keys.primary(keys.by_numbers(tr("新しい番号で確認し直す")))
        case Verdict.NOT_FOUND:
            return keys.NEXT, keys.primary(correct)
        case Verdict.SEVERAL if candidates(checked):
            chosen = () if checked.marked is None else (keys.ASK_CANDIDATE,)
            return keys.NEXT, correct, *chosen
        case Verdict.SEVERAL:
            return keys.NEXT, keys.primary(keys.by_numbers(tr("枝番を入力する")))
        case Verdict.VALID_NOT_REGISTERED:
            return keys.by_numbers(tr("もう一度照会する")), keys.primary(keys.NEXT)
        case _:
            return correct, keys.primary(keys.NEXT)


def _opened_buttons(checked: Checked, now: DeskNow) -> tuple[Button, ...]:
    """As after an answer: what waits for confirmation is there to be handed over."""
    handover = _handover_buttons(checked) if now.hands_over else ()
    if checked.is_valid and handover == (keys.HAND_OVER,):
        return keys.RECHECK, keys.CLOSE_OPENED, keys.primary(keys.HAND_OVER)
    return *handover, keys.RECHECK, keys.primary(keys.CLOSE_OPENED)


def _handover_buttons(checked: Checked) -> tuple[Button, ...]:
    handover = checked.handover
    if handover is None or handover.is_asked:
        return ()
    if handover.state is HandoverState.HELD:
        return (keys.ALLOW_OTHER_PERSON,)
    if handover.state is HandoverState.FAILED:
        return (keys.HAND_OVER_AGAIN,)
    return (keys.HAND_OVER,) if handover.state in OPEN_HANDOVERS else ()
