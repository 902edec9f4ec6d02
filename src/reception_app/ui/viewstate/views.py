"""What the two windows show, as frozen values; a widget renders one and decides nothing.

Two equal views look the same, so that a window draws only what changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import TypeAlias

from reception_app.domain.ids import CheckId
from reception_app.domain.number_entry import Place
from reception_app.ui.viewstate.words import Line, Words


@unique
class Tone(StrEnum):
    """What a colour means; each tone also has a shape and words of its own."""

    GOOD = "good"
    INFO = "info"
    WARN = "warn"
    BAD = "bad"
    NEUTRAL = "neutral"


@unique
class Shape(StrEnum):
    """The sign of a verdict or a state; names an icon ``shape-<value>``."""

    CIRCLE = "circle"
    """◯ valid"""
    CROSS = "cross"
    """✕ invalid, refused"""
    NEWER = "newer"
    """⇄ a newer insurance exists"""
    CHANGED = "changed"
    """↻ valid, but otherwise than the last time"""
    QUESTION = "question"
    """？ not found"""
    SEVERAL = "several"
    """≡ several"""
    TRIANGLE = "triangle"
    """△ attention"""
    WARNING = "warning"
    """⚠ not answered"""
    CLOCK = "clock"
    """on its way"""


@unique
class Picture(StrEnum):
    """The drawing above a prompt; names an icon ``picture-<value>``."""

    PLACE_CARD = "place-card"
    KEEP_CARD = "keep-card"
    TAKE_CARD = "take-card"
    COMPARE_FACE = "compare-face"
    TYPE_PIN = "type-pin"
    ASKING = "asking"
    CALL_STAFF = "call-staff"
    READER_MISSING = "reader-missing"
    STARTING = "starting"


@unique
class Act(StrEnum):
    """What a person can do; a window reports it and does nothing else."""

    PIN = "pin"
    """F1"""
    VISUAL = "visual"
    """F2"""
    NUMBERS = "numbers"
    """F3: a form for the numbers of a 資格確認書."""
    ASK_NUMBERS = "ask-numbers"
    """Enter, in the form"""
    ASK_ANYWAY = "ask-anyway"
    """Enter, in a form whose warnings have been said"""
    ASK_CANDIDATE = "ask-candidate"
    """Enter: the person that staff points at is the right one (EL06)."""
    CANCEL = "cancel"
    """Esc: never destructive; what was answered is kept."""
    SAME_PERSON = "same-person"
    """Enter, in the visual check"""
    NOT_SAME_PERSON = "not-same-person"
    """Esc, in the visual check"""
    LAST_TRY = "last-try"
    """Staff allows the last try; needs a second press."""
    NEXT = "next"
    """F9"""
    HAND_OVER = "hand-over"
    """F8"""
    CLOSE_OPENED = "close-opened"
    """Back from a check of the day's list."""
    RECHECK = "recheck"
    """Ask again for the person of the opened check."""
    ALLOW_OTHER_PERSON = "allow-other-person"
    """Hand over although it is not the person that was expected (EL09)."""
    RESTART_SERVICE = "restart-service"
    """Ask the operating system to start its smart card service (RD04)."""
    OPEN_SETTINGS = "open-settings"
    """Where the desk cannot open before a setting is put right (SE01)."""
    PIN_UNKNOWN = "pin-unknown"
    """The patient does not know the PIN."""
    PIN_STOP = "pin-stop"
    """The patient stops typing."""


