"""The form for the numbers of a 資格確認書: tells what is typed, shows what the desk makes of it.

The desk holds the form; a field is ahead of it only while somebody types there.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from reception_app.domain.number_entry import Place, TypedNumbers
from reception_app.domain.number_form import text_at, typed_at
from reception_app.ui.staff.buttons import ButtonRow
from reception_app.ui.staff.facts import NoteRow
from reception_app.ui.staff.kit import Kit
from reception_app.ui.staff.number_fields import ConsentBox, FieldRow, NumberEdit
from reception_app.ui.staff.page import ActionRow, Scroll
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import Form


class _FormScroll(Scroll):
    """Scrolls so that whatever has the keyboard is in sight, also when everything moves."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look again when the content has another size."""
        done = bool(super().eventFilter(watched, event))
        if watched is self.content and event.type() is QEvent.Type.Resize:
            self.show_focus()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Look again when there is another room."""
        super().resizeEvent(event)
        self.show_focus()

    @Slot()
    def show_focus(self) -> None:
        """Bring the field with the keyboard into sight, its ring too."""
        focus = self._focused()
        if focus is not None and focus.hasFocus():
            edge = self._kit.theme.px("space.3")
            self.ensureWidgetVisible(focus, edge, edge)

    def _focused(self) -> QWidget | None:
        return self.content.focusWidget()  # None if nothing had it yet, whatever the stubs say


class NumberPage(QWidget):
    """Headline, fields in the order of the card, consent, and what to press.

    Signals:
        typed: The form as it stands (TypedNumbers), and the field that was left (Place or None).
        ask_pressed: Enter where there is no further field.
    """

    typed = Signal(object, object)
    ask_pressed = Signal()

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._scroll = _FormScroll(kit, self)
        content = self._scroll.content
        self._headline = TextLabel("headline", parent=content, leading=1.35)
        self._detail = TextLabel("detail", parent=content)
        self._notes = NoteRow(kit, "strip", content)
        self._card = QFrame(content)
        self._grid = QGridLayout(self._card)
        self._rows = {place: FieldRow(kit, self._card, self._grid, place) for place in Place}
        self._consent = ConsentBox(self._card)
        self._foot = TextLabel("sub", parent=content)
        self.bottom = ActionRow(kit, self)
        self._column, self._frame = QVBoxLayout(content), QVBoxLayout(self)
        self._form = ""
        self._told = TypedNumbers()
        self._start: Place | None = None
        self._put_together()

    @property
    def rows(self) -> tuple[ButtonRow]:
        """Where buttons are, in the order of reading."""
        return (self.bottom.buttons,)

    def show_form(self, form: Form) -> None:
        """Show this form; what is being typed stays."""
        self._space()
        texts, is_other = self._kit.texts, form.form != self._form
        self._form, self._start = form.form, form.start
        self._headline.show_text(texts(form.headline))
        self._detail.show_text(texts(form.detail) if form.detail else "")
        self._detail.setVisible(form.detail is not None)
        self._notes.show_notes(form.notes)
        self._show_texts(form, is_other=is_other)
        shown = {field.place: field for field in form.fields}
        for place, row in self._rows.items():
            if place in shown:
                row.show_field(shown[place])
            else:
                row.hide()
        self._consent.setText(texts(form.consent).replace("&", "&&"))
        self._consent.setAccessibleName(texts(form.consent))
        self.bottom.show_foot(form.code, None, form.buttons)
        for before, after in pairwise([self._consent, *self.bottom.buttons.buttons]):
            QWidget.setTabOrder(before, after)
        self._fit()

    def forget(self) -> None:
        """Keep nothing of what was typed; the form is over."""
        if self._form:
            self._form = ""
            for row in self._rows.values():
                row.edit.clear()
            self._consent.setChecked(False)
            self._told = self._now()

    def commit(self, left: Place | None = None) -> None:
        """Tell what is typed by now, and which field was left."""
        now = self._now()
        if self._form and (left is not None or now != self._told):
            self._told = now
            self.typed.emit(now, left)

    def focus_start(self) -> bool:
        """Put the keyboard where it belongs; return False where that is a button."""
        if self._start is None:
            self._show_what_is_said()
            return False
        edit = self._rows[self._start].edit
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()
        return True

    def _show_what_is_said(self) -> None:
        """Bring into sight what is to be read before the button is pressed."""
        warned = [row for row in self._rows.values() if row.is_shown and row.has_note]
        for row in warned[:1]:
            edge = self._kit.theme.px("space.5")
            self._scroll.ensureWidgetVisible(row.note, edge, edge)
            self._scroll.ensureWidgetVisible(row.edit, edge, edge)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Choose what suits the room."""
        super().resizeEvent(event)
        self._fit()

    def to_top(self) -> None:
        """Begin to read at the beginning."""
        self._scroll.to_top()

    def scroll_pages(self, pages: int) -> None:
        """Go on by so many screens, or back."""
        self._scroll.scroll_pages(pages)

    def copy_number(self) -> bool:
        """Return False: there is nothing to copy here."""
        return False

    def announce(self) -> None:
        """Say to a screen reader what is to be typed, and why again."""
        words = " ".join(part for part in (self._headline.text(), self._notes.words) if part)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._headline, words))

    # ── what is typed ───────────────────────────────────────────────────────────────────────
    def _now(self) -> TypedNumbers:
        texts = {place: row.edit.text() for place, row in self._rows.items()}
        return typed_at(texts, limit_consent=self._consent.isChecked())

    def _show_texts(self, form: Form, *, is_other: bool) -> None:
        """Take over what the desk made of the form, where nobody has typed on meanwhile."""
        before = TypedNumbers() if is_other else self._told
        shown = {field.place: field.text for field in form.fields}
        known = {place: shown.get(place, text_at(before, place)) for place in Place}
        is_ahead = not is_other and self._now() != self._told
        self._told = typed_at(known, limit_consent=form.is_consented)
        if is_ahead:
            return
        for place, row in self._rows.items():
            if known[place] != row.edit.text():
                row.edit.setText(known[place])
        self._consent.setChecked(form.is_consented)

    @Slot()
    def _edited(self) -> None:
        self._kit.presses.disarm()

    @Slot()
    def _left(self) -> None:
        edit = self.sender()
        if isinstance(edit, NumberEdit):
            self.commit(edit.place)

    @Slot()
    def _refused(self) -> None:
        self._left()

    @Slot()
    def _ticked(self) -> None:
        self.commit()

    @Slot()
    def _went_on(self) -> None:
        """Go to the next field; from the last one ask."""
        edit = self.sender()
        if isinstance(edit, NumberEdit):
            self.commit(edit.place)  # it decides which fields there are
        shown = [row.edit for row in self._rows.values() if row.is_shown]
        stops: list[QWidget] = [*shown, self._consent]
        at = stops.index(edit) if isinstance(edit, NumberEdit) else len(stops) - 1
        if at + 1 < len(stops):
            stops[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.commit()
            self.ask_pressed.emit()

    # ── looks ───────────────────────────────────────────────────────────────────────────────
    def _put_together(self) -> None:
        set_role(self._card, "card")
        for row in self._rows.values():
            row.edit.textEdited.connect(self._edited)
            row.edit.went_on.connect(self._went_on)
            row.edit.reached.connect(self._scroll.show_focus)
            row.edit.left.connect(self._left)
            row.edit.refused.connect(self._refused)
        self._consent.went_on.connect(self._went_on)
        self._consent.reached.connect(self._scroll.show_focus)
        self._consent.clicked.connect(self._ticked)
        left = Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(self._consent, 2 * len(Place), 1, 1, 2, left)
        self._grid.setColumnStretch(2, 1)
        self._column.addWidget(self._headline)
        self._column.addWidget(self._detail)
        self._column.addWidget(self._notes)
        self._column.addWidget(self._card)
        self._column.addWidget(self._foot)
        self._column.addStretch(1)
        self._frame.addWidget(self._scroll, 1)
        self._frame.addWidget(self.bottom)
        self._frame.setSpacing(0)
        self._frame.setContentsMargins(0, 0, 0, 0)

    def _space(self) -> None:
        theme = self._kit.theme
        side, edge = theme.px("space.6"), theme.px("space.5")
        self._column.setContentsMargins(side, edge, side, edge)
        self._column.setSpacing(theme.px("space.3"))
        self._grid.setContentsMargins(side, edge, side, edge)
        self._grid.setHorizontalSpacing(theme.px("space.4"))
        self._grid.setVerticalSpacing(theme.px("space.2"))
        self.bottom.set_margins(side, edge)

    def _fit(self) -> None:
        width = self.width()
        is_narrow = self._kit.is_narrow(width)
        self.bottom.buttons.set_small(is_small=is_narrow)
        for row in self._rows.values():
            row.arrange(is_narrow=is_narrow)
        foot = self.bottom.fit(width - 2 * self._kit.theme.px("space.6"))
        self._foot.show_text(foot)
        self._foot.setVisible(bool(foot))
