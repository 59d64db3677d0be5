"""Recomputing the chain and naming every place where it does not hold."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_portal.audit import chain
from kpi_portal.audit.models import ChainHead, Entry


def faults() -> Iterator[str]:
    """One sentence per fault, in the order of the chain; nothing when the chain holds.

    Reads in batches, so a chain of any length is checked in constant memory.
    """
    previous, expected, count = chain.GENESIS, 1, 0
    entries = Entry.objects.select_related("detail").order_by("sequence")
    for entry in entries.iterator(chunk_size=2000):
        count = entry.sequence
        if entry.sequence != expected:
            yield f"entry {expected} is missing: the next one is {entry.sequence}"
        if entry.previous_hash != previous:
            yield f"entry {entry.sequence} does not follow from the one before it"
        if entry.hash != _recomputed(entry):
            yield f"entry {entry.sequence} was changed after it was sealed"
        detail = getattr(entry, "detail", None)
        if detail is not None and chain.digest(detail.body) != entry.detail_digest:
            yield f"the details of entry {entry.sequence} were changed"
        previous, expected = entry.hash, entry.sequence + 1
    head = ChainHead.objects.filter(pk=1).first()
    named = (head.sequence, head.hash) if head is not None else (0, chain.GENESIS)
    if named != (count, previous):
        yield f"the chain ends at entry {count}, its head names {named[0]}"


def _recomputed(entry: Entry) -> str:
    return chain.entry_hash(
        sequence=entry.sequence,
        at=entry.at,
        action=entry.action,
        object_type=entry.object_type,
        object_id=entry.object_id,
        subject=entry.subject,
        unit_path=entry.unit_path,
        actor_id=entry.actor_id,
        system_actor=entry.system_actor,
        detail_digest=entry.detail_digest,
        previous_hash=entry.previous_hash,
    )
