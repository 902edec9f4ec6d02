"""Certificates made here, judged as domain/card.md 8 and 9 say."""

from __future__ import annotations

import hashlib
import subprocess
import warnings
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from reception_app.adapters.certificates.x509 import (
    Judged,
    PinnedCas,
    end_of_certificate,
    load_pinned_cas,
)
from reception_app.card.certificate import CertificateJudge
from reception_app.domain.card_seen import CertificateState
from reception_app.domain.errors import LinkUntrusted
from reception_app.domain.policy import JST

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=JST)
ISSUED = datetime(2024, 2, 17, tzinfo=UTC)
LAST = datetime(2029, 4, 1, 14, 59, 59, tzinfo=UTC)
"""23:59:59 in Japan (card.md 8)."""

MESSAGE = b"reception-check-v1 and what follows"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def name(organization: str = "JPKI") -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "JPKI for user authentication"),
        ]
    )


def usage(*, digital_signature: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=not digital_signature,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


RSA_CA, OTHER_CA_KEY = rsa.generate_private_key(65537, 2048), rsa.generate_private_key(65537, 2048)
RSA_KEY = rsa.generate_private_key(65537, 2048)
P256_KEY, P384_KEY = (
    ec.generate_private_key(ec.SECP256R1()),
    ec.generate_private_key(ec.SECP384R1()),
)


@dataclass(frozen=True)
class Wanted:
    """A certificate to make; the defaults are those of a good one."""

    key: Any = RSA_KEY
    ca_key: Any = RSA_CA
    digest: Any = field(default_factory=hashes.SHA256)
    not_before: datetime = ISSUED
    not_after: datetime = LAST
    extensions: tuple[x509.ExtensionType, ...] = (usage(digital_signature=True),)

    def made(self) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TEST-0001")]))
            .issuer_name(name())
            .public_key(self.key.public_key())
            .serial_number(0x06D18006)
            .not_valid_before(self.not_before)
            .not_valid_after(self.not_after)
        )
        for extension in self.extensions:
            builder = builder.add_extension(extension, critical=True)
        return builder.sign(self.ca_key, self.digest)

    def der(self) -> bytes:
        return self.made().public_bytes(serialization.Encoding.DER)


def ca(key: Any = RSA_CA, *, organization: str = "JPKI") -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(name(organization))
        .issuer_name(name(organization))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(ISSUED)
        .not_valid_after(LAST)
        .sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())
    )


GOOD = Wanted()
JUDGE = PinnedCas([ca()])


def state_of(wanted: Wanted, *, at: datetime = NOW, judge: PinnedCas = JUDGE) -> CertificateState:
    return judge.judge(wanted.der(), at).state


# ── states ──────────────────────────────────────────────────────────────────────────────────────
def test_a_good_certificate_is_valid() -> None:
    judge: CertificateJudge = JUDGE

    judged = judge.judge(GOOD.der(), NOW)

    assert CertificateState.VALID is judged.state
    assert (LAST, "RS256") == (judged.not_after, judged.algorithm)


def in_japan(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=JST)  # type: ignore[misc, arg-type] # up to six numbers


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (in_japan(2024, 2, 17, 8, 59, 59), CertificateState.NOT_YET_VALID),
        (in_japan(2024, 2, 17, 9), CertificateState.VALID),
        (in_japan(2028, 12, 31, 23, 59, 59), CertificateState.VALID),
        (in_japan(2029, 1, 1), CertificateState.EXPIRING),
        (in_japan(2029, 4, 1, 23, 59, 59), CertificateState.EXPIRING),
        (in_japan(2029, 4, 2), CertificateState.GRACE),
        (in_japan(2029, 7, 31, 23, 59, 59), CertificateState.GRACE),
        (in_japan(2029, 8, 1), CertificateState.EXPIRED),
    ],
)
def test_its_dates_are_counted_in_japan(at: datetime, state: CertificateState) -> None:
    assert state is state_of(GOOD, at=at)


def test_a_ca_that_is_not_pinned_is_told_before_the_dates() -> None:
    foreign = replace(GOOD, ca_key=OTHER_CA_KEY)

    assert CertificateState.UNKNOWN_CA is state_of(foreign)
    assert CertificateState.UNKNOWN_CA is state_of(foreign, at=NOW + timedelta(days=9999))


