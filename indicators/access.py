"""Who may see which indicator: the doors for reading."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from indicators.enums import VersionState
from indicators.models import Indicator, IndicatorVersion
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.accounts.standing import Standing
from kpi_portal.errors import NotAllowed, NotFound
from kpi_portal.thai import fiscal_year_of, local_date

# Roles that work on definitions: they also see drafts and the notes about the source.
KEEPERS = (Role.CONFIGURER, Role.HEAD, Role.REVIEWER)


def visible_to(user: User, *, at: datetime) -> QuerySet[Indicator]:
    """The indicators that `user` may see: those of the units above the own one, and those of the
    units that a role of theirs reaches. Auditors see the fiscal years of their granted period.

    People who keep definitions see drafts too, everybody else what has been published.
    """
    own = standing.of(user, local_date(at))
    seen, kept = Q(pk__in=[]), Q(pk__in=[])
    for grant in own.grants:
        if grant.role != Role.AUDITOR:
            seen |= Q(owner_id__in=_units_on(grant.unit_path, grant.scope_path))
            seen |= Q(owner__path__startswith=grant.scope_path)
        if grant.role in KEEPERS:
            kept |= Q(owner__path__startswith=grant.scope_path)
    seen |= _granted_to_auditor(own)
    published = IndicatorVersion.objects.filter(state=VersionState.PUBLISHED)
    return Indicator.objects.filter(seen).filter(Q(pk__in=published.values("indicator_id")) | kept)


def get_for(user: User, pk: int, *, at: datetime) -> Indicator:
    """One visible indicator with its owner; raises `NotFound` for missing and hidden alike."""
    found = visible_to(user, at=at).select_related("owner", "copied_from").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such indicator."), code="not_found")
    return found


def keeps(user: User, indicator: Indicator, *, at: datetime) -> bool:
    """Whether `user` works on this indicator's definition."""
    own = standing.of(user, local_date(at))
    return any(own.may_act_as(role, indicator.owner.path) for role in KEEPERS)


def configured_by(user: User, *, at: datetime) -> QuerySet[Indicator]:
    """The indicators that `user` may change: those of the units that they configure."""
    mine = Q(pk__in=[])
    for path in configured_paths(user, at=at):
        mine |= Q(owner__path__startswith=path)
    return Indicator.objects.filter(mine)


def configured_paths(user: User, *, at: datetime) -> tuple[str, ...]:
    """The subtrees whose indicators `user` configures; none for everybody else."""
    return standing.of(user, local_date(at)).scopes(Role.CONFIGURER)


def get_to_configure(user: User, pk: int, *, at: datetime) -> Indicator:
    """One indicator that `user` configures; `NotFound` where it is hidden, `NotAllowed` where it
    may only be read."""
    indicator = get_for(user, pk, at=at)
    if not configures(user, indicator, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
    return indicator


def configures(user: User, indicator: Indicator, *, at: datetime) -> bool:
    """Whether `user` may load, copy and change the indicators of this owner."""
    own = standing.of(user, local_date(at))
    return own.may_act_as(Role.CONFIGURER, indicator.owner.path)


def rehearses(user: User, indicator: Indicator, *, at: datetime) -> bool:
    """Whether `user` may keep named rehearsals, which stand before publishing."""
    own = standing.of(user, local_date(at))
    return any(own.may_act_as(r, indicator.owner.path) for r in (Role.CONFIGURER, Role.HEAD))


def sets_up_rounds(user: User, indicator: Indicator, *, at: datetime) -> bool:
    """Whether the page that assigns units, opens and extends rounds is open to `user`."""
    own = standing.of(user, local_date(at))
    roles = (Role.CONFIGURER, Role.HEAD, Role.EXECUTIVE)
    return any(own.may_act_as(role, indicator.owner.path) for role in roles)


def _granted_to_auditor(own: Standing) -> Q:
    granted = Q(pk__in=[])
    for path, first, last in own.auditor_periods:
        reached = Q(owner__path__startswith=path) | Q(owner_id__in=_units_on(path))
        granted |= reached & _years(first, last)
    return granted


def _years(first: date | None, last: date | None) -> Q:
    within = Q()
    if first is not None:
        within &= Q(fiscal_year__gte=fiscal_year_of(first))
    if last is not None:
        within &= Q(fiscal_year__lte=fiscal_year_of(last))
    return within


def _units_on(*paths: str) -> list[int]:
    """The primary keys of every unit on the way down to these paths."""
    return [int(pk) for path in paths for pk in path.strip("/").split("/") if pk]
