"""HTTP/1.1 over one connection: answers in every shape, and what is never asked over it again."""

from __future__ import annotations

import gc
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.pki import Pki
from support.tls_server import Reply, Seen, TlsServer, Wire, answer, head, raw, serving, silence

from reception_app.adapters.backends import http1
from reception_app.adapters.backends.http1 import Incoming, header_lines
from reception_app.adapters.backends.line import (
    PROOF_PATH,
    Answer,
    Cut,
    Deadline,
    Line,
    Request,
)
from reception_app.adapters.backends.sockets import Wish, is_ready
from reception_app.domain.errors import BackendGarbled, BugError, LinkDown, LinkTimeout

PATH = "/ask"
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nRetry-After: 7\r\n\r\n"
    b"2\r\nhe\r\n3\r\nllo\r\n0\r\nRetry-After: 9\r\n\r\n"
)
UPGRADE = b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"
WHOLE = {
    "plain": PLAIN,
    "chunked, with a header at its end": CHUNKED,
    "after a 1xx": b"HTTP/1.1 103 Early\r\nContent-Length: 9\r\nLink: x\r\n\r\n" + PLAIN,
    "after 100 continue": b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN,
}
LAST = {
    "says so": PLAIN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
    "of HTTP/1.0": PLAIN.replace(b"HTTP/1.1", b"HTTP/1.0"),
    "followed by another": PLAIN + PLAIN,
    "followed by what is no answer": PLAIN + b"\0\0\0",
    "followed by another protocol": PLAIN + UPGRADE,
}
NOT_HTTP = {
    "rubbish": b"\0\1\2\3\r\n\r\n",
    "another protocol": b"220 mail.example ESMTP\r\n",
    "a status of two digits": PLAIN.replace(b"200", b"20"),
    "two lengths": PLAIN.replace(b"\r\n\r\n", b"\r\nContent-Length: 6\r\n\r\n"),
    "two ways to say the length": CHUNKED.replace(
        b"\r\n\r\n", b"\r\nContent-Length: 5\r\n\r\n", 1
    ),
    "another protocol from here on": UPGRADE,
    "another protocol without a name": b"HTTP/1.1 101 X\r\n\r\n" + PLAIN,
    "a status below all": PLAIN.replace(b"200", b"099"),
    "a coding that we do not read": CHUNKED.replace(b"chunked", b"gzip, chunked"),
    "such a coding in a line of its own": CHUNKED.replace(
        b"\r\nT", b"\r\nTransfer-Encoding: gzip\r\nT", 1
    ),
    "no coding": CHUNKED.replace(b"chunked", b"identity"),
    "a head without an end": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000,
    "a header without an end": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000,
}
CUT = {
    "nothing": b"",
    "half a head": PLAIN[:20],
    "half a body": PLAIN[:-1],
    "half a chunk": CHUNKED[:-25],
    "a chunk's extension without an end": CHUNKED[:63] + b"2;x=" + b"y" * 200_000,
    "headers at the end without an end": CHUNKED[:-18] + b"X: y\r\n" * 40_000,
    "one of them without an end": CHUNKED[:-18] + b"X: " + b"y" * 200_000,
    "a chunk of no length": CHUNKED.replace(b"3\r\nllo", b"x\r\nllo"),
}


