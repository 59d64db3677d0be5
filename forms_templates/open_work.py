"""What a configurer leaves open in forms; see `kpi_portal.accounts.domain.handover`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forms_templates.models import FormDraft
from kpi_portal.accounts.domain.handover import OpenWork, finds_at_the_end
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership


@finds_at_the_end
def of_configurers(membership: Membership, at: datetime) -> Iterator[OpenWork]:
    """Drafts of forms that this person changed last; every configurer can go on with them."""
    if membership.role != Role.CONFIGURER:
        return
    drafts = FormDraft.objects.filter(
        updated_by=membership.user, owner__path__startswith=membership.scope.path
    )
    for draft in drafts.order_by("-fiscal_year", "code", "pk"):
        yield OpenWork(
            what=f"{draft.document.get('title') or draft.code} · {draft.fiscal_year}",
            to_do=_("publish the draft of the form, or give it up"),
            url=reverse("forms_templates:draft", args=[draft.pk]),
        )
