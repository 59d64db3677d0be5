"""Who may see and who may handle which document."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.errors import NotFound
from submissions import access
from submissions.documents.enums import DocumentKind, DocumentState
from submissions.documents.models import Document

# Whose memos these are: the strategy section speaks for the bureau, a unit for itself.
_STRATEGY = (Role.REVIEWER, Role.HEAD)
_UNIT = (Role.DRAFTER, Role.DIRECTOR)


def visible_to(user: User, *, at: datetime) -> QuerySet[Document]:
    """Documents of the owners for which the person works, and issued ones about their reports.

    A draft belongs to its owner's people alone; once issued, a feedback memo is also the unit's.
    """
    own = standing.of(user, access.day_of(at))
    seen = Q(pk__in=[])
    for path in own.scopes(*_UNIT, *_STRATEGY, Role.EXECUTIVE, Role.CONFIGURER):
        seen |= Q(owner__path__startswith=path)
    issued = ~Q(state=DocumentState.DRAFT)
    seen |= issued & Q(submission__in=access.visible_to(user, at=at).values("pk"))
    seen |= Q(kind=DocumentKind.RECEIPT, submission__in=access.visible_to(user, at=at).values("pk"))
    for path, first, last in own.auditor_periods:
        granted = Q(owner__path__startswith=path)
        if first:
            granted &= Q(created_at__date__gte=first)
        if last:
            granted &= Q(created_at__date__lte=last)
        seen |= granted
    return Document.objects.filter(seen).select_related("owner", "round__indicator", "submission")


def get_for(user: User, pk: int, *, at: datetime) -> Document:
    """One visible document; raises `NotFound` for missing and forbidden alike."""
    found = visible_to(user, at=at).filter(pk=pk).first()
    if found is None:
        raise NotFound("no such document", code="not_found")
    return found


def may_handle(user: User, owner: Unit, kind: DocumentKind, *, at: datetime) -> bool:
    """Whether the person may draft and edit such a document for this owner."""
    own = standing.of(user, access.day_of(at))
    roles = _UNIT if kind == DocumentKind.REPORT_MEMO else _STRATEGY
    return any(own.may_act_as(role, owner.path) for role in roles)


def may_issue(user: User, owner: Unit, kind: DocumentKind, *, at: datetime) -> bool:
    """Issuing binds the office: the head for the strategy section, the director for a unit."""
    own = standing.of(user, access.day_of(at))
    role = Role.DIRECTOR if kind == DocumentKind.REPORT_MEMO else Role.HEAD
    return own.may_act_as(role, owner.path)
