"""``reception-app doctor``: the opening inspection (始業点検), one line a probe."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from reception_app.app import App
from reception_app.application.catalogue import Lang, message
from reception_app.application.exit_status import PROBE_FAILED
from reception_app.application.handover import NotTaken
from reception_app.application.ports import HandoverSink, ReaderNews
from reception_app.application.report import error_document
from reception_app.application.startup_probe import (
    KeepsDays,
    Probe,
    ProbeState,
    failed,
    probe_days,
    probe_disk,
    probe_face_folder,
    probe_handover,
    probe_readers,
    probe_service,
    probe_store,
    probe_terminal_certificate,
)
from reception_app.cli.shell import Shell, ended
from reception_app.domain.errors import (
    CardServiceDown,
    LinkDown,
    LinkTimeout,
    LinkUntrusted,
    NotTakenAway,
    ReceptionError,
    StoreBusy,
    TargetMissing,
    TargetRefused,
)
from reception_app.domain.record import HandoverState

_MARKS = {
    ProbeState.OK: "○",
    ProbeState.WARN: "△",
    ProbeState.FAIL: "×",
    ProbeState.OFF: "－",
}
_NAMES = {
    "reader": "カードリーダー",
    "card-service": "スマートカードサービス",
    "network": "ネットワーク",
    "service": "オンライン資格確認",
    "terminal-certificate": "端末の証明書",
    "clock": "時刻",
    "disk": "空き容量",
    "store": "記録",
    "handover": "レセコンへの引渡し",
    "backup": "バックアップ",
}
_FOLDER_WAIT_S = 20.0
_OK_WORDS = {Lang.JA: "正常です。", Lang.EN: "In order."}
_SOON_WORDS = {
    Lang.JA: "期限まであと{days}日です。更新してください。",
    Lang.EN: "Ends in {days} days. Please renew it.",
}
_STOPPED_WORDS = {
    Lang.JA: (
        "時計が {stopped_until} を示したことがあるため、照会を止めています。"
        "今の日時が正しいことを確かめ、次を実行してください: reception-app doctor --accept-clock"
    ),
    Lang.EN: (
        "The clock once showed {stopped_until}, so no question is asked. Make sure that date and"
        " time are right now, then run: reception-app doctor --accept-clock"
    ),
}
_OFF_WORDS = {Lang.JA: "使用していません。", Lang.EN: "Not used."}


def doctor(shell: Shell, *, as_json: bool, accepts_clock: bool = False) -> int:
    """Inspect, print, and return 0 when nothing failed, 1 otherwise.

    Args:
        shell: Where it prints.
        as_json: One document instead of lines.
        accepts_clock: Somebody made sure that the clock is right, though it was ahead once.
    """
    probes: list[Probe] = []

    def work() -> ReceptionError | None:
        with App(shell.options) as app:
            if accepts_clock and isinstance(app.backend, KeepsDays):
                app.backend.accept_clock()
            probes.extend(_inspect(app))
        return None

    status, error = ended(work)
    if status == 0 and any(probe.state is ProbeState.FAIL for probe in probes):
        status = PROBE_FAILED
    if as_json:
        shell.document(
            {
                "probes": [
                    {
                        "name": probe.name,
                        "state": probe.state.value,
                        "message": _message(probe, shell.lang),
                        "details": probe.details,
                    }
                    for probe in probes
                ],
                "error": error_document(error, message=shell.message(error)),
            }
        )
    else:
        for probe in probes:
            name = _NAMES[probe.name] if shell.lang is Lang.JA else probe.name
            shell.say(f"{_MARKS[probe.state]} {name}: {_message(probe, shell.lang)}")
    if error is not None:
        shell.complain(error)
    return status


def _message(probe: Probe, lang: Lang) -> str:
    if probe.code:
        said = f"{message(probe.code, lang, probe.params)}（{probe.code}）"
        is_stopped = "stopped_until" in probe.details
        return said + (_STOPPED_WORDS[lang].format(**probe.details) if is_stopped else "")
    if probe.state is ProbeState.WARN:
        return _SOON_WORDS[lang].format(**probe.details)
    return _OFF_WORDS[lang] if probe.state is ProbeState.OFF else _OK_WORDS[lang]


def _inspect(app: App) -> Iterator[Probe]:
    cards = app.start_cards(_ignore)
    yield from probe_readers(lambda: app.call(cards, cards.readers, or_else=CardServiceDown()))
    network, service, clock = _service_probes(app)
    yield probe_face_folder(network, partial(_face_folder_is_there, app))
    yield service
    yield _certificate_probe(app)
    yield clock
    yield probe_disk(shutil.disk_usage(app.data).free)
    yield probe_store(lambda: app.store)
    yield _handover_probe(app, app.sink) if app.sink else Probe("handover", ProbeState.OFF)
    yield Probe("backup", ProbeState.OFF)


def _face_folder_is_there(app: App) -> bool | None:
    """Whether the terminal's face results could be taken in; None where there are none."""
    face = app.settings.face
    if face is None:
        return None
    folder = Path(face.folder)
    try:
        return app.call(app.handover_lane, folder.is_dir, or_else=LinkDown())
    except LinkDown:  # a folder that does not answer is not there
        return False


def _certificate_probe(app: App) -> Probe:
    try:
        return probe_terminal_certificate(app.terminal_certificate_end(), app.clock.now())
    except LinkUntrusted as error:
        return failed("terminal-certificate", error)


def _service_probes(app: App) -> tuple[Probe, Probe, Probe]:
    timeout_s = app.settings.backend.timeout_s
    off = Probe("network", ProbeState.OFF), Probe("clock", ProbeState.OFF)
    try:
        backend = app.backend
    except ReceptionError as error:
        return off[0], failed("service", error), off[1]
    try:
        network, service, clock = app.call(
            app.net_lane,
            lambda: probe_service(backend, app.clock, timeout_s=timeout_s),
            or_else=LinkTimeout(timeout_s),
        )
    except ReceptionError as error:
        network, service, clock = (
            failed("network", error),
            Probe("service", ProbeState.OFF),
            off[1],
        )
    return network, service, probe_days(clock, backend)


def _handover_probe(app: App, sink: HandoverSink) -> Probe:
    def look() -> ReceptionError | None:
        app.call(app.handover_lane, sink.require_ready, or_else=TargetMissing())
        if app.handover is None or app.is_training:
            return None  # nobody takes files away in training
        store = app.store
        waiting = app.call(app.store_lane, lambda: store.waiting(1), or_else=StoreBusy())
        if waiting and waiting[0].handover.state is HandoverState.FAILED:
            return TargetRefused(waiting[0].handover.failure_code)
        looked: list[NotTaken] = []
        app.handover.not_taken(app.clock.now(), looked.append)
        if not app.loop.run_until(lambda: bool(looked), _FOLDER_WAIT_S):
            return NotTakenAway()  # a folder that does not answer is not in order
        return looked[0].error

    return probe_handover(look)


def _ignore(_: ReaderNews) -> None:
    """An inspection waits for no card."""
