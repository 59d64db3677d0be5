"""How much more memory an act takes at its peak, as Linux counts it for this process."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

_STATUS = Path("/proc/self/status")


def growth(act: Callable[[], object]) -> float:
    """Megabytes between what the process had before and the most it had while acting."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    before = _kilobytes("VmRSS")
    act()
    return (_kilobytes("VmHWM") - before) / 1024


def _kilobytes(name: str) -> int:
    line = next(one for one in _STATUS.read_text().splitlines() if one.startswith(f"{name}:"))
    return int(line.split()[1])
