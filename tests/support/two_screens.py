"""A program of its own with two screens: says where the patient's window stands, step by step.

Qt reads the screens of its offscreen platform when it starts, so a test runs this as a child.
"""

from __future__ import annotations

import json

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from support.patient_desk import TYPE_PIN, Seat

from reception_app.ui.patient.placement import Placement
from reception_app.ui.theme import Scheme, Theme

SCREENS = ((0, 0, 1366, 768), (1366, 0, 1920, 1080))


def configuration() -> str:
    """Return what the offscreen platform reads at its start."""
    named = [
        {"name": f"{n}", "x": x, "y": y, "width": w, "height": h, "dpr": 1, "logicalDpi": 96}
        for n, (x, y, w, h) in enumerate(SCREENS)
    ]
    return json.dumps({"screens": [{**one, "logicalBaseDpi": 96} for one in named]})


def main() -> None:
    """Print the window's place at first, and after the staff window went to the other screen."""
    app = QApplication([])
    theme = Theme()
    theme.apply(app, Scheme.LIGHT, 100)
    staff = QWidget()
    staff.setGeometry(0, 0, 1366, 768)
    staff.show()
    seat = Seat(theme)
    seat.window.render(TYPE_PIN)
    placement = Placement(seat.window, staff)
    placement.show()
    places = [_place(app, seat)]
    staff.move(1500, 0)
    app.primaryScreenChanged.emit(QGuiApplication.primaryScreen())
    places.append(_place(app, seat))
    print(json.dumps(places))  # noqa: T201 - the answer to whoever started it


def _place(app: QApplication, seat: Seat) -> list[object]:
    app.processEvents()
    at = seat.window.geometry()
    return [seat.window.isFullScreen(), at.x(), at.y(), at.width(), at.height()]


if __name__ == "__main__":
    main()
