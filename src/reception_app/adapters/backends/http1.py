"""HTTP/1.1 over one connection: written here, read by Node.js's parser (llhttp, in httptools).

httpx's own client says the same over httpcore and h11, in Python line by line, at five times the
cost. At the desk that is nothing; a batch asks thousands of questions, and all its threads share
one interpreter lock (ADR 13 has the figures). Errors are told by httpx's names.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator, Mapping
from typing import Final

import httptools
import httpx

from reception_app.adapters.backends.sockets import Sockets, Stream

_KEPT_ALIVE_S: Final = 600.0
_PIECE: Final = 64 * 2**10
_LONGEST_DRY: Final = 100 * 2**10
"""Bytes that are no body: a head, or what may stand around the chunks of a body."""
_HTTPS: Final = 443
_CHUNKED: Final = b"chunked"
_EARLY: Final = range(100, 200)
"""The 1xx: the answer is still to come."""
_OTHER_PROTOCOL: Final = 101
_NOT_IN_A_LINE: Final = re.compile(r"[\r\n\0]")


class NotHttp(httpx.RemoteProtocolError):
    """What came is not HTTP, or nothing that was asked for."""


def header_lines(headers: Mapping[str, str]) -> bytes:
    """Return headers as lines with their ends, in Latin-1.

    Raises:
        httpx.LocalProtocolError: one cannot stand in a line.
    """
    lines = [f"{name}: {value}" for name, value in headers.items()]
    if any(_NOT_IN_A_LINE.search(line) for line in lines):
        raise httpx.LocalProtocolError("header")
    try:
        return "".join(f"{line}\r\n" for line in lines).encode("latin-1")
    except UnicodeEncodeError as error:
        raise httpx.LocalProtocolError("header") from error


class Incoming:
    """An answer while it comes."""

    def __init__(self, stream: Stream) -> None:
        """Make it; reads nothing."""
        self._stream = stream
        self._heard = _Heard()

    @property
    def status(self) -> int:
        """The status, once the head is whole."""
        return self._heard.status

    @property
    def lets_ask_again(self) -> bool:
        """Whether it came to its end, and the connection is good for another request."""
        return self._heard.is_whole and not self._heard.is_last

    def header(self, name: bytes) -> str | None:
        """Return a header by its name in lower case; several are joined by commas."""
        value = self._heard.headers.get(name)
        return None if value is None else value.decode("latin-1")

    def let_go(self) -> None:
        """Hear no more; the parser and its listener know each other, and would stay in memory."""
        self._heard.let_go()

    def read_head(self) -> None:
        """Read until the head is whole.

        Raises:
            httpx.TransportError: it did not come to that.
        """
        while not self._heard.has_head:
            self._read_on()

    def pieces(self) -> Iterator[bytes]:
        """Return the body, piece by piece.

        Raises:
            httpx.TransportError: it is cut.
        """
        heard = self._heard
        while True:
            pieces, heard.body = heard.body, []
            yield from pieces
            if heard.is_whole:
                return
            self._read_on()

    def _read_on(self) -> None:
        heard = self._heard
        if heard.flaw is not None:
            raise NotHttp(str(heard.flaw)) from heard.flaw
        data = self._stream.read(_PIECE)
        if data:
            heard.feed(data)
        elif heard.has_head and not heard.says_length:
            heard.is_whole = heard.is_last = True
        else:
            raise httpx.RemoteProtocolError("closed before the end of an answer")


class OneConnection:
    """At most one connection, kept for the next request; for one thread at a time.

    No redirects, cookies, proxies, nor anything out of the environment.
    """

    def __init__(self, sockets: Sockets) -> None:
        """Make it; opens nothing.

        Args:
            sockets: Opens the connection, and says how long everything may take.
        """
        self._sockets = sockets
        self._stream: Stream | None = None
        self._incoming: Incoming | None = None
        self._good_until = float("-inf")

    def ask(self, method: str, url: httpx.URL, headers: bytes, body: bytes) -> Incoming:
        """Send a request over the open connection, or over a new one.

        After it has read the answer, as far as it wants, the caller lets the connection ``rest``.

        Args:
            method: ``GET`` or ``POST``.
            url: Where to.
            headers: Made by ``header_lines``; all but ``Host`` and ``Content-Length``.
            body: Empty for a ``GET``.

        Returns:
            The answer; its head has come.

        Raises:
            httpx.TransportError: no connection, or no head of an answer.
        """
        stream = self._fit_stream() or self._open(url)
        length = b"" if method == "GET" else b"Content-Length: %d\r\n" % len(body)
        incoming = self._incoming = Incoming(stream)
        try:
            # In one piece, which costs both ends less. A service may answer before it hangs up.
            with contextlib.suppress(httpx.WriteError):
                stream.write(
                    b"%b %b HTTP/1.1\r\nHost: %b\r\n%b%b\r\n%b"
                    % (method.encode("ascii"), url.raw_path, url.netloc, headers, length, body)
                )
            incoming.read_head()
        except BaseException:
            self.close()
            raise
        return incoming

    def rest(self) -> None:
        """Be ready for the next request, or close where the last one did not come to its end."""
        incoming = self._incoming
        if incoming is not None and incoming.lets_ask_again:
            incoming.let_go()
            self._incoming = None
            self._good_until = time.monotonic() + _KEPT_ALIVE_S
        else:
            self.close()

    def close(self) -> None:
        """Close the connection, if there is one, whatever is under way."""
        stream, self._stream = self._stream, None
        incoming, self._incoming = self._incoming, None
        if incoming is not None:
            incoming.let_go()
        if stream is not None:
            stream.close()

    def _fit_stream(self) -> Stream | None:
        """Return the open connection if nothing is under way there, and nothing came unasked.

        What can be read now is its end, or an answer to nothing.
        """
        stream = self._stream
        if stream is None:
            return None
        is_late = time.monotonic() > self._good_until
        if self._incoming is not None or is_late or stream.is_readable:
            self.close()
            return None
        return stream

    def _open(self, url: httpx.URL) -> Stream:
        host = url.raw_host.decode("ascii")
        stream = self._stream = self._sockets.open(host, url.port or _HTTPS)
        return stream


class _Heard:
    """What the parser hears of one answer; the names of its methods are the parser's."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.has_head = False
        self.is_whole = False
        self.is_last = False
        """Nothing may be asked over this connection any more."""
        self.body: list[bytes] = []
        self.flaw: Exception | None = None
        """What came is not HTTP any more."""
        self._dry = 0
        self._parser = httptools.HttpResponseParser(self)

    @property
    def says_length(self) -> bool:
        """Whether the head says where the body ends; otherwise the connection's end does."""
        return b"content-length" in self.headers or b"transfer-encoding" in self.headers

    def feed(self, data: bytes) -> None:
        """Hear on.

        Raises:
            NotHttp: it is not, and there is no head yet.
        """
        self._dry += len(data)
        try:
            self._parser.feed_data(data)
            self._expect(self._dry <= _LONGEST_DRY or self.is_whole, "too much that is no body")
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self.is_last = True
            self.flaw = error
            if not self.has_head:
                raise NotHttp(str(error)) from error

    def let_go(self) -> None:
        """Hear no more."""
        del self._parser

    def _expect(self, holds: bool, flaw: str) -> None:
        if not holds:
            raise httptools.HttpParserError(flaw)

    def on_message_begin(self) -> None:
        """Begin; a second time it is an answer to nothing."""
        self.is_last |= self.is_whole

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, or one of a chunked body's end."""
        if not self.has_head:
            key, this = name.lower(), value.strip()
            before = self.headers.get(key)
            self.headers[key] = this if before is None else b"%b, %b" % (before, this)

    def on_headers_complete(self) -> None:
        """Know the status now."""
        if self.has_head:
            return
        self.status = self._parser.get_status_code()
        self._expect(self.status >= _EARLY.start, "status")
        self._expect(self.status != _OTHER_PROTOCOL, "another protocol")
        # The parser would read any other to the end of the connection, still encoded.
        coding = self.headers.get(b"transfer-encoding", _CHUNKED)
        self._expect(coding.lower() == _CHUNKED, "transfer encoding")
        self.has_head = self.status not in _EARLY

    def on_body(self, data: bytes) -> None:
        """Take a piece."""
        if not self.is_whole:
            self.body.append(data)
            self._dry = 0

    def on_message_complete(self) -> None:
        """End; after a 1xx nothing has come yet."""
        if self.has_head:
            self.is_whole = True
            self.is_last |= not self._parser.should_keep_alive()
        else:
            self.headers.clear()
