"""The presses that are offered, with their keys as in front-desk.md E1-1; none of them dead."""

from __future__ import annotations

from dataclasses import replace

from reception_app.domain.desk import NO_READER, DeskNow
from reception_app.domain.session.states import (
    Answered,
    AskingBackend,
    AskingNumbers,
    AskingWitness,
    AwaitingCard,
    Failed,
    Idle,
)
from reception_app.ui.viewstate.views import Act, Button, Outcome, Page
from reception_app.ui.viewstate.words import Words, tr

CANCEL = Button(Act.CANCEL, tr("取り消す"), "Esc")
NEXT = Button(Act.NEXT, tr("次の患者"), "F9")
SAME_PERSON = Button(Act.SAME_PERSON, tr("同じ方です"), "Enter", is_primary=True)
ASK_NUMBERS = Button(Act.ASK_NUMBERS, tr("照会する"), "Enter", is_primary=True)
ASK_ANYWAY = Button(Act.ASK_ANYWAY, tr("このまま照会する"), "Enter", is_primary=True)
ASK_CANDIDATE = Button(Act.ASK_CANDIDATE, tr("この方で照会する"), "Enter", is_primary=True)
LEAVE_FORM = Button(
    Act.CANCEL,
    tr("取り消す"),
    "Esc",
    twice=tr("もう一度押すと、入力を消して戻ります"),
)
NOT_SAME_PERSON = Button(Act.NOT_SAME_PERSON, tr("確認できません"), "Esc")
HAND_OVER = Button(Act.HAND_OVER, tr("レセコンへ引き渡す"), "F8")
HAND_OVER_AGAIN = Button(Act.HAND_OVER, tr("もう一度引き渡す"), "F8")
LAST_TRY = Button(
    Act.LAST_TRY,
    tr("暗証番号を入力する（あと1回）"),
    twice=tr("もう一度押すと、最後の1回を入力できます"),
)
ALLOW_OTHER_PERSON = Button(
    Act.ALLOW_OTHER_PERSON,
    tr("この方で引き渡す"),
    twice=tr("もう一度押すと、この方で引き渡します"),
)
CLOSE_OPENED = Button(Act.CLOSE_OPENED, tr("閉じる"), "Esc")
RECHECK = Button(Act.RECHECK, tr("この方をもう一度確認する"))
OPEN_SETTINGS = Button(Act.OPEN_SETTINGS, tr("設定を開く"))
BATCH = Button(Act.BATCH, tr("一括照会"), "Ctrl+B")
RESTART_SERVICE = Button(Act.RESTART_SERVICE, tr("再開する"), is_primary=True)

_FOOTER = {
    Act.PIN: Button(Act.PIN, tr("カード（暗証番号）"), "F1"),
    Act.VISUAL: Button(Act.VISUAL, tr("目視確認"), "F2"),
    Act.NUMBERS: Button(Act.NUMBERS, tr("番号で確認"), "F3"),
    Act.HAND_OVER: Button(Act.HAND_OVER, tr("引渡し"), "F8"),
}
_ORDER = ("Esc", "F1", "F2", "F3", "F8", "F9", "Ctrl+B", "Enter")
_AT_REST = (Idle, Answered, Failed, AskingNumbers, AwaitingCard)
"""Where staff may look at something else: nobody is identified at this moment."""


def by_pin(words: Words) -> Button:
    """Return F1 with words that fit the situation."""
    return Button(Act.PIN, words, "F1")


def by_visual(words: Words) -> Button:
    """Return F2 with words that fit the situation."""
    return Button(Act.VISUAL, words, "F2")


def by_numbers(words: Words) -> Button:
    """Return F3 with words that fit the situation."""
    return Button(Act.NUMBERS, words, "F3")


def primary(button: Button) -> Button:
    """Return a press as the one that fits."""
    return replace(button, is_primary=True)


def footer(page: Page, now: DeskNow) -> tuple[Button, ...]:
    """Return every key that does something now, in the order of the keyboard."""
    batch = (BATCH,) if now.takes_batches and isinstance(now.session, _AT_REST) else ()
    offered = (*page.buttons, *_more(page, now), *batch)
    by_key = {each.key: _plain(each) for each in offered if each.key}
    return tuple(by_key[key] for key in _ORDER if key in by_key)


def _more(page: Page, now: DeskNow) -> tuple[Button, ...]:
    """Return presses that work although the page does not draw them."""
    session = now.session
    can_read = now.reader not in NO_READER and now.takes_cards
    if isinstance(session, AskingWitness) and session.recording is None:
        return (_FOOTER[Act.PIN], _FOOTER[Act.NUMBERS], NEXT) if can_read else ()
    if isinstance(session, AwaitingCard):
        return (_FOOTER[Act.NUMBERS],)
    if now.trouble is None and (isinstance(page, Outcome) or isinstance(session, AskingBackend)):
        by_card = (_FOOTER[Act.PIN], _FOOTER[Act.VISUAL]) if can_read else ()
        return *by_card, _FOOTER[Act.NUMBERS]
    return ()


def _plain(button: Button) -> Button:
    return _FOOTER.get(button.act, Button(button.act, button.words, button.key))