def test_the_issuers_name_proves_nothing() -> None:
    judged = JUDGE.judge(replace(GOOD, ca_key=OTHER_CA_KEY).der(), NOW)

    assert CertificateState.UNKNOWN_CA is judged.state
    assert name() == ca().subject


def test_of_several_cas_with_one_name_the_one_that_signed_is_found() -> None:
    generations = PinnedCas([ca(OTHER_CA_KEY), ca(P256_KEY), ca(RSA_CA)])

    assert CertificateState.VALID is state_of(GOOD, judge=generations)
    assert CertificateState.VALID is state_of(
        replace(GOOD, ca_key=OTHER_CA_KEY), judge=generations
    )


def test_a_ca_with_an_ec_key_can_be_pinned() -> None:
    assert CertificateState.VALID is state_of(
        replace(GOOD, ca_key=P384_KEY, digest=hashes.SHA384()), judge=PinnedCas([ca(P384_KEY)])
    )


def test_without_a_pinned_ca_no_card_is_known() -> None:
    assert CertificateState.UNKNOWN_CA is state_of(GOOD, judge=PinnedCas([]))


def test_a_ca_with_another_kind_of_key_signs_nothing_here() -> None:
    key = ed25519.Ed25519PrivateKey.generate()

    assert CertificateState.UNKNOWN_CA is state_of(GOOD, judge=PinnedCas([ca(key)]))
    assert CertificateState.UNKNOWN_CA is state_of(
        replace(GOOD, ca_key=key, digest=None), judge=PinnedCas([ca(key)])
    )


@pytest.mark.parametrize(
    ("key", "algorithm"), [(RSA_KEY, "RS256"), (P256_KEY, "ES256"), (P384_KEY, "ES384")]
)
def test_the_algorithm_follows_the_key(key: Key, algorithm: str) -> None:
    judged = JUDGE.judge(replace(GOOD, key=key).der(), NOW)

    assert (CertificateState.VALID, algorithm) == (judged.state, judged.algorithm)


def test_a_certificate_without_key_usage_may_sign() -> None:
    assert CertificateState.VALID is state_of(replace(GOOD, extensions=()))


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 1024),  # noqa: S505 - the weak one that is refused
        ec.generate_private_key(ec.SECP521R1()),
        ed25519.Ed25519PrivateKey.generate(),
    ],
    ids=["RSA 1024", "P-521", "Ed25519"],
)
def test_a_key_that_is_weak_or_unknown_is_unreadable(key: Key) -> None:
    judged = JUDGE.judge(replace(GOOD, key=key).der(), NOW)

    assert (CertificateState.UNREADABLE, LAST) == (judged.state, judged.not_after)
    assert not judged.fits(b"\x00" * 256, MESSAGE)


def test_a_certificate_that_may_not_sign_is_unreadable() -> None:
    useless = replace(GOOD, extensions=(usage(digital_signature=False),))

    assert CertificateState.UNREADABLE is state_of(useless)


def test_the_last_second_of_the_calendar_is_a_date_like_any_other() -> None:
    endless = replace(GOOD, not_after=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))

    assert CertificateState.VALID is state_of(endless)
    assert CertificateState.UNKNOWN_CA is state_of(endless, judge=PinnedCas([]))


# ── certificates that the library does not make ─────────────────────────────────────────────────
def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    """A folder with the CA as ca.pem and ca.key, and a request for a card."""
    encoding = serialization.Encoding.PEM
    (tmp_path / "ca.pem").write_bytes(ca().public_bytes(encoding))
    key_pem = RSA_CA.private_bytes(
        encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "ca.key").write_bytes(key_pem)
    openssl(
        tmp_path,
        *("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=TEST"),
        *("-keyout", "card.key", "-out", "card.csr"),
    )
    return tmp_path


def signed_by_openssl(folder: Path, *options: str) -> bytes:
    openssl(
        folder,
        *("x509", "-req", "-in", "card.csr", "-CA", "ca.pem", "-CAkey", "ca.key"),
        *("-days", "900", "-set_serial", "7", "-outform", "DER", "-out", "card.der", *options),
    )
    return (folder / "card.der").read_bytes()


def extensions_file(folder: Path) -> str:
    (folder / "v3.cnf").write_text("keyUsage=critical,digitalSignature\n", encoding="ascii")
    return "v3.cnf"


def test_what_openssl_signs_is_accepted(workshop: Path) -> None:
    der = signed_by_openssl(workshop, "-sha256", "-extfile", extensions_file(workshop))

    assert CertificateState.VALID is JUDGE.judge(der, datetime.now(UTC)).state


