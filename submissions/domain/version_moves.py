"""Moving reports of a running round to another version of its criteria.

A round pins a version when it opens, and a correction that is published later touches no report.
The head, who confirms the scores, may decide that reports are scored by the corrected version; the
round is pinned to it as well, for reports made later. A result that is confirmed stands: it is
moved only after its review was reopened.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.enums import VersionState
from indicators.models import IndicatorVersion, Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.domain import checks
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused
from kpi_portal.jobs import enqueue
from kpi_portal.notifications.sending import notify
from scoring.definition import UnknownRound
from submissions import access
from submissions.domain import announcements, pieces, round_rules, scores
from submissions.domain.outbox_names import outbox_name
from submissions.domain.report_facts import facts_of_report
from submissions.domain.what_if import DECIDED
from submissions.enums import State
from submissions.models import Submission, WhatIf
from submissions.workflow import SETTLED

JOB = "submissions.move_version"
STANDS = SETTLED | {State.RECONSIDERING}
_UNIT = (Role.DRAFTER, Role.DIRECTOR)
# Kept by code: the outcome is read later, in the reader's language.
REFUSALS = {
    "confirmed": gettext_lazy(
        "The result is confirmed. It can be moved only after its review is reopened."
    ),
    "own_section": gettext_lazy("Your own section moves only together with the whole round."),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """A report that was moved, its shown score before and after, and the requirements that are
    gone for which it had evidence."""

    pk: int
    unit: str
    before: str
    after: str
    set_aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A report that stays where it is, and the code of why."""

    pk: int
    unit: str
    why: str


@dataclass
class Outcome:
    """What became of the chosen reports; those already on the version are only counted."""

    moved: list[Moved] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    there_already: int = 0


def ask(
    run: WhatIf, *, chosen: Collection[int] | None, reason: str, actor: User, at: datetime
) -> None:
    """Ask for the move that a preview showed; it is carried out in the background.

    Side effects: a background job. Raises `NotAllowed`, `InvalidInput` without a reason,
    `GuardRefused` for a preview that is not of a published version or was used already.
    """
    round_rules.require_role(actor, run.round, Role.HEAD, at=at)
    kept = _reason(reason)
    if run.version is None or run.finished_at is None:
        raise GuardRefused(
            _("Reports are moved only to a published version, after its preview is finished."),
            code="no_preview",
        )
    with audit.act(actor=actor, at=at):
        locked = WhatIf.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if locked.move_job_id:
            raise GuardRefused(_("By this preview reports were moved already."), code="used")
        payload = {
            "run": run.pk,
            "chosen": None if chosen is None else sorted(chosen),
            "reason": kept,
            "user": actor.pk,
        }
        job = enqueue(JOB, payload=payload, requested_by=actor, at=at)
        WhatIf.objects.filter(pk=run.pk).update(move_job_id=str(job.pk))
    run.refresh_from_db()


def carry_out(
    run: WhatIf, *, chosen: Collection[int] | None, actor: User, at: datetime, reason: str
) -> Outcome:
    """Move by a preview and keep with it what became of each; side effects of
    `move_submissions`."""
    if run.version is None:
        raise GuardRefused(_("A draft is no version to move to."), code="no_preview")
    if run.move_outcome:
        return Outcome()  # a message that came twice
    with audit.act(actor=actor, at=at):
        found = move_submissions(
            run.round, run.version, chosen=chosen, actor=actor, at=at, reason=reason
        )
        kept = asdict(found) | {"at": at.isoformat(), "by": actor.display_name, "reason": reason}
        WhatIf.objects.filter(pk=run.pk).update(move_outcome=kept)
    return found


def move_submissions(
    round: Round,
    version: IndicatorVersion,
    *,
    chosen: Collection[int] | None,
    actor: User,
    at: datetime,
    reason: str,
) -> Outcome:
    """The head moves reports (all of the round, or the `chosen` keys) to a published version.

    Side effects: the round pins the version for reports made later; each moved report has its
    version and new scores; an audit entry for the round and for each report; the people of a unit
    are told when its score changes. Evidence whose requirement is gone is kept and set aside.
    Confirmed results, and the head's own section unless the whole round moves, are refused one by
    one. Raises `NotAllowed`, `InvalidInput` without a reason, `GuardRefused` for a version that is
    not published, belongs to another indicator or lacks the round.
    """
    round_rules.require_role(actor, round, Role.HEAD, at=at)
    kept = _reason(reason)
    _require_fit(round, version)
    found = Outcome()
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(round)
        for submission in _reports(locked, chosen):
            if submission.definition_version_id == version.pk:
                found.there_already += 1
            elif why := _why_not(submission, actor, at, alone=chosen is not None):
                found.refused.append(Refused(submission.pk, submission.unit_name, why))
            else:
                found.moved.append(_move(submission, version, actor, at, kept, log))
        _pin(locked, version, found, kept, log)
    round.refresh_from_db()
    return found


