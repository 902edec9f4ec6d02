"""The card never keeps what was sent with a VERIFY: real code runs in the same process."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from support.apdus import COUNTER, SELECT_JPKI, VERIFY_1234, send

from reception_app.training.card import TrainingCa, VirtualCard


def test_the_trace_holds_headers_only(ca: TrainingCa) -> None:
    card = VirtualCard.issue(ca)
    card.power_on()

    for command in (SELECT_JPKI, COUNTER, VERIFY_1234):
        send(card, command)

    assert [header.hex() for header in card.headers] == ["00a4040c", "00200098", "00200098"]


def test_the_callers_buffer_is_free_again_after_the_answer(ca: TrainingCa) -> None:
    card = VirtualCard.issue(ca)
    card.power_on()
    send(card, SELECT_JPKI)
    command = bytearray.fromhex(VERIFY_1234)

    card.transmit(command)
    gc.collect()

    command.clear()  # BufferError if anybody still looked into it


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc/self/mem")
def test_no_verify_command_is_left_in_the_memory_of_the_process() -> None:
    # The command is made and wiped byte by byte, and searched for in two halves, so that the
    # test does not find itself. A process of its own: this file's text holds the command.
    script = textwrap.dedent("""
        from reception_app.training.card import TrainingCa, VirtualCard
        card = VirtualCard.issue(TrainingCa.create())
        card.power_on()
        card.transmit(bytearray.fromhex("00A4040C0AD392F000260100000001"))
        header, pin = (0x00, 0x20, 0x00, 0x98, 0x04), (0x31, 0x32, 0x33, 0x34)
        command = bytearray(9)
        for rounds in range(3):
            for at, byte in enumerate(header): command[at] = byte
            for at, byte in enumerate(pin): command[5 + at] = byte
            assert card.transmit(command) == b"\\x90\\x00"
            for at in range(9): command[at] = 0
        found = 0
        with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
            for line in maps:
                where, rights = line.split()[:2]
                if "rw" not in rights: continue
                low, high = (int(part, 16) for part in where.split("-"))
                try:
                    memory.seek(low)
                    image = memory.read(high - low)
                except (OSError, OverflowError):
                    continue
                at = image.find(bytes(header))
                while at >= 0:
                    found += image[at + 5:at + 7] == b"12" and image[at + 7:at + 9] == b"34"
                    at = image.find(bytes(header), at + 1)
                del image
        print(found)
    """)

    done = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )

    assert done.stdout == "0\n"
