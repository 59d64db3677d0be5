"""Carrying indicators into another fiscal year: seen before anything is made, made as drafts.

Each indicator is a transaction of its own. What a year's copy has made so far stays when a later
indicator is refused, and running it again makes only what is still missing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators import carrying
from indicators.carrying import CarryPlan, Choice
from indicators.carrying.dates import moved_case
from indicators.carrying.results import result_text
from indicators.domain import drafts
from indicators.domain.loading import Actor, subject_of
from indicators.domain.published_results import published_results
from indicators.domain.sources import Source, sources_of
from indicators.models import Draft, Holiday, Indicator, RehearsalCase
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, Stale
from kpi_portal.thai import fiscal_year_span
from scoring.choices import Method

FIRST_YEAR, LAST_YEAR = 2500, 2700


@dataclass(frozen=True, slots=True)
class Planned:
    """One indicator, what would become of it, and whether the year has it already."""

    indicator: Indicator
    source: str
    document: dict[str, Any]
    plan: CarryPlan
    holidays: Mapping[date, str]
    cases: int
    there: Indicator | None = None


def plans_for(indicators: Sequence[Indicator], *, to_year: int) -> list[Planned]:
    """What carrying each of them into `to_year` would come to; nothing is changed.

    A constant number of queries. An indicator without any document is left out.
    """
    sources = sources_of(indicators)
    results = published_results([indicator.pk for indicator in indicators])
    there = _there(indicators, to_year)
    holidays = _Holidays(to_year)
    cases = _case_counts(indicators)
    planned = []
    for indicator in indicators:
        source = sources.get(indicator.pk)
        if source is not None:
            result = result_text(
                results.get(indicator.pk, ()), method=source.method, unit=source.unit
            )
            planned.append(
                Planned(
                    indicator,
                    source.sha256,
                    source.document,
                    carrying.plan(source.document, to_year=to_year, result=result),
                    holidays.of(indicator),
                    cases.get(indicator.pk, 0),
                    there.get(indicator.pk),
                )
            )
    return planned


def carry(
    indicator: Indicator,
    *,
    to_year: int,
    choice: Choice,
    source: str,
    actor: Actor,
    at: datetime,
) -> Draft:
    """Make the draft of `to_year`; `source` is the digest of the document whose plan was shown.

    Side effects: the new indicator with its draft, its rehearsals with their dates moved, audit
    entries. Reports and their results are never taken over. Raises `GuardRefused` where the year
    has it already, `Stale` when the document changed since the plan was shown, `InvalidInput` for
    a year that is none or its own.
    """
    require_year(to_year, indicator.fiscal_year)
    current = _source(indicator)
    if current.sha256 != source:
        raise Stale(
            _("The definition changed since its copy was looked at."), code="source_changed"
        )
    if indicator.pk in _there([indicator], to_year):
        raise GuardRefused(_("That year already has this indicator."), code="already_there")
    document = carrying.carried(current.document, to_year=to_year, choice=choice)
    try:
        with audit.act(actor=actor, at=at) as log:
            draft = drafts.create(
                indicator.owner,
                code=str(document.get("code") or indicator.code),
                fiscal_year=to_year,
                name=str(document.get("name") or indicator.name),
                method=_method(current),
                actor=actor,
                at=at,
                document=document,
                copied_from=indicator,
            )
            if indicator.consolidated:
                draft.indicator.consolidated = True
                draft.indicator.save(update_fields=["consolidated"])
            made = _take_cases(indicator, draft.indicator, actor, at)
            log.note_down(
                "indicator.carry",
                draft.indicator,
                subject=subject_of(draft.indicator),
                unit_path=indicator.owner.path,
                code=draft.indicator.code,
                fiscal_year=to_year,
                source=indicator.code,
                source_year=indicator.fiscal_year,
                rehearsals=made,
            )
    except IntegrityError:  # another made it at the same moment
        raise GuardRefused(
            _("That year already has this indicator."), code="already_there"
        ) from None
    return draft


def require_year(to_year: int, own: int) -> None:
    """Refuse a year that is none, and the indicator's own."""
    if not FIRST_YEAR <= to_year <= LAST_YEAR:
        raise InvalidInput(
            _("Give a fiscal year of the Buddhist era, such as 2570."), code="year_form"
        )
    if to_year == own:
        raise InvalidInput(_("Choose another year than the indicator's own."), code="same_year")


def _source(indicator: Indicator) -> Source:
    found = sources_of([indicator]).get(indicator.pk)
    if found is None:
        raise GuardRefused(_("The indicator has no definition to copy."), code="no_definition")
    return found


def _method(source: Source) -> Method:
    """A draft that is carried may name no method yet; its document keeps what it says."""
    return Method(source.method) if source.method in list(Method) else Method.MILESTONES


def _there(indicators: Sequence[Indicator], year: int) -> dict[int, Indicator]:
    """By origin: the indicator that the year already has, copied from it or under its code."""
    owners = {indicator.owner_id for indicator in indicators}
    pks = [indicator.pk for indicator in indicators]
    found = Indicator.objects.filter(
        Q(owner_id__in=owners) | Q(copied_from__in=pks), fiscal_year=year
    )
    copies = {other.copied_from_id: other for other in found if other.copied_from_id}
    coded = {(other.owner_id, other.code): other for other in found}
    there: dict[int, Indicator] = {}
    for indicator in indicators:
        # a code with its year in it moves along
        moved = indicator.code.replace(str(indicator.fiscal_year), str(year))
        other = copies.get(indicator.pk) or next(
            (
                coded[indicator.owner_id, code]
                for code in (indicator.code, moved)
                if (indicator.owner_id, code) in coded
            ),
            None,
        )
        if other is not None:
            there[indicator.pk] = other
    return there


def _take_cases(origin: Indicator, new: Indicator, actor: Actor, at: datetime) -> int:
    years = new.fiscal_year - origin.fiscal_year
    cases = [
        RehearsalCase(
            indicator=new,
            round_key=case.round_key,
            name=case.name,
            case=moved_case(case.case, years),
            expected=case.expected,
            created_at=at,
            created_by=actor if isinstance(actor, User) else None,
        )
        for case in origin.rehearsal_cases.all()
    ]
    RehearsalCase.objects.bulk_create(cases)
    return len(cases)


def _case_counts(indicators: Collection[Indicator]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for pk in RehearsalCase.objects.filter(indicator__in=indicators).values_list(
        "indicator_id", flat=True
    ):
        counts[pk] = counts.get(pk, 0) + 1
    return counts


class _Holidays:
    """The days off of a fiscal year and the year after, of a unit and those above it."""

    def __init__(self, year: int) -> None:
        first = fiscal_year_span(year)[0]
        last = fiscal_year_span(year + 1)[1]
        self._days = list(
            Holiday.objects.filter(day__range=(first, last)).values_list("owner_id", "day", "name")
        )

    def of(self, indicator: Indicator) -> dict[date, str]:
        owners = {int(pk) for pk in indicator.owner.path.strip("/").split("/") if pk}
        return {day: name for owner, day, name in self._days if owner in owners}
