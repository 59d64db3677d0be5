"""Every fault of the format is refused and named: its path and its stable code."""

from __future__ import annotations

import string
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from scoring.fault_messages import MESSAGES
from scoring.faults import DefinitionFaults
from scoring.parsing import load_document, parse_definition
from tests.scoring.builders import criterion, document, ladder, level, requirement, round_document

Change = Callable[[dict[str, Any]], Any]


def faults_of(data: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(DefinitionFaults) as raised:
        load_document(data)
    return [(fault.path, fault.code) for fault in raised.value.faults]


def put(path: str, value: Any) -> Change:
    """Sets what a dotted path with list indexes leads to."""

    def change(data: Any) -> None:
        *steps, last = [int(s) if s.isdigit() else s for s in path.split(".")]
        for step in steps:
            data = data[step]
        data[last] = value

    return change


def drop(path: str) -> Change:
    def change(data: Any) -> None:
        *steps, last = [int(s) if s.isdigit() else s for s in path.split(".")]
        for step in steps:
            data = data[step]
        del data[last]

    return change


E0 = "rounds.0.levels.0.criteria.0.evidence.0"
P0 = "rounds[0].levels[0].criteria[0].evidence[0]"

# What is changed in a sound definition, and the one fault that must follow.
CHANGES: dict[str, tuple[Change, str, str]] = {
    # the document
    "another format": (put("format", "kpi-indicator/2"), "format", "format.unknown"),
    "no format": (drop("format"), "format", "missing"),
    "unknown key": (put("colour", "red"), "colour", "key.unknown"),
    "unknown key of a round": (put("rounds.0.dues", "x"), "rounds[0].dues", "key.unknown"),
    "unknown key of evidence": (put(f"{E0}.kinds", "x"), f"{P0}.kinds", "key.unknown"),
    "unknown key of the card": (put("card", {"aim": "x"}), "card.aim", "key.unknown"),
    "no code": (drop("code"), "code", "missing"),
    "blank code": (put("code", "  "), "code", "missing"),
    "no name": (put("name", None), "name", "missing"),
    "no method": (drop("method"), "method", "missing"),
    "unknown method": (put("method", "magic"), "method", "choice.unknown"),
    "year of the Christian era": (put("fiscal_year", 2025), "fiscal_year", "fiscal_year.range"),
    "year in Thai digits": (put("fiscal_year", "๒๕๖๘"), "fiscal_year", "number.form"),
    "name that is a list": (put("name", ["x"]), "name", "text.form"),
    "control character": (put("name", "a\x00b"), "name", "text.control"),
    "half a surrogate": (put("name", "a\ud800b"), "name", "text.control"),
    "card that is a text": (put("card", "x"), "card", "shape.mapping"),
    "notes that are a text": (put("notes", "x"), "notes", "shape.list"),
    "baseline year": (
        put("baseline", [{"fiscal_year": 1, "value": "x"}]),
        "baseline[0].fiscal_year",
        "fiscal_year.range",
    ),
    # numbers
    "negative weight": (put("weight", -1), "weight", "number.least"),
    "weight of no group": (put("weight", {}), "weight", "list.empty"),
    "group's weight": (put("weight", {"ส่วนกลาง": "ห้า"}), "weight.ส่วนกลาง", "number.form"),
    "float": (put("weight", 0.5), "weight", "yaml.unquoted_decimal"),
    "too many digits": (put("weight", "1" * 16), "weight", "number.form"),
    "too many decimals": (put("weight", "1.0000001"), "weight", "number.form"),
    "exponent": (put("weight", "1e3"), "weight", "number.form"),
    "plus sign": (put("weight", "+5"), "weight", "number.form"),
    "comma": (put("weight", "1,000"), "weight", "number.form"),
    "trailing line break": (put("weight", "5\n"), "weight", "number.form"),
    "huge integer": (put("weight", 10**5000), "weight", "number.form"),
    "true as a number": (put("weight", True), "weight", "number.form"),
    # rounds
    "no rounds": (put("rounds", []), "rounds", "list.empty"),
    "rounds as a mapping": (put("rounds", {}), "rounds", "shape.list"),
    "round as a text": (put("rounds", ["m5"]), "rounds[0]", "shape.mapping"),
    "round without key": (drop("rounds.0.key"), "rounds[0].key", "missing"),
    "round without scale": (drop("rounds.0.scale"), "rounds[0].scale", "missing"),
    "scale of nothing": (put("rounds.0.scale", 0), "rounds[0].scale", "number.positive"),
    "not a date": (put("rounds.0.due", "25/02/2568"), "rounds[0].due", "moment.form"),
    "impossible date": (put("rounds.0.due", "2025-02-30"), "rounds[0].due", "moment.form"),
    "Buddhist-era date": (put("rounds.0.due", "2568-02-25"), "rounds[0].due", "moment.year"),
    "date as a number": (put("rounds.0.due", 20250225), "rounds[0].due", "moment.form"),
    "due before opening": (put("rounds.0.opens", "2025-03-01"), "rounds[0].due", "round.dates"),
    "closing before due": (
        put("rounds.0.closes", "2025-02-24"),
        "rounds[0].closes",
        "round.dates",
    ),
    "reminder": (put("rounds.0.reminders", [-1, "x"]), "rounds[0].reminders[1]", "number.form"),
    "skip": (put("rounds.0.skip", "maybe"), "rounds[0].skip", "choice.unknown"),
    "key of another method": (put("rounds.0.bands", []), "rounds[0].bands", "key.other_method"),
    # lateness
    "late without deduct": (put("rounds.0.late", {}), "rounds[0].late.deduct", "missing"),
    "negative deduction": (
        put("rounds.0.late", {"deduct": "-0.1"}),
        "rounds[0].late.deduct",
        "number.least",
    ),
    "late per hour": (
        put("rounds.0.late", {"deduct": 1, "per": "hour"}),
        "rounds[0].late.per",
        "choice.unknown",
    ),
    "late count": (
        put("rounds.0.late", {"deduct": 1, "count": "lunar"}),
        "rounds[0].late.count",
        "choice.unknown",
    ),
    "half a grace day": (
        put("rounds.0.late", {"deduct": 1, "grace_days": "0.5"}),
        "rounds[0].late.grace_days",
        "number.integer",
    ),
    # tiers
    "tiers out of order": (
        put("rounds.0.tiers", [{"name": "ก", "level": 2}, {"name": "ข", "level": 1}]),
        "rounds[0].tiers[1].level",
        "tiers.order",
    ),
    "tiers at the same level": (
        put("rounds.0.tiers", [{"name": "ก", "level": 2}, {"name": "ข", "level": 2}]),
        "rounds[0].tiers[1].level",
        "tiers.order",
    ),
    "tier scores out of order": (
        put(
            "rounds.0.tiers",
            [{"name": "ก", "level": 1, "score": 75}, {"name": "ข", "level": 2, "score": 50}],
        ),
        "rounds[0].tiers[1].score",
        "tiers.order",
    ),
    "tier name twice": (
        put("rounds.0.tiers", [{"name": "ก", "level": 1}, {"name": "ก", "level": 2}]),
        "rounds[0].tiers[1].name",
        "duplicate",
    ),
    "tier without level": (
        put("rounds.0.tiers", [{"name": "ก", "score": 1}]),
        "rounds[0].tiers[0].level",
        "missing",
    ),
    # levels
    "no levels": (drop("rounds.0.levels"), "rounds[0].levels", "missing"),
    "level without number": (
        drop("rounds.0.levels.2.number"),
        "rounds[0].levels[2].number",
        "missing",
    ),
    "level zero": (
        put("rounds.0.levels.0.number", 0),
        "rounds[0].levels[0].number",
        "number.least",
    ),
    "levels out of order": (
        put("rounds.0.levels.2.number", 1),
        "rounds[0].levels[2].number",
        "levels.order",
    ),
    "points do not sum to the scale": (
        put("rounds.0.levels.2.points", 21),
        "rounds[0].levels",
        "levels.sum",
    ),
    "default points do not sum": (
        drop("rounds.0.levels.2.points"),
        "rounds[0].levels",
        "levels.sum",
    ),
    "negative points": (
        put("rounds.0.levels.2.points", -20),
        "rounds[0].levels[2].points",
        "number.least",
    ),
    "criterion points above the level's": (
        put("rounds.0.levels.0.criteria.0.points", 51),
        "rounds[0].levels[0].criteria",
        "criteria.sum",
    ),
    "negative criterion points": (
        put("rounds.0.levels.0.criteria.0.points", -1),
        "rounds[0].levels[0].criteria[0].points",
        "number.least",
    ),
    "share beside points": (
        put(
            "rounds.0.levels.0.criteria",
            [criterion("1.1", points="share"), criterion("1.2", points=10)],
        ),
        "rounds[0].levels[0].criteria",
        "criteria.share",
    ),
    "share beside nothing": (
        put("rounds.0.levels.0.criteria", [criterion("1.1", points="share"), criterion("1.2")]),
        "rounds[0].levels[0].criteria",
        "criteria.share",
    ),
    "criterion key twice": (
        put("rounds.0.levels.1.criteria.0.key", "1.1"),
        "rounds[0].levels[1].criteria[0].key",
        "duplicate",
    ),
    # evidence
    "evidence key twice": (
        put("rounds.0.levels.1.criteria.0.evidence.0.key", "1.1-a"),
        "rounds[0].levels[1].criteria[0].evidence[0].key",
        "duplicate",
    ),
    "no kind": (drop(f"{E0}.kind"), f"{P0}.kind", "missing"),
    "unknown kind": (put(f"{E0}.kind", "video"), f"{P0}.kind", "choice.unknown"),
    "unknown alternative": (
        put(f"{E0}.kind", ["file", "video"]),
        f"{P0}.kind[1]",
        "choice.unknown",
    ),
    "the same kind twice": (put(f"{E0}.kind", ["file", "file"]), f"{P0}.kind[1]", "duplicate"),
    "no alternatives": (put(f"{E0}.kind", []), f"{P0}.kind", "list.empty"),
    "minimum of nothing": (put(f"{E0}.minimum", 0), f"{P0}.minimum", "number.least"),
    "maximum below minimum": (
        lambda data: (put(f"{E0}.minimum", 3)(data), put(f"{E0}.maximum", 2)(data)),
        f"{P0}.maximum",
        "requirement.maximum",
    ),
    "required as text": (put(f"{E0}.required", "no"), f"{P0}.required", "boolean.form"),
    "form beside a file": (put(f"{E0}.form", "form-1"), f"{P0}.form", "requirement.only_with"),
    "threshold beside a file": (
        put(f"{E0}.at_least", 80),
        f"{P0}.at_least",
        "requirement.only_with",
    ),
    "approver beside a file": (
        put(f"{E0}.approver", "executive"),
        f"{P0}.approver",
        "requirement.only_with",
    ),
    "value from nowhere": (
        put(E0, requirement("1.1-a", "number", at_least=1, value_from="progress")),
        f"{P0}.value_from",
        "requirement.value_from",
    ),
    "also names no criterion": (put(f"{E0}.also", ["2.1", "9.9"]), f"{P0}.also[1]", "also.unknown"),
    "level source": (
        put("rounds.0.levels.0.level_source", "guessed"),
        "rounds[0].levels[0].level_source",
        "choice.unknown",
    ),
    "guidance that is a number": (
        put("rounds.0.levels.0.guidance", {"basic": [None]}),
        "rounds[0].levels[0].guidance.basic[0]",
        "text.form",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_one_change_one_named_fault(name: str) -> None:
    change, path, code = CHANGES[name]
    data = deepcopy(document())
    change(data)
    assert (path, code) in faults_of(data)


def test_the_definition_that_is_changed_is_sound() -> None:
    assert load_document(document()).code == "ท-1"


def test_all_faults_are_named_not_only_the_first() -> None:
    rounds = [
        round_document([{"title": "ก", "points": "x"}, *ladder([50, 30, 20])], colour="red"),
        round_document(scale=None, tiers=[{"name": "ก"}]),
    ]
    assert set(faults_of(document(*rounds, weight="๕"))) >= {
        ("weight", "number.form"),
        ("rounds[0].levels[0].number", "missing"),
        ("rounds[0].levels[0].points", "number.form"),
        ("rounds[0].colour", "key.unknown"),
        ("rounds[1].scale", "missing"),
        ("rounds[1].tiers[0].level", "missing"),
        ("rounds[1].key", "duplicate"),
    }


def test_an_unknown_method_does_not_drown_the_rest_in_unknown_keys() -> None:
    assert faults_of(document(method="magic")) == [("method", "choice.unknown")]


def test_faults_of_a_text_name_their_lines() -> None:
    text = (
        "format: kpi-indicator/1\n"
        "code: ท-1\n"
        "weight: 0.5\n"
        "fiscal_year: 2568\n"
        "name: ชื่อ\n"
        "method: milestones\n"
        "code: ท-2\n"
        "rounds:\n"
        "  - key: r\n"
        "    scale: 100\n"
        "    levels:\n"
        "      - {title: ก, points: 100}\n"
    )
    with pytest.raises(DefinitionFaults) as raised:
        parse_definition(text)
    found = [(fault.path, fault.code, fault.line) for fault in raised.value.faults]
    assert found == [
        ("weight", "yaml.unquoted_decimal", 3),
        ("code", "yaml.duplicate_key", 7),
        ("rounds[0].levels[0].number", "missing", 12),
    ]


def test_messages_are_in_thai_and_english_and_quote_the_value() -> None:
    with pytest.raises(DefinitionFaults) as raised:
        load_document(document(round_document(ladder([50, 30, 21]))))
    (fault,) = raised.value.faults
    assert fault.located("th") == (
        "rounds[0].levels: คะแนนของทุกระดับรวมได้ 101 แต่คะแนนเต็ม (scale) คือ 100"
    )
    assert fault.message("en") == "the points of the levels sum to 101, the scale is 100"


def test_every_message_reads_the_same_facts_in_both_languages() -> None:
    for code, (thai, english) in MESSAGES.items():
        named = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (thai, english)
        ]
        assert named[0] == named[1], code


def test_a_key_is_quoted_safely_in_path_and_message() -> None:
    """Braces and line breaks of a hostile key stay what they are."""
    (found,) = faults_of(document(**{"{evil}\n0": 1}))
    assert found == ('["{evil}�0"]', "key.unknown")


def test_a_flood_of_faults_is_cut_and_says_so() -> None:
    many = {f"k{number}": 1 for number in range(2_000)}
    with pytest.raises(DefinitionFaults) as raised:
        load_document(document(**many))
    assert len(raised.value.faults) == 501
    assert raised.value.faults[-1].code == "too_many_faults"
    assert len(raised.value.one_line("en")) < 1_000


def test_levels_and_shares_that_are_sound_are_taken() -> None:
    shares = [criterion(f"1.{n}", points="share") for n in (1, 2, 3)]
    sound = document(round_document([level(1, *shares, points=100)]))
    assert load_document(sound).rounds[0].levels[0].points == 100
