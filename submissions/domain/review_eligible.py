"""Who may get which review, and how much lies with them: read at once for many reports."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, prefetch_related_objects

from kpi_portal.accounts import standing
from kpi_portal.accounts.models import Absence, User
from submissions import access
from submissions.domain import review_assigning, workload
from submissions.domain.queue_reach import Reach
from submissions.domain.workload import Load
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Colleague:
    """One reviewer with the present workload; `away` says that an absence covers this day."""

    person: User
    load: Load
    away: bool


def colleagues(reach: Reach, *, at: datetime) -> list[Colleague]:
    """All reviewers of the reach's owners, by name; two queries and that for the owners."""
    day = access.day_of(at)
    away = Absence.objects.filter(
        user=OuterRef("pk"), cancelled_at=None, starts__lte=day, ends__gte=day
    )
    found = review_assigning.candidates(reach.owners, at=at)
    # with every column: who gets work is told, and nothing is read one by one
    people = list(found.defer(None).annotate(away=Exists(away)))
    loads = workload.of([person.pk for person in people], reach, at=at)
    return [Colleague(person, loads[person.pk], person.away) for person in people]


def read_for(reports: Collection[Submission], people: Iterable[User], *, at: datetime) -> None:
    """Read at once what the question who of the people may judge these reports asks for; as many
    queries for one report as for many."""
    standing.read_all(people, access.day_of(at))
    access.read_contributions(reports)
    prefetch_related_objects(list(reports), "appointments", "conflicts")


def able(report: Submission, people: Iterable[User], *, at: datetime) -> list[User]:
    """Those of the people who may judge the report; no query after `read_for`."""
    return [person for person in people if access.may_review(person, report, at=at)]
