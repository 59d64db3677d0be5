"""The worked examples of the scoring reference, through the command people will use."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests.scoring.builders import CASES

EXPECTED: dict[str, list[dict[str, Any]]] = {
    "rid-digitalize-2568": [
        {"level": 3, "final": "50.00", "tier": "เป้าหมายขั้นต้น", "weighted": "2.50", "weight": "5.00"},
        {"level": 2, "final": "30.00", "tier": None, "days_late": None},
        {"level": 2, "final": "75.00", "tier": "เป้าหมายมาตรฐาน"},
    ],
    "process-improvement-2566": [
        {"level": 5, "final": "5.00"},
        {"level": 3, "final": "3.00"},
        {"level": 2, "final": "2.50", "days_late": 0, "deduction": "0.00"},
        {"level": 2, "raw": "2.50", "final": "2.20", "days_late": 3, "deduction": "0.30"},
    ],
    "fisheries-digital-2563": [
        {"level": 5, "final": "5.00", "weighted": "10.00", "percent": "100.00"},
        {"level": 5, "final": "5.00", "weighted": "5.00"},
    ],
    "org-status-2564": [
        {"level": None, "final": "67.84", "tier": "เป้าหมายขั้นต้น", "weighted": "10.18"},
        {"final": "75.00", "tier": "เป้าหมายมาตรฐาน"},
        {"final": "0.00", "tier": None},
        {"final": "100.00", "tier": "เป้าหมายขั้นสูง", "weighted": "15.00"},
    ],
    "growth-measures": [
        {"level": None, "final": "300.00"},
        {"final": "400.00"},
        {"final": "0.00"},
    ],
    "pmqa40-2563-results": [
        {"level": None, "final": "412.03", "derived": {"ระดับราชการ 4.0": "3.30"}},
    ],
    "org-frame-2564": [
        {"final": "83.18", "weighted": "83.18"},
        {"final": "59.50"},
    ],
    "pmqa40-2565": [
        {"final": "12.50", "weighted": None, "derived": {"ระดับราชการ 4.0": "0.10"}},
        {"final": "7.62"},
    ],
}
OUTPUT_KEYS = [
    "method",
    "level",
    "raw",
    "deduction",
    "days_late",
    "final",
    "scale",
    "percent",
    "weight",
    "weighted",
    "tier",
    "derived",
    "trace",
]


def scored(*names: str, **options: Any) -> list[dict[str, Any]]:
    out = StringIO()
    files = [str(CASES / f"{name}.yaml") for name in names]
    call_command("score", *files, stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_case_file_has_its_expectation() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in CASES.glob("*.yaml"))


@pytest.mark.parametrize("name", EXPECTED)
def test_worked_examples(name: str) -> None:
    results = scored(name)
    assert len(results) == len(EXPECTED[name])
    for result, expected in zip(results, EXPECTED[name], strict=True):
        assert {key: result[key] for key in expected} == expected


def test_output_has_exactly_the_keys_of_the_reference() -> None:
    for result in scored(*EXPECTED):
        assert list(result) == OUTPUT_KEYS


def test_several_files_come_out_in_their_order() -> None:
    methods = [
        (result["scale"]) for result in scored("fisheries-digital-2563", "rid-digitalize-2568")
    ]
    assert methods == ["5.00", "5.00", "100.00", "100.00", "100.00"]


def test_the_levels_above_the_gap_earn_nothing_and_the_trace_says_so() -> None:
    trace = scored("rid-digitalize-2568")[1]["trace"]
    no_skip = next(step for step in trace if step["code"] == "no_skip")
    assert no_skip["facts"] == {"incomplete": 3, "above": [4, 5], "complete_above": [4, 5]}


def test_explained_output_words_every_step_in_both_languages() -> None:
    for result in scored(*EXPECTED, explain=True):
        assert all(step["th"] and step["en"] for step in result["trace"])
        assert set(result["summary"]) == {"th", "en"}
    late = scored("process-improvement-2566", explain=True)[3]["summary"]
    assert "หัก 0.30 เพราะส่งช้า 3 วัน" in late["th"]
    assert "0.30 deducted: submitted 3 days late" in late["en"]
