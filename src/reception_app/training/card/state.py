"""The PIN counters of a card, kept between insertions; it never holds a PIN."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from reception_app.training.card.files import Credential

MAX_TRIES: Mapping[Credential, int] = {
    Credential.AUTH_PIN: 3,
    Credential.SIGNATURE_PASSWORD: 5,
}
"""Tries after a correct entry (card.md 3)."""


class CardState:
    """How many tries each credential has left."""

    def __init__(self, *, auth_tries: int = 3, signature_tries: int = 5) -> None:
        self._tries = {
            Credential.AUTH_PIN: auth_tries,
            Credential.SIGNATURE_PASSWORD: signature_tries,
        }
        self._path: Path | None = None
        self._owner = ""

    @property
    def auth_tries(self) -> int:
        """Tries left of the 利用者証明用 PIN; 0 is locked."""
        return self._tries[Credential.AUTH_PIN]

    @property
    def signature_tries(self) -> int:
        """Tries left of the 署名用 password; 0 is locked."""
        return self._tries[Credential.SIGNATURE_PASSWORD]

    def tries(self, credential: Credential) -> int:
        """Return the tries that a credential has left."""
        return self._tries[credential]

    def spend(self, credential: Credential) -> int:
        """Take one try away and return what is left; saved before it returns."""
        self._set(credential, max(0, self._tries[credential] - 1))
        return self._tries[credential]

    def restore(self, credential: Credential) -> None:
        """Give all tries back; saved before it returns."""
        self._set(credential, MAX_TRIES[credential])

    def keep_in(self, path: Path, *, owner: str) -> None:
        """Go on from what the file says of this owner, and save every change there.

        A file of another owner (another profile or person), or one that cannot be read, is
        replaced.
        """
        self._path, self._owner = path, owner
        stored = _stored_tries(path, owner)
        for credential, tries in stored.items():
            self._tries[credential] = tries
        if not stored:
            self._save(self._tries)

    def _set(self, credential: Credential, tries: int) -> None:
        if self._tries[credential] != tries:
            changed = {**self._tries, credential: tries}
            self._save(changed)
            self._tries = changed

    def _save(self, tries: Mapping[Credential, int]) -> None:
        if self._path is None:
            return
        document = {"card": self._owner, "tries": {c.value: n for c, n in tries.items()}}
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
        part.replace(self._path)


def _stored_tries(path: Path, owner: str) -> Mapping[Credential, int]:
    try:
        document: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(document, dict):
        return {}
    members = cast("dict[str, object]", document)
    tries = members.get("tries")
    if members.get("card") != owner or not isinstance(tries, dict):
        return {}
    counts = cast("dict[str, object]", tries)
    return {
        credential: min(max(0, count), MAX_TRIES[credential])
        for credential in Credential
        if isinstance(count := counts.get(credential.value), int)
    }
