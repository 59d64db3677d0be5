"""Documents rendered once for all tests of a run."""

from collections.abc import Callable
from functools import cache

import pytest

from forms_templates.contexts import DocumentContext
from forms_templates.rendering import render_docx, render_pdf
from tests.rendering import samples

KINDS: dict[str, Callable[[], DocumentContext]] = {
    "request": samples.request_memo,
    "feedback": samples.feedback_memo,
    "report": samples.report_memo,
    "centre": samples.memo_to_centre,
    "reminder": samples.reminder_memo,
    "circular": samples.reminder_circular,
    "summary": samples.summary_memo,
    "secret": samples.secret_memo,
    "long": samples.long_memo,
    "receipt": samples.receipt,
    "acknowledgement": samples.acknowledgement,
    "card": samples.card,
    **{f"form-{n}": (lambda n=n: samples.filled_form(f"form-{n}")) for n in range(1, 6)},
    **{f"blank-{n}": (lambda n=n: samples.blank_form(f"form-{n}")) for n in range(1, 6)},
}

# What stands around the text: marks, version codes, and the page number of a Word field.
FURNITURE = {"ร่าง", "ลับ"}


@pytest.fixture(scope="session")
def context() -> Callable[[str], DocumentContext]:
    """A sample context by its kind."""
    return cache(lambda kind: KINDS[kind]())


@pytest.fixture(scope="session")
def pdf(context) -> Callable[[str], bytes]:
    """A sample as PDF."""
    return cache(lambda kind: render_pdf(context(kind)))


@pytest.fixture(scope="session")
def docx(context) -> Callable[[str], bytes]:
    """A sample as Word file."""
    return cache(lambda kind: render_docx(context(kind)))


def furniture_of(document: DocumentContext) -> set[str]:
    """The lines that a document prints around its text."""
    forms = [document, *getattr(document, "appended_forms", ())]
    codes = {form.version_code for form in forms if hasattr(form, "version_code")}
    number = getattr(document, "number", "")
    return FURNITURE | codes | {f"ใบรับรายงาน {number}", f"ใบตอบรับรายงาน {number}"}
