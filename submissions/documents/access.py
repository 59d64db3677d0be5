"""Who may see and who may handle which document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.accounts.standing import Standing
from kpi_portal.errors import NotFound
from submissions import access
from submissions.documents.enums import PROOFS, DocumentKind, DocumentState
from submissions.documents.models import Document
from submissions.domain import in_view

# Whose memos these are: the strategy section speaks for the bureau, a unit for itself.
_STRATEGY = (Role.REVIEWER, Role.HEAD)
_UNIT = (Role.DRAFTER, Role.DIRECTOR)


def visible_to(user: User, *, at: datetime) -> QuerySet[Document]:
    """Documents of the owners for which the person works, and issued ones about their reports.

    A draft belongs to its owner's people alone; once issued, a memo is also the unit's to whom it
    goes, be it to that unit alone or one memo to many that lists it.
    """
    own = standing.of(user, access.day_of(at))
    issued = ~Q(state=DocumentState.DRAFT)
    seen = _drafts_of(own)
    for path in own.scopes(*_UNIT, *_STRATEGY, Role.EXECUTIVE, Role.CONFIGURER):
        seen |= issued & Q(owner__path__startswith=path)
    reports = access.visible_to(user, at=at).values("pk")
    told = Document.addressed.through.objects.filter(submission__in=reports)
    seen |= issued & Q(submission__in=reports)
    seen |= issued & Q(pk__in=told.values("document"))
    seen |= Q(kind__in=PROOFS, submission__in=reports)
    seen |= own.audited("created_at__date", "owner__path")
    # a memo in draft already names the result
    drafts = Q(kind=DocumentKind.FEEDBACK_MEMO, state=DocumentState.DRAFT)
    withheld = in_view.withheld_from(user, at=at)
    seen &= ~(drafts & Q(submission__in=withheld))
    # and a summary names every result of its round
    seen &= ~(Q(kind=DocumentKind.SUMMARY_MEMO) & Q(round__in=withheld.values("round")))
    return Document.objects.filter(seen).select_related("owner", "round__indicator", "submission")


def _drafts_of(own: Standing) -> Q:
    """What those who may handle it, and those who sit in the unit it comes from, may see early."""
    seats = {g.unit_id for g in own.grants if g.role in (*_UNIT, *_STRATEGY)}
    drafts = Q(owner_id__in=seats)
    for path in own.scopes(*_UNIT):
        drafts |= Q(kind=DocumentKind.REPORT_MEMO, owner__path__startswith=path)
    for path in own.scopes(*_STRATEGY):
        drafts |= ~Q(kind=DocumentKind.REPORT_MEMO) & Q(owner__path__startswith=path)
    # the bureau's own report: its executive's, and the section's that works for the bureau
    for path in own.scopes(Role.EXECUTIVE, *_STRATEGY):
        drafts |= Q(kind=DocumentKind.REPORT_MEMO, owner__path=path)
    return drafts


def get_for(user: User, pk: int, *, at: datetime) -> Document:
    """One visible document; raises `NotFound` for missing and forbidden alike."""
    found = visible_to(user, at=at).filter(pk=pk).first()
    if found is None:
        raise NotFound("no such document", code="not_found")
    return found


def may_handle(user: User, owner: Unit, kind: DocumentKind, *, at: datetime) -> bool:
    """Whether the person may draft and edit such a document for this owner. Receipts and
    acknowledgements are proof: nobody handles them."""
    own = standing.of(user, access.day_of(at))
    if kind in PROOFS:
        return False
    if kind == DocumentKind.REPORT_MEMO:
        return _acts_as(own, _UNIT, owner) or _is_the_bureaus(own, owner)
    return _acts_as(own, _STRATEGY, owner)


def may_issue(user: User, owner: Unit, kind: DocumentKind, *, at: datetime) -> bool:
    """Issuing binds the office: the head for the strategy section, the director for a unit, the
    executive for the bureau's own report."""
    own = standing.of(user, access.day_of(at))
    if kind in PROOFS:
        return False
    if kind == DocumentKind.REPORT_MEMO:
        return own.may_act_as(Role.DIRECTOR, owner.path) or _is_its_executive(own, owner)
    return own.may_act_as(Role.HEAD, owner.path)


def may_have_made(user: User, document: Document, *, at: datetime) -> bool:
    """Whether the person may ask for the files of a document once more; auditors change nothing."""
    own = standing.of(user, access.day_of(at))
    if document.kind in PROOFS:
        return _acts_as(own, (*_UNIT, *_STRATEGY), document.owner)
    return may_handle(user, document.owner, DocumentKind(document.kind), at=at)


def _acts_as(own: Standing, roles: Iterable[Role], owner: Unit) -> bool:
    return any(own.may_act_as(role, owner.path) for role in roles)


def _is_the_bureaus(own: Standing, owner: Unit) -> bool:
    """Whether the person speaks for the very bureau that reports: its executive, or reviewers and
    head of the section that works for it. Only the executive issues."""
    doers = (Role.EXECUTIVE, *_STRATEGY)
    return any(g.role in doers and g.scope_path == owner.path for g in own.grants)


def _is_its_executive(own: Standing, owner: Unit) -> bool:
    return any(g.role == Role.EXECUTIVE and g.scope_path == owner.path for g in own.grants)


def opens_scan(user: User, version_pk: int, at: datetime) -> bool:
    """Whether this version of evidence is the signed scan of a document that the person may see."""
    return visible_to(user, at=at).filter(signed_scan_id=version_pk).exists()
