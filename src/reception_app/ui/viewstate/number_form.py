"""The form for the numbers of a 資格確認書 as one page: fields, what they mean, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from reception_app.domain import insurer
from reception_app.domain.check_digit import Numbering, has_right_check_digit
from reception_app.domain.dates import age_on
from reception_app.domain.desk import DeskNow
from reception_app.domain.eligibility import Verdict
from reception_app.domain.number_entry import (
    WARNINGS,
    Flaw,
    Place,
    Problem,
    TypedNumbers,
    has_symbol,
    insurer_typed,
)
from reception_app.domain.number_form import Earlier, text_at
from reception_app.domain.session.states import AskingNumbers
from reception_app.domain.wareki import NoDay, typed_day
from reception_app.ui.viewstate import keys
from reception_app.ui.viewstate.lines import expected_note
from reception_app.ui.viewstate.moments import born_in_words
from reception_app.ui.viewstate.views import Form, FormField, Note, Tone
from reception_app.ui.viewstate.words import Catalogued, Line, Words, tr

_HEADLINE = tr("資格確認書の番号を入力してください")
_AS_ON_CARD = tr("券面の有効期限・氏名・生年月日も、ご本人と確認してください")
_CONSENT = tr("限度額情報の提供に同意いただきました（口頭）")
_LABELS = {
    Place.INSURER: tr("保険者番号"),
    Place.SYMBOL: tr("記号"),
    Place.NUMBER: tr("番号"),
    Place.BRANCH: tr("枝番"),
    Place.BORN: tr("生年月日"),
}
_AID_LABELS = {Place.INSURER: tr("公費負担者番号"), Place.NUMBER: tr("受給者番号")}
_HINTS = {
    Place.INSURER: tr("6桁または8桁"),
    Place.SYMBOL: tr("券面にないときは空欄"),
    Place.BRANCH: tr("2桁。わからないときは空欄"),
    Place.BORN: tr("例 S50.4.1、19750401"),
}
_NATIONAL_HEALTH = tr("国民健康保険")
_LATE_ELDERLY = tr("後期高齢者医療（記号と枝番はありません）")
_MEDICAL_AID = tr("医療扶助")
_DIGIT_FITS = tr("検証番号は合っています")
_WHY_NO_DAY = {
    NoDay.NO_SUCH_DAY: tr("暦にない日です"),
    NoDay.OUTSIDE_ERA: tr("元号の期間と合いません"),
    NoDay.FUTURE: tr("今日より後の日です"),
}
_AFTER = {
    Verdict.INVALID: (tr("喪失した資格でした。新しい保険の番号を入力してください"), "EL03"),
    Verdict.INVALID_NEWER_EXISTS: (
        tr("古い資格でした。新しい資格の番号を入力してください"),
        "EL04",
    ),
    Verdict.NOT_FOUND: (tr("一致する資格がありませんでした。券面と見比べてください"), "EL05"),
    Verdict.SEVERAL: (tr("複数の資格が該当しました。枝番を入力してください"), "EL06"),
}
_GOES_ON = tr("前の照会の続きです。別の方は、取り消してから始めてください")
_CARD_WAITS = tr("カードが置かれています。カードで確認するときは、番号の入力を取り消してください")
_CARD_IS_NO_USE = tr("この窓口では、カードでの照会はできません。カードをお取りいただいてください")


def form_page(state: AskingNumbers, now: DeskNow) -> Form:
    """Return the form."""
    form, on = state.form, state.request.on
    problems = {each.place: each for each in form.problems(on)}
    notes = tuple(_notes(state, now))
    return Form(
        form=state.request.check_id,
        headline=_HEADLINE,
        detail=None if notes else _AS_ON_CARD,
        notes=notes,
        fields=tuple(
            _field(place, form.typed, problems.get(place), on)
            for place in Place
            if has_symbol(form.typed.insurer) or place not in (Place.SYMBOL, Place.BRANCH)
        ),
        consent=_CONSENT,
        is_consented=form.typed.limit_consent,
        start=form.start,
        turn=form.turn,
        buttons=(
            keys.LEAVE_FORM if _has_text(form.typed) else replace(keys.LEAVE_FORM, twice=None),
            keys.ASK_ANYWAY if form.is_confirmed(on) else keys.ASK_NUMBERS,
        ),
        code=next((each.flaw for each in problems.values()), ""),
    )


def _has_text(typed: TypedNumbers) -> bool:
    return any(text_at(typed, place) for place in Place)


def _field(place: Place, typed: TypedNumbers, problem: Problem | None, on: date) -> FormField:
    is_aid = insurer.is_medical_aid(insurer_typed(typed.insurer))
    labels = _LABELS | _AID_LABELS if is_aid else _LABELS
    return FormField(
        place,
        labels[place],
        text_at(typed, place),
        hint=_HINTS.get(place),
        meaning=_meaning(place, typed, on),
        note=None if problem is None else _note(problem),
    )


def _meaning(place: Place, typed: TypedNumbers, on: date) -> Line | None:
    if place is Place.INSURER:
        return _kind_of_insurance(insurer_typed(typed.insurer))
    if place is not Place.BORN:
        return None
    day = typed_day(typed.born, last=on)
    return None if isinstance(day, NoDay) else _born(day, on)


def _kind_of_insurance(number: str) -> Words | None:
    if not number.isdecimal():
        return None
    if insurer.is_national_health(number):
        return _NATIONAL_HEALTH
    if insurer.is_late_elderly(number):
        return _LATE_ELDERLY
    if insurer.is_medical_aid(number):
        return _MEDICAL_AID
    return _DIGIT_FITS if has_right_check_digit(Numbering.INSURER, number) else None


def _born(day: date, on: date) -> Words:
    return tr("{day}・{age}歳", day=born_in_words(day), age=str(age_on(day, on)))


def _note(problem: Problem) -> Note:
    said: Line = Catalogued(problem.flaw)
    why = _WHY_NO_DAY.get(problem.no_day) if problem.no_day is not None else None
    if why is not None:
        said = tr("{why}。{said}", why=why, said=Catalogued(Flaw.NO_BIRTH_DATE))
    return Note(Tone.WARN if problem.flaw in WARNINGS else Tone.BAD, said, problem.flaw)


def _going_on(earlier: Earlier) -> Words:
    """Say whose form this is: what stands in it must not be taken for the next patient's."""
    if not earlier.name:
        return _GOES_ON
    return tr(
        "{name}様の照会の続きです。別の方は、取り消してから始めてください", name=earlier.name
    )


def _notes(state: AskingNumbers, now: DeskNow) -> Iterator[Note]:
    expected, earlier = state.request.expected, state.request.earlier
    yield from expected_note(expected)
    if earlier is not None and expected is None:
        yield Note(Tone.INFO, _going_on(earlier))
    after = None if earlier is None or earlier.verdict is None else _AFTER.get(earlier.verdict)
    if after is not None:
        yield Note(Tone.WARN, *after)
    if not now.card_lies:
        return
    if now.left_over:
        yield Note(Tone.WARN, Catalogued("CD09"), "CD09")
    else:
        yield Note(Tone.INFO, _CARD_WAITS if now.takes_cards else _CARD_IS_NO_USE)
