"""A check that ended without an answer, as one page: what happened, and what to do about it."""

from __future__ import annotations

from reception_app.domain.desk import DeskNow
from reception_app.domain.eligibility import Method
from reception_app.domain.errors import (
    BackendError,
    BackendRefused,
    CardBusy,
    CardError,
    CardRemoved,
    CardServiceDown,
    LastTryGuarded,
    LinkError,
    LinkTimeout,
    LinkUntrusted,
    PinBlocked,
    PinMalformed,
    PinMissing,
    ReaderMissing,
    ReaderSilent,
    ReceptionError,
    Retry,
    SettingsError,
    StoreDamaged,
    VisualRefused,
)
from reception_app.domain.policy import is_last_try
from reception_app.domain.session.states import Failed
from reception_app.ui.viewstate import keys, ladder
from reception_app.ui.viewstate.certificates import card_notes
from reception_app.ui.viewstate.labels import METHODS
from reception_app.ui.viewstate.lines import as_line, headline_of, next_step, spaced
from reception_app.ui.viewstate.sayings import say_failure
from reception_app.ui.viewstate.views import (
    Band,
    Button,
    Note,
    Outcome,
    Picture,
    Rung,
    Shape,
    Tone,
)
from reception_app.ui.viewstate.words import Line, Verbatim, Words, tr

_TRIES_KEPT = tr("暗証番号の残り回数は減っていません")
_COMPARE_AGAIN = tr("もう一度目視で確認し、カードを置き直すようご案内ください")
_ASK_YOURSELF = tr(
    "自動では、これ以上確認しません。もう一度確認するか、別の方法で受け付けてください"
)
_MAY_COME_LATE = tr(
    "あとから届いた結果は、自動で取り込んで本日の受付に表示します。"
    "待てないときは、もう一度確認するか、別の方法で受け付けてください"
)
_VISUAL_NOT_ALLOWED = "VS03"
_TO_BE_NOTED = "BK07"
"""Its next step is to tell the call centre the service's own code."""


def failed_outcome(state: Failed, now: DeskNow) -> Outcome:
    """Return the page of a check that ended without an answer."""
    error = state.error
    has_ladder = error.code in ladder.UNUSABLE
    return Outcome(
        band=_band(error, _what_now(state, now)),
        notes=_notes(state),
        ladder_heading=ladder.HEADING if has_ladder else None,
        ladder=_rungs(error) if has_ladder else (),
        picture=None if has_ladder else _picture(error),
        say=say_failure(error.code),
        foot=_foot(state, now),
        code=error.code,
        buttons=_buttons(state),
    )


def _rungs(error: ReceptionError) -> tuple[Rung, ...]:
    has_numbers = error.code in ladder.NUMBERS_MAY_HELP
    return ladder.rungs_from_numbers() if has_numbers else ladder.RUNGS


def trouble_outcome(error: ReceptionError) -> Outcome:
    """Return the page of a desk that cannot open: settings, store, instance."""
    problems = error.problems if isinstance(error, SettingsError) else ()
    notes = tuple(Note(Tone.WARN, Verbatim(str(problem))) for problem in problems)
    return Outcome(
        band=_band(error, next_step(error)),
        notes=notes,
        picture=Picture.CALL_STAFF,
        code=error.code,
        buttons=_mending(error),
    )


def _mending(error: ReceptionError) -> tuple[Button, ...]:
    """Offer the settings where they may be what is wrong."""
    match error:
        case SettingsError() | LinkUntrusted():
            return (keys.primary(keys.OPEN_SETTINGS),)
        case StoreDamaged():  # its key may be elsewhere
            return (keys.OPEN_SETTINGS,)
        case _:
            return ()


def _picture(error: ReceptionError) -> Picture:
    """Return the drawing of what to do next."""
    match error:
        case PinBlocked() | LastTryGuarded():
            return Picture.COMPARE_FACE
        case PinMissing() | PinMalformed():
            return Picture.TYPE_PIN
        case ReaderMissing() | ReaderSilent() | CardServiceDown() | CardBusy():
            return Picture.READER_MISSING
        case CardError():
            return Picture.PLACE_CARD
        case LinkError() | BackendError():
            return Picture.ASKING
        case _:
            return Picture.CALL_STAFF


def _what_now(state: Failed, now: DeskNow) -> Line:
    """Return the catalogue's next step, but never what does not happen or fit here."""
    if isinstance(state.error, CardRemoved) and state.request.method is Method.VISUAL:
        return _COMPARE_AGAIN
    if isinstance(state.error, LinkTimeout):
        # The catalogue's step is to wait, for while it asks again by itself.
        return _MAY_COME_LATE if now.hears_late else _ASK_YOURSELF
    return next_step(state.error)


