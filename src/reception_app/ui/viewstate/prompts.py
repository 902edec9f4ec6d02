"""What to do now, in one big line, for each step of a check that is under way."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from reception_app.domain.desk import DeskNow, ReaderHealth
from reception_app.domain.eligibility import Method
from reception_app.domain.policy import is_last_try
from reception_app.domain.session.states import (
    AskingBackend,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    AwaitingChallenge,
    Idle,
    Opening,
    PatientCall,
    Signing,
)
from reception_app.ui.viewstate import keys
from reception_app.ui.viewstate.certificates import card_notes
from reception_app.ui.viewstate.lines import expected_note
from reception_app.ui.viewstate.views import Button, Note, Picture, Prompt, Steps, Tone
from reception_app.ui.viewstate.words import Catalogued, Line, Words, tr

UnderWay: TypeAlias = (
    Idle
    | AskingWitness
    | AwaitingCard
    | Opening
    | AskingPin
    | AwaitingChallenge
    | Signing
    | AskingBackend
)

PROGRESS_S = 1
SLOW_S = 5
NO_CARD_S = 20
"""A3-1: nothing on the reader for so long."""

_CARD, _PERSON, _QUESTION = 0, 1, 2

_STARTING = tr("起動しています")
_STOPPING = tr("終了しています")
_PLACE = tr("カードを置いていただいてください")
_NO_CUSTODY = tr("カードはお預かりせず、患者さんご自身に置いていただきます")
_SEEN = tr("目視で確認しました。確認したカードを置いていただきます")
_COMPARE = tr("カードの顔写真と患者さんご本人を見比べてください")
_NO_CUSTODY_NOW = tr("カードはお預かりしないでください")
_NO_OPERATOR = tr("先に、画面の右上で担当者を選んでください")
_RECORDING = tr("目視確認を記録しています")
_CARD_FOUND = tr("カードを確認しました")
_LEAVE_IT = tr("カードは置いたままにしてください")
_READING = tr("カードを読み取っています。カードは置いたままにしてください")
_READING_SLOWLY = tr("時間がかかっています。カードは置いたままにしてください")
_TYPING = tr("患者さんが入力しています…")
_VISUAL_IS_BETTER = tr("目視確認をおすすめします")
_SWITCH = tr("目視確認に切り替えてください")
_PIN_UNKNOWN = tr(
    "患者さんは暗証番号がわかりません。番号をお聞きしたり、代わりに入力したりしないでください"
)
_STOPPED = tr("患者さんが入力をやめました")
_ASK_HOW = tr("どのように続けるか、患者さんに確認してください")
_TYPED = tr("暗証番号が入力されました")
_PREPARING = tr("資格確認サービスの準備を待っています。カードは置いたままにしてください")
_VERIFYING = tr("暗証番号を確認しています")
_ASKING = tr("資格を確認しています…")
_ABOUT_2_S = tr("約2秒かかります")
_WAITING = tr("資格確認サービスの応答を待っています")
_STILL_WAITING = tr("応答がまだありません。引き続き、端末からの結果を待っています")
_SLOW = tr("時間がかかっています")
_MAY_TAKE = tr("カードは患者さんにお取りいただけます")
_BY_PIN = tr("暗証番号で確認")
_BY_VISUAL = tr("目視で確認")
_BY_NUMBERS = tr("番号で確認")
_ASK_BY_NUMBERS = tr("番号で確認してください")
_NO_CARDS_HERE = tr("この窓口からは、カードでの照会はできません")
_CARD_IS_NO_USE = tr("カードでの照会はできません。カードをお取りいただき、番号で確認してください")
_TO_PIN = tr("暗証番号に切り替える")
_TO_VISUAL = tr("目視確認に切り替える")
_GO_ON = tr("入力を続けていただく")
_REPLUG = tr("USBの差し込みを確認してください。差し直すと自動で再開します")


def starting() -> Prompt:
    """Return what is shown before the desk is ready."""
    return Prompt(Picture.STARTING, _STARTING, is_busy=True)


def stopping() -> Prompt:
    """Return what is shown while the program ends."""
    return Prompt(Picture.STARTING, _STOPPING, is_busy=True)


def prompt_of(state: UnderWay, now: DeskNow) -> Prompt:
    """Return what to do now."""
    match state:
        case Idle():
            return _idle(now)
        case AskingWitness():
            return _witness(state, now)
        case AwaitingCard():
            return _awaiting_card(state, now)
        case Opening():
            return _opening(state, now)
        case AskingPin():
            return _asking_pin(state)
        case AwaitingChallenge(request, seen):
            notes = (*expected_note(request.expected), *card_notes(seen, request.on))
            buttons = (keys.CANCEL, keys.by_visual(_TO_VISUAL))
            return _busy(_TYPED, _PREPARING, _PERSON, notes=notes, buttons=buttons)
        case Signing(request, seen):
            notes = (*expected_note(request.expected), *card_notes(seen, request.on))
            return _busy(_VERIFYING, _LEAVE_IT, _PERSON, notes=notes, buttons=(keys.CANCEL,))
        case AskingBackend():
            return _asking_backend(state, now)
    assert_never(state)


# ── before a card lies there ──────────────────────────────────────────────────────────────────
def _idle(now: DeskNow) -> Prompt:
    by_pin, by_visual = keys.by_pin(_BY_PIN), keys.by_visual(_BY_VISUAL)
    by_numbers = keys.by_numbers(_BY_NUMBERS)
    if not now.takes_cards:
        return _numbers_only(now, keys.primary(by_numbers))
    trouble = _no_reader(now, (by_numbers,)) or _card_left(now, (by_pin, by_visual, by_numbers))
    if trouble is not None:
        return trouble
    if now.default_method is Method.VISUAL:
        by_visual = keys.primary(by_visual)
    else:
        by_pin = keys.primary(by_pin)
    return Prompt(
        Picture.PLACE_CARD,
        _PLACE,
        _NO_CUSTODY,
        buttons=(by_pin, by_visual, by_numbers),
        steps=Steps(_CARD),
    )


def _numbers_only(now: DeskNow, by_numbers: Button) -> Prompt:
    """Say before a PIN could be typed in vain that this service is asked by numbers."""
    return Prompt(
        Picture.TAKE_CARD if now.card_lies else Picture.ASKING,
        _ASK_BY_NUMBERS,
        _CARD_IS_NO_USE if now.card_lies else _NO_CARDS_HERE,
        buttons=(by_numbers,),
    )


def _awaiting_card(state: AwaitingCard, now: DeskNow) -> Prompt:
    is_visual = state.request.method is Method.VISUAL
    switch = keys.by_pin(_TO_PIN) if is_visual else keys.by_visual(_TO_VISUAL)
    buttons = (keys.CANCEL, switch)
    trouble = _no_reader(now, (keys.CANCEL,)) or _card_left(now, buttons)
    if trouble is not None:
        return trouble
    is_late = now.waited_s >= NO_CARD_S
    detail: Line = _SEEN if is_visual else _NO_CUSTODY
    return Prompt(
        Picture.PLACE_CARD,
        _headline("CD10") if is_late else _PLACE,
        Catalogued("CD10", is_action=True) if is_late else detail,
        notes=expected_note(state.request.expected),
        buttons=buttons,
        steps=Steps(_CARD),
        code="CD10" if is_late else "",
    )


def _no_reader(now: DeskNow, buttons: tuple[Button, ...]) -> Prompt | None:
    """Return what to do about the reader, where it is in the way of the next card."""
    match now.reader:
        case ReaderHealth.MISSING:
            return Prompt(
                Picture.READER_MISSING, _headline("RD01"), _REPLUG, buttons=buttons, code="RD01"
            )
        case ReaderHealth.UNPLUGGED:
            return Prompt(
                Picture.READER_MISSING,
                _headline("RD02"),
                Catalogued("RD02", is_action=True),
                buttons=buttons,
                code="RD02",
            )
        case ReaderHealth.SERVICE_DOWN:
            return Prompt(
                Picture.READER_MISSING,
                _headline("RD04"),
                Catalogued("RD04", is_action=True),
                buttons=(*buttons, keys.RESTART_SERVICE),
                code="RD04",
            )
        case ReaderHealth.UNKNOWN | ReaderHealth.READY:
            return None
    assert_never(now.reader)


def _card_left(now: DeskNow, buttons: tuple[Button, ...]) -> Prompt | None:
    """Return what to do about a card that is not this patient's."""
    if not now.left_over:
        return None
    return Prompt(
        Picture.TAKE_CARD,
        _headline("CD06"),
        Catalogued("CD06", is_action=True),
        buttons=buttons,
        steps=Steps(_CARD),
        code="CD06",
    )


