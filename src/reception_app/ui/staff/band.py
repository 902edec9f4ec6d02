"""The result in one strip: shape, word, colour; and what the patient pays."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from reception_app.ui.staff.kit import Density, Kit
from reception_app.ui.text_label import TIGHT, TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.views import Band
from reception_app.ui.viewstate.words import tr
from reception_app.ui.widgets import Sign

_BURDEN: Final = tr("窓口負担")
_WRAPPED: Final = 16
"""What explains the verdict may wrap, but not into lines of fewer characters than this."""


class BandStrip(QFrame):
    """One band; its words are announced to a screen reader when a page comes."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._density = Density.AIRY
        self._sign = Sign(self)
        self._headline = TextLabel("band-headline", parent=self, leading=TIGHT, even=True)
        self._sub = TextLabel("band-sub", parent=self)
        self._burden_label = TextLabel("band-how", parent=self, leading=TIGHT)
        self._burden = TextLabel("burden", parent=self, leading=1.1)
        self._burden_how = TextLabel("band-how", parent=self, leading=TIGHT)
        self._who = TextLabel("title", parent=self)
        self._born = TextLabel("band-sub", parent=self)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._verdict, self._words = QHBoxLayout(), QVBoxLayout()
        self._figures = QGridLayout()
        self._put_together()

    def show_band(self, band: Band) -> None:
        """Show this result."""
        theme, texts, tone = self._kit.theme, self._kit.texts, str(band.tone)
        for layout in (self._row, self._verdict):
            layout.setSpacing(theme.px("space.5"))
        self._figures.setHorizontalSpacing(theme.px("space.4"))
        set_role(self, "band", tone)
        for label, role in self._roles():
            set_role(label, role, tone)
        shape = theme.pixmap(f"shape-{band.shape}", "icon.band", f"verdict.{tone}.text")
        self._sign.show_pixmap(shape, width=theme.px("icon.band") + theme.px("space.3"))
        self._headline.show_text(texts(band.headline))
        _show(self._sub, texts(band.sub) if band.sub else "")
        self._show_burden(band)
        self._show_who(band)

    def set_density(self, density: Density) -> None:
        """Stand close where the page would not fit otherwise."""
        theme, self._density = self._kit.theme, density
        edge = theme.px(density.pick("space.2", "space.3", "space.1"))
        self._row.setContentsMargins(theme.px("space.5"), edge, theme.px("space.6"), edge)

    def announce(self) -> None:
        """Say the verdict to a screen reader; without a name, since others may hear it."""
        self.announce_news(f"{self._headline.text()} {self._burden.text()}".strip())

    def announce_news(self, words: str) -> None:
        """Say what came while the verdict stayed."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def fit(self, width: int) -> None:
        """Put what explains the figure beside it where height is dear and width is there.

        Where there is not even room beside the verdict, the figure goes below.
        """
        self._arrange(is_high=self._density is Density.AIRY)
        if self._needed_width() > width:
            self._arrange(is_high=True)
        direction = QBoxLayout.Direction
        has_room = self._needed_width() <= width
        self._row.setDirection(direction.LeftToRight if has_room else direction.TopToBottom)

    def _needed_width(self) -> int:
        """Return how wide verdict and figure are; what explains the verdict may wrap."""
        sub = min(self._sub.sizeHint().width(), self._kit.theme.px("type.body") * _WRAPPED)
        words = max(self._headline.sizeHint().width(), 0 if self._sub.isHidden() else sub)
        beside = self._sign.sizeHint().width() + words
        self._figures.invalidate()
        frame = self._row.contentsMargins()
        figures = self._figures.sizeHint().width() + 2 * self._row.spacing()
        return beside + figures + frame.left() + frame.right()

    def _put_together(self) -> None:
        self._words.setSpacing(0)
        self._figures.setVerticalSpacing(0)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._words.addStretch(1)
        self._words.addWidget(self._headline)
        self._words.addWidget(self._sub)
        self._words.addStretch(1)
        for label in (self._burden, *self._beside(), self._who, self._born):
            label.setAlignment(right)
        self._figures.addWidget(self._who, 3, 0, 1, 2, Qt.AlignmentFlag.AlignBottom)
        self._figures.addWidget(self._born, 4, 0, 1, 2, Qt.AlignmentFlag.AlignTop)
        self._arrange(is_high=True)
        self._verdict.addWidget(self._sign)
        self._verdict.addLayout(self._words, 1)
        self._row.addLayout(self._verdict, 1)
        self._row.addLayout(self._figures)

    def _show_burden(self, band: Band) -> None:
        _show(self._burden_label, self._kit.texts(_BURDEN) if band.burden else "")
        _show(self._burden, self._kit.texts(band.burden) if band.burden else "")
        _show(self._burden_how, self._kit.texts(band.burden_how) if band.burden_how else "")

    def _show_who(self, band: Band) -> None:
        _show(self._who, self._kit.texts(band.who) if band.who else "")
        _show(self._born, self._kit.texts(band.who_born) if band.who_born else "")

    def _arrange(self, *, is_high: bool) -> None:
        """Put what explains the figure above and below it, or at its left."""
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        label, how = self._beside()
        for each in (self._burden, label, how):
            self._figures.removeWidget(each)
        if is_high:
            for line, each in enumerate((label, self._burden, how)):
                self._figures.addWidget(each, line, 1)
        else:
            self._figures.addWidget(label, 0, 0, bottom)
            self._figures.addWidget(how, 1, 0, top)
            self._figures.addWidget(self._burden, 0, 1, 2, 1)

    def _beside(self) -> tuple[TextLabel, TextLabel]:
        return self._burden_label, self._burden_how

    def _roles(self) -> tuple[tuple[TextLabel, str], ...]:
        return (
            (self._headline, "band-headline"),
            (self._sub, "band-sub"),
            (self._burden_label, "band-how"),
            (self._burden, "burden"),
            (self._burden_how, "band-how"),
            (self._born, "band-sub"),
        )


def _show(label: TextLabel, text: str) -> None:
    label.show_text(text)
    label.setVisible(bool(text))
