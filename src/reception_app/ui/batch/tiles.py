"""The figures above the work list."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reception_app.ui.staff.kit import Kit
from reception_app.ui.text_label import TextLabel
from reception_app.ui.theme import set_role
from reception_app.ui.viewstate.batch_views import Tile
from reception_app.ui.widgets import Pool


class TileCard(QWidget):
    """One figure with its words."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._figure = TextLabel("tile", parent=self, leading=1.25)
        self._words = TextLabel("sub", parent=self, leading=1.25)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._figure)
        self._column.addWidget(self._words)
        self._column.addStretch(1)
        set_role(self, "card")

    def show_tile(self, tile: Tile) -> None:
        """Show this figure."""
        theme, texts = self._kit.theme, self._kit.texts
        self._column.setContentsMargins(
            theme.px("space.4"), theme.px("space.2"), theme.px("space.2"), theme.px("space.2")
        )
        self._column.setSpacing(0)
        set_role(self._figure, "tile", tile.tone)
        sign = None
        if tile.shape is not None:
            sign = theme.pixmap(f"shape-{tile.shape}", "icon.button", f"mark.{tile.tone}")
        self._figure.show_text(texts(tile.figure), sign, gap=theme.px("space.2"))
        self._words.show_text(texts(tile.words))


class Tiles(QWidget):
    """All figures, equally wide."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._has_tiles = self._is_small = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._pool = Pool(lambda: TileCard(kit, self), lambda card: self._row.addWidget(card, 1))

    def set_small(self, *, is_small: bool) -> None:
        """Give the room away: every figure can be counted in the list."""
        self._is_small = is_small
        self.setVisible(self._has_tiles and not is_small)

    def show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        """Show these."""
        self._has_tiles = bool(tiles)
        self.setVisible(self._has_tiles and not self._is_small)
        self._row.setSpacing(self._kit.theme.px("space.3"))
        for card, tile in zip(self._pool.fit(len(tiles)), tiles, strict=True):
            card.show_tile(tile)
