"""What a person leaves open in memos; see `kpi_portal.accounts.domain.handover`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain.handover import OpenWork, finds_at_the_end
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership
from submissions.documents.enums import DocumentState
from submissions.documents.models import Document

# Roles that write memos, for their unit or for the bureau.
_WRITING = (Role.DRAFTER, Role.DIRECTOR, Role.REVIEWER, Role.HEAD, Role.EXECUTIVE)


@finds_at_the_end
def of_writers(membership: Membership, at: datetime) -> Iterator[OpenWork]:
    """Memos that this person began and nobody has issued; the others of the unit can go on."""
    if membership.role not in _WRITING:
        return
    here = Q(owner__path__startswith=membership.scope.path) | Q(owner=membership.unit)
    drafts = Document.objects.filter(here, state=DocumentState.DRAFT, created_by=membership.user)
    for draft in drafts.order_by("created_at", "pk"):
        yield OpenWork(
            what=f"{draft.get_kind_display()} · {draft.subject}",
            to_do=_("issue the memo"),
            url=reverse("documents:detail", args=[draft.pk]),
        )
