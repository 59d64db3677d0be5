"""A bureau with sections below it, and rounds of the shipped target indicator."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from indicators.models import Assignment, Indicator, Round
from kpi_portal.accounts.enums import UnitGroup, UnitKind
from scoring.parsing import load_document
from submissions.domain import supply
from submissions.domain.opening import open_round
from submissions.models import Submission
from tests import factories
from tests.figures.world import NOON, World, make_world, shipped


@pytest.fixture
def world(db) -> World:
    made = make_world()
    made.section.abbreviation = "อท."
    made.section.save()
    return made


@pytest.fixture
def regional(world):
    """A regional centre of the bureau."""
    return factories.UnitFactory(
        parent=world.bureau,
        name="ศูนย์อุทกวิทยาชลประทานภาคใต้",
        code="SOUTH",
        abbreviation="ศภต.",
        kind=UnitKind.CENTRE,
        group=UnitGroup.REGIONAL,
    )


@pytest.fixture
def milestones(world) -> Round:
    """A planned round that asks nothing of the units' settings."""
    loaded = world.load(load_document(factories.definition(opens="2024-10-01") | {"unit": "ระดับ"}))
    return _far(loaded.rounds.get())


@pytest.fixture
def target(world) -> Round:
    """A planned round whose points depend on target groups and last year's score."""
    return _far(world.load(shipped("org-status-2564")).rounds.order_by("due_at")[0])


def _far(round_: Round) -> Round:
    Round.objects.filter(pk=round_.pk).update(
        due_at=NOON + timedelta(days=30), closes_at=NOON + timedelta(days=60)
    )
    return Round.objects.select_related("indicator__owner", "version").get(pk=round_.pk)


@pytest.fixture
def measured(world, target) -> Submission:
    """An open report of 400 against target group 3 and last year's 412.03."""
    world.assign(target.indicator, target.key, target_group="3", previous=Decimal("412.03"))
    report = open_round(target, actor=world.configurer, at=NOON)[0]
    supply.set_number(report, "value", actor=world.drafter, at=NOON, typed="400")
    return Submission.objects.get(pk=report.pk)


def last_year(world: World, indicator: Indicator, *scores: tuple) -> Indicator:
    """The indicator of the year before with the published results of units."""
    origin = factories.IndicatorFactory(
        owner=world.bureau, fiscal_year=indicator.fiscal_year - 1, code=indicator.code
    )
    round_ = factories.RoundFactory(indicator=origin, name="รอบ 12 เดือน")
    for unit, score in scores:
        factories.SubmissionFactory(
            round=round_, unit=unit, state="published", confirmed_final=Decimal(score)
        )
    indicator.copied_from = origin
    indicator.save()
    return origin


def assignment(round_: Round, unit) -> Assignment:
    return Assignment.objects.get(round=round_, unit=unit)
