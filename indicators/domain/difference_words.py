"""What the parts of a definition are called when two versions are compared."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators.domain.card import ROWS
from kpi_portal.errors import _StrOrPromise

# Which key tells the entries of a list apart; a list without one is told apart by position.
IDENTITY: Mapping[str, str] = {
    "rounds": "key",
    "levels": "number",
    "criteria": "key",
    "evidence": "key",
    "parts": "key",
    "measures": "key",
    "groups": "name",
    "tiers": "name",
    "derive": "name",
    "bands": "above",
    "baseline": "fiscal_year",
}

# How one entry of a list is called in the way that leads to a difference.
ENTRIES: Mapping[str, _StrOrPromise] = {
    "rounds": _("Round %(key)s"),
    "levels": _("Level %(key)s"),
    "criteria": _("Criterion %(key)s"),
    "evidence": _("Evidence %(key)s"),
    "parts": _("Part %(key)s"),
    "measures": _("Measure %(key)s"),
    "groups": _("Group %(key)s"),
    "tiers": _("Tier %(key)s"),
    "derive": _("Further number %(key)s"),
    "bands": _("Band from %(key)s %%"),
    "baseline": _("Baseline of %(key)s"),
    "points": _("Point %(key)s"),
    "contacts": _("Contact %(key)s"),
    "notes": _("Note %(key)s"),
}

FIELDS: Mapping[str, _StrOrPromise] = {
    **dict(ROWS),
    "code": _("Code"),
    "owner": _("Owner"),
    "fiscal_year": _("Fiscal year"),
    "name": _("Name"),
    "name_en": _("Name in English"),
    "method": _("Method of scoring"),
    "card": _("KPI card"),
    "baseline": _("Baseline"),
    "notes": _("Notes"),
    "rounds": _("Rounds"),
    "key": pgettext_lazy("definition", "Key"),
    "opens": _("Opens"),
    "due": _("Due"),
    "closes": _("Closes"),
    "appeal_days": _("Days for reconsideration"),
    "answer_days": _("Days to answer a return"),
    "reminders": _("Reminders"),
    "scale": _("Highest score"),
    "skip": _("Skipping of levels"),
    "below_first_tier": _("Below the first tier"),
    "late": _("Deduction for lateness"),
    "deduct": _("Deducted per day"),
    "per": _("Deducted per"),
    "late.count": _("Days that count"),
    "grace_days": _("Days of grace"),
    "cap": _("Most that is deducted"),
    "basis": _("Submission that counts"),
    "tiers": _("Tiers"),
    "score": _("Score"),
    "level": _("Level"),
    "levels": _("Levels"),
    "number": _("Number"),
    "title": pgettext_lazy("definition", "Title"),
    "points": _("Points"),
    "criteria": _("Criteria"),
    "evidence": _("Evidence"),
    "kind": _("Kind"),
    "form": _("Form"),
    "minimum": _("At least (pieces)"),
    "maximum": _("At most (pieces)"),
    "types": _("Types of files"),
    "max_bytes": _("Largest file (bytes)"),
    "at_least": _("Value at least"),
    "value_from": _("Value taken from"),
    "approver": _("Approved by"),
    "also": _("Also proves"),
    "required": _("Required"),
    "below": _("Below the first point"),
    "above": _("Above the last point"),
    "bands.above": _("From per cent over the target"),
    "value": _("Value"),
    "measures": _("Measures"),
    "groups": _("Groups"),
    "group": _("Group"),
    "better": _("Which direction is better"),
    "mandatory": _("Mandatory"),
    "count": _("Number of measures"),
    "bands": _("Bands"),
    "unchallenging": _("Score of an unchallenging target"),
    "combine": _("How parts are combined"),
    "parts": _("Parts"),
    "entered": _("Entered result"),
    "indicator": _("Result of the indicator"),
    "round": _("Of the round"),
    "derive": _("Further numbers"),
    "position": _("Position"),
    "phone": _("Telephone"),
    "guidance": _("Guidance"),
    "statements": _("Statements"),
    "definitions": _("Definitions"),
    "examples": _("Examples"),
    "hint": _("Hint"),
    "bullets": _("Bullets"),
    "min_bullets": _("Least number of bullets"),
    "gaps": _("Gaps"),
    "word_limit": _("Most words"),
    "level_source": _("Source of the level"),
    "printed_points": _("Points printed in the source"),
}

# Settings that take one of a few words, by the field they stand in.
CHOICES: Mapping[str, Mapping[str, _StrOrPromise]] = {
    "method": {
        "milestones": _("Milestones"),
        "target": pgettext_lazy("method", "Target"),
        "growth": _("Growth"),
        "composite": _("Composite"),
    },
    "skip": {"forbidden": _("not allowed"), "allowed": _("allowed")},
    "below_first_tier": {"points": _("keeps its points"), "zero": _("counts zero")},
    "late.count": {"calendar": _("calendar days"), "working": _("working days")},
    "per": {"day": _("day")},
    "basis": {"first": _("the first one"), "last": _("the last one")},
    "below": {
        "zero": _("counts zero"),
        "first": _("the first point's score"),
        "extrapolate": _("the line goes on"),
    },
    "above": {"cap": _("the highest score"), "extrapolate": _("the line goes on")},
    "better": {"higher": _("higher is better"), "lower": _("lower is better")},
    "combine": {"mean": _("mean"), "weighted_sum": _("weighted sum")},
    "level_source": {"printed": _("printed"), "inferred": _("inferred")},
    "measures": {"free": _("units name their own")},
    "kind": {
        "file": _("File"),
        "link": _("Link"),
        "form": _("Form"),
        "number": _("Number"),
        "approval": _("Approval"),
        "answer": _("Answer"),
    },
    "points": {"share": _("an equal share")},
}

# Fields that hold a day or a moment.
MOMENTS = frozenset({"opens", "due", "closes"})


def field_label(name: str, within: str = "") -> str:
    """The name of a field; a name that no list knows (a group, a language) speaks for itself."""
    return str(FIELDS.get(f"{within}.{name}") or FIELDS.get(name) or name)


def choice(value: str, name: str, within: str = "") -> str | None:
    """The words of a setting's value; None where the field takes free text."""
    words = CHOICES.get(f"{within}.{name}") or CHOICES.get(name) or {}
    return str(words[value]) if value in words else None
