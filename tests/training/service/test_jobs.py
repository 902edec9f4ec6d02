"""一括照会 of the training service, seen by a client that knows the page alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from support.jobs import upload, upload_row
from support.plain_client import Json, PlainClient, numbers_question

from reception_app.training.service import TrainingService
from reception_app.training.service.jobs import Jobs
from reception_app.training.service.people import People
from reception_app.training.service.refusal import Refusal
from reception_app.training.service.requests import Upload, parse_upload

Serve = Callable[..., PlainClient]


def send(client: PlainClient, body: Json) -> httpx.Response:
    return client.post("/v1/jobs", body)


def number_of(client: PlainClient, body: Json) -> str:
    number: str = send(client, body).json()["reception_number"]
    return number


def result(client: PlainClient, body: Json) -> Json:
    answer: Json = client.get(f"/v1/jobs/{number_of(client, body)}").json()
    return answer


def units(answer: Json) -> list[Json]:
    listed: list[Json] = answer["XmlMsg"]["MessageBody"]["BulkConfirmUnit"]
    return listed


def row_ids(answer: Json) -> list[str]:
    infos = [each["QualificationConfirmSearchInfo"] for each in units(answer)]
    return [info["ArbitraryIdentifier"] for info in infos]


# ── uploads ───────────────────────────────────────────────────────────────────────────────────
def test_an_upload_gets_a_receipt(client: PlainClient) -> None:
    answer = send(client, upload())

    assert 202 == answer.status_code
    receipt = answer.json()
    assert "2026-11-22T09:00:00+09:00" == receipt["reception_date_time"]
    assert receipt["reception_number"]
    assert 1 == receipt["ask_again_s"]


def test_the_same_upload_again_has_the_same_receipt(client: PlainClient) -> None:
    body = upload()

    assert number_of(client, body) == number_of(client, body)


def test_another_upload_under_a_used_job_id_is_refused(client: PlainClient) -> None:
    body = upload()
    send(client, body)

    answer = send(client, {**body, "on": "2026-11-21"})

    assert (409, "check-id-reused") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"job_id": "17"}, ["/job_id"]),
        ({"on": "2026-02-30"}, ["/on"]),
        ({"terminal": None}, ["/terminal"]),
        ({"rows": []}, ["/rows"]),
        ({"rows": {}}, ["/rows"]),
        ({"rows": [upload_row()] * 501}, ["/rows"]),
        ({"rows": [upload_row(), upload_row("2"), upload_row()]}, ["/rows/2/row_id"]),
        ({"rows": [upload_row(), 5]}, ["/rows/1"]),
        ({"rows": [upload_row("x" * 51)]}, ["/rows/0/row_id"]),
        ({"rows": [upload_row(insurer="  139998")]}, ["/rows/0/subject/insurer"]),
        ({"rows": [upload_row(kind="card")]}, ["/rows/0/subject/kind"]),
        ({"rows": [upload_row(born="1985-4-12", number="")]}, None),
    ],
)
def test_an_upload_of_another_shape_is_malformed(
    client: PlainClient, changes: Json, wrong: list[str] | None
) -> None:
    answer = send(client, upload(**changes))

    assert (400, "malformed") == (answer.status_code, answer.json()["code"])
    pointers = wrong or ["/rows/0/subject/number", "/rows/0/subject/born"]
    assert pointers == answer.json()["errors"]


def test_the_service_says_how_many_rows_it_takes(serve: Serve) -> None:
    client = serve(max_rows=2)

    answer = send(client, upload([upload_row(str(place)) for place in range(3)]))

    assert 2 == client.get("/v1/service").json()["max_rows"]
    assert 400 == answer.status_code


def test_an_upload_may_be_longer_than_a_question(client: PlainClient) -> None:
    body = upload([upload_row(str(place)) for place in range(500)], padding="x" * 2_000_000)

    assert 202 == send(client, body).status_code


def test_an_upload_beyond_16_mib_is_too_large(client: PlainClient) -> None:
    answer = send(client, upload(padding="x" * 16 * 1024 * 1024))

    assert (413, "too-large") == (answer.status_code, answer.json()["code"])


def test_a_terminal_that_is_blocked_uploads_nothing_and_gets_no_result(
    service: TrainingService, client: PlainClient
) -> None:
    number = number_of(client, upload())
    service.terminals.blocked.add("desk-1")

    assert 403 == send(client, upload()).status_code
    assert 403 == client.get(f"/v1/jobs/{number}").status_code


# ── results ───────────────────────────────────────────────────────────────────────────────────
def test_a_result_answers_every_row(client: PlainClient) -> None:
    body = upload(
        [
            upload_row("known"),
            upload_row("nobody", insurer="139998", symbol=None, number="0", branch=None),
        ]
    )

    answer = result(client, body)

    assert "1" == answer["segment"]
    assert ["known", "nobody"] == row_ids(answer)
    assert ["1", "4"] == [each["QualificationValidity"] for each in units(answer)]
    assert [1, 0] == [len(each["ResultOfQualificationConfirmation"]) for each in units(answer)]
    assert "  139998" == units(answer)[1]["QualificationConfirmSearchInfo"]["InsurerNumber"]


def test_the_header_is_that_of_a_bulk_result(client: PlainClient) -> None:
    body = upload()
    number = number_of(client, body)

    header = result(client, body)["XmlMsg"]["MessageHeader"]

    assert {
        "ProcessExecutionTime": "20261122090000",
        "QualificationConfirmationDate": "20261122",
        "MedicalInstitutionCode": "1312345678",
        "ArbitraryFileIdentifier": body["job_id"],
        "ReceptionNumber": number,
        "SegmentOfResult": "1",
        "NumberOfProcessingResult": "1",
        "NumberOfNormalProcessing": "1",
        "NumberOfError": "0",
        "CharacterCodeIdentifier": "0",
    } == header


def test_nothing_that_needs_a_consent_is_in_a_result(client: PlainClient) -> None:
    records = units(result(client, upload()))[0]["ResultOfQualificationConfirmation"]

    names = set(records[0])
    assert not [name for name in names if "Cons" in name or name.endswith("RelatedInfo")]
    assert "LimitApplicationCertificateChanged" in names


def test_a_person_that_spoils_a_single_answer_is_one_error_in_a_result(
    serve: Serve, tmp_path: Any
) -> None:
    people = tmp_path / "people.toml"
    people.write_text(
        """
        [[person]]
        numbers = {insurer = "139998", number = "1", born = "2000-01-01"}
        segment = "9"
        code = "ZZZ1E"
        message = "x"
        """,
        encoding="utf-8",
    )
    client = serve(people=people)
    asked: Json = {"insurer": "139998", "symbol": None, "number": "1", "branch": None}

    answer = result(client, upload([upload_row(**asked, born="2000-01-01")]))

    found = units(answer)[0]
    assert ("2", "ZZZ1E") == (found["ProcessingResultStatus"], found["ProcessingResultCode"])
    assert "QualificationValidity" not in found
    assert "1" == answer["XmlMsg"]["MessageHeader"]["NumberOfError"]


def test_a_result_stays_for_a_day_and_more(client: PlainClient, clock: Any) -> None:
    body = upload()
    number = number_of(client, body)

    clock.at += timedelta(hours=24)
    kept = client.get(f"/v1/jobs/{number}").status_code
    clock.at += timedelta(hours=2)
    forgotten = client.get(f"/v1/jobs/{number}")

    assert (200, 404) == (kept, forgotten.status_code)
    assert "unknown-job" == forgotten.json()["code"]
    assert 202 == send(client, body).status_code


@pytest.mark.parametrize("number", ["0", "x/y", "%2F"])
def test_a_number_that_was_never_given_is_unknown(client: PlainClient, number: str) -> None:
    assert "unknown-job" == client.get(f"/v1/jobs/{number}").json()["code"]


def test_another_client_gets_no_result(service: TrainingService, tmp_path: Any) -> None:
    other = service.authority.issue_client()
    (tmp_path / "other.pem").write_bytes(other.certificate)
    (tmp_path / "other.key").write_bytes(other.key)

    with PlainClient.of(service) as ours:
        number = number_of(ours, upload())
    with PlainClient(
        service, identity=(tmp_path / "other.pem", tmp_path / "other.key")
    ) as stranger:
        answer = stranger.get(f"/v1/jobs/{number}")

    assert (401, "terminal-unknown") == (answer.status_code, answer.json()["code"])


def test_more_rows_than_can_be_kept_are_refused_for_now(clock: Any) -> None:
    jobs = Jobs(People(()), clock, limit=2)
    jobs.take_in(parsed(["a", "b"]))

    with pytest.raises(Refusal, match="busy"):
        jobs.take_in(parsed(["c"]))

    clock.at += timedelta(hours=26)
    assert jobs.take_in(parsed(["c"])).number


def parsed(row_ids: list[str]) -> Upload:
    body = json.dumps(upload(map(upload_row, row_ids))).encode()
    return parse_upload(body, max_rows=10)


# ── faults ────────────────────────────────────────────────────────────────────────────────────
def test_a_job_may_be_at_work_for_a_while(service: TrainingService, client: PlainClient) -> None:
    service.set_faults("processing=2")
    numbers = [number_of(client, upload()) for _ in range(2)]

    asked = [[client.get(f"/v1/jobs/{each}").json() for _ in range(3)] for each in numbers]

    assert [["2", "2", "1"]] * 2 == [[each["segment"] for each in job] for job in asked]
    assert {"segment": "2", "ask_again_s": 1} == asked[0][0]


def test_a_job_may_fail(service: TrainingService, client: PlainClient) -> None:
    service.set_faults("abnormal:1")

    failed = result(client, upload())

    assert ("9", "ZZZ0901E") == (failed["segment"], failed["ErrorCode"])
    assert "1" == result(client, upload())["segment"]


def test_a_result_may_carry_another_number(service: TrainingService, client: PlainClient) -> None:
    service.set_faults("other-number")
    body = upload()

    header = result(client, body)["XmlMsg"]["MessageHeader"]

    assert number_of(client, body) != header["ReceptionNumber"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("missing=1", ["b", "c"]),
        ("twice=2", ["a", "b", "a", "b", "c"]),
        ("strange=1", ["a", "b", "c", "strange-0"]),
    ],
)
def test_rows_may_be_missing_strange_or_there_twice(
    service: TrainingService, client: PlainClient, fault: str, expected: list[str]
) -> None:
    service.set_faults(fault)

    answer = result(client, upload([upload_row(row_id) for row_id in "abc"]))

    assert expected == row_ids(answer)


def test_an_acceptance_may_be_lost_after_the_upload_arrived(
    service: TrainingService, client: PlainClient
) -> None:
    service.set_faults("close-after@jobs:1")
    body = upload()
    with pytest.raises(httpx.RemoteProtocolError):
        send(client, body)

    assert {1} == set(service.counts.questions.values())
    assert 202 == send(client, body).status_code
    assert {1} == set(service.counts.questions.values())


def test_a_result_may_be_refused_too(service: TrainingService, client: PlainClient) -> None:
    service.set_faults("maintenance=30@results:1")
    number = number_of(client, upload())

    refused = client.get(f"/v1/jobs/{number}")

    assert (503, "30") == (refused.status_code, refused.headers["retry-after"])
    assert 200 == client.get(f"/v1/jobs/{number}").status_code


# ── counters ──────────────────────────────────────────────────────────────────────────────────
def test_a_question_is_counted_once_under_each_id_however_it_was_asked(
    service: TrainingService, client: PlainClient
) -> None:
    asked = numbers_question()
    client.check(asked)
    client.check(asked)
    send(client, upload([upload_row(), upload_row("other", number="1")]))

    assert [1, 2] == sorted(service.counts.questions.values())


def test_another_day_is_another_question(service: TrainingService, client: PlainClient) -> None:
    client.check(numbers_question())
    send(client, upload(on="2026-11-23", job_id=str(uuid4())))

    assert [1, 1] == list(service.counts.questions.values())


def test_what_was_cut_before_it_was_read_is_not_counted(
    service: TrainingService, client: PlainClient
) -> None:
    service.set_faults("close-before:1")
    with pytest.raises(httpx.RemoteProtocolError):
        client.check(numbers_question())

    assert {} == service.counts.questions


def test_requests_for_results_are_counted_under_one_address(
    service: TrainingService, client: PlainClient
) -> None:
    client.get("/v1/jobs/1")
    client.get("/v1/jobs/2")

    assert 2 == service.counts.requests["/v1/jobs/"]