def _witness(state: AskingWitness, now: DeskNow) -> Prompt:
    notes = expected_note(state.request.expected)
    if state.recording is not None:
        return _busy(_RECORDING, None, _PERSON, notes=notes, buttons=(keys.CANCEL,))
    nobody = () if now.operator else (Note(Tone.WARN, _NO_OPERATOR, "VS02"),)
    return Prompt(
        Picture.COMPARE_FACE,
        _COMPARE,
        _NO_CUSTODY_NOW,
        notes=(*notes, *nobody),
        buttons=(keys.CANCEL,) if nobody else (keys.NOT_SAME_PERSON, keys.SAME_PERSON),
        steps=Steps(_PERSON),
    )


# ── the card lies there ───────────────────────────────────────────────────────────────────────
def _opening(state: Opening, now: DeskNow) -> Prompt:
    at = _CARD if state.visual is None else _QUESTION
    detail = _LEAVE_IT
    if now.waited_s >= SLOW_S:
        detail = _READING_SLOWLY
    elif now.waited_s >= PROGRESS_S:
        detail = _READING
    notes = expected_note(state.request.expected)
    return _busy(_CARD_FOUND, detail, at, notes=notes, buttons=(keys.CANCEL,))


def _asking_pin(state: AskingPin) -> Prompt:
    """The patient types, and staff sees nothing of it; what needs staff comes first."""
    is_last = is_last_try(state.seen.attempts_left)
    if state.called is not None:
        return _called(state, state.called)
    if is_last and not state.last_try_confirmed:
        return _last_try(state)
    switch = keys.by_visual(_TO_VISUAL)
    return Prompt(
        Picture.TYPE_PIN,
        _TYPING,
        notes=_pin_notes(state),
        buttons=(keys.CANCEL, keys.primary(switch) if is_last else switch),
        steps=Steps(_PERSON),
        is_busy=True,
    )


