"""Memo wordings in the database: loading new versions, finding the one that rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from forms_templates import access
from forms_templates.models import MemoTemplate
from forms_templates.wording import WordingError, memo_template_from_data
from kpi_portal.accounts.domain import checks
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import chain
from kpi_portal.audit import recorder as audit
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import GuardRefused, InvalidInput, NotFound, Stale

WORDED = ("subject", "cause", "purpose", "conclusion")


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


def publish_wording(
    template: MemoTemplate, body: Mapping[str, Any], *, reason: str, actor: User, at: datetime
) -> MemoTemplate:
    """Keep reworded paragraphs as the newest version of this kind of memo. Memos that are drafted
    or issued keep their words.

    `body` holds `subject`, `cause`, `purpose` and `conclusion`; the places stay those of the kind.
    Side effects: the version, an audit entry with the reason. Raises `NotAllowed`, `InvalidInput`
    without a reason or for a place that the kind does not have, `GuardRefused` when nothing
    changed, `Stale` when a newer version appeared since.
    """
    access.require_configurer(actor, template.owner, at=at)
    reason = checks.required(reason, _("Say why the wording is changed."), "reason_required")
    with audit.act(actor=actor, at=at) as log:
        Unit.objects.select_for_update().get(pk=template.owner_id)
        newest = MemoTemplate.objects.filter(owner=template.owner, kind=template.kind).first()
        if newest is None or newest.pk != template.pk:
            raise Stale(
                _("Someone changed this wording meanwhile. Open the newest version."), code="stale"
            )
        words = {part: body[part] for part in WORDED}
        if words == {part: template.body[part] for part in WORDED}:
            raise GuardRefused(_("Nothing was changed."), code="nothing_changed")
        number = template.version + 1
        content = {**template.body, **words, "version": number}
        try:
            memo_template_from_data(content)
        except WordingError as error:
            raise InvalidInput(
                _("The wording names a place that it does not have: %(what)s")
                % {"what": str(error)},
                code="wording",
            ) from error
        made = MemoTemplate.objects.create(
            owner=template.owner,
            kind=template.kind,
            version=number,
            body=content,
            sha256=chain.digest(content),
            reason=reason,
            created_at=at,
            created_by=actor,
        )
        log.note_down(
            "memo_template.publish",
            made,
            unit_path=made.owner.path,
            note=reason,
            kind=made.kind,
            version=made.version,
        )
    return made
