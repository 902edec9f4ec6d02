"""What to try before 10割 is charged, where the card path gives no usable answer.

Source of the order: front-desk.md A.6.
"""

from __future__ import annotations

from dataclasses import replace

from reception_app.ui.viewstate.views import Act, Rung
from reception_app.ui.viewstate.words import Words, tr

HEADING = tr("窓口負担を10割にする前に、次の方法を確認してください")
RUNGS = (
    Rung(
        tr("スマートフォンの資格情報画面とカード"),
        tr("マイナポータルの〈健康保険証〉画面を見せてもらい、記号・番号を確認します"),
        is_first=True,
    ),
    Rung(tr("資格情報のお知らせとカード"), tr("お知らせだけでは使えません")),
    Rung(tr("過去の資格（再診の方）"), tr("前回から変更がないか、口頭で確認します")),
    Rung(
        tr("被保険者資格申立書（初診の方）"),
        tr("用紙に記入していただき、カードとあわせて確認します"),
    ),
)
UNUSABLE = frozenset(
    {
        *("BK02", "CD04", "CD08", "VS01"),
        *("CT03", "CT04", "CT05", "CT06", "CT08", "CT09", "CT10", "CT11"),
    }
)
"""Codes that leave the desk without an answer from this card (A.3 and E.2: "ladder")."""
NUMBERS_MAY_HELP = UNUSABLE - {"BK02"}
"""Those after which the service can be asked by numbers: with maintenance it answers nothing."""


_PAST = 2
"""Which rung is 過去の資格."""


def rungs_from_numbers(past: Words | None = None) -> tuple[Rung, ...]:
    """Return the ladder whose first way begins here, with the numbers; ``past`` is what was."""
    first, *others = (
        replace(rung, detail=past) if number == _PAST and past is not None else rung
        for number, rung in enumerate(RUNGS)
    )
    return replace(first, act=Act.NUMBERS), *others
