"""What the window knows of a setting: its place, looks, words and effect; holds no value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto, unique
from typing import Final, TypeAlias

from reception_app.ui.viewstate.words import Line, Words, tr

Place: TypeAlias = tuple[str, str]
"""Table (``backend.https``) and key."""


@unique
class Effect(StrEnum):
    """When a saved change is felt."""

    AT_ONCE = "at-once"
    NEXT_PATIENT = "next-patient"
    NEXT_START = "next-start"


@unique
class Kind(Enum):
    """What a setting looks like."""

    TEXT = auto()
    DIGITS = auto()
    SECONDS = auto()
    COUNT = auto()
    """A whole number"""
    COUNTS = auto()
    """Several"""
    FLAG = auto()
    CHOICE = auto()
    """One of ``choices``"""
    BACKEND = auto()
    """One of the installed ones"""
    READER = auto()
    """One of the connected ones, or none"""
    FILE = auto()
    FOLDER = auto()
    NAMES = auto()
    FILES = auto()
    KEY_PLACE = auto()
    SECRET = auto()
    """Never in the file, never shown"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value as the file has it, and what people call it."""

    value: object
    label: Line


@dataclass(frozen=True, slots=True)
class Condition:
    """A setting matters only while another one has this value.

    Attributes:
        default: What the other one is while the file says nothing.
    """

    place: Place
    value: object
    default: object = ""


ACCEPT: Final = tr("受け付ける")


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One setting.

    Attributes:
        default: What holds while the file says nothing.
        needs: When it is shown; None for always.
        in_training: It counts in training mode too.
        tick: What ticking a flag means.
    """

    table: str
    key: str
    kind: Kind
    label: Words
    help: Words
    effect: Effect
    default: object = ""
    choices: tuple[Choice, ...] = ()
    needs: Condition | None = None
    in_training: bool = False
    tick: Words = ACCEPT

    @property
    def place(self) -> Place:
        """Where the file has it."""
        return self.table, self.key


@dataclass(frozen=True, slots=True)
class GroupSpec:
    """Settings under one heading."""

    name: str
    heading: Words
    fields: tuple[FieldSpec, ...]
