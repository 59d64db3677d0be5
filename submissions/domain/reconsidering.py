"""What happens between a request for reconsideration and its answer: who looks again, with which
verdicts and opinion. Each verb locks the report, so that none meets an answer half-way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from kpi_portal.notifications.sending import notify
from submissions import access, workflow
from submissions.domain import contested, reconsideration, reconsideration_rules
from submissions.domain.announcements import people_with
from submissions.domain.outbox_names import outbox_name
from submissions.domain.report_facts import facts_of_report
from submissions.domain.said import require_fits
from submissions.enums import Action
from submissions.models import Reconsideration, Submission

LONGEST_OPINION = 8_000


def choose_reviewer(
    submission: Submission, *, actor: User, at: datetime, reviewer: User
) -> Reconsideration:
    """Say who looks again: the head chooses somebody, or a reviewer takes it up.

    Side effects: the request's reviewer, an audit entry, a notification to who was chosen. Choosing
    the same person again changes nothing. Raises `NotAllowed` unless the actor is the head or takes
    it up, `GuardRefused` for somebody who proposed or confirmed the result or may not judge it, and
    once the opinion is given.
    """
    with audit.act(actor=actor, at=at) as log:
        locked, request = open_request(submission.pk)
        if not (_may_choose(actor, locked, at) or _takes_up(actor, reviewer, request)):
            raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
        if not reconsideration.may_look_again(reviewer, locked, at=at):
            raise GuardRefused(
                _(
                    "%(who)s cannot look again: whoever had a part in the result, belongs to the "
                    "unit or does not review is left out."
                )
                % {"who": reviewer.display_name},
                code="not_a_second_reviewer",
            )
        _require_open(request)
        if request.reviewer_id == reviewer.pk:
            return request
        before, request.reviewer = request.reviewer, reviewer
        request.save(update_fields=["reviewer"])
        changed = [before.audit_name if before else None, reviewer.audit_name]
        _note(
            log,
            "reconsideration.assign",
            locked,
            request,
            changed={"reviewer": changed},
            person=reviewer.audit_name,
        )
        _tell([reviewer], "reconsideration.assign", locked, request, actor=actor, at=at)
    return request


def give_opinion(
    submission: Submission, *, actor: User, at: datetime, opinion: str
) -> Reconsideration:
    """The reviewer says what comes of looking again; the verdicts stand from then on.

    Side effects: the opinion and its moment, which close the contested items to the unit; an audit
    entry; a notification to who decides. Raises `NotAllowed` for anybody else, `InvalidInput` for
    an empty or over-long opinion, `GuardRefused` while an added piece waits for its verdict.
    """
    said = opinion.strip()
    if not said:
        raise InvalidInput(_("Say what you found when you looked again."), code="opinion_required")
    require_fits(said, LONGEST_OPINION)
    with audit.act(actor=actor, at=at) as log:
        locked, request = open_request(submission.pk)
        require_second_reviewer(locked, request, actor=actor, at=at)
        _require_open(request)
        reconsideration_rules.require_judged(locked, contested.contested_keys(request))
        request.opinion, request.reviewed_at = said, at
        request.save(update_fields=["opinion", "reviewed_at"])
        _note(log, "reconsideration.opinion", locked, request, note=said)
        _tell(_deciding(locked, at), "reconsideration.opinion", locked, request, actor=actor, at=at)
    return request


def take_back_opinion(
    submission: Submission, *, actor: User, at: datetime, note: str = ""
) -> Reconsideration:
    """Open the items for looking again: the reviewer before the answer, or whoever decides, who
    then says why.

    Side effects: the opinion's moment is emptied, its words stay to be corrected; an audit entry; a
    notification to the reviewer. Raises `NotAllowed`, `GuardRefused` where no opinion is given, and
    `InvalidInput` where who decides gives no reason.
    """
    with audit.act(actor=actor, at=at) as log:
        locked, request = open_request(submission.pk)
        own = request.reviewer_id == actor.pk
        if not own and not may_decide(actor, locked, at=at):
            raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
        if request.reviewed_at is None:
            raise GuardRefused(_("No opinion is given yet."), code="no_opinion")
        if not own and not note.strip():
            raise InvalidInput(_("Say why: this act needs a reason."), code="note_required")
        request.reviewed_at = None
        request.save(update_fields=["reviewed_at"])
        _note(log, "reconsideration.take_back", locked, request, note=note.strip())
        if request.reviewer is not None:
            people = [request.reviewer]
            _tell(people, "reconsideration.take_back", locked, request, actor=actor, at=at)
    return request


def open_request(pk: int) -> tuple[Submission, Reconsideration]:
    """The report, locked, and its request that waits for an answer; call it inside an act."""
    locked = access.lock(pk)
    request = contested.open_of(locked)
    if request is None:
        raise GuardRefused(
            _("No request for reconsideration is open; the report is “%(state)s” now.")
            % {"state": locked.get_state_display()},
            code="not_reconsidering",
            state=locked.state,
        )
    return locked, request


def require_second_reviewer(
    locked: Submission, request: Reconsideration, *, actor: User, at: datetime
) -> None:
    """Raise `NotAllowed` unless this person looks again at this request."""
    if request.reviewer_id != actor.pk:
        raise NotAllowed(
            _("Only the reviewer who was chosen for this request judges its items."),
            code="not_the_second_reviewer",
        )
    if not reconsideration.may_look_again(actor, locked, at=at):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def judges_now(request: Reconsideration, user: User) -> bool:
    """Whether the person's verdicts on the contested items are asked for now."""
    return request.reviewer_id == user.pk and request.reviewed_at is None


