"""Shows the phone list before it is printed, and prints it; nothing blocks the event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from reception_app.ui.batch import phone_list
from reception_app.ui.texts import Texts
from reception_app.ui.viewstate.phone_list import TITLE, PhoneList

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog


class PhoneListPrinting(QObject):
    """Prints what a call gives, as it is when the dialog asks for it."""

    def __init__(self, texts: Texts, make: Callable[[], PhoneList], parent: QWidget) -> None:
        super().__init__(parent)
        self._texts, self._make, self._window = texts, make, parent
        self._printer: QPrinter | None = None
        self.dialog: QPrintPreviewDialog | None = None

    @Slot()
    def open(self) -> None:
        """Show the preview; the printer is chosen there."""
        # A printer costs the start a library that few need.
        from PySide6.QtPrintSupport import (  # noqa: PLC0415 - on demand
            QPrinter,
            QPrintPreviewDialog,
            QPrintPreviewWidget,
        )

        if self.dialog is None:
            self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
            phone_list.set_up(self._printer)
            self.dialog = QPrintPreviewDialog(self._printer, self._window)
            self.dialog.paintRequested.connect(self._paint)
        self.dialog.setWindowTitle(self._texts(TITLE))
        self.dialog.resize(self._window.size() * 0.8)
        for preview in self.dialog.findChildren(QPrintPreviewWidget):
            preview.updatePreview()
        self.dialog.open()

    @Slot("QPrinter*")
    def _paint(self, printer: QPrinter) -> None:
        phone_list.draw(printer, self._texts, self._make())
