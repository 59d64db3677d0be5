"""How the filters, views and workloads of the review queue look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.template import Context, Library
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from submissions import access
from submissions.domain import conflicts, saved_views
from submissions.domain.even_assigning import LEFT_WORDS, Left
from submissions.domain.queue_choices import RoundChoice, UnitChoice
from submissions.domain.queue_filters import NOBODY, Filters
from submissions.domain.review_eligible import Colleague
from submissions.domain.saved_views import BuiltIn
from submissions.models import SavedView, Submission

register = Library()
_DEEPER = "\u2003"


def _options(choices: Iterable[tuple[str, str]], current: str) -> SafeString:
    """Options; a current value that is not offered any more is kept, so that nothing is lost."""
    there = list(choices)
    if current and current not in {value for value, _label in there}:
        there.append((current, gettext("As chosen")))
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((v, mark_safe(" selected") if v == current else "", label) for v, label in there),
    )


@register.simple_tag
def indicator_options(rounds: Sequence[RoundChoice], filters: Filters) -> SafeString:
    """The indicators of these rounds, each once."""
    found = {str(r.indicator): f"{r.code} {r.indicator_name} · {r.fiscal_year}" for r in rounds}
    return _options(found.items(), str(filters.indicator or ""))


@register.simple_tag
def round_choices(rounds: Sequence[RoundChoice], filters: Filters) -> SafeString:
    """The rounds of the chosen indicator, or all."""
    found = [
        (str(r.pk), f"{r.code} {r.name} · {r.fiscal_year}")
        for r in rounds
        if filters.indicator in (0, r.indicator)
    ]
    return _options(found, str(filters.round or ""))


@register.simple_tag
def unit_options(units: Sequence[UnitChoice], filters: Filters) -> SafeString:
    """The units as a tree."""
    found = [(str(u.pk), f"{_DEEPER * u.depth}{u.name}") for u in units]
    return _options(found, str(filters.unit or ""))


@register.simple_tag
def reviewer_options(colleagues: Iterable[Colleague], filters: Filters) -> SafeString:
    """The reviewers, and nobody."""
    found = [(NOBODY, gettext("Nobody"))]
    found += [(str(c.person.pk), c.person.display_name) for c in colleagues]
    return _options(found, NOBODY if filters.nobody else str(filters.reviewer or ""))


@register.simple_tag
def built_in_url(view: BuiltIn) -> str:
    """The queue under a view that everybody has."""
    return queue_url(**view.filters.asked)


@register.simple_tag
def same_view(filters: Filters, view: BuiltIn) -> bool:
    """Whether these are the filters of the view."""
    return filters == view.filters


@register.simple_tag
def view_url(view: SavedView) -> str:
    """The queue under a view of the person's own."""
    return queue_url(**saved_views.filters_of(view).asked, view=view.pk)


@register.simple_tag
def changed_view(filters: Filters, view: SavedView) -> bool:
    """Whether the filters are others than the view keeps."""
    return filters != saved_views.filters_of(view)


@register.simple_tag
def load_cell(colleague: Colleague, number: int, label: str, **asked: Any) -> SafeString:
    """A number of a workload that leads to its reports."""
    if not number:
        return format_html('<td class="n" data-label="{}">0</td>', label)
    url = queue_url(reviewer=colleague.person.pk, **asked)
    return format_html('<td class="n" data-label="{}"><a href="{}">{}</a></td>', label, url, number)


@register.simple_tag
def left_words(left: Left) -> str:
    """Why a report is not given to anybody."""
    return str(LEFT_WORDS[left])


@register.simple_tag(takes_context=True)
def conflict_entry(context: Context, submission: Submission) -> SafeString | str:
    """The menu's entry for stepping back from a report, for those who judge it."""
    user = context["request"].user
    if not conflicts.may_declare(user, submission, at=timezone.now()):
        return ""
    return format_html(
        '<a class="item" href="{}"><i class="bi bi-shield-exclamation" aria-hidden="true"></i>'
        " {}</a>",
        reverse("submissions:declare_conflict", args=[submission.pk]),
        gettext("Declare a conflict of interest"),
    )


@register.simple_tag(takes_context=True)
def own_conflict(context: Context, submission: Submission) -> bool:
    """Whether the reader stepped back from this report."""
    return access.has_conflict(context["request"].user, submission)


def queue_url(**asked: Any) -> str:
    return f"{reverse('submissions:queue')}?{urlencode(asked)}"
