"""What an answer to a question by numbers shows of the question: to proof-read, and to choose."""

from __future__ import annotations

from collections.abc import Iterator

from reception_app.domain import insurer
from reception_app.domain.check_digit import Numbering, has_right_check_digit
from reception_app.domain.codes import Relation, Sex
from reception_app.domain.eligibility import CardholderNumbers, Method, Record, Verdict, text_of
from reception_app.domain.names import full_width_kana, grouped
from reception_app.domain.number_form import branch_of, candidates_of
from reception_app.domain.records import group_of, sexes_of
from reception_app.ui.viewstate.checked import Checked
from reception_app.ui.viewstate.labels import RELATIONS, SEXES, label
from reception_app.ui.viewstate.lines import as_line, spaced
from reception_app.ui.viewstate.moments import raw_day
from reception_app.ui.viewstate.person import name_line
from reception_app.ui.viewstate.views import Candidate, Field, Group, Note, Tone
from reception_app.ui.viewstate.words import Verbatim, Words, tr

CHOOSE_HEADING = tr("枝番または氏名で、ご本人を選んでください")
_PROOF_READ = {Verdict.NOT_FOUND, Verdict.SEVERAL}

_ASKED = tr("照会した番号")
_LOOK_AT = tr("券面と見比べてください")
_INSURER = tr("保険者番号")
_SYMBOL = tr("記号")
_NUMBER = tr("番号")
_BRANCH = tr("枝番")
_BORN = tr("生年月日")
_EMPTY = tr("（空欄）")
_DIGIT_FITS = tr("検証番号は合っています")
_DIGIT_DOES_NOT_FIT = tr("検証番号が合いません。番号を確認してください")
_NATIONAL_HEALTH = tr("6桁：国民健康保険です")
_LOOKS_ALIKE = tr("3と5、1と7、0と6など、似た数字を確かめてください")
_BRANCH_NEEDED = tr("空欄です。券面の2桁を入力してください")
_BRANCH_MAY_HELP = tr("空欄です。券面にあれば2桁で入力してください")
_BRANCH_MAY_BE_WRONG = tr("券面の2桁と見比べてください")
_ASK_PERSON = tr("ご本人に確かめてください")


def is_to_proof_read(checked: Checked) -> bool:
    """Whether the numbers themselves are what to look at next."""
    by_numbers = checked.method is Method.NUMBERS and checked.verdict in _PROOF_READ
    return by_numbers and not candidates_of(checked.result)


def asked_group(checked: Checked) -> Group:
    """Return the numbers as they were asked with, large and grouped; the echo where it is all."""
    asked = checked.asked
    return Group(_ASKED, tuple(_given(asked) if asked else _echoed(_echo(checked))), is_large=True)


def hints_group(checked: Checked) -> Group:
    """Return what to look at in each field."""
    number, branch = _insurer_and_branch(checked)
    return Group(
        _LOOK_AT,
        (
            Field(_INSURER, _insurer_hint(number)),
            Field(_NUMBER, _LOOKS_ALIKE),
            *(
                ()
                if insurer.is_late_elderly(number)
                else (Field(_BRANCH, _branch_hint(checked, branch)),)
            ),
            Field(_BORN, _ASK_PERSON),
        ),
    )


def branch_note(checked: Checked) -> Iterator[Note]:
    """Say that the 枝番 came with the answer, where nobody had typed one."""
    branch = branch_of(checked.record)
    if checked.asked is not None and checked.asked.branch is None and branch and checked.is_valid:
        yield Note(Tone.INFO, tr("枝番は {branch} です（入力なし）", branch=branch))


def candidates(checked: Checked) -> tuple[Candidate, ...]:
    """Return the people that the numbers fit, as far as they can be told apart."""
    if checked.method is not Method.NUMBERS:
        return ()
    can_be_chosen = checked.asked is not None  # else it is looked at again only
    return tuple(
        _candidate(record, can_be_chosen=can_be_chosen) for record in candidates_of(checked.result)
    )


def _candidate(record: Record, *, can_be_chosen: bool) -> Candidate:
    branch, kana = branch_of(record), full_width_kana(text_of(record, "NameKana"))
    title = spaced((tr("枝番 {branch}", branch=branch) if branch else None, kana))
    name = name_line(record)
    detail = spaced(
        (
            name.text if isinstance(name, Verbatim) else None,
            raw_day(text_of(record, "Birthdate")),
            label(Sex, SEXES, sexes_of(record).counts),
            label(Relation, RELATIONS, text_of(record, "PersonalFamilyClassification")),
        )
    )
    return Candidate(
        name if title is None else as_line(title),
        None if detail is None else as_line(detail),
        can_be_chosen=can_be_chosen and bool(branch),
    )


def _given(asked: CardholderNumbers) -> Iterator[Field]:
    born = raw_day(f"{asked.born:%Y%m%d}")
    return _fields(asked.insurer, asked.symbol or "", asked.number, asked.branch or "", born)


def _echoed(echo: Record) -> Iterator[Field]:
    return _fields(
        text_of(echo, "InsurerNumber").strip(),
        text_of(echo, "InsuredCardSymbol").strip(" 　"),
        text_of(echo, "InsuredIdentificationNumber").strip(" 　"),
        text_of(echo, "InsuredBranchNumber").strip(),
        raw_day(text_of(echo, "Birthdate")),
    )


def _fields(
    number: str, symbol: str, card_number: str, branch: str, born: Words | str | None
) -> Iterator[Field]:
    has_symbol = not insurer.is_late_elderly(number)
    yield _shown(_INSURER, grouped(number))
    if has_symbol:
        yield _shown(_SYMBOL, symbol)
    yield _shown(_NUMBER, card_number)
    if has_symbol:
        yield _shown(_BRANCH, branch)
    yield _shown(_BORN, born)


def _shown(name: Words, value: Words | str | None) -> Field:
    return Field(name, as_line(value), is_strong=True) if value else Field(name, _EMPTY)


def _echo(checked: Checked) -> Record:
    return group_of(checked.result.body, "QualificationConfirmSearchInfo")


def _insurer_and_branch(checked: Checked) -> tuple[str, str]:
    if checked.asked is not None:
        return checked.asked.insurer, checked.asked.branch or ""
    echo = _echo(checked)
    return text_of(echo, "InsurerNumber").strip(), text_of(echo, "InsuredBranchNumber").strip()


def _insurer_hint(number: str) -> Words:
    if not has_right_check_digit(Numbering.INSURER, number):
        return _DIGIT_DOES_NOT_FIT
    return _NATIONAL_HEALTH if insurer.is_national_health(number) else _DIGIT_FITS


def _branch_hint(checked: Checked, branch: str) -> Words:
    if branch:
        return _BRANCH_MAY_BE_WRONG
    return _BRANCH_NEEDED if checked.verdict is Verdict.SEVERAL else _BRANCH_MAY_HELP