class Script:
    """A stream that gives what a test says, piece by piece, and then its end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, max_bytes: int) -> bytes:
        piece = next(self._pieces, b"")
        assert len(piece) <= max_bytes
        return piece


def incoming(*pieces: bytes) -> Incoming:
    return Incoming(Script(each for each in pieces if each))  # type: ignore[arg-type]  # reads only


def in_pieces(whole: bytes) -> st.SearchStrategy[list[bytes]]:
    cuts = st.lists(st.integers(0, len(whole)), max_size=6).map(sorted)
    return cuts.map(
        lambda at: [
            whole[one:other]
            for one, other in zip([0, *at], [*at, len(whole)], strict=True)
            if one < other
        ]
    )


@pytest.mark.parametrize("whole", WHOLE.values(), ids=WHOLE.keys())
@given(data=st.data())
def test_an_answer_is_the_same_in_whatever_pieces_it_comes(
    whole: bytes, data: st.DataObject
) -> None:
    came = incoming(*data.draw(in_pieces(whole)))

    came.read_head()

    assert 200 == came.status
    assert b"hello" == b"".join(came.pieces())
    assert came.lets_ask_again


@pytest.mark.parametrize("whole", LAST.values(), ids=LAST.keys())
def test_after_some_answers_nothing_may_be_asked_any_more(whole: bytes) -> None:
    came = incoming(whole)

    came.read_head()

    assert b"hello" == b"".join(came.pieces())
    assert not came.lets_ask_again


def test_an_answer_that_is_not_read_to_its_end_lets_nothing_be_asked() -> None:
    came = incoming(PLAIN[:-1], PLAIN[-1:])

    came.read_head()

    assert not came.lets_ask_again


def test_a_body_without_a_length_ends_with_its_connection() -> None:
    came = incoming(b"HTTP/1.1 200 OK\r\n\r\nhe", b"llo")

    came.read_head()

    assert b"hello" == b"".join(came.pieces())
    assert not came.lets_ask_again


@pytest.mark.parametrize("status", [204, 304])
def test_some_answers_have_no_body(status: int) -> None:
    came = incoming(b"HTTP/1.1 %d X\r\n\r\n" % status)

    came.read_head()

    assert not list(came.pieces())
    assert came.lets_ask_again


def test_headers_are_found_in_any_case_and_those_after_the_body_do_not_count() -> None:
    came = incoming(CHUNKED)

    came.read_head()
    list(came.pieces())

    assert "7" == came.header(b"retry-after")
    assert came.header(b"x") is None


@pytest.mark.parametrize("header", [{"A": "b\r\nC: d"}, {"A\nB": "c"}, {"A": "\0"}, {"A": "鍵"}])
def test_a_header_that_cannot_stand_in_a_line_is_refused(header: dict[str, str]) -> None:
    with pytest.raises(httpx.LocalProtocolError):
        header_lines(header)


# ── over a line ───────────────────────────────────────────────────────────────────────────────
class Asker:
    """Asks a service over one line."""

    def __init__(self, line: Line, server: TlsServer) -> None:
        self._line = line
        self.server = server

    def __call__(self, *replies: Reply, body: bytes = b"?") -> Answer:
        """Ask; the service gives these replies to this question and those that follow."""
        self.server.next(PATH, *replies)
        return self._line.exchange("POST", PATH, body, deadline=Deadline(20))


@pytest.fixture
def ask(pki: Pki) -> Iterator[Asker]:
    usual: dict[str, Reply] = {PROOF_PATH: answer(200, b"{}"), PATH: raw(b"")}
    with (
        serving(pki.server_context(), usual) as server,
        closing(Line(server.url, pki.client_files())) as line,
    ):
        yield Asker(line, server)


def staying(content: bytes) -> Reply:
    """Bytes as they are; the connection stays."""

    def reply(wire: Wire, _seen: Seen) -> bool:
        wire.send(content)
        return True

    return reply


@pytest.mark.parametrize("whole", WHOLE.values(), ids=WHOLE.keys())
def test_the_next_question_goes_over_the_same_connection(ask: Asker, whole: bytes) -> None:
    assert b"hello" == ask(staying(whole)).body
    assert b"hello" == ask(staying(whole)).body
    assert 1 == ask.server.connections


@pytest.mark.parametrize("whole", LAST.values(), ids=LAST.keys())
def test_the_next_question_has_a_new_connection(ask: Asker, whole: bytes) -> None:
    assert b"hello" == ask(staying(whole)).body
    assert b"hello" == ask(staying(PLAIN)).body
    assert 2 == ask.server.connections


def test_what_came_unasked_is_no_answer_to_the_next_question(ask: Asker) -> None:
    may_go_on, has_come = threading.Event(), threading.Event()

    def late(wire: Wire, _seen: Seen) -> bool:
        wire.send(PLAIN)
        may_go_on.wait(20)
        wire.send(PLAIN.replace(b"hello", b"other"))
        has_come.set()
        return True

    ask(late)
    may_go_on.set()
    assert has_come.wait(20)

    assert b"hello" == ask(staying(PLAIN)).body
    assert 2 == ask.server.connections


@pytest.mark.parametrize("rubbish", NOT_HTTP.values(), ids=NOT_HTTP.keys())
def test_what_is_not_http_is_garbled(ask: Asker, rubbish: bytes) -> None:
    with pytest.raises(BackendGarbled):
        ask(raw(rubbish))


@pytest.mark.parametrize("part", CUT.values(), ids=CUT.keys())
def test_what_ends_early_is_a_cut(ask: Asker, part: bytes) -> None:
    with pytest.raises(Cut):
        ask(raw(part))


def test_a_long_question_waits_until_the_service_takes_it(ask: Asker) -> None:
    body = b"x" * (8 * 2**20)

    assert 200 == ask(answer(200, b"{}"), body=body).status
    assert body == ask.server.seen(PATH)[-1].body


def test_a_question_that_nobody_takes_ends_with_its_deadline(pki: Pki) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = Line(f"https://127.0.0.1:{listener.getsockname()[1]}", pki.client_files())
        context = pki.server_context()
        sockets: list[socket.socket] = []

        def take() -> None:
            plain = listener.accept()[0]
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sockets.append(context.wrap_socket(plain, server_side=True))  # and reads nothing

        taking = threading.Thread(target=take)
        taking.start()
        try:
            with closing(line), pytest.raises(LinkTimeout):
                line.post(Request("POST", PATH, b"x" * (32 * 2**20)), deadline=Deadline(1.5))
        finally:
            taking.join()
            for each in sockets:
                each.close()


@pytest.mark.parametrize("way", ["exchange", "post"])
def test_a_line_that_is_interrupted_in_its_handshake_ends_at_once(pki: Pki, way: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
        line = Line(f"https://127.0.0.1:{listener.getsockname()[1]}", pki.client_files())
        calls: dict[str, Callable[[], object]] = {
            "exchange": lambda: line.exchange("GET", PATH, None, deadline=Deadline(60)),
            "post": lambda: line.post(Request("POST", PATH, b"x"), deadline=Deadline(60)),
        }
        told = pool.submit(calls[way])
        with listener.accept()[0] as silent, closing(line):
            silent.recv(1, socket.MSG_PEEK)  # the handshake has begun
            line.interrupt()

            with pytest.raises(LinkDown):
                told.result(20)


@pytest.mark.parametrize("way", ["exchange", "post"])
def test_a_line_that_is_interrupted_was_not_refused(pki: Pki, server: TlsServer, way: str) -> None:
    server.always(PROOF_PATH, silence)
    server.always(PATH, silence)
    with ThreadPoolExecutor(1) as pool, closing(Line(server.url, pki.client_files())) as line:
        calls: dict[str, Callable[[], object]] = {
            "exchange": lambda: line.exchange("GET", PATH, None, deadline=Deadline(60)),
            "post": lambda: line.post(Request("POST", PATH, b"x"), deadline=Deadline(60)),
        }
        told = pool.submit(calls[way])
        server.wait_for(PROOF_PATH if way == "exchange" else PATH)
        line.interrupt()

        with pytest.raises(Cut):
            told.result(20)


def test_a_header_of_ours_that_cannot_be_sent_is_our_bug(pki: Pki, server: TlsServer) -> None:
    with closing(Line(server.url, pki.client_files())) as line, pytest.raises(BugError):
        line.post(Request("POST", PATH, b"x", {"A": "b\r\nC: d"}), deadline=Deadline(20))

    assert not server.requests


def test_several_headers_of_one_name_are_one() -> None:
    came = incoming(PLAIN.replace(b"\r\n\r\n", b"\r\nRetry-After: 1\r\nretry-after: 2\r\n\r\n"))

    came.read_head()

    assert "1, 2" == came.header(b"retry-after")


def test_nothing_of_an_answer_waits_for_the_collector(ask: Asker) -> None:
    """The window collects seldom."""
    gc.collect()
    gc.disable()
    try:
        for whole in (PLAIN, CHUNKED, LAST["says so"]):
            ask(staying(whole))
        with pytest.raises(Cut):
            ask(raw(CUT["half a body"]))
        left = [each for each in gc.get_objects() if type(each).__module__ == http1.__name__]
    finally:
        gc.enable()

    assert ["OneConnection"] == [type(each).__name__ for each in left]


def test_host_and_length_are_told(ask: Asker) -> None:
    ask(answer(200, b"{}"), body=b"1234")

    told = {name.lower(): value for name, value in ask.server.seen(PATH)[0].headers.items()}
    assert "4" == told["content-length"]
    assert f"127.0.0.1:{ask.server.port}" == told["host"]
    assert "identity" == told["accept-encoding"]


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_a_socket_is_waited_for_on_every_system(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    one, other = socket.socketpair()
    with one, other:
        assert is_ready(one, Wish.WRITE, 0)
        assert not is_ready(one, Wish.READ, 0)
        other.send(b"x")
        assert is_ready(one, Wish.READ, 1)


def test_a_whole_answer_is_told_with_its_head(ask: Asker) -> None:
    refused = ask(staying(head(503, 2, {"Retry-After": "3"}) + b"{}"))

    assert Answer(503, "3", b"{}") == refused


def test_a_service_that_never_falls_silent_has_no_more_time_than_others(
    pki: Pki, server: TlsServer
) -> None:
    def endless(wire: Wire, _seen: Seen) -> bool:
        wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not wire.stopping.is_set():
            wire.send(b"1\r\nx\r\n")
        return False

    server.always(PATH, endless)
    with closing(Line(server.url, pki.client_files())) as line, pytest.raises(LinkTimeout):
        line.post(Request("POST", PATH, b""), deadline=Deadline(1))

    assert "0" == server.seen(PATH)[0].headers["content-length"]
