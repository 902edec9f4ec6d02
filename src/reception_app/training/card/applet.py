"""The JPKI application: SELECT, READ BINARY, VERIFY, COMPUTE DIGITAL SIGNATURE (card.md 3, 4)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from hmac import compare_digest

from reception_app.training.card.command import MAX_SHORT_ANSWER, Command, Refused
from reception_app.training.card.files import (
    JPKI_AID,
    BinaryFile,
    Credential,
    ElementaryFile,
    KeyFile,
    PinFile,
)
from reception_app.training.card.signing import EcFormat, sign_raw
from reception_app.training.card.state import CardState
from reception_app.training.card.switches import Switches

AUTH_PIN = b"1234"
"""The PIN of every virtual card (cli.md, training card)."""

SIGNATURE_PASSWORD = b"ABC123"

CONTACT_ATR = bytes.fromhex("3BDA13FF8131FB468012392F31C173C601C03B")

_SECRETS = {Credential.AUTH_PIN: AUTH_PIN, Credential.SIGNATURE_PASSWORD: SIGNATURE_PASSWORD}
_DONE = b"\x90\x00"
_MAX_TO_SIGN = 245


class JpkiApplet:
    """One card's application and its security state; knows nothing of power, readers or faults."""

    def __init__(
        self,
        files: Mapping[int, ElementaryFile],
        state: CardState,
        switches: Switches,
        *,
        ec_format: EcFormat = EcFormat.RAW,
        locked_answers_blocked: bool = False,
    ) -> None:
        self._files = files
        self._state = state
        self._switches = switches
        self._ec_format = ec_format
        self._locked_answers_blocked = locked_answers_blocked
        self._selected = False
        self._current: int | None = None
        self._verified: set[Credential] = set()

    def reset(self, *, keeps_security: bool) -> None:
        """Forget what was selected, and what was verified unless told otherwise."""
        self._selected = False
        self._current = None
        if not keeps_security:
            self._verified.clear()

    def execute(self, command: Command) -> bytes:
        """Carry a command out and return data and status word.

        Raises:
            Refused: the card answers with this status word alone.
        """
        match command.cla, command.ins:
            case 0x00, 0xA4:
                return self._select(command)
            case 0x00, 0xB0:
                return self._read(command)
            case 0x00, 0x20:
                return self._verify(command)
            case 0x80, 0x2A:
                return self._sign(command)
            case 0x00, 0x84:
                return _challenge(command)
            case 0x00, 0xCA:
                return self._get_data(command)
            case _:
                raise Refused(_refusal_of_class(command.cla))

    # ── SELECT ────────────────────────────────────────────────────────────────────────────────
    def _select(self, command: Command) -> bytes:
        if command.p2 != 0x0C or command.p1 not in {0x00, 0x02, 0x04}:
            raise Refused(0x6A86)
        if command.p1 == 0x04:
            self._select_application(command.data)
        else:
            self._select_file(command)
        return _DONE

    def _select_application(self, aid: memoryview) -> None:
        if not compare_digest(aid, JPKI_AID):
            raise Refused(0x6A82)
        if self._switches.select_df_clears_security:
            self._verified.clear()
        self._selected = True
        self._current = None

    def _select_file(self, command: Command) -> None:
        if len(command.data) != 2:
            raise Refused(0x6A82 if command.p1 == 0x00 else 0x6700)
        identifier = command.data[0] << 8 | command.data[1]
        # There is no master file to select, so 3F00 and its neighbours are not found (card.md 2).
        if command.p1 == 0x00 or not self._selected or identifier not in self._files:
            raise Refused(0x6A82)
        self._current = identifier

    def _file(self, short: int) -> ElementaryFile:
        """Return the file that a short identifier names and select it; 0 is the current one."""
        if short:
            if not self._switches.short_ef:
                raise Refused(0x6A86)
            if not self._selected or short not in self._files:
                raise Refused(0x6A82)
            self._current = short
        if self._current is None:
            raise Refused(0x6986)
        return self._files[self._current]

    def _referenced(self, p2: int) -> ElementaryFile:
        if p2 & 0xE0 != 0x80:
            raise Refused(0x6A86)
        return self._file(p2 & 0x1F)

    # ── READ BINARY ───────────────────────────────────────────────────────────────────────────
    def _read(self, command: Command) -> bytes:
        if command.data or command.le is None:
            raise Refused(0x6700)
        if command.p1 & 0x80:
            if command.p1 & 0x60:
                raise Refused(0x6A86)
            file, offset = self._file(command.p1 & 0x1F), command.p2
        else:
            file, offset = self._file(0), command.p1 << 8 | command.p2
        if not isinstance(file, BinaryFile):
            raise Refused(0x6981)
        if file.is_closed or (file.needs and file.needs not in self._verified):
            raise Refused(0x6982)
        if offset >= len(file.content):
            raise Refused(0x6B00)
        count = min(command.le, self._switches.max_read or command.le)
        return file.content[offset : offset + count] + _DONE

    # ── VERIFY ────────────────────────────────────────────────────────────────────────────────
    def _verify(self, command: Command) -> bytes:
        if command.p1:
            raise Refused(0x6A86)
        if command.le is not None:
            raise Refused(0x6700)
        file = self._referenced(command.p2)
        if not isinstance(file, PinFile):
            raise Refused(0x6981)
        if not command.data:
            return self._counter(file.credential)
        return self._present(file.credential, command.data)

    def _counter(self, credential: Credential) -> bytes:
        if credential in self._verified and self._switches.query_when_verified == "9000":
            return _DONE
        left = self._state.tries(credential)
        if not left and self._locked_answers_blocked:
            raise Refused(self._switches.blocked_sw)
        raise Refused(0x63C0 | left)

    def _present(self, credential: Credential, entry: memoryview) -> bytes:
        """Compare in the caller's buffer: a copied PIN would stay in the memory of the process."""
        if not self._state.tries(credential):
            raise Refused(self._switches.blocked_sw)
        if compare_digest(entry, _SECRETS[credential]):
            self._state.restore(credential)
            self._verified.add(credential)
            return _DONE
        self._verified.discard(credential)
        raise Refused(0x63C0 | self._state.spend(credential))

    # ── COMPUTE DIGITAL SIGNATURE ─────────────────────────────────────────────────────────────
    def _sign(self, command: Command) -> bytes:
        if command.p1:
            raise Refused(0x6A86)
        file = self._referenced(command.p2)
        if not isinstance(file, KeyFile):
            raise Refused(0x6981)
        if file.key is None or file.needs not in self._verified:
            raise Refused(0x6982)
        if not 0 < len(command.data) <= _MAX_TO_SIGN:
            raise Refused(0x6985)
        if command.le is None:
            raise Refused(0x6700)
        try:
            signature = sign_raw(file.key, bytes(command.data), self._ec_format)
        except ValueError as error:
            raise Refused(0x6985) from error
        if command.le < len(signature):
            raise Refused(0x6C00 | len(signature) & 0xFF)
        return signature + _DONE

    # ── the rest ──────────────────────────────────────────────────────────────────────────────
    def _get_data(self, command: Command) -> bytes:
        if self._selected or (command.p1, command.p2) != (0x5F, 0x51):
            raise Refused(0x6A88)
        return CONTACT_ATR[: command.le or 0] + _DONE


def _challenge(command: Command) -> bytes:
    if command.p1 or command.p2:
        raise Refused(0x6A86)
    if command.data or command.le is None or command.is_extended:
        raise Refused(0x6700)
    return os.urandom(min(command.le, MAX_SHORT_ANSWER)) + _DONE


def _refusal_of_class(cla: int) -> int:
    if cla in {0x00, 0x80}:
        return 0x6D00
    if cla & 0xF0:
        return 0x6E00
    return 0x6882 if cla & 0x0C else 0x6881
