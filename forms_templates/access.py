"""Who may load, change and approve form templates."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms_templates.models import FormTemplate
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import NotAllowed
from kpi_portal.thai import local_date


def may_configure(user: User, owner: Unit, *, at: datetime) -> bool:
    """Whether the person configures the forms of this owner unit."""
    if user.is_superuser:
        return True
    return standing.of(user, local_date(at)).may_act_as(Role.CONFIGURER, owner.path)


def configured_by(user: User, *, at: datetime) -> list[FormTemplate]:
    """The newest version of every form of the owners that `user` configures, by year and code;
    nothing for everybody else."""
    reached = Q(pk__in=[])
    for path in standing.of(user, local_date(at)).scopes(Role.CONFIGURER):
        reached |= Q(owner__path__startswith=path)
    newest: dict[tuple[int, int, str], FormTemplate] = {}
    found = FormTemplate.objects.filter(reached).select_related("owner")
    for template in found.order_by("-fiscal_year", "owner__path", "code", "-version"):
        newest.setdefault((template.owner_id, template.fiscal_year, template.code), template)
    return list(newest.values())


def require_configurer(actor: User | SystemActor, owner: Unit, *, at: datetime) -> None:
    """Raise `NotAllowed` unless the actor configures this owner's forms; a command always may."""
    if not isinstance(actor, SystemActor) and not may_configure(actor, owner, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
