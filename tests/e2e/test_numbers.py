"""``check --numbers`` on the command line, with each of the three backends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from support.clinic import HANAKO, Clinic, Ran

from reception_app.training.card import TrainingCa
from reception_app.training.service import TrainingService
from reception_app.training.terminal import TrainingTerminal
from reception_app.training.terminal.web import PASSWORD, USER, TrainingWeb

INSTITUTION = "1312345678"
TWINS = "06149991/88/4401//20150505"
KEYRING = f"""
from keyring.backend import KeyringBackend

class Keyring(KeyringBackend):
    priority = 1

    def get_password(self, service, username):
        return {PASSWORD!r} if username == "oqs-webapi/{USER}" else None

    def set_password(self, service, username, password):
        raise NotImplementedError
"""
"""A key store that has the password of the web interface, and nothing else."""

BACKENDS = ("https", "oqs-folder", "oqs-webapi")


class Asking:
    """A clinic with one of the backends, and how its commands are run."""

    def __init__(self, clinic: Clinic, env: dict[str, str]) -> None:
        self.clinic = clinic
        self.env = env

    def ask(self, numbers: str, *options: str) -> Ran:
        return self.run("check", "--numbers", numbers, "--json", *options)

    def run(self, *arguments: str, stdin: bytes = b"") -> Ran:
        return self.clinic.run(*arguments, stdin=stdin, env=self.env)


@pytest.fixture(params=BACKENDS)
def desk(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    clinic: Clinic,
    service: TrainingService,
    ca: TrainingCa,
) -> Iterator[Asking]:
    del service, ca  # they run behind the clinic
    with ExitStack() as running:
        match request.param:
            case "https":
                yield Asking(clinic, {})
            case "oqs-folder":
                yield Asking(with_terminal(clinic, tmp_path, running), {})
            case _:
                yield with_web_interface(clinic, tmp_path, running)


def with_terminal(clinic: Clinic, folder: Path, running: ExitStack) -> Clinic:
    root = folder / "OQS"
    running.enter_context(TrainingTerminal(root, institution_code=INSTITUTION))
    changed = clinic.with_settings("backend", name="oqs-folder")
    changed.settings.pop("backend.https")
    changed.settings["backend.oqs-folder"] = {"root": str(root)}
    return changed


def with_web_interface(clinic: Clinic, folder: Path, running: ExitStack) -> Asking:
    files, keys = folder / "interface", folder / "keys"
    keys.mkdir()
    (keys / "desk_keys.py").write_text(KEYRING, "utf-8")
    web = running.enter_context(TrainingWeb(files))
    changed = clinic.with_settings("backend", name="oqs-webapi")
    changed.settings.pop("backend.https")
    changed.settings["backend.oqs-webapi"] = {
        "auth_url": web.auth_url,
        "search_url": web.search_url,
        "ca": str(web.ca_pem),
        "client_certificate": str(web.client_pem),
        "client_key": str(web.client_key),
        "user": USER,
    }
    env = {"PYTHON_KEYRING_BACKEND": "desk_keys.Keyring", "PYTHONPATH": str(keys)}
    return Asking(changed, env)


def test_numbers_are_answered_saved_and_handed_over(desk: Asking) -> None:
    ran = desk.ask(HANAKO)

    document = ran.document
    assert ran.brief == (0, None)
    assert (document["method"], document["verdict"]) == ("numbers", "valid")
    assert document["facts"]["Name"] == "練習　花子"
    assert document["saved"] is True
    assert document["handover"]["state"] == "delivered"
    assert document["card"] is None
    assert len(desk.clinic.handed_over()) == 1


def test_the_branch_comes_back_even_if_nobody_typed_it(desk: Asking) -> None:
    document = desk.ask("06139992/１２３/4567//20220915").document

    assert document["verdict"] == "valid"
    assert document["facts"]["InsuredBranchNumber"] == "02"


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        ("06139992/300/6001/00/19910110", "invalid"),
        ("01139997/41/5504/00/19960401", "invalid-newer-exists"),
        ("06139992/１２３/4599/00/19850412", "not-found"),
        (TWINS, "several"),
        ("12139994//9990037//19820214", "valid-not-registered"),
    ],
)
def test_every_validity_is_an_answer(desk: Asking, numbers: str, verdict: str) -> None:
    ran = desk.ask(numbers)

    assert ran.brief == (0, None)
    assert ran.document["verdict"] == verdict


def test_the_consent_opens_the_limit(desk: Asking) -> None:
    without = desk.ask("149997/例02/1199/01/19950325").document
    agreed = desk.ask("149997/例02/1199/01/19950325", "--limit-consent").document

    group = "LimitApplicationCertificateRelatedInfo"
    assert (group in without["facts"], group in agreed["facts"]) == (False, True)


def test_a_my_number_is_refused_before_anything_is_asked(desk: Asking) -> None:
    ran = desk.run("check", "--numbers", "06139992/１２３/123456789018/00/19850412")

    assert ran.status == 2
    assert "IN06" in ran.err
    assert "123456789018" not in ran.err
    assert desk.clinic.run("results", "--json").document["results"] == []


def test_a_wrong_check_digit_warns_and_is_asked_with(desk: Asking) -> None:
    ran = desk.ask("06139993/１２３/4567/00/19850412")

    assert (ran.status, ran.document["verdict"]) == (0, "not-found")
    assert "IN01" in ran.err


def test_a_card_is_refused_before_a_pin_is_read_where_it_cannot_be_asked_with(
    desk: Asking,
) -> None:
    if "backend.https" in desk.clinic.settings:
        pytest.skip("this one takes cards")

    ran = desk.run("check", "--pin-stdin", "--json", stdin=b"1234\n")

    assert ran.brief == (30, "BK07")
    assert ran.document["card"] is None
