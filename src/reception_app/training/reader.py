"""Virtual readers in the process (the tray): PC/SC as pcsc-lite behaves, without a daemon.

They must never be mixed with a real service: whoever holds ``VirtualReaders`` sees no real card.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from reception_app.card.pcsc import PNP_READER, CardHandle, PcscError, ReaderState, ScardCode
from reception_app.training.card import CardGone, Place, VirtualCard

DEFAULT_READER = "Training Reader 00 00"
LONGEST_APDU = 65_544
PUT_BACK_S = 1.0
"""After this time a card that a fault took away lies on its reader again."""

# As pcsc-lite builds dwEventState: flags below, a counter of insertions and removals above.
_UNKNOWN, _UNAVAILABLE, _EMPTY, _PRESENT, _EXCLUSIVE = 0x04, 0x08, 0x10, 0x20, 0x80
_GONE = _UNKNOWN | _UNAVAILABLE
_COUNTER_SHIFT = 16
_E_INVALID_HANDLE = 0x80100003


@dataclass(slots=True)
class _Slot:
    """One reader.

    Attributes:
        events: Insertions and removals so far, and one for the plugging in.
        back_at: When (monotonic) the card that a fault took away returns.
        is_foreign: Another program holds the card exclusively.
    """

    max_apdu: int
    truncates: bool
    events: int = 1
    card: VirtualCard | None = None
    away: VirtualCard | None = None
    back_at: float = 0.0
    holder: CardHandle | None = None
    is_foreign: bool = False
    is_mute: bool = False

    @property
    def token(self) -> int:
        flags = _PRESENT if self.card else _EMPTY
        if self.card and (self.holder or self.is_foreign):
            flags |= _EXCLUSIVE
        return self.events << _COUNTER_SHIFT | flags


@dataclass(slots=True)
class _Hold:
    """A connection; it ends with the first trouble, and then only says what that was."""

    slot: _Slot
    card: VirtualCard
    trouble: ScardCode | None = None


class VirtualReaders:
    """Readers to plug, cards to lay on them, and the ``Pcsc`` verbs over both.

    Any thread may play the person at the desk (``plug`` … ``start_service``); one thread calls
    the ``Pcsc`` verbs, and ``cancel`` may come from any.
    """

    def __init__(self, readers: Iterable[str] = (DEFAULT_READER,)) -> None:
        self._changed = threading.Condition()
        self._slots: dict[str, _Slot] = {}
        self._list_events = 1
        self._holds: dict[CardHandle, _Hold] = {}
        self._next_handle = 1
        self._is_running = True
        self._has_context = False
        self._is_waiting = False
        self._is_cancelled = False
        for name in readers:
            self.plug(name)

    # ── what a person does ────────────────────────────────────────────────────────────────────
    def plug(self, reader: str, *, max_apdu: int = LONGEST_APDU, truncates: bool = False) -> None:
        """Plug a reader in.

        Args:
            reader: A name that is not in use.
            max_apdu: Longest command it carries; below LONGEST_APDU it carries no extended one
                at all: E_INVALID_PARAMETER.
            truncates: It takes extended commands, but brings 256 bytes of data at most.
        """
        with self._change():
            if reader in self._slots:
                raise ValueError(f"{reader!r} is plugged in already")
            self._slots[reader] = _Slot(max_apdu, truncates)
            self._list_events += 1

    def unplug(self, reader: str) -> None:
        """Pull a reader out, with the card on it."""
        with self._change():
            slot = self._slots.pop(reader)
            self._list_events += 1
            self._end_hold(slot, ScardCode.E_READER_UNAVAILABLE)
            if slot.card:
                slot.card.power_off()

    def insert(self, reader: str, card: VirtualCard) -> None:
        """Lay a card on an empty reader."""
        self.insert_together({reader: card})

    def insert_together(self, cards: Mapping[str, VirtualCard]) -> None:
        """Lay several cards, each on an empty reader, in one moment: nobody sees one alone."""
        with self._change():
            for reader, card in cards.items():
                slot = self._slots[reader]
                if slot.card:
                    raise ValueError(f"there is a card on {reader!r}")
                slot.away = None
                _lay(slot, card)

    def remove(self, reader: str) -> VirtualCard | None:
        """Take the card away and return it; None where there was none."""
        with self._change():
            slot = self._slots[reader]
            card = slot.card or slot.away
            slot.away = None
            self._take_away(slot, ScardCode.W_REMOVED_CARD)
            return card

    def card_on(self, reader: str) -> VirtualCard | None:
        """Return the card that lies there now."""
        with self._change():
            return self._slots[reader].card

    def occupy(self, reader: str) -> None:
        """Another program takes the card exclusively."""
        with self._change():
            self._slots[reader].is_foreign = True

    def vacate(self, reader: str) -> None:
        """The other program lets the card go."""
        with self._change():
            self._slots[reader].is_foreign = False

    def reset_by_other(self, reader: str) -> None:
        """Reset the card warm behind its holder's back, who gets W_RESET_CARD from here on."""
        with self._change():
            slot = self._slots[reader]
            if slot.card:
                slot.card.reset()
                self._end_hold(slot, ScardCode.W_RESET_CARD)

    def mute(self, reader: str, *, is_mute: bool = True) -> None:
        """Make the card on a reader give no answer to reset (laid down crooked)."""
        with self._change():
            self._slots[reader].is_mute = is_mute

    def stop_service(self) -> None:
        """End the card service; contexts and connections are lost, cards lose their power."""
        with self._change():
            self._is_running = self._has_context = False
            self._holds.clear()
            for slot in self._slots.values():
                slot.holder = None
                if slot.card:
                    slot.card.power_off()

    def start_service(self) -> None:
        """Start the card service again; contexts have to be established anew."""
        with self._change():
            self._is_running = True

    @property
    def is_running(self) -> bool:
        """Whether the card service is up."""
        return self._is_running

    def is_watched(self, timeout_s: float) -> bool:
        """Return once wait() is under way; False if it is not in time. For tests."""
        with self._changed:
            return self._changed.wait_for(lambda: self._is_waiting, timeout_s)

    # ── the Pcsc verbs ────────────────────────────────────────────────────────────────────────
    def establish(self) -> None:
        """Open the context."""
        with self._change():
            if not self._is_running:
                raise PcscError(ScardCode.E_NO_SERVICE)
            self._drop_holds()
            self._has_context = True

    def release(self) -> None:
        """Give the context back; its connections end with it."""
        with self._change():
            self._drop_holds()
            self._has_context = False

    def readers(self) -> Sequence[str]:
        """Return the readers' names in the order they were plugged in."""
        with self._change():
            self._check_context()
            return tuple(self._slots)

    def wait(self, states: Sequence[ReaderState], timeout_ms: int) -> Sequence[ReaderState]:
        """GetStatusChange, as pcsc-lite has it.

        An unknown reader is E_UNKNOWN_READER, one that goes during the wait is ``gone``. The
        plug-and-play reader with token 0 sees only what changes during this very call.
        """
        deadline = time.monotonic() + timeout_ms / 1000
        with self._change():
            self._check_context()
            if any(s.name != PNP_READER and s.name not in self._slots for s in states):
                raise PcscError(ScardCode.E_UNKNOWN_READER)
            before = self._list_events
            self._is_cancelled, self._is_waiting = False, True
            self._changed.notify_all()
            try:
                return self._wait(states, before, deadline)
            finally:
                self._is_waiting = False

    def cancel(self) -> None:
        """End the wait() that is under way; without one, nothing happens."""
        with self._changed:
            if self._is_waiting:
                self._is_cancelled = True
                self._changed.notify_all()

    def connect(self, reader: str) -> CardHandle:
        """Power the card and hold it exclusively with T=1."""
        with self._change():
            self._check_context()
            slot = self._slots.get(reader)
            if slot is None:
                raise PcscError(ScardCode.E_UNKNOWN_READER)
            if slot.is_foreign or slot.holder:
                raise PcscError(ScardCode.E_SHARING_VIOLATION)
            card = _power(slot)
            slot.holder = CardHandle(self._next_handle)
            self._next_handle += 1
            self._holds[slot.holder] = _Hold(slot, card)
            return slot.holder

    def reconnect(self, card: CardHandle) -> None:
        """Go on with a card that was reset, as it is, or with the one that lies there now."""
        with self._change():
            hold = self._hold(card)
            if hold.trouble is ScardCode.E_READER_UNAVAILABLE:
                raise PcscError(hold.trouble)
            if hold.trouble is ScardCode.W_REMOVED_CARD:
                hold.card = _power(hold.slot)
            hold.trouble = None
            hold.slot.holder = card

    def status(self, card: CardHandle) -> None:
        """Ask whether the card is still ours."""
        with self._change():
            _check_hold(self._hold(card))

    def transmit(self, card: CardHandle, command: bytearray) -> bytes:
        """Send one APDU; whatever happened to the card meanwhile, the truth comes back.

        A card that leaves during the exchange is E_NOT_TRANSACTED, and W_REMOVED_CARD after it.
        """
        with self._change():
            hold = self._hold(card)
            _check_hold(hold)
            _check_length(hold.slot, command)
        # The lock is free meanwhile: a person may take the card away while it is thinking.
        try:
            answer = hold.card.transmit(command)
        except CardGone:
            answer = None
        with self._change():
            self._check_context()
            if hold.trouble is ScardCode.W_REMOVED_CARD:
                raise PcscError(ScardCode.E_NOT_TRANSACTED)
            _check_hold(hold)
            self._obey(hold)
            if answer is None:
                raise PcscError(ScardCode.E_NOT_TRANSACTED)
            return _cut(hold.slot, answer)

    def disconnect(self, card: CardHandle) -> None:
        """Power the card down and let it go."""
        with self._change():
            hold = self._holds.pop(card, None)
            if hold and hold.slot.holder == card:
                hold.slot.holder = None
                hold.card.power_off()

    # ── inside ────────────────────────────────────────────────────────────────────────────────
    @contextmanager
    def _change(self) -> Generator[None]:
        """Hold the lock, put back what is due, and wake up who waits for a change."""
        with self._changed:
            self._put_back()
            yield
            self._changed.notify_all()

    def _put_back(self) -> None:
        now = time.monotonic()
        for slot in self._slots.values():
            if slot.away and now >= slot.back_at:
                card, slot.away = slot.away, None
                _lay(slot, card)

    def _wait(
        self, states: Sequence[ReaderState], before: int, deadline: float
    ) -> Sequence[ReaderState]:
        while True:
            self._put_back()
            seen = [self._state(state, before) for state in states]
            if any(state.changed for state in seen):
                return seen
            left = deadline - time.monotonic()
            if left <= 0:
                raise PcscError(ScardCode.E_TIMEOUT)
            due = [slot.back_at - time.monotonic() for slot in self._slots.values() if slot.away]
            self._changed.wait(max(0.0, min([left, *due])))
            if self._is_cancelled:
                raise PcscError(ScardCode.E_CANCELLED)
            self._check_context()

    def _state(self, known: ReaderState, list_before: int) -> ReaderState:
        if known.name == PNP_READER:
            token = self._list_events << _COUNTER_SHIFT
            changed = self._list_events != list_before or known.token not in {0, token}
            return ReaderState(PNP_READER, token=token, changed=changed)
        slot = self._slots.get(known.name)
        if slot is None:
            changed = not known.token & _UNKNOWN
            return ReaderState(known.name, token=_GONE, changed=changed, gone=True)
        token = slot.token
        return ReaderState(
            known.name,
            token=token,
            changed=_differs(known.token, token),
            present=slot.card is not None,
            busy=bool(token & _EXCLUSIVE),
        )

    def _check_context(self) -> None:
        if not self._has_context:
            raise PcscError(ScardCode.E_NO_SERVICE)

    def _hold(self, card: CardHandle) -> _Hold:
        self._check_context()
        if card not in self._holds:
            raise PcscError(_E_INVALID_HANDLE)
        return self._holds[card]

    def _drop_holds(self) -> None:
        for hold in self._holds.values():
            if not hold.trouble:
                hold.card.power_off()
            hold.slot.holder = None
        self._holds.clear()

    def _end_hold(self, slot: _Slot, trouble: ScardCode) -> None:
        if slot.holder and slot.holder in self._holds:
            self._holds[slot.holder].trouble = trouble
        if trouble is not ScardCode.W_RESET_CARD:
            slot.holder = None

    def _take_away(self, slot: _Slot, trouble: ScardCode) -> None:
        if slot.card:
            slot.card.power_off()
            slot.card = None
            slot.events += 1
            self._end_hold(slot, trouble)

    def _obey(self, hold: _Hold) -> None:
        """Let a removal fault of the card happen on the reader too."""
        place, slot = hold.card.place, hold.slot
        if place is Place.ON_READER or slot.card is not hold.card:
            return
        self._take_away(slot, ScardCode.W_REMOVED_CARD)
        if place is Place.AWAY:
            slot.away, slot.back_at = hold.card, time.monotonic() + PUT_BACK_S


