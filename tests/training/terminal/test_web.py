"""The training web interface keeps the interface that it plays, and plays each of its troubles."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from support.eligibility import INSTITUTION

from reception_app.domain.eligibility import CardholderNumbers
from reception_app.messages.bulk import bulk_request
from reception_app.messages.message import Message
from reception_app.messages.search_info import SearchInfo
from reception_app.messages.web_json import write_json
from reception_app.messages.web_login import Login
from reception_app.training.service.people_file import built_in_people
from reception_app.training.service.pki import Authority
from reception_app.training.terminal.fault_specs import Met
from reception_app.training.terminal.web import PASSWORD, USER, TrainingWeb
from reception_app.training.terminal.web_gate import Gate

AT = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
ON = date(2026, 11, 22)
HANAKO = SearchInfo(
    CardholderNumbers("06139992", "１２３", "4567", "00", date(1985, 4, 12)),
    limit_consent=False,
    identifier="row-1",
)


def question(*asked: SearchInfo) -> Message:
    """A single question has the shape of a bulk one for one person."""
    return bulk_request(
        asked or [HANAKO], on=ON, institution_code=INSTITUTION, file_identifier="file-1"
    )


class Client:
    """A client of its own, so that the interface isn't proved by the backend alone."""

    def __init__(self, web: TrainingWeb) -> None:
        self.web = web
        self.context = ssl.create_default_context(cafile=str(web.ca_pem))
        self.context.load_cert_chain(web.client_pem, web.client_key)

    def post(self, url: str, body: bytes, token: str | None = None) -> tuple[int, Any]:
        place = urlsplit(url)
        assert place.hostname == "127.0.0.1"
        connection = HTTPSConnection(place.hostname, place.port, context=self.context, timeout=30)
        headers = {} if token is None else {"Authorization": token}
        try:
            connection.request("POST", place.path, body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()

    def log_in(self, password: str = PASSWORD) -> tuple[int, Any]:
        body = json.dumps({"user": USER, "password": password}).encode()
        return self.post(self.web.auth_url, body)

    def token(self) -> str:
        return str(self.log_in()[1]["result"]["idToken"])

    def search(
        self, message: Message | None = None, *, token: str | None = None
    ) -> tuple[int, Any]:
        body = write_json(message or question())
        return self.post(self.web.search_url, body, token or self.token())

    def found(self) -> Any:
        status, answer = self.search()
        assert status == 200
        return answer["XmlMsg"]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


@pytest.fixture
def web(stack: ExitStack, tmp_path: Path) -> TrainingWeb:
    return stack.enter_context(TrainingWeb(tmp_path, now=lambda: AT))


@pytest.fixture
def client(web: TrainingWeb) -> Client:
    return Client(web)


def body_with(client: Client, *faults: str) -> Any:
    client.web.set_faults(*faults)
    return client.found()["MessageBody"]


# ── login ─────────────────────────────────────────────────────────────────────────────────────
def test_a_login_gives_three_tokens(client: Client) -> None:
    status, answer = client.log_in()

    assert (200, {"status", "msg", "result"}) == (status, answer.keys())
    assert {"accessToken", "refreshToken", "idToken", "linkSysCharCd"} == answer["result"].keys()
    assert client.token() != client.token()


def test_a_wrong_password_or_user_gives_none(client: Client) -> None:
    other = json.dumps({"user": "other", "password": PASSWORD}).encode()

    status, answer = client.log_in("wrong")

    assert (401, None) == (status, answer["result"])
    assert 401 == client.post(client.web.auth_url, other)[0]


def test_another_password_counts_at_once(client: Client) -> None:
    client.web.set_password("new")

    assert (401, 200) == (client.log_in()[0], client.log_in("new")[0])


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"user":1,"password":2}'])
def test_what_is_no_login_is_refused(client: Client, body: bytes) -> None:
    assert 400 == client.post(client.web.auth_url, body)[0]


# ── search ────────────────────────────────────────────────────────────────────────────────────
def test_it_answers_with_the_people_of_the_training_service(client: Client) -> None:
    message = client.found()

    assert {
        "ProcessExecutionTime": "20261122090500",
        "QualificationConfirmationDate": "20261122",
        "MedicalInstitutionCode": INSTITUTION,
        "ArbitraryFileIdentifier": "file-1",
        "CharacterCodeIdentifier": "0",
        "ReferenceClassification": "2",
        "SegmentOfResult": "1",
    } == message["MessageHeader"]
    (item,) = message["MessageBody"]["ResultList"]
    assert "練習　花子" == item["ResultOfQualificationConfirmation"]["Name"]


