"""Definitions, forms and memo wordings: what the strategy section keeps."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta

import yaml
from django.conf import settings

from forms_templates.domain.loading import load_forms
from forms_templates.domain.memos import load_wording
from forms_templates.schema_loading import load_forms as read_forms
from forms_templates.wording import load_memo_template
from indicators.domain.cloning import clone_indicator, copied
from indicators.domain.loading import load_definition
from indicators.domain.planning import RoundPlan, plan_round
from indicators.models import Indicator
from kpi_portal.accounts.models import User
from kpi_portal.demo import moments
from kpi_portal.demo.organisation import Organisation
from kpi_portal.thai import fiscal_year_of
from scoring.definition import Indicator as Definition
from scoring.definition import Round as RoundDefinition
from scoring.parsing import parse_definition

FIXTURES = settings.BASE_DIR / "fixtures"
APPEAL_DAYS = 15


def load_wordings(organisation: Organisation) -> None:
    """The three memos' wordings, owned by the bureau."""
    for path in sorted((FIXTURES / "memos").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        load_wording(
            yaml.safe_load(text),
            load_memo_template(text).kind,
            owner=organisation.bureau,
            actor=_keeper(organisation),
            at=moments.founding(),
        )


def load_process_improvement(organisation: Organisation) -> Indicator:
    """The indicator with a rule for lateness, of fiscal year 2566."""
    return _load(organisation, "process-improvement-2566", moments.at(date(2022, 10, 3)))


def load_digitalize(organisation: Organisation) -> Indicator:
    """สบอ-7 of fiscal year 2568, and its forms."""
    at = moments.at(date(2024, 10, 1), 10)
    _load_forms(organisation, 2568, at)
    return _load(organisation, "rid-digitalize-2568", at)


def clone_digitalize(organisation: Organisation, origin: Indicator, now: datetime) -> Indicator:
    """สบอ-7 of the current fiscal year with a first round due in five days."""
    due = moments.due_day(now)
    year = fiscal_year_of(due)
    at = moments.back(now, 45)
    _load_forms(organisation, year, at)
    newest = origin.versions.order_by("-number")[0].parsed
    changed = _in_mid_round(copied(newest, fiscal_year=year), due)
    loaded = clone_indicator(
        origin, fiscal_year=year, actor=_keeper(organisation), at=at, changed=changed
    )
    _allow_appeals(organisation, loaded.indicator, at)
    return loaded.indicator


def _in_mid_round(definition: Definition, due: date) -> Definition:
    first, *others = definition.rounds
    opens = due - timedelta(days=45)
    closes = due + timedelta(days=34)
    moved = replace(first, opens=opens, due=due, closes=closes)
    return replace(definition, rounds=(moved, *(_after(entry, closes) for entry in others)))


def _after(entry: RoundDefinition, day: date) -> RoundDefinition:
    """The round with its dates after `day`: late in a fiscal year the copy's own would be past."""
    if isinstance(entry.opens, date) and entry.opens > day:
        return entry
    return replace(
        entry,
        opens=day + timedelta(days=1),
        due=day + timedelta(days=120),
        closes=day + timedelta(days=150),
    )


def _load(organisation: Organisation, name: str, at: datetime) -> Indicator:
    path = FIXTURES / "indicators" / f"{name}.yaml"
    indicator = load_definition(
        parse_definition(path.read_bytes()),
        owner=organisation.bureau,
        actor=_keeper(organisation),
        at=at,
        reason=path.name,
    ).indicator
    _allow_appeals(organisation, indicator, at)
    return indicator


def _allow_appeals(organisation: Organisation, indicator: Indicator, at: datetime) -> None:
    """Units may ask for a reconsideration: the definition leaves the days to the round."""
    for entry in indicator.rounds.select_related("indicator__owner"):
        settings_ = {field.name: getattr(entry, field.name) for field in fields(RoundPlan)}
        plan = RoundPlan(**settings_ | {"appeal_days": APPEAL_DAYS})
        plan_round(entry, plan, actor=_keeper(organisation), at=at)


def _load_forms(organisation: Organisation, year: int, at: datetime) -> None:
    source = (FIXTURES / "forms" / "forms-2568.yaml").read_text(encoding="utf-8")
    load_forms(
        read_forms(source),
        owner=organisation.bureau,
        actor=_keeper(organisation),
        at=at,
        fiscal_year=year,
    )


def _keeper(organisation: Organisation) -> User:
    return organisation.people["configurer"]
