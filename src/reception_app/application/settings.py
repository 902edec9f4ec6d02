"""What a settings file says, as frozen values; nothing here opens a file.

``read_settings`` takes the tables as parsed TOML and reports every mistake at once. Which keys
there are, their defaults and what they allow: the command line's page, "Settings", and
``docs/settings.md``. Secrets are not settings.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from reception_app.application import settings_checks as checks
from reception_app.application.catalogue import Lang, Language
from reception_app.application.settings_batch import BatchSettings, read_batch
from reception_app.application.settings_checks import Table
from reception_app.domain.errors import SettingsError, SettingsProblem

DEFAULT_TIMEOUT_S: Final = 15.0
MAX_TIMEOUT_S: Final = 120.0
KEYRING: Final = "keyring"
SCALES: Final = (100, 125, 150, 175, 200)
_CERTIFICATES: Final = ("ca", "client_certificate", "client_key")


@unique
class HandoverKind(StrEnum):
    """How an answer reaches the receipt computer."""

    FACE_FOLDER = "face-folder"
    NONE = "none"


@unique
class HandoverEncoding(StrEnum):
    """Characters of the hand-over file."""

    SHIFT_JIS = "shift_jis"
    """Windows code page 932, whatever the name says"""
    UTF_8 = "utf-8"


@unique
class HandoverWhen(StrEnum):
    """What starts a hand-over."""

    AT_ONCE = "at-once"
    CONFIRMED = "confirmed"


@unique
class RequestEncoding(StrEnum):
    """Characters of the questions to a terminal."""

    UTF_8 = "utf-8"
    SHIFT_JIS = "shift_jis"
    """Windows code page 932"""


@unique
class AnswerUse(StrEnum):
    """What becomes of a terminal's answer that was read."""

    LEAVE = "leave"
    MOVE = "move"
    """Into our own folder beside it"""


@unique
class FaceUse(StrEnum):
    """What becomes of a result of the terminal's face reader."""

    LEAVE = "leave"
    """Taken in, and left for the receipt computer"""
    CONSUME = "consume"
    """Taken in, and deleted once it is saved"""
    OFF = "off"


@unique
class DefaultMethod(StrEnum):
    """How a check begins when nobody chose."""

    PIN = "pin"
    VISUAL = "visual"


@unique
class ColourScheme(StrEnum):
    """Colours of the windows."""

    AUTO = "auto"
    """As the operating system has it"""
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high-contrast"


@unique
class PatientScreenUse(StrEnum):
    """Where the patient's window is."""

    AUTO = "auto"
    """Fills the second screen; beside the staff's window where there is one screen only"""
    WINDOW = "window"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class ClinicSettings:
    """Which clinic and which desk this is.

    Attributes:
        institution_code: 医療機関コード, 10 ASCII digits.
        name: As people call the clinic, for the window; may be empty.
        terminal: The desk's id at the eligibility service.
    """

    institution_code: str
    terminal: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Who works here, and how a check begins; without operators there is no visual check."""

    operators: tuple[str, ...]
    default_method: DefaultMethod = DefaultMethod.PIN


@dataclass(frozen=True, slots=True)
class DisplaySettings:
    """The windows.

    Attributes:
        language: What the staff's window speaks.
        scale: Percent of the normal size; one of ``SCALES``.
        patient_language: What the patient's window speaks to each new patient.
    """

    language: Lang = Lang.JA
    scheme: ColourScheme = ColourScheme.AUTO
    scale: int = SCALES[0]
    patient_screen: PatientScreenUse = PatientScreenUse.AUTO
    patient_language: Language = Language.JA


@dataclass(frozen=True, slots=True)
class CardSettings:
    """Cards and readers.

    Attributes:
        trust: PEM files of the card CAs.
        reader: Name of the reader to use; empty takes the one that has a card.
        phones: Whether phones may be presented, which costs one more exchange to tell them.
    """

    trust: tuple[str, ...]
    reader: str
    phones: bool


@dataclass(frozen=True, slots=True)
class BackendSettings:
    """The eligibility service.

    Attributes:
        name: Entry point in the group ``reception_app.backends``.
        timeout_s: Seconds for one attempt.
        options: The table ``[backend.<name>]``, as its factory gets it.
    """

    name: str
    timeout_s: float
    options: Mapping[str, object]


WEBAPI_PASSWORD: Final = ("backend.oqs-webapi", "password")
"""A setting that no file has: it is kept in the key store of the system, by its user's name."""


def webapi_secret(user: str) -> str:
    """Return under which name the key store has the password of a user of the web interface."""
    return f"oqs-webapi/{user}"


@dataclass(frozen=True, slots=True)
class FaceSettings:
    """Results of a terminal's face reader that are taken in.

    Attributes:
        folder: ``face`` of the terminal in ``[backend.oqs-folder]``, whichever backend is in use.
        consumes: Delete what was saved, instead of leaving it for others.
    """

    folder: str
    consumes: bool


@dataclass(frozen=True, slots=True)
class HandoverSettings:
    """The receipt computer; ``folder`` can be None only where nothing is handed over."""

    kind: HandoverKind
    folder: str | None
    encoding: HandoverEncoding
    when: HandoverWhen


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where the store's key is: a file (absolute path), or None for the OS key store."""

    key_file: str | None


@dataclass(frozen=True, slots=True)
class Settings:
    """A settings file without mistakes. Paths stand as they were written.

    Attributes:
        face: None where there is no terminal, or its face reader does not concern us.
    """

    clinic: ClinicSettings
    desk: DeskSettings
    display: DisplaySettings
    card: CardSettings
    backend: BackendSettings
    handover: HandoverSettings
    store: StoreSettings
    face: FaceSettings | None = None
    batch: BatchSettings = field(default_factory=BatchSettings)


