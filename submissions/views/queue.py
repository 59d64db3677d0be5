"""The review queue, and giving chosen reports to a reviewer."""

from __future__ import annotations

from typing import Any

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

from kpi_portal.errors import DomainError
from kpi_portal.requests import PortalRequest
from submissions import access
from submissions.domain import queue as domain
from submissions.domain import review_assigning
from submissions.domain.review_places import Place
from submissions.forms.review import AssignForm

PER_PAGE = 50


def queue(request: PortalRequest) -> HttpResponse:
    """Every report that the person may review: filtered, sorted, fifty to a page."""
    at = timezone.now()
    reach = domain.reach_of(request.user, at=at)
    filters = domain.Filters.of(request.GET.dict())
    counts = domain.counts(reach, filters, request.user, at=at)
    paginator = Paginator(domain.rows(reach, filters, request.user, at=at), PER_PAGE)
    paginator.count = counts[filters.heap]  # known already, so that nothing is counted twice
    page = paginator.get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "rows": domain.lines(page.object_list, reach, at=at),
        "filters": filters,
        "reach": reach,
        "counts": counts,
        "rounds": list(reach.rounds.values()),
        "reviewers": review_assigning.candidates(reach.owners, at=at),
        "now": at,
    }
    return render(request, "submissions/review/queue.html", context)


@require_POST
def assign(request: PortalRequest) -> HttpResponse:
    """Give the ticked reports to a reviewer; what is refused is said one by one."""
    at = timezone.now()
    reach = domain.reach_of(request.user, at=at)
    form = AssignForm(request.POST, people=review_assigning.candidates(reach.owners, at=at))
    back = _back_to(request)
    if not form.is_valid():
        messages.error(request, _("Tick at least one report and choose a reviewer."))
        return redirect(back)
    reviewer, done = form.cleaned_data["reviewer"], 0
    place = Place(form.cleaned_data["place"] or Place.FIRST)
    for pk in form.cleaned_data["chosen"]:
        submission = access.get_for(request.user, pk, at=at)
        try:
            review_assigning.assign_reviewer(
                submission, actor=request.user, at=at, reviewer=reviewer, place=place
            )
        except DomainError as refusal:
            messages.error(request, f"{submission.unit_name}: {refusal}")
        else:
            done += 1
    if done:
        said = ngettext(
            "%(count)d report given to %(who)s.", "%(count)d reports given to %(who)s.", done
        )
        messages.success(request, said % {"count": done, "who": reviewer.display_name})
    return redirect(back)


def _back_to(request: PortalRequest) -> str:
    """The queue as it was filtered; only addresses of the queue itself are taken."""
    wanted = request.POST.get("next", "")
    own = reverse("submissions:queue")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe and wanted.startswith(own) else own
