"""The outbox: what was told about the rounds of a section, and what could not be delivered."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kpi_portal.notifications import failures, kinds
from kpi_portal.notifications.models import Delivery, Notification
from kpi_portal.requests import PortalRequest
from submissions.domain import outbox, outbox_addresses
from submissions.domain.outbox_names import round_of

PER_PAGE = 50


@require_safe
def show(request: PortalRequest) -> HttpResponse:
    """The messages under the filters, with how many stand in each state of delivery."""
    at = timezone.now()
    rounds = outbox.rounds_of(request.user, at=at)
    filters = outbox.Filters.of(request.GET.dict())
    told = outbox.told(rounds, filters, reader=request.user, at=at)
    counts = outbox.counts(told)
    paginator = Paginator(outbox.messages(told, filters), PER_PAGE)
    # known already, so that nothing is counted twice
    paginator.count = sum(n for state, n in counts.items() if filters.state in (None, state))
    page = paginator.get_page(request.GET.get("page"))
    shown = outbox.lines(cast("QuerySet[Notification]", page.object_list))
    names = outbox.rounds_about(shown)
    context = {
        "filters": filters,
        "rounds": outbox.to_choose(rounds, filters),
        "chips": [
            (state, counts.get(state.value, 0), state == filters.state) for state in Delivery
        ],
        "total": sum(counts.values()),
        "page": page,
        "rows": [
            {
                "message": message,
                "kind": kinds.kind_of(message),
                "sentence": kinds.sentence(message),
                "round": names.get(round_of(message.about)),
                "reason": failures.in_words(message.failure),
                "again": outbox.may_be_sent_again(message),
            }
            for message in shown
        ],
        "failed": counts.get(Delivery.FAILED, 0),
        "missing": outbox_addresses.to_mend(request.user, rounds, at=at),
        "now": at,
    }
    return render(request, "submissions/outbox.html", context)


@require_POST
def send_again(request: PortalRequest) -> HttpResponse:
    """Queue the ticked messages anew, or with `all` every one that failed under the filters."""
    at = timezone.now()
    outbox.rounds_of(request.user, at=at)
    filters = outbox.Filters.of(request.POST.dict())
    ticked = [
        int(key) for key in request.POST.getlist("message") if key.isascii() and key.isdigit()
    ]
    everything = request.POST.get("all") == "1"
    if not ticked and not everything:
        messages.info(request, _("Tick the messages that are to be sent again."))
    else:
        chosen = None if everything else ticked
        number = outbox.send_again(request.user, at=at, chosen=chosen, round=filters.round)
        said = ngettext(
            "%(count)d message is being sent again.",
            "%(count)d messages are being sent again.",
            number,
        )
        messages.success(request, said % {"count": number})
    asked = {"state": filters.state or "", "round": filters.round or ""}
    query = urlencode({key: value for key, value in asked.items() if value})
    address = reverse("submissions:outbox")
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
