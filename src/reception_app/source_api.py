"""The names that a source of appointments may import; stable, and nothing else of us is.

A source gives the patients who are expected on some days. To write one:

1. Write a class with ``read(first, last)``, which returns or yields a ``BatchEntry`` for each
   appointment on those days, both included. No base class is needed. It is called on a thread of
   its own and may block.
2. Hand on what the other system says, as it says it: ``TypedNumbers`` are texts, and a day in any
   of the usual forms is good. Whatever is wrong with them is found and told later. ``line`` tells
   entries apart: number them from 1. ``appointment`` is aware. Leave the My Number out.
3. Raise nothing but ``BatchSourceError`` and translate foreign exceptions, ``from error``:
   ``BT07`` with ``line`` and ``field`` for what cannot be read, ``BT11`` for what cannot be
   reached. No error holds anything of a patient. After an error nothing of the reading is used.
4. Write a factory ``create(settings: Mapping[str, object]) -> RowSource``. It gets the table
   ``[batch.appointments]`` and beside it ``data_folder`` (str: a private folder on this computer).
   It opens no connection, and raises ``SettingsError`` for mistakes in its table.
5. Name it in the entry point group ``reception_app.sources``::

       [project.entry-points."reception_app.sources"]
       my-appointments = "my_package:create"

   ``[batch.appointments] kind = "my-appointments"`` in the settings then selects it; only that
   one is imported.
"""

from __future__ import annotations

from reception_app.application.batch_ports import RowSource
from reception_app.domain.batch import BatchEntry
from reception_app.domain.errors import BatchSourceError, SettingsError, SettingsProblem
from reception_app.domain.number_entry import TypedNumbers

__all__ = [
    "BatchEntry",
    "BatchSourceError",
    "RowSource",
    "SettingsError",
    "SettingsProblem",
    "TypedNumbers",
]
