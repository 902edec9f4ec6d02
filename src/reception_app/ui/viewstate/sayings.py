"""What staff can say to the patient (front-desk.md D.2): soft and short.

Where a sentence could hurt or is private (death, 特別療養費, another person), there is none.
"""

from __future__ import annotations

from reception_app.domain.burden import is_special_care
from reception_app.domain.card_seen import CertificateState
from reception_app.domain.codes import LossReason, code_in
from reception_app.domain.eligibility import Method, Verdict, text_of
from reception_app.domain.names import form_of_address
from reception_app.ui.viewstate.checked import Checked
from reception_app.ui.viewstate.ladder import UNUSABLE
from reception_app.ui.viewstate.number_answer import is_to_proof_read
from reception_app.ui.viewstate.signals import are_two_people
from reception_app.ui.viewstate.words import Words, tr

_NOT_REGISTERED_YET = tr(
    "新しい保険の登録がまだのようです。"
    "〈資格情報のお知らせ〉か、スマートフォンのマイナポータルはお持ちでしょうか。"
)
_NEWER = tr("新しい保険があるようです。もう一度カードを確認させていただけますか。")
_NEWER_NUMBERS = tr("新しい保険があるようです。新しい資格確認書はお持ちでしょうか。")
_SEVERAL = tr("保険の記録がいくつかあるようです。お持ちの保険の書類はございますか。")
_NUMBERS_AGAIN = tr("お手元の書類の番号を、もう一度確認させていただけますか。")
_TICKET = tr("福祉事務所に確認いたします。少々お待ちください。")
_UNCLEAR = tr("確認に時間がかかっています。少々お待ちください。")
_OTHER_WAY = tr(
    "カードでの確認ができませんでした。資格確認書か〈資格情報のお知らせ〉はお持ちでしょうか。"
)
_LOCKED = tr(
    "暗証番号がロックされているようです。お顔の確認で受付できます。"
    "解除は市区町村の窓口でお願いいたします。"
)
_AFTER_A_LOSS = {
    Verdict.INVALID_NEWER_EXISTS: _NEWER,
    Verdict.NOT_FOUND: _NOT_REGISTERED_YET,
    Verdict.SEVERAL: _SEVERAL,
    Verdict.VALID_NOT_REGISTERED: _TICKET,
}


def say_answer(checked: Checked) -> Words | None:
    """Return the sentence that fits an answer."""
    if checked.may_be_another:
        return None
    if checked.is_valid:
        return _valid(checked)
    if is_to_proof_read(checked):
        return _NUMBERS_AGAIN
    if checked.verdict is Verdict.INVALID:
        reason = code_in(LossReason, text_of(checked.record, "ReasonOfLoss"))
        is_delicate = reason in (LossReason.DEATH, LossReason.PUBLIC_ASSISTANCE)
        return None if is_delicate else _NOT_REGISTERED_YET
    if checked.verdict is Verdict.INVALID_NEWER_EXISTS and checked.method is Method.NUMBERS:
        return _NEWER_NUMBERS
    return _UNCLEAR if checked.verdict is None else _AFTER_A_LOSS.get(checked.verdict, _UNCLEAR)


def say_failure(code: str) -> Words | None:
    """Return the sentence that fits a failure, if there is something to say."""
    if code == "PN03":
        return _LOCKED
    return _OTHER_WAY if code in UNUSABLE else None


def _valid(checked: Checked) -> Words | None:
    records = checked.result.records
    if are_two_people(records) or any(is_special_care(record) for record in records):
        return None
    words = _confirmed(checked)
    match checked.certificate_state:
        case CertificateState.EXPIRING:
            return tr(
                "{before}カードの更新時期が近づいています。"
                "市区町村の窓口で手続きをお願いいたします。",
                before=words,
            )
        case CertificateState.GRACE:
            return tr(
                "{before}カードの更新時期を過ぎています。"
                "市区町村の窓口で手続きをお願いいたします。",
                before=words,
            )
        case _:
            return words


def _confirmed(checked: Checked) -> Words:
    name, burden = form_of_address(checked.record), checked.burden
    known = tr("{name}様、", name=name) if name else ""
    if burden is None:
        return tr("{name}保険の確認ができました。", name=known)
    return tr(
        "{name}保険の確認ができました。窓口のご負担は{tenths}割です。",
        name=known,
        tenths=str(burden.tenths),
    )
