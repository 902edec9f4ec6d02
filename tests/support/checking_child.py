"""A process that runs one PIN check over PC/SC and then waits to be looked at: ``CA.pem [plant]``.

It reads the PIN as the command line does, prints ``done`` and ends when it is told to on standard
input. With ``plant`` it keeps one VERIFY command in memory, for the test of the search itself.
"""

from __future__ import annotations

import sys
import threading

from support.card_desk import CHALLENGE, CHECK_ID, ON
from support.card_watch import Watch

from reception_app.adapters.certificates.x509 import load_pinned_cas
from reception_app.adapters.pcsc.gateway import PcscCardGateway
from reception_app.adapters.pcsc.scard_api import ScardApi
from reception_app.adapters.system.clock import SystemClock
from reception_app.cli.pin_entry import LONGEST_ENTRY, read_entry
from reception_app.domain.secrets import pin_from_entry


def main(ca_file: str, *options: str) -> None:
    """Check the card that lies there."""
    judge, _ = load_pinned_cas([ca_file])
    watch = Watch(ScardApi()).start()
    gateway = PcscCardGateway(
        watch.thread.pcsc,
        choose_reader=watch.thread.choose_reader,
        judge=judge,
        clock=SystemClock(),
    )
    watch.thread.at_end(gateway.close)
    try:
        watch.value(lambda: gateway.open(count_tries=True))
        entry = bytearray(LONGEST_ENTRY)
        length = read_entry(entry)
        planted = bytearray.fromhex("0020009804") + entry[:4] if "plant" in options else None
        pin = pin_from_entry(entry, length)
        watch.value(lambda: gateway.sign(pin, CHALLENGE, CHECK_ID, ON))
        sys.stdout.write("done\n")
        sys.stdout.flush()
        sys.stdin.buffer.readline()
        del planted
    finally:
        watch.thread.close()
    assert threading.active_count() == 1


if __name__ == "__main__":
    main(*sys.argv[1:])
