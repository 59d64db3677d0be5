"""Which submission's moment lateness is counted from (docs/scoring.md, rule 7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from scoring.choices import Basis
from submissions.models import Filing


def counted_filing(
    filings: Iterable[Filing], *, basis: Basis, required: Sequence[str]
) -> Filing | None:
    """The filing that counts, or None when nothing stands submitted.

    Withdrawn filings never count. With basis `first` it is the first filing that was complete for
    the level it claimed and after which no `required` item (those up to the level claimed last) was
    first supplied; where none is complete, and with basis `last`, the last one.
    """
    standing = [filing for filing in filings if filing.withdrawn_at is None]
    if not standing:
        return None
    last = standing[-1]
    if basis is Basis.LAST:
        return last
    wanted = set(required) & set(last.supplied)
    for filing in standing:
        if filing.complete and wanted <= set(filing.supplied):
            return filing
    return last


def counted_moment(
    filings: Iterable[Filing], *, basis: Basis, required: Sequence[str]
) -> datetime | None:
    """The moment of the counted filing."""
    filing = counted_filing(filings, basis=basis, required=required)
    return filing.at if filing else None