def test_a_sha_1_signature_counts_for_nothing(workshop: Path) -> None:
    der = signed_by_openssl(workshop, "-sha1", "-extfile", extensions_file(workshop))

    assert CertificateState.UNKNOWN_CA is JUDGE.judge(der, datetime.now(UTC)).state


def test_a_signature_of_a_kind_that_the_library_does_not_know_counts_for_nothing(
    workshop: Path,
) -> None:
    der = signed_by_openssl(workshop, "-sha256", "-extfile", extensions_file(workshop))
    sha256_with_rsa = bytes.fromhex("06092A864886F70D01010B")
    unknown = bytes.fromhex("06092A864886F70D01017B")

    judged = JUDGE.judge(der.replace(sha256_with_rsa, unknown), datetime.now(UTC))

    assert CertificateState.UNKNOWN_CA is judged.state


def test_a_version_1_certificate_is_unreadable(workshop: Path) -> None:
    der = signed_by_openssl(workshop, "-sha256")
    if x509.load_der_x509_certificate(der).version is not x509.Version.v1:
        pytest.fail("openssl made another version than the one that is tested")

    assert CertificateState.UNREADABLE is JUDGE.judge(der, datetime.now(UTC)).state


# ── rubbish ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "der", [b"", b"\x30\x03\x02\x01\x05", b"\xff" * 1583, GOOD.der()[:-1], GOOD.der() + b"\x00"]
)
def test_rubbish_is_unreadable(der: bytes) -> None:
    assert Judged(CertificateState.UNREADABLE) == JUDGE.judge(der, NOW)


GOOD_DER, GOOD_EC_DER = GOOD.der(), replace(GOOD, key=P256_KEY).der()


@given(
    der=st.sampled_from([GOOD_DER, GOOD_EC_DER]),
    changes=st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 255)), min_size=1, max_size=3),
)
def test_no_changed_byte_is_accepted_and_none_makes_the_judge_raise(
    der: bytes, changes: list[tuple[int, int]]
) -> None:
    changed = bytearray(der)
    for where, by in changes:
        changed[where % len(der)] ^= by
    accepted = {CertificateState.VALID} if changed == der else set()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library complains about what is odd
        judged = JUDGE.judge(bytes(changed), NOW)

    assert judged.state in accepted | {CertificateState.UNREADABLE, CertificateState.UNKNOWN_CA}


# ── signatures ──────────────────────────────────────────────────────────────────────────────────
def raw(signature: bytes, *, half: int) -> bytes:
    return b"".join(part.to_bytes(half, "big") for part in utils.decode_dss_signature(signature))


RSA_SIGNATURE = RSA_KEY.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())
P256_SIGNATURE = raw(P256_KEY.sign(MESSAGE, ec.ECDSA(hashes.SHA256())), half=32)
P384_SIGNATURE = raw(P384_KEY.sign(MESSAGE, ec.ECDSA(hashes.SHA256())), half=48)
SIGNED = [(RSA_KEY, RSA_SIGNATURE), (P256_KEY, P256_SIGNATURE), (P384_KEY, P384_SIGNATURE)]


def judged_with(key: Key) -> Judged:
    return JUDGE.judge(replace(GOOD, key=key).der(), NOW)


@pytest.mark.parametrize(("key", "signature"), SIGNED, ids=["RSA", "P-256", "P-384"])
def test_the_keys_own_signature_fits(key: Key, signature: bytes) -> None:
    judged = judged_with(key)

    assert judged.fits(signature, MESSAGE)
    assert not judged.fits(signature, MESSAGE + b".")


@pytest.mark.parametrize(("key", "signature"), SIGNED, ids=["RSA", "P-256", "P-384"])
def test_one_bit_makes_the_difference(key: Key, signature: bytes) -> None:
    spoiled = signature[:-1] + bytes([signature[-1] ^ 1])

    assert not judged_with(key).fits(spoiled, MESSAGE)


def test_a_signature_without_null_parameters_does_not_fit() -> None:
    without_null = bytes.fromhex("302F300B0609608648016503040201 0420")  # card.md 4.4, pyjpki
    entry = without_null + hashlib.sha256(MESSAGE).digest()
    signature = RSA_KEY.sign(entry, padding.PKCS1v15(), utils.NoDigestInfo())

    assert not judged_with(RSA_KEY).fits(signature, MESSAGE)


