"""Throws mutated messages at every reader: whatever comes in, only our errors may come out.

``scripts/fuzz`` runs it. It is a program and no test: its engine is libFuzzer, by way of atheris.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

import atheris

with atheris.instrument_imports(include=["reception_app"], enable_loader_override=False):
    from reception_app.domain.consent import Consent, ConsentMethod
    from reception_app.domain.eligibility import CardholderNumbers, EligibilityQuery
    from reception_app.domain.errors import ReceptionError
    from reception_app.domain.ids import CheckId
    from reception_app.messages.bulk import read_acceptance, read_bulk_result
    from reception_app.messages.json import read_answer, read_challenge, read_notices, read_problem
    from reception_app.messages.registration import read_registration, read_registrations
    from reception_app.messages.single import face_result, single_result
    from reception_app.messages.web_json import read_json_message
    from reception_app.messages.web_login import read_login_answer, read_status
    from reception_app.messages.xml_reading import read_message

_AT: Final = datetime(2026, 11, 22, tzinfo=UTC)
_ID: Final = CheckId("00000000-0000-4000-8000-000000000001")
_QUERY: Final = EligibilityQuery(
    _ID,
    date(2026, 11, 22),
    CardholderNumbers("06139992", "１２－３", "4567", "01", date(1985, 4, 12)),
    Consent(ConsentMethod.NONE, frozenset(), _AT),
)


def _single(raw: bytes) -> None:
    message = read_message(raw)
    face_result(message, check_id=_ID, source="fuzz", answered_at=_AT)
    single_result(message, check_id=_ID, source="fuzz", answered_at=_AT)


def _answer(raw: bytes) -> None:
    read_answer(
        raw, _QUERY, institution_code="1312345678", source="fuzz", answered_at=_AT
    ).refusal()


def _web(raw: bytes) -> None:
    single_result(read_json_message(raw), check_id=_ID, source="fuzz", answered_at=_AT)


_READERS: Final[tuple[Callable[[bytes], Any], ...]] = (
    _single,
    lambda raw: read_acceptance(read_message(raw)),
    lambda raw: read_registration(read_message(raw)),
    lambda raw: [each.result(_ID, source="", answered_at=_AT) for each in _people(raw)],
    lambda raw: list(read_registrations(raw).answers),
    _answer,
    _web,
    read_challenge,
    read_notices,
    read_problem,
    read_login_answer,
    read_status,
)


def _people(raw: bytes) -> Any:
    return read_bulk_result(raw).answers


def read_all(raw: bytes) -> None:
    """Give the bytes to every reader, since each has checks of its own before the common ones."""
    for read in _READERS:
        try:
            read(raw)
        except ReceptionError:
            continue


def main() -> None:
    """Run the engine; it ends the process."""
    atheris.Setup(sys.argv, read_all)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
