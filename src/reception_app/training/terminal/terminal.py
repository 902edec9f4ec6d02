"""A training eligibility terminal on a folder: takes questions out of ``req``, answers in ``res``.

It plays 連携アプリケーション and the face reader beside it, with invented people; nothing of it
reaches the outside. Source: eligibility-interface.md 4.
"""

from __future__ import annotations

import heapq
import secrets
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Final, TypedDict, Unpack

from reception_app.domain.eligibility import text_of
from reception_app.domain.errors import BackendGarbled
from reception_app.messages.answers import stamp
from reception_app.messages.file_names import Family, Step, answer_names, read_request_name
from reception_app.messages.layouts import FILE_IDENTIFIER, INSTITUTION, RECEPTION_NUMBER
from reception_app.messages.message import Encoding, Message
from reception_app.messages.xml_reading import BULK_BYTES, read_message
from reception_app.training.service import MEDICAL_INSTITUTION_CODE
from reception_app.training.service.people import NOBODY
from reception_app.training.service.people_file import built_in_people, read_people
from reception_app.training.terminal.answers import (
    accept_bulk,
    answer_bulk,
    answer_single,
    face_of,
    still_processing,
    unknown_number,
)
from reception_app.training.terminal.bulk_faults import with_bulk_faults
from reception_app.training.terminal.fault_specs import Met
from reception_app.training.terminal.faults import ACCEPTANCE, RESULT, TerminalFaults
from reception_app.training.terminal.shapes import answer_bytes, zipped

_POLL_S: Final = 0.05
_STOP_POLL_S: Final = 0.2
_ASIDE: Final = ".part"


class TerminalOptions(TypedDict, total=False):
    """How a training terminal is to be.

    Attributes:
        people: TOML file of its people; the built-in ones otherwise.
        faults: ``faults`` lists them.
        delay_ms: Every answer takes so long.
        institution_code: Of face results, until a question said one.
        now: The terminal's clock, aware.
    """

    people: Path | None
    faults: Sequence[str]
    delay_ms: int
    institution_code: str
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """One question file that the terminal took; ``identifier`` is empty where it had none."""

    name: str
    identifier: str


@dataclass(slots=True)
class _Job:
    """A bulk upload, and how often its result was asked for."""

    upload: Message = field(repr=False)
    asked: int = 0


