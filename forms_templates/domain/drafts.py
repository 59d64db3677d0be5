"""The working copy of a form: begun, changed step by step, taken back, published.

A draft may be faulty while it is being written; a version never is. Each change keeps the smallest
part it replaced, so that the last ones can be undone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from forms_templates import access
from forms_templates.checking import Fault, faults_of
from forms_templates.contexts import FormStatus
from forms_templates.domain import library, references
from forms_templates.domain.loading import subject_of
from forms_templates.editing import Document
from forms_templates.models import FormDraft, FormDraftStep, FormTemplate
from forms_templates.schema_loading import SchemaError, form_as_data, form_from_data
from kpi_portal.accounts.domain import checks
from kpi_portal.accounts.models import User
from kpi_portal.audit import chain
from kpi_portal.audit import recorder as audit
from kpi_portal.document_change import smallest_change, with_part
from kpi_portal.errors import GuardRefused, Stale

MOST_STEPS = 100


def begin(template: FormTemplate, *, actor: User, at: datetime) -> FormDraft:
    """The draft of a form, begun from the newest version where there is none yet.

    Side effects when it is new: the draft and an audit entry. Raises `NotAllowed`.
    """
    access.require_configurer(actor, template.owner, at=at)
    found = _of(template)
    if found is not None:
        return found
    newest = library.versions_of(template)[0]
    try:
        with audit.act(actor=actor, at=at) as log:
            draft = FormDraft.objects.create(
                owner=newest.owner,
                code=newest.code,
                fiscal_year=newest.fiscal_year,
                base=newest,
                document=form_as_data(form_from_data(newest.schema)),
                updated_at=at,
                updated_by=actor,
            )
            tell(log, "form_draft.begin", draft, base=newest.version)
    except IntegrityError:  # somebody began at the same moment
        return FormDraft.objects.select_related("base", "owner").get(
            owner=newest.owner, code=newest.code, fiscal_year=newest.fiscal_year
        )
    return draft


def change(
    draft: FormDraft, document: Document, *, what: str, revision: int, actor: User, at: datetime
) -> FormDraft:
    """Take over a changed document; `what` says in a few words what was changed.

    Side effects: a step that can be undone, an audit entry; none when nothing differs. Raises
    `Stale` when the draft is no longer at `revision`, `GuardRefused` with the places as facts when
    an indicator relies on what the change takes away.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(draft, revision, actor, at)
        difference = smallest_change(locked.document, document)
        if difference is None:
            return locked
        require_references(locked, document)
        locked.document = document
        _advance(locked, actor, at)
        FormDraftStep.objects.create(
            draft=locked,
            revision=locked.revision,
            what=what[:300],
            path=difference.place,
            before=difference.before,
            at=at,
            by=actor,
        )
        locked.steps.filter(revision__lte=locked.revision - MOST_STEPS).delete()
        tell(log, "form_draft.edit", locked, what=what[:300])
    return locked


