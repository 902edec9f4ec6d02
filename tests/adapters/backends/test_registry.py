from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.eligibility import numbers_query
from support.plugins import THIRD_PARTY, installed

from reception_app.adapters.backends.registry import known_backends, load_backend
from reception_app.domain.errors import SettingsError

GOOD: dict[str, object] = {"line": "up", "api_version": 1}


@pytest.fixture(autouse=True)
def third_party() -> Iterator[None]:
    with installed(THIRD_PARTY):
        yield


def problem_of(name: str, settings: dict[str, object]) -> tuple[str, str]:
    with pytest.raises(SettingsError) as caught:
        load_backend(name, settings)
    (problem,) = caught.value.problems
    return problem.where, problem.what


def test_our_own_backend_is_known_like_any_other() -> None:
    assert {"https", "aozora"} <= set(known_backends())


def test_a_backend_of_somebody_else_is_found_and_answers() -> None:
    with closing(load_backend("aozora", GOOD)) as backend:
        result = backend.check(numbers_query(), timeout_s=1)

    assert "aozora" == result.source
    assert result.is_normal


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    where, what = problem_of("htps", GOOD)

    assert "[backend] name" == where
    assert "'htps'" in what
    assert "aozora" in what
    assert "https" in what


@pytest.mark.parametrize("name", ["aozora-missing", "aozora-absent"])
def test_a_plugin_that_cannot_be_imported_is_named(name: str) -> None:
    where, what = problem_of(name, GOOD)

    assert f"[backend.{name}]" == where
    assert name in what


def test_a_plugin_that_fails_on_its_settings_is_named_without_its_words() -> None:
    where, what = problem_of("aozora", GOOD | {"api_version": "s3cret"})

    assert "[backend.aozora]" == where
    assert "ValueError" in what
    assert "s3cret" not in what


def test_a_settings_error_of_a_plugin_is_passed_on() -> None:
    where, _ = problem_of("https", _https_settings("http://127.0.0.1:9"))

    assert "[backend.https] url" == where


def test_a_plugin_for_another_interface_version_is_refused() -> None:
    where, what = problem_of("aozora", GOOD | {"api_version": 2})

    assert "[backend] name" == where
    assert "aozora" in what
    assert "2" in what


def test_two_plugins_of_one_name_are_refused(tmp_path: Path) -> None:
    rival = tmp_path / "rival-1.0.dist-info"
    rival.mkdir()
    (rival / "METADATA").write_text("Metadata-Version: 2.1\nName: rival\nVersion: 1.0\n")
    (rival / "entry_points.txt").write_text("[reception_app.backends]\naozora = rival:create\n")

    with installed(tmp_path):
        where, what = problem_of("aozora", GOOD)

    assert "[backend] name" == where
    assert "more than once" in what


def test_only_the_named_backend_is_imported() -> None:
    code = (
        "import sys\n"
        "from reception_app.adapters.backends.registry import known_backends, load_backend\n"
        "assert 'https' in known_backends()\n"
        "load_backend('aozora', {'line': 'up', 'api_version': 1}).close()\n"
        "assert 'reception_app.adapters.backends.https' not in sys.modules\n"
        "assert 'httpx' not in sys.modules\n"
    )

    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": str(THIRD_PARTY)})


def _https_settings(url: str) -> dict[str, object]:
    names = ("ca", "client_certificate", "client_key", "institution_code", "terminal")
    return {"url": url, "timeout_s": 15} | dict.fromkeys(names, "x")
