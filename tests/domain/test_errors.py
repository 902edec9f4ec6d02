"""The error tree: codes, names and retry of the command line's table, what each error carries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reception_app.domain import errors as e

NOW, LATER, NEVER = e.Retry.NOW, e.Retry.LATER, e.Retry.NEVER
TABLE: list[tuple[e.ReceptionError, str, str, e.Retry]] = [
    (e.ReaderMissing(), "RD01", "ReaderMissing", NOW),
    (e.CardServiceDown(), "RD04", "CardServiceDown", NOW),
    (e.CardBusy(), "RD05", "CardBusy", NOW),
    (e.CardMissing(), "CD10", "CardMissing", NOW),
    (e.CardRemoved(), "CD05", "CardRemoved", NOW),
    (e.CardUnsupported(), "CD02", "CardUnsupported", NEVER),
    (e.CardUnsupported("CD08"), "CD08", "CardUnsupported", NEVER),
    (e.CardUnsupported("PH04"), "PH04", "CardUnsupported", NEVER),
    (e.CardUnsupported("CT08"), "CT08", "CardUnsupported", NEVER),
    (e.CertificateRefused(), "CT11", "CertificateRefused", NEVER),
    (e.CertificateRefused("CT09"), "CT09", "CertificateRefused", NEVER),
    (e.CertificateRefused("CT10"), "CT10", "CertificateRefused", NEVER),
    (e.CardExpired(), "CT03", "CardExpired", NEVER),
    (e.CardUntrusted(), "CD11", "CardUntrusted", NOW),
    (e.PinRejected(2), "PN01", "PinRejected", NOW),
    (e.PinRejected(1), "PN02", "PinRejected", NOW),
    (e.PinBlocked(), "PN03", "PinBlocked", NEVER),
    (e.LastTryGuarded(), "PN07", "LastTryGuarded", NEVER),
    (e.PinMalformed(), "PN06", "PinMalformed", NOW),
    (e.VisualRefused(), "VS01", "VisualRefused", NEVER),
    (e.LinkDown(), "NW01", "LinkDown", NOW),
    (e.LinkDown("NW02"), "NW02", "LinkDown", NOW),
    (e.LinkTimeout(15), "BK01", "LinkTimeout", NOW),
    (e.LinkUntrusted(), "NW03", "LinkUntrusted", NEVER),
    (e.LinkUntrusted("BK05"), "BK05", "LinkUntrusted", NEVER),
    (e.LinkUntrusted("BK04"), "BK04", "LinkUntrusted", NEVER),
    (e.BackendRefused("BK04"), "BK04", "BackendRefused", NEVER),
    (e.BackendRefused(), "BK07", "BackendRefused", NEVER),
    (e.BackendRefused("CT04"), "CT04", "BackendRefused", NEVER),
    (e.BackendRefused("CT03"), "CT03", "BackendRefused", NEVER),
    (e.BackendRefused("CT06"), "CT06", "BackendRefused", NEVER),
    (e.BackendRefused("CT09"), "CT09", "BackendRefused", NEVER),
    (e.BackendRefused("CT10"), "CT10", "BackendRefused", NEVER),
    (e.BackendRefused("CD11"), "CD11", "BackendRefused", NEVER),
    (e.BackendRefused("VS03"), "VS03", "BackendRefused", NEVER),
    (e.BackendUnavailable(), "BK03", "BackendUnavailable", LATER),
    (e.BackendUnavailable("BK02"), "BK02", "BackendUnavailable", LATER),
    (e.BackendUnavailable("BK08"), "BK08", "BackendUnavailable", LATER),
    (e.BackendGarbled("body"), "BK08", "BackendGarbled", LATER),
    (e.StoreBusy(), "ST01", "StoreBusy", NOW),
    (e.StoreFull(), "ST02", "StoreFull", NOW),
    (e.StoreNewer(), "ST03", "StoreNewer", NEVER),
    (e.StoreDamaged(), "ST04", "StoreDamaged", NEVER),
    (e.ExportRefused(), "BT16", "ExportRefused", NOW),
    (e.TargetMissing(), "HO03", "TargetMissing", LATER),
    (e.TargetRefused(), "HO03", "TargetRefused", LATER),
    (e.NotTakenAway(), "HO02", "NotTakenAway", LATER),
    (e.TargetRefused("HO06"), "HO06", "TargetRefused", LATER),
    (e.BatchSourceError(), "BT07", "BatchSourceError", NEVER),
    (e.BatchSourceError("BT11"), "BT11", "BatchSourceError", LATER),
    (e.BatchSourceError("BT12"), "BT12", "BatchSourceError", NOW),
    (e.TimerUnavailable(), "BT13", "TimerUnavailable", NEVER),
    (e.NotAllowed(), "VS02", "NotAllowed", NEVER),
    (e.NotSignedIn(), "AU05", "NotSignedIn", NEVER),
    (e.SettingsError(()), "SE01", "SettingsError", NEVER),
    (e.BugError(), "SY07", "BugError", NEVER),
]
"""cli.md, "Errors: situation, code, name, exit, retry", row by row."""

KINDS = (
    e.CardError,
    e.LinkError,
    e.BackendError,
    e.StoreError,
    e.HandoverError,
    e.BatchSourceError,
    e.AccessError,
    e.SettingsError,
    e.BugError,
)


def descendants(kind: type[e.ReceptionError]) -> Iterator[type[e.ReceptionError]]:
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


@pytest.mark.parametrize(("error", "code", "name", "retry"), TABLE)
def test_each_row_of_the_table_has_its_code_name_and_retry(
    error: e.ReceptionError, code: str, name: str, retry: e.Retry
) -> None:
    assert (code, name, retry) == (error.code, type(error).__name__, error.retry)


def test_every_error_stands_under_exactly_one_of_those_who_can_put_it_right() -> None:
    counts = {
        kind: sum(issubclass(kind, top) for top in KINDS) for kind in descendants(e.ReceptionError)
    }

    assert {1} == set(counts.values())


@pytest.mark.parametrize(
    ("error", "attempts_left"),
    [
        (e.PinRejected(2), 2),
        (e.PinRejected(None), None),
        (e.PinBlocked(), 0),
        (e.LastTryGuarded(), 1),
        (e.CardRemoved(), None),
        (e.CardRemoved(attempts_left=2), 2),
        (e.CardUntrusted(), None),
        (e.CardUntrusted(attempts_left=3), 3),
    ],
)
def test_errors_of_the_pin_say_how_many_tries_are_left(
    error: e.PinRejected | e.PinBlocked | e.LastTryGuarded | e.CardRemoved,
    attempts_left: int | None,
) -> None:
    assert attempts_left == error.attempts_left


@pytest.mark.parametrize(
    ("error", "params"),
    [
        (e.PinRejected(2), {"attempts_left": "2"}),
        (e.PinRejected(None), {}),
        (e.LinkTimeout(15), {"seconds": "15"}),
        (e.LinkTimeout(2.5), {"seconds": "2.5"}),
        (e.BackendRefused(service_code="E42"), {"service_code": "E42"}),
        (e.BackendUnavailable(params={"until": "4:00"}), {"until": "4:00"}),
        (e.BackendGarbled("check_id"), {"where": "check_id"}),
        (e.CardRemoved(), {}),
        (e.BatchSourceError(line=3, field="生年月日"), {"line": "3", "field": "生年月日"}),
        (e.BatchSourceError("BT08", kind="PDF"), {"kind": "PDF"}),
    ],
)
def test_an_error_carries_the_values_of_its_text(
    error: e.ReceptionError, params: dict[str, str]
) -> None:
    assert params == error.params


def test_a_closed_service_says_how_long_it_asks_us_to_wait() -> None:
    assert e.BackendUnavailable(retry_after_s=3.0).retry_after_s == 3.0


def test_settings_errors_tell_all_problems_together() -> None:
    problems = (
        e.SettingsProblem("[clinic] terminal", "missing"),
        e.SettingsProblem("[x]", "unknown"),
    )

    error = e.SettingsError(problems)

    assert problems == error.problems
    assert error.params == {"problems": "[clinic] terminal: missing; [x]: unknown"}


def test_the_text_of_an_error_is_its_code_alone() -> None:
    error = e.BackendRefused("CT04", service_code="試験太郎")

    assert str(error) == "CT04"
    assert "試験" not in repr(error)


def test_values_given_to_an_error_are_copied() -> None:
    params = {"until": "4:00"}

    error = e.ReceptionError("BK02", retry=LATER, params=params)
    params.clear()

    assert error.params == {"until": "4:00"}
    assert error.retry is LATER