@given(
    key=st.sampled_from([RSA_KEY, P256_KEY, P384_KEY]),
    signature=st.binary(max_size=300) | st.sampled_from([b"", b"\x00" * 64, b"\xff" * 96]),
)
def test_no_other_signature_fits_or_raises(key: Key, signature: bytes) -> None:
    assert not _JUDGED[key].fits(signature, MESSAGE)


_JUDGED: dict[Key, Judged] = {key: judged_with(key) for key in (RSA_KEY, P256_KEY, P384_KEY)}


def test_a_judged_certificate_shows_no_key() -> None:
    assert "key" not in repr(judged_with(RSA_KEY))


# ── [card] trust ────────────────────────────────────────────────────────────────────────────────
def pem_file(folder: Path, *cas: x509.Certificate, file: str = "ca.pem") -> str:
    path = folder / file
    path.write_bytes(b"".join(c.public_bytes(serialization.Encoding.PEM) for c in cas))
    return str(path)


def test_every_certificate_of_every_file_is_pinned(tmp_path: Path) -> None:
    files = [
        pem_file(tmp_path, ca(OTHER_CA_KEY), ca(P256_KEY), file="old.pem"),
        pem_file(tmp_path, ca(RSA_CA), file="new.pem"),
    ]

    judge, problems = load_pinned_cas(files)

    assert () == problems
    assert CertificateState.VALID is state_of(GOOD, judge=judge)
    assert CertificateState.VALID is state_of(replace(GOOD, ca_key=OTHER_CA_KEY), judge=judge)


def test_all_problems_are_told_together_and_the_good_file_still_counts(tmp_path: Path) -> None:
    rubbish, empty = tmp_path / "rubbish.pem", tmp_path / "empty.pem"
    rubbish.write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    empty.write_bytes(b"")
    missing = str(tmp_path / "missing.pem")

    judge, problems = load_pinned_cas(
        [missing, str(rubbish), str(empty), pem_file(tmp_path, ca())]
    )

    assert ["[card] trust"] * 3 == [problem.where for problem in problems]
    assert [missing, str(rubbish), str(empty)] == [p.what.split(": ")[0] for p in problems]
    assert CertificateState.VALID is state_of(GOOD, judge=judge)


def test_a_ca_whose_key_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    der = ca().public_bytes(serialization.Encoding.DER)
    rsa_encryption = bytes.fromhex("06092A864886F70D010101")
    unreadable = der.replace(rsa_encryption, bytes.fromhex("06092A864886F70D010179"))
    file = pem_file(tmp_path, x509.load_der_x509_certificate(unreadable))

    _, problems = load_pinned_cas([file])

    assert [file] == [problem.what.split(": ")[0] for problem in problems]


def test_a_test_hierarchy_is_refused(tmp_path: Path) -> None:
    file = pem_file(tmp_path, ca(organization="JPKI-TEST"))

    judge, problems = load_pinned_cas([file])

    assert "JPKI-TEST" in problems[0].what
    assert CertificateState.UNKNOWN_CA is state_of(GOOD, judge=judge)


def test_a_file_that_holds_a_test_ca_among_others_is_refused_whole(tmp_path: Path) -> None:
    file = pem_file(tmp_path, ca(), ca(OTHER_CA_KEY, organization="JPKI-TEST"))

    judge, problems = load_pinned_cas([file])

    assert len(problems) == 1
    assert CertificateState.UNKNOWN_CA is state_of(GOOD, judge=judge)


def test_training_may_trust_a_test_hierarchy(tmp_path: Path) -> None:
    file = pem_file(tmp_path, ca(organization="JPKI-TEST"))

    judge, problems = load_pinned_cas([file], training=True)

    assert () == problems
    assert CertificateState.VALID is state_of(GOOD, judge=judge)


def test_a_file_tells_when_its_first_certificate_ends(tmp_path: Path) -> None:
    assert LAST == end_of_certificate(Path(pem_file(tmp_path, ca())))


def test_a_terminal_certificate_that_cannot_be_read_is_no_certificate(tmp_path: Path) -> None:
    garbled = tmp_path / "garbled.pem"
    garbled.write_text("no certificate")

    for path in (tmp_path / "missing.pem", garbled):
        with pytest.raises(LinkUntrusted) as caught:
            end_of_certificate(path)
        assert "BK04" == caught.value.code
