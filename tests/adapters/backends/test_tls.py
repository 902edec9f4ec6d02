from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from support.pki import DAY, Pki

from reception_app.adapters.backends.tls import TlsFiles, client_context
from reception_app.domain.errors import LinkUntrusted


def now() -> datetime:
    return datetime.now(UTC)


def error_of(files: TlsFiles, at: datetime | None = None) -> LinkUntrusted:
    with pytest.raises(LinkUntrusted) as caught:
        client_context(files, at or now())
    return caught.value


def test_a_context_checks_chain_and_host_name_and_takes_no_old_tls(pki: Pki) -> None:
    context = client_context(pki.client_files(), now())

    assert ssl.CERT_REQUIRED is context.verify_mode
    assert context.check_hostname
    assert ssl.TLSVersion.TLSv1_2 <= context.minimum_version


def test_a_context_trusts_the_one_pinned_ca(pki: Pki) -> None:
    context = client_context(pki.client_files(), now())

    (trusted,) = context.get_ca_certs(binary_form=True)
    assert ssl.PEM_cert_to_DER_cert(Path(pki.ca).read_text()) == trusted


def test_session_keys_are_not_written_to_a_file(
    pki: Pki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys.log"))

    context = client_context(pki.client_files(), now())

    assert not context.keylog_filename
    assert not (tmp_path / "keys.log").exists()


@pytest.mark.parametrize("member", ["certificate", "key"])
def test_a_missing_file_of_ours_is_bk04(pki: Pki, tmp_path: Path, member: str) -> None:
    files = replace(pki.client_files(), **{member: str(tmp_path / "missing.pem")})

    assert "BK04" == error_of(files).code


@pytest.mark.parametrize("member", ["certificate", "key"])
@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"-----BEGIN CERTIFICATE-----\n"])
def test_an_unreadable_file_of_ours_is_bk04(pki: Pki, member: str, content: bytes) -> None:
    files = pki.client_files()
    Path(getattr(files, member)).write_bytes(content)

    assert "BK04" == error_of(files).code


def test_a_key_of_another_certificate_is_bk04(pki: Pki) -> None:
    files = replace(pki.client_files(), key=pki.client_files("other").key)

    assert "BK04" == error_of(files).code


def test_a_key_with_a_pass_phrase_is_bk04_and_nobody_is_asked(pki: Pki) -> None:
    files = pki.client_files()
    key = load_pem_private_key(Path(files.key).read_bytes(), None)
    Path(files.key).write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    )

    assert "BK04" == error_of(files).code


@pytest.mark.parametrize("content", [None, b"", b"garbage"])
def test_without_a_ca_nothing_is_trusted(pki: Pki, tmp_path: Path, content: bytes | None) -> None:
    ca = tmp_path / "other-ca.pem"
    if content is not None:
        ca.write_bytes(content)

    assert "NW03" == error_of(replace(pki.client_files(), ca=str(ca))).code


def test_an_expired_certificate_of_ours_is_bk05_and_says_since_when(pki: Pki) -> None:
    files = pki.client_files(
        not_before=datetime(2026, 10, 1, tzinfo=UTC),
        not_after=datetime(2026, 11, 20, 14, 59, 59, tzinfo=UTC),
    )

    error = error_of(files, datetime(2026, 11, 20, 15, 0, tzinfo=UTC))

    assert "BK05" == error.code
    assert {"expires_at": "2026-11-20"} == error.params


def test_a_certificate_of_ours_that_is_not_valid_yet_is_bk05(pki: Pki) -> None:
    files = pki.client_files(not_before=now() + DAY, not_after=now() + 2 * DAY)

    assert "BK05" == error_of(files).code


def test_both_ends_of_its_validity_belong_to_a_certificate(pki: Pki) -> None:
    start, end = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
    files = pki.client_files(not_before=start, not_after=end)

    client_context(files, start)
    client_context(files, end)

    assert "BK05" == error_of(files, start - timedelta(seconds=1)).code
