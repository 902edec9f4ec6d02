"""The ``oqs-webapi`` backend: the web interface of the eligibility system, without a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from reception_app.adapters.backends.oqs_webapi.backend import (
    SOURCE,
    OqsWebApiBackend,
    OqsWebApiSettings,
    SecretOf,
)
from reception_app.adapters.backends.tls import TlsFiles
from reception_app.backend_api import EligibilityBackend, SettingsError, SettingsProblem

_URLS = ("auth_url", "search_url")


def create(settings: Mapping[str, object]) -> EligibilityBackend:
    """Return the backend; opens nothing and reads no file yet.

    Args:
        settings: ``auth_url``, ``search_url``, ``ca``, ``client_certificate``, ``client_key`` and
            ``user``, and beside them ``institution_code`` and ``secret_of``, already checked one
            by one by whoever read them.

    Raises:
        SettingsError: a URL is not https; neither password nor patient may go over an open line.
    """
    urls = {key: str(settings[key]) for key in _URLS}
    open_lines = [key for key, url in urls.items() if not url.lower().startswith("https://")]
    if open_lines:
        raise SettingsError(
            tuple(
                SettingsProblem(f"[backend.{SOURCE}] {key}", "must begin with https://")
                for key in open_lines
            )
        )
    files = TlsFiles(
        ca=str(settings["ca"]),
        certificate=str(settings["client_certificate"]),
        key=str(settings["client_key"]),
    )
    return OqsWebApiBackend(
        OqsWebApiSettings(
            auth_url=urls["auth_url"],
            search_url=urls["search_url"],
            files=files,
            user=str(settings["user"]),
            institution_code=str(settings["institution_code"]),
        ),
        # A plug-in gets it from the composition root, like everything beside its table.
        secret_of=cast("SecretOf", settings["secret_of"]),
    )