def test_every_person_who_has_numbers_is_answered(client: Client) -> None:
    token = client.token()
    for person in built_in_people().persons:
        if person.numbers:
            asked = SearchInfo(person.numbers, limit_consent=True)
            status, answer = client.search(question(asked), token=token)

            header, body = answer["XmlMsg"]["MessageHeader"], answer["XmlMsg"]["MessageBody"]
            assert (200, person.segment) == (status, header["SegmentOfResult"])
            assert person.status == body["ProcessingResultStatus"]


@pytest.mark.parametrize("header", ["", "Bearer {token}", "{token}x", "wrong"])
def test_a_token_goes_into_the_header_as_it_is(client: Client, header: str) -> None:
    value = header.format(token=client.token())
    body = write_json(question())

    assert 401 == client.post(client.web.search_url, body, value)[0]
    assert 401 == client.post(client.web.search_url, body)[0]


@pytest.mark.parametrize("asked", [(HANAKO, HANAKO), ()])
def test_a_search_is_for_one_person(client: Client, asked: tuple[SearchInfo, ...]) -> None:
    none = Message(question().header, {})

    assert 400 == client.search(question(*asked) if asked else none)[0]


def test_a_search_that_is_too_long_is_refused(client: Client) -> None:
    long = b" " * 70_000

    assert 413 == client.post(client.web.search_url, long, client.token())[0]


def test_a_client_that_goes_away_leaves_no_trace(client: Client) -> None:
    place = urlsplit(client.web.auth_url)
    with (
        socket.create_connection((place.hostname, place.port), 30) as plain,
        client.context.wrap_socket(plain, server_hostname="127.0.0.1") as half,
    ):
        half.sendall(
            f"POST {place.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{{".encode()
        )

    assert (200, 1) == (client.log_in()[0], client.web.logins)


def test_it_counts_what_comes(client: Client) -> None:
    client.found()
    client.search(token="wrong")

    web = client.web
    assert (1, 2, 3) == (web.logins, web.searches, web.connections)


def test_nobody_connects_without_a_certificate_of_it(client: Client) -> None:
    client.context = ssl.create_default_context(cafile=str(client.web.ca_pem))

    with pytest.raises((OSError, HTTPException)):
        client.log_in()
    assert (0, 0) == (client.web.logins, client.web.connections)


def test_it_listens_on_loopback_alone(client: Client) -> None:
    urls = (client.web.auth_url, client.web.search_url)

    assert {"127.0.0.1"} == {urlsplit(url).hostname for url in urls}


def test_a_port_that_is_taken_is_said(web: TrainingWeb, tmp_path: Path) -> None:
    port = urlsplit(web.auth_url).port or 0
    other = TrainingWeb(tmp_path / "other", port=port)

    with pytest.raises(OSError, match="in use"), other:
        pass


def test_other_people_another_user_and_one_authority_for_two(
    stack: ExitStack, tmp_path: Path
) -> None:
    people = tmp_path / "people.toml"
    people.write_text(
        '[[person]]\nvalidity = "3"\n'
        'numbers = {insurer = "06139992", number = "1", born = "1985-04-12"}\n'
    )
    authority = Authority()
    web = stack.enter_context(
        TrainingWeb(
            tmp_path, people=people, user="u", password="p", authority=authority, delay_ms=1
        )
    )
    client = Client(web)
    status, answer = client.post(web.auth_url, b'{"user":"u","password":"p"}')
    asked = SearchInfo(CardholderNumbers("06139992", None, "1", None, date(1985, 4, 12)), False)

    _, found = client.search(question(asked), token=answer["result"]["idToken"])

    assert (200, web.ca_pem.read_bytes()) == (status, authority.certificate)
    assert "3" == found["XmlMsg"]["MessageBody"]["QualificationValidity"]


def test_the_oldest_tokens_are_forgotten() -> None:
    gate = Gate(Login("u", "p"), lambda: AT)
    given = [gate.let_in(Login("u", "p"), Met({})) for _ in range(1001)]

    assert [False, True, True] == [
        each is not None and gate.admits(each.id_token) for each in (given[0], given[1], given[-1])
    ]


