"""The working copy of a definition: begun, changed step by step, taken back, published.

A draft may be faulty while it is being written; a version never is. Each change keeps the smallest
part it replaced, so that the last ones can be undone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from indicators.document_change import smallest_change, with_part
from indicators.domain import carrying_rounds, rehearsals
from indicators.domain.loading import Actor, Loaded, load_definition, subject_of
from indicators.enums import VersionState
from indicators.models import Draft, DraftStep, Indicator
from kpi_portal.accounts.domain import checks, permission
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import chain
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotFound, Stale
from scoring.choices import Method
from scoring.definition import FORMAT
from scoring.definition import Indicator as Definition
from scoring.faults import DefinitionFaults, Fault
from scoring.parsing import dump_definition, load_document, publishing_faults

Document = dict[str, Any]
MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Checked:
    """What a document comes to: its definition unless it breaks the format, and every fault that
    stands against publishing it."""

    definition: Definition | None
    faults: tuple[Fault, ...]

    @property
    def is_sound(self) -> bool:
        return not self.faults


def check(document: Mapping[str, object]) -> Checked:
    """Read a document as the loader would, and as publishing would; raises nothing."""
    try:
        definition = load_document(document)
    except DefinitionFaults as unsound:
        return Checked(None, unsound.faults)
    return Checked(definition, publishing_faults(definition))


def create(
    owner: Unit,
    *,
    code: str,
    fiscal_year: int,
    name: str,
    method: Method,
    actor: Actor,
    at: datetime,
    document: Document | None = None,
    copied_from: Indicator | None = None,
) -> Draft:
    """A new indicator that so far is only a draft; `document` is what it starts from.

    Side effects: the indicator, its draft, an audit entry. Raises `InvalidInput` for an empty code
    or name, and for a code that the owner already uses in that year.
    """
    permission.require(actor, owner, Role.CONFIGURER, at=at)
    code = checks.required(code, _("Give the indicator's code."), "code_required")
    name = checks.required(name, _("Give the indicator's name."), "name_required")
    if Indicator.objects.filter(owner=owner, fiscal_year=fiscal_year, code=code).exists():
        raise InvalidInput(
            _("%(code)s already exists in fiscal year %(year)s.")
            % {"code": code, "year": fiscal_year},
            code="already_there",
        )
    head = {
        "format": FORMAT,
        "code": code,
        "owner": owner.code,
        "fiscal_year": fiscal_year,
        "name": name,
        "method": str(method),
    }
    with audit.act(actor=actor, at=at) as log:
        indicator = Indicator.objects.create(
            owner=owner,
            fiscal_year=fiscal_year,
            code=code,
            name=name,
            name_en=str((document or {}).get("name_en", "")),
            copied_from=copied_from,
        )
        draft = Draft.objects.create(
            indicator=indicator,
            document={**head, "rounds": [], **(document or {}), **head},
            updated_at=at,
            updated_by=actor if isinstance(actor, User) else None,
        )
        _tell(log, "indicator.begin", draft, copied_from=str(copied_from or ""))
    return draft


def begin(indicator: Indicator, *, actor: Actor, at: datetime) -> Draft:
    """The draft of an indicator, begun from its newest version where there is none yet.

    Side effects when it is new: the draft and an audit entry.
    """
    permission.require(actor, indicator.owner, Role.CONFIGURER, at=at)
    found = Draft.objects.filter(indicator=indicator).select_related("base").first()
    if found is not None:
        return found
    if indicator.retired_at is not None:
        raise GuardRefused(_("A retired indicator is not changed any more."), code="retired")
    newest = indicator.versions.exclude(state=VersionState.RETIRED).order_by("-number").first()
    if newest is None:
        raise GuardRefused(_("The indicator has no version to begin from."), code="no_version")
    try:
        with audit.act(actor=actor, at=at) as log:
            draft = Draft.objects.create(
                indicator=indicator,
                base=newest,
                document=newest.definition,
                updated_at=at,
                updated_by=actor if isinstance(actor, User) else None,
            )
            _tell(log, "indicator.begin", draft, base=newest.number)
    except IntegrityError:  # somebody began at the same moment
        return Draft.objects.select_related("base").get(indicator=indicator)
    return draft


def change(
    draft: Draft, document: Document, *, what: str, revision: int, actor: Actor, at: datetime
) -> Draft:
    """Take over a changed document; `what` says in a few words what was changed.

    Side effects: a step that can be undone, an audit entry; none when nothing differs. Raises
    `Stale` when the draft is no longer at `revision`.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(draft, revision, actor, at)
        difference = smallest_change(locked.document, document)
        if difference is None:
            return locked
        locked.document = document
        _advance(locked, actor, at)
        DraftStep.objects.create(
            draft=locked,
            revision=locked.revision,
            what=what[:300],
            path=difference.place,
            before=difference.before,
            at=at,
            by=actor if isinstance(actor, User) else None,
        )
        locked.steps.filter(revision__lte=locked.revision - MOST_STEPS).delete()
        _tell(log, "indicator.edit", locked, what=what[:300])
    return locked


def undo(draft: Draft, *, revision: int, actor: Actor, at: datetime) -> tuple[Draft, str]:
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
        _tell(log, "indicator.undo", locked, what=what)
    return locked, what


