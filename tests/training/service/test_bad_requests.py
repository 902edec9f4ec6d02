"""Requests that do not have the page's shape."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.card_ca import IssuedCard
from support.plain_client import (
    VISUAL,
    PlainClient,
    numbers_question,
    question,
    signature_proof,
    text,
)

Issue = Callable[..., IssuedCard]


def errors_of(client: PlainClient, asked: object) -> list[str]:
    answer = client.post("/v1/checks", asked)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "malformed"
    assert {"type", "title", "status", "detail"} <= problem.keys()
    pointers: list[str] = problem["errors"]
    return pointers


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": ' + b"[" * 70 + b"]" * 70 + b"}",
        b'{"a": ' + b"[" * 30000 + b"]" * 30000 + b"}",
    ],
)
def test_what_is_no_json_object_is_refused_as_a_whole(client: PlainClient, body: bytes) -> None:
    assert errors_of(client, body) == [""]


def test_all_that_is_wrong_is_named(client: PlainClient) -> None:
    pointers = errors_of(client, {"subject": {"kind": "numbers", "insurer": "1"}})

    assert set(pointers) == {
        "/check_id",
        "/terminal",
        "/on",
        "/consent",
        "/subject/insurer",
        "/subject/number",
        "/subject/born",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("check_id", None),
        ("check_id", "x"),
        ("check_id", "7f1f3a520f5e4c369a5b0c2a4c1f9d11"),
        ("check_id", "7f1f3a52-0f5e-1c36-9a5b-0c2a4c1f9d11"),
        ("check_id", "7f1f3a52-0f5e-4c36-1a5b-0c2a4c1f9d11"),
        ("check_id", 7),
        ("terminal", ""),
        ("on", "20261122"),
        ("on", "2026-02-30"),
        ("on", "２０２６-11-22"),
        ("on", "2026-W47-7"),
        ("on", "2026-11-22T00:00:00Z"),
        ("subject", None),
        ("subject", []),
        ("consent", None),
    ],
)
def test_a_wrong_member_is_named(client: PlainClient, name: str, value: object) -> None:
    assert errors_of(client, numbers_question() | {name: value}) == [f"/{name}"]


@pytest.mark.parametrize("name", ["limit_certificate", "specific_disease"])
@pytest.mark.parametrize("value", [None, 0, "false"])
def test_consent_is_true_or_false(client: PlainClient, name: str, value: object) -> None:
    asked = numbers_question()
    asked["consent"][name] = value

    assert errors_of(client, asked) == [f"/consent/{name}"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "face"),
        ("kind", None),
        ("kind", ["numbers"]),
        ("insurer", "613999"[:5]),
        ("insurer", "  139998"),
        ("insurer", "０６１３９９９２"),
        ("symbol", 12),
        ("number", ""),
        ("number", None),
        ("number", "12\x003"),
        ("branch", 1),
        ("born", "1985-13-01"),
    ],
)
def test_a_wrong_number_is_named(client: PlainClient, name: str, value: object) -> None:
    assert errors_of(client, numbers_question(**{name: value})) == [f"/subject/{name}"]


@pytest.mark.parametrize("certificate", ["", "MAMCAQU", "MAMCAQU=", "!!!!", "あ", None, 5])
def test_a_certificate_that_is_none_is_named(client: PlainClient, certificate: object) -> None:
    subject = {"kind": "card", "certificate": certificate, "proof": VISUAL}

    assert errors_of(client, question(subject)) == ["/subject/certificate"]


def test_a_certificate_with_bytes_behind_it_is_named(client: PlainClient, issue: Issue) -> None:
    subject = {"kind": "card", "certificate": text(issue().der + b"\0"), "proof": VISUAL}

    assert errors_of(client, question(subject)) == ["/subject/certificate"]


@pytest.mark.parametrize(
    ("proof", "pointers"),
    [
        (None, [""]),
        ({"kind": "face"}, ["/kind"]),
        ({"kind": "signature"}, ["/challenge_id", "/algorithm", "/value"]),
        (signature_proof("c", b"x", algorithm="RS512"), ["/algorithm"]),
        (signature_proof("c", b""), ["/value"]),
        (signature_proof("c", b"x") | {"value": "eA"}, ["/value"]),
        (signature_proof("c", b"x") | {"value": "eB=="}, ["/value"]),
        (signature_proof("c", b"x") | {"value": "e-_="}, ["/value"]),
        (VISUAL | {"witness": ""}, ["/witness"]),
        (VISUAL | {"at": "2026-11-22T09:00:00"}, ["/at"]),
        (VISUAL | {"at": "2026-11-22"}, ["/at"]),
        (VISUAL | {"at": "2026-11-31T09:00:00Z"}, ["/at"]),
    ],
)
def test_a_wrong_proof_is_named(
    client: PlainClient, issue: Issue, proof: object, pointers: list[str]
) -> None:
    subject = {"kind": "card", "certificate": text(issue().der), "proof": proof}

    expected = [f"/subject/proof{pointer}" for pointer in pointers]
    assert errors_of(client, question(subject)) == expected


@pytest.mark.parametrize(
    "at", ["2026-11-22t09:00:00z", "2026-11-22T09:00:00.123456789+09:00", "2026-11-22T00:00:00Z"]
)
def test_a_time_may_have_any_form_of_rfc_3339(client: PlainClient, issue: Issue, at: str) -> None:
    subject = {"kind": "card", "certificate": text(issue().der), "proof": VISUAL | {"at": at}}

    assert client.check(question(subject)).status_code == 200


def test_unknown_members_are_ignored(client: PlainClient) -> None:
    asked = numbers_question(nickname="花") | {"more": {"a": [1, None]}}

    assert client.check(asked).status_code == 200


# ── sizes and addresses ───────────────────────────────────────────────────────────────────────
def test_64_kib_is_not_too_long(client: PlainClient) -> None:
    body = json.dumps(numbers_question()).encode().ljust(64 * 1024)

    assert client.post("/v1/checks", body).status_code == 200


@pytest.mark.parametrize("size", [64 * 1024 + 1, 256 * 1024 + 1, 8 * 1024 * 1024])
def test_more_than_64_kib_is_too_long(client: PlainClient, size: int) -> None:
    answer = client.post("/v1/checks", b" " * size)

    assert answer.status_code == 413
    assert answer.json()["code"] == "too-large"


@pytest.mark.parametrize("size", [64 * 1024 + 1, 8 * 1024 * 1024])
def test_a_body_of_unknown_length_is_measured(client: PlainClient, size: int) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(0, size, 8192):
            yield b" " * 8192

    answer = client.send("POST", "/v1/checks", content=chunks())

    assert answer.status_code == 413


def test_after_a_long_body_the_service_goes_on(client: PlainClient) -> None:
    client.post("/v1/checks", b" " * (8 * 1024 * 1024))

    assert client.check(numbers_question()).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/jobs/17", 404, "unknown-job"),
        ("POST", "/v1/jobs", 400, "malformed"),
        ("GET", "/v1/jobs", 405, "method-not-allowed"),
        ("POST", "/v1/registrations", 404, "not-found"),
        ("GET", "/", 404, "not-found"),
        ("POST", "/v1/checks/", 404, "not-found"),
        ("GET", "/v1/checks", 405, "method-not-allowed"),
        ("POST", "/v1/service", 405, "method-not-allowed"),
    ],
)
def test_other_addresses_are_problems_too(
    client: PlainClient, method: str, path: str, status: int, code: str
) -> None:
    answer = client.send(method, path)

    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_service_describes_itself(client: PlainClient) -> None:
    answer = client.get("/v1/service")

    assert answer.status_code == 200
    assert answer.json() == {
        "api": "v1",
        "name": "training",
        "max_rows": 500,
        "max_parallel": 8,
        "registers_cards": False,
        "notices": [],
    }


# ── anything at all ───────────────────────────────────────────────────────────────────────────
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
NAMES = st.sampled_from(
    [
        *("check_id", "terminal", "on", "subject", "consent", "kind", "certificate", "proof"),
        *("challenge_id", "algorithm", "value", "witness", "at", "insurer", "symbol", "number"),
        *("branch", "born", "limit_certificate", "specific_disease"),
    ]
)
VALUES = st.sampled_from(["card", "numbers", "signature", "visual", "RS256", "2026-11-22", "eA=="])
NEARLY = st.recursive(JSON | VALUES, lambda inner: st.dictionaries(NAMES, inner), max_leaves=16)
SHARED_CLIENT = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SHARED_CLIENT
@given(body=JSON | NEARLY, path=st.sampled_from(["/v1/checks", "/v1/challenges"]))
def test_no_json_makes_the_service_fail(client: PlainClient, body: Any, path: str) -> None:
    answer = client.post(path, body)

    assert answer.status_code in {201, 400}


@SHARED_CLIENT
@given(
    changes=st.dictionaries(
        st.sampled_from(["insurer", "symbol", "number", "branch", "born"]), JSON | VALUES
    )
)
def test_no_numbers_make_the_service_fail(client: PlainClient, changes: dict[str, Any]) -> None:
    answer = client.check(numbers_question(**changes))

    assert answer.status_code in {200, 400}


@pytest.mark.filterwarnings("ignore:Parsed a serial number", "ignore:Attribute's length")
@SHARED_CLIENT
@given(position=st.integers(0), flipped=st.integers(1, 255))
def test_no_damaged_certificate_makes_the_service_fail(
    client: PlainClient, issue: Issue, position: int, flipped: int
) -> None:
    der = bytearray(issue().der)
    der[position % len(der)] ^= flipped
    subject = {"kind": "card", "certificate": text(bytes(der)), "proof": VISUAL}

    answer = client.check(question(subject))

    assert answer.status_code in {200, 400, 422}


@SHARED_CLIENT
@given(body=st.binary(max_size=200))
def test_no_bytes_make_the_service_fail(client: PlainClient, body: bytes) -> None:
    assert client.post("/v1/checks", body).status_code == 400
