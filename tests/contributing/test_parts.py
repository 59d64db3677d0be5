"""Parts of a report, named by codes: what is offered, and which requirements each holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from scoring.definition import Round
from scoring.parsing import parse_definition
from submissions.domain import parts
from submissions.domain.outline import outline
from tests.evidence.world import every_kind

FIXTURES = sorted((Path(settings.BASE_DIR) / "fixtures" / "indicators").glob("*.yaml"))


def rounds_of(path: Path) -> tuple[Round, ...]:
    return parse_definition(path.read_bytes()).rounds


def milestones() -> Round:
    (round,) = parse_definition(json.dumps(every_kind()).encode()).rounds
    return round


def test_levels_and_criteria_are_offered_in_the_order_of_the_definition():
    offered = parts.offered(milestones())
    assert [(part.code, part.depth) for part in offered] == [
        ("level-1", 0),
        ("criterion-1.1", 1),
        ("criterion-1.2", 1),
        ("level-2", 0),
        ("criterion-2.1", 1),
        ("level-3", 0),
        ("criterion-3.1", 1),
    ]
    assert offered[1].words == "1.1 มีการทบทวนกระบวนการของสำนัก/กอง"


@pytest.mark.parametrize(
    ("codes", "keys"),
    [
        (["criterion-1.1"], {"1.1-a", "1.1-b"}),
        (["level-1"], {"1.1-a", "1.1-b", "1.2-a"}),
        (["criterion-1.2", "level-3"], {"1.2-a", "3.1-a", "3.1-b"}),
        (["gone"], set()),
        ([], set()),
    ],
)
def test_a_part_holds_the_requirements_inside_it(codes, keys):
    assert parts.keys_of(milestones(), codes) == keys


def test_the_whole_holds_everything():
    assert parts.keys_of(milestones(), [parts.WHOLE]) == set(outline(milestones()).places)


@given(codes=st.lists(st.sampled_from([p.code for p in parts.offered(milestones())])))
def test_parts_together_hold_what_each_holds(codes):
    definition = milestones()
    each = [parts.keys_of(definition, [code]) for code in codes]
    assert parts.keys_of(definition, codes) == frozenset().union(*each)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_the_parts_of_every_definition_reach_all_its_requirements_by_unique_codes(path):
    for definition in rounds_of(path):
        offered = parts.offered(definition)
        codes = [part.code for part in offered]
        assert len(codes) == len(set(codes))
        assert all(part.keys for part in offered)
        assert frozenset().union(*(part.keys for part in offered)) == set(
            outline(definition).places
        )
