"""Memos that a unit has in hand, and its registers; see `kpi_portal.accounts.domain.duties`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain import belongings
from kpi_portal.accounts.domain.duties import Item, declares, declares_belonging
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import _StrOrPromise
from submissions.documents.domain import hand_over
from submissions.documents.models import Series


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


class Registers:
    """The portal's own registers of numbers. Numbers given stay with the unit that gave them."""

    key = "register"
    title: _StrOrPromise = _("Registers of document numbers")
    left: _StrOrPromise = _("It is closed with its last number.")
    model = Series

    def items(self, unit: Unit, at: datetime) -> Iterator[Item]:
        """Newest year first; one query."""
        for series in Series.objects.filter(owner=unit).order_by("-calendar_year", "series"):
            yield Item(
                pk=series.pk,
                what=gettext("Number register %(year)s") % {"year": series.calendar_year},
                state=gettext("last number %(number)s") % {"number": series.last},
                url=reverse("documents:register"),
            )

    def goes(self, pk: int, to: Unit) -> bool:
        """Only where `to` does not count in that year yet."""
        series = Series.objects.get(pk=pk)
        same = Series.objects.filter(
            owner=to, calendar_year=series.calendar_year, series=series.series
        )
        return not same.exists()

    def hand_over(self, pk: int, unit: Unit, to: Unit, *, actor: Actor, at: datetime) -> None:
        """The next number is the taker's, with its own code."""
        series = Series.objects.get(pk=pk)
        belongings.pass_on(
            Series.objects.filter(pk=pk),
            unit,
            to,
            what=gettext("Number register %(year)s") % {"year": series.calendar_year},
            actor=actor,
            at=at,
        )

    def leave(self, pk: int, unit: Unit, *, actor: Actor, at: datetime) -> None:
        """Nobody takes a number from it any more."""


declares(MemoDrafts())
declares_belonging(Registers())
