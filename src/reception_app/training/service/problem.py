"""Refusals as problem documents (RFC 9457)."""

from __future__ import annotations

import json
from typing import Final

from starlette.responses import Response

from reception_app.training.service.refusal import Refusal

JSON_TYPE: Final = "application/json; charset=utf-8"

_PROBLEM_TYPE = "application/problem+json"


def problem(refusal: Refusal) -> Response:
    """Return the response that a refusal makes."""
    document = {
        "type": f"urn:eligibility-api:v1:{refusal.code}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.title,
        "code": refusal.code,
        **refusal.members,
    }
    headers = {"content-type": _PROBLEM_TYPE, **refusal.headers()}
    return Response(json.dumps(document), refusal.status, headers)
