"""What one file of the face folder says, and by which id it is known; touches no folder."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Final

from reception_app.domain.dates import moment_of
from reception_app.domain.eligibility import EligibilityResult, text_of
from reception_app.domain.ids import CheckId, make_check_id
from reception_app.messages.answers import records_of, without_records
from reception_app.messages.elements import CHARACTER_CODE, PROCESS_EXECUTION_TIME
from reception_app.messages.message import Message
from reception_app.messages.single import face_result
from reception_app.messages.xml_reading import read_message

SOURCE: Final = "oqs-folder"


def read_face(name: str, content: bytes, *, answered_at: datetime) -> EligibilityResult:
    """Return the result in a file.

    Raises:
        BackendGarbled: it is none.
    """
    message = read_message(content)
    return face_result(
        message, check_id=_check_id(name, message), source=SOURCE, answered_at=answered_at
    )


def _check_id(name: str, message: Message) -> CheckId:
    """Return an id that the same result always has: by what it says, not by how it is written.

    Another desk may hand the result over into this very folder, under another name and in
    another encoding; it must not begin a life of its own there. Without the time at which the
    service answered, two visits might say the same, so that the name counts then.
    """
    header = {key: value for key, value in message.header.items() if key != CHARACTER_CODE}
    said = [header, without_records(message.body), records_of(message.body)]
    has_time = moment_of(text_of(header, PROCESS_EXECUTION_TIME)) is not None
    text = json.dumps(["" if has_time else name, said], sort_keys=True)
    return make_check_id(hashlib.sha256(text.encode("ascii")).digest()[:16])
