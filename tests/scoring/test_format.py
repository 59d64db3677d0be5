"""The whole format is read, and writing it back and reading that gives the same definition."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
import yaml

from scoring.case import Case
from scoring.choices import Above, Below, Combine, DayCount, Kind, LevelSource, Method
from scoring.definition import FORMAT, GroupWeight, Indicator, TextMap, UnknownRound
from scoring.engine import MethodNotSupported, score
from scoring.faults import DefinitionFaults
from scoring.methods.dispatch import METHODS
from scoring.moments import BANGKOK
from scoring.next_step import next_step
from scoring.parsing import dump_definition, load_document, parse_definition, to_yaml
from tests.scoring.builders import INDICATORS, criterion, document, fixture, ladder, round_document

Document = dict[str, Any]


def of_method(method: str, **rules: Any) -> Document:
    return document({"key": "r", "scale": 100, **rules}, method=method)


TARGET = of_method(
    "target",
    points=[
        {"value": 370, "score": 50},
        {"value": {"previous": 1}, "score": 75},
        {"value": {"previous": "1.02"}, "score": 100},
    ],
    below="extrapolate",
    above="extrapolate",
    tiers=[{"name": "ต้น", "score": 50}, {"name": "สูง", "score": 100}],
)
FALLING = of_method("target", points=[{"value": 9, "score": 1}, {"value": "4.5", "score": 5}])
GROUPED = of_method(
    "target",
    points={
        1: [{"value": 240, "score": 50}, {"value": 350, "score": 100}],
        "กลุ่ม 3": [{"value": 370, "score": 50}, {"value": {"previous": 1}, "score": 75}],
    },
)
BANDS = [{"above": None, "score": 300}, {"above": 5, "score": 400}, {"above": 10, "score": 500}]
GROWTH = of_method(
    "growth",
    measures="free",
    groups=[{"name": "พันธกิจ", "mandatory": True, "minimum": 1, "maximum": 3}],
    count=5,
    bands=BANDS,
    unchallenging=0,
)
NAMED_GROWTH = of_method(
    "growth",
    measures=[{"key": "a", "group": "ก", "better": "lower"}, {"key": "b"}],
    groups=[{"name": "ก"}],
    count=2,
    bands=BANDS,
)
COMPOSITE = of_method(
    "composite",
    combine="weighted_sum",
    parts=[
        {
            "key": "1",
            "title": "หมวด 1",
            "weight": 1,
            "method": "milestones",
            "scale": 100,
            "levels": ladder([60, 40]),
            "guidance": {"basic": ["ก", "ข"]},
        },
        {
            "key": "2",
            "title": "",
            "weight": "0.5",
            "indicator": "สบอ-7",
            "round": "m12",
            "scale": 100,
        },
        {"key": "3", "title": "", "weight": None, "entered": True, "scale": 500},
        {
            "key": "4",
            "title": "",
            "weight": 2,
            "method": "composite",
            "scale": 10,
            "combine": "mean",
            "parts": [{"key": "4.1", "weight": 1, "entered": True, "scale": 5}],
        },
        {
            "key": "5",
            "weight": 1,
            "method": "target",
            "scale": 5,
            "points": [{"value": 1, "score": 1}, {"value": 2, "score": 5}],
        },
    ],
    derive=[{"name": "ระดับราชการ 4.0", "formula": "score / 500 * 4"}],
)
FULL = document(
    round_document(
        [
            {
                "number": 2,
                "title": "ระดับ",
                "points": "99.5",
                "level_source": "inferred",
                "printed_points": 20,
                "guidance": {"basic": ["ก"], "advance": "ข"},
                "criteria": [
                    criterion(
                        "1.1",
                        {
                            "key": "1.1-a",
                            "title": "แผน",
                            "kind": ["form", "number", "approval", "file"],
                            "form": "form-3",
                            "minimum": 2,
                            "maximum": 20,
                            "types": ["pdf", "docx"],
                            "max_bytes": 1048576,
                            "at_least": "80.5",
                            "value_from": "form-3.progress",
                            "approver": "executive",
                            "also": ["1.2"],
                            "required": False,
                        },
                        points="0.5",
                        statements=["ก", ["ข"]],
                        definitions="ค",
                        examples=["ง"],
                        hint="จ",
                        bullets=["ฉ", "ช"],
                        min_bullets=2,
                        gaps="ซ",
                        word_limit=300,
                    ),
                    criterion("1.2"),
                ],
            },
            {"number": 5, "points": "0.5", "criteria": [criterion("5.1", points="share")]},
        ],
        due="2025-02-25T16:30:00",
        opens=date(2024, 10, 1),
        closes=datetime(2025, 3, 31, 23, 59, tzinfo=BANGKOK),
        appeal_days=7,
        answer_days=0,
        reminders=[-14, -7, 1],
        skip="allowed",
        below_first_tier="zero",
        late={
            "deduct": "0.10",
            "per": "day",
            "count": "working",
            "grace_days": 2,
            "cap": 1,
            "basis": "last",
        },
        tiers=[{"name": "ต้น", "score": 50, "level": 2}],
    ),
    owner="สบอ.",
    name_en="Test",
    weight={"ส่วนกลาง": 5, "ส่วนภูมิภาค": None},
    channel="e-saraban",
    card={
        "definition": "บรรทัดหนึ่ง\nบรรทัดสอง",
        "conditions": "yes",
        "target": "5",
        "contacts": [{"position": "หัวหน้า", "phone": 2347}, {"phone": "0-2653-4444"}],
    },
    baseline=[{"fiscal_year": 2567, "value": "ระดับ 1 - 3"}],
    notes=["null", "~", "0.10", "  ช่องว่างหน้า", ""],
)
DOCUMENTS = {
    "plain": document(),
    "full": FULL,
    "target": TARGET,
    "falling target": FALLING,
    "target by group": GROUPED,
    "growth": GROWTH,
    "growth by name": NAMED_GROWTH,
    "composite": COMPOSITE,
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_writing_and_reading_gives_the_same_definition(name: str) -> None:
    definition = load_document(DOCUMENTS[name])
    assert load_document(dump_definition(definition)) == definition
    assert parse_definition(to_yaml(definition)) == definition
    assert hash(parse_definition(to_yaml(definition))) == hash(definition)


@pytest.mark.parametrize("file", sorted(path.stem for path in INDICATORS.glob("*.yaml")))
def test_the_shipped_indicators_survive_it_too(file: str) -> None:
    definition = fixture(file)
    assert parse_definition(to_yaml(definition)) == definition


def test_the_written_yaml_is_yaml_for_everyone() -> None:
    """Another reader sees the same data: decimals are quoted, nothing is an alias."""
    definition = load_document(FULL)
    assert yaml.safe_load(to_yaml(definition)) == dump_definition(definition)
    assert yaml.safe_load(to_yaml(definition))["format"] == FORMAT


ODD_TEXTS = [
    "\u2028", "a\u2029 b\n", "\ufeff", "\r", "a\r\nb", "\xa0", "a\u3000\n b", "a\t", "\n\n", "a \n",
    "  a", " a\n b\n\nc", "🙂", "#", "%", "@", "`", "- a", "? a", ": a", "a: b", "a #b", "!a", "&a",
    "*a", "=", "<<", "yes", "2020-01-01", "0o7", "0x1f", "1:20", "007", "~", "null", "true", ".inf",
    "12e3", "1.5", "+1", "--- a", "...", "'", '"', "\\", "a'b\"c\nd", "ํา",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_texts_survive_writing_and_reading(text: str) -> None:
    definition = load_document(document(unit=text))
    assert definition.unit == text
    assert parse_definition(to_yaml(definition)) == definition


def test_the_fields_of_the_full_format() -> None:
    definition = load_document(FULL)
    entry = definition.rounds[0]
    requirement = entry.levels[0].criteria[0].evidence[0]
    assert definition.weight == (
        GroupWeight("ส่วนกลาง", Fraction(5)),
        GroupWeight("ส่วนภูมิภาค", None),
    )
    assert definition.card.contacts[0].phone == "2347"
    assert entry.due == datetime(2025, 2, 25, 16, 30, tzinfo=BANGKOK)
    assert entry.opens == date(2024, 10, 1)
    assert entry.late is not None
    assert (entry.late.count, entry.late.deduct) == (DayCount.WORKING, Fraction(1, 10))
    assert [level.points for level in entry.levels] == [Fraction("99.5"), Fraction("0.5")]
    assert requirement.kinds == (Kind.FORM, Kind.NUMBER, Kind.APPROVAL, Kind.FILE)
    assert (requirement.also, requirement.required) == (("1.2",), False)
    annotations = entry.levels[0].annotations
    assert annotations.level_source is LevelSource.INFERRED
    assert annotations.guidance == TextMap((("basic", ("ก",)), ("advance", "ข")))
    assert entry.levels[1].criteria[0].share


def test_level_points_default_to_the_step_from_the_level_before() -> None:
    levels = [{"number": number, "criteria": [criterion(str(number))]} for number in (1, 3, 5)]
    entry = load_document(document(round_document(levels, scale=5))).rounds[0]
    assert [level.points for level in entry.levels] == [1, 2, 2]


def test_the_other_methods_are_read_whole() -> None:
    target = load_document(GROUPED).rounds[0].target
    assert target is not None
    assert [group.group for group in target.groups] == ["1", "กลุ่ม 3"]
    assert target.groups[1].points[1].previous == 1
    falling = load_document(FALLING).rounds[0].target
    assert falling is not None
    assert (falling.below, falling.above) == (Below.ZERO, Above.CAP)
    growth = load_document(GROWTH).rounds[0].growth
    assert growth is not None
    assert (growth.measures, growth.count, growth.bands[1].above) == (None, 5, 5)
    composite = load_document(COMPOSITE).rounds[0].composite
    assert composite is not None
    assert composite.combine is Combine.WEIGHTED_SUM
    assert [part.indicator for part in composite.parts] == [None, "สบอ-7", None, None, None]
    assert composite.parts[0].scheme is not None
    assert [level.points for level in composite.parts[0].scheme.levels] == [60, 40]
    assert composite.parts[2].weight is None


@pytest.mark.parametrize("name", ["target", "growth", "composite"])
def test_a_method_taken_out_of_the_table_is_refused_by_name(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    definition = load_document(DOCUMENTS[name])
    monkeypatch.delitem(METHODS, Method(name))
    with pytest.raises(MethodNotSupported) as raised:
        score(definition, Case("r", None))
    assert raised.value.method == name
    with pytest.raises(MethodNotSupported):
        next_step(definition, Case("r", None))


def test_an_unknown_round_is_told_apart() -> None:
    with pytest.raises(UnknownRound):
        score(load_document(document()), Case("r9", None))


def change(source: Document, **rules: Any) -> Document:
    data = deepcopy(source)
    data["rounds"][0].update(rules)
    return data


def part(**settings: Any) -> Document:
    return change(COMPOSITE, parts=[{"key": "1", "weight": 1, "scale": 5, **settings}])


ENTERED = {"entered": True}
FAULTY: dict[str, tuple[Document, str, str]] = {
    "one point": (change(TARGET, points=[{"value": 1, "score": 1}]), "points", "list.too_short"),
    "no points": (change(TARGET, points=None), "points", "missing"),
    "no groups of points": (change(TARGET, points={}), "points", "list.empty"),
    "scores that do not rise": (
        change(TARGET, points=[{"value": 1, "score": 5}, {"value": 2, "score": 5}]),
        "points[1].score",
        "points.order",
    ),
    "values that turn back": (
        change(
            TARGET,
            points=[
                {"value": 1, "score": 1},
                {"value": 3, "score": 2},
                {"value": 2, "score": 3},
            ],
        ),
        "points[2].value",
        "points.order",
    ),
    "values that stand still": (
        change(GROUPED, points={"ก": [{"value": 1, "score": 1}, {"value": 1, "score": 2}]}),
        "points.ก[1].value",
        "points.order",
    ),
    "multiples that turn back": (
        change(
            TARGET,
            points=[
                {"value": {"previous": "1.02"}, "score": 1},
                {"value": {"previous": "1.05"}, "score": 2},
                {"value": {"previous": 1}, "score": 3},
            ],
        ),
        "points[2].value",
        "points.order",
    ),
    "multiple of nothing": (
        change(TARGET, points=[{"value": {"previous": 0}, "score": 1}, {"value": 1, "score": 2}]),
        "points[0].value.previous",
        "number.positive",
    ),
    "below": (change(TARGET, below="guess"), "below", "choice.unknown"),
    "levels of a target": (change(TARGET, levels=[]), "levels", "key.other_method"),
    "a tier by level": (
        change(TARGET, tiers=[{"name": "ก", "score": 1, "level": 1}]),
        "tiers[0].level",
        "tiers.level",
    ),
    "no count": (change(GROWTH, count=None), "count", "missing"),
    "bands that start high": (
        change(GROWTH, bands=[{"above": 5, "score": 1}]),
        "bands[0].above",
        "bands.first",
    ),
    "bands out of order": (
        change(GROWTH, bands=[*BANDS, {"above": 10, "score": 600}]),
        "bands[3].above",
        "bands.order",
    ),
    "a second open band": (
        change(GROWTH, bands=[*BANDS, {"score": 600}]),
        "bands[3].above",
        "missing",
    ),
    "no bands": (change(GROWTH, bands=[]), "bands", "list.empty"),
    "measures neither free nor listed": (
        change(GROWTH, measures="some"),
        "measures",
        "shape.list",
    ),
    "a measure of no group": (
        change(NAMED_GROWTH, measures=[{"key": "a", "group": "ข"}]),
        "measures[0].group",
        "measure.group",
    ),
    "a measure twice": (
        change(NAMED_GROWTH, measures=[{"key": "a"}, {"key": "a"}]),
        "measures[1].key",
        "duplicate",
    ),
    "group bounds": (
        change(GROWTH, groups=[{"name": "ก", "minimum": 3, "maximum": 2}]),
        "groups[0].maximum",
        "requirement.maximum",
    ),
    "combine": (change(COMPOSITE, combine="median"), "combine", "choice.unknown"),
    "no parts": (change(COMPOSITE, parts=[]), "parts", "list.empty"),
    "part without scale": (part(**ENTERED, scale=None), "parts[0].scale", "missing"),
    "part weight of nothing": (part(**ENTERED, weight=0), "parts[0].weight", "number.positive"),
    "part of no kind": (part(), "parts[0]", "part.kind"),
    "part of two kinds": (part(entered=True, indicator="x", round="r"), "parts[0]", "part.kind"),
    "part of an indicator without round": (part(indicator="x"), "parts[0].round", "missing"),
    "lateness of a part": (
        part(**ENTERED, late={"deduct": 1}),
        "parts[0].late",
        "key.unknown",
    ),
    "part's levels off its scale": (
        part(method="milestones", levels=ladder([1, 2, 3])),
        "parts[0].levels",
        "levels.sum",
    ),
    "formula with a name": (
        change(COMPOSITE, derive=[{"name": "ก", "formula": "__import__('os')"}]),
        "derive[0].formula",
        "formula.form",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_faults_of_the_other_methods(name: str) -> None:
    data, path, code = FAULTY[name]
    with pytest.raises(DefinitionFaults) as raised:
        load_document(data)
    found = [(fault.path, fault.code) for fault in raised.value.faults]
    assert (f"rounds[0].{path}", code) in found


@pytest.mark.parametrize(
    "formula", ["score", "score / 500 * 4", "-(score + 1.5) * (2 - 3)", " ( score ) ", "1/3"]
)
def test_formulas_that_are_taken(formula: str) -> None:
    derive = [{"name": "ก", "formula": formula}]
    assert load_document(change(COMPOSITE, derive=derive))


@pytest.mark.parametrize(
    "formula",
    [
        "score ** 2",
        "scores",
        "score score",
        "(score",
        "score)",
        "1 +",
        "* 2",
        "()",
        "1.2.3",
        "score // 2",
        "score % 2",
        "score.real",
        "abs(score)",
        "๕",
        "1e9",
        "(" * 30 + "1" + ")" * 30,
        "-" * 50 + "1",
        "1+" * 150 + "1",
        "9" * 20,
    ],
)
def test_formulas_that_are_refused(formula: str) -> None:
    derive = [{"name": "ก", "formula": formula}]
    with pytest.raises(DefinitionFaults) as raised:
        load_document(change(COMPOSITE, derive=derive))
    assert [fault.code for fault in raised.value.faults] == ["formula.form"]


def test_a_definition_is_frozen_and_its_plan_is_no_part_of_it() -> None:
    first, second = load_document(document()), load_document(document())
    score(first, Case("r", None))
    assert first == second
    assert hash(first) == hash(second)
    with pytest.raises(AttributeError):
        first.name = "x"  # type: ignore[misc]


def test_indicator_is_what_the_doors_return() -> None:
    assert isinstance(load_document(document()), Indicator)
