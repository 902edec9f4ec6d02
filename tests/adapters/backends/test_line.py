from __future__ import annotations

import inspect
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import httpx
import pytest
from support.pki import Pki
from support.tls_server import TlsServer

from reception_app.adapters.backends.line import Cut, Deadline, Line, Request, translated
from reception_app.domain.errors import (
    BugError,
    LinkDown,
    LinkTimeout,
    LinkUntrusted,
    ReceptionError,
)

HTTPX_ERRORS = [
    each
    for _, each in inspect.getmembers(httpx, inspect.isclass)
    if issubclass(each, Exception) and each.__module__.startswith("httpx")
]


def made(kind: type[Exception]) -> Exception:
    """An exception of httpx, whatever its constructor wants."""
    error = kind.__new__(kind)
    Exception.__init__(error, "text")
    return error


def translation_of(error: Exception) -> Exception:
    with pytest.raises((ReceptionError, Cut)) as caught, translated(Deadline(1), lambda: False):
        raise error
    assert caught.value.__cause__ is error
    return caught.value


@pytest.mark.parametrize("kind", HTTPX_ERRORS)
def test_every_exception_of_httpx_is_translated(kind: type[Exception]) -> None:
    translation_of(made(kind))


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        (httpx.ConnectTimeout, LinkTimeout),
        (httpx.PoolTimeout, LinkTimeout),
        (httpx.ReadTimeout, LinkTimeout),
        (httpx.ConnectError, LinkDown),
        (httpx.ReadError, Cut),
        (httpx.WriteError, Cut),
        (httpx.RemoteProtocolError, Cut),
        (httpx.LocalProtocolError, BugError),
        (httpx.UnsupportedProtocol, BugError),
        (httpx.InvalidURL, BugError),
        (httpx.StreamClosed, BugError),
    ],
)
def test_the_exceptions_that_happen_have_their_own_translation(
    kind: type[Exception], ours: type[Exception]
) -> None:
    assert ours is type(translation_of(made(kind)))


@pytest.mark.parametrize(
    ("cause", "kind", "code"),
    [
        (socket.gaierror(-2, "unknown"), LinkDown, "NW02"),
        (UnicodeError("label too long"), LinkDown, "NW02"),
        (ConnectionRefusedError(), LinkDown, "NW01"),
        (ConnectionResetError(), LinkDown, "NW01"),
        (OSError(113, "no route to host"), LinkDown, "NW01"),
        (ssl.SSLEOFError(8, "eof"), LinkDown, "NW01"),
        (ssl.SSLZeroReturnError(6, "closed"), LinkDown, "NW01"),
        (ssl.SSLCertVerificationError(1, "self-signed"), LinkUntrusted, "NW03"),
        (ssl.SSLError(1, "wrong version number"), LinkUntrusted, "NW03"),
    ],
)
def test_a_failed_connect_is_told_by_its_cause(
    cause: Exception, kind: type[Exception], code: str
) -> None:
    failed = httpx.ConnectError("failed")
    failed.__cause__ = cause

    translation = translation_of(failed)

    assert kind is type(translation)
    assert code == getattr(translation, "code", None)


def test_a_bug_of_ours_is_not_dressed_up_as_a_network_error() -> None:
    with pytest.raises(ZeroDivisionError), translated(Deadline(1), lambda: False):
        raise ZeroDivisionError


def test_a_deadline_that_has_passed_says_which_time_out_it_was() -> None:
    with pytest.raises(LinkTimeout) as caught:
        Deadline(0).left()

    assert {"seconds": "0"} == caught.value.params


def test_a_deadline_can_be_extended() -> None:
    deadline = Deadline(0)

    deadline.extend(60)

    assert deadline.left() > 30
    assert deadline.allows(30)
    assert not deadline.allows(90)


def test_the_next_address_of_a_name_is_tried(
    pki: Pki, server: TlsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def two_addresses(_host: str, port: int, **_hints: object) -> list[tuple[object, ...]]:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        # Nothing listens on the first: the server is bound to 127.0.0.1 alone.
        return [(*kind, ("127.0.0.77", port)), (*kind, ("127.0.0.1", port))]

    line = Line(f"https://localhost:{server.port}", pki.client_files())
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, *more, **hints: (
            two_addresses(host, port, **hints)
            if host == "localhost"
            else real(host, port, *more, **hints)
        ),
    )

    with closing(line):
        line.prove(Deadline(20))

    assert 1 == server.connections


def test_a_part_of_the_time_is_never_longer_than_the_whole() -> None:
    whole = Deadline(60)

    assert whole is whole.within(90)
    assert 30 == whole.within(30).timeout_s


def test_a_line_that_is_interrupted_in_its_handshake_sends_nothing(pki: Pki) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
        line = Line(f"https://127.0.0.1:{listener.getsockname()[1]}", pki.client_files())
        told = pool.submit(_error_of, line)
        plain = listener.accept()[0]
        with plain, closing(line):
            plain.recv(1, socket.MSG_PEEK)  # the handshake has begun
            line.interrupt()
            with (
                suppress(OSError),
                pki.server_context().wrap_socket(plain, server_side=True) as server,
            ):
                assert b"" == server.recv(1)

            assert "NW01" == told.result().code


def _error_of(line: Line) -> ReceptionError:
    with pytest.raises(ReceptionError) as caught:
        line.post(Request("POST", "/"), deadline=Deadline(20))
    return caught.value


def test_a_request_shows_no_secret_in_its_repr() -> None:
    asked = Request("POST", "/x", b"secret", {"Authorization": "secret"})

    assert "secret" not in repr(asked)


def test_making_a_line_reads_no_file_and_opens_nothing(pki: Pki) -> None:
    files = pki.client_files()

    Line("https://192.0.2.1:9", files).close()
