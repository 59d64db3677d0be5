"""Writing the chain: `act` wraps one business act in a transaction and seals its entries last."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import models, transaction

from kpi_portal.audit import chain
from kpi_portal.audit.models import ChainHead, Detail, Entry


class Person(Protocol):
    """What the trail needs of a person; `accounts.User` is one, and lies above this package."""

    @property
    def pk(self) -> int: ...

    @property
    def audit_name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class SystemActor:
    """The portal itself, doing what the clock or a rule demands."""

    name: str

    @property
    def audit_name(self) -> str:
        return f"ระบบ ({self.name})"


@dataclass(frozen=True, slots=True)
class _Line:
    action: str
    object_type: str
    object_id: str
    subject: str
    unit_path: str
    body: dict[str, Any]


@dataclass
class Act:
    """One business act in progress. `note_down` collects; nothing is written before the end."""

    actor: Person | SystemActor
    at: datetime
    lines: list[_Line] = field(default_factory=list)

    def note_down(
        self,
        action: str,
        obj: models.Model,
        *,
        subject: str = "",
        unit_path: str = "",
        changed: Mapping[str, Any] | None = None,
        note: str = "",
        **facts: Any,
    ) -> None:
        """Add an entry. `changed` maps a field to [before, after]; `facts` are further JSON
        values that the history shows."""
        body: dict[str, Any] = {"actor": self.actor.audit_name, "salt": secrets.token_hex(8)}
        if changed:
            body["changed"] = dict(changed)
        if note:
            body["note"] = note
        if facts:
            body["facts"] = facts
        self.lines.append(
            _Line(action, obj._meta.label_lower, str(obj.pk), subject, unit_path, body)
        )


_current: ContextVar[Act | None] = ContextVar("audit_act", default=None)


@contextmanager
def act(*, actor: Person | SystemActor, at: datetime) -> Iterator[Act]:
    """Open a transaction for one act and seal its entries when it ends well.

    Nested acts join the outer one, so that one commit holds everything. The chain's head is
    locked as the very last lock, which keeps writers from waiting on each other in a ring.
    """
    outer = _current.get()
    if outer is not None:
        with transaction.atomic():
            before = len(outer.lines)
            try:
                yield outer
            except BaseException:
                del outer.lines[before:]
                raise
        return
    with transaction.atomic():
        this = Act(actor=actor, at=at)
        token = _current.set(this)
        try:
            yield this
            _seal(this)
        finally:
            _current.reset(token)


def _seal(this: Act) -> None:
    if not this.lines:
        return
    head, _ = ChainHead.objects.select_for_update().get_or_create(
        pk=1, defaults={"hash": chain.GENESIS}
    )
    actor_id = None if isinstance(this.actor, SystemActor) else this.actor.pk
    system_actor = this.actor.name if isinstance(this.actor, SystemActor) else ""
    for line in this.lines:
        facts: dict[str, Any] = {
            "sequence": head.sequence + 1,
            "at": this.at,
            "action": line.action,
            "object_type": line.object_type,
            "object_id": line.object_id,
            "subject": line.subject,
            "unit_path": line.unit_path,
            "system_actor": system_actor,
            "detail_digest": chain.digest(line.body),
            "previous_hash": head.hash,
        }
        sealed = chain.entry_hash(actor_id=actor_id, **facts)
        entry = Entry.objects.create(actor_id=actor_id, hash=sealed, **facts)
        Detail.objects.create(entry=entry, body=line.body)
        head.sequence, head.hash = entry.sequence, sealed
    head.save(update_fields=["sequence", "hash"])