def read_settings(
    mapping: Mapping[str, object],
    *,
    backends: Collection[str] | None = None,
    sources: Collection[str] | None = None,
) -> Settings:
    """Return the settings that parsed TOML says.

    Args:
        mapping: The tables.
        backends: Names of the installed backends; None leaves the name unchecked.
        sources: The same for sources of appointments.

    Raises:
        SettingsError: every mistake with table and key; an unknown table or key is one.
    """
    problems: list[SettingsProblem] = []
    root = Table(mapping, problems)
    settings = Settings(
        clinic=_clinic(root.table("clinic")),
        desk=_desk(root.table("desk")),
        display=_display(root.table("display")),
        card=_card(root.table("card")),
        backend=_backend(root.table("backend"), backends),
        handover=_handover(root.table("handover")),
        store=_store(root.table("store")),
        face=_face(root.raw_table("backend")),
        batch=read_batch(root.table("batch"), sources=sources),
    )
    root.refuse_other_keys()
    if problems:
        raise SettingsError(tuple(problems))
    return settings


def read_display(mapping: Mapping[str, object]) -> DisplaySettings:
    """Return what ``[display]`` says, before the rest is read; a wrong value is the default."""
    return _display(Table(mapping, []).table("display"))


def _clinic(table: Table) -> ClinicSettings:
    settings = ClinicSettings(
        institution_code=table.text("institution_code", checks.ten_digits),
        terminal=table.text("terminal", checks.no_my_number),
        name=table.text_or("name", "", checks.no_my_number),
    )
    table.refuse_other_keys()
    return settings


def _desk(table: Table) -> DeskSettings:
    settings = DeskSettings(
        operators=table.texts("operators", required=False, check=checks.no_my_number),
        default_method=table.choice_or("default_method", DefaultMethod.PIN),
    )
    if settings.default_method is DefaultMethod.VISUAL and not settings.operators:
        table.note("default_method", "目視（visual）にするには、担当者（operators）が必要です")
    table.refuse_other_keys()
    return settings


def _display(table: Table) -> DisplaySettings:
    settings = DisplaySettings(
        language=table.choice_or("language", Lang.JA),
        scheme=table.choice_or("scheme", ColourScheme.AUTO),
        scale=table.number_or("scale", SCALES[0], allowed=SCALES),
        patient_screen=table.choice_or("patient_screen", PatientScreenUse.AUTO),
        patient_language=table.choice_or("patient_language", Language.JA),
    )
    table.refuse_other_keys()
    return settings


def _card(table: Table) -> CardSettings:
    settings = CardSettings(
        trust=table.texts("trust", required=True),
        reader=table.text_or("reader", ""),
        phones=table.flag_or("phones", default=False),
    )
    table.refuse_other_keys()
    return settings


def _backend(table: Table, backends: Collection[str] | None) -> BackendSettings:
    name = table.text("name", None if backends is None else checks.one_of(backends))
    timeout_s = table.seconds_or("timeout_s", DEFAULT_TIMEOUT_S, most=MAX_TIMEOUT_S)
    for kind, check in _BACKEND_TABLES.items():
        if kind == name or kind in table:
            check(table.table(kind))
    options = dict(table.raw_table(name)) if name else {}
    table.refuse_other_keys()
    return BackendSettings(name, timeout_s, MappingProxyType(options))


def _check_https(table: Table) -> None:
    table.text("url", checks.https_url)
    for key in _CERTIFICATES:
        table.text(key)
    table.refuse_other_keys()


def _check_oqs_folder(table: Table) -> None:
    table.text("root")
    table.text_or("ours", "")
    table.choice_or("encoding", RequestEncoding.UTF_8)
    table.choice_or("answers", AnswerUse.LEAVE)
    table.choice_or("face", FaceUse.LEAVE)
    table.refuse_other_keys()


def _face(backend: Mapping[str, object]) -> FaceSettings | None:
    """Return what [backend.oqs-folder] says of face results; its mistakes are noted elsewhere."""
    terminal = Table(backend, []).table("oqs-folder")
    if "root" not in terminal:
        return None
    use = terminal.choice_or("face", FaceUse.LEAVE)
    if use is FaceUse.OFF:
        return None
    return FaceSettings(str(PurePath(terminal.text("root")) / "face"), use is FaceUse.CONSUME)


def _check_oqs_webapi(table: Table) -> None:
    for key in ("auth_url", "search_url"):
        table.text(key, checks.https_url)
    for key in (*_CERTIFICATES, "user"):
        table.text(key)
    table.refuse_other_keys()


_BACKEND_TABLES: Final = {
    "https": _check_https,
    "oqs-folder": _check_oqs_folder,
    "oqs-webapi": _check_oqs_webapi,
}


def _handover(table: Table) -> HandoverSettings:
    kind = table.choice("kind", HandoverKind)
    needs_folder = kind is HandoverKind.FACE_FOLDER
    settings = HandoverSettings(
        kind=kind or HandoverKind.NONE,
        folder=table.text("folder") if needs_folder else table.text_or("folder", "") or None,
        encoding=table.choice_or("encoding", HandoverEncoding.SHIFT_JIS),
        when=table.choice_or("when", HandoverWhen.AT_ONCE),
    )
    table.refuse_other_keys()
    return settings


def _store(table: Table) -> StoreSettings:
    key = table.text_or("key", KEYRING, checks.key_place)
    table.refuse_other_keys()
    return StoreSettings(key_file=None if key == KEYRING else key.removeprefix(checks.KEY_FILE))
