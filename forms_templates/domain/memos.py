"""Memo wordings in the database: loading new versions, finding the one that rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from forms_templates import access
from forms_templates.models import MemoTemplate
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import chain
from kpi_portal.audit import recorder as audit
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import NotFound


def load_wording(
    body: dict[str, Any], kind: str, *, owner: Unit, actor: User | SystemActor, at: datetime
) -> MemoTemplate:
    """Keep the content of a wording file as the newest version; the same again changes nothing.

    Side effects: a template row and an audit entry where the wording is new. Raises `NotAllowed`.
    """
    access.require_configurer(actor, owner, at=at)
    digest = chain.digest(body)
    with audit.act(actor=actor, at=at) as log:
        newest = MemoTemplate.objects.filter(owner=owner, kind=kind).first()
        if newest is not None and newest.sha256 == digest:
            return newest
        template = MemoTemplate.objects.create(
            owner=owner,
            kind=kind,
            version=newest.version + 1 if newest else 1,
            body=body,
            sha256=digest,
            created_at=at,
        )
        log.note_down(
            "memo_template.load",
            template,
            unit_path=owner.path,
            kind=kind,
            version=template.version,
        )
    return template


def template_for(unit: Unit, kind: str) -> MemoTemplate:
    """The newest wording of the nearest owner above `unit`; raises `NotFound` without any."""
    above = [int(pk) for pk in unit.path.strip("/").split("/")]
    found = list(MemoTemplate.objects.filter(owner_id__in=above, kind=kind))
    if not found:
        raise NotFound(f"no wording for the memo {kind}", code="no_memo_template")
    return max(found, key=lambda t: (above.index(t.owner_id), t.version))
