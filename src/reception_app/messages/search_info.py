"""資格確認照会用情報: the numbers of one person as a message carries them.

Source: eligibility-interface.md 1.2 and 5.2.
"""

from __future__ import annotations

from dataclasses import dataclass

from reception_app.domain.dates import day_of
from reception_app.domain.eligibility import CardholderNumbers, Record, text_of
from reception_app.domain.errors import BackendGarbled
from reception_app.domain.insurer import wire_form

_CONSENT = "LimitApplicationCertificateRelatedConsFlg"
_IDENTIFIER = "ArbitraryIdentifier"


@dataclass(frozen=True, slots=True)
class SearchInfo:
    """What is asked for one person.

    Attributes:
        limit_consent: Whether the patient agreed to have 限度額適用認定証関連情報 given (001).
        identifier: Our own key, echoed in the answer; empty for none.
    """

    numbers: CardholderNumbers
    limit_consent: bool
    identifier: str = ""


def search_info(asked: SearchInfo) -> Record:
    """Return a question for one person; what was not given is left out."""
    numbers = asked.numbers
    members = {
        "InsurerNumber": wire_form(numbers.insurer),
        "InsuredCardSymbol": numbers.symbol,
        "InsuredIdentificationNumber": numbers.number,
        "InsuredBranchNumber": numbers.branch,
        "Birthdate": f"{numbers.born:%Y%m%d}",
        _CONSENT: "1" if asked.limit_consent else "0",
        _IDENTIFIER: asked.identifier,
    }
    return {name: value for name, value in members.items() if value}


def read_search_info(group: Record) -> SearchInfo:
    """Return what is asked for one person.

    Raises:
        BackendGarbled: no insurer, number or birth date, or a consent that is neither 0 nor 1.
    """
    insurer, number = (
        text_of(group, "InsurerNumber"),
        text_of(group, "InsuredIdentificationNumber"),
    )
    born, consent = day_of(text_of(group, "Birthdate")), text_of(group, _CONSENT)
    if not insurer.strip() or not number or born is None or consent not in {"", "0", "1"}:
        raise BackendGarbled("QualificationConfirmSearchInfo")
    numbers = CardholderNumbers(
        insurer=insurer.strip(),
        symbol=text_of(group, "InsuredCardSymbol") or None,
        number=number,
        branch=text_of(group, "InsuredBranchNumber") or None,
        born=born,
    )
    return SearchInfo(numbers, consent == "1", text_of(group, _IDENTIFIER))
