"""Every card and trouble of the tray gives at a real desk what it promises (front-desk.md A)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.card_watch import DOWN, UP
from support.tray_desk import TrayDesk, tray_desk

from reception_app.application.ports import CardPlaced, CardTaken, ReadersChanged
from reception_app.application.tray import TrayNow, TroublePlace
from reception_app.domain.notice import Affects
from reception_app.training.tray import READER, SECOND_READER

OUTCOMES = {
    # the eligibility answers: front-desk.md A.4, codes of eligibility-interface.md list 006
    "employee": "valid",
    "dependant": "valid",
    "preschool": "valid",
    "municipal": "valid",
    "limit": "valid",
    "elderly": "valid",
    "disease": "valid",
    "forces": "valid",
    "twin-1": "valid",
    "twin-2": "valid",
    "black-circle": "valid",
    "variant": "valid",
    "no-cp932": "valid",
    "long-name": "valid",
    "hyphen": "valid",
    "lost": "invalid",
    "lost-aid": "invalid",
    "newer": "invalid-newer-exists",
    "none": "not-found",
    "several": "several",
    "two-at-once": "valid",
    "special": "valid",
    "combined-aid": "valid",
    "aid": "valid",
    "aid-no-ticket": "valid-not-registered",
    # certificates: front-desk.md A3-11…A3-16, codes of cli.md, Errors
    "expiring": "valid",
    "grace": "valid",
    "expired": "CT03",
    "revoked": "CT04",
    "not-registered": "CT06",
    "not-yet-valid": "CT09",
    "other-ca": "CT10",
    "no-certificate": "CT08",
    "corrupt": "CT11",
    # PIN: A3-6…A3-10
    "forgot": "valid",
    "two-tries": "valid",
    "one-try": "valid",
    "locked": "PN03",
    "face-auth": "PN03",
    # other cards: A3-2
    "licence": "CD02",
    "bank": "CD02",
    "transit": "CD02",
    "juki": "CD08",
    "phone": "PH04",
    # reading: A3-4, A3-5
    "dead-chip": "CD01",
    "leaves-reading": "CD05",
    "leaves-verifying": "CD05",
    "slow": "valid",
    "bad-signature": "CD11",
    # answers of the service
    "visual-refused": "valid",
    "unknown-validity": "unknown",
    "answer-error": "no verdict",
    "answer-aborted": "no verdict",
}

SERVICE_TROUBLES = {
    # cli.md, Errors
    "down": "NW01",
    "maintenance": "BK02",
    "busy": "BK03",
    "garbled": "BK08",
    "terminal-unknown": "BK04",
    "revoked": "CT04",
    "not-registered": "CT06",
}

NOTICES = {
    # front-desk.md A3-15, A5-5
    "certificate-maintenance": Affects.CARDS,
    "outage-notice": Affects.ALL,
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrayDesk]:
    """One desk for the module: its cards take seconds to make."""
    with tray_desk(Path(tmp_path_factory.mktemp("practice"))) as desk:
        yield desk


@pytest.fixture(autouse=True)
def _tidy(desk: TrayDesk) -> Iterator[None]:
    yield
    desk.tray.reset()
    desk.watch.until(lambda: desk.watch.value(desk.watch.thread.readers)[0].card is False)
    desk.watch.news.clear()


# ── cards ─────────────────────────────────────────────────────────────────────────────────────
def test_every_card_is_promised_something(desk: TrayDesk) -> None:
    assert OUTCOMES.keys() == {card.card_id for card in desk.tray.cards}


@pytest.mark.parametrize("card_id", OUTCOMES)
def test_a_card_gives_what_it_promises(desk: TrayDesk, card_id: str) -> None:
    desk.lay(card_id)

    assert OUTCOMES[card_id] == desk.check()


@pytest.mark.parametrize(
    ("card_id", "outcome"),
    [
        ("locked", "valid"),
        ("face-auth", "valid"),
        ("bad-signature", "valid"),
        ("visual-refused", "VS03"),
        ("grace", "valid"),
    ],
)
def test_a_face_can_be_compared_instead(desk: TrayDesk, card_id: str, outcome: str) -> None:
    desk.lay(card_id)

    assert outcome == desk.look()


@pytest.mark.parametrize(
    ("card_id", "state"), [("expiring", "expiring"), ("grace", "grace"), ("employee", "valid")]
)
def test_a_certificate_is_as_old_as_it_says(desk: TrayDesk, card_id: str, state: str) -> None:
    desk.lay(card_id)

    assert state == desk.open().certificate_state.value


def test_wrong_pins_count_down_for_as_long_as_the_program_runs(desk: TrayDesk) -> None:
    desk.lay("employee")
    codes = [desk.check(b"0000") for _ in range(2)]
    desk.tray.take()
    desk.lay("employee")
    codes.append(desk.check(b"0000"))

    assert codes == ["PN01", "PN02", "PN03"]
    assert desk.tray.now().tries["employee"] == 0


def test_nothing_is_locked_for_good(desk: TrayDesk) -> None:
    desk.lay("one-try")
    assert desk.check(b"0000") == "PN03"

    desk.tray.reset()
    desk.lay("one-try")

    assert desk.tray.now().tries["one-try"] == 1
    assert desk.check() == "valid"


def test_the_tries_of_a_card_are_known_before_it_is_made(desk: TrayDesk) -> None:
    tries = desk.tray.now().tries

    assert [tries["employee"], tries["two-tries"], tries["one-try"], tries["locked"]] == [
        *(3, 2, 1, 0)
    ]
    assert tries.keys() == {card.card_id for card in desk.tray.cards if card.pin}


def test_a_card_takes_the_place_of_another(desk: TrayDesk) -> None:
    desk.lay("employee")
    desk.lay("elderly")

    assert desk.watch.news == [CardTaken(READER), CardPlaced(READER)]
    assert desk.tray.now().lies == "elderly"


def test_a_card_that_is_taken_off_is_gone(desk: TrayDesk) -> None:
    desk.lay("employee")
    desk.tray.take()
    desk.watch.until(lambda: CardTaken(READER) in desk.watch.news)

    assert desk.tray.now().lies == ""
    assert desk.check() == "CD10"


# ── cards that leave ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("card_id", ["leaves-reading", "leaves-verifying"])
def test_a_card_that_left_goes_through_when_it_is_laid_down_again(
    desk: TrayDesk, card_id: str
) -> None:
    desk.lay(card_id)
    assert desk.check() == "CD05"
    now = desk.tray.now()
    assert (now.lies, now.left, now.tries[card_id]) == ("", card_id, 3)

    desk.lay(card_id)

    assert desk.tray.now().lies == card_id
    assert desk.check() == "valid"


def test_a_card_that_left_leaves_again_for_the_next_one_who_practises(desk: TrayDesk) -> None:
    desk.lay("leaves-reading")
    desk.check()
    desk.tray.take()

    desk.lay("leaves-reading")

    assert desk.check() == "CD05"


# ── troubles ──────────────────────────────────────────────────────────────────────────────────
def test_every_trouble_of_the_service_is_promised_something(desk: TrayDesk) -> None:
    troubles = {t.trouble_id for t in desk.tray.troubles if t.place is TroublePlace.SERVICE}

    assert troubles == SERVICE_TROUBLES.keys() | NOTICES.keys() | {"silent", "slow"}


@pytest.mark.parametrize("trouble_id", SERVICE_TROUBLES)
def test_a_trouble_of_the_service_shows_and_passes(desk: TrayDesk, trouble_id: str) -> None:
    desk.lay("employee")
    assert desk.check() == "valid"  # on the connection that stays open

    desk.tray.set_trouble(trouble_id, on=True)
    assert desk.tray.now().troubles == {trouble_id}
    troubled = desk.check()
    desk.tray.set_trouble(trouble_id, on=False)

    assert SERVICE_TROUBLES[trouble_id] == troubled
    assert not desk.tray.now().troubles
    assert desk.check() == "valid"


@pytest.mark.parametrize("trouble_id", ["silent", "slow"])
def test_a_service_that_takes_too_long_is_given_up(desk: TrayDesk, trouble_id: str) -> None:
    desk.lay("employee")
    desk.tray.set_trouble(trouble_id, on=True)
    assert desk.check(timeout_s=0.5) == "BK01"

    desk.tray.set_trouble(trouble_id, on=False)

    assert desk.check() == "valid"


@pytest.mark.parametrize("trouble_id", NOTICES)
def test_a_trouble_that_is_announced_changes_no_answer(desk: TrayDesk, trouble_id: str) -> None:
    desk.lay("employee")
    desk.tray.set_trouble(trouble_id, on=True)

    (told,) = desk.notices()
    assert (trouble_id, NOTICES[trouble_id]) == (told.notice_id, told.affects)
    assert told.is_on(desk.clock.now())
    assert desk.check() == "valid"

    desk.tray.set_trouble(trouble_id, on=False)
    assert desk.notices() == ()


def test_a_notice_keeps_its_time_while_other_troubles_come_and_go(desk: TrayDesk) -> None:
    desk.tray.set_trouble("outage-notice", on=True)
    before = desk.notices()
    desk.tray.set_trouble("certificate-maintenance", on=True)
    desk.tray.set_trouble("down", on=True)
    desk.tray.set_trouble("down", on=False)
    desk.tray.set_trouble("certificate-maintenance", on=False)

    assert desk.notices() == before


def test_one_trouble_of_the_service_takes_the_place_of_another(desk: TrayDesk) -> None:
    desk.tray.set_trouble("slow", on=True)
    desk.tray.set_trouble("down", on=True)
    desk.tray.set_trouble("busy", on=True)

    assert desk.tray.now().troubles == {"slow", "busy"}


def test_a_crooked_card_does_not_answer_and_a_straight_one_does(desk: TrayDesk) -> None:
    desk.tray.set_trouble("crooked", on=True)
    desk.lay("employee")
    assert desk.check() == "CD01"

    desk.tray.set_trouble("crooked", on=False)

    assert desk.check() == "valid"


def test_a_dead_chip_stays_dead_when_it_is_laid_straight(desk: TrayDesk) -> None:
    desk.lay("dead-chip")
    desk.tray.set_trouble("crooked", on=True)
    desk.tray.set_trouble("crooked", on=False)

    assert desk.check() == "CD01"


def test_a_card_held_by_another_program_cannot_be_read(desk: TrayDesk) -> None:
    desk.tray.set_trouble("held-by-other", on=True)
    desk.lay("employee")
    assert desk.check() == "RD05"

    desk.tray.set_trouble("held-by-other", on=False)

    assert desk.check() == "valid"


def test_a_reader_that_is_pulled_out_comes_back_with_its_card(desk: TrayDesk) -> None:
    desk.lay("employee")
    desk.watch.news.clear()
    desk.tray.set_trouble("reader-unplugged", on=True)
    desk.watch.expect(CardTaken(READER), ReadersChanged(()))
    assert desk.check() == "RD01"

    desk.tray.set_trouble("reader-unplugged", on=False)
    desk.watch.expect(ReadersChanged((READER,)), CardPlaced(READER))

    assert desk.check() == "valid"


def test_a_card_can_be_laid_on_a_reader_that_is_not_plugged_in(desk: TrayDesk) -> None:
    desk.tray.set_trouble("reader-unplugged", on=True)
    desk.tray.lay("elderly")
    desk.watch.until(lambda: not desk.tray.now().coming)
    desk.tray.set_trouble("held-by-other", on=True)
    desk.tray.lay("employee")
    desk.watch.until(lambda: not desk.tray.now().coming)
    desk.tray.set_trouble("reader-unplugged", on=False)
    desk.watch.until(lambda: CardPlaced(READER) in desk.watch.news)
    held = desk.check()
    desk.tray.set_trouble("held-by-other", on=False)

    assert held == "RD05"
    assert desk.check() == "valid"


def test_a_card_service_that_stops_is_started_by_the_tray(desk: TrayDesk) -> None:
    desk.tray.set_trouble("card-service-stopped", on=True)
    desk.watch.until(lambda: DOWN in desk.watch.news)
    assert desk.check() == "RD04"

    desk.watch.news.clear()
    desk.tray.set_trouble("card-service-stopped", on=False)
    desk.watch.until(lambda: UP in desk.watch.news)

    desk.lay("employee")
    assert desk.check() == "valid"


def test_a_card_service_that_staff_starts_again_is_no_trouble_any_more(desk: TrayDesk) -> None:
    desk.tray.set_trouble("card-service-stopped", on=True)
    desk.watch.until(lambda: DOWN in desk.watch.news)
    desk.watch.news.clear()

    desk.practice.tray.start_service()
    desk.watch.until(lambda: UP in desk.watch.news)

    assert not desk.tray.now().troubles


def test_two_cards_come_together_and_go_together(desk: TrayDesk) -> None:
    desk.tray.set_trouble("two-cards", on=True)
    desk.watch.expect(ReadersChanged((READER, SECOND_READER)))
    desk.lay("employee")
    desk.watch.expect(CardPlaced(READER), CardPlaced(SECOND_READER))

    desk.tray.take()
    desk.watch.expect(CardTaken(READER), CardTaken(SECOND_READER))
    desk.tray.set_trouble("two-cards", on=False)
    desk.watch.expect(ReadersChanged((READER,)))


@pytest.mark.parametrize(
    ("trouble_id", "outcome"),
    [("leaves-reading", "CD05"), ("leaves-verifying", "CD05"), ("bad-signatures", "CD11")],
)
def test_a_trouble_of_cards_meets_every_card_that_is_laid_down(
    desk: TrayDesk, trouble_id: str, outcome: str
) -> None:
    desk.tray.set_trouble(trouble_id, on=True)
    desk.lay("employee")
    assert outcome == desk.check()
    desk.lay("elderly")
    assert outcome == desk.check()

    desk.tray.set_trouble(trouble_id, on=False)
    desk.lay("employee")

    assert desk.check() == "valid"


def test_a_slow_card_is_slow_and_nothing_else(desk: TrayDesk) -> None:
    desk.tray.set_trouble("slow-cards", on=True)
    desk.lay("employee")
    desk.check()
    card = desk.practice.tray.card_on(READER)

    assert card is not None
    assert card.busy_s > 0.5 * len(card.headers)


def test_one_press_puts_everything_back(desk: TrayDesk) -> None:
    before = desk.tray.now()
    for trouble in desk.tray.troubles:
        desk.tray.set_trouble(trouble.trouble_id, on=True)
    desk.tray.lay("employee")
    desk.watch.until(lambda: not desk.tray.now().coming)

    desk.tray.reset()

    assert before == desk.tray.now()
    assert desk.notices() == ()
    desk.watch.news.clear()
    desk.lay("employee")
    assert desk.check() == "valid"


# ── the tray itself ───────────────────────────────────────────────────────────────────────────
def test_a_card_comes_when_it_is_made_and_nobody_waits_for_it(tmp_path: Path) -> None:
    with tray_desk(tmp_path) as desk:
        last = desk.tray.cards[-1].card_id

        desk.tray.lay(last)
        at_once = desk.tray.now()
        desk.watch.until(lambda: desk.tray.now().lies == last)

        assert TrayNow(coming=last, tries=at_once.tries) == at_once
        assert desk.check() == OUTCOMES[last]


def test_a_card_that_is_not_wanted_any_more_does_not_come(tmp_path: Path) -> None:
    with tray_desk(tmp_path) as desk:
        desk.tray.lay("answer-aborted")
        desk.tray.take()
        desk.lay("employee")

        assert desk.tray.now().lies == "employee"


def test_what_does_not_exist_is_a_mistake(desk: TrayDesk) -> None:
    with pytest.raises(KeyError):
        desk.tray.lay("nobody")
    with pytest.raises(KeyError):
        desk.tray.set_trouble("nothing", on=False)

    assert desk.tray.now().lies == ""
