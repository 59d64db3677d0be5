"""Every shipped indicator that may be published is reported, judged and published in the portal,
and comes to what the engine and the `score` command make of the same facts."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from scoring import engine
from scoring.definition import Indicator as Definition
from scoring.numbers import two_places
from scoring.parsing import load_document, to_yaml
from submissions.domain import scores
from submissions.enums import ScoreBasis, State
from submissions.models import ScoreSnapshot, Submission
from tests.figures.world import NOON, World, growth, settled_pmqa, shipped

pytestmark = pytest.mark.django_db

SHIPPED = (
    "fisheries-digital-2563",
    "org-frame-2564",
    "org-status-2564",
    "pmqa40-2563-results",
    "process-improvement-2566",
    "rid-digitalize-2568",
)
# What the assignment must say of a unit, and what is typed, where the definition asks for it.
ASSIGNED: dict[str, dict[str, Any]] = {
    "org-status-2564": {"target_group": "3", "previous": Decimal("412.03")}
}
PMQA_2563 = dict(
    zip(
        "1234567",
        ("453.13", "479.17", "390.63", "402.78", "421.88", "456.60", "280.00"),
        strict=True,
    )
)
TYPED = {"pmqa40-2563-results": {f"{key}:score": number for key, number in PMQA_2563.items()}}
# Of the worked examples; the others earn their full score.
EXPECTED = {
    "org-status-2564": "67.84",
    "pmqa40-2563-results": "412.03",
    # 50 of 100 in four entered results (35), in one (7.5), nothing published for the other
    "org-frame-2564": "42.50",
}


def same(snapshot: ScoreSnapshot, definition: Definition, folder: Path) -> bool:
    """Whether `manage.py score` prints the stored result for the stored inputs."""
    (folder / "definition.yaml").write_text(to_yaml(definition))
    case = folder / "case.yaml"
    case.write_text(json.dumps({**snapshot.inputs, "indicator_file": "definition.yaml"}))
    printed = io.StringIO()
    call_command("score", str(case), stdout=printed)
    result = {key: value for key, value in snapshot.result.items() if key != "engine"}
    return bool(json.loads(printed.getvalue()) == result)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_indicator_is_reported_and_published(
    world: World, name: str, tmp_path: Path
) -> None:
    definition = shipped(name)
    report = world.opened(definition, **ASSIGNED.get(name, {}))
    world.fill(report, TYPED.get(name))
    done = world.published(report)
    scored = scores.evaluate(done, ScoreBasis.CONFIRMED, at=NOON)
    direct = engine.score(definition, scored.case)
    assert done.state == State.PUBLISHED
    assert str(done.confirmed_final) == two_places(direct.final)
    assert two_places(direct.final) == EXPECTED.get(name, two_places(direct.scale))
    for basis in ScoreBasis:
        snapshot = scores.latest(done, basis)
        assert snapshot is not None
        assert same(snapshot, definition, tmp_path)


def test_pmqa_once_settled_is_reported_and_published(world: World, tmp_path: Path) -> None:
    definition = settled_pmqa()
    report = world.opened(definition)
    world.fill(report)
    done = world.published(report)
    snapshot = scores.latest(done, ScoreBasis.CONFIRMED)
    assert snapshot is not None
    assert same(snapshot, definition, tmp_path)
    # six categories in full, the measures of the seventh 6.67 % above a challenging target
    assert str(done.confirmed_final) == two_places(Fraction(6 * 500 + 400, 7))
    assert done.required_total == done.supplied_total == done.judged_total


def test_growth_is_reported_and_published(world: World, tmp_path: Path) -> None:
    definition = load_document(growth())
    report = world.opened(definition)
    world.fill(report)
    done = world.published(report)
    assert done.confirmed_final == Decimal(400)
    snapshot = scores.latest(done, ScoreBasis.CONFIRMED)
    assert snapshot is not None
    assert same(snapshot, definition, tmp_path)
    assert Submission.objects.get(pk=done.pk).confirmed_level is None
