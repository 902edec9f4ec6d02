"""What the training service announces, as ``eligibility-api.md`` shapes it."""

from __future__ import annotations

from support.notices import CARDS, OUTAGE, on_wire
from support.plain_client import PlainClient

from reception_app.training.service import TrainingService


def test_notices_are_put_up_and_taken_down_while_it_runs(
    service: TrainingService, client: PlainClient
) -> None:
    assert client.get("/v1/service").json()["notices"] == []

    service.set_notices(CARDS, OUTAGE)
    told = client.get("/v1/service").json()["notices"]
    service.set_notices()

    assert told == [on_wire(id="n-1", text="証明書の保守", affects="cards"), on_wire()]
    assert client.get("/v1/service").json()["notices"] == []
