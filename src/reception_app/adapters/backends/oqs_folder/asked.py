"""How a question came about, as text for the journal and back; knows no table."""

from __future__ import annotations

import json
from datetime import datetime

from reception_app.application.late_answers import Asked
from reception_app.domain.consent import Consent, ConsentMethod, ConsentScope
from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import Place
from reception_app.domain.record import NumberTrail


def asked_as_text(asked: Asked) -> str:
    """Return it as one line of JSON; nothing in it tells who the patient is."""
    consent, trail = asked.consent, asked.trail
    return json.dumps(
        {
            "operator": asked.operator,
            "expects_somebody": asked.expects_somebody,
            "consent": {
                "method": consent.method,
                "scopes": sorted(consent.scopes),
                "given_at": consent.given_at.isoformat(),
                "witness": consent.witness,
            },
            "trail": trail
            and {
                "follows": trail.follows,
                "changed": trail.changed,
                "candidates": trail.candidates,
                "choice": trail.choice,
            },
        }
    )


def asked_from_text(text: str) -> Asked:
    """Return what a journal's line says."""
    said = json.loads(text)
    consent, trail = said["consent"], said["trail"]
    return Asked(
        operator=said["operator"],
        consent=Consent(
            method=ConsentMethod(consent["method"]),
            scopes=frozenset(map(ConsentScope, consent["scopes"])),
            given_at=datetime.fromisoformat(consent["given_at"]),
            witness=consent["witness"],
        ),
        trail=trail
        and NumberTrail(
            follows=CheckId(trail["follows"]),
            changed=tuple(map(Place, trail["changed"])),
            candidates=trail["candidates"],
            choice=trail["choice"],
        ),
        expects_somebody=said["expects_somebody"],
    )
