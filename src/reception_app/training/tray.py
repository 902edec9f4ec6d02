"""The tray of training mode: lays virtual cards on virtual readers, and lets things go wrong.

Whatever a person at the desk could do comes in on the owner's thread and returns at once. Making a
card takes a key pair, so a thread of the tray's own makes them all once, those that wait first.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Final, Self

from reception_app.application.ports import Clock
from reception_app.application.tray import TrayCard, TrayNow, TrayTrouble
from reception_app.domain.notice import ServiceNotice
from reception_app.training.card import (
    CardEdition,
    CardState,
    Faults,
    Place,
    TrainingCa,
    VirtualCard,
    make_edition,
    new_tries,
)
from reception_app.training.reader import VirtualReaders
from reception_app.training.service import TrainingService
from reception_app.training.tray_cards import CardPlan, TrayPlan, TroublePlan, built_in_plan

READER: Final = "練習用リーダー"
SECOND_READER: Final = "練習用リーダー 2"
"""Plugged in only while two cards are laid down together."""


class TrainingTray:
    """A ``application.tray.TrayPort`` over ``READER``; a context manager.

    The readers stay usable by others: whoever starts the card service again, starts it for the
    tray, too.
    """

    def __init__(
        self,
        readers: VirtualReaders,
        service: TrainingService,
        *,
        ca: TrainingCa,
        clock: Clock,
        plan: TrayPlan | None = None,
    ) -> None:
        """Make a tray on which nothing lies.

        Args:
            readers: With ``READER`` plugged in and empty.
            service: Its faults, its delay and its notices are the tray's from here on.
            ca: Issues the cards.
            clock: The dates of the cards are counted from when they are made, and a notice from
                when it is put up.
            plan: What is on the tray; the built-in cards and troubles.
        """
        plan = plan or built_in_plan()
        self._readers = readers
        self._service = service
        self._ca = ca
        self._clock = clock
        self._plans = {card.card.card_id: card for card in plan.cards}
        self._troubles = {trouble.trouble.trouble_id: trouble for trouble in plan.troubles}
        self._lock = threading.Lock()  # held for moments only, never while a card is made
        self._unmade = list(self._plans)
        self._editions: dict[str, CardEdition] = {}
        self._states = self._new_states()
        self._on: dict[str, datetime] = {}  # since when
        self._chosen = ""
        self._card: VirtualCard | None = None
        self._is_closing = False
        self._maker = threading.Thread(target=self._make_cards, name="training-cards", daemon=True)

    def __enter__(self) -> Self:
        """Begin to make the cards."""
        self._maker.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Make no more cards."""
        self._is_closing = True
        self._maker.join()

    # ── the port ────────────────────────────────────────────────────────────────────────────
    @property
    def cards(self) -> Sequence[TrayCard]:
        """All cards, group by group."""
        return [plan.card for plan in self._plans.values()]

    @property
    def troubles(self) -> Sequence[TrayTrouble]:
        """All troubles, place by place."""
        return [plan.trouble for plan in self._troubles.values()]

    def now(self) -> TrayNow:
        """Return how things stand."""
        with self._lock:
            self._notice_restart()
            is_coming, has_left = self._card is None, self._has_left()
            return TrayNow(
                lies="" if is_coming or has_left else self._chosen,
                left=self._chosen if has_left else "",
                coming=self._chosen if is_coming else "",
                tries={
                    card_id: self._states[card_id].auth_tries
                    for card_id, plan in self._plans.items()
                    if plan.card.pin
                },
                troubles=frozenset(self._on),
            )

    def lay(self, card_id: str) -> None:
        """Lay a card down, as soon as it is made.

        A card that left the reader by itself goes on where it was: its fault was played. Any
        other begins anew.

        Raises:
            KeyError: there is no such card.
        """
        with self._lock:
            plan, is_back = self._plans[card_id], self._has_left() and card_id == self._chosen
            left = self._card if is_back else None
            self._take()
            self._chosen = card_id
            if card_id in self._unmade:
                self._unmade.remove(card_id)
                self._unmade.insert(0, card_id)
            if left is not None:
                self._put(plan, left)
            else:
                self._put_if_made()

    def take(self) -> None:
        """Take off whatever lies there."""
        with self._lock:
            self._take()

    def set_trouble(self, trouble_id: str, *, on: bool) -> None:
        """Let something go wrong, or right again; the others of its slot go right.

        Raises:
            KeyError: there is no such trouble.
        """
        with self._lock:
            self._notice_restart()
            slot = self._troubles[trouble_id].trouble.slot
            if on and slot:
                for other in [each for each in self._on if self._slot(each) == slot]:
                    self._switch(other, on=False)
            self._switch(trouble_id, on=on)
            self._tell_service()

    def reset(self) -> None:
        """Put everything back: no card, no trouble, every PIN counter as at the start."""
        with self._lock:
            self._notice_restart()
            self._take()
            for trouble_id in list(self._on):
                self._switch(trouble_id, on=False)
            self._tell_service()
            self._states = self._new_states()

    # ── cards ───────────────────────────────────────────────────────────────────────────────
    def _make_cards(self) -> None:
        while not self._is_closing and (plan := self._next_plan()) is not None:
            edition = make_edition(
                self._ca,
                plan.profile,
                plan.person,
                at=self._clock.now(),
                filler=plan.switches.filler,
            )
            with self._lock:
                self._editions[plan.card.card_id] = edition
                self._put_if_made()

    def _next_plan(self) -> CardPlan | None:
        with self._lock:
            return self._plans[self._unmade.pop(0)] if self._unmade else None

    def _new_states(self) -> Mapping[str, CardState]:
        return {
            card_id: CardState(auth_tries=new_tries(plan.profile))
            for card_id, plan in self._plans.items()
        }

    def _new_card(self, plan: CardPlan) -> VirtualCard:
        """Return the card as it comes out of the pocket; its counters are the old ones."""
        troubles = [self._troubles[each].faults for each in sorted(self._on)]
        return VirtualCard(
            self._editions[plan.card.card_id],
            state=self._states[plan.card.card_id],
            switches=plan.switches,
            faults=Faults.parse([*plan.faults, *(fault for each in troubles for fault in each)]),
        )

    # ── the reader ──────────────────────────────────────────────────────────────────────────
    def _has_left(self) -> bool:
        return self._card is not None and self._card.place is Place.AWAY_FOREVER

    def _put_if_made(self) -> None:
        """Lay the chosen card down, unless it lies there or is not made yet."""
        if self._card is None and self._chosen in self._editions:
            plan = self._plans[self._chosen]
            self._put(plan, self._new_card(plan))

    def _put(self, plan: CardPlan, card: VirtualCard) -> None:
        self._card = card
        if "reader-unplugged" in self._on:
            return  # it lies on a reader that nobody sees
        self._readers.mute(READER, is_mute=plan.is_dead or "crooked" in self._on)
        if "two-cards" in self._on:
            self._readers.insert_together({READER: card, SECOND_READER: self._new_card(plan)})
        else:
            self._readers.insert(READER, card)

    def _take(self) -> None:
        self._chosen, self._card = "", None
        if "reader-unplugged" not in self._on:
            self._readers.remove(READER)
        if "two-cards" in self._on:
            self._readers.remove(SECOND_READER)

    # ── troubles ────────────────────────────────────────────────────────────────────────────
    def _slot(self, trouble_id: str) -> str:
        return self._troubles[trouble_id].trouble.slot

    def _switch(self, trouble_id: str, *, on: bool) -> None:
        if on is (trouble_id in self._on):
            return
        if on:
            self._on[trouble_id] = self._clock.now().replace(second=0, microsecond=0)
        else:
            del self._on[trouble_id]
        self._play_at_desk(trouble_id, on=on)

    def _play_at_desk(self, trouble_id: str, *, on: bool) -> None:
        match trouble_id:
            case "reader-unplugged" if on:
                self._readers.unplug(READER)
            case "reader-unplugged":
                self._plug_in_again()
            case "card-service-stopped" if on:
                self._readers.stop_service()
            case "card-service-stopped":
                self._readers.start_service()
            case "two-cards" if on:
                self._readers.plug(SECOND_READER)
            case "two-cards":
                self._readers.unplug(SECOND_READER)
            case "held-by-other" | "crooked":
                self._hinder()
            case _:
                pass  # of cards or of the service

    def _plug_in_again(self) -> None:
        self._readers.plug(READER)
        self._hinder()
        if self._card is not None and not self._has_left():
            self._readers.insert(READER, self._card)

    def _hinder(self) -> None:
        """Let the reader be held, or its card be mute, as the troubles say."""
        if "reader-unplugged" in self._on:
            return
        is_dead = bool(self._chosen) and self._plans[self._chosen].is_dead
        self._readers.mute(READER, is_mute=is_dead or "crooked" in self._on)
        if "held-by-other" in self._on:
            self._readers.occupy(READER)
        else:
            self._readers.vacate(READER)

    def _notice_restart(self) -> None:
        """Staff may have started the card service again."""
        if self._readers.is_running:
            self._on.pop("card-service-stopped", None)

    def _tell_service(self) -> None:
        on = [self._troubles[each] for each in sorted(self._on)]
        self._service.set_faults(*(spec for plan in on for spec in plan.service))
        self._service.set_delay(_longest_delay(on))
        self._service.set_notices(*self._notices())

    def _notices(self) -> Iterator[ServiceNotice]:
        for trouble_id, since in sorted(self._on.items()):
            if (notice := self._troubles[trouble_id].notice_from(since)) is not None:
                yield notice


def _longest_delay(troubles: Sequence[TroublePlan]) -> int:
    return max((plan.delay_ms for plan in troubles), default=0)
