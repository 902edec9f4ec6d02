"""Takes in what comes by itself: results of the terminal's face reader, and late answers.

Each is saved with its record as the answer of a check is, once, and handed over after that. Whose
it is says the result alone: nothing here binds one to a person or to a check by time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from reception_app.application.face_results import (
    FaceFile,
    FaceFileUnreadable,
    FaceFolder,
    FaceNews,
)
from reception_app.application.late_answers import LateAnswer, LateAnswerSource, tell_saved
from reception_app.application.log_context import checking
from reception_app.application.ports import Clock, Err, Lane, Ok, ResultStore
from reception_app.domain.consent import Consent, ConsentMethod, ConsentScope
from reception_app.domain.dates import day_of, moment_of
from reception_app.domain.desk import FaceNow
from reception_app.domain.eligibility import EligibilityResult, Method, Record, text_of
from reception_app.domain.errors import BackendGarbled, ReceptionError, StoreError
from reception_app.domain.ids import CheckId
from reception_app.domain.matching import answers_another_question, question_repeated
from reception_app.domain.person import is_about_somebody_else
from reception_app.domain.record import ConfirmationRecord, HandoverState

_INSTITUTION: Final = "MedicalInstitutionCode"
_CLASSIFICATION: Final = "ReferenceClassification"
_BY_NUMBERS: Final = "2"
"""照会区分 (code list 002): no card was read."""
_DAY: Final = "QualificationConfirmationDate"
_CONSENTS: Final = {
    ConsentScope.LIMIT_CERTIFICATE: "LimitApplicationCertificateRelatedCons",
    ConsentScope.SPECIFIC_DISEASE: "SpecificDiseasesCertificateRelatedCons",
}
_AGREED: Final = "1"

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ArrivalRules:
    """What the settings say: who we are, and whether anything is handed over.

    Attributes:
        leaves_faces: The receipt computer reads the very folder in which face results are left:
            it has the terminal's own file, and must not get ours beside it.
    """

    institution_code: str
    terminal: str
    hands_over: bool
    leaves_faces: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """An answer that came by itself and is in the store.

    Attributes:
        handover: How it stands on its way to the receipt computer if it is new: WAITING, HELD or
            OFF.
        is_new: It was not in the store before, nor did another program save it just now.
    """

    result: EligibilityResult
    record: ConfirmationRecord
    handover: HandoverState
    is_new: bool

    @property
    def may_be_another(self) -> bool:
        """Whether it is, or may be, about another person than was meant."""
        return self.record.is_in_doubt or self.record.is_other_person is True


class Arrivals:
    """Saves what comes by itself; call it, and be called back, on the owner's thread only."""

    def __init__(
        self, *, store: ResultStore, store_lane: Lane, clock: Clock, rules: ArrivalRules
    ) -> None:
        """Make it.

        Args:
            store: Used on the store lane only.
            store_lane: Where the store is.
            clock: For when it was accepted.
            rules: What the settings say.
        """
        self._store = store
        self._store_lane = store_lane
        self._clock = clock
        self._rules = rules

    def take_face(
        self, file: FaceFile, operator: str, then: Callable[[Ok[Arrived] | Err], None]
    ) -> None:
        """Save a face result; another institution's, or no card's, is ``BackendGarbled``.

        Args:
            file: The result.
            operator: Who is at the desk; it says nothing about who looked at the patient.
            then: Told what came of it.
        """
        result = file.result
        if text_of(result.header, _INSTITUTION) != self._rules.institution_code:
            then(Err(BackendGarbled(_INSTITUTION)))
            return
        if text_of(result.header, _CLASSIFICATION) == _BY_NUMBERS:  # another desk handed it over
            then(Err(BackendGarbled(_CLASSIFICATION)))
            return
        on = day_of(text_of(result.header, _DAY)) or self._clock.today()
        record = self._record(
            result,
            operator=operator,
            on=on,
            method=Method.FACE,
            consent=_consent_in_card(result),
        )
        hands_over = self._rules.hands_over and not self._rules.leaves_faces
        self._save(result, record, lambda: None, then, hands_over=hands_over)

    def take_late(
        self,
        answer: LateAnswer,
        source: LateAnswerSource,
        then: Callable[[Ok[Arrived] | Err], None],
    ) -> None:
        """Save a late answer for the day that was asked for; its source is told.

        One that is about somebody else, or may be as far as can be told now, is held.
        """
        asked, is_other_person = answer.asked, _is_other_person(answer)
        is_in_doubt = is_other_person is None and not _can_be_told(answer)
        record = self._record(
            answer.result,
            operator=asked.operator,
            on=answer.on,
            method=Method.NUMBERS,
            consent=asked.consent,
        )
        record = replace(
            record,
            is_other_person=is_other_person,
            is_in_doubt=is_in_doubt,
            trail=asked.trail,
        )
        tell_source = partial(tell_saved, source, answer.result.check_id)
        hold = is_in_doubt or is_other_person is True
        hands_over = self._rules.hands_over
        self._save(answer.result, record, tell_source, then, hands_over=hands_over, hold=hold)

    def _record(
        self,
        result: EligibilityResult,
        *,
        operator: str,
        on: date,
        method: Method,
        consent: Consent,
    ) -> ConfirmationRecord:
        now = self._clock.now()
        return ConfirmationRecord(
            check_id=result.check_id,
            institution_code=self._rules.institution_code,
            terminal=self._rules.terminal,
            operator=operator,
            accepted_at=now.replace(microsecond=now.microsecond // 1000 * 1000),
            on=on,
            method=method,
            consent=consent,
            card_kind=None,
            certificate_state=None,
            not_after=None,
            attempts_left=None,
        )

    def _save(
        self,
        result: EligibilityResult,
        record: ConfirmationRecord,
        after: Callable[[], None],
        then: Callable[[Ok[Arrived] | Err], None],
        *,
        hands_over: bool,
        hold: bool = False,
    ) -> None:
        hand_over = hands_over and result.is_normal
        stands = HandoverState.HELD if hold else HandoverState.WAITING
        handover = stands if hand_over else HandoverState.OFF

        def job() -> Arrived:
            is_new = self._store.save(result, record, hand_over=hand_over, hold=hold)
            after()
            return Arrived(result, record, handover, is_new)

        with checking(result.check_id):
            self._store_lane.submit(job, then)


class DeskArrivals:
    """Brings what comes by itself to a desk: into its list, and past whoever is being checked."""

    def __init__(
        self,
        arrivals: Arrivals,
        *,
        operator: Callable[[], str],
        on_arrived: Callable[[CheckId, HandoverState], None],
        on_face: Callable[[FaceNow], None],
    ) -> None:
        """Make it.

        Args:
            arrivals: What saves.
            operator: Who is at the desk at a moment.
            on_arrived: Told of each answer that is in the store now.
            on_face: Told how the face folder is.
        """
        self._arrivals = arrivals
        self._operator = operator
        self._on_arrived = on_arrived
        self._on_face = on_face
        self._is_reached: bool | None = None
        self._trouble: ReceptionError | None = None

    def hear_face(self, folder: FaceFolder, news: FaceNews) -> None:
        """Take in what a face folder tells."""
        if isinstance(news, FaceFile):
            then = partial(self._face_taken, folder, news)
            self._arrivals.take_face(news, self._operator(), then)
        elif isinstance(news, FaceFileUnreadable):
            _LOG.warning("a face result cannot be read: %s", news.where)
            self._say(BackendGarbled(news.where))
        else:
            self._is_reached = news.is_reached
            self._say(self._trouble)

    def hear_late(self, source: LateAnswerSource, answer: LateAnswer) -> None:
        """Take in a late answer."""
        self._arrivals.take_late(answer, source, self._late_taken)

    def _face_taken(self, folder: FaceFolder, file: FaceFile, outcome: Ok[Arrived] | Err) -> None:
        if isinstance(outcome, Ok):
            folder.saved(file)
            self._say(None)
            self._arrived(outcome.value)
            return
        _note_failure(outcome.error)
        if isinstance(outcome.error, StoreError):
            folder.not_saved(file)
        self._say(outcome.error)

    def _late_taken(self, outcome: Ok[Arrived] | Err) -> None:
        if isinstance(outcome, Ok):
            self._arrived(outcome.value)
        else:  # its source keeps it, and tells it again
            _note_failure(outcome.error)

    def _arrived(self, arrived: Arrived) -> None:
        self._on_arrived(arrived.result.check_id, arrived.handover)

    def _say(self, trouble: ReceptionError | None) -> None:
        self._trouble = trouble
        self._on_face(FaceNow(self._is_reached, trouble))


def _consent_in_card(result: EligibilityResult) -> Consent:
    """Return what the patient agreed to at the terminal, as the first record says."""
    record: Record = result.records[0] if result.records else {}
    times = (moment_of(text_of(record, f"{name}Time")) for name in _CONSENTS.values())
    given_at = next((time for time in times if time is not None), result.answered_at)
    flags = {scope: text_of(record, f"{name}Flg") for scope, name in _CONSENTS.items()}
    scopes = frozenset(scope for scope, flag in flags.items() if flag == _AGREED)
    return Consent(ConsentMethod.TERMINAL, scopes, given_at)


def _can_be_told(answer: LateAnswer) -> bool:
    """Whether what is known of a question is enough to see somebody else's answer.

    The numbers and the person that were meant are never written down beside the question, so that
    after a restart there is only what the answer repeats, if it is surely ours that it repeats.
    """
    if answer.question is not None or not answer.result.records:
        return True
    return not answer.asked.expects_somebody and question_repeated(answer.result) is not None


def _is_other_person(answer: LateAnswer) -> bool | None:
    """Return what a late answer's record says of that; None where nobody was to be compared."""
    question, result = answer.question, answer.result
    if question is None:
        repeated = question_repeated(result)
        differs = repeated is not None and answers_another_question(repeated, result)
        return True if differs else None
    if is_about_somebody_else(result, asked=question.query.subject, expected=question.expected):
        return True
    return False if question.expected is not None and result.records else None


def _note_failure(error: ReceptionError) -> None:
    where = error.params.get("where")
    _LOG.warning("an arrival was not taken in", extra={"code": error.code, "where": where})
