"""The command's doors: what it refuses, with which exit status, and in how many words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.scoring.builders import CASES, INDICATORS, ROOT, document, round_document

GOOD = f"""
indicator_file: {INDICATORS}/process-improvement-2566.yaml
round: r1
submitted_at: 2023-03-31T16:00:00+07:00
accepted: {{"1.1-a": 1}}
"""

UNKNOWN = document(method="vote")
UNKNOWN_CASE = json.dumps({"indicator": UNKNOWN, "round": "r", "submitted_at": None})

FAULTY = {
    "unknown key": (GOOD + "acepted: {}\n", "acepted"),
    "duplicate key": (GOOD + "round: r1\n", "duplicate key round"),
    "unknown round": (GOOD.replace("r1", "r9"), "r9"),
    "unknown requirement": (GOOD.replace('"1.1-a"', '"9.9-z"'), "9.9-z"),
    "unquoted decimal": (GOOD + "previous: 412.03\n", "412.03"),
    "number on a file": (GOOD + 'values: {"1.1-a": 5}\n', "1.1-a"),
    "negative pieces": (GOOD.replace('1.1-a": 1', '1.1-a": -1'), "at least 0"),
    "half a piece": (GOOD.replace('1.1-a": 1', '1.1-a": "0.5"'), "integer"),
    "Thai digits": (GOOD.replace('1.1-a": 1', '1.1-a": ๑'), "๑"),
    "no moment": (GOOD.replace("submitted_at", "submited_at"), "submitted_at is missing"),
    "impossible moment": (GOOD.replace("2023-03-31T16", "2023-02-31T16"), "2023-02-31"),
    "Buddhist-era year": (GOOD.replace("2023-03-31T16", "2566-03-31T16"), "2566"),
    "waiver as text": (GOOD + 'waiver: "false"\n', "true or false"),
    "no indicator": (GOOD.replace("indicator_file", "file"), "indicator_file"),
    "missing indicator": (GOOD.replace("process-imp", "no-such"), "no-such"),
    "indicator is a folder": (GOOD.replace("/process-improvement-2566.yaml", ""), "cannot read"),
    "no cases": (GOOD + "cases: []\n", "at least one"),
    "a case that is a text": (GOOD + "cases: [x]\n", "cases[0]"),
    "alias": (GOOD + "holidays: &h []\n", "anchor"),
    "not a mapping": ("- 1\n", "mapping"),
    "not YAML": ("a: [", "YAML"),
    "empty": ("", "empty"),
    "binary": ("\x00\x01", "YAML"),
}


def call(*files: Path) -> str:
    out = StringIO()
    call_command("score", *map(str, files), stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_case_exits_2_with_one_clear_line(name: str, tmp_path: Path) -> None:
    text, named = FAULTY[name]
    file = tmp_path / "case.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as raised:
        call(file)
    assert raised.value.returncode == 2
    message = str(raised.value)
    assert str(file) in message
    assert named in message
    assert "\n" not in message


def test_a_faulty_definition_exits_2_and_names_both_files(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("format: kpi-indicator/1\nweight: 0.5\n", encoding="utf-8")
    case = tmp_path / "case.yaml"
    case.write_text("indicator_file: bad.yaml\nround: r\nsubmitted_at: null\n", encoding="utf-8")
    with pytest.raises(CommandError) as raised:
        call(case)
    assert raised.value.returncode == 2
    for named in ("case.yaml", "bad.yaml", "0.5", "code is missing"):
        assert named in str(raised.value)


def test_an_unsupported_method_exits_3(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(UNKNOWN_CASE, encoding="utf-8")
    with pytest.raises(CommandError, match="vote") as raised:
        call(file)
    assert raised.value.returncode == 3


def test_an_unknown_method_in_a_file_or_a_part_exits_3(tmp_path: Path) -> None:
    parts = [{"key": "1", "title": "x", "weight": 1, "scale": 5, "method": "vote"}]
    whole = {"key": "r", "scale": 5, "combine": "mean", "parts": parts}
    definition = tmp_path / "definition.yaml"
    definition.write_text(json.dumps(document(whole, method="composite")), encoding="utf-8")
    case = tmp_path / "case.yaml"
    case.write_text(
        "indicator_file: definition.yaml\nround: r\nsubmitted_at: null\n", encoding="utf-8"
    )
    with pytest.raises(CommandError, match="vote") as raised:
        call(case)
    assert raised.value.returncode == 3


def test_an_unknown_method_beside_another_fault_exits_2(tmp_path: Path) -> None:
    data = {"indicator": document(method="vote", code=""), "round": "r", "submitted_at": None}
    file = tmp_path / "case.yaml"
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(CommandError, match="milestones") as raised:
        call(file)
    assert raised.value.returncode == 2


def test_a_faulty_case_wins_over_an_unsupported_method(tmp_path: Path) -> None:
    unknown, bad = tmp_path / "unknown.yaml", tmp_path / "bad.yaml"
    unknown.write_text(UNKNOWN_CASE, encoding="utf-8")
    bad.write_text(GOOD + "x: 1\n", encoding="utf-8")
    with pytest.raises(CommandError) as raised:
        call(unknown, bad)
    assert raised.value.returncode == 2


@pytest.mark.parametrize(("text", "status"), [(GOOD + "x: 1\n", 2), (UNKNOWN_CASE, 3)])
def test_the_process_prints_nothing_for_any_case(tmp_path: Path, text: str, status: int) -> None:
    """Also not for the sound case before the faulty one; and no database is needed."""
    bad = tmp_path / "bad.yaml"
    bad.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "score",
            str(CASES / "fisheries-digital-2563.yaml"),
            str(bad),
        ],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (status, "")
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_the_process_scores_without_a_database() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "score", str(CASES / "fisheries-digital-2563.yaml")],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    finals = [json.loads(line)["final"] for line in done.stdout.splitlines()]
    assert finals == ["5.00", "5.00"]


def test_an_inline_indicator_and_shared_keys(tmp_path: Path) -> None:
    shared = {
        "indicator": document(round_document()),
        "round": "r",
        "submitted_at": "2025-02-20",
        "accepted": {"1.1-a": 1},
        "cases": [{}, {"accepted": {"1.1-a": 1, "2.1-a": 1}}, {"submitted_at": None}],
    }
    file = tmp_path / "case.yaml"
    file.write_text(json.dumps(shared), encoding="utf-8")
    finals = [json.loads(line)["final"] for line in call(file).splitlines()]
    assert finals == ["50.00", "80.00", "0.00"]


def test_an_entry_may_bring_its_own_indicator(tmp_path: Path) -> None:
    shared = {
        "indicator_file": str(INDICATORS / "fisheries-digital-2563.yaml"),
        "submitted_at": None,
        "cases": [{"indicator": document(), "round": "r"}, {"round": "annual"}],
    }
    file = tmp_path / "case.yaml"
    file.write_text(json.dumps(shared), encoding="utf-8")
    scales = [json.loads(line)["scale"] for line in call(file).splitlines()]
    assert scales == ["100.00", "5.00"]


def test_faults_in_an_inline_indicator_are_named_by_their_path(tmp_path: Path) -> None:
    broken = document(round_document([{"title": "x"}]))
    data = {"indicator": broken, "round": "r", "submitted_at": None}
    file = tmp_path / "case.yaml"
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(CommandError, match=r"indicator\.rounds\[0\]\.levels\[0\]\.number"):
        call(file)


def test_a_late_rule_without_any_due_date_cannot_be_written(tmp_path: Path) -> None:
    undated = round_document(late={"deduct": "0.1"})
    del undated["due"]
    data = {"indicator": document(undated), "round": "r", "submitted_at": None}
    file = tmp_path / "case.yaml"
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(CommandError, match="due"):
        call(file)
