"""How many faults stand against publishing a document, remembered by its digest.

A document is read once by each process, however often a list shows its count; the rules that count
change only with a release, which is a new process.
"""

from __future__ import annotations

from collections.abc import Mapping

from indicators.domain import drafts

_COUNTED: dict[str, int] = {}
_AT_MOST = 2048


def fault_count(document: Mapping[str, object], digest: str) -> int:
    """The number of faults of a document; `digest` is its own (`audit.chain.digest`)."""
    if digest not in _COUNTED:
        if len(_COUNTED) >= _AT_MOST:
            _COUNTED.clear()
        _COUNTED[digest] = len(drafts.check(document).faults)
    return _COUNTED[digest]
