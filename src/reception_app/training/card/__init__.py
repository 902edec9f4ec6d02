"""A virtual My Number card at APDU level: everything that others may use of it."""

from __future__ import annotations

from reception_app.training.card.applet import AUTH_PIN, SIGNATURE_PASSWORD
from reception_app.training.card.card import CardGone, Place, VirtualCard
from reception_app.training.card.command import Step
from reception_app.training.card.faults import Faults, Moment, Removal, WrongStatus
from reception_app.training.card.files import JPKI_AID
from reception_app.training.card.issuer import (
    CA_FILE,
    CERTIFICATE_SIZE,
    IssuedCertificate,
    TrainingCa,
)
from reception_app.training.card.profiles import CardEdition, Profile, make_edition, new_tries
from reception_app.training.card.signing import EcFormat
from reception_app.training.card.state import CardState
from reception_app.training.card.switches import Switches

__all__ = [
    "AUTH_PIN",
    "CA_FILE",
    "CERTIFICATE_SIZE",
    "JPKI_AID",
    "SIGNATURE_PASSWORD",
    "CardEdition",
    "CardGone",
    "CardState",
    "EcFormat",
    "Faults",
    "IssuedCertificate",
    "Moment",
    "Place",
    "Profile",
    "Removal",
    "Step",
    "Switches",
    "TrainingCa",
    "VirtualCard",
    "WrongStatus",
    "make_edition",
    "new_tries",
]