# ── faults ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "spec",
    [
        *("", "nothing", "late", "late=x", "silence=1", "cut@res", "bad-token@search"),
        *("number@auth", "status=299", "status=600", "status", "late=1:", "late=1:x"),
        "expires-after",
    ],
)
def test_a_wrong_fault_is_refused_by_name(tmp_path: Path, spec: str) -> None:
    with pytest.raises(ValueError, match="not a fault"):
        TrainingWeb(tmp_path, faults=["cut", spec])


@pytest.mark.parametrize("fault", ["cut", "truncated"])
def test_a_connection_breaks(client: Client, fault: str) -> None:
    client.web.set_faults(f"{fault}@auth")

    with pytest.raises((OSError, HTTPException)):
        client.log_in()


def test_malformed_is_half_a_document(client: Client) -> None:
    client.web.set_faults("malformed@auth:1")

    with pytest.raises(ValueError, match="Unterminated"):
        client.log_in()
    assert 200 == client.log_in()[0]


@pytest.mark.parametrize(("fault", "status"), [("status=503", 503), ("busy=7", 429)])
def test_a_status_comes_with_the_shape_of_a_refused_login(
    client: Client, fault: str, status: int
) -> None:
    client.web.set_faults(fault)

    told, answer = client.log_in()

    assert (status, str(status), None) == (told, answer["status"], answer["result"])


def test_a_refusal_looks_like_success(client: Client) -> None:
    client.web.set_faults("refusal@search")

    status, answer = client.search()

    assert (200, "ZZZ0401E", None) == (status, answer["status"], answer["result"])


def test_tokens_end_after_so_many_searches(client: Client) -> None:
    client.web.set_faults("expires-after=2")
    token = client.token()

    assert [200, 200, 401, 401] == [client.search(token=token)[0] for _ in range(4)]


def test_tokens_end_after_so_many_seconds(stack: ExitStack, tmp_path: Path) -> None:
    times = [AT]
    web = TrainingWeb(tmp_path, now=lambda: times[0], faults=["expires-in=60"])
    client = Client(stack.enter_context(web))
    token = client.token()
    times[0] = AT.replace(minute=5, second=59)
    before = client.search(token=token)[0]
    times[0] = AT.replace(minute=6)

    assert (200, 401) == (before, client.search(token=token)[0])


def test_answers_are_those_to_somebody_else(client: Client) -> None:
    client.web.set_faults("identifier", "institution")

    header = client.found()["MessageHeader"]

    assert ("1-elif", "9999999999") == (
        header["ArbitraryFileIdentifier"],
        header["MedicalInstitutionCode"],
    )


def test_lists_lose_their_arrays(client: Client) -> None:
    listed = body_with(client, "objects")["ResultList"]

    assert {"ResultOfQualificationConfirmation"} == listed.keys()


def test_two_records_stay_in_an_array(client: Client) -> None:
    listed = body_with(client, "objects", "two-records", "black-circle")["ResultList"]

    names = [each["ResultOfQualificationConfirmation"]["Name"] for each in listed]
    assert ["●習　花子"] * 2 == names


def test_an_empty_list_is_there(client: Client) -> None:
    assert [] == body_with(client, "empty-list")["ResultList"]


def test_a_number_is_one_of_json(client: Client) -> None:
    (item,) = body_with(client, "number")["ResultList"]

    assert 6139992 == item["ResultOfQualificationConfirmation"]["InsurerNumber"]


def test_shuffled_changes_the_order_and_nothing_else(client: Client) -> None:
    usual, other = body_with(client), body_with(client, "shuffled")

    assert usual == other
    assert list(usual) != list(other)


def test_unknown_members_are_everywhere(client: Client) -> None:
    body = body_with(client, "unknown")

    (item,) = body["ResultList"]
    record = item["ResultOfQualificationConfirmation"]
    assert [3, True, None] == [
        record[name] for name in ("FutureNumber", "FutureFlag", "FutureNothing")
    ]
    assert record["FutureGroup"] == body["FutureGroup"]


def test_a_token_that_no_header_carries_is_given(client: Client) -> None:
    client.web.set_faults("bad-token")

    assert "no token" == client.token()
