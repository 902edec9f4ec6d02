"""Faults of the training web interface on request: which request meets which; plays none itself.

late=MS           the answer comes so much later
silence           no answer until the client gives up
cut               the connection is cut when the request was read
malformed         200 with half a JSON document
huge              200 with 65 MiB
truncated         200 with less than its Content-Length, then the end
status=N          that status, and the shape of a login that is refused
busy=S            429, Retry-After S
refusal           200 and the shape of a login that is refused, in place of tokens or of a message
bad-token         the token is one that no header can carry
expires-after=N   tokens are good for N searches
expires-in=S      tokens are good for S seconds
identifier        the answer carries another ArbitraryFileIdentifier
institution       the answer carries another MedicalInstitutionCode
two-records       it holds a second, medical-aid record of the person
black-circle      names hold a ●
shuffled          its members come in another order
unknown           it holds members that nobody published
objects           lists with one item are that item, without an array
empty-list        its ResultList is there, empty
number            a value of a record is a number of JSON

A request meets all faults in force that fit it. ``@auth`` and ``@search`` confine a fault to
logins or to searches. A login that fails because of its password needs no fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reception_app.training.terminal.fault_specs import ANY, FaultBook, FaultKind

_BOTH: Final = frozenset({"auth", "search"})
_AUTH: Final = frozenset({"auth"})
_SEARCH: Final = frozenset({"search"})
_KINDS: Final = {
    "late": FaultKind(_BOTH, ANY),
    "silence": FaultKind(_BOTH),
    "cut": FaultKind(_BOTH),
    "malformed": FaultKind(_BOTH),
    "huge": FaultKind(_BOTH),
    "truncated": FaultKind(_BOTH),
    "status": FaultKind(_BOTH, range(300, 600)),
    "busy": FaultKind(_BOTH, ANY),
    "refusal": FaultKind(_BOTH),
    "bad-token": FaultKind(_AUTH),
    "expires-after": FaultKind(_AUTH, ANY),
    "expires-in": FaultKind(_AUTH, ANY),
    "identifier": FaultKind(_SEARCH),
    "institution": FaultKind(_SEARCH),
    "two-records": FaultKind(_SEARCH),
    "black-circle": FaultKind(_SEARCH),
    "shuffled": FaultKind(_SEARCH),
    "unknown": FaultKind(_SEARCH),
    "objects": FaultKind(_SEARCH),
    "empty-list": FaultKind(_SEARCH),
    "number": FaultKind(_SEARCH),
}


class WebFaults(FaultBook):
    """The faults in force; any thread. The places are ``auth`` and ``search``."""

    def __init__(self, specs: Sequence[str] = ()) -> None:
        super().__init__(_KINDS, specs)
