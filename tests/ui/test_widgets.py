"""The small widgets: text that is never cut, things that flow, widgets that are used again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import Theme
from reception_app.ui.widgets import FlowLayout, Pool, Sign

LONG = "ALEXANDERCHRISTOPHERMAXIMILIANJOHANNES" * 3


class Brick(QWidget):
    """A thing of a fixed size."""

    def __init__(self, width: int, height: int = 10) -> None:
        super().__init__()
        self._size = QSize(width, height)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self._size


@pytest.fixture
def label(theme: Theme, qtbot: QtBot) -> TextLabel:
    text = TextLabel("value")
    qtbot.addWidget(text)
    return text


class Wall(QWidget):
    """Bricks that flow."""

    def __init__(self, qtbot: QtBot, align: Qt.AlignmentFlag, *bricks: Brick) -> None:
        super().__init__()
        qtbot.addWidget(self)
        self.flow = FlowLayout(self, align=align)
        self.flow.setSpacing(5)
        self.bricks = bricks
        for brick in bricks:
            self.flow.addWidget(brick)
        self.resize(100, 100)
        self.show()


LEFT = Qt.AlignmentFlag.AlignLeft


def test_a_word_that_is_too_long_goes_on_in_the_next_line(label: TextLabel) -> None:
    label.show_text(LONG)

    assert label.heightForWidth(120) > 4 * label.heightForWidth(10_000)


@given(st.text(alphabet="あ漢A1 　、。（）●𠮷", max_size=60), st.integers(1, 600))
def test_narrower_is_never_lower(text: str, width: int) -> None:
    label = TextLabel("value")
    label.show_text(text)

    assert label.heightForWidth(width) >= label.heightForWidth(width + 50)


ENDS = "カードを置き直し、暗証番号をもう一度入力するようご案内ください。"


def lines_of(label: TextLabel, ems: int) -> list[str]:
    """Draw a label that is so many characters wide; return its lines."""
    label.ensurePolished()
    width = label.font().pixelSize() * ems
    label.resize(width, label.heightForWidth(width))
    label.grab()
    layout = label._layout
    assert label.height() == layout.lineCount() * label._pitch()
    units = layout.text().encode("utf-16-le")  # as Qt counts
    lines = (layout.lineAt(number) for number in range(layout.lineCount()))
    places = [(line.textStart(), line.textStart() + line.textLength()) for line in lines]
    parts = [units[2 * begin : 2 * end].decode("utf-16-le") for begin, end in places]
    return [part.rstrip("\u2028") for part in parts]


@pytest.mark.parametrize("length", range(20, len(ENDS)))
@pytest.mark.parametrize("sentences", [1, 2])
def test_no_character_stands_alone_in_the_last_line(
    label: TextLabel, length: int, sentences: int
) -> None:
    label.show_text("\n".join([ENDS[:length]] * sentences))

    lines = lines_of(label, length - 1)

    assert len(lines) == 2 * sentences
    assert all(len(line) >= 3 for line in lines)


def test_each_paragraph_is_kept_together_by_itself(label: TextLabel) -> None:
    full = "一二三四五六七八九十" * 2
    label.show_text(f"{full}\n{full}一")

    lines = lines_of(label, 10)

    assert [len(line) for line in lines][:2] == [10, 10]
    assert len(lines[-1]) >= 3


def test_text_that_can_not_be_kept_together_is_as_high_as_before(label: TextLabel) -> None:
    label.show_text("一二三四五")

    assert lines_of(label, 2) == ["一二", "三四", "五"]


@pytest.mark.parametrize(
    ("text", "ems", "lines"),
    [
        ("設定に誤りがあります", 9, ["設定に", "誤りがあります"]),
        ("応答がありません（15秒）", 10, ["応答がありません", "（15秒）"]),
        ("資格を喪失しています", 4, ["資格を", "喪失して", "います"]),
    ],
)
def test_a_heading_breaks_between_phrases_where_that_makes_no_more_lines(
    theme: Theme, qtbot: QtBot, text: str, ems: int, lines: list[str]
) -> None:
    heading = TextLabel("band-headline", even=True, leading=1.25)
    qtbot.addWidget(heading)
    heading.show_text(text)

    assert lines_of(heading, ems) == lines


@given(
    st.text(alphabet="あ漢A1 　、。（）●𠮷を\n", max_size=60), st.integers(1, 40), st.booleans()
)
def test_no_character_is_lost_and_no_line_is_added(text: str, ems: int, even: bool) -> None:
    label = TextLabel("value", even=even)
    label.show_text(text)

    drawn = "".join(lines_of(label, ems))

    assert "".join(drawn.split()) == "".join(text.split())


def test_text_needs_no_more_room_than_it_asks_for(label: TextLabel) -> None:
    label.show_text("東京都見本区中央 1-2-3")

    assert label.heightForWidth(label.sizeHint().width()) == label.sizeHint().height()


def test_a_line_break_breaks_the_line(label: TextLabel) -> None:
    label.show_text("一")
    one = label.heightForWidth(1000)

    label.show_text("一\n二")

    assert label.heightForWidth(1000) == 2 * one


def test_text_of_the_same_font_is_as_high_whatever_it_says(label: TextLabel) -> None:
    label.show_text("Latin")
    latin = label.sizeHint().height()

    label.show_text("漢字")

    assert label.sizeHint().height() == latin


def test_a_sign_takes_its_place_before_the_text(label: TextLabel) -> None:
    label.show_text("有効")
    alone = label.sizeHint().width()
    sign = QPixmap(20, 20)
    sign.fill(QColor("red"))

    label.show_text("有効", sign, gap=4)

    assert label.sizeHint().width() == alone + 24


def test_markup_is_text(label: TextLabel) -> None:
    label.show_text("<b>山田</b>")

    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_sign_alone_asks_for_the_room_of_its_place(theme: Theme, qtbot: QtBot) -> None:
    sign = Sign()
    qtbot.addWidget(sign)
    sign.show_pixmap(theme.pixmap("shape-circle", 20), width=40)

    assert sign.sizeHint() == QSize(40, 20)


def test_things_stand_beside_each_other_while_there_is_room(qtbot: QtBot) -> None:
    wall = Wall(qtbot, LEFT, Brick(30), Brick(30))

    assert [brick.geometry().left() for brick in wall.bricks] == [0, 35]


def test_things_go_on_in_the_next_line(qtbot: QtBot) -> None:
    wall = Wall(qtbot, LEFT, Brick(60), Brick(60))

    assert [brick.geometry().top() for brick in wall.bricks] == [0, 15]


@pytest.mark.parametrize(
    ("align", "left"),
    [
        (Qt.AlignmentFlag.AlignLeft, 0),
        (Qt.AlignmentFlag.AlignHCenter, 35),
        (Qt.AlignmentFlag.AlignRight, 70),
    ],
)
def test_a_line_stands_where_it_is_told(qtbot: QtBot, align: Qt.AlignmentFlag, left: int) -> None:
    wall = Wall(qtbot, align, Brick(30))

    assert wall.bricks[0].geometry().left() == left


def test_a_thing_wider_than_the_line_is_made_as_wide_as_the_line(qtbot: QtBot) -> None:
    wall = Wall(qtbot, LEFT, Brick(300))

    assert wall.bricks[0].width() == 100


def test_hidden_things_take_no_room(qtbot: QtBot) -> None:
    wall = Wall(qtbot, LEFT, Brick(60), Brick(60))

    wall.bricks[0].hide()
    wall.flow.activate()

    assert (wall.bricks[1].geometry().top(), wall.flow.heightForWidth(100)) == (0, 10)


def test_the_lines_may_be_closer_than_what_stands_in_them(qtbot: QtBot) -> None:
    wall = Wall(qtbot, LEFT, Brick(60), Brick(60))

    wall.flow.set_line_spacing(1)

    assert wall.flow.heightForWidth(100) == 21


def test_a_layout_past_its_end_has_nothing(qtbot: QtBot) -> None:
    wall = Wall(qtbot, LEFT, Brick(10))

    assert (wall.flow.itemAt(1), wall.flow.takeAt(7), wall.flow.count()) == (None, None, 1)


def test_widgets_are_made_once_and_hidden_when_they_are_not_needed(qtbot: QtBot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    row = QHBoxLayout(place)
    pool = Pool(QLabel, row.addWidget)
    place.show()
    three = pool.fit(3)

    one = pool.fit(1)

    assert (one, [label.isVisible() for label in three]) == (three[:1], [True, False, False])
