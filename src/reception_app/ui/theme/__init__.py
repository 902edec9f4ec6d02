"""The looks of all windows: tokens, style sheet, fonts, drawings, focus ring."""

from reception_app.ui.theme.roles import set_role
from reception_app.ui.theme.theme import Theme
from reception_app.ui.theme.tokens import Scheme

__all__ = ["Scheme", "Theme", "set_role"]