def _check_hold(hold: _Hold) -> None:
    if hold.trouble:
        raise PcscError(hold.trouble)


def _lay(slot: _Slot, card: VirtualCard) -> None:
    card.power_off()
    card.place = Place.ON_READER
    slot.card = card
    slot.events += 1


def _power(slot: _Slot) -> VirtualCard:
    """Cold start the card of a reader and check that it speaks T=1."""
    if slot.card is None:
        raise PcscError(ScardCode.E_NO_SMARTCARD)
    if slot.is_mute:
        raise PcscError(ScardCode.W_UNRESPONSIVE_CARD)
    if not _offers_t1(slot.card.power_on()):
        slot.card.power_off()
        raise PcscError(ScardCode.E_PROTO_MISMATCH)
    return slot.card


def _offers_t1(atr: bytes) -> bool:
    """Whether one of the TD bytes names T=1 (ISO/IEC 7816-3, 8.2.3)."""
    present, at = atr[1] >> 4, 2
    while present & 0x8:
        td = atr[at + (present & 0x7).bit_count()]
        at += present.bit_count()
        if td & 0x0F == 1:
            return True
        present = td >> 4
    return False


def _differs(known: int, token: int) -> bool:
    """Compare as pcsc-lite does: becoming exclusive is no news, becoming free is."""
    return known & ~_EXCLUSIVE != token & ~_EXCLUSIVE or known & ~token & _EXCLUSIVE != 0


def _check_length(slot: _Slot, command: bytearray) -> None:
    is_extended = len(command) >= 7 and command[4] == 0
    if len(command) > slot.max_apdu or (is_extended and slot.max_apdu < LONGEST_APDU):
        raise PcscError(ScardCode.E_INVALID_PARAMETER)


def _cut(slot: _Slot, answer: bytes) -> bytes:
    if slot.truncates and len(answer) > 258:
        return answer[:256] + answer[-2:]
    return answer
