"""Makes the process harder to look into, before it holds anything; it never fails the start.

Nothing here keeps out an administrator of the computer.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from typing import Final

_PR_SET_DUMPABLE: Final = 4
# Windows: no error boxes with a "debug" button, no heap in error reports, DLLs of the system only.
_SEM_FAILCRITICALERRORS: Final = 0x0001
_SEM_NOGPFAULTERRORBOX: Final = 0x0002
_WER_FAULT_REPORTING_FLAG_NOHEAP: Final = 0x0001
_LOAD_LIBRARY_SEARCH_SYSTEM32: Final = 0x0800


def harden_process() -> None:
    """Leave no memory image after a crash.

    On Linux, other processes of the same account can't attach or read the memory either; a
    program started from here begins with the ordinary rules again, except for the size of core
    files (0). On Windows, DLLs are looked for in System32 and beside whoever loads them.
    """
    _harden_platform()


if sys.platform == "win32":

    def _harden_platform() -> None:
        kernel32 = ctypes.WinDLL("kernel32")
        with suppress(OSError, AttributeError):
            kernel32.SetErrorMode(_SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX)
        with suppress(OSError, AttributeError):
            kernel32.SetDefaultDllDirectories(_LOAD_LIBRARY_SEARCH_SYSTEM32)
        with suppress(OSError, AttributeError):
            kernel32.WerSetFlags(_WER_FAULT_REPORTING_FLAG_NOHEAP)
        with suppress(OSError, AttributeError):
            program = ctypes.c_wchar_p(sys.executable)
            ctypes.WinDLL("wer").WerAddExcludedApplication(program, 0)

else:
    import resource

    def _harden_platform() -> None:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            # Core files that go to a program (core_pattern "|…") ignore the limit, but not this.
            with suppress(OSError, AttributeError):
                ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
