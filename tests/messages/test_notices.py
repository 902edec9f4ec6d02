"""What a service announces (eligibility-api.md, ``GET /v1/service``): foreign text, made plain."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.notices import AT_3, CARDS, OUTAGE, notice, on_wire

from reception_app.domain.errors import BackendGarbled
from reception_app.domain.notice import Affects, ServiceNotice
from reception_app.messages.json import read_notices


def read(*listed: object) -> tuple[ServiceNotice, ...]:
    return read_notices(json.dumps({"api": "v1", "notices": listed}).encode())


def test_notices_are_read_in_their_order() -> None:
    cards = on_wire(id="n-1", text="証明書の保守", affects="cards")

    assert (CARDS, OUTAGE) == read(cards, on_wire())


UNKNOWN: list[object] = ["phones", "CARDS", "", None, 1, ["cards"], {}]


@pytest.mark.parametrize(
    ("affects", "known"),
    [
        ("all", Affects.ALL),
        ("cards", Affects.CARDS),
        ("numbers", Affects.NUMBERS),
        *((odd, Affects.ALL) for odd in UNKNOWN),
    ],
)
def test_what_is_affected_is_all_where_we_do_not_know_it(affects: object, known: Affects) -> None:
    assert [known] == [each.affects for each in read(on_wire(affects=affects))]


def test_who_does_not_say_what_is_affected_means_all() -> None:
    told = on_wire()
    del told["affects"]

    assert (OUTAGE,) == read(told)


@pytest.mark.parametrize(
    "odd",
    [
        *(None, 1, "text", [], {}, [on_wire()]),
        *(on_wire(id=odd) for odd in (None, 7, "", " ", "n 1", "n\n", "障害", "x" * 65)),
        *(on_wire(text=odd) for odd in (None, 7, "", " \n\t", "\u202e", ["text"])),
        *(
            on_wire(**{name: odd})
            for name in ("from", "until")
            for odd in (None, 7, "", "3:00", "2026-11-24", "2026-11-24T03:00:00")
        ),
        on_wire(**{"from": "2026-13-01T00:00:00Z"}),
        on_wire(until="2026-11-24T03:00:00+09:00"),
        on_wire(until="2026-11-24T02:59:59+09:00"),
    ],
)
def test_a_notice_that_does_not_fit_is_left_out(odd: object) -> None:
    assert (OUTAGE,) == read(odd, on_wire(), odd)


def test_times_may_have_any_offset() -> None:
    told = on_wire(**{"from": "2026-11-23T18:00:00Z", "until": "2026-11-23T14:00:00.5-05:00"})

    (seen,) = read(told)

    assert (AT_3, 3600.5) == (seen.begins, (seen.ends - seen.begins).total_seconds())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" 保守\r\n中　です\t", "保守 中 です"),
        ("a\u202eb\u0000c\x1b[2Jd", "a b c [2Jd"),
        ("<b>保守</b> {text} & %s", "<b>保守</b> {text} & %s"),
        ("あ" * 120, "あ" * 120),
        ("あ" * 121, "あ" * 119 + "…"),
        ("あ" * 100_000, "あ" * 119 + "…"),
    ],
)
def test_a_text_is_one_plain_line_of_bounded_length(text: str, line: str) -> None:
    assert (notice(text=line),) == read(on_wire(text=text))


def test_no_more_than_twenty_are_taken() -> None:
    assert 20 == len(read(*[None] * 30, *[on_wire()] * 30))


@pytest.mark.parametrize(
    "document", [{}, {"notices": None}, {"notices": {}}, {"notices": "none"}, {"notices": []}]
)
def test_a_service_that_announces_nothing(document: dict[str, Any]) -> None:
    assert () == read_notices(json.dumps(document).encode())


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"notices": [', b"\xff"])
def test_a_body_that_is_no_object_is_garbled(body: bytes) -> None:
    with pytest.raises(BackendGarbled):
        read_notices(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)


@given(changes=st.dictionaries(st.sampled_from(sorted(on_wire())), JSON))
def test_whatever_stands_in_a_notice_what_is_read_can_be_shown(changes: dict[str, Any]) -> None:
    for seen in read(on_wire(**changes)):
        assert seen.text.isprintable()
        assert 0 < len(seen.text) <= 120
        assert seen.begins < seen.ends
        assert seen.is_on(seen.begins)