@dataclass(frozen=True, slots=True)
class Button:
    """A press that is offered.

    Attributes:
        key: As people call it: F1, Enter, Esc; empty for none.
        is_primary: The one that fits; at most one on a page.
        twice: What the button says after a first press, where a second one is needed.
    """

    act: Act
    words: Words
    key: str = ""
    is_primary: bool = False
    twice: Words | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A strip or a chip beside the main thing.

    Attributes:
        code: Id of the catalogue, shown as ［CT01］; empty for none.
    """

    tone: Tone
    line: Line
    code: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """① カード ② 本人確認 ③ 資格確認 ④ 結果: where the check stands, 0–3."""

    at: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """One big line: what to do now.

    Attributes:
        is_busy: The program works; a quiet movement shows it.
    """

    picture: Picture
    headline: Line
    detail: Line | None = None
    notes: tuple[Note, ...] = ()
    buttons: tuple[Button, ...] = ()
    steps: Steps | None = None
    is_busy: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """The result in one strip: shape, word, colour.

    Attributes:
        burden: 窓口負担 in big figures, as far as it is known.
        burden_how: How it was derived.
        who: Whom it is about, at the right, where a ladder stands in place of the facts.
        who_born: Their birth date, below.
    """

    tone: Tone
    shape: Shape
    headline: Line
    sub: Line | None = None
    burden: Words | None = None
    burden_how: Words | None = None
    who: Line | None = field(default=None, repr=False)
    who_born: Line | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Field:
    """One line of facts.

    Attributes:
        is_strong: Numbers that matter, grouped for reading aloud.
        note: A remark right below (●, 通称 …).
        hint: A quiet one, without a frame.
        copies: What goes to the clipboard; None where nothing is copied.
    """

    label: Words
    value: Line
    is_strong: bool = False
    note: Note | None = None
    hint: Note | None = None
    copies: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise than the last time: what was, struck out, and what is.

    Attributes:
        said: The same as a sentence, for a screen reader.
        is_new: Nothing was there before: ``then`` says so, and is not struck out.
    """

    label: Words
    then: Line = field(repr=False)
    now: Line = field(repr=False)
    said: Words = field(repr=False)
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """From when until when one insurance lasts; the ends of the drawing are 0 and 1.

    Attributes:
        said: Whose it is, and its period in words.
        first: None where it began before the drawing does.
        last: None where it goes on after the drawing ends.
    """

    said: Line
    first: float | None
    last: float | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Insurances below each other, and the day in question as a line through all of them."""

    bars: tuple[Bar, ...]
    at: float
    caption: Line


@dataclass(frozen=True, slots=True)
class Group:
    """Facts under a heading; ``lead`` and ``over`` are the big name and its kana.

    Attributes:
        changes: What is otherwise than the last time, in place of fields.
        timeline: Above the fields.
        is_large: Its numbers are there to be compared with a paper, figure by figure.
    """

    heading: Words
    fields: tuple[Field, ...] = ()
    over: Line | None = None
    lead: Line | None = None
    chips: tuple[Note, ...] = ()
    changes: tuple[Change, ...] = ()
    timeline: Timeline | None = None
    is_large: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """One way of the ladder before 10割 is charged (front-desk.md A.6).

    Attributes:
        act: What begins it; its button stands here in place of the lower edge.
    """

    title: Words
    detail: Words
    is_first: bool = False
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several people that numbers fit.

    Attributes:
        can_be_chosen: It has a 枝番, which tells it from the others.
    """

    title: Line = field(repr=False)
    detail: Line | None = field(default=None, repr=False)
    can_be_chosen: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a check: an answer, or why there is none.

    Attributes:
        left: Facts at the left; right: facts at the right.
        ladder: In place of the facts, where there is no usable insurance.
        ladder_heading: Stands above the ladder.
        candidates: People to choose from; ``marked`` is the one that staff points at, from 0.
        picture: In place of all these, where there is none: what to do next, as a drawing.
        say: What staff can say to the patient.
        foot: When, how, by whom, how long.
        code: Id of the catalogue, at the lower left.
    """

    band: Band
    notes: tuple[Note, ...] = ()
    left: tuple[Group, ...] = field(default=(), repr=False)
    right: tuple[Group, ...] = field(default=(), repr=False)
    ladder_heading: Words | None = None
    ladder: tuple[Rung, ...] = ()
    candidates_heading: Words | None = None
    candidates: tuple[Candidate, ...] = field(default=(), repr=False)
    marked: int | None = None
    picture: Picture | None = None
    say: Line | None = field(default=None, repr=False)
    foot: Line | None = None
    code: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the form.

    Attributes:
        hint: What belongs here, as long as nothing else is to be said.
        meaning: How it was understood.
        note: What is wrong with it.
    """

    place: Place
    label: Words
    text: str = field(default="", repr=False)
    hint: Words | None = None
    meaning: Line | None = field(default=None, repr=False)
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """The numbers of a 資格確認書, in the order of the card.

    Attributes:
        form: Another one is another form, with texts of its own.
        fields: Those that this insurance has.
        start: Where the keyboard belongs, whenever ``turn`` grows; None for the button that fits.
    """

    form: str
    headline: Line
    fields: tuple[FormField, ...]
    consent: Words
    detail: Line | None = None
    notes: tuple[Note, ...] = ()
    is_consented: bool = False
    start: Place | None = None
    turn: int = 0
    buttons: tuple[Button, ...] = ()
    code: str = ""


