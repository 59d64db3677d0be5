"""Which entries of the audit trail are kept from people of a unit under review; see
`kpi_portal.audit.access.withholds` and `submissions.domain.in_view`."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from kpi_portal.accounts import standing
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit.access import withholds
from submissions import access
from submissions.domain import double_review, in_view
from submissions.domain.in_view import InView
from submissions.models import Appointment, Submission


@withholds
def of_own_reports(reader: User, at: datetime) -> Q | None:
    """Verdicts and results of the reader's own unit until they are told; the scores of a moved
    version too, since the trail shows what changed. One query."""
    held: Q | None = None
    for report in in_view.withheld_from(reader, at=at):
        entries = in_view.withheld_entries(InView(report, everything=False), scores=True)
        about = Q(subject=report.subject) & (entries or Q())
        held = about if held is None else held | about
    return held


@withholds
def of_conflicts(reader: User, at: datetime) -> Q | None:
    """Why somebody stepped aside from a report of the reader's own unit, for ever; the reader's own
    acts excepted. One query."""
    own = standing.of(reader, access.day_of(at))
    units = Unit.objects.filter(pk__in=access.units_sat_in(own)).values("path")
    named = Appointment.objects.filter(user=reader).values_list("submission", flat=True)
    subjects = [Submission(pk=pk).subject for pk in named]
    kept = Q(action__in=in_view.CONFLICTS, unit_path__in=units) & ~Q(actor=reader)
    return kept & ~Q(subject__in=subjects)


@withholds
def of_double_reviews(reader: User, at: datetime) -> Q | None:
    """What the other of two reviewers said, until both have judged everything; from everybody but
    its giver, so that no page has to know who somebody else is. No query of its own."""
    return double_review.hidden_entries(reader.pk)
