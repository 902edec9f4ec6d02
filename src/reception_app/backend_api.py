"""The names that a backend plug-in may import; stable, and nothing else of this program is.

A backend is one eligibility service. To write one:

1. Write a class with the members of ``EligibilityBackend``: ``info``, ``challenge``, ``check`` and
   ``close``. No base class is needed. It is shared between threads.
2. ``check`` blocks at most ``timeout_s`` and raises nothing but the errors below: ``LinkError``
   (the network), ``BackendError`` (the service). Translate foreign exceptions, ``from error``. No
   error holds anything of a patient. The same ``check_id`` again has no second effect.
3. An answer is kept as it came: published element names, every leaf a ``str``, leading spaces too.
   ``verdict_of`` reads the 資格有効性 code; leave ``verdict`` None unless SegmentOfResult and
   ProcessingResultStatus are both ``NORMAL``. Never guess.
4. Write a factory ``create(settings: Mapping[str, object]) -> EligibilityBackend``. It gets the
   table ``[backend.<name>]`` and beside it ``institution_code``, ``terminal`` (str),
   ``timeout_s`` (float), ``data_folder`` (str: a private folder on this computer, in which a
   backend may keep files under its own name) and ``secret_of`` (name -> str or None: what the key
   store of the system has for this program under a name). It opens no connection.
5. Name it in the entry point group ``reception_app.backends``::

       [project.entry-points."reception_app.backends"]
       my-service = "my_package:create"

   ``[backend] name = "my-service"`` in the settings then selects it; only that one is imported.
6. Prove it: subclass ``reception_app.testing.backend_contract.BackendContract`` in your tests.

A backend may also have ``warm() -> None``: called ahead of need, from any thread, to open a
connection. It raises nothing; what goes wrong shows in ``check``.

A backend may also have ``notices(*, timeout_s: float) -> Sequence[ServiceNotice]``: what the
service announces (maintenance, outages), in effect or not. It is called now and then, blocks at
most ``timeout_s``, and raises what ``check`` raises; that is no trouble then. Texts are shown to
staff as they are: one plain line each. Times are aware.

A backend whose service works on many questions by itself is a ``BatchBackend``: it also has
``submit``, ``fetch`` and ``repeats_jobs_safely``. ``submit`` raises ``LinkTimeout`` whenever the
upload may have been taken in, and nothing else then. ``JobAnswers.answers`` is read once, while it
is used; a ``row_id`` is given as the service echoed it. The check id of an answer out of a job is
``row_check_id(job_id, row_id)``. ``reception_app.testing.batch_contract`` proves it.

``API_VERSION`` is the version of all this; ``BackendInfo.api_version`` must be the one that the
backend was written for, as a literal.
"""

from __future__ import annotations

from reception_app.application.batch_ports import (
    BatchBackend,
    JobAnswers,
    JobQuestion,
    Receipt,
    StillRunning,
)
from reception_app.application.ports import (
    API_VERSION,
    BackendInfo,
    BatchStyle,
    EligibilityBackend,
)
from reception_app.domain.batch import JobId, RowAnswer, RowId
from reception_app.domain.consent import Consent, ConsentMethod, ConsentScope
from reception_app.domain.eligibility import (
    NORMAL,
    CardholderNumbers,
    CardTicket,
    Challenge,
    EligibilityQuery,
    EligibilityResult,
    Fact,
    Record,
    ServiceMessage,
    Signature,
    Verdict,
    Visual,
    bytes_to_sign,
    text_of,
    verdict_of,
)
from reception_app.domain.errors import (
    BackendError,
    BackendGarbled,
    BackendRefused,
    BackendUnavailable,
    LinkDown,
    LinkError,
    LinkTimeout,
    LinkUntrusted,
    ReceptionError,
    Retry,
    SettingsError,
    SettingsProblem,
)
from reception_app.domain.ids import CheckId, make_check_id
from reception_app.domain.notice import Affects, ServiceNotice
from reception_app.domain.row_check_id import row_check_id

__all__ = [
    "API_VERSION",
    "NORMAL",
    "Affects",
    "BackendError",
    "BackendGarbled",
    "BackendInfo",
    "BackendRefused",
    "BackendUnavailable",
    "BatchBackend",
    "BatchStyle",
    "CardTicket",
    "CardholderNumbers",
    "Challenge",
    "CheckId",
    "Consent",
    "ConsentMethod",
    "ConsentScope",
    "EligibilityBackend",
    "EligibilityQuery",
    "EligibilityResult",
    "Fact",
    "JobAnswers",
    "JobId",
    "JobQuestion",
    "LinkDown",
    "LinkError",
    "LinkTimeout",
    "LinkUntrusted",
    "Receipt",
    "ReceptionError",
    "Record",
    "Retry",
    "RowAnswer",
    "RowId",
    "ServiceMessage",
    "ServiceNotice",
    "SettingsError",
    "SettingsProblem",
    "Signature",
    "StillRunning",
    "Verdict",
    "Visual",
    "bytes_to_sign",
    "make_check_id",
    "row_check_id",
    "text_of",
    "verdict_of",
]
