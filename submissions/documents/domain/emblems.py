"""The emblem that a unit's documents carry: its own or the nearest one above."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from forms_templates.models import Emblem
from forms_templates.rendering.pictures import placeholder_emblem
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import NotAllowed
from submissions.access import day_of


def for_unit(unit: Unit) -> bytes:
    """The newest emblem of the nearest owner; the plain placeholder where none was uploaded."""
    above = [int(pk) for pk in unit.path.strip("/").split("/")]
    found = list(Emblem.objects.filter(owner_id__in=above).order_by("-uploaded_at"))
    found.sort(key=lambda emblem: above.index(emblem.owner_id), reverse=True)
    return bytes(found[0].image) if found else placeholder_emblem()


def upload(owner: Unit, *, actor: User, at: datetime, image: bytes, media_type: str) -> Emblem:
    """A configurer sets the agency's emblem. Side effects: the emblem, an audit entry. Documents
    issued before keep theirs."""
    if not standing.of(actor, day_of(at)).may_act_as(Role.CONFIGURER, owner.path):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    with audit.act(actor=actor, at=at) as log:
        emblem = Emblem.objects.create(
            owner=owner,
            image=image,
            media_type=media_type,
            sha256=sha256(image).hexdigest(),
            uploaded_by=actor,
            uploaded_at=at,
        )
        log.note_down("emblem.upload", emblem, unit_path=owner.path, sha256=emblem.sha256)
    return emblem
