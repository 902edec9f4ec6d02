"""What codes of the service are called on the screen; an unlisted one is shown raw."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from reception_app.domain.burden import Basis
from reception_app.domain.codes import (
    CardClass,
    CareKind,
    ConsentFlag,
    Disease,
    LimitClass,
    LossReason,
    PrescriptionForm,
    Relation,
    Sex,
    TicketKind,
    UnknownCode,
    code_in,
)
from reception_app.domain.eligibility import Method
from reception_app.ui.viewstate.words import Words, tr

SEXES = {Sex.MALE: tr("男"), Sex.FEMALE: tr("女"), Sex.NOT_SET: tr("性別の設定なし")}
LOSS_REASONS = {
    LossReason.DEATH: tr("死亡"),
    LossReason.PUBLIC_ASSISTANCE: tr("生活保護受給開始"),
    LossReason.OTHER_INSURANCE: tr("医療保険等の資格取得"),
    LossReason.OTHER: tr("その他"),
}
RELATIONS = {Relation.INSURED: tr("本人"), Relation.FAMILY: tr("家族")}
CARD_CLASSES = {
    CardClass.GENERAL: tr("一般"),
    CardClass.RETIRED: tr("退職"),
    CardClass.SHORT_GENERAL: tr("短期（一般）"),
    CardClass.SHORT_RETIRED: tr("短期（退職）"),
    CardClass.SPECIAL_CARE: tr("特別療養費の支給対象"),
    CardClass.SPECIAL_RETIRED: tr("特例退職"),
    CardClass.SELF_DEFENCE: tr("自衛官診療証"),
    CardClass.MEDICAL_AID: tr("医療扶助"),
}
LIMIT_CLASSES = {
    LimitClass.A01: tr("区分ア"),
    LimitClass.A02: tr("区分イ"),
    LimitClass.A03: tr("区分ウ"),
    LimitClass.A04: tr("区分エ"),
    LimitClass.A05: tr("区分オ"),
    LimitClass.A06: tr("区分オ（境）"),
    LimitClass.B01: tr("現役並みⅢ"),
    LimitClass.B02: tr("現役並みⅡ"),
    LimitClass.B03: tr("現役並みⅠ"),
    LimitClass.B04: tr("一般（70～74歳）"),
    LimitClass.B05: tr("低所得Ⅱ"),
    LimitClass.B06: tr("低所得Ⅰ"),
    LimitClass.B07: tr("低所得Ⅰ（老福）"),
    LimitClass.B08: tr("低所得Ⅰ（境）"),
    LimitClass.B09: tr("一般Ⅱ（後期）"),
    LimitClass.B10: tr("一般Ⅰ（後期）"),
}
DISEASES = {
    Disease.DIALYSIS: tr("人工透析を要する慢性腎不全"),
    Disease.HAEMOPHILIA: tr("血友病等"),
    Disease.HIV: tr("血液製剤によるHIV感染症"),
}
CONSENTS = {
    ConsentFlag.NO: tr("同意なし"),
    ConsentFlag.YES: tr("同意あり"),
    ConsentFlag.EXPIRED: tr("同意の期限切れ"),
    ConsentFlag.DIFFICULT: tr("同意取得困難"),
}
PRESCRIPTIONS = {PrescriptionForm.ELECTRONIC: tr("電子"), PrescriptionForm.PAPER: tr("紙")}
TICKETS = {TicketKind.MEDICAL: tr("医療券"), TicketKind.DISPENSING: tr("調剤券")}
CARE_KINDS = {
    CareKind.INPATIENT: tr("入院"),
    CareKind.OUTPATIENT: tr("入院外"),
    CareKind.DENTAL: tr("歯科"),
    CareKind.DISPENSING: tr("調剤"),
    CareKind.HOME_NURSING: tr("訪問看護"),
}
METHODS = {
    Method.PIN: tr("カード・暗証番号"),
    Method.VISUAL: tr("カード・目視"),
    Method.NUMBERS: tr("番号"),
    Method.FACE: tr("カード・顔認証"),
    Method.BATCH: tr("一括照会"),
}
BASES = {
    Basis.SPECIAL_CARE: tr("特別療養費（証区分05）"),
    Basis.LATE_ELDERLY: tr("後期高齢者医療の負担割合"),
    Basis.ELDERLY: tr("高齢受給者証の負担割合"),
    Basis.PRESCHOOL: tr("未就学児"),
    Basis.GENERAL: tr("一般（就学後・70歳未満）"),
}

Code = TypeVar("Code", bound=StrEnum)


def label(listed: type[Code], labels: Mapping[Code, Words], raw: str) -> Words | None:
    """Return what a code is called, the raw code where it is not listed, or None for nothing."""
    code = code_in(listed, raw)
    if code is None:
        return None
    return unknown(code.raw) if isinstance(code, UnknownCode) else labels[code]


def unknown(raw: str) -> Words:
    """Return a code that we do not know."""
    return tr("コード値 {code}（不明）", code=raw)
