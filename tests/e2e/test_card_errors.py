"""Bad cards, bad PINs, bad readers: code and exit status of cli.md, and never a PIN try spent."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from e2e.conftest import Insert
from support.card_ca import CardCa
from support.clinic import PROGRAM, Clinic, Ran
from support.pcscd import VPCD_READERS, Pcscd, wait_for_card, wait_until

from reception_app.training.card import Profile, TrainingCa
from reception_app.training.service import TrainingService

pytestmark = pytest.mark.pcscd
VERIFY = 0x20


@pytest.mark.parametrize(
    ("profile", "kind", "state", "code"),
    [
        (Profile.EXPIRING, "card", "expiring", None),
        (Profile.GRACE, "card", "grace", None),
        (Profile.EXPIRED, "card", "expired", "CT03"),
        (Profile.NOT_YET_VALID, "card", "not-yet-valid", "CT09"),
        (Profile.OTHER_CA, "card", "unknown-ca", "CT10"),
        (Profile.LOCKED, "card", "valid", "PN03"),
        (Profile.FACE_AUTH, "card", "valid", "PN03"),
        (Profile.ONE_TRY, "card", "valid", "PN07"),
        (Profile.TWO_TRIES, "card", "valid", None),
        (Profile.PHONE, "phone", "unreadable", "PH04"),
        (Profile.JUKI, "juki-card", "absent", "CD08"),
        (Profile.LICENCE, "other", "absent", "CD02"),
        (Profile.BANK, "other", "absent", "CD02"),
        (Profile.FELICA, "other", "absent", "CD02"),
        (Profile.NO_CERTIFICATE, "card", "absent", "CT08"),
        (Profile.TRUNCATED, "card", "unreadable", "CT11"),
        (Profile.CORRUPT, "card", "unreadable", "CT11"),
    ],
)
def test_each_kind_of_card_gets_its_code(
    clinic: Clinic, insert: Insert, profile: Profile, kind: str, state: str, code: str | None
) -> None:
    card = insert(profile)

    ran = clinic.check()

    assert ran.brief == ((0, None) if code is None else (10, code))
    seen = ran.document["card"]
    assert (seen["kind"], seen["certificate_state"]) == (kind, state)
    sent = [header for header in card.headers if header[1] == VERIFY and len(header) > 4]
    assert not sent


@pytest.mark.parametrize(
    "profile", [Profile.NORMAL, Profile.LOCKED, Profile.FACE_AUTH, Profile.ONE_TRY, Profile.GRACE]
)
def test_a_visual_check_needs_no_pin(clinic: Clinic, insert: Insert, profile: Profile) -> None:
    insert(profile)

    assert clinic.look().brief == (0, None)


def test_a_wrong_pin_costs_one_try_each_and_is_never_repeated(
    clinic: Clinic, insert: Insert
) -> None:
    card = insert()

    first, second, third = (clinic.check(pin=b"0000") for _ in range(3))
    fourth = clinic.check("--allow-last-try", pin=b"0000")

    assert [ran.brief for ran in (first, second, third, fourth)] == [
        (10, "PN01"),
        (10, "PN02"),
        (10, "PN07"),
        (10, "PN03"),
    ]
    lefts = [ran.document["card"]["pin_attempts_left"] for ran in (first, second, third, fourth)]
    assert lefts == [2, 1, 1, 0]
    assert first.document["error"]["attempts_left"] == 2
    assert card.state.auth_tries == 0


def test_the_last_try_may_be_allowed_and_a_right_pin_restores_the_counter(
    clinic: Clinic, insert: Insert
) -> None:
    card = insert(Profile.ONE_TRY)

    assert clinic.check("--allow-last-try").status == 0
    assert card.state.auth_tries == 3


@pytest.mark.parametrize(
    "entry",
    ["", "\n", "123", "12345", "12 4", "abcd", "１２３", "１２３４５", "1234 ", "\x00" * 4],
)
def test_what_is_not_four_digits_is_not_sent(clinic: Clinic, insert: Insert, entry: str) -> None:
    card = insert()

    assert clinic.check(pin=entry.encode()).brief == (10, "PN06")
    assert card.state.auth_tries == 3
    assert sum(header[1] == VERIFY for header in card.headers) == 1  # the counter


@pytest.mark.parametrize("moment", ["at", "during", "after"])
@pytest.mark.parametrize("exchange", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("extended", ["true", "false"])
def test_a_card_that_leaves_costs_no_try(
    clinic: Clinic, insert: Insert, moment: str, exchange: int, extended: str
) -> None:
    card = insert(
        faults=(f"remove-{moment}={exchange}:forever",), switches=(f"extended_length={extended}",)
    )

    ran = clinic.check("--wait", "5")

    assert card.state.auth_tries == 3
    if (moment, exchange, extended) == ("after", 5, "true"):
        assert ran.brief == (0, None)  # the signature is in hand: the card may leave
    else:
        assert ran.brief == (10, "CD05")
        assert clinic.handed_over() == []


@pytest.mark.parametrize("moment", ["on", "during", "after"])
def test_a_card_that_leaves_during_a_wrong_verify_costs_at_most_that_one_try(
    clinic: Clinic, insert: Insert, moment: str
) -> None:
    card = insert(faults=(f"remove-{moment}=verify:forever",))

    ran = clinic.check(pin=b"0000")

    assert ran.status == 10
    assert ran.code in {"CD05", "PN01"}
    assert card.state.auth_tries >= 2
    verifies = [header for header in card.headers if header[1] == VERIFY]
    assert len(verifies) <= 2  # counter and one entry


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("sw=20:6F00", "CD08"),
        ("sw=B0:6F00", "CT11"),
        ("sw=2A:6F00", "CD11"),
        ("sw=2A:6982", "CD05"),
        ("bad-signature", "CD11"),
        ("zero-bytes=read", "CT11"),
        ("zero-bytes=sign", "CD11"),
        ("short-answer=select", "CD05"),
        ("short-answer=read", "CD05"),
        ("short-answer=verify", "CD05"),
        ("short-answer=sign", "CD05"),
    ],
)
def test_a_card_that_misbehaves_is_refused(
    clinic: Clinic, insert: Insert, fault: str, code: str
) -> None:
    card = insert(faults=(fault,))

    assert clinic.check().brief == (10, code)
    assert card.state.auth_tries == 3


@pytest.mark.parametrize("fault", ["61xx", "6Cxx", "6Cxx=100", "short-read", "slow=30"])
def test_a_card_with_manners_of_its_own_is_read_all_the_same(
    clinic: Clinic, insert: Insert, fault: str
) -> None:
    insert(faults=(fault,))

    assert clinic.check().brief == (0, None)


@pytest.mark.parametrize(
    "switch",
    [
        "warm_reset_keeps_security=false",
        "select_df_clears_security=true",
        "blocked_sw=0x6983",
        "query_when_verified=9000",
        "extended_length=false",
        "short_ef=false",
        "max_read=100",
        "first_apdu_6f00=true",
    ],
)
def test_either_answer_to_an_open_question_leaves_the_check_right(
    clinic: Clinic, insert: Insert, switch: str
) -> None:
    card = insert(switches=(switch,))

    right, wrong = clinic.check(), clinic.check(pin=b"0000")

    assert (right.brief, wrong.brief) == ((0, None), (10, "PN01"))
    assert card.state.auth_tries == 2


def test_nothing_placed_within_the_wait(clinic: Clinic, pcscd: Pcscd) -> None:
    assert pcscd.pid

    assert clinic.check("--wait", "0.5").brief == (10, "CD10")


def test_a_reader_that_is_not_there(clinic: Clinic, insert: Insert) -> None:
    insert()

    assert clinic.check("--wait", "0.5", "--reader", "no such reader").brief == (10, "RD01")


def test_a_card_that_another_program_holds(clinic: Clinic, insert: Insert) -> None:
    insert()
    hold = (
        "from smartcard import scard; import sys;"
        "_, context = scard.SCardEstablishContext(0);"
        f"print(scard.SCardConnect(context, {VPCD_READERS[0]!r}, 1, 2)[0], flush=True);"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"0\n"

        ran, listed = clinic.check(), clinic.run("readers", "--json").document
        other.communicate()

    assert ran.brief == (10, "RD05")
    assert listed["readers"][0] == {"name": VPCD_READERS[0], "card": True, "busy": True}


class Running:
    """A check that runs while a test does something."""

    def __init__(self, clinic: Clinic, *arguments: str) -> None:
        self._ran: list[Ran] = []
        self._thread = threading.Thread(
            target=lambda: self._ran.append(clinic.check("--wait", "30", *arguments))
        )
        self._thread.start()

    def result(self) -> Ran:
        self._thread.join()
        return self._ran[0]


@pytest.fixture
def own_pcscd(pcscd: Pcscd) -> Iterator[Pcscd]:
    """The common pcscd, running again at the end."""
    yield pcscd
    pcscd.restart()


def test_a_card_that_comes_while_the_check_waits(
    clinic: Clinic, insert: Insert, service: TrainingService
) -> None:
    waiting = Running(clinic)
    wait_until(lambda: "/v1/challenges" in service.counts.requests, "the check waits")

    insert()

    assert waiting.result().brief == (0, None)


def test_the_card_service_gone_and_back_while_the_check_waits(
    clinic: Clinic, insert: Insert, service: TrainingService, own_pcscd: Pcscd
) -> None:
    waiting = Running(clinic)
    wait_until(lambda: "/v1/challenges" in service.counts.requests, "the check waits")

    own_pcscd.kill()
    own_pcscd.start()
    insert()

    assert waiting.result().brief == (0, None)


def test_no_card_service(clinic: Clinic, own_pcscd: Pcscd) -> None:
    own_pcscd.stop()

    ran, listed = clinic.check("--wait", "0.5"), clinic.run("readers", "--json")

    assert ran.brief == (10, "RD04")
    assert listed.brief == (10, "RD04")
    assert listed.document["readers"] == []


def test_the_card_service_killed_in_the_middle_of_a_check(
    clinic: Clinic, insert: Insert, own_pcscd: Pcscd
) -> None:
    card = insert(faults=("slow=300",))
    running = Running(clinic)
    wait_until(lambda: len(card.headers) >= 2, "the card is being read")

    own_pcscd.kill()

    assert running.result().brief == (10, "RD04")
    assert card.state.auth_tries == 3


def test_a_test_hierarchy_is_not_trusted_in_production(clinic: Clinic, tmp_path: Path) -> None:
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "JPKI-TEST")])
    ca = tmp_path / "jpki-test.pem"
    ca.write_bytes(CardCa(name=name).pem)

    ran = clinic.with_settings("card", trust=[str(ca)]).check("--wait", "0.1")

    assert ran.brief == (70, "SE01")
    assert "[card] trust" in ran.err


def test_the_virtual_card_of_the_command_line_is_checked(
    clinic: Clinic, pcscd: Pcscd, service: TrainingService, tmp_path: Path
) -> None:
    assert pcscd.pid
    folder = tmp_path / "card"
    command = clinic.command("training", "card", "--dir", str(folder))
    with subprocess.Popen(command, stdout=subprocess.PIPE) as playing:
        assert playing.stdout is not None
        ready = playing.stdout.readline()
        wait_for_card(VPCD_READERS[0])
        trusting = clinic.with_settings("card", trust=[str(folder / "card-ca.pem")])
        ran = trusting.check()
        playing.terminate()
    wait_for_card(VPCD_READERS[0], present=False)

    assert ready == b'{"ready": true, "profile": "normal"}\n'
    assert ran.brief == (30, "CT10")  # this desk trusts its CA, the service does not
    assert playing.returncode == 0  # being ended is how it ends
    assert TrainingCa.open(folder).pem == (folder / "card-ca.pem").read_bytes()


def test_the_virtual_card_of_the_command_line_is_answered_where_both_trust_it(
    pcscd: Pcscd, tmp_path: Path
) -> None:
    assert pcscd.pid
    folder, files = tmp_path / "card", tmp_path / "service"
    files.mkdir()
    with subprocess.Popen(
        [*PROGRAM, "training", "card", "--dir", str(folder)], stdout=subprocess.PIPE
    ) as playing:
        assert playing.stdout is not None
        assert playing.stdout.readline()
        pem = (folder / "card-ca.pem").read_bytes()
        wait_for_card(VPCD_READERS[0])
        with TrainingService(files, trust=[pem]) as service:
            ran = Clinic(tmp_path, service, card_ca=pem).check()
        playing.terminate()
    wait_for_card(VPCD_READERS[0], present=False)

    assert ran.brief == (0, None)
    assert ran.document["facts"]["Name"] == "練習　花子"


def test_a_card_on_each_of_two_readers_is_nobodys_check(clinic: Clinic, insert: Insert) -> None:
    cards = [insert(slot=0), insert(slot=1)]

    ran = clinic.check("--wait", "2")

    assert ran.brief == (10, "CD03")
    assert [card.state.auth_tries for card in cards] == [3, 3]


def test_a_card_laid_again_while_the_service_is_asked_starts_nothing(
    clinic: Clinic, insert: Insert, service: TrainingService
) -> None:
    card = insert(faults=("remove-after=sign",))  # it is back after a second
    service.set_faults("busy=4@checks:1")

    ran = clinic.check()

    assert ran.brief == (0, None)
    assert card.state.auth_tries == 3