def _band(error: ReceptionError, what_now: Line) -> Band:
    """Red only where nothing of ours goes on with this card or this program."""
    goes_on = error.retry is not Retry.NEVER or isinstance(
        error, PinBlocked | LastTryGuarded | VisualRefused
    )
    tone = Tone.WARN if goes_on else Tone.BAD
    return Band(tone, Shape.WARNING, headline_of(error), sub=what_now)


def _notes(state: Failed) -> tuple[Note, ...]:
    error = state.error
    about_card = card_notes(state.seen, state.request.on, code=error.code)
    notes = (*_code_to_note(error), *about_card)
    is_counter_known = state.seen is None or state.seen.attempts_left is not None
    removed = isinstance(error, CardRemoved) and state.request.method is Method.PIN
    return (*notes, Note(Tone.INFO, _TRIES_KEPT)) if removed and is_counter_known else notes


def _code_to_note(error: ReceptionError) -> tuple[Note, ...]:
    code = _service_code(error)
    is_to_be_noted = code is not None and error.code == _TO_BE_NOTED
    return (Note(Tone.INFO, code),) if code is not None and is_to_be_noted else ()


def _service_code(error: ReceptionError) -> Words | None:
    """Return the service's own code, verbatim, for the call centre."""
    code = error.service_code if isinstance(error, BackendRefused) else ""
    return tr("資格確認サービスのコード：{code}", code=code) if code else None


def _foot(state: Failed, now: DeskNow) -> Line | None:
    request = state.request
    who = request.operator or now.operator
    operator = tr("担当 {operator}", operator=who) if who else None
    code = None if state.error.code == _TO_BE_NOTED else _service_code(state.error)
    line = spaced((METHODS[request.method], operator, code))
    return None if line is None else as_line(line)


def _buttons(state: Failed) -> tuple[Button, ...]:
    """The one that fits stands last, at the lower right, or where the ladder begins."""
    if state.request.method is Method.NUMBERS:
        return _buttons_of_numbers(state.error)
    usual = _buttons_of_card(state)
    if state.error.code not in ladder.NUMBERS_MAY_HELP:
        return usual
    by_numbers = keys.by_numbers(tr("番号で確認"))
    if usual == (keys.primary(keys.NEXT),):
        return keys.NEXT, keys.primary(by_numbers)
    return by_numbers, *usual


def _buttons_of_numbers(error: ReceptionError) -> tuple[Button, ...]:
    if error.retry is Retry.NEVER:
        return keys.by_numbers(tr("番号を直す")), keys.primary(keys.NEXT)
    again = keys.by_numbers(tr("もう一度照会する"))
    if error.retry is Retry.LATER:
        return again, keys.primary(keys.NEXT)
    return keys.NEXT, keys.primary(again)


def _buttons_of_card(state: Failed) -> tuple[Button, ...]:
    error, seen = state.error, state.seen
    by_visual = keys.by_visual(tr("目視確認で続ける"))
    by_pin = keys.by_pin(tr("暗証番号で確認する"))
    again = keys.by_pin(tr("もう一度入力していただく"))
    match error:
        case CardServiceDown():
            return keys.NEXT, keys.RESTART_SERVICE
        case PinBlocked() | LastTryGuarded():
            return keys.NEXT, keys.primary(by_visual)
        case PinMissing() if seen is not None and is_last_try(seen.attempts_left):
            return keys.NEXT, again, keys.primary(by_visual)
        case PinMissing():
            return keys.NEXT, by_visual, keys.primary(again)
        case VisualRefused():
            return keys.NEXT, keys.primary(by_pin)
        case _ if error.code == _VISUAL_NOT_ALLOWED:
            return keys.NEXT, keys.primary(by_pin)
        case _:
            return _retry_buttons(state)


def _retry_buttons(state: Failed) -> tuple[Button, ...]:
    if state.error.retry is Retry.NEVER:
        return (keys.primary(keys.NEXT),)
    words = tr("もう一度確認する")
    is_visual = state.request.method is Method.VISUAL
    same = keys.by_visual(words) if is_visual else keys.by_pin(words)
    if state.error.retry is Retry.LATER:
        return same, keys.primary(keys.NEXT)
    if is_visual:
        return keys.NEXT, keys.by_pin(tr("暗証番号で確認する")), keys.primary(same)
    return keys.NEXT, keys.by_visual(tr("目視確認に切り替える")), keys.primary(same)
