"""Builds the desk out of the parts of the app; it knows no window."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from reception_app.adapters.system.card_service import start_card_service
from reception_app.app import App
from reception_app.application.arrivals import DeskArrivals
from reception_app.application.desk import DeskController
from reception_app.application.desk_parts import DeskParts, DeskRules
from reception_app.application.late_answers import LateAnswer, LateAnswerSource
from reception_app.application.notices import notices_of
from reception_app.application.settings import HandoverWhen
from reception_app.domain.desk import DeskNow
from reception_app.domain.eligibility import Method
from reception_app.domain.ids import make_check_id
from reception_app.domain.notice import ServiceNotice

OpenDesk: TypeAlias = Callable[[Callable[[DeskNow], None]], DeskController]
"""Opens the desk, telling the call of every change; on the owner's thread, without waiting."""


def prepare_desk(app: App) -> OpenDesk:
    """Build all that a desk needs, and return what opens it on the owner's thread.

    Raises:
        ReceptionError: why there can be no desk.
    """
    settings = app.settings
    parts = DeskParts(
        store=app.store,
        store_lane=app.store_lane,
        net_lane=app.net_lane,
        clock=app.clock,
        new_check_id=lambda: make_check_id(os.urandom(16)),
        handover=app.handover,
        probe=partial(_probe, app),
        notices=partial(_notices, app),
        restart_card_service=partial(_restart_card_service, app),
    )
    rules = DeskRules(
        operators=settings.desk.operators,
        default_method=Method(settings.desk.default_method.value),
        hands_over=app.sink is not None,
        needs_confirmation=settings.handover.when is HandoverWhen.CONFIRMED,
        timeout_s=settings.backend.timeout_s,
        clinic_name=settings.clinic.name,
        institution_code=settings.clinic.institution_code,
        terminal=settings.clinic.terminal,
        is_training=app.is_training,
        expects_takers=not app.is_training,
        takes_cards=app.backend.info.takes_cards,
        hears_late=isinstance(app.backend, LateAnswerSource),
    )
    _ = app.judge, app.backend  # what is wrong with them shows now, not with a card

    def open_desk(on_change: Callable[[DeskNow], None]) -> DeskController:
        desks: list[DeskController] = []  # the cards want the desk, and the desk the cards
        cards = app.make_cards(
            lambda news: desks[0].take_news(news),  # noqa: PLW0108 - it is not there yet
            settings.card.reader,
        )
        make_check = partial(app.check_controller, cards)
        desks.append(DeskController(parts, rules, make_check=make_check, on_change=on_change))
        cards.start()
        _let_arrive(app, desks[0])
        return desks[0]

    return open_desk


def _probe(app: App) -> None:
    app.backend.challenge(timeout_s=app.settings.backend.timeout_s)


def _notices(app: App) -> Sequence[ServiceNotice]:
    return notices_of(app.backend, timeout_s=app.settings.backend.timeout_s)


def _restart_card_service(app: App) -> None:
    if app.is_training:
        app.practice.tray.start_service()
        return
    start_card_service()


def _let_arrive(app: App, desk: DeskController) -> None:
    """Let a desk hear of face results and late answers; on the owner's thread."""
    arrivals = DeskArrivals(
        app.arrivals(),
        operator=lambda: desk.now.operator,
        on_arrived=desk.arrived,
        on_face=desk.face_said,
    )
    if isinstance(app.backend, LateAnswerSource):
        source = app.backend

        def hear(answer: LateAnswer) -> None:
            app.post(partial(arrivals.hear_late, source, answer))

        source.hear_late(hear)
    folder = app.face_folder(arrivals.hear_face)
    if folder is not None:
        folder.start()
