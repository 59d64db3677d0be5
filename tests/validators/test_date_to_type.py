"""A field of dates offers a day in the page's language, and reads what it offered."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.form_fields import DateAsWrittenField, date_to_type

DAY = date(2026, 12, 6)


@pytest.mark.parametrize(("language", "written"), [("th", "6 ธ.ค. 2569"), ("en", "6 Dec 2026")])
def test_the_day_is_offered_in_the_language_of_the_page(language: str, written: str):
    with translation.override(language):
        assert date_to_type(DAY) == written
        assert date_to_type(None) == ""


@given(st.dates(date(1900, 1, 1), date(2399, 12, 31)), st.sampled_from(["th", "en"]))
def test_what_is_offered_is_read_as_the_same_day(day: date, language: str):
    with translation.override(language):
        assert DateAsWrittenField().clean(date_to_type(day)) == day
