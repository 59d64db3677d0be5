"""Thai numerals, Buddhist-era dates, fiscal years and the mending of pasted Thai text.

Everything here is pure: it reads no clock, no settings and no database, and fails with
`ValueError` (see `UnreadableDateError`, `UnreadableNumberError`), which callers turn into words.
"""

from kpi_portal.thai.calendar import (
    BANGKOK,
    buddhist_year,
    fiscal_year_of,
    fiscal_year_span,
    from_buddhist_year,
    local_date,
)
from kpi_portal.thai.date_parsing import UnreadableDateError, parse_thai_date
from kpi_portal.thai.date_words import (
    english_date,
    english_datetime,
    english_time,
    thai_date,
    thai_datetime,
    thai_time,
)
from kpi_portal.thai.names import (
    ENGLISH_MONTHS,
    ENGLISH_MONTHS_SHORT,
    ENGLISH_WEEKDAYS_SHORT,
    THAI_MONTHS,
    THAI_MONTHS_SHORT,
    THAI_WEEKDAYS,
    THAI_WEEKDAYS_SHORT,
)
from kpi_portal.thai.numerals import (
    UnreadableNumberError,
    parse_number,
    to_arabic_digits,
    to_thai_digits,
)
from kpi_portal.thai.text import normalise_text

__all__ = [
    "BANGKOK",
    "ENGLISH_MONTHS",
    "ENGLISH_MONTHS_SHORT",
    "ENGLISH_WEEKDAYS_SHORT",
    "THAI_MONTHS",
    "THAI_MONTHS_SHORT",
    "THAI_WEEKDAYS",
    "THAI_WEEKDAYS_SHORT",
    "UnreadableDateError",
    "UnreadableNumberError",
    "buddhist_year",
    "english_date",
    "english_datetime",
    "english_time",
    "fiscal_year_of",
    "fiscal_year_span",
    "from_buddhist_year",
    "local_date",
    "normalise_text",
    "parse_number",
    "parse_thai_date",
    "thai_date",
    "thai_datetime",
    "thai_time",
    "to_arabic_digits",
    "to_thai_digits",
]
