"""What the files of the shared folders are called; touches no folder.

Source: eligibility-interface.md 1.0 and 1.1.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum, unique
from typing import Final, NamedTuple

LAST_OF_DAY: Final = 9999
"""The last number of a day's sequence."""


@unique
class Family(StrEnum):
    """A kind of question, by what its file names begin with."""

    SINGLE = "OQSsiquc"
    """資格確認"""
    BULK = "OQSmuquc"
    """資格確認 一括照会"""
    REGISTRATION = "OQSsiimm"
    """照会番号登録"""
    BULK_REGISTRATION = "OQSmuimm"
    """照会番号 一括登録"""
    MEDICAL_AID = "OQSmutic"
    """委託先資格情報の一括取得 (医療扶助)"""
    HOME_VISIT = "OQSmuhvq"
    """同意済み資格情報の一括取得 訪問診療等"""
    ONLINE = "OQSmuonq"
    """同 オンライン診療等"""


@unique
class Step(StrEnum):
    """A step of a family; a single question has the first one only."""

    UPLOAD = "01"
    DOWNLOAD = "02"


_SINGLE: Final = frozenset({Family.SINGLE, Family.REGISTRATION})
_REQUEST: Final = re.compile(
    rf"({'|'.join(Family)})({'|'.join(Step)})req_([A-Za-z0-9_-]{{1,64}})\.xml"
)
_FACE: Final = re.compile(r"OQSsiquc01res_face_.+_[0-9]{14}\.xml", re.DOTALL)


class RequestName(NamedTuple):
    """What the name of a request says."""

    family: Family
    step: Step
    tail: str


class AnswerNames(NamedTuple):
    """Under which names the answer to a request may lie in ``res``.

    Attributes:
        err: A refused file; how it is called is known from one source only, so both readings of
            "the request's name and .err" are here.
    """

    xml: str
    zip: str
    err: tuple[str, str]


def tail_of(day: date, sequence: int) -> str:
    """Return the tail of a name: the day and its sequence, 12 digits.

    Raises:
        ValueError: a sequence outside 1–9999.
    """
    if not 1 <= sequence <= LAST_OF_DAY:
        raise ValueError("the sequence of a day is 1 to 9999")
    return f"{day:%Y%m%d}{sequence:04}"


def request_name(family: Family, step: Step, tail: str) -> str:
    """Return the name of a request, ``.xml`` included.

    Raises:
        ValueError: a second step of a single question, or a tail that no file can have.
    """
    name = f"{family}{step}req_{tail}.xml"
    if read_request_name(name) is None:
        raise ValueError("no request is called so")
    return name


def read_request_name(name: str) -> RequestName | None:
    """Return what the name of a request says, or None if it is not one of our families."""
    found = _REQUEST.fullmatch(name)
    if found is None:
        return None
    family, step = Family(found[1]), Step(found[2])
    return (
        None
        if step is Step.DOWNLOAD and family in _SINGLE
        else RequestName(family, step, found[3])
    )


def answer_names(request_name: str) -> AnswerNames:
    """Return the names under which the answer to a request may lie.

    Args:
        request_name: As ``request_name`` makes it.
    """
    stem = request_name.removesuffix(".xml")
    answer = stem.replace("req_", "res_", 1)
    return AnswerNames(f"{answer}.xml", f"{answer}.zip", (f"{stem}.err", f"{stem}.xml.err"))


def is_face_name(name: str) -> bool:
    """Whether a file of the face folder is a result of the terminal's face reader."""
    return _FACE.fullmatch(name) is not None