def undo(draft: FormDraft, *, revision: int, actor: User, at: datetime) -> tuple[FormDraft, str]:
    """Take the last change back; returns the draft and what was taken back.

    Side effects: the step is gone, the revision rises, an audit entry. Raises `GuardRefused` when
    there is nothing to take back, `Stale` when the draft is no longer at `revision`.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(draft, revision, actor, at)
        last = locked.steps.first()
        if last is None:
            raise GuardRefused(_("There is no change to take back."), code="nothing_to_undo")
        locked.document = with_part(locked.document, last.path, last.before)
        what = last.what
        last.delete()
        _advance(locked, actor, at)
        tell(log, "form_draft.undo", locked, what=what)
    return locked, what


def discard(draft: FormDraft, *, actor: User, at: datetime, seen: int | None = None) -> None:
    """Give the draft up; the versions stay. `seen` is the revision that the person looked at.

    Side effects: the draft and its steps are deleted, an audit entry. Raises `Stale` where somebody
    else changed the draft since `seen`.
    """
    access.require_configurer(actor, draft.owner, at=at)
    with audit.act(actor=actor, at=at) as log:
        FormDraft.objects.select_for_update().filter(pk=draft.pk).first()
        if seen is not None:
            require_seen(draft.steps.exclude(by=actor).filter(revision__gt=seen))
        tell(log, "form_draft.discard", draft)
        draft.delete()


def require_seen(unseen: QuerySet[FormDraftStep]) -> None:
    """Raise `Stale` for changes that whoever gives the draft up has not seen."""
    last = unseen.select_related("by").first()
    if last is not None:
        raise Stale(
            _("%(who)s changed this draft after you opened it: %(what)s. Look at it once more.")
            % {"who": last.by.display_name if last.by else "–", "what": last.what},
            code="stale",
        )


def faults(draft: FormDraft) -> list[Fault]:
    """Everything that stands against publishing the draft."""
    found = faults_of(draft.document)
    if not found:
        try:
            form_from_data(draft.document)
        except SchemaError as error:
            path, message = error.faults[0]
            found = [Fault("", "unreadable", f"{path}: {message}")]
    return found


def publish(
    draft: FormDraft, *, revision: int, reason: str, actor: User, at: datetime
) -> FormTemplate:
    """Make the draft the newest version of the form, frozen for ever.

    The new version waits for approval: until then the version approved before stays in use, and
    where none is approved the new one is used and says ร่าง. Answers already given and rounds that
    are open keep theirs. Side effects: the version, an audit entry; the draft is gone. Raises
    `GuardRefused` for faults, for a draft that changes nothing, for one begun from a version that
    is no longer the newest, and where an indicator relies on what was taken away; `InvalidInput`
    without a reason; `Stale`.
    """
    reason = checks.required(reason, _("Say why the form is changed."), "reason_required")
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(draft, revision, actor, at)
        found = faults(locked)
        if found:
            raise GuardRefused(
                _("The form has faults that must be mended first."),
                code="faulty",
                faults=[str(fault) for fault in found],
            )
        newest = _newest(locked)
        if (newest.pk if newest else None) != locked.base_id:
            raise GuardRefused(
                _(
                    "A newer version of this form appeared since the draft was begun. Give the"
                    " draft up and begin again."
                ),
                code="base_outdated",
            )
        require_references(locked, locked.document)
        if newest and locked.document == form_as_data(form_from_data(newest.schema)):
            raise GuardRefused(_("Nothing was changed."), code="nothing_changed")
        number = newest.version + 1 if newest else 1
        data = {**locked.document, "version": number}
        if data["status"] == FormStatus.PRINTED:
            # It is no longer the sheet that the source prints.
            data["status"] = str(FormStatus.PARTIAL)
        template = FormTemplate.objects.create(
            owner=locked.owner,
            code=locked.code,
            fiscal_year=locked.fiscal_year,
            version=number,
            schema=data,
            sha256=chain.digest(data),
            reason=reason,
            created_at=at,
            created_by=actor,
        )
        locked.delete()
        log.note_down(
            "form_template.publish",
            template,
            subject=subject_of(template),
            unit_path=template.owner.path,
            note=reason,
            code=template.code,
            fiscal_year=template.fiscal_year,
            version=template.version,
            sha256=template.sha256,
        )
    return template


def require_references(draft: FormDraft, document: Document) -> None:
    """Raise `GuardRefused`, naming the places, where a change takes away what is relied on."""
    if draft.base is None:
        return  # nothing relied on a form that has no version
    known = references.references_to(draft.owner, draft.fiscal_year, draft.code)
    broken = references.broken_by(draft.base.schema, document, known)
    if broken:
        raise GuardRefused(
            _("This part cannot be removed or renamed, because it is used by: %(places)s")
            % {"places": "; ".join(dict.fromkeys(str(ref.where) for ref in broken))},
            code="referred_to",
            places=[str(ref.where) for ref in broken],
        )


def _of(template: FormTemplate) -> FormDraft | None:
    return (
        FormDraft.objects.filter(
            owner=template.owner, code=template.code, fiscal_year=template.fiscal_year
        )
        .select_related("base", "owner")
        .first()
    )


def _newest(draft: FormDraft) -> FormTemplate | None:
    versions = FormTemplate.objects.filter(
        owner_id=draft.owner_id, code=draft.code, fiscal_year=draft.fiscal_year
    )
    return versions.order_by("-version").first()


def _locked(draft: FormDraft, revision: int, actor: User, at: datetime) -> FormDraft:
    locked = (
        FormDraft.objects.select_for_update(of=("self",))
        .select_related("owner", "base", "updated_by")
        .filter(pk=draft.pk)
        .first()
    )
    if locked is None:
        raise Stale(_("The draft was published or given up meanwhile."), code="draft_gone")
    access.require_configurer(actor, locked.owner, at=at)
    if locked.revision != revision:
        raise Stale(
            _("Someone changed this draft meanwhile."),
            code="stale",
            revision=locked.revision,
            who=locked.updated_by.display_name if locked.updated_by else "",
            at=locked.updated_at.isoformat(),
        )
    return locked


def _advance(draft: FormDraft, actor: User, at: datetime) -> None:
    draft.revision += 1
    draft.updated_at, draft.updated_by = at, actor
    draft.save(update_fields=["document", "revision", "updated_at", "updated_by"])


def tell(log: audit.Act, kind: str, draft: FormDraft, **facts: Any) -> None:
    """Note an act on a draft down, under the history of its form."""
    log.note_down(
        kind,
        draft,
        subject=f"form:{draft.owner_id}:{draft.fiscal_year}:{draft.code}",
        unit_path=draft.owner.path,
        code=draft.code,
        fiscal_year=draft.fiscal_year,
        revision=draft.revision,
        **facts,
    )
