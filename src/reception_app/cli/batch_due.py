"""``batch --due``: makes the batches whose time has come, and tells what came of them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol, TypeVar

from reception_app.adapters.system.batch_lock import making_batch
from reception_app.adapters.system.batch_told import ToldFile
from reception_app.adapters.system.notification import notify
from reception_app.app import App
from reception_app.app_batches import plan_parts
from reception_app.application.batch_making import is_one_by_one
from reception_app.application.batch_news import News, Told, news_of, trouble_news
from reception_app.application.batch_plan import BatchShape, Made, make_due

T = TypeVar("T")

_LOG = logging.getLogger(__name__)


class OnStoreLane(Protocol):
    """Runs a job on the store lane and waits for it."""

    def __call__(self, job: Callable[[], T]) -> T:
        """Return what the job does, or raise its ReceptionError."""
        ...


def make_batches(app: App, stored: OnStoreLane) -> None:
    """Make what is due; a source that cannot be read is told of, and due again next time.

    Raises:
        StoreError: it cannot be written.
    """
    settings = app.settings.batch
    shape = BatchShape(
        is_one_by_one(settings.style, app.backend.info), rows_per_job=settings.rows_per_job
    )
    parts = plan_parts(app)
    with making_batch(app.data):
        made: Made = stored(lambda: make_due(parts, shape))
    for error in made.errors:
        _LOG.warning("a source of a batch cannot be read", extra={"code": error.code})
    told = ToldFile(app.data)
    lang = app.settings.display.language
    _tell(told, *trouble_news(made.errors, told.read(), app.clock.now(), lang))


def tell_ended(app: App, stored: OnStoreLane) -> None:
    """Tell of batches that ran by themselves and have ended.

    Raises:
        StoreError: the store cannot be asked.
    """
    told = ToldFile(app.data)
    before, now, lang = told.read(), app.clock.now(), app.settings.display.language
    store = app.store.batches
    _tell(told, *stored(lambda: news_of(store, before, now, lang)))


def _tell(file: ToldFile, told: Told, news: tuple[News, ...]) -> None:
    if not news:
        return
    file.write(told)  # before: better once too few than every quarter of an hour
    for each in news:
        notify(each.title, each.text)
