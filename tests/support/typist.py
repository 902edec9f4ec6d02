"""Somebody at the staff's keyboard who types the numbers of a 資格確認書."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from support.desk_window import DeskWindow

from reception_app.domain.number_entry import Place
from reception_app.domain.record import StoredCheck
from reception_app.domain.session.states import Answered, AskingNumbers
from reception_app.ui.staff.number_fields import NumberEdit

F3, ENTER = Qt.Key.Key_F3, Qt.Key.Key_Return


class Typist:
    """Somebody at the staff's keyboard."""

    def __init__(self, desk: DeskWindow) -> None:
        self.desk = desk

    def open(self) -> None:
        """F3."""
        self.desk.frame.activateWindow()
        self.desk.press(F3)
        self.desk.until_state(AskingNumbers)

    @property
    def focus(self) -> QLineEdit | None:
        focus = self.desk.program.staff.focusWidget()
        return focus if isinstance(focus, QLineEdit) else None

    def key(self, key: Qt.Key) -> None:
        self.desk.press_there(key)

    def type(self, text: str) -> None:
        self.desk.type_text(text)

    def fill(self, *texts: str) -> None:
        """Type into one field after the other; what stands there is replaced."""
        for text in texts:
            self.type(text)
            self.key(ENTER)

    def ask(self, *texts: str) -> Answered:
        """F3, the numbers, and Enter at the consent."""
        self.open()
        self.fill(*texts)
        self.key(ENTER)
        return self.answer()

    def answer(self) -> Answered:
        answered = self.desk.until_state(Answered)
        self.desk.until(lambda: answered.request.check_id in self.listed())
        return answered

    def listed(self) -> list[str]:
        return [row.record.check_id for row in self.desk.now.today]

    def texts(self) -> dict[Place, str]:
        edits = self.desk.program.staff.findChildren(NumberEdit)
        return {each.place: each.text() for each in edits}

    def newest(self) -> StoredCheck:
        return self.desk.now.today[0]