class TrainingTerminal:
    """One terminal, answering while the context is open; made folders stay."""

    def __init__(self, root: Path, **options: Unpack[TerminalOptions]) -> None:
        """Make a terminal that does not answer yet.

        Raises:
            ValueError: its people or faults are wrong.
        """
        self._root = root
        self.req, self.res, self.face = root / "req", root / "res", root / "face"
        people = options.get("people")
        self._people = read_people(people) if people else built_in_people()
        self._faults = TerminalFaults(options.get("faults", ()))
        self._delay_s = options.get("delay_ms", 0) / 1000
        self._institution = options.get("institution_code") or MEDICAL_INSTITUTION_CODE
        self._now = options.get("now") or _utc_now
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._order = count()
        self._lock = threading.Lock()
        self._seen: list[SeenRequest] = []
        self._jobs: dict[str, _Job] = {}
        self._early = set[str]()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="training-terminal", daemon=True)

    def __enter__(self) -> TrainingTerminal:
        """Make the three folders and begin to answer."""
        for folder in (self.req, self.res, self.face):
            folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop; questions and answers stay where they are."""
        self._stop.set()
        self._thread.join()

    @property
    def seen(self) -> tuple[SeenRequest, ...]:
        """The questions that were taken, in their order."""
        with self._lock:
            return tuple(self._seen)

    def set_faults(self, specs: Sequence[str]) -> None:
        """Put other faults in force, counted anew; any thread.

        Raises:
            ValueError: a spec is wrong; all wrong ones are named.
        """
        self._faults.replace(specs)

    def lay_card(self, subject_cn: str) -> str:
        """Let a person lay their card on the face reader; return the name of the result's file.

        It lies in ``face`` when this returns, unless a fault wants something else; any thread.

        Raises:
            ValueError: nobody has such a card.
        """
        person = self._people.by_card(subject_cn)
        if person is NOBODY:
            raise ValueError(f"nobody has the card {subject_cn}")
        met, at, token = self._faults.of_answer("face"), self._now(), secrets.token_hex(8)
        encoding = _encoding(met)
        message = face_of(
            person, institution_code=self._institution, token=token, at=at, encoding=encoding
        )
        name = f"OQSsiquc01res_face_{self._institution}{token}_{stamp(at)}.xml"
        self._answer(self.face / name, answer_bytes(message, met), met, now=True)
        return name

    # ── questions ───────────────────────────────────────────────────────────────────────────
    def _run(self) -> None:
        while not self._stop.wait(_POLL_S):
            with suppress(OSError):
                self._take_requests()
            self._do_what_is_due()

    def _take_requests(self) -> None:
        if self._faults.waits_aside:
            for path in sorted(self._root.rglob(f"*.xml{_ASIDE}")):
                self._take_early(path.name.removesuffix(_ASIDE), path.read_bytes())
        for path in sorted(self.req.iterdir()):
            if read_request_name(path.name) is not None:
                content = path.read_bytes()
                path.unlink()
                if path.name not in self._early:
                    self._take(path.name, content)

    def _take_early(self, name: str, content: bytes) -> None:
        """Take a question out of where it lies before it is visible, once it is whole."""
        if name in self._early:
            return
        with suppress(BackendGarbled):
            read_message(content, at_most=BULK_BYTES)
            self._early.add(name)
            self._take(name, content)

    def _take(self, name: str, content: bytes) -> None:
        met = self._faults.of_answer(*_places_of(name))
        try:
            request = read_message(content, at_most=BULK_BYTES)
            identifier = text_of(request.header, FILE_IDENTIFIER)
            self._institution = text_of(request.header, INSTITUTION) or self._institution
            answer = self._answer_to(name, request, met)
        except BackendGarbled:
            identifier, answer = "", None
        with self._lock:
            self._seen.append(SeenRequest(name, identifier))
        if "silence" in met or "lost-acceptance" in met:
            return
        if answer is None or "err" in met:
            self._later(met.seconds("late"), partial(self._write_refusal, name, content))
            return
        self._pack(name, answer_bytes(answer, met), met)

    def _answer_to(self, name: str, request: Message, met: Met) -> Message | None:
        """Return the answer to a question, or None to one that this terminal does not know."""
        at, encoding, kind = self._now(), _encoding(met), read_request_name(name)
        if kind is not None and kind.family is Family.SINGLE:
            return answer_single(request, self._people, at=at, encoding=encoding)
        if kind is None or kind.family is not Family.BULK:
            return None
        if kind.step is Step.UPLOAD:
            number = f"{stamp(at)}{len(self._jobs) + 1:06}"
            self._jobs[number] = _Job(request)
            return accept_bulk(request, number, at=at, encoding=encoding)
        job = self._jobs.get(text_of(request.body, RECEPTION_NUMBER))
        if job is None:
            return unknown_number(request, at=at, encoding=encoding)
        job.asked += 1
        if job.asked <= (met.number("processing") or 0):
            return still_processing(request, job.upload, at=at, encoding=encoding)
        answer = answer_bulk(request, job.upload, self._people, at=at, encoding=encoding)
        return with_bulk_faults(answer, met)

    # ── files ───────────────────────────────────────────────────────────────────────────────
    def _write_refusal(self, name: str, content: bytes) -> None:
        (self.res / name).write_bytes(content)
        (self.res / answer_names(name).err[0]).write_bytes(b"ZZZ9999E refused (training)\r\n")

    def _pack(self, name: str, content: bytes, met: Met) -> None:
        names = answer_names(name)
        if "zip" in met or "encrypted-zip" in met:
            packed = zipped(names.xml, content, encrypted="encrypted-zip" in met)
            self._answer(self.res / names.zip, packed, met)
        else:
            self._answer(self.res / names.xml, content, met)

    def _answer(self, path: Path, content: bytes, met: Met, *, now: bool = False) -> None:
        """Write an answer when its time has come, and what happens to it afterwards."""
        wait_s = met.seconds("late") + (0 if now else self._delay_s)
        if "unreachable" in met:
            gone = path.parent.with_name(f"{path.parent.name}.gone")
            path.parent.rename(gone)
            wait_s += met.seconds("unreachable")
            self._later(met.seconds("unreachable"), partial(gone.rename, path.parent))
        write = partial(self._write, path, content, met)
        if now and not wait_s:
            write()
        else:
            self._later(wait_s, write)

    def _write(self, path: Path, content: bytes, met: Met) -> None:
        if "partial" in met:
            path.write_bytes(content[: len(content) // 2])
            self._later(met.seconds("partial"), partial(path.write_bytes, content))
        else:
            self._write_whole(path, content)
        if "duplicate" in met:
            self._later(met.seconds("duplicate"), partial(self._write_whole, path, content))
        if "consumed" in met:
            self._later(met.seconds("consumed"), partial(path.unlink, missing_ok=True))
        if "locked" in met:
            self._lock_for(path, met.seconds("locked"))

    def _write_whole(self, path: Path, content: bytes) -> None:
        aside = self._root / f"{path.name}.{secrets.token_hex(4)}.tmp"
        aside.write_bytes(content)
        aside.replace(path)

    def _lock_for(self, path: Path, seconds: float) -> None:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - there is no such module elsewhere

            file = path.open("rb+")
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            self._later(seconds, file.close)

    # ── what comes later ────────────────────────────────────────────────────────────────────
    def _later(self, seconds: float, act: Callable[[], object]) -> None:
        with self._lock:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), act))

    def _do_what_is_due(self) -> None:
        while True:
            with self._lock:
                if not self._due or self._due[0][0] > time.monotonic():
                    return
                _, _, act = heapq.heappop(self._due)
            with suppress(OSError):  # a folder that somebody took away
                act()


def run_training_terminal(
    root: Path,
    *,
    on_ready: Callable[[TrainingTerminal], None],
    stop: threading.Event,
    **options: Unpack[TerminalOptions],
) -> None:
    """Run a terminal until it is told to stop, or interrupted (KeyboardInterrupt goes on up).

    Args:
        root: Gets ``req``, ``res`` and ``face``.
        on_ready: Called once when questions are answered.
        stop: Set to end it.
        options: How it is to be.

    Raises:
        ValueError: people or faults are wrong.
        OSError: the folders cannot be made.
    """
    with TrainingTerminal(root, **options) as terminal:
        on_ready(terminal)
        while not stop.wait(_STOP_POLL_S):  # on Windows, Ctrl-C does not end a wait without end
            pass


def _places_of(name: str) -> tuple[str, ...]:
    """Return the places of the answer to a request."""
    kind = read_request_name(name)
    if kind is None or kind.family is not Family.BULK:
        return ("res",)
    return ("res", ACCEPTANCE if kind.step is Step.UPLOAD else RESULT)


def _encoding(met: Met) -> Encoding:
    return "shift_jis" if "sjis" in met else "utf-8"


def _utc_now() -> datetime:
    return datetime.now(UTC)
