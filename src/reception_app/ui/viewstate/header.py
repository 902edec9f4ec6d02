"""The frame around the page: where we are, what works, and what concerns the whole desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from reception_app.domain.desk import DeskNow, FaceNow, ReaderHealth, ServiceHealth
from reception_app.domain.eligibility import Method
from reception_app.domain.errors import BackendGarbled, ReceptionError
from reception_app.domain.notice import Affects, ServiceNotice
from reception_app.domain.session.states import Answered, Failed, Idle
from reception_app.ui.viewstate.lines import headline_of, said_of
from reception_app.ui.viewstate.moments import span_of, when_words
from reception_app.ui.viewstate.views import Form, Lamp, Note, Page, Prompt, Tone
from reception_app.ui.viewstate.words import Catalogued, Line, Verbatim, Words, tr

_READER = tr("カードリーダー")
_READER_UNKNOWN = tr("カードリーダー（確認中）")
_READER_MISSING = tr("カードリーダー（つながっていません）")
_READER_STOPPED = tr("カードリーダー（サービス停止）")
_SERVICE = tr("資格確認サービス")
_SERVICE_UNKNOWN = tr("資格確認サービス（確認中）")
_SERVICE_TROUBLE = tr("資格確認サービス（つながりません）")
_FACE = tr("顔認証の結果")
_FACE_UNKNOWN = tr("顔認証の結果（確認中）")
_FACE_TROUBLE = tr("顔認証の結果（つながりません）")
_FACE_UNREACHED = tr("顔認証の結果が届きません。端末と院内ネットワークを確認してください。")
_FACE_GARBLED = tr("取り込めない顔認証の結果があります。端末の画面で確認してください。")
_ASKED_AGAIN = frozenset({"BK01", "BK03"})
"""Their texts promise another question, which is true during a check only."""


def place(now: DeskNow) -> tuple[Line, ...]:
    """Return which institution and which desk this is."""
    lines: list[Line] = []
    if now.clinic_name:
        lines.append(Verbatim(now.clinic_name))
    elif now.institution_code:
        lines.append(tr("医療機関コード {code}", code=now.institution_code))
    if now.terminal:
        lines.append(Verbatim(now.terminal))
    return tuple(lines)


def lamps(now: DeskNow) -> tuple[Lamp, ...]:
    """Return how reader, service and face results are; nothing where nobody looks."""
    if now.trouble is not None:
        return ()
    reader = (_reader_lamp(now.reader),) if now.takes_cards else ()  # else none is needed
    face = () if now.face is None else (_face_lamp(now.face),)
    return (*reader, _service_lamp(now.service), *face)


def banner(now: DeskNow, page: Page) -> Note | None:
    """Return the one thing that concerns the desk and that the page does not say itself."""
    return next(_banners(now, page), None)


def _reader_lamp(health: ReaderHealth) -> Lamp:
    match health:
        case ReaderHealth.READY:
            return Lamp(Tone.GOOD, _READER)
        case ReaderHealth.UNKNOWN:
            return Lamp(Tone.NEUTRAL, _READER_UNKNOWN)
        case ReaderHealth.MISSING | ReaderHealth.UNPLUGGED:
            return Lamp(Tone.WARN, _READER_MISSING)
        case ReaderHealth.SERVICE_DOWN:
            return Lamp(Tone.WARN, _READER_STOPPED)
    assert_never(health)


def _service_lamp(health: ServiceHealth) -> Lamp:
    match health:
        case ServiceHealth.READY:
            return Lamp(Tone.GOOD, _SERVICE)
        case ServiceHealth.UNKNOWN:
            return Lamp(Tone.NEUTRAL, _SERVICE_UNKNOWN)
        case ServiceHealth.TROUBLE:
            return Lamp(Tone.WARN, _SERVICE_TROUBLE)
    assert_never(health)


def _face_lamp(face: FaceNow) -> Lamp:
    if face.is_reached is None:
        return Lamp(Tone.NEUTRAL, _FACE_UNKNOWN)
    return Lamp(Tone.GOOD, _FACE) if face.is_reached else Lamp(Tone.WARN, _FACE_TROUBLE)


def _banners(now: DeskNow, page: Page) -> Iterator[Note]:
    """Yield what concerns the desk, the gravest first."""
    session = now.session
    if isinstance(session, Answered) and session.trouble is not None:
        yield Note(Tone.BAD, said_of(session.trouble), session.trouble.code)
    shown = session.error.code if isinstance(session, Failed) else ""
    said = {page.code, shown}
    if now.takes_cards:
        yield from _reader_notes(now.reader, said)
    trouble = now.service_trouble
    if now.service is ServiceHealth.TROUBLE and trouble is not None and trouble.code not in said:
        yield Note(Tone.WARN, _how_it_was(trouble), trouble.code)
    if now.face is not None:
        yield from _face_notes(now.face)
    if now.left_lying:
        yield Note(Tone.WARN, _left_lying(now), "HO02")
    yield from (_service_note(each) for each in now.notices if each.affects is Affects.ALL)
    if "CT05" not in said:
        yield from (_cards_note(each) for each in now.notices if each.affects is Affects.CARDS)
    if isinstance(session, Idle) and now.opened is None:
        yield from _arrival_notes(now)


def _reader_notes(reader: ReaderHealth, said: set[str]) -> Iterator[Note]:
    code = "RD01" if reader is ReaderHealth.MISSING else "RD02"
    is_gone = reader in (ReaderHealth.MISSING, ReaderHealth.UNPLUGGED)
    if is_gone and not said & {"RD01", "RD02"}:
        yield Note(Tone.WARN, Catalogued(code), code)
    if reader is ReaderHealth.SERVICE_DOWN and "RD04" not in said:
        yield Note(Tone.WARN, Catalogued("RD04"), "RD04")


def _face_notes(face: FaceNow) -> Iterator[Note]:
    """Yield why results of the face reader are missing here; nobody else would notice."""
    if face.is_reached is False:
        yield Note(Tone.WARN, _FACE_UNREACHED)
    if isinstance(face.trouble, BackendGarbled):
        yield Note(Tone.WARN, _FACE_GARBLED)
    elif face.trouble is not None:
        yield Note(Tone.BAD, said_of(face.trouble), face.trouble.code)


def _arrival_notes(now: DeskNow) -> Iterator[Note]:
    """Yield what came by itself last, while nobody is served: by its time, without a name."""
    newest = next((row for row in now.today if row.record.check_id in now.arrived[:1]), None)
    if newest is not None:
        time = when_words(newest.result.answered_at, now.now)
        is_face = newest.record.method is Method.FACE
        yield Note(Tone.INFO, _face_arrived(time) if is_face else _late_arrived(time))


def _face_arrived(time: Words | str) -> Words:
    return tr("顔認証の結果が届きました（{time}）。本日の受付にあります。", time=time)


def _late_arrived(time: Words | str) -> Words:
    return tr("遅れていた回答が届きました（{time}）。本日の受付にあります。", time=time)


def _left_lying(now: DeskNow) -> Words:
    """Say which answers wait, by their time: a name would stand over another patient's page."""
    said, count = Catalogued("HO02"), len(now.left_lying)
    newest = next((row for row in now.today if row.record.check_id in now.left_lying), None)
    if newest is None:
        return tr("{said}（{count}件）", said=said, count=str(count))
    time = when_words(newest.result.answered_at, now.now)
    if count == 1:
        return tr("{said}（{time}の受付）", said=said, time=time)
    return tr("{said}（{time}の受付ほか{count}件）", said=said, time=time, count=str(count - 1))


def _how_it_was(trouble: ReceptionError) -> Catalogued:
    """Return what happened; what the service was to be asked again by itself is over by now."""
    return headline_of(trouble) if trouble.code in _ASKED_AGAIN else said_of(trouble)


def _service_note(notice: ServiceNotice) -> Note:
    """What the service says, as it says it; it may be maintenance or something else."""
    begins, ends = span_of(notice.begins, notice.ends)
    words = tr(
        "資格確認サービスからのお知らせ（{begins}〜{ends}）：{text}",
        begins=begins,
        ends=ends,
        text=notice.text,
    )
    return Note(Tone.WARN, words)


def _cards_note(notice: ServiceNotice) -> Note:
    begins, ends = span_of(notice.begins, notice.ends)
    return Note(Tone.WARN, Catalogued("CT05", (("begins", begins), ("ends", ends))), "CT05")


def names_somebody(page: Page) -> bool:
    """Whether somebody's data are on the page."""
    if isinstance(page, Prompt):
        return False
    if isinstance(page, Form):
        return any(each.text for each in page.fields)
    return bool(page.left or page.band.who)
