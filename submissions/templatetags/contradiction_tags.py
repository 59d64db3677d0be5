"""How contradictions read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.template import Library
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpi_portal.audit.wording_values import shown
from submissions.domain.contradictions.facts import Found
from submissions.enums import Contradiction

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

register = Library()

SENTENCES: Mapping[Contradiction, _StrOrPromise] = {
    Contradiction.LEVEL_WITHOUT_EVIDENCE: _(
        "Level %(level)s counts as reached, but nothing is accepted for this item."
    ),
    Contradiction.NOTHING_TO_READ: _(
        "“%(name)s” is accepted, but it cannot be opened or is not complete."
    ),
    Contradiction.UNLISTED_PROCESS: _(
        "The process “%(process)s” was chosen, but the review of processes does not list it."
    ),
    Contradiction.PLAN_NOT_APPROVED: _("“%(form)s” is accepted, but nobody has approved it."),
    Contradiction.PLAN_OUTDATED: _(
        "The progress comes from “%(form)s”, which says something else than what was approved."
    ),
    Contradiction.OUTSIDE_YEAR: _("“%(name)s” is dated %(day)s, outside the fiscal year."),
    Contradiction.AFTER_DUE: _("“%(name)s” is dated %(day)s, after the report was due on %(due)s."),
    Contradiction.SAME_BYTES: _("“%(name)s” is the same file as %(others)s, uploaded twice."),
    Contradiction.SAME_BYTES_ELSEWHERE: _(
        "“%(name)s” is the same file that another unit handed in: %(units)s."
    ),
    Contradiction.NUMBER_AND_TEXT: _(
        "“%(name)s” states %(number)s, the words about it state %(said)s per cent."
    ),
}


@register.filter
def contradiction_words(found: Found) -> str:
    """One contradiction as a sentence, in the active language."""
    facts = {name: shown(value) for name, value in found.facts.items()}
    if found.kind == Contradiction.SAME_BYTES and facts["others"] == facts["name"]:
        return gettext("“%(name)s” was uploaded more than once.") % facts
    return str(SENTENCES[found.kind]) % facts


@register.filter
def contradiction_title(found: Found) -> str:
    """The name of its kind."""
    return str(found.kind.label)