def _reason(reason: str) -> str:
    return checks.required(
        reason, gettext_lazy("Say why the reports are moved."), "reason_required"
    )


def _require_fit(round: Round, version: IndicatorVersion) -> None:
    if version.indicator_id != round.indicator_id or version.state != VersionState.PUBLISHED:
        raise GuardRefused(_("There is no such version."), code="not_published")
    try:
        version.round_definition(round.key)
    except UnknownRound:
        raise GuardRefused(
            _("These criteria do not have the round %(round)s.") % {"round": round.key},
            code="round_not_defined",
        ) from None


def _locked(round: Round) -> Round:
    locked = (
        Round.objects.select_for_update(of=("self",))
        .select_related("indicator__owner", "version")
        .get(pk=round.pk)
    )
    if locked.version is None:
        raise GuardRefused(_("The round is not open yet."), code="round_not_open")
    return locked


def _reports(round: Round, chosen: Collection[int] | None) -> list[Submission]:
    reports = access.with_context(round.submissions.all()).order_by("unit_id", "pk")
    if chosen is not None:
        reports = reports.filter(pk__in=list(chosen))
    return list(reports.select_for_update(of=("self",)))


def _why_not(submission: Submission, actor: User, at: datetime, *, alone: bool) -> str:
    """The code of `REFUSALS` that says why this report stays; empty where it may be moved."""
    if submission.state in STANDS:
        return "confirmed"
    own = standing.of(actor, access.day_of(at))
    if alone and access.belongs_to_unit(own, submission):
        return "own_section"
    return ""


def _move(
    submission: Submission,
    version: IndicatorVersion,
    actor: User,
    at: datetime,
    reason: str,
    log: audit.Act,
) -> Moved:
    before, former = _shown(submission), submission.definition_version.number
    submission.definition_version = version
    submission.save(update_fields=["definition_version"])
    scores.recompute(submission, at=at, reason="move_version")
    after = _shown(submission)
    gone = tuple(sorted({use.requirement for use in pieces.set_aside(submission)}))
    log.note_down(
        "submission.move_version",
        submission,
        subject=submission.subject,
        unit_path=submission.unit.path,
        changed={"definition_version": [former, version.number], "score": [before, after]},
        note=reason,
        version=version.number,
        set_aside=list(gone),
    )
    if before != after:
        _tell(submission, version, before, after, actor, at, reason)
    return Moved(submission.pk, submission.unit_name, before, after, gone)


def _shown(submission: Submission) -> str:
    """The score that pages lead with, as text; a dash before there is one."""
    decided = submission.state in DECIDED
    score: Decimal | None = submission.confirmed_final if decided else submission.projected_final
    return "–" if score is None else f"{score:.2f}"


def _pin(
    round: Round, version: IndicatorVersion, found: Outcome, reason: str, log: audit.Act
) -> None:
    """Reports made later are scored by the version, too."""
    former = round.version
    if not found.moved and former is not None and former.pk == version.pk:
        return
    round.version = version
    round.save(update_fields=["version"])
    facts: dict[str, Any] = {"round": str(round), "version": version.number}
    log.note_down(
        "round.move_version",
        round,
        subject=round_rules.subject_of(round),
        unit_path=round.indicator.owner.path,
        changed={"definition_version": [former.number if former else "", version.number]},
        note=reason,
        units=[moved.unit for moved in found.moved],
        refused=[refused.unit for refused in found.refused],
        **facts,
    )


def _tell(
    submission: Submission,
    version: IndicatorVersion,
    before: str,
    after: str,
    actor: User,
    at: datetime,
    reason: str,
) -> None:
    roles: tuple[Role, ...] = _UNIT
    if submission.is_bureaus_own:
        roles = (*_UNIT, Role.EXECUTIVE)  # the bureau's own report is its executive's
    people = announcements.people_with(submission, roles, at=at)
    facts = facts_of_report(submission, version=version.number, note=reason)
    # under review the scores would tell what was accepted and what was not
    told = submission.state in (State.DRAFT, State.RETURNED)
    notify(
        [person for person in people if person.pk != actor.pk],
        kind="submission.move_version" if told else "submission.moved_in_review",
        facts=facts | ({"before": before, "after": after} if told else {}),
        url=f"/submissions/{submission.pk}/score/",
        at=at,
        about=outbox_name(submission.round),
    )
