"""What the card layer asks of an X.509 library."""

from __future__ import annotations

from reception_app.card.certificate import CertificateJudge, JudgedCertificate


def test_nothing_that_identifies_a_person_is_asked_of_a_certificate() -> None:
    asked = {name for name in vars(JudgedCertificate) if not name.startswith("_")}

    assert {"state", "not_after", "algorithm", "fits"} == asked


def test_a_judge_is_asked_one_thing() -> None:
    asked = {name for name in vars(CertificateJudge) if not name.startswith("_")}

    assert {"judge"} == asked
