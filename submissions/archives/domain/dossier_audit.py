"""The extract of the audit trail in a dossier: the entries with all that their hashes cover."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from kpi_portal.audit import reading
from kpi_portal.audit.models import ChainHead, Entry
from submissions.domain import in_view
from submissions.domain.in_view import InView

# How whoever reads the extract computes the hashes anew; said in the words of the code.
METHOD = {
    "detail_digest": "SHA-256 of `detail` as canonical JSON",
    "hash": (
        "SHA-256 of {sequence, at, action, object, subject, unit_path, actor, system_actor, "
        "detail, previous} as canonical JSON, where `detail` is detail_digest"
    ),
    "canonical JSON": "UTF-8, keys sorted, no spaces, no escapes of non-ASCII signs",
    "chain": "`previous` is the hash of the entry before it; `verify_audit` recomputes all of them",
}


def entries_of(seen: InView) -> list[Entry]:
    """The entries about one report that its reader may see, oldest first."""
    entries = reading.entries_of(seen.submission.subject)
    withheld = in_view.withheld_entries(seen, scores=True)
    if withheld is not None:
        entries = entries.exclude(withheld)
    return list(entries.order_by("sequence"))


def extract(entries: Iterable[Entry], head: ChainHead | None) -> dict[str, Any]:
    """The entries as plain data, with the chain's end at this moment."""
    return {
        "format": "kpi-audit-extract/1",
        "how_to_verify": METHOD,
        "chain_head": {"sequence": head.sequence, "hash": head.hash} if head else None,
        "entries": [_entry(entry) for entry in entries],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    detail = getattr(entry, "detail", None)
    return {
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": entry.action,
        "object": f"{entry.object_type}:{entry.object_id}",
        "subject": entry.subject,
        "unit_path": entry.unit_path,
        "actor": entry.actor_id,
        "system_actor": entry.system_actor,
        "detail_digest": entry.detail_digest,
        "previous": entry.previous_hash,
        "hash": entry.hash,
        "detail": detail.body if detail is not None else None,
        "sentence": reading.line(entry).sentence,
    }


def lines(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The entries in words, for the page."""
    found = []
    for entry in entries:
        line = reading.line(entry)
        told = {"at": line.at, "sentence": line.sentence, "who": line.who, "note": line.note}
        found.append(told | {"sequence": entry.sequence, "hash": entry.hash})
    return found
