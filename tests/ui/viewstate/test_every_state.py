"""What holds for every state of a desk: one walk over all of them, and searches by Hypothesis."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import answers
from support.desk import EXPECTED, asks, card, check_id
from support.notices import CARDS, OUTAGE
from support.viewstates import (
    ADULT,
    LOST,
    answered,
    asking,
    codes_of,
    desk,
    one_of_each,
    said,
    stored,
    text_of_view,
    values_of,
)

from reception_app.application import catalogue
from reception_app.domain import errors
from reception_app.domain.card_seen import CertificateState
from reception_app.domain.desk import DeskNow, HandoverNow, Phase, ReaderHealth, ServiceHealth
from reception_app.domain.eligibility import EligibilityResult, Method, Verdict
from reception_app.domain.errors import (
    BackendRefused,
    CardServiceDown,
    LinkDown,
    ReceptionError,
    SettingsError,
    SettingsProblem,
    StoreFull,
)
from reception_app.domain.record import Handover, HandoverState
from reception_app.domain.session.states import Answered, Failed, Idle, State
from reception_app.ui.viewstate.patient import patient_view
from reception_app.ui.viewstate.staff import staff_view
from reception_app.ui.viewstate.views import (
    Act,
    Band,
    DayRow,
    Group,
    Note,
    Outcome,
    PatientView,
    Prompt,
    StaffView,
    Tone,
)

STATES = one_of_each()
EXTRAS: tuple[dict[str, Any], ...] = (
    {},
    {"waited_s": 1},
    {"waited_s": 25, "card_lies": True, "left_over": True},
    {"notices": (OUTAGE, CARDS)},
    {"reader": ReaderHealth.MISSING},
    {"reader": ReaderHealth.SERVICE_DOWN},
    {"reader": ReaderHealth.UNKNOWN, "service": ServiceHealth.UNKNOWN},
    {"service": ServiceHealth.TROUBLE, "service_trouble": LinkDown()},
    {"operator": "", "operators": (), "default_method": Method.VISUAL},
    {"hands_over": True, "needs_confirmation": True, "left_lying": frozenset({check_id(1)})},
    {"handover": HandoverNow(HandoverState.WAITING), "hands_over": True},
    {"opened": stored(), "today": (stored(), stored(number=2))},
    {"phase": Phase.STARTING},
    {"phase": Phase.STOPPING},
    {"trouble": StoreFull()},
    {"is_training": True, "now": None, "terminal": "", "institution_code": ""},
)
DESKS = [desk(state, **extra) for state, extra in product(STATES, EXTRAS)]


def leaves(kind: type[ReceptionError]) -> list[type[ReceptionError]]:
    below = kind.__subclasses__()
    return [each for sub in below for each in leaves(sub)] if below else [kind]


def made(kind: type[ReceptionError]) -> ReceptionError:
    needs: dict[type[ReceptionError], tuple[Any, ...]] = {
        errors.PinRejected: (2,),
        errors.LinkTimeout: (15.0,),
        errors.BackendGarbled: ("JSON",),
        SettingsError: ((SettingsProblem("[desk] operators", "empty"),),),
    }
    return kind(*needs.get(kind, ()))


ERRORS = [
    *(made(kind) for kind in leaves(ReceptionError)),
    *(ReceptionError(code, retry=retry) for code in catalogue.codes() for retry in errors.Retry),
]


# ── the walk ──────────────────────────────────────────────────────────────────────────────────
def test_the_walk_meets_every_state() -> None:
    assert {type(state) for state in STATES} == set(get_args(State))


@pytest.mark.parametrize("now", DESKS, ids=lambda now: type(now.session).__name__)
def test_every_state_has_a_view_for_staff_and_patient(now: DeskNow) -> None:
    staff, patient = staff_view(now), patient_view(now)

    assert text_of_view(staff.page)
    assert said(patient.headline)
    assert "{" not in text_of_view((staff, patient))


@pytest.mark.parametrize("now", DESKS, ids=lambda now: type(now.session).__name__)
def test_an_equal_desk_gives_an_equal_view(now: DeskNow) -> None:
    assert staff_view(now) == staff_view(replace(now))
    assert patient_view(now) == patient_view(replace(now))


def presses_are_sound(view: StaffView) -> None:
    page = view.page
    keys = Counter(each.key for each in page.buttons if each.key)

    assert sum(each.is_primary for each in page.buttons) <= 1
    assert all(count == 1 for count in keys.values())
    assert all(each.is_primary is False for each in page.buttons[:-1]) or isinstance(page, Prompt)
    assert {each.key for each in view.footer} <= {"Esc", "F1", "F2", "F3", "F8", "F9", "Enter"}
    for key in keys:
        acts = {each.act for each in (*page.buttons, *view.footer) if each.key == key}
        assert len(acts) == 1


@pytest.mark.parametrize("now", DESKS, ids=lambda now: type(now.session).__name__)
def test_a_key_means_one_thing_and_one_press_is_primary(now: DeskNow) -> None:
    presses_are_sound(staff_view(now))


@pytest.mark.parametrize("now", DESKS, ids=lambda now: type(now.session).__name__)
def test_every_code_that_is_shown_is_in_the_catalogue(now: DeskNow) -> None:
    assert codes_of(staff_view(now)) <= set(catalogue.codes())


@pytest.mark.parametrize("method", [Method.PIN, Method.VISUAL, Method.NUMBERS])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_error_has_words_a_code_and_a_press(error: ReceptionError, method: Method) -> None:
    view = staff_view(desk(Failed(asks(method), card(), error)))

    presses_are_sound(view)
    assert view.page.code == error.code
    assert any(each.is_primary for each in view.page.buttons)
    assert Tone.GOOD not in {band.tone for band in values_of(view.page, Band)}


# ── green is for a valid answer only ──────────────────────────────────────────────────────────
CODES = st.sampled_from(["", "0", "1", "2", "3", "4", "5", "6", "7", "9", "99"])
RECORDS = st.sampled_from([ADULT, LOST, {}, {"Name": "●田"}, {**ADULT, "Sex1": "9"}])
RESULTS = st.builds(
    answers.result,
    verdict=st.one_of(st.none(), st.sampled_from(Verdict)),
    verdict_code=CODES,
    records=st.lists(RECORDS, max_size=3).map(tuple),
    header=st.fixed_dictionaries({"SegmentOfResult": CODES}),
    body=st.fixed_dictionaries({"ProcessingResultStatus": CODES}),
)


def is_positive(result: EligibilityResult) -> bool:
    return result.is_normal and result.verdict is Verdict.VALID and bool(result.records)


@given(result=RESULTS, method=st.sampled_from(Method))
def test_green_is_shown_for_an_answer_that_says_valid_and_for_no_other(
    result: EligibilityResult, method: Method
) -> None:
    now = desk(Answered(asking(method), result), today=(stored(result),))

    view = staff_view(now)
    opened = staff_view(desk(opened=stored(result)))

    for page in (view.page, opened.page):
        tones = {each.tone for kind in (Band, Note) for each in values_of(page, kind)}
        assert (Tone.GOOD in tones) is is_positive(result)
    rows = {row.tone for row in values_of(view.day, DayRow)}
    assert rows != {Tone.GOOD} or is_positive(result)


@given(result=RESULTS)
def test_a_share_is_shown_for_a_valid_answer_only(result: EligibilityResult) -> None:
    page = staff_view(desk(Answered(asking(), result))).page

    assert isinstance(page, Outcome)
    assert page.band.burden is None or is_positive(result)


# ── nothing personal for the patient ──────────────────────────────────────────────────────────
SECRET = st.text(alphabet="秘密個人情報名前番号ABCxyz789", min_size=4, max_size=12)


@given(secret=SECRET, verdict=st.sampled_from(Verdict), waited=st.integers(0, 60))
def test_the_patient_sees_nothing_of_the_answer(
    secret: str, verdict: Verdict, waited: int
) -> None:
    record = dict.fromkeys(LOST, f"〓{secret}")
    message = answers.result().messages[0]
    told = answered(
        record,
        verdict=verdict,
        messages=(replace(message, code=f"〓{secret}", text=f"〓{secret}"),),
    )
    now = desk(told, waited_s=waited, operator=f"〓{secret}", today=(stored(told.result),))

    assert "〓" not in text_of_view(patient_view(now))
    assert "〓" not in repr(patient_view(now))


@given(result=RESULTS, lies=st.booleans(), waited=st.integers(0, 60))
def test_every_answer_looks_the_same_to_the_patient(
    result: EligibilityResult, *, lies: bool, waited: int
) -> None:
    usual = desk(answered(), card_lies=lies, waited_s=waited)
    other = desk(Answered(asking(), result), card_lies=lies, waited_s=waited)

    assert patient_view(usual) == patient_view(other)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_the_patient_is_not_told_what_failed(error: ReceptionError) -> None:
    view = patient_view(desk(Failed(asks(), card(), error)))

    assert error.code not in repr(view)
    assert said(view.headline) in {"受付の者がご案内します", "もう一度カードを置いてください"}


@pytest.mark.parametrize("state", STATES, ids=lambda state: type(state).__name__)
def test_the_patients_words_carry_no_value_at_all(state: State) -> None:
    view = patient_view(desk(state, opened=stored(), today=(stored(),)))

    assert all(words.values == () for words in (view.headline, view.detail, view.note) if words)


def test_a_name_that_is_expected_is_not_told_to_the_patient() -> None:
    for state in STATES:
        if isinstance(state, Idle | Answered) or not hasattr(state, "request"):
            continue
        if not hasattr(state, "asking"):
            state = replace(state, request=replace(state.request, expected=EXPECTED))  # noqa: PLW2901 - the same state, about somebody
        assert "試験" not in text_of_view(patient_view(desk(state)))


# ── nothing odd in an answer breaks a view ────────────────────────────────────────────────────
NAMES = (
    *LOST,
    *("NameOfOther", "NameOfOtherKana", "Sex2", "PostNumber", "ReferenceNumber"),
    *("InsuredPartialContributionRatio", "PreschoolClassification", "QualificationDate"),
    *("InsuredCardValidDate", "InsuredCardExpirationDate", "PharmacistsInfoConsFlg"),
    *("PharmacistsInfoAvailableTime", "LimitApplicationCertificateRelatedConsFlg"),
)
VALUES = st.one_of(
    st.sampled_from(["", " ", "0", "1", "99", "00000000", "99999999", "20240230", "19850412"]),
    st.text(max_size=6),
)
GROUPS = {
    "ElderlyRecipientCertificateInfo": (
        "ElderlyRecipientValidStartDate",
        "ElderlyRecipientValidEndDate",
        "ElderlyRecipientContributionRatio",
    ),
    "LimitApplicationCertificateRelatedInfo": (
        "LimitApplicationCertificateClassificationFlag",
        "LimitApplicationCertificateValidStartDate",
        "LimitApplicationCertificateValidEndDate",
        "LimitApplicationCertificateLongTermDate",
    ),
    "SpecificDiseasesCertificateList": (
        "SpecificDiseasesDiseaseCategory",
        "SpecificDiseasesSelfPay",
        "SpecificDiseasesValidEndDate",
    ),
    "PublicExpenseResultList": (
        "TicketType",
        "MedicalTreatmentMonth",
        "MedicalTreatmentType",
        "SelfPayAmount",
        "DesignatedMedicalInstitutionFlag",
    ),
}
ODD_RECORDS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(NAMES, VALUES),
        **{
            group: st.one_of(
                VALUES, st.fixed_dictionaries({}, optional=dict.fromkeys(names, VALUES))
            )
            for group, names in GROUPS.items()
        },
    },
)


@given(
    record=ODD_RECORDS,
    verdict=st.sampled_from(Verdict),
    certificate=st.one_of(st.none(), st.sampled_from(CertificateState)),
    handover=st.sampled_from(HandoverState),
)
def test_whatever_a_record_says_has_a_view(
    record: dict[str, Any],
    verdict: Verdict,
    certificate: CertificateState | None,
    handover: HandoverState,
) -> None:
    told = answered(record, verdict=verdict)
    kept = stored(
        told.result, Handover(handover, failure_code="HO03"), certificate_state=certificate
    )

    view = staff_view(desk(told, today=(kept,), hands_over=True))
    opened = staff_view(desk(opened=kept, hands_over=True))

    presses_are_sound(view)
    presses_are_sound(opened)
    assert codes_of((view, opened)) <= set(catalogue.codes())
    assert all(each.fields or each.chips or each.lead for each in values_of(view, Group))


# ── small things that hold everywhere ─────────────────────────────────────────────────────────
def test_personal_fields_are_not_in_the_repr_of_a_view() -> None:
    view = staff_view(desk(answered(), today=(stored(),)))

    assert "山田" not in repr(view)


def test_a_desk_that_cannot_open_says_why_and_nothing_else() -> None:
    problems = (SettingsProblem("[desk] operators", "empty"), SettingsProblem("[card] trust", "?"))
    now = desk(
        trouble=SettingsError(problems),
        opened=stored(),
        left_lying=frozenset({stored().record.check_id}),
    )

    view = staff_view(now)

    assert view.page.code == "SE01"
    assert "[desk] operators: empty" in text_of_view(view.page)
    assert (view.banner, view.footer, view.subject, view.has_patient) == (None, (), "", False)
    assert said(patient_view(now).headline) == "受付の者にお声がけください"


def test_the_service_stop_can_be_mended_from_the_page() -> None:
    for now in (
        desk(reader=ReaderHealth.SERVICE_DOWN),
        desk(Failed(asks(), None, CardServiceDown())),
    ):
        acts = [each.act for each in staff_view(now).page.buttons if each.is_primary]
        assert acts == [Act.RESTART_SERVICE]


def test_a_refusal_shows_the_code_of_the_service_verbatim() -> None:
    error = BackendRefused(service_code="ZZZA1001E")

    assert "ZZZA1001E" in text_of_view(staff_view(desk(Failed(asks(), None, error))).page)


def test_the_projections_need_no_qt() -> None:
    code = (
        "import sys, reception_app.ui.viewstate.staff, reception_app.ui.viewstate.patient;"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_both_views_are_values() -> None:
    assert isinstance(staff_view(DeskNow()), StaffView)
    assert isinstance(patient_view(DeskNow()), PatientView)
