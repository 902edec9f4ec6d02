"""A desk in any state, without a window, and the words that a view would say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any

from support import answers
from support.desk import NUMBERS, VISUAL, asks, card, challenge, check_id, digits, shown, signed

from reception_app.application import catalogue
from reception_app.application.catalogue import Lang
from reception_app.domain.consent import Consent, ConsentMethod
from reception_app.domain.desk import DeskNow, Phase, ReaderHealth, ServiceHealth
from reception_app.domain.eligibility import (
    EligibilityQuery,
    EligibilityResult,
    Method,
    Record,
    Verdict,
    Visual,
)
from reception_app.domain.errors import CardRemoved, LinkDown, PinRejected
from reception_app.domain.number_entry import TypedNumbers
from reception_app.domain.number_form import Earlier, NumberForm
from reception_app.domain.record import Handover, HandoverState, StoredCheck
from reception_app.domain.session.states import (
    Answered,
    Asking,
    AskingBackend,
    AskingNumbers,
    AskingPin,
    AskingWitness,
    AwaitingCard,
    AwaitingChallenge,
    Failed,
    Idle,
    Opening,
    PatientCall,
    Signing,
    State,
)
from reception_app.ui.viewstate.views import Note, Outcome, Prompt, StaffView
from reception_app.ui.viewstate.words import Catalogued, Line, Verbatim, Words

NOW = datetime(2026, 11, 22, 0, 14, 20, tzinfo=UTC)
"""Sunday, 9:14 in Japan; the day of the answers."""

ADULT: Record = {
    "InsuredCardClassification": "01",
    "InsurerNumber": "06139992",
    "InsuredCardSymbol": "１２－３",
    "InsuredIdentificationNumber": "4567",
    "InsuredBranchNumber": "01",
    "PersonalFamilyClassification": "1",
    "InsuredName": "山田　花子",
    "Name": "山田　花子",
    "NameKana": "ﾔﾏﾀﾞ ﾊﾅｺ",
    "Sex1": "2",
    "Birthdate": "19850412",
    "Address": "東京都見本区中央 1-2-3",
    "InsurerName": "見本健康保険組合",
}
TYPED = TypedNumbers("06139992", "１２３", "4567", "01", "S50.4.1")
"""What ``support.desk.NUMBERS`` was typed as."""
LOST: Record = {
    **ADULT,
    "DisqualificationDate": "20261031",
    "ReasonOfLoss": "03",
}


def desk(session: State | None = None, **changes: Any) -> DeskNow:
    """A desk that works, in a state."""
    usual = DeskNow(
        phase=Phase.RUNNING,
        session=session or Idle(),
        reader=ReaderHealth.READY,
        service=ServiceHealth.READY,
        operator="佐藤",
        operators=("佐藤", "鈴木"),
        institution_code="1312345678",
        terminal="窓口1",
        now=NOW,
    )
    return replace(usual, **changes)


def asking(method: Method = Method.PIN, **changes: Any) -> Asking:
    """A question with all that goes with its method."""
    request = asks(method, **changes)
    by_method = {
        Method.PIN: (signed(), ConsentMethod.PIN, None),
        Method.VISUAL: (shown(), ConsentMethod.VISUAL, VISUAL.witness),
    }
    subject, how, witness = by_method.get(method, (NUMBERS, ConsentMethod.NONE, None))
    consent = Consent(how, frozenset(), answers.AT, witness)
    seen = None if subject is NUMBERS else card()
    return Asking(request, seen, EligibilityQuery(request.check_id, request.on, subject, consent))


def answered(*records: Record, method: Method = Method.PIN, **changes: Any) -> Answered:
    """An answer about these people; ``changes`` are of the answer itself."""
    usual: dict[str, Any] = {"messages": (), "records": records or (ADULT,)}
    return Answered(asking(method), answers.result(**{**usual, **changes}), saved=True)


def several(**changes: Any) -> Answered:
    """An answer to a question by numbers that fit two people."""
    twin = {**ADULT, "InsuredBranchNumber": "2", "NameKana": "ﾔﾏﾀﾞ ｳﾒｺ", "Name": "山田　梅子"}
    usual: dict[str, Any] = {"verdict": Verdict.SEVERAL, "verdict_code": "5", **changes}
    found = answered(ADULT, twin, method=Method.NUMBERS, **usual)
    request = replace(found.request, typed=TYPED)
    return replace(found, asking=replace(found.asking, request=request))


def filled_in(typed: TypedNumbers | None = None) -> NumberForm:
    """A form that was asked with: every field is judged."""
    form = NumberForm(TypedNumbers("06139993", born="S50.4.31") if typed is None else typed)
    asked = form.ask(answers.ON)
    assert isinstance(asked, NumberForm)
    return asked


def stored(
    result: EligibilityResult | None = None,
    handover: Handover | None = None,
    number: int = 1,
    **changes: Any,
) -> StoredCheck:
    """A check of the day's list."""
    found = result or answers.result(number, messages=(), records=(ADULT,))
    record = answers.record(number, **{"operator": "鈴木", **changes})
    return StoredCheck(record, found, handover or Handover(HandoverState.DELIVERED))


