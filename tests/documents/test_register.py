"""A document number is never given twice, wherever it comes from."""

from __future__ import annotations

from datetime import date

import pytest

from kpi_portal.errors import GuardRefused, InvalidInput
from submissions.documents.domain import register
from submissions.documents.domain.register import Numbering
from submissions.documents.models import RegisterNumber
from tests.documents.conftest import NOW, Office

DAY = date(2025, 2, 6)


def take(office: Office, **numbering: object) -> RegisterNumber:
    return register.take(
        office.strategy,
        Numbering(**numbering),  # type: ignore[arg-type]
        actor=office.head,
        at=NOW,
        dated=DAY,
    )


def test_the_portals_own_series_counts_up(office: Office) -> None:
    assert [take(office).text, take(office).text] == ["สบอ 9/1", "สบอ 9/2"]


def test_a_circular_carries_its_mark(office: Office) -> None:
    assert take(office, circular=True).text == "สบอ 9/ว 1"


def test_a_typed_number_is_kept_in_arabic_digits(office: Office) -> None:
    assert take(office, typed=" สบอ  ๙/๑๕๖๘ ").text == "สบอ 9/1568"


def test_a_typed_number_is_refused_the_second_time(office: Office) -> None:
    take(office, typed="สบอ 9/1568")
    with pytest.raises(GuardRefused) as refused:
        take(office, typed="สบอ ๙/๑๕๖๘")
    assert refused.value.code == "number_taken"


def test_the_series_steps_over_a_number_somebody_typed(office: Office) -> None:
    take(office, typed="สบอ 9/1")
    assert take(office).text == "สบอ 9/2"


def test_a_voided_number_stays_void(office: Office) -> None:
    number = take(office, typed="สบอ 9/1")
    register.void(number, at=NOW, reason="พิมพ์ผิด")
    with pytest.raises(GuardRefused) as refused:
        take(office, typed="สบอ 9/1")
    assert refused.value.code == "number_voided"


def test_voiding_needs_a_reason(office: Office) -> None:
    with pytest.raises(InvalidInput):
        register.void(take(office), at=NOW, reason="  ")


def test_each_calendar_year_begins_anew(office: Office) -> None:
    take(office)
    other = register.take(
        office.strategy, Numbering(), actor=office.head, at=NOW, dated=date(2026, 1, 5)
    )
    assert (other.text, other.calendar_year) == ("สบอ 9/1", 2569)
