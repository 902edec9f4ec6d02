"""What a widget is for, as a dynamic property that the style sheet selects by.

Every widget has its own role and tone; nothing is inherited from the widget around it.

=================  ============================================================================
role               what it is for (tones)
=================  ============================================================================
page               ground of a staff window
card               a white sheet on the page
header, footer     the bars of the staff window
sidebar            the day's list at the left; day-list is the list itself
clinic             the clinic's name in the header
lamp               words beside a state of the header (warn, bad)
icon-button        a drawing alone, 44 px
copy               a small drawing that copies the value beside it
operator           who works here: a quiet pill (checkable; warn: nobody is chosen)
footer-key         a key and what it does, in the footer
band               the result strip (good, info, warn, bad, neutral)
band-headline      its big word (tone of its band)
band-sub           the line below the word, the words above the burden (tone of its band)
burden, band-how   3割 in the band, how it was derived (tone of its band)
headline, detail   the one big line of a prompt, the quieter line below it
step               ①–④ (none: not now; now; done)
title, section     heading of a window or dialog; heading of a card
sub, hint          quieter text; the quietest text that still has to be read
label              left column of facts
value, strong      right column of facts (small: where much has to fit); numbers that matter
proof              numbers to be compared with a paper, figure by figure
kana, lead         the reading above the big name, the big name
chip               a small word in a frame (good, info, warn, bad, neutral)
strip              a note over the whole width (the same)
say                what staff can say: the frame; say-label, say-text inside
primary            the one action that fits, 52 px
secondary, small   other actions, 52 px and 44 px
quiet              a text button
tab                a pill that filters (checkable)
rung, rung-number  one way of the ladder (first); rung-title, rung-detail inside
watermark          訓練
batch-title        heading of 一括照会; tile is a figure above its list (good, info, warn, bad)
choice             where rows come from (checkable); corner is the card of a batch under way
dialog             ground of a dialog and of the settings window
input              a field of a form, on a list too (bad: not right); invalid is the remark below
number             a field of the number form (bad, warn: something is said of it)
settings-nav       the groups of the settings window; settings-foot is the bar below its pages
patient-page       ground of the patient's window
patient-headline   the one big line there; patient-detail explains it
patient-count      the number of tries left
patient-note       a remark there (none; warn, neutral)
patient-button     暗証番号がわからない
digit-key          0–9; action-key is 1つ消す, やめる
language           a language pill (checkable)
=================  ============================================================================

The patient's roles say no lengths: that window fits itself to its screen. An icon takes its tint
from ``mark.<tone>`` on a surface, from ``verdict.<tone>.text`` in a band, ``note.<tone>.text`` in
a chip or strip.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

PILLS: Final = frozenset({"tab", "operator", "language"})
"""Roles whose ends are round; the focus ring follows them."""


def set_role(widget: QWidget, role: str, tone: str | None = None) -> None:
    """Say what a widget is for; draws it again only if that changed.

    Args:
        widget: Any widget; its children keep their own roles.
        role: A role of the table above.
        tone: A tone of the table above; None takes it away.
    """
    wanted = f"{tone}" if tone else None  # an enum would reach Qt as an object, not as text
    if widget.property("role") == role and widget.property("tone") == wanted:
        return
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    widget.setProperty("role", role)
    widget.setProperty("tone", wanted)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
