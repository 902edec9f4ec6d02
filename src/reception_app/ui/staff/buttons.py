"""Buttons that offer an act, with the key that does the same; they decide nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextOption,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

from reception_app.ui.staff.kit import Kit
from reception_app.ui.staff.presses import Press
from reception_app.ui.theme import Theme, set_role
from reception_app.ui.viewstate.views import Button
from reception_app.ui.widgets import FlowLayout, Pool

_CAP_OPACITY: Final = 0.75
_WRAP: Final = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter


class ActButton(QPushButton):
    """One press that is offered: words and a key cap.

    The style sheet draws ground and frame; words and cap are drawn here, because words too long
    for the window go into a second line.
    """

    def __init__(self, kit: Kit, row: QWidget, parent: QWidget | None = None) -> None:
        """Stand in a row of buttons, whose changes decide whether a click was meant."""
        super().__init__(row if parent is None else parent)
        self._kit, self._theme, self._presses, self._row = kit, kit.theme, kit.presses, row
        self._button: Button | None = None
        self._press: Press | None = None
        self._key, self._text = "", ""
        self._is_small = False
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self._clicked)

    @property
    def offered(self) -> Button | None:
        """What it offers now."""
        return self._button

    def offer(self, button: Button, *, is_small: bool = False) -> None:
        """Offer this from now on.

        Args:
            button: What is offered.
            is_small: Take no more room than a finger needs.
        """
        self._is_small = is_small
        if self._button is None or self._button.act is not button.act:
            self.setDown(False)
        self._button, self._key = button, button.key
        is_armed = button.twice is not None and self._presses.armed is button.act
        words = button.twice if button.twice is not None and is_armed else button.words
        text = self._kit.texts(words)
        role = self._role(is_primary=button.is_primary)
        set_role(self, role, "small" if self._is_small else None)
        self._text = text
        self.setText(text.replace("&", "&&"))  # no letter of it becomes a shortcut
        self.setAccessibleName(f"{text} {button.key}".rstrip())
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size with the key cap beside the words in one line."""
        hint = super().sizeHint()
        cap = self._cap_size()
        extra = cap.width() + self._gap() if cap.width() else 0
        return QSize(hint.width() + extra, max(hint.height(), cap.height()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size that wrapped words may go down to."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._theme.px("size.button") * 3), hint.height())

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height with wrapped words."""
        hint = self.sizeHint()
        if width >= hint.width():
            return hint.height()
        metrics = QFontMetrics(self.font())
        beside = hint.width() - metrics.horizontalAdvance(self._text)
        room = QRect(0, 0, max(width - beside, 1), 0)
        lines = metrics.boundingRect(room, int(_WRAP), self._text).height()
        return hint.height() + max(lines - metrics.height(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw ground and frame by the style sheet, then words and cap."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        with QPainter(self) as painter:
            style = self.style()
            style.drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_words(painter, self.palette().color(self.foregroundRole()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember which page the click began on."""
        self._began()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Forget a click that ended elsewhere."""
        super().mouseReleaseEvent(event)
        self._press = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the second half of a double click for nothing."""
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Take the keyboard's leaving as a change of mind."""
        super().focusOutEvent(event)
        if self._button is not None and self._presses.armed is self._button.act:
            self._presses.disarm()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Remember which page the space bar went down on; leave Enter to the window."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._began()
        super().keyPressEvent(event)

    def _role(self, *, is_primary: bool) -> str:
        return "primary" if is_primary else "secondary"

    @Slot()
    def _clicked(self) -> None:
        if self._button is None:
            return
        press = self._press or self._presses.begin(self._button.act, self._row)
        self._press = None
        self._presses.finish(press, self._button)

    def _began(self) -> None:
        if self._button is not None:
            self._press = self._presses.begin(self._button.act, self._row)

    def _draw_words(self, painter: QPainter, colour: QColor) -> None:
        inner, cap = self._inner(), self._cap_size()
        extra = cap.width() + self._gap() if cap.width() else 0
        metrics = QFontMetrics(self.font())
        room = QRect(0, 0, max(inner.width() - extra, 1), inner.height())
        words = metrics.boundingRect(room, int(_WRAP), self._text)
        words.moveTop(inner.top() + (inner.height() - words.height()) // 2)
        words.moveLeft(inner.left() + (inner.width() - words.width() - extra) // 2)
        painter.setPen(colour)
        option = QTextOption(Qt.AlignmentFlag.AlignCenter)
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        painter.drawText(QRectF(words.adjusted(-1, 0, 1, 0)), self._text, option)
        if extra:
            middle = inner.top() + (inner.height() - cap.height()) / 2
            at = QPointF(words.right() + 1 + self._gap(), middle)
            draw_key_cap(
                painter,
                QRectF(at, cap.toSizeF()),
                self._key,
                key_cap_font(self._theme, self.font()),
                colour,
            )

    def _inner(self) -> QRect:
        """The middle, with as much air as the style sheet gives at the least."""
        return self.rect().adjusted(self._gap(), 0, -self._gap(), 0)

    def _gap(self) -> int:
        return self._theme.px("space.2")

    def _cap_size(self) -> QSize:
        return key_cap_size(self._theme, key_cap_font(self._theme, self.font()), self._key)


def key_cap_font(theme: Theme, base: QFont) -> QFont:
    """Return the type on a key cap."""
    font = QFont(base)
    font.setPixelSize(theme.px("type.caption"))
    font.setBold(True)
    return font


def key_cap_size(theme: Theme, font: QFont, key: str) -> QSize:
    """Return how large a key cap is; empty where there is no key."""
    if not key:
        return QSize(0, 0)
    width = QFontMetrics(font).horizontalAdvance(key) + 2 * theme.px("space.2")
    height = theme.px("type.caption") + theme.px("space.2") + theme.px("stroke.strong")
    return QSize(max(width, height), height)


def draw_key_cap(painter: QPainter, rect: QRectF, key: str, font: QFont, colour: QColor) -> None:
    """Draw a key cap with this key's name."""
    frame = QColor(colour)
    frame.setAlphaF(_CAP_OPACITY)
    painter.setPen(QPen(frame, 1))
    radius = rect.height() / 5
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setPen(colour)
    painter.setFont(font)
    painter.drawText(rect, key, QTextOption(Qt.AlignmentFlag.AlignCenter))


class FooterKey(ActButton):
    """A key cap with what it does beside it; Tab passes it by, since its key is always there."""

    def __init__(self, kit: Kit, row: QWidget, parent: QWidget) -> None:
        super().__init__(kit, row, parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the size of cap and words in the whole height of the bar."""
        words = QFontMetrics(self.font()).horizontalAdvance(self._text) + 1
        width = self._cap_size().width() + words + 3 * self._gap()
        line = self._theme.px("stroke.thin")
        return QSize(width, self._theme.px("size.footer") - line)

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return the height of the bar."""
        return self.sizeHint().height()

    def _role(self, *, is_primary: bool) -> str:
        return "footer-key"

    def _draw_words(self, painter: QPainter, colour: QColor) -> None:
        cap, rect = self._cap_size(), QRectF(self.rect())
        painter.setPen(colour)
        words = rect.adjusted(cap.width() + 2 * self._gap(), 0, 0, 0)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(words, self._text, option)
        at = QPointF(self._gap(), (rect.height() - cap.height()) / 2)
        font = key_cap_font(self._theme, self.font())
        strong = self._theme.colour("text.main")
        draw_key_cap(painter, QRectF(at, cap.toSizeF()), self._key, font, strong)


class ButtonRow(QWidget):
    """The buttons of a page, in their order; goes into a second line rather than cut one."""

    def __init__(self, kit: Kit, parent: QWidget, *, align: Qt.AlignmentFlag) -> None:
        super().__init__(parent)
        self._kit = kit
        self._flow = FlowLayout(self, align=align)
        self._pool = Pool(self._make, self._flow.addWidget)
        self._offered: tuple[Button, ...] = ()
        self._is_small = False
        kit.presses.armed_changed.connect(self._say_again)

    @property
    def buttons(self) -> list[ActButton]:
        """Those that are shown."""
        return self._pool.fit(len(self._offered))

    def set_small(self, *, is_small: bool) -> None:
        """Take less room in a small window."""
        self._flow.setSpacing(self._kit.theme.px("space.2" if is_small else "space.3"))
        if is_small != self._is_small:
            self._is_small = is_small
            self._say_again()

    def show_buttons(self, offered: tuple[Button, ...]) -> None:
        """Offer these."""
        if [b.act for b in offered] != [b.act for b in self._offered]:
            self._kit.presses.row_changed(self)
        self._offered = offered
        self._say_again()
        self.setVisible(bool(offered))

    def set_margins(self, side: int, edge: int) -> None:
        """Stand so far from the sides and from the lower edge."""
        self._flow.setContentsMargins(side, 0, side, edge)

    def needed_height(self, width: int) -> int:
        """Return how high the row is at a width; nothing if it is empty."""
        if self.isHidden():
            return 0
        self._flow.invalidate()
        return self._flow.heightForWidth(width)

    @Slot()
    def _say_again(self) -> None:
        for widget, button in zip(self.buttons, self._offered, strict=True):
            widget.offer(button, is_small=self._is_small)

    def _make(self) -> ActButton:
        return ActButton(self._kit, self)
