"""What a unit keeps of indicators; see `kpi_portal.accounts.domain.duties`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from indicators.models import Holiday, Indicator
from kpi_portal.accounts.domain import belongings
from kpi_portal.accounts.domain.duties import Item, declares_belonging
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import GuardRefused, _StrOrPromise
from kpi_portal.thai import buddhist_year


class Indicators:
    """Indicators of every year, with their versions, drafts and rounds."""

    key = "indicator"
    title: _StrOrPromise = _("Indicators that the unit keeps")
    left: _StrOrPromise = _(
        "It stays with the former unit; only those who keep the units above can change it."
    )
    model = Indicator

    def items(self, unit: Unit, at: datetime) -> Iterator[Item]:
        """Newest year first; one query."""
        for indicator in Indicator.objects.filter(owner=unit).order_by("-fiscal_year", "code"):
            state = gettext("fiscal year %(year)s") % {"year": indicator.fiscal_year}
            if indicator.retired_at is not None:
                state = f"{state} · {gettext('Retired')}"
            yield Item(
                pk=indicator.pk,
                what=f"{indicator.code} {indicator.name}",
                state=state,
                url=reverse("indicators:card", args=[indicator.pk]),
            )

    def goes(self, pk: int, to: Unit) -> bool:
        """Two indicators of one code in one year would be mixed up: somebody has to decide."""
        indicator = Indicator.objects.get(pk=pk)
        same = Indicator.objects.filter(
            owner=to, fiscal_year=indicator.fiscal_year, code=indicator.code
        )
        if same.exists():
            raise GuardRefused(
                _(
                    "%(unit)s already has an indicator %(code)s of the fiscal year %(year)s. "
                    "Dissolve this unit on its own page and choose another unit, or nobody, for "
                    "the indicator."
                )
                % {"unit": to.name, "code": indicator.code, "year": indicator.fiscal_year},
                code="indicator_twice",
            )
        return True

    def hand_over(self, pk: int, unit: Unit, to: Unit, *, actor: Actor, at: datetime) -> None:
        """One indicator; its reports go with it to be judged."""
        indicator = Indicator.objects.get(pk=pk, owner=unit)
        belongings.pass_on(
            Indicator.objects.filter(pk=pk),
            unit,
            to,
            what=f"{indicator.code} {indicator.fiscal_year}",
            actor=actor,
            at=at,
        )

    def leave(self, pk: int, unit: Unit, *, actor: Actor, at: datetime) -> None:
        """It stays."""


class Holidays:
    """Days off entered for the unit, by calendar year; an item's `pk` is the year."""

    key = "holiday"
    title: _StrOrPromise = _("Days off that the unit entered")
    left: _StrOrPromise = _(
        "They stay with the former unit and count only for indicators that stay with it."
    )
    model = Holiday

    def items(self, unit: Unit, at: datetime) -> Iterator[Item]:
        """Newest year first; one query."""
        years = Holiday.objects.filter(owner=unit).annotate(year=ExtractYear("day"))
        for row in years.values("year").annotate(days=Count("pk")).order_by("-year"):
            days = ngettext("%(days)s day", "%(days)s days", row["days"]) % {"days": row["days"]}
            yield Item(pk=row["year"], what=str(buddhist_year(row["year"])), state=days)

    def goes(self, pk: int, to: Unit) -> bool:
        """Days that `to` has of its own stay where they are; the others go."""
        return True

    def hand_over(self, pk: int, unit: Unit, to: Unit, *, actor: Actor, at: datetime) -> None:
        """The days of one year that `to` does not have yet."""
        going = _of_year(unit, pk).exclude(day__in=_of_year(to, pk).values("day"))
        if going.exists():
            rows = Holiday.objects.filter(pk__in=list(going.values_list("pk", flat=True)))
            what = gettext("Days off of %(year)s") % {"year": buddhist_year(pk)}
            belongings.pass_on(rows, unit, to, what=what, actor=actor, at=at)

    def leave(self, pk: int, unit: Unit, *, actor: Actor, at: datetime) -> None:
        """They stay."""


def _of_year(unit: Unit, year: int) -> QuerySet[Holiday]:
    return Holiday.objects.filter(owner=unit, day__year=year)


for kind in (Indicators(), Holidays()):
    declares_belonging(kind)
