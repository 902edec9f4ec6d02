"""The patient's window as a value: step, instruction, tries left; never a name or a verdict.

Every sentence for patients stands in this file: it is what gets an easy Japanese translation.
"""

from __future__ import annotations

from typing import assert_never

from reception_app.domain.desk import NO_READER, DeskNow, Phase
from reception_app.domain.errors import CardRemoved, CardUnreadable, Retry
from reception_app.domain.policy import is_last_try
from reception_app.domain.session.states import (
    Answered,
    AskingBackend,
    AskingNumbers,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    AwaitingChallenge,
    Failed,
    Idle,
    Opening,
    Signing,
    State,
)
from reception_app.ui.viewstate.views import PatientScreen, PatientView, Picture
from reception_app.ui.viewstate.words import Words, tr

_NO_CARD_S = 20
_REMIND_EVERY_S = 10

_WELCOME = tr("受付でマイナンバーカードをお出しください")
_BY_YOURSELF = tr("カードは、ご自分でリーダーに置いていただきます")
_NOT_READY = tr("ただいま準備しています")
_ASK_DESK = tr("受付の者にお声がけください")
_PLACE = tr("カードを置いてください")
_OUT_OF_CASE = tr("カードをケースから出して置いてください")
_PLACE_AGAIN = tr("もう一度カードを置いてください")
_FLAT = tr("ケースから出して、平らに置いてください")
_SHOW_CARD = tr("カードの写真を受付の者にお見せください")
_HOLD_IT = tr("カードは、ご自分でお持ちください")
_WAIT = tr("そのままお待ちください")
_KEEP_CARD = tr("カードは置いたままにしてください")
_CHECKING = tr("保険の確認をしています")
_TYPE = tr("4けたの暗証番号を入力してください")
_WHICH_PIN = tr("マイナンバーカードを受け取ったときに決めた、数字4けたの番号です")
_WRONG = tr("番号がちがうようです。もう一度入力してください")
_IF_UNSURE = tr("わからないときは、受付の者をお呼びください")
_STAFF_COMES = tr("受付の者がご案内します")
_TAKE_CARD = tr("カードをお取りください")
_THANKS_AND_TAKE = tr("ありがとうございました。カードをお取りください")
_THANKS = tr("ありがとうございました")
_PLEASE_WAIT = tr("受付の者がお呼びするまで、お待ちください")


def patient_view(now: DeskNow) -> PatientView:
    """Return all that the patient's window shows."""
    if now.trouble is not None:
        return _view(now, PatientScreen.WELCOME, _ASK_DESK)
    match now.phase:
        case Phase.STARTING | Phase.STOPPING:
            return _view(now, PatientScreen.WAIT, _NOT_READY, picture=Picture.STARTING)
        case Phase.RUNNING:
            return _session_view(now.session, now)
    assert_never(now.phase)


def _session_view(state: State, now: DeskNow) -> PatientView:  # noqa: C901, PLR0911 - the table of states
    match state:
        case Idle() if not now.takes_cards:
            return _no_cards(now)
        case Idle():
            return _card_left(now) or _view(
                now, PatientScreen.WELCOME, _WELCOME, _BY_YOURSELF, picture=Picture.PLACE_CARD
            )
        case AskingWitness():
            return _view(
                now, PatientScreen.WAIT, _SHOW_CARD, _HOLD_IT, picture=Picture.COMPARE_FACE
            )
        case AskingNumbers():
            return _card_left(now) or _view(
                now, PatientScreen.WAIT, _WAIT, _CHECKING, picture=Picture.ASKING
            )
        case AwaitingCard():
            return _awaiting_card(now)
        case AskingPin():
            return _asking_pin(state, now)
        case Opening() | AwaitingChallenge() | Signing():
            return _view(
                now, PatientScreen.KEEP_CARD, _WAIT, _KEEP_CARD, picture=Picture.KEEP_CARD
            )
        case AskingBackend() if now.card_lies:
            return _take_card(now, _TAKE_CARD, _CHECKING)
        case AskingBackend():
            return _view(now, PatientScreen.WAIT, _WAIT, _CHECKING, picture=Picture.ASKING)
        case Answered() if now.card_lies:
            return _take_card(now, _THANKS_AND_TAKE)
        case Answered():
            return _view(now, PatientScreen.THANKS, _THANKS, _PLEASE_WAIT)
        case Failed():
            return _failed(state, now)
    assert_never(state)


def _awaiting_card(now: DeskNow) -> PatientView:
    if now.reader in NO_READER:
        return _staff_comes(now)
    late = _OUT_OF_CASE if now.waited_s >= _NO_CARD_S else None
    return _card_left(now) or _place_card(now, _PLACE, late)


def _no_cards(now: DeskNow) -> PatientView:
    """Where the service takes no cards: nothing to lay down, and nothing to type."""
    if now.card_lies:
        return _take_card(now, _TAKE_CARD)
    return _view(now, PatientScreen.WELCOME, _ASK_DESK)


def _card_left(now: DeskNow) -> PatientView | None:
    return _take_card(now, _TAKE_CARD) if now.left_over else None


def _asking_pin(state: AskingPin, now: DeskNow) -> PatientView:
    """Typed digits have to go with each try, and whenever staff has to come first."""
    left = state.seen.attempts_left
    is_last = is_last_try(left)
    if state.called is not None or (is_last and not state.last_try_confirmed):
        return _staff_comes(now)
    note = _WRONG if state.rejected is not None else None
    return PatientView(
        PatientScreen.TYPE_PIN,
        Picture.TYPE_PIN,
        _TYPE,
        _WHICH_PIN,
        tries_left=left,
        note=_IF_UNSURE if is_last else note,
        entry=(state.request.check_id, 0 if left is None else left),
        is_training=now.is_training,
    )


def _failed(state: Failed, now: DeskNow) -> PatientView:
    """What laying the card down again can mend, the patient may mend; else staff comes."""
    match state.error:
        case CardRemoved():
            return _place_card(now, _PLACE_AGAIN)
        case CardUnreadable(retry=Retry.NOW):
            return _place_card(now, _PLACE_AGAIN, _FLAT)
        case _:
            return _staff_comes(now)


def _staff_comes(now: DeskNow) -> PatientView:
    return _view(now, PatientScreen.STAFF_COMES, _STAFF_COMES, _WAIT, picture=Picture.CALL_STAFF)


def _place_card(now: DeskNow, headline: Words, detail: Words | None = None) -> PatientView:
    return _view(now, PatientScreen.PLACE_CARD, headline, detail, picture=Picture.PLACE_CARD)


def _take_card(now: DeskNow, headline: Words, detail: Words | None = None) -> PatientView:
    return PatientView(
        PatientScreen.TAKE_CARD,
        Picture.TAKE_CARD,
        headline,
        detail,
        reminder=now.waited_s // _REMIND_EVERY_S,
        is_training=now.is_training,
    )


def _view(
    now: DeskNow,
    screen: PatientScreen,
    headline: Words,
    detail: Words | None = None,
    *,
    picture: Picture | None = None,
) -> PatientView:
    return PatientView(screen, picture, headline, detail, is_training=now.is_training)
