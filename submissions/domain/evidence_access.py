"""Who may open which stored file or piece: what a person may not see does not exist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.errors import NotFound
from submissions import access
from submissions.domain import reach
from submissions.models import (
    Approval,
    EvidenceUse,
    EvidenceVersion,
    Filing,
    OutsideResult,
    ReceivedReport,
)

Holder = Callable[[User, int, datetime], bool]
_UNIT_READERS = (*access.UNIT_ROLES, Role.EXECUTIVE)
_holders: list[Holder] = []


def also_seen_through(holder: Holder) -> Holder:
    """Register another way to a version, such as a document whose signed scan it is: a function
    of person, the version's key and the moment. Apps call this in `ready()`."""
    _holders.append(holder)
    return holder


def version_for(user: User, pk: int, *, at: datetime) -> EvidenceVersion:
    """One version that `user` may open; raises `NotFound` for missing and forbidden alike.

    It is open to people of its unit and of units above it, to the units it is shared with, and to
    everybody who sees a report in which it is used: as evidence, capture, signed memo or approval.
    Contributing units open what is used in their parts.
    """
    versions = EvidenceVersion.objects.select_related("evidence__owner")
    version = versions.filter(pk=pk).first()
    if version is None or not _may_open(user, version, at):
        raise NotFound(_("There is no such file."), code="not_found")
    return version


def use_for(user: User, pk: int, *, at: datetime) -> EvidenceUse:
    """One piece, removed or not, of a report that `user` sees; with the report's context."""
    found = EvidenceUse.objects.select_related("version__evidence").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such piece of evidence."), code="not_found")
    found.submission = reach.find_for(user, found.submission_id, found.requirement, at=at)
    return found


def _may_open(user: User, version: EvidenceVersion, at: datetime) -> bool:
    own = standing.of(user, access.day_of(at))
    owner = version.evidence.owner.path
    if any(own.may_act_as(role, owner) for role in _UNIT_READERS):
        return True
    if version.evidence.shared and own.sits_in_or_below(owner):
        return True
    if version.evidence.withdrawn_at and any(
        own.may_act_as(role, owner) for role in (Role.REVIEWER, Role.HEAD)
    ):
        return True
    return (
        _in_visible_report(user, version.pk, at)
        or any(holder(user, version.pk, at) for holder in _holders)
        or reach.opens_version(user, version.pk, at=at)
    )


def _in_visible_report(user: User, pk: int, at: datetime) -> bool:
    reports: Q = Q()
    for held in (
        EvidenceUse.objects.filter(Q(version=pk) | Q(version__capture=pk)),
        Filing.objects.filter(signed_scan=pk),
        Approval.objects.filter(scan=pk),
        ReceivedReport.objects.filter(Q(cover=pk) | Q(files__version=pk)),
        OutsideResult.objects.filter(scan__evidence__versions=pk),
    ):
        reports |= Q(pk__in=held.values("submission"))
    visible: bool = access.visible_to(user, at=at).filter(reports).exists()
    return visible
