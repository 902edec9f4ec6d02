"""Results of the terminal's face reader, as they come in; ``arrivals`` says what becomes of them.

Nobody asked for them, so that nothing but what they say tells whose they are: never the time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from reception_app.domain.eligibility import EligibilityResult


@dataclass(frozen=True, slots=True)
class FaceFile:
    """One result, whole.

    Attributes:
        name: Of its file; nothing of a patient is in it.
        result: What it says. Its check id is the same for the same result, also under another
            name or in another encoding, so that saving it again changes nothing.
    """

    name: str
    result: EligibilityResult = field(repr=False)


@dataclass(frozen=True, slots=True)
class FaceFileUnreadable:
    """A file that should be a result and cannot be read; it was left where it is.

    Attributes:
        where: Which part of it, never a value out of it.
    """

    name: str
    where: str


@dataclass(frozen=True, slots=True)
class FaceFolderReached:
    """The folder can be looked through, or no longer."""

    is_reached: bool


FaceNews: TypeAlias = FaceFile | FaceFileUnreadable | FaceFolderReached


class FaceFolder(Protocol):
    """The folder in which the face reader of a terminal leaves its results."""

    def start(self) -> None:
        """Tell of results from now on, on the owner's thread: first of those that lie there."""
        ...

    def saved(self, file: FaceFile) -> None:
        """A result is in the store: it never comes again. Does not block.

        Without it, the result comes again with the next start.
        """
        ...

    def not_saved(self, file: FaceFile) -> None:
        """A result could not be saved: it comes again after a while. Does not block."""
        ...

    def stop(self) -> None:
        """Look no longer; a folder that hangs keeps nobody."""
        ...
