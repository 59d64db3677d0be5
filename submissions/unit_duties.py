"""What a unit answers for in rounds and reports; see `kpi_portal.accounts.domain.duties`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators.models import Assignment, Contribution
from kpi_portal.accounts.domain.duties import Item, declares
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.models import Unit
from kpi_portal.errors import _StrOrPromise
from submissions.domain import hand_over, parts
from submissions.enums import Action, State
from submissions.models import Evidence, Submission


class OpenReports:
    """Reports that are not published yet, in whatever state."""

    key = "report"
    title: _StrOrPromise = _("Open reports")
    left: _StrOrPromise = _(
        "Nobody can finish them: the executive exempts them by order, or they close as not "
        "reported."
    )

    def items(self, unit: Unit, at: datetime) -> Iterator[Item]:
        """Newest due date last; one query."""
        for report in hand_over.open_reports(unit).order_by("round__due_at", "pk"):
            yield Item(
                pk=report.pk,
                what=f"{report.round.indicator.code} {report.round.name} · {report.unit_name}",
                state=State(report.state).label,
                url=reverse("submissions:task_list", args=[report.pk]),
                exempt_url=reverse("submissions:act", args=[report.pk, Action.EXEMPT]),
            )

    def hand_over(self, pk: int, unit: Unit, to: Unit, *, actor: Actor, at: datetime) -> None:
        """The report with its assignment and evidence."""
        report = Submission.objects.get(pk=pk, unit=unit)
        hand_over.hand_over_report(report, to=to, actor=actor, at=at)

    def leave(self, pk: int, unit: Unit, *, actor: Actor, at: datetime) -> None:
        """It waits for the executive."""


class OpenAssignments:
    """Rounds in which the unit is to report and has no report yet."""

    key = "assignment"
    title: _StrOrPromise = _("Rounds to report in")
    left: _StrOrPromise = _("The unit is taken off the round.")

    def items(self, unit: Unit, at: datetime) -> Iterator[Item]:
        """Planned rounds and open ones not served yet; one query."""
        for assignment in hand_over.open_assignments(unit):
            round = assignment.round
            yield Item(
                pk=assignment.pk,
                what=str(round),
                state=round.get_state_display(),
                url=reverse("submissions:round", args=[round.pk]),
            )

    def hand_over(self, pk: int, unit: Unit, to: Unit, *, actor: Actor, at: datetime) -> None:
        """One assignment."""
        found = Assignment.objects.select_related("round__indicator__owner", "unit").get(pk=pk)
        hand_over.hand_over_assignment(found, to=to, actor=actor, at=at)

    def leave(self, pk: int, unit: Unit, *, actor: Actor, at: datetime) -> None:
        """A round that opens later makes no draft for a unit that is gone."""
        found = Assignment.objects.select_related("round__indicator__owner", "unit").get(pk=pk)
        hand_over.take_off(found, actor=actor, at=at)


class Contributions:
    """Parts of other units' reports."""

    key = "contribution"
    title: _StrOrPromise = _("Parts for reports of other units")
    left: _StrOrPromise = _("Nobody supplies the part; the reporting unit fills it in itself.")

    def items(self, unit: Unit, at: datetime) -> Iterator[Item]:
        """In rounds that run; one query."""
        for part in hand_over.open_contributions(unit):
            assignment = part.assignment
            words = f"{assignment.round} · {assignment.unit.name}"
            pinned = assignment.round.version
            criteria = None if pinned is None else pinned.round_definition(assignment.round.key)
            yield Item(
                pk=part.pk,
                what=f"{words} · {parts.words_of(criteria, part.part)}" if part.part else words,
                url=reverse("submissions:round", args=[assignment.round_id]),
            )

    def hand_over(self, pk: int, unit: Unit, to: Unit, *, actor: Actor, at: datetime) -> None:
        """One part; gone already where its assignment passed to the same unit."""
        found = (
            Contribution.objects.filter(pk=pk)
            .select_related("assignment__round__indicator__owner", "unit")
            .first()
        )
        if found is not None:
            hand_over.hand_over_contribution(found, to=to, actor=actor, at=at)

    def leave(self, pk: int, unit: Unit, *, actor: Actor, at: datetime) -> None:
        """The reporting unit fills the part in."""


class SharedEvidence:
    """Documents that the unit publishes for others."""

    key = "shared"
    title: _StrOrPromise = _("Shared evidence")
    left: _StrOrPromise = _("It stays readable where it is used; nobody keeps it up to date.")

    def items(self, unit: Unit, at: datetime) -> Iterator[Item]:
        """What is shared now; one query."""
        for document in hand_over.shared_documents(unit):
            yield Item(pk=document.pk, what=document.name, url=reverse("submissions:shared"))

    def hand_over(self, pk: int, unit: Unit, to: Unit, *, actor: Actor, at: datetime) -> None:
        """One document."""
        found = Evidence.objects.select_related("owner").get(pk=pk, owner=unit)
        hand_over.hand_over_document(found, to=to, actor=actor, at=at)

    def leave(self, pk: int, unit: Unit, *, actor: Actor, at: datetime) -> None:
        """Reports that use it keep it."""


for kind in (OpenReports(), OpenAssignments(), Contributions(), SharedEvidence()):
    declares(kind)
