"""How an entry is hashed: pure functions over plain values, so an auditor can redo them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


def canonical(value: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8: one text for one value."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(value: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def entry_hash(
    *,
    sequence: int,
    at: datetime,
    action: str,
    object_type: str,
    object_id: str,
    subject: str,
    unit_path: str,
    actor_id: int | None,
    system_actor: str,
    detail_digest: str,
    previous_hash: str,
) -> str:
    """The hash that the next entry carries as its `previous_hash`."""
    return digest(
        {
            "sequence": sequence,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "action": action,
            "object": f"{object_type}:{object_id}",
            "subject": subject,
            "unit_path": unit_path,
            "actor": actor_id,
            "system_actor": system_actor,
            "detail": detail_digest,
            "previous": previous_hash,
        }
    )
