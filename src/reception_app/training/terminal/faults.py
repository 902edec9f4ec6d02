"""Faults of the training terminal on request: which answer meets which; plays none itself.

late=MS         the answer comes so much later
silence         there is no answer
early           the answer comes before the question is made visible
partial=MS      the answer's file grows in two steps, so far apart
duplicate=MS    the answer is written once more, so much later
err             an .err file and the question in place of an answer
identifier      the answer carries another ArbitraryFileIdentifier
institution     the answer carries another MedicalInstitutionCode
shuffled        its elements come in another order
empty           elements without a value are there, empty
sjis            it is in Shift_JIS
bom             it begins with a byte order mark
zip             it is in a ZIP
encrypted-zip   it is in a ZIP with a password
two-records     it holds a second, medical-aid record of the person
black-circle    names hold a ●
locked=MS       the file cannot be read for so long (Windows only)
consumed=MS     another program deletes the file so much later
unreachable=MS  ``res`` is not there for so long, and then the answer is
processing=N    a bulk result is said to be 処理中 in the first N answers of each job
lost-acceptance an upload is taken in, and its acceptance never comes
abnormal        a job failed (異常終了)
other-number    a bulk result carries another 受付番号
missing=N       the first N rows are not in a bulk result
strange=N       it holds N rows that nobody asked
twice=N         the first N rows are in it twice

An answer meets all faults in force that fit it. ``@res`` and ``@face`` confine a fault to answers
or to results of the face reader.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from reception_app.training.terminal.fault_specs import ANY, FaultBook, FaultKind

ACCEPTANCE: Final = "acceptance"
RESULT: Final = "result"
"""Places of the steps of a job, beside ``res``."""

_RESULTS: Final = frozenset({RESULT})
_BOTH: Final = frozenset({"res", "face"})
_ONLY_RES: Final = frozenset({"res"})
_KINDS: Final[dict[str, FaultKind]] = {
    "late": FaultKind(_BOTH, ANY),
    "silence": FaultKind(_ONLY_RES),
    "early": FaultKind(_ONLY_RES),
    "partial": FaultKind(_BOTH, ANY),
    "duplicate": FaultKind(_BOTH, ANY),
    "err": FaultKind(_ONLY_RES),
    "identifier": FaultKind(_BOTH),
    "institution": FaultKind(_BOTH),
    "shuffled": FaultKind(_BOTH),
    "empty": FaultKind(_BOTH),
    "sjis": FaultKind(_BOTH),
    "bom": FaultKind(_BOTH),
    "zip": FaultKind(_ONLY_RES),
    "encrypted-zip": FaultKind(_ONLY_RES),
    "two-records": FaultKind(_BOTH),
    "black-circle": FaultKind(_BOTH),
    "consumed": FaultKind(_BOTH, ANY),
    "unreachable": FaultKind(_BOTH, ANY),
    "processing": FaultKind(_ONLY_RES, ANY),
    "lost-acceptance": FaultKind(frozenset({ACCEPTANCE})),
    "abnormal": FaultKind(_RESULTS),
    "other-number": FaultKind(_RESULTS),
    "missing": FaultKind(_RESULTS, ANY),
    "strange": FaultKind(_RESULTS, ANY),
    "twice": FaultKind(_RESULTS, ANY),
    **({"locked": FaultKind(_BOTH, ANY)} if sys.platform == "win32" else {}),
}


class TerminalFaults(FaultBook):
    """The faults in force; any thread."""

    def __init__(self, specs: Sequence[str] = ()) -> None:
        super().__init__(_KINDS, specs)

    @property
    def waits_aside(self) -> bool:
        """Whether a question is to be answered before it is visible."""
        return self.is_in_force("early")
