"""Who may load, change and approve form templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms_templates.models import FormDraft, FormTemplate, MemoTemplate, WordTemplate
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import NotAllowed, NotFound
from kpi_portal.thai import local_date


def may_configure(user: User, owner: Unit, *, at: datetime) -> bool:
    """Whether the person configures the forms of this owner unit."""
    if user.is_superuser:
        return True
    return standing.of(user, local_date(at)).may_act_as(Role.CONFIGURER, owner.path)


@dataclass(frozen=True, slots=True)
class Kept:
    """One form as its keeper sees it: the newest version, the one in use, whether it is edited."""

    newest: FormTemplate
    used: FormTemplate
    drafted: bool

    @property
    def waits(self) -> bool:
        """Whether a newer version waits for approval while an earlier one is in use."""
        return self.newest.pk != self.used.pk


def kept_by(user: User, *, at: datetime) -> list[Kept]:
    """Every form of the owners that `user` configures, by year and code; two queries."""
    reached = _reached(user, at)
    grouped: dict[tuple[int, int, str], list[FormTemplate]] = {}
    found = FormTemplate.objects.filter(reached).select_related("owner")
    for template in found.order_by("-fiscal_year", "owner__path", "code", "-version"):
        key = (template.owner_id, template.fiscal_year, template.code)
        grouped.setdefault(key, []).append(template)
    drafts = set(FormDraft.objects.filter(reached).values_list("owner", "fiscal_year", "code"))
    return [
        Kept(versions[0], max(versions, key=lambda t: (t.approved, t.version)), key in drafts)
        for key, versions in grouped.items()
    ]


@dataclass(frozen=True, slots=True)
class Begun:
    """A form that has no version yet."""

    pk: int
    number: str
    title: str
    fiscal_year: int
    owner: str


def begun_by(user: User, *, at: datetime) -> list[Begun]:
    """Drafts of forms without a version, of the owners that `user` configures; one query."""
    found = FormDraft.objects.filter(_reached(user, at), base=None).order_by("-fiscal_year", "code")
    rows = found.values_list(
        "pk", "document__number", "document__title", "fiscal_year", "owner__name"
    )
    return [Begun(*row) for row in rows]


def owners_of(user: User, *, at: datetime) -> list[Unit]:
    """The units in force whose forms `user` configures, the topmost first; raises `NotFound` for
    somebody who configures none."""
    day = local_date(at)
    reached = Q(pk__in=[])
    for path in standing.of(user, day).scopes(Role.CONFIGURER):
        reached |= Q(path__startswith=path)
    living = Q(valid_to=None) | Q(valid_to__gte=day)
    found = list(Unit.objects.filter(reached, living, valid_from__lte=day).order_by("path"))
    if not found:
        raise NotFound(_("The page does not exist, or it is not open to you."), code="not_found")
    return found


def require_configurer(actor: User | SystemActor, owner: Unit, *, at: datetime) -> None:
    """Raise `NotAllowed` unless the actor configures this owner's forms; a command always may."""
    if not isinstance(actor, SystemActor) and not may_configure(actor, owner, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def get_for(user: User, pk: int, *, at: datetime) -> FormTemplate:
    """One version of a form that `user` configures; raises `NotFound` otherwise."""
    found = FormTemplate.objects.select_related("owner", "approved_by").filter(pk=pk).first()
    if found is None or not may_configure(user, found.owner, at=at):
        raise NotFound(_("This form is not set up for the fiscal year."), code="no_form_template")
    return found


def get_draft(user: User, pk: int, *, at: datetime) -> FormDraft:
    """A draft of a form that `user` configures; raises `NotFound` otherwise."""
    found = FormDraft.objects.select_related("owner", "base", "updated_by").filter(pk=pk).first()
    if found is None or not may_configure(user, found.owner, at=at):
        raise NotFound(_("There is no such draft."), code="not_found")
    return found


def was_kept_by(user: User, pk: int, *, at: datetime) -> bool:
    """Whether a draft that is gone may have been one that `user`, who configures forms, wrote."""
    keeps = Role.CONFIGURER in standing.of(user, local_date(at)).roles
    return keeps and not FormDraft.objects.filter(pk=pk).exists()


def get_memo(user: User, pk: int, *, at: datetime) -> MemoTemplate:
    """A memo wording that `user` configures; raises `NotFound` otherwise."""
    found = MemoTemplate.objects.select_related("owner").filter(pk=pk).first()
    if found is None or not may_configure(user, found.owner, at=at):
        raise NotFound(_("There is no such wording."), code="not_found")
    return found


def memos_kept_by(user: User, *, at: datetime) -> list[MemoTemplate]:
    """The newest wording of every kind of memo of the owners that `user` configures."""
    reached = _reached(user, at)
    newest: dict[tuple[int, str], MemoTemplate] = {}
    found = MemoTemplate.objects.filter(reached).select_related("owner")
    for template in found.order_by("owner__path", "kind", "-version"):
        newest.setdefault((template.owner_id, template.kind), template)
    return list(newest.values())


def get_word(user: User, pk: int, *, at: datetime) -> WordTemplate:
    """A Word file that `user` keeps; raises `NotFound` otherwise."""
    found = WordTemplate.objects.select_related("owner", "uploaded_by").filter(pk=pk).first()
    if found is None or not may_configure(user, found.owner, at=at):
        raise NotFound(_("There is no such file."), code="not_found")
    return found


def _reached(user: User, at: datetime) -> Q:
    """What belongs to the owners that `user` configures."""
    reached = Q(pk__in=[])
    for path in standing.of(user, local_date(at)).scopes(Role.CONFIGURER):
        reached |= Q(owner__path__startswith=path)
    return reached
