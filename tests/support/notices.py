"""Announcements of a service: a night of maintenance, an outage."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from reception_app.domain.notice import Affects, ServiceNotice

AT_3 = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
AT_4 = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
"""In the night to the 24th in Japan, the hour of front-desk.md A3-15."""

CARDS = ServiceNotice("n-1", "証明書の保守", AT_3, AT_4, Affects.CARDS)
OUTAGE = ServiceNotice("n-2", "広い範囲で通信障害が起きています", AT_3, AT_4)


def on_wire(**changes: Any) -> dict[str, Any]:
    """A notice as JSON values; eligibility-api.md, ``GET /v1/service``."""
    usual = {
        "id": "n-2",
        "text": "広い範囲で通信障害が起きています",
        "from": "2026-11-24T03:00:00+09:00",
        "until": "2026-11-24T04:00:00+09:00",
        "affects": "all",
    }
    return {**usual, **changes}


def notice(**changes: Any) -> ServiceNotice:
    return replace(OUTAGE, **changes)
