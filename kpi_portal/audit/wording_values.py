"""Values that entries keep as codes and ISO dates, in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kpi_portal import thai
from kpi_portal.errors import _StrOrPromise

NOTHING = "–"
_LONGEST = 300
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:\d{2}|Z)")

FIELDS: Mapping[str, _StrOrPromise] = {
    "state": _("State"),
    "due": _("Due"),
    "closes": _("Closing"),
    "ends": _("Last day"),
    "scan_state": _("Virus scan"),
    "details": _("Details"),
    "decision": _("Verdict"),
    "username": _("User name"),
    "title": _("Title or rank"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "position": _("Position"),
    "level": _("Level"),
    "email": _("E-mail address"),
    "phone": _("Telephone"),
    "language": _("Language"),
    "name": _("Name"),
    "reviewer": _("Reviewer"),
    "second_reviewer": _("Second reviewer"),
    "double_review": _("Independent double review"),
    "opens_on": _("Opening"),
    "due_at": _("Due"),
    "closes_at": _("Closing"),
    "period_end": _("End of the measured period"),
    "appeal_days": _("Days for reconsideration"),
    "answer_days": _("Days to answer a return"),
    "endorse_required": _("Endorsed by the executive"),
    "definition_version": _("Version of the criteria"),
    "score": _("Score"),
    "reminders": _("Reminders"),
    "reminders_on_working_days": _("Remind on working days only"),
    "roll_forward": _("A due date on a day off moves to the next working day"),
    "rolled_from": _("Due day before it moved"),
    "group": _("unit group"),
    "target_group": _("Target group"),
    "previous": _("Last year's score"),
    "centre": _("Collecting centre"),
    "memo_number": _("Number of the memo"),
    "sent_on": _("Sent"),
    "outside_level": _("Level given outside"),
    "outside_score": _("Score given outside"),
    "received_on": _("Result received"),
    "reference": _("Reference of the result"),
    "outside_note": _("Note"),
}

VALUES: Mapping[str, _StrOrPromise] = {
    "draft": _("Draft"),
    "submitted": _("Submitted"),
    "in_review": _("In review"),
    "returned": _("Returned"),
    "assessed": _("Assessed"),
    "confirmed": _("Confirmed"),
    "endorsed": _("Endorsed"),
    "published": _("Published"),
    "reconsidering": _("Reconsidering"),
    "exempted": _("Exempted"),
    "final": _("Final"),
    "upheld": _("Result upheld"),
    "changed": _("Result changed"),
    "planned": _("Planned"),
    "open": pgettext_lazy("round", "Open"),
    "closed": _("Closed"),
    "pending": _("Waiting for review"),
    "accepted": _("Accepted"),
    "requested": _("Requested"),
    "granted": _("Granted"),
    "refused": _("Refused"),
    "approved": _("Approved"),
    "voided": _("Voided by a later change"),
    "clear": _("Clear"),
    "quarantined": _("Waiting for the virus scan"),
    "infected": _("Refused by the virus scan"),
    "drafter": _("Drafter"),
    "director": _("Director"),
    "reviewer": _("Reviewer"),
    "head": _("Head of strategy"),
    "executive": _("Executive"),
    "configurer": _("Configurer"),
    "auditor": _("Auditor"),
    "request": _("Request memo"),
    "feedback": _("Feedback memo"),
    "each": _("An e-mail for each, at once"),
    "daily": _("One e-mail a day"),
    "portal": _("In the portal only"),
    "level_without_evidence": _("Accepted level without evidence"),
    "nothing_to_read": _("Accepted, but there is nothing to read"),
    "unlisted_process": _("Process that the review does not list"),
    "plan_not_approved": _("Plan without approval"),
    "plan_outdated": _("Progress on an outdated plan"),
    "outside_year": _("Date outside the fiscal year"),
    "after_due": _("Dated after the due date"),
    "same_bytes": _("The same file twice"),
    "same_bytes_elsewhere": _("The same file from another unit"),
    "number_and_text": _("Number and text disagree"),
    "reminder": _("Reminder memo"),
    "summary": _("Summary memo"),
    "acknowledgement": _("Acknowledgement of receipt"),
    "report": _("Reporting memo"),
    "centre": _("Memo to the collecting centre"),
    "receipt": _("Receipt"),
    "issued": _("Issued"),
    "printed": _("Printed"),
    "signed": _("Signed"),
    "sent": _("Sent"),
    "channel.paper": _("Paper"),
    "channel.usb": _("USB drive"),
    "channel.mail": _("E-mail"),
    "channel.line": "LINE",
    "form-1": _("Form 1"),
    "form-2": _("Form 2"),
    "form-3": _("Form 3"),
    "form-4": _("Form 4"),
    "form-5": _("Form 5"),
}


def field_name(field: str) -> str:
    """The name of a changed field."""
    return str(FIELDS.get(field, field))


def shown(value: Any) -> str:
    """One value for a person: a known code by its name, a date by the calendar, a list in a row."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(shown(entry) for entry in value) or NOTHING
    if isinstance(value, dict):
        pairs = (f"{field_name(name)} {shown(entry)}" for name, entry in value.items() if entry)
        return "; ".join(pairs) or NOTHING
    text = str(value)
    if text in VALUES:
        return str(VALUES[text])
    if _DAY.fullmatch(text) or _MOMENT.fullmatch(text):
        return _calendar(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _calendar(text: str) -> str:
    in_thai = get_language() != "en"
    try:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return thai.thai_date(day, "short") if in_thai else thai.english_date(day, "short")
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text  # written like a date, but no day of the calendar
    return thai.thai_datetime(moment) if in_thai else thai.english_datetime(moment)
