"""What a save of a form refuses; nothing is stored then, and the page keeps what was typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forms_templates.schema import FormSchema
from kpi_portal.accounts.models import User
from kpi_portal.errors import InvalidInput, Stale
from submissions.domain import forms_evidence, forms_shape
from submissions.domain.forms_shape import Data
from submissions.models import Answer

if TYPE_CHECKING:
    from submissions.domain.forms import Sheet


def sentence(missing: Mapping[str, str]) -> str:
    """What is missing, in the reader's language."""
    return missing["th"] if (get_language() or "th").startswith("th") else missing["en"]


def saved_by(answer: Answer | None, actor: User, page: str) -> bool:
    """Whether the newest revision came from this very page."""
    return (
        bool(page)
        and answer is not None
        and (answer.saved_from, answer.updated_by_id)
        == (
            page,
            actor.pk,
        )
    )


def refuse_stale(sheet: Sheet, revision: int, typed: Data, *, own: bool) -> None:
    """Raise `Stale` with both texts' facts when somebody else saved since the page was made."""
    if own or sheet.revision == revision:
        return
    answer = sheet.answer
    if answer is not None and forms_shape.digest_of(sheet.template, typed) == answer.digest:
        return  # the same words: a doubled click, or both typed alike
    raise Stale(
        _("Somebody else saved this form in the meantime. What you typed is still here."),
        code="stale",
        revision=sheet.revision,
        who=answer.updated_by.display_name if answer and answer.updated_by else "",
        at=answer.updated_at.isoformat() if answer else "",
        theirs=sheet.data,
    )


def refuse_voiding(sheet: Sheet, typed: Data, voiding: Collection[int] | None) -> None:
    """A page opened before an approval was asked for must not void it unawares."""
    if voiding is None or sheet.answer is None:
        return
    same_plan = forms_shape.plan_digest_of(sheet.template, typed) == forms_shape.plan_digest_of(
        sheet.template, sheet.answer.data
    )
    if same_plan:
        return
    standing = forms_evidence.standing_approvals(sheet.submission, sheet.schema.key)
    if any(approval.pk not in voiding for approval in standing):
        raise InvalidInput(
            _(
                "An approval of this plan was asked for or given in the meantime, so this was not "
                "saved. Press “Done” to void that approval with your changes, or load the page "
                "again to leave it standing."
            ),
            code="approval_standing",
        )


def refuse_excess(schema: FormSchema, typed: Data) -> None:
    """Raise `InvalidInput` naming what is too long or too many to be kept."""
    faults = forms_shape.too_much(schema, typed)
    if faults:
        words = [sentence({"th": fault.message_th, "en": fault.message_en}) for fault in faults]
        raise InvalidInput(
            _("This is too much to be saved: %(what)s. Shorten it; nothing you typed is lost.")
            % {"what": ", ".join(words[:3])},
            code="too_much",
            faults=[
                {"path": fault.path, "text": w} for fault, w in zip(faults, words, strict=True)
            ],
        )
