"""A composite of parts of every kind, with keys that are awkward in addresses."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from scoring.parsing import load_document
from submissions.domain import completeness, outline, scores, supply
from submissions.enums import ScoreBasis
from submissions.models import Submission
from tests import factories
from tests.figures.helpers import put
from tests.figures.test_lives import same
from tests.figures.world import LATER, NOON, Measure, World, give_file

pytestmark = pytest.mark.django_db


def mixed() -> dict[str, Any]:
    body = factories.definition()
    body["method"], body["unit"] = "composite", "คะแนน"
    entry = body["rounds"][0]
    levels = entry.pop("levels")
    levels[0]["criteria"][0]["evidence"][0]["also"] = ["1.2"]
    levels[0]["criteria"].append({"key": "1.2", "title": "เผยแพร่"})
    points = {
        "ก": [{"value": 10, "score": 50}, {"value": {"previous": 1}, "score": 100}],
        "ข": [{"value": 1, "score": 50}, {"value": 2, "score": 100}],
    }
    fixed = [{"key": key, "better": "higher"} for key in ("น้ำ", "ดิน", "ป่า")]
    bands = [{"score": 60}, {"above": 10, "score": 100}]
    entry |= {
        "opens": "2020-10-01",
        "combine": "weighted_sum",
        "parts": [
            {"key": "1/2", "title": "ระดับ", "weight": 1, "scale": 100, "method": "milestones"}
            | {"levels": levels},
            {"key": "เป้า หมาย", "title": "ค่า", "weight": 2, "scale": 100, "method": "target"}
            | {"points": points},
            {"key": "3", "title": "ตัววัด", "weight": 1, "scale": 100, "method": "growth"}
            | {"measures": fixed, "count": 2, "bands": bands},
            {"key": "4", "title": "ผลที่กรอก", "weight": 1, "scale": 10, "entered": True},
        ],
    }
    return body


@pytest.fixture
def report(world: World) -> Submission:
    return world.opened(load_document(mixed()), target_group="ก", previous=Decimal("20.5"))


def fill(world: World, report: Submission) -> None:
    by: dict[str, Any] = {"actor": world.drafter, "at": NOON}
    give_file(report, "1|2:1.1-a", world.drafter)
    supply.set_number(report, "เป้า หมาย:value", typed="15.25", **by)
    said = Measure(history=("100",), target="100", result="120")
    for key in ("ดิน", "ป่า"):
        put(world, report, f"3:measure-{key}", said)
    supply.set_number(report, "4:score", typed="7.5", **by)
    give_file(report, "4:evidence", world.drafter)


def test_all_kinds_of_parts_are_scored_together(
    world: World, report: Submission, tmp_path: Path
) -> None:
    fill(world, report)
    fresh = Submission.objects.get(pk=report.pk)
    assert completeness.missing_for_claim(fresh) == []
    assert completeness.measure_gaps(fresh) == []
    done = world.published(report)
    snapshot = scores.latest(done, ScoreBasis.CONFIRMED)
    assert snapshot is not None
    assert same(snapshot, load_document(mixed()), tmp_path)
    final = scores.evaluate(done, ScoreBasis.CONFIRMED, at=LATER).result.final
    assert final == Fraction(1 * 100 + 2 * 75 + 1 * 100 + 1 * 75, 5)


def test_every_page_of_awkward_keys_opens(client, world: World, report: Submission) -> None:
    fill(world, report)
    client.force_login(world.drafter)
    for key in outline.outline(report.definition).places:
        page = reverse("submissions:requirement", args=[report.pk, key])
        assert client.get(page).status_code == 200, key
    level = client.get(reverse("submissions:task_list", args=[report.pk])).context["levels"][0]
    assert level.criteria[1].proved_elsewhere == ("รายงานการประชุม",)


def test_too_few_measures_are_a_gap_of_their_part(world: World, report: Submission) -> None:
    put(world, report, "3:measure-น้ำ", Measure(history=("100",), target="100", result="120"))
    gaps = completeness.measure_gaps(Submission.objects.get(pk=report.pk))
    assert [(gap.block.part.key, gap.fault.code) for gap in gaps if gap.block.part] == [
        ("3", "measures.count")
    ]