def _last_try(state: AskingPin) -> Prompt:
    """A3-7: the visual check is the default, and the last try needs a second press."""
    code = "PN07" if state.rejected is None else "PN02"
    return Prompt(
        Picture.COMPARE_FACE,
        _VISUAL_IS_BETTER,
        Catalogued(code),
        notes=(
            *expected_note(state.request.expected),
            *card_notes(state.seen, state.request.on, code=code),
        ),
        buttons=(keys.CANCEL, keys.LAST_TRY, keys.primary(keys.by_visual(_TO_VISUAL))),
        steps=Steps(_PERSON),
        code=code,
    )


def _called(state: AskingPin, call: PatientCall) -> Prompt:
    is_unknown = call is PatientCall.UNKNOWN
    return Prompt(
        Picture.CALL_STAFF,
        _SWITCH if is_unknown else _STOPPED,
        _PIN_UNKNOWN if is_unknown else _ASK_HOW,
        notes=_pin_notes(state),
        buttons=(keys.CANCEL, keys.by_pin(_GO_ON), keys.primary(keys.by_visual(_TO_VISUAL))),
        steps=Steps(_PERSON),
    )


def _pin_notes(state: AskingPin) -> tuple[Note, ...]:
    rejected = () if state.rejected is None else (_rejected(state),)
    told = rejected[0].code if rejected else ""
    about_card = card_notes(state.seen, state.request.on, code=told)
    return (*expected_note(state.request.expected), *rejected, *about_card)


def _rejected(state: AskingPin) -> Note:
    """Return PN01 or PN02 by what is known of the counter, whoever told it."""
    left = state.seen.attempts_left
    if is_last_try(left):
        return Note(Tone.WARN, Catalogued("PN02"), "PN02")
    params = () if left is None else (("attempts_left", str(left)),)
    return Note(Tone.WARN, Catalogued("PN01", params), "PN01")


def _asking_backend(state: AskingBackend, now: DeskNow) -> Prompt:
    detail = _ABOUT_2_S
    if now.waited_s >= SLOW_S:
        detail = _SLOW
    elif now.waited_s >= PROGRESS_S:
        detail = _WAITING
    notes = expected_note(state.request.expected)
    if state.attempt > 1:
        notes = (*notes, Note(Tone.WARN, _asked_again(state, now), "BK01"))
    if now.card_lies:
        notes = (*notes, Note(Tone.INFO, _MAY_TAKE))
    return _busy(
        _ASKING, detail, _QUESTION, picture=Picture.ASKING, notes=notes, buttons=(keys.CANCEL,)
    )


def _asked_again(state: AskingBackend, now: DeskNow) -> Words:
    """Say what goes on: a question by files was sent once, and its answer is waited for."""
    if now.hears_late:
        return _STILL_WAITING
    return tr(
        "応答がありませんでした。自動でもう一度確認しています（{attempt}回目）",
        attempt=str(state.attempt),
    )


def _headline(code: str) -> Catalogued:
    return Catalogued(code, is_headline=True)


def _busy(
    headline: Words,
    detail: Words | None,
    at: int,
    *,
    picture: Picture = Picture.KEEP_CARD,
    notes: tuple[Note, ...],
    buttons: tuple[Button, ...],
) -> Prompt:
    return Prompt(
        picture,
        headline,
        detail,
        notes=notes,
        buttons=buttons,
        steps=Steps(at),
        is_busy=True,
    )
