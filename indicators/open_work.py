"""What a configurer leaves open in definitions; see `kpi_portal.accounts.domain.handover`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators.models import Draft
from kpi_portal.accounts.domain.handover import OpenWork, finds_at_the_end
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership


@finds_at_the_end
def of_configurers(membership: Membership, at: datetime) -> Iterator[OpenWork]:
    """Drafts of definitions that this person changed last; every configurer can go on with them."""
    if membership.role != Role.CONFIGURER:
        return
    drafts = Draft.objects.filter(
        updated_by=membership.user, indicator__owner__path__startswith=membership.scope.path
    )
    for draft in drafts.select_related("indicator").order_by("-indicator__fiscal_year", "pk"):
        yield OpenWork(
            what=f"{draft.indicator} · {draft.indicator.fiscal_year}",
            to_do=_("publish the draft of the definition, or give it up"),
            url=reverse("indicators:designer", args=[draft.indicator_id]),
        )