def discard(draft: Draft, *, actor: Actor, at: datetime, seen: int | None = None) -> None:
    """Give the draft up; the versions stay. An indicator that never had a version goes with it.

    `seen` is the revision that the person looked at. Side effects: the draft and its steps are
    deleted, an audit entry. Raises `Stale` where somebody else changed the draft since `seen`.
    """
    indicator = draft.indicator
    permission.require(actor, indicator.owner, Role.CONFIGURER, at=at)
    with audit.act(actor=actor, at=at) as log:
        Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if seen is not None:
            _require_seen(draft, seen, actor)
        _tell(log, "indicator.discard", draft)
        draft.delete()
        if not indicator.versions.exists():
            indicator.rehearsal_cases.all().delete()
            indicator.delete()


def _require_seen(draft: Draft, seen: int, actor: Actor) -> None:
    unseen = draft.steps.filter(revision__gt=seen).select_related("by")
    if isinstance(actor, User):
        unseen = unseen.exclude(by=actor)
    last = unseen.first()
    if last is not None:
        raise Stale(
            _("%(who)s changed this draft after you opened it: %(what)s. Look at it once more.")
            % {"who": last.by.display_name if last.by else "–", "what": last.what},
            code="stale",
        )


def publish(
    draft: Draft,
    *,
    revision: int,
    reason: str,
    actor: Actor,
    at: datetime,
    taken: Collection[str] = (),
) -> Loaded:
    """Make the draft the newest version, frozen for ever.

    `taken` says what the new rounds of a copy take over (`carrying_rounds.Taken`). Side effects:
    the version; planned rounds take its proposed dates, open ones keep their version and dates;
    what new rounds take over; the draft is gone; audit entries. Raises `GuardRefused` with the
    faults as facts when any stands against it, and with the names of the rehearsals that fail
    (`rehearsals_fail`); where the published version says the same already; `Stale` when the draft
    is no longer at `revision`, `InvalidInput` without a reason where there is a published version
    already.
    """
    with audit.act(actor=actor, at=at):
        locked = _locked(draft, revision, actor, at)
        indicator = locked.indicator
        if indicator.retired_at is not None:
            raise GuardRefused(_("A retired indicator is not changed any more."), code="retired")
        checked = check(locked.document)
        if checked.definition is None or checked.faults:
            raise GuardRefused(
                _("The definition has faults that must be mended first."),
                code="faulty",
                faults=[{"path": fault.path, "code": fault.code} for fault in checked.faults],
            )
        _require_same_identity(indicator, checked.definition)
        _require_rehearsals(indicator, checked.definition)
        if indicator.versions.filter(state=VersionState.PUBLISHED).exists():
            checks.required(reason, _("Say why the definition is changed."), "reason_required")
        _require_something_new(indicator, checked.definition)
        carried = carrying_rounds.found_for(indicator, checked.definition, at=at) if taken else ()
        loaded = load_definition(
            checked.definition, owner=indicator.owner, actor=actor, at=at, reason=reason.strip()
        )
        carrying_rounds.take_over(indicator, carried, taken, actor=actor, at=at)
        locked.delete()
    return loaded


def get(indicator: Indicator) -> Draft:
    """The indicator's draft with its base; raises `NotFound` where there is none."""
    found = Draft.objects.filter(indicator=indicator).select_related("base", "updated_by").first()
    if found is None:
        raise NotFound(_("Nobody is changing this indicator."), code="not_found")
    return found


def _require_same_identity(indicator: Indicator, definition: Definition) -> None:
    """A version belongs to its indicator by code and year: neither may drift in the draft."""
    if (definition.code, definition.fiscal_year) != (indicator.code, indicator.fiscal_year):
        raise GuardRefused(
            _("The definition names another code or fiscal year than its indicator."),
            code="other_identity",
        )


def _require_something_new(indicator: Indicator, definition: Definition) -> None:
    """Nobody gives a reason for a version that is none: the draft would vanish without a trace."""
    newest = indicator.versions.filter(state=VersionState.PUBLISHED).order_by("-number").first()
    if newest is not None and newest.sha256 == chain.digest(dump_definition(definition)):
        raise GuardRefused(
            _("The published version says the same already. Change something first."),
            code="nothing_new",
        )


def _require_rehearsals(indicator: Indicator, definition: Definition) -> None:
    failing = [outcome.case.name for outcome in rehearsals.failing(indicator, definition)]
    if failing:
        raise GuardRefused(
            _("Rehearsals fail with this definition: %(names)s.") % {"names": ", ".join(failing)},
            code="rehearsals_fail",
            cases=failing,
        )


def _locked(draft: Draft, revision: int, actor: Actor, at: datetime) -> Draft:
    locked = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("indicator__owner", "base", "updated_by")
        .filter(pk=draft.pk)
        .first()
    )
    if locked is None:
        raise Stale(_("The draft was published or given up meanwhile."), code="draft_gone")
    permission.require(actor, locked.indicator.owner, Role.CONFIGURER, at=at)
    if locked.revision != revision:
        raise Stale(
            _("Someone changed this draft meanwhile."),
            code="stale",
            revision=locked.revision,
            who=locked.updated_by.display_name if locked.updated_by else "",
            at=locked.updated_at.isoformat(),
        )
    return locked


def _advance(draft: Draft, actor: Actor, at: datetime) -> None:
    draft.revision += 1
    draft.updated_at = at
    draft.updated_by = actor if isinstance(actor, User) else None
    draft.save(update_fields=["document", "revision", "updated_at", "updated_by"])


def _tell(log: audit.Act, kind: str, draft: Draft, **facts: Any) -> None:
    indicator = draft.indicator
    log.note_down(
        kind,
        draft,
        subject=subject_of(indicator),
        unit_path=indicator.owner.path,
        code=indicator.code,
        fiscal_year=indicator.fiscal_year,
        revision=draft.revision,
        **facts,
    )
