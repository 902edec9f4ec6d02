"""What backends share that can ask by numbers alone; knows no interface."""

from __future__ import annotations

from reception_app.domain.eligibility import CardholderNumbers, EligibilityQuery
from reception_app.domain.errors import BackendRefused


def require_numbers(query: EligibilityQuery) -> None:
    """Refuse a question with a card.

    Raises:
        BackendRefused: BK07 with service_code ``card``.
    """
    if not isinstance(query.subject, CardholderNumbers):
        raise BackendRefused(service_code="card")