def one_of_each() -> tuple[State, ...]:
    """Every state of a check, and what differs inside one."""
    seen, visual = card(), asks(Method.VISUAL)
    return (
        Idle(),
        AskingWitness(visual, card_in=False),
        AskingWitness(visual, card_in=True, recording=Visual("sato", answers.AT)),
        AskingNumbers(asks(Method.NUMBERS)),
        AskingNumbers(asks(Method.NUMBERS), filled_in()),
        AskingNumbers(
            asks(Method.NUMBERS, earlier=Earlier(check_id(9), Verdict.SEVERAL)),
            NumberForm(TypedNumbers("39139993", number="00123456", born="S19.1.5")),
        ),
        AwaitingCard(asks()),
        AwaitingCard(visual, VISUAL),
        Opening(asks()),
        Opening(visual, VISUAL),
        AskingPin(asks(), seen),
        AskingPin(asks(), card(attempts_left=2), rejected=PinRejected(2)),
        AskingPin(asks(), card(attempts_left=1)),
        AskingPin(asks(), card(attempts_left=1), last_try_confirmed=True),
        AskingPin(asks(), seen, called=PatientCall.UNKNOWN),
        AskingPin(asks(), seen, called=PatientCall.STOPPED),
        AwaitingChallenge(asks(), seen, digits()[0]),
        Signing(asks(), seen, challenge()),
        AskingBackend(asking()),
        AskingBackend(asking(Method.VISUAL), attempt=2),
        answered(),
        *(answered(method=Method.NUMBERS, verdict=verdict, records=()) for verdict in Verdict),
        several(),
        replace(several(), marked=1),
        Failed(asks(Method.NUMBERS, typed=TYPED), None, LinkDown()),
        Failed(asks(), None, CardRemoved()),
    )


# ── reading a view ────────────────────────────────────────────────────────────────────────────
def said(line: Line | str | None) -> str:
    """A line in Japanese, as a window would say it; empty for none."""
    match line:
        case None:
            return ""
        case str():
            return line
        case Words(source, values):
            given = {name: said(value) for name, value in values}
            return re.sub(r"\{(\w+)\}", lambda place: given[place[1]], source)
        case Catalogued(code, params, is_action, is_headline):
            if is_action:
                return catalogue.action(code, Lang.JA)
            if is_headline:
                return catalogue.headline(code, Lang.JA, dict(params))
            return catalogue.message(code, Lang.JA, dict(params))
        case Verbatim(text):
            return text


def lines_of(view: object) -> Iterator[Line]:
    """Every line anywhere in a view."""
    if isinstance(view, Words | Catalogued | Verbatim):
        yield view
    elif isinstance(view, tuple | frozenset):
        for item in view:
            yield from lines_of(item)
    elif is_dataclass(view):
        for each in fields(view):
            yield from lines_of(getattr(view, each.name))


def values_of(view: object, kind: type[Any]) -> Iterator[Any]:
    """Every value of a kind anywhere in a view."""
    if isinstance(view, kind):
        yield view
    if isinstance(view, tuple | frozenset):
        for item in view:
            yield from values_of(item, kind)
    elif is_dataclass(view):
        for each in fields(view):
            yield from values_of(getattr(view, each.name), kind)


def text_of_view(view: object) -> str:
    """All that a view says, line by line."""
    return "\n".join(said(line) for line in lines_of(view))


def codes_of(view: object) -> set[str]:
    """Every code of the catalogue that a view shows or takes words from."""
    codes = {note.code for note in values_of(view, Note)}
    codes |= {line.code for line in values_of(view, Catalogued)}
    codes |= {page.code for kind in (Prompt, Outcome) for page in values_of(view, kind)}
    return codes - {""}


def prompt(view: StaffView) -> Prompt:
    """The page of a view that is one."""
    assert isinstance(view.page, Prompt)
    return view.page


def outcome(view: StaffView) -> Outcome:
    """The page of a view that is one."""
    assert isinstance(view.page, Outcome)
    return view.page


def fact(page: Outcome, label: str) -> str:
    """The value of the fact with a label; the first, where there are several."""
    groups = (*page.left, *page.right)
    found = (each for group in groups for each in group.fields if said(each.label) == label)
    return said(next(found).value)