Page: TypeAlias = Prompt | Form | Outcome


@dataclass(frozen=True, slots=True)
class Lamp:
    """A state in the header: green dot, amber diamond, grey ring; always with words."""

    tone: Tone
    words: Words


@dataclass(frozen=True, slots=True)
class DayRow:
    """One check in the day's list.

    Attributes:
        time: HH:MM on the clinic's clock; the day in place of it for an earlier one.
        is_current: It is the check on the screen.
        is_earlier: It is of an earlier day, and still to be handed over.
        is_new: It came by itself a moment ago, and nobody has opened it.
    """

    check_id: CheckId
    time: str
    shape: Shape
    tone: Tone
    name: Line = field(repr=False)
    detail: tuple[Line, ...] = ()
    is_current: bool = False
    is_earlier: bool = False
    is_new: bool = False


@unique
class DayFilter(StrEnum):
    """What of the day's list is shown."""

    ALL = "all"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class DayView:
    """本日の受付.

    Attributes:
        attention: check_ids of rows that need a person, in the order of ``rows``.
    """

    rows: tuple[DayRow, ...] = ()
    attention: frozenset[CheckId] = frozenset()


@dataclass(frozen=True, slots=True)
class StaffView:
    """All that the staff window shows.

    Attributes:
        clock: Date and time of the header.
        banner: A strip over the page: what concerns the desk, not this patient (HO02 …).
        footer: Keys that do something now, in the order of the keyboard.
        subject: Whose page this is: the check's id, also of one that was opened again; empty
            for nobody's. A press that was meant for one subject never counts for another.
    """

    place: tuple[Line, ...]
    lamps: tuple[Lamp, ...]
    clock: Words | None
    operator: str
    operators: tuple[str, ...]
    page: Page
    day: DayView
    banner: Note | None = None
    footer: tuple[Button, ...] = ()
    is_training: bool = False
    has_patient: bool = False
    """Somebody's data are on the screen."""
    subject: str = ""


@unique
class PatientScreen(StrEnum):
    """What the patient's window is about."""

    WELCOME = "welcome"
    PLACE_CARD = "place-card"
    KEEP_CARD = "keep-card"
    TYPE_PIN = "type-pin"
    WAIT = "wait"
    STAFF_COMES = "staff-comes"
    TAKE_CARD = "take-card"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class PatientView:
    """All that the patient's window shows; nothing personal, ever.

    Attributes:
        tries_left: Shown beside the keypad; None where it is not known.
        entry: Changes whenever typed digits have to go: another check, another try.
        is_reminding: The card was forgotten; a tone sounds each time this number grows.
    """

    screen: PatientScreen
    picture: Picture | None
    headline: Words
    detail: Words | None = None
    tries_left: int | None = None
    note: Words | None = None
    entry: tuple[str, int] = ("", 0)
    reminder: int = 0
    is_training: bool = False
