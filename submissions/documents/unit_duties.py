"""Memos that a unit has in hand; see `kpi_portal.accounts.domain.duties`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain.duties import Item, declares
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import _StrOrPromise
from submissions.documents.domain import hand_over


class MemoDrafts:
    """Memos that are not issued yet."""

    key = "memo"
    title: _StrOrPromise = _("Memos in draft")
    left: _StrOrPromise = _("They stay as drafts of the former unit and are never issued.")

    def items(self, unit: Unit, at: datetime) -> Iterator[Item]:
        """Oldest first; one query."""
        for document in hand_over.drafts_of(unit).order_by("created_at", "pk"):
            yield Item(
                pk=document.pk,
                what=f"{document.get_kind_display()} · {document.subject}",
                state=document.get_state_display(),
                url=reverse("documents:detail", args=[document.pk]),
            )

    def hand_over(self, pk: int, unit: Unit, to: Unit, *, actor: Actor, at: datetime) -> None:
        """One draft."""
        found = hand_over.drafts_of(unit).get(pk=pk)
        hand_over.hand_over_draft(found, to=to, actor=actor, at=at)

    def leave(self, pk: int, unit: Unit, *, actor: Actor, at: datetime) -> None:
        """It stays a draft."""


declares(MemoDrafts())
