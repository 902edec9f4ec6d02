"""The readers in the process behave as pcsc-lite does, as far as this program can tell."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from support.apdus import READ_WHOLE, SELECT_JPKI, SIGN, VERIFY_1234, VERIFY_WRONG

from reception_app.card.pcsc import PNP_READER, CardHandle, Pcsc, PcscError, ReaderState, ScardCode
from reception_app.training.card import Faults, Profile, Switches, TrainingCa, VirtualCard
from reception_app.training.reader import DEFAULT_READER, VirtualReaders

NOW = 0
LONG_MS = 10_000


@pytest.fixture
def readers() -> VirtualReaders:
    made = VirtualReaders()
    made.establish()
    return made


@pytest.fixture
def card(ca: TrainingCa) -> VirtualCard:
    return VirtualCard.issue(ca)


@pytest.fixture
def held(readers: VirtualReaders, card: VirtualCard) -> CardHandle:
    readers.insert(DEFAULT_READER, card)
    return readers.connect(DEFAULT_READER)


@pytest.fixture
def elsewhere() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def seen(readers: Pcsc, token: int = 0, timeout_ms: int = NOW) -> ReaderState:
    return readers.wait([ReaderState(DEFAULT_READER, token=token)], timeout_ms)[0]


def code_of(error: pytest.ExceptionInfo[PcscError]) -> ScardCode:
    return ScardCode(error.value.code)


def transmit(readers: Pcsc, card: CardHandle, command: str) -> str:
    return readers.transmit(card, bytearray.fromhex(command))[-2:].hex()


# ── waiting ───────────────────────────────────────────────────────────────────────────────────
def test_token_zero_is_answered_at_once(readers: VirtualReaders, card: VirtualCard) -> None:
    empty = seen(readers)
    readers.insert(DEFAULT_READER, card)
    full = seen(readers)

    assert (empty.changed, empty.present) == (True, False)
    assert (full.changed, full.present, full.busy) == (True, True, False)


def test_without_news_the_wait_times_out(readers: VirtualReaders) -> None:
    token = seen(readers).token

    with pytest.raises(PcscError) as error:
        seen(readers, token)

    assert code_of(error) is ScardCode.E_TIMEOUT


def test_a_card_laid_down_ends_the_wait(
    readers: VirtualReaders, card: VirtualCard, elsewhere: ThreadPoolExecutor
) -> None:
    waiting = elsewhere.submit(seen, readers, seen(readers).token, LONG_MS)
    assert readers.is_watched(5)

    readers.insert(DEFAULT_READER, card)

    assert waiting.result(5).present


def test_a_card_that_was_quickly_exchanged_is_noticed(
    readers: VirtualReaders, card: VirtualCard
) -> None:
    readers.insert(DEFAULT_READER, card)
    token = seen(readers).token

    readers.remove(DEFAULT_READER)
    readers.insert(DEFAULT_READER, card)

    assert seen(readers, token).changed


def test_taking_the_card_is_no_news_and_letting_it_go_is(
    readers: VirtualReaders, card: VirtualCard
) -> None:
    readers.insert(DEFAULT_READER, card)
    free = seen(readers).token
    handle = readers.connect(DEFAULT_READER)
    with pytest.raises(PcscError):
        seen(readers, free)
    taken = seen(readers)

    readers.disconnect(handle)

    assert (taken.busy, seen(readers, taken.token).busy) == (True, False)


def test_an_unknown_reader_is_an_error_and_a_vanishing_one_is_a_state(
    readers: VirtualReaders, elsewhere: ThreadPoolExecutor
) -> None:
    waiting = elsewhere.submit(seen, readers, seen(readers).token, LONG_MS)
    assert readers.is_watched(5)

    readers.unplug(DEFAULT_READER)

    gone = waiting.result(5)
    assert (gone.changed, gone.gone, gone.present) == (True, True, False)
    with pytest.raises(PcscError) as error:
        seen(readers, gone.token)
    assert code_of(error) is ScardCode.E_UNKNOWN_READER


def test_the_plug_and_play_reader_tells_of_a_reader_that_comes(
    readers: VirtualReaders, elsewhere: ThreadPoolExecutor
) -> None:
    waiting = elsewhere.submit(readers.wait, [ReaderState(PNP_READER)], LONG_MS)
    assert readers.is_watched(5)

    readers.plug("Second 00 00")

    assert waiting.result(5)[0].changed
    assert tuple(readers.readers()) == (DEFAULT_READER, "Second 00 00")


def test_the_plug_and_play_reader_knows_from_its_token_what_came_between(
    readers: VirtualReaders,
) -> None:
    readers.plug("Second 00 00")
    states = [ReaderState(PNP_READER), ReaderState(DEFAULT_READER)]
    token = readers.wait(states, NOW)[0].token
    with pytest.raises(PcscError):
        readers.wait([ReaderState(PNP_READER, token=token)], NOW)

    readers.unplug("Second 00 00")

    assert readers.wait([ReaderState(PNP_READER, token=token)], NOW)[0].changed


def test_the_plug_and_play_reader_without_a_token_waits_for_what_changes_now(
    readers: VirtualReaders,
) -> None:
    with pytest.raises(PcscError) as error:
        readers.wait([ReaderState(PNP_READER)], NOW)

    assert code_of(error) is ScardCode.E_TIMEOUT


def test_cancel_ends_the_wait_and_nothing_else(
    readers: VirtualReaders, elsewhere: ThreadPoolExecutor
) -> None:
    readers.cancel()
    token = seen(readers).token
    waiting = elsewhere.submit(seen, readers, token, LONG_MS)
    assert readers.is_watched(5)

    readers.cancel()

    with pytest.raises(PcscError) as error:
        waiting.result(5)
    assert code_of(error) is ScardCode.E_CANCELLED


# ── connections ───────────────────────────────────────────────────────────────────────────────
def test_a_check_runs_through(readers: VirtualReaders, held: CardHandle) -> None:
    said = [transmit(readers, held, c) for c in (SELECT_JPKI, VERIFY_1234, SIGN)]

    readers.status(held)

    assert said == ["9000"] * 3


def test_disconnecting_powers_the_card_down(readers: VirtualReaders, held: CardHandle) -> None:
    transmit(readers, held, SELECT_JPKI)
    transmit(readers, held, VERIFY_1234)

    readers.disconnect(held)
    again = readers.connect(DEFAULT_READER)

    transmit(readers, again, SELECT_JPKI)
    assert transmit(readers, again, SIGN) == "6982"


def test_disconnecting_twice_is_harmless(readers: VirtualReaders, held: CardHandle) -> None:
    readers.disconnect(held)
    readers.disconnect(held)

    with pytest.raises(PcscError):
        readers.status(held)


@pytest.mark.parametrize(
    ("reader", "code"),
    [(DEFAULT_READER, ScardCode.E_NO_SMARTCARD), ("nowhere", ScardCode.E_UNKNOWN_READER)],
)
def test_there_is_nothing_to_connect_to(
    readers: VirtualReaders, reader: str, code: ScardCode
) -> None:
    with pytest.raises(PcscError) as error:
        readers.connect(reader)

    assert code_of(error) is code


def test_a_card_held_by_another_program_is_a_sharing_violation(
    readers: VirtualReaders, card: VirtualCard
) -> None:
    readers.insert(DEFAULT_READER, card)
    readers.occupy(DEFAULT_READER)
    busy = seen(readers)

    with pytest.raises(PcscError) as error:
        readers.connect(DEFAULT_READER)
    readers.vacate(DEFAULT_READER)

    assert code_of(error) is ScardCode.E_SHARING_VIOLATION
    assert busy.busy
    assert not seen(readers, busy.token).busy
    readers.connect(DEFAULT_READER)


def test_a_card_that_speaks_t0_only_is_a_protocol_mismatch(
    readers: VirtualReaders, ca: TrainingCa
) -> None:
    readers.insert(DEFAULT_READER, VirtualCard.issue(ca, Profile.BANK))

    with pytest.raises(PcscError) as error:
        readers.connect(DEFAULT_READER)

    assert code_of(error) is ScardCode.E_PROTO_MISMATCH


@pytest.mark.parametrize("profile", [p for p in Profile if p is not Profile.BANK])
def test_every_other_card_can_be_connected_to(
    readers: VirtualReaders, ca: TrainingCa, profile: Profile
) -> None:
    readers.insert(DEFAULT_READER, VirtualCard.issue(ca, profile))

    readers.status(readers.connect(DEFAULT_READER))


def test_a_crooked_card_does_not_respond(readers: VirtualReaders, card: VirtualCard) -> None:
    readers.insert(DEFAULT_READER, card)
    readers.mute(DEFAULT_READER)

    with pytest.raises(PcscError) as error:
        readers.connect(DEFAULT_READER)
    readers.mute(DEFAULT_READER, is_mute=False)

    assert code_of(error) is ScardCode.W_UNRESPONSIVE_CARD
    readers.connect(DEFAULT_READER)


# ── trouble ───────────────────────────────────────────────────────────────────────────────────
def test_a_removed_card_is_rejected_even_when_it_lies_there_again(
    readers: VirtualReaders, held: CardHandle, card: VirtualCard
) -> None:
    readers.remove(DEFAULT_READER)
    readers.insert(DEFAULT_READER, card)

    for verb in (lambda: transmit(readers, held, SELECT_JPKI), lambda: readers.status(held)):
        with pytest.raises(PcscError) as error:
            verb()
        assert code_of(error) is ScardCode.W_REMOVED_CARD


def test_a_card_taken_away_while_it_thinks_is_not_transacted(
    readers: VirtualReaders, ca: TrainingCa, elsewhere: ThreadPoolExecutor
) -> None:
    thinking, go_on = threading.Event(), threading.Event()

    def think(_seconds: float) -> None:
        thinking.set()
        go_on.wait(5)

    edition = VirtualCard.issue(ca).edition
    slow = VirtualCard(edition, faults=Faults.parse(["slow=1"]), sleep=think)
    readers.insert(DEFAULT_READER, slow)
    handle = readers.connect(DEFAULT_READER)
    asked: Future[str] = elsewhere.submit(transmit, readers, handle, SELECT_JPKI)
    assert thinking.wait(5)

    assert readers.remove(DEFAULT_READER) is slow
    go_on.set()

    with pytest.raises(PcscError) as error:
        asked.result(5)
    assert code_of(error) is ScardCode.E_NOT_TRANSACTED
    with pytest.raises(PcscError) as error:
        readers.status(handle)
    assert code_of(error) is ScardCode.W_REMOVED_CARD


@pytest.mark.parametrize(("fault", "left"), [("remove-on", 3), ("remove-during", 2)])
def test_a_removal_fault_empties_the_reader_until_the_card_is_put_back(
    readers: VirtualReaders, ca: TrainingCa, fault: str, left: int
) -> None:
    card = VirtualCard.issue(ca, faults=Faults.parse([f"{fault}=verify"]))
    readers.insert(DEFAULT_READER, card)
    handle = readers.connect(DEFAULT_READER)
    transmit(readers, handle, SELECT_JPKI)

    with pytest.raises(PcscError) as error:
        transmit(readers, handle, VERIFY_WRONG)

    empty = seen(readers)
    assert code_of(error) is ScardCode.E_NOT_TRANSACTED
    assert not empty.present
    assert seen(readers, empty.token, LONG_MS).present
    assert card.state.auth_tries == left


def test_a_card_that_leaves_after_its_answer_has_answered(
    readers: VirtualReaders, ca: TrainingCa
) -> None:
    card = VirtualCard.issue(ca, faults=Faults.parse(["remove-after=select:forever"]))
    readers.insert(DEFAULT_READER, card)
    handle = readers.connect(DEFAULT_READER)

    said = transmit(readers, handle, SELECT_JPKI)

    assert said == "9000"
    assert readers.card_on(DEFAULT_READER) is None
    with pytest.raises(PcscError) as error:
        readers.status(handle)
    assert code_of(error) is ScardCode.W_REMOVED_CARD


def test_a_reset_by_another_program_is_told_until_the_card_is_taken_up_again(
    readers: VirtualReaders, held: CardHandle
) -> None:
    transmit(readers, held, SELECT_JPKI)
    readers.reset_by_other(DEFAULT_READER)

    for _ in range(2):
        with pytest.raises(PcscError) as error:
            transmit(readers, held, READ_WHOLE)
        assert code_of(error) is ScardCode.W_RESET_CARD
    readers.reconnect(held)

    assert transmit(readers, held, READ_WHOLE) == "6a82"
    assert transmit(readers, held, SELECT_JPKI) == "9000"


@pytest.mark.parametrize(("keeps", "said"), [(True, "9000"), (False, "6982")])
def test_what_a_reset_does_to_the_pin_is_the_cards_affair(
    readers: VirtualReaders, ca: TrainingCa, *, keeps: bool, said: str
) -> None:
    card = VirtualCard.issue(ca, switches=Switches(warm_reset_keeps_security=keeps))
    readers.insert(DEFAULT_READER, card)
    handle = readers.connect(DEFAULT_READER)
    transmit(readers, handle, SELECT_JPKI)
    transmit(readers, handle, VERIFY_1234)

    readers.reset_by_other(DEFAULT_READER)
    readers.reconnect(handle)

    transmit(readers, handle, SELECT_JPKI)
    assert transmit(readers, handle, SIGN) == said


def test_reconnecting_takes_the_card_that_lies_there_now(
    readers: VirtualReaders, held: CardHandle, ca: TrainingCa
) -> None:
    readers.remove(DEFAULT_READER)
    with pytest.raises(PcscError) as error:
        readers.reconnect(held)
    readers.insert(DEFAULT_READER, VirtualCard.issue(ca, Profile.FELICA))

    readers.reconnect(held)

    assert code_of(error) is ScardCode.E_NO_SMARTCARD
    assert transmit(readers, held, SELECT_JPKI) == "6a81"


def test_a_reader_pulled_out_is_unavailable(readers: VirtualReaders, held: CardHandle) -> None:
    readers.unplug(DEFAULT_READER)

    with pytest.raises(PcscError) as status:
        readers.status(held)
    with pytest.raises(PcscError) as again:
        readers.reconnect(held)

    assert code_of(status) is code_of(again) is ScardCode.E_READER_UNAVAILABLE
    readers.disconnect(held)


def test_without_the_service_nothing_works(readers: VirtualReaders, held: CardHandle) -> None:
    readers.stop_service()

    for verb in (
        readers.establish,
        readers.readers,
        lambda: seen(readers),
        lambda: readers.connect(DEFAULT_READER),
        lambda: readers.status(held),
        lambda: transmit(readers, held, SELECT_JPKI),
    ):
        with pytest.raises(PcscError) as error:
            verb()
        assert code_of(error) is ScardCode.E_NO_SERVICE
    readers.disconnect(held)


def test_cards_laid_down_together_are_seen_together(
    readers: VirtualReaders, card: VirtualCard, elsewhere: ThreadPoolExecutor
) -> None:
    readers.plug("second")
    names = (DEFAULT_READER, "second")
    before = readers.wait([ReaderState(name) for name in names], NOW)
    waiting = elsewhere.submit(readers.wait, before, LONG_MS)
    assert readers.is_watched(5)

    readers.insert_together({DEFAULT_READER: card, "second": VirtualCard(card.edition)})

    assert [(state.present, state.changed) for state in waiting.result(5)] == [(True, True)] * 2


def test_whether_the_service_runs_can_be_asked(readers: VirtualReaders) -> None:
    runs = [readers.is_running]
    readers.stop_service()
    runs.append(readers.is_running)
    readers.start_service()
    runs.append(readers.is_running)

    assert runs == [True, False, True]


def test_the_end_of_the_service_ends_the_wait(
    readers: VirtualReaders, elsewhere: ThreadPoolExecutor
) -> None:
    waiting = elsewhere.submit(seen, readers, seen(readers).token, LONG_MS)
    assert readers.is_watched(5)

    readers.stop_service()

    with pytest.raises(PcscError) as error:
        waiting.result(5)
    assert code_of(error) is ScardCode.E_NO_SERVICE


def test_a_service_that_came_back_wants_a_new_context(
    readers: VirtualReaders, held: CardHandle
) -> None:
    readers.stop_service()
    readers.start_service()
    with pytest.raises(PcscError) as error:
        readers.readers()

    readers.establish()

    assert code_of(error) is ScardCode.E_NO_SERVICE
    assert transmit(readers, readers.connect(DEFAULT_READER), SELECT_JPKI) == "9000"
    with pytest.raises(PcscError):
        readers.status(held)


def test_releasing_the_context_lets_the_card_go(readers: VirtualReaders, held: CardHandle) -> None:
    transmit(readers, held, SELECT_JPKI)
    readers.release()
    readers.release()

    readers.establish()

    assert transmit(readers, readers.connect(DEFAULT_READER), READ_WHOLE) == "6a82"


# ── readers that carry less ───────────────────────────────────────────────────────────────────
def test_a_reader_may_refuse_extended_commands(card: VirtualCard) -> None:
    readers = VirtualReaders(readers=())
    readers.plug("Old 00 00", max_apdu=261)
    readers.establish()
    readers.insert("Old 00 00", card)
    handle = readers.connect("Old 00 00")
    transmit(readers, handle, SELECT_JPKI)

    with pytest.raises(PcscError) as error:
        transmit(readers, handle, READ_WHOLE)

    assert code_of(error) is ScardCode.E_INVALID_PARAMETER
    assert transmit(readers, handle, "00B08A0000") == "9000"


def test_a_reader_may_cut_long_answers(card: VirtualCard) -> None:
    readers = VirtualReaders(readers=())
    readers.plug("Odd 00 00", truncates=True)
    readers.establish()
    readers.insert("Odd 00 00", card)
    handle = readers.connect("Odd 00 00")
    transmit(readers, handle, SELECT_JPKI)

    answer = readers.transmit(handle, bytearray.fromhex(READ_WHOLE))

    assert answer == card.certificate[:256] + b"\x90\x00"


def test_an_answer_of_one_byte_is_handed_on_as_it_is(
    readers: VirtualReaders, ca: TrainingCa
) -> None:
    card = VirtualCard.issue(ca, faults=Faults.parse(["short-answer=select"]))
    readers.insert(DEFAULT_READER, card)
    handle = readers.connect(DEFAULT_READER)

    assert readers.transmit(handle, bytearray.fromhex(SELECT_JPKI)) == b"\x90"


# ── what a person cannot do ───────────────────────────────────────────────────────────────────
def test_two_cards_do_not_fit_on_one_reader(
    readers: VirtualReaders, held: CardHandle, card: VirtualCard
) -> None:
    with pytest.raises(ValueError, match="card"):
        readers.insert(DEFAULT_READER, card)


def test_two_readers_do_not_share_a_name(readers: VirtualReaders) -> None:
    with pytest.raises(ValueError, match="plugged"):
        readers.plug(DEFAULT_READER)