def may_decide(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether answering the open request is the person's."""
    move = workflow.move_for(submission.state, Action.RESOLVE)
    return move is not None and access.may_perform(user, submission, move, at=at)


def may_choose(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether choosing who looks again is the person's: the head's, the own unit's excepted."""
    return _may_choose(user, submission, at)


def _may_choose(user: User, submission: Submission, at: datetime) -> bool:
    own = standing.of(user, access.day_of(at))
    return access.may_act_as(user, submission, Role.HEAD, at=at) and not access.belongs_to_unit(
        own, submission
    )


def _takes_up(actor: User, reviewer: User, request: Reconsideration) -> bool:
    return actor.pk == reviewer.pk and request.reviewer_id in (None, actor.pk)


def _require_open(request: Reconsideration) -> None:
    if request.reviewed_at is not None:
        raise GuardRefused(
            _("The opinion is given. Take it back before anything changes."), code="opinion_given"
        )


def require_opinion_open(request: Reconsideration) -> None:
    """Raise `GuardRefused` once the opinion closes the items."""
    _require_open(request)


def _deciding(submission: Submission, at: datetime) -> list[User]:
    """Who answers: the executive, on the bureau's own report whoever is named by order."""
    own_report = submission.is_bureaus_own
    role = Role.HEAD if own_report else Role.EXECUTIVE
    return [p for p in people_with(submission, (role,), at=at) if may_decide(p, submission, at=at)]


def _note(
    log: audit.Act, action: str, submission: Submission, request: Reconsideration, **facts: Any
) -> None:
    log.note_down(
        action,
        request,
        subject=submission.subject,
        unit_path=submission.unit.path,
        number=request.number,
        **facts,
    )


def _tell(
    people: Iterable[User],
    kind: str,
    submission: Submission,
    request: Reconsideration,
    *,
    actor: User,
    at: datetime,
) -> None:
    notify(
        [person for person in people if person.pk != actor.pk],
        kind=kind,
        facts=facts_of_report(submission, who=actor.display_name),
        url=f"/submissions/{submission.pk}/reconsideration/{request.number}/",
        at=at,
        about=outbox_name(submission.round),
    )
