"""A report's completed forms on paper, in their order, for appending to its memo."""

from __future__ import annotations

from datetime import datetime

from forms_templates.contexts import FormContext
from forms_templates.domain.library import schema_of
from forms_templates.paper import Signed, filled_context
from kpi_portal.thai import thai_date
from submissions.domain import forms_answers, forms_pictures, merge_origins, requirements
from submissions.domain.forms import Sheet
from submissions.enums import ApprovalState
from submissions.models import Approval, Submission


def forms_of(submission: Submission, *, at: datetime) -> tuple[FormContext, ...]:
    """Every form that was begun: once, or once for each chosen process. Rows of the bureau's own
    report that were merged name their divisions below the table, as on the form's own sheet."""
    codes = requirements.forms_of(submission.definition)
    approved = _approvals(submission)
    year = submission.round.indicator.fiscal_year
    contexts = []
    for code, places in forms_answers.by_form(submission, codes).items():
        for place in places:
            answer = place.answer
            if answer is None or answer.revision == 0:
                continue
            schema = schema_of(answer.template, year)
            paper = filled_context(
                schema,
                answer.data,
                made_at=at,
                pictures=forms_pictures.bytes_of,
                signed=approved.get(code),
                approved=answer.template.approved,
            )
            sheet = Sheet(submission, answer.template, schema, place.process, answer, answer.data)
            contexts.append(merge_origins.printed_on(paper, sheet))
    return tuple(contexts)


def _approvals(submission: Submission) -> dict[str, dict[str, Signed]]:
    """Form code → who approved it, for the place of the approver."""
    signed: dict[str, dict[str, Signed]] = {}
    approvals = Approval.objects.filter(submission=submission, state=ApprovalState.APPROVED)
    for approval in approvals.order_by("decided_at"):
        lines = tuple(filter(None, [approval.signer_position, approval.acting_line]))
        day = thai_date(approval.signed_on, "long", "thai") if approval.signed_on else ""
        signed[approval.form_code] = {"approver": Signed(approval.signer_name, lines, day)}
    return signed
