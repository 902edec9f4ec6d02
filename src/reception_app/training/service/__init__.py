"""The training eligibility service: eligibility-api.md from the other side."""

from __future__ import annotations

from reception_app.training.service.answers import MEDICAL_INSTITUTION_CODE
from reception_app.training.service.counters import Counts
from reception_app.training.service.server import (
    ServiceOptions,
    TrainingService,
    run_training_service,
)

__all__ = [
    "MEDICAL_INSTITUTION_CODE",
    "Counts",
    "ServiceOptions",
    "TrainingService",
    "run_training_service",
]
