"""The review queue, and giving ticked reports to one reviewer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import (
    even_assigning,
    queue_choices,
    review_assigning,
    review_eligible,
    saved_views,
)
from submissions.domain import queue as domain
from submissions.domain.even_assigning import Gift
from submissions.domain.review_places import Place, free, holder_of
from submissions.forms.review import AssignForm
from submissions.models import SavedView, Submission

PER_PAGE = 50


def queue(request: PortalRequest) -> HttpResponse:
    """Every report that the person may review: filtered, sorted, fifty to a page.

    Where nothing is asked for, the person's first view is opened by its address.
    """
    at = timezone.now()
    reach = domain.reach_of(request.user, at=at)
    views = saved_views.of(request.user)
    first = next((view for view in views if view.opens_first), None)
    if first is not None and not request.GET:
        return redirect(address_of(first))
    filters = domain.Filters.of(request.GET.dict())
    numbers = domain.by_state(reach, filters, request.user, at=at)
    counts = domain.in_heaps(numbers)
    keys = domain.page_of(reach, filters, request.user, numbers, at=at)
    paginator = Paginator(keys, PER_PAGE)
    paginator.count = counts[filters.heap]  # known already, so that nothing is counted twice
    page = paginator.get_page(request.GET.get("page"))
    rounds = queue_choices.rounds(reach, filters)
    context: dict[str, Any] = {
        "page": page,
        "rows": domain.lines(page.object_list, reach, at=at),
        "filters": filters,
        "asked": urlencode(filters.asked),
        "as_view": urlencode({"asked": urlencode(filters.asked)}),
        "counts": counts,
        "rounds": rounds,
        "by_two": any(round.double_review for round in rounds),
        "units": queue_choices.units(reach),
        "colleagues": review_eligible.colleagues(reach, at=at),
        "views": views,
        "built_in": saved_views.BUILT_IN,
        "view": _opened(views, request.GET.get("view", "")),
        "now": at,
    }
    return render(request, "submissions/review/queue.html", context)


def address_of(view: SavedView) -> str:
    """The address of the queue under a saved view."""
    asked = {**saved_views.filters_of(view).asked, "view": str(view.pk)}
    return f"{reverse('submissions:queue')}?{urlencode(asked)}"


def _opened(views: list[SavedView], asked: str) -> SavedView | None:
    return next((view for view in views if str(view.pk) == asked), None)


@require_POST
def assign(request: PortalRequest) -> HttpResponse:
    """Give the ticked reports to one reviewer, who is told once; what is refused is said one by
    one."""
    at = timezone.now()
    reach = domain.reach_of(request.user, at=at)
    form = AssignForm(request.POST, people=review_assigning.candidates(reach.owners, at=at))
    back = back_to(request)
    if not form.is_valid():
        messages.error(request, _("Tick at least one report and choose a reviewer."))
        return redirect(back)
    reviewer = form.cleaned_data["reviewer"]
    asked = form.cleaned_data["place"]
    reports = [access.get_for(request.user, pk, at=at) for pk in form.cleaned_data["chosen"]]
    gifts = [
        Gift(report.pk, place, reviewer.pk, holder_of(report, place) or 0)
        for report in reports
        for place in [Place(asked) if asked else _place_of(report)]
    ]
    outcomes = even_assigning.share_out(gifts, actor=request.user, at=at)
    for outcome in outcomes:
        if not outcome.done:
            messages.error(request, f"{outcome.submission.unit_name}: {outcome.refusal}")
    done = sum(outcome.done for outcome in outcomes)
    if done:
        said = ngettext(
            "%(count)d report given to %(who)s.", "%(count)d reports given to %(who)s.", done
        )
        messages.success(request, said % {"count": done, "who": reviewer.display_name})
    return redirect(back)


def _place_of(report: Submission) -> Place:
    """The first free place, else the first."""
    return next(iter(free(report)), Place.FIRST)


def back_to(request: PortalRequest) -> str:
    """The queue as it was filtered; only addresses of the queue itself are taken."""
    wanted = request.POST.get("next", "")
    own = reverse("submissions:queue")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe and wanted.startswith(own) else own
