"""What a person has to decide on, what was decided, and the text that an approval covers."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from forms_templates.domain.library import schema_of
from forms_templates.models import FormTemplate
from forms_templates.paper import version_code
from kpi_portal.accounts import standing
from kpi_portal.accounts.models import User
from kpi_portal.accounts.standing import Standing
from kpi_portal.errors import NotFound
from kpi_portal.thai import to_arabic_digits
from submissions import access
from submissions.domain import forms_answers, forms_shape, reach
from submissions.domain.forms import Sheet
from submissions.enums import ApprovalState
from submissions.models import Approval, Submission

RECENT = 20


def waiting_for(user: User, own: Standing) -> QuerySet[Approval]:
    """The requests that `user` may decide, oldest first; also counted beside the navigation."""
    reached = Q(pk__in=[])
    for grant in own.grants:
        place = "round__indicator__owner" if grant.role in access.OWNER_ROLES else "unit"
        reached |= Q(
            **{"role": grant.role, f"submission__{place}__path__startswith": grant.scope_path}
        )
    return (
        Approval.objects.filter(reached, state=ApprovalState.REQUESTED)
        .select_related("submission__round__indicator", "submission__unit", "requested_by")
        .order_by("requested_at", "pk")
    )


def decided_by(user: User) -> list[Approval]:
    """What this person decided lately, newest first."""
    return list(
        Approval.objects.filter(decided_by=user)
        .select_related("submission__round__indicator", "submission__unit")
        .order_by("-decided_at", "-pk")[:RECENT]
    )


def get_for(user: User, pk: int, *, at: datetime) -> Approval:
    """An approval of a report that `user` may see; raises `NotFound`."""
    found = (
        Approval.objects.filter(pk=pk)
        .select_related("requested_by", "decided_by", "scan__evidence")
        .first()
    )
    if found is None:
        raise NotFound("no such approval", code="not_found")
    found.submission = reach.find_for(user, found.submission_id, found.requirement, at=at)
    return found


def newest_of(submission: Submission, key: str) -> list[Approval]:
    """Every approval of one requirement, newest first."""
    return list(
        submission.approvals.filter(requirement=key).select_related(
            "requested_by", "decided_by", "scan__evidence"
        )
    )


def sheets_of(approval: Approval) -> list[Sheet]:
    """The text it covers: the copy kept when it was approved, before that the form as it is."""
    if approval.approved_data:
        return _copied(approval)
    if approval.state == ApprovalState.VOIDED:
        return []
    return current_sheets(approval.submission, approval.form_code)


def current_sheets(submission: Submission, form_code: str) -> list[Sheet]:
    """The form as it is now, one sheet for each process; two queries whatever their number."""
    year = submission.round.indicator.fiscal_year
    return [
        Sheet(
            submission,
            place.answer.template,
            schema_of(place.answer.template, year),
            place.process,
            place.answer,
            forms_shape.in_shape(schema_of(place.answer.template, year), place.answer.data),
        )
        for place in forms_answers.filled(submission, form_code)
        if place.answer is not None
    ]


def outdated_codes(submission: Submission, form_code: str, typed: str) -> list[str]:
    """The version codes copied from a signed print that no longer belong to the form's answers.

    Shares recorded as done since the print do not make it outdated.
    """
    known: set[str] = set()
    for sheet in current_sheets(submission, form_code):
        known.add(version_code(sheet.schema, sheet.data))
        known.add(version_code(sheet.schema, forms_shape.without_done(sheet.schema, sheet.data)))
    valid = {code.upper() for code in known}
    said = to_arabic_digits(typed).replace(",", " ").split()
    return [code for code in said if code.upper() not in valid]


def standing_of(user: User, at: datetime) -> Standing:
    """What `user` may act as on the day of `at`."""
    return standing.of(user, access.day_of(at))


def _copied(approval: Approval) -> list[Sheet]:
    templates = FormTemplate.objects.in_bulk([e["template"] for e in approval.approved_data])
    year = approval.submission.round.indicator.fiscal_year
    processes = {p.pk: p for p in approval.submission.processes.all()}
    sheets = []
    for entry in approval.approved_data:
        template = templates[entry["template"]]
        schema = schema_of(template, year)
        data = forms_shape.in_shape(schema, entry["data"])
        process = processes.get(entry["process"])
        if process is not None:
            process.name = entry["name"]
        sheets.append(Sheet(approval.submission, template, schema, process, None, data))
    return sheets
