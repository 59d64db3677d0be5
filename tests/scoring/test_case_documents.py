"""A case in memory: written and read again it is the same; other rules leave out what they lack."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.case_documents import case_document, fitted, read_case_document
from scoring.cases import load_cases
from scoring.engine import score
from scoring.faults import CaseFaults
from tests.scoring.builders import (
    CASES,
    case,
    composite_indicator,
    entered,
    indicator,
    ladder,
    requirement,
    target_indicator,
)

FILES = sorted(CASES.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_shipped_case_survives_writing(file: Path) -> None:
    for loaded in load_cases([file]):
        again = read_case_document(case_document(loaded.case), loaded.indicator)
        assert again == loaded.case


def test_what_is_wrong_is_named() -> None:
    with pytest.raises(CaseFaults) as found:
        read_case_document({"round": "x", "accepted": {"1.1-a": 1}}, indicator())
    assert {fault.code for fault in found.value.faults} == {"case.round", "missing"}


def test_evidence_of_requirements_that_are_gone_is_left_out_and_named() -> None:
    document = case_document(case({"1.1-a": 1, "2.1-a": 0, "9.9-z": 2}, values={"9.9-n": 4}))
    fit = fitted(document, indicator().round("r"))
    assert fit.document["accepted"] == {"1.1-a": 1, "2.1-a": 0}
    assert fit.left_out == ("9.9-z", "9.9-n")


def test_a_number_that_became_a_file_no_longer_counts() -> None:
    fit = fitted({"values": {"1.1-a": 85}}, indicator().round("r"))
    assert (fit.document["values"], fit.left_out) == ({}, ("1.1-a",))


def test_another_method_takes_nothing_of_the_former() -> None:
    fit = fitted(case_document(case("1.1-a")), target_indicator().round("r"))
    assert fit.left_out == ("1.1-a",)


def test_parts_are_fitted_one_by_one() -> None:
    nested = {"key": "2", "title": "ข", "weight": 1, "method": "milestones", "scale": 100}
    rules = composite_indicator(entered("1"), {**nested, "levels": ladder([100])}).round("r")
    given = {
        "1": {"score": 80, "accepted": {"1.1-a": 1}},
        "2": {"score": 3, "accepted": {"1.1-a": 1, "8": 1}},
        "3": {"score": 5},
    }
    fit = fitted({"parts": given}, rules)
    assert fit.document["parts"] == {"1": {"score": 80}, "2": {"accepted": {"1.1-a": 1}}}
    assert fit.left_out == ("3", "1/accepted", "2/score", "2/8")


KEYS = st.sampled_from(["1.1-a", "2.1-a", "3.1-a", "4.1-a", "5.1-a"])


@given(st.dictionaries(KEYS, st.integers(0, 3)), st.integers(1, 5))
def test_whatever_fits_can_be_scored(accepted: dict[str, int], levels: int) -> None:
    rules = indicator(
        *ladder([100 // levels] * (levels - 1) + [100 - 100 // levels * (levels - 1)])
    )
    fit = fitted(case_document(case(accepted)), rules.round("r"))
    known = {requirement_.key for _l, _c, requirement_ in rules.round("r").evidence()}
    assert set(fit.left_out) == {k for k, n in accepted.items() if n and k not in known}
    score(rules, read_case_document(fit.document, rules))


def test_a_requirement_keeps_its_pieces() -> None:
    rules = indicator(
        {
            "number": 1,
            "title": "ก",
            "points": 100,
            "criteria": [
                {"key": "1.1", "title": "ก", "evidence": [requirement("1.1-a", minimum=3)]}
            ],
        }
    )
    fit = fitted({"accepted": {"1.1-a": 2}}, rules.round("r"))
    assert fit.document == {"accepted": {"1.1-a": 2}}
