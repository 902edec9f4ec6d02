"""Tells people something through the operating system, whether a window is open or not.

What is told stands on a locked screen as well: never a name, never a number of a patient.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

_APP: Final = "オンライン資格確認"
_WITHIN_S: Final = 5.0
_LOG = logging.getLogger(__name__)


def notify(title: str, text: str) -> None:
    """Show a notification where the system can; waits a few seconds at most and never fails.

    A computer without a place for notifications is no trouble: the window tells the same. Not on
    a thread that runs an event loop of asyncio.
    """
    try:
        asyncio.run(asyncio.wait_for(_send(title, text), _WITHIN_S))
    except Exception as error:  # each system has its own way to lack notifications
        _LOG.info("no notification: %s", type(error).__name__)


async def _send(title: str, text: str) -> None:
    # On demand: hardly any run tells something. A failure is in the library's own log line.
    from desktop_notifier import DesktopNotifier  # noqa: PLC0415 - hardly any run tells

    await DesktopNotifier(app_name=_APP, app_icon=None).send(title=title, message=text)
