"""Which requirements a web form stands for, and who may change it now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from forms_templates.domain import library
from forms_templates.models import FormTemplate
from forms_templates.schema import Repeat
from indicators.domain import forms as round_forms
from kpi_portal.accounts.models import User
from kpi_portal.errors import GuardRefused, NotAllowed, NotFound
from scoring.choices import Kind
from scoring.definition import Round
from submissions import access
from submissions.domain import in_view, reach, requirements, review_items
from submissions.enums import State
from submissions.models import ReturnItem, Submission
from submissions.workflow import EDITABLE


def templates_of(submission: Submission) -> dict[str, FormTemplate]:
    """Form code → the version that this report's round uses; one query, kept on the object."""
    kept: dict[str, FormTemplate] | None = submission.__dict__.get("_form_templates")
    if kept is None:
        kept = round_forms.forms_of(submission.round)
        submission.__dict__["_form_templates"] = kept
    return kept


def template_of(submission: Submission, form_code: str) -> FormTemplate:
    """The round's version of one form; `NotFound` for a form the round does not ask for or that is
    not set up."""
    asked = requirements.forms_of(submission.definition)
    template = templates_of(submission).get(form_code)
    if form_code not in asked or template is None:
        raise NotFound(_("This report has no such form."), code="no_such_form")
    return template


def repeats(submission: Submission, form_code: str) -> bool:
    """Whether the form is filled once for each chosen process."""
    template = templates_of(submission).get(form_code)
    return template is not None and library.schema_of(template).repeat is Repeat.PROCESS


def form_of_approval(definition: Round, key: str) -> str:
    """The form that an approval requirement approves: the one asked for beside it, in the same
    criterion or else in the same level; empty where the level asks for no form."""
    place = requirements.index(definition)[key]
    if place.requirement.form:
        return place.requirement.form
    beside = list(place.criterion.evidence)
    beside += [other for criterion in place.level.criteria for other in criterion.evidence]
    return next((r.form for r in beside if r.form and Kind.FORM in r.kinds), "")


def approvals_of_form(definition: Round, form_code: str) -> list[str]:
    """Keys of the approval requirements that cover the form."""
    return [
        key
        for key, place in requirements.index(definition).items()
        if Kind.APPROVAL in place.requirement.kinds
        and form_of_approval(definition, key) == form_code
    ]


def keys_of_form(definition: Round, form_code: str) -> frozenset[str]:
    """Every requirement that a change of the form touches: the form's own, the approvals of it and
    the numbers computed from it."""
    numbers = [
        key
        for key, place in requirements.index(definition).items()
        if (place.requirement.value_from or "").partition(".")[0] == form_code
    ]
    own = requirements.asking_for_form(definition, form_code)
    return frozenset([*own, *approvals_of_form(definition, form_code), *numbers])


def lock(submission: Submission) -> Submission:
    """The submission read anew and locked, so that changes to its forms follow one another."""
    queryset = Submission.objects.select_for_update(of=("self",))
    return access.with_context(queryset).get(pk=submission.pk)


def is_open(submission: Submission, form_code: str) -> bool:
    """Whether the form may change in this state: always in a draft, after a return only when one of
    its requirements was returned."""
    if submission.state != State.RETURNED:
        return submission.state in EDITABLE
    touched = keys_of_form(submission.definition, form_code)
    return bool(touched & review_items.open_items(submission))


def comments(submission: Submission, form_code: str) -> list[str]:
    """What the reviewer wrote about this form in the return that waits for an answer."""
    if submission.state != State.RETURNED:
        return []
    items = ReturnItem.objects.filter(
        notice__submission=submission,
        notice__answered_at=None,
        notice__lapsed_at=None,
        requirement__in=keys_of_form(submission.definition, form_code),
    )
    return [item.comment for item in items if item.comment]


def may_change(actor: User, submission: Submission, form_code: str, *, at: datetime) -> bool:
    """Whether `actor` may change this form now; the page is read-only otherwise."""
    in_time = submission.answer_by is None or at <= submission.answer_by
    keys = requirements.asking_for_form(submission.definition, form_code)
    may = in_time and _reaches(actor, submission, keys, at)
    return may and (is_open(submission, form_code) or _corrects(actor, submission, at))


def may_ask(actor: User, submission: Submission, key: str, *, at: datetime) -> bool:
    """Whether `actor` may ask for the approval of that key now, or enter one given on paper."""
    in_time = submission.answer_by is None or at <= submission.answer_by
    form_code = form_of_approval(submission.definition, key)
    may = in_time and _reaches(actor, submission, [key], at)
    return may and is_open(submission, form_code)


def find_for(user: User, pk: int, form_code: str, *, at: datetime) -> Submission:
    """The report where `user` may open the form: as evidence, or because a part asks for its
    approval or takes a number from it. Raises `NotFound` for every other."""
    found, open_to = reach.find(user, pk, at=at)
    if not open_to.whole and not open_to.covers_any(keys_of_form(found.definition, form_code)):
        raise NotFound(_("This report has no such form."), code="no_such_form")
    return found


def require_changeable(
    submission: Submission, form_code: str, *, actor: User, at: datetime, approval: str = ""
) -> None:
    """Raise `GuardRefused` when the state forbids changes, `NotAllowed` when the person may not.

    `approval` is the key of the requirement where not the form itself but its approval changes.
    """
    corrects = _corrects(actor, submission, at)
    if submission.state not in EDITABLE and not corrects:
        raise GuardRefused(
            _("This form cannot be changed while the report is “%(state)s”.")
            % {"state": in_view.of(submission, actor, at=at).state.label},
            code="not_editable",
            state=submission.state,
        )
    keys = (
        [approval] if approval else requirements.asking_for_form(submission.definition, form_code)
    )
    if not _reaches(actor, submission, keys, at):
        raise NotAllowed(
            _("Only the unit's drafters and director fill in this form."), code="not_allowed"
        )
    if not is_open(submission, form_code) and not corrects:
        raise GuardRefused(
            _("This form was not returned, so it stays as it was submitted."),
            code="not_returned",
        )
    if submission.answer_by is not None and at > submission.answer_by:
        raise GuardRefused(_("The time to answer this return is over."), code="answer_time_over")


def _corrects(actor: User, submission: Submission, at: datetime) -> bool:
    """Whether `actor` corrects a received report that was sent back after it was handed in."""
    if submission.state in EDITABLE:
        return False
    return access.entering_by(actor, submission, at=at) is not None


def _reaches(actor: User, submission: Submission, keys: Iterable[str], at: datetime) -> bool:
    changing = reach.changing(actor, submission, at=at)
    return changing.whole or changing.covers_any(keys)
