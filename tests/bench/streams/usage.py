"""What a group of processes costs: CPU to the nanosecond, memory as it is resident. Linux only."""

import os
import threading
import time
from pathlib import Path

_PROC = Path("/proc")
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1_000_000
_SAMPLE_S = 0.2


def _members(group: int) -> list[int]:
    """The processes of a group that `start_new_session` made."""
    found = []
    for entry in _PROC.iterdir():
        if entry.name.isdecimal():
            pid = int(entry.name)
            try:
                if os.getpgid(pid) == group:
                    found.append(pid)
            except ProcessLookupError:
                continue  # it ended while we looked
    return found


def cpu_s(group: int) -> float:
    """Seconds of CPU that the group's living processes have used since they began, ended threads too."""
    return sum(time.clock_gettime((~pid << 3) | 2) for pid in _members(group))  # the kernel's CPUCLOCK_SCHED


def rss_mb(group: int) -> float:
    """Resident memory now; pages that two processes share count twice."""
    pages = [int((_PROC / str(pid) / "statm").read_text("ascii").split()[1]) for pid in _members(group)]
    return sum(pages) * _PAGE_MB


class Peak:
    """The largest `rss_mb` while the block ran."""

    def __init__(self, group: int) -> None:
        self.mb = 0.0
        self._group = group
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._over.wait(_SAMPLE_S):
            self._look()

    def _look(self) -> None:
        self.mb = max(self.mb, rss_mb(self._group))
