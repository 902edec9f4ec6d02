"""What the tray says of itself, in the languages of the desk."""

from __future__ import annotations

from reception_app.application.catalogue import Lang
from reception_app.application.tray import TrayNow, Wording


def test_a_wording_is_said_in_the_language_of_the_window() -> None:
    licence = Wording("運転免許証", "Driving licence")

    assert licence.said(Lang.JA) == "運転免許証"
    assert licence.said(Lang.EN) == "Driving licence"


def test_at_first_nothing_lies_there_and_nothing_goes_wrong() -> None:
    now = TrayNow()

    assert (now.lies, now.left, now.coming, now.troubles) == ("", "", "", frozenset())
