"""Who may see which submission, and who may do what: the few doors for reading.

What a person may not see does not exist: both doors answer a missing and a forbidden object alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, prefetch_related_objects

from indicators.models import Assignment, Contribution, Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.accounts.standing import Grant, Standing
from kpi_portal.errors import NotFound
from kpi_portal.thai import BANGKOK
from submissions.enums import Action, State
from submissions.models import Appointment, ConflictOfInterest, Filing, ReceivedReport, Submission
from submissions.workflow import CORRECTABLE, EDITABLE, REVIEW_ACTIONS, Move, Who

UNIT_ROLES = (Role.DRAFTER, Role.DIRECTOR)
OWNER_ROLES = (Role.REVIEWER, Role.HEAD, Role.CONFIGURER)
# Who of the strategy section prepares the bureau's own report of a consolidated indicator.
CONSOLIDATORS = (Role.REVIEWER, Role.HEAD)
# What a unit that ended leaves its successor to read; open reports are handed over instead.
IN_VIEW = (State.PUBLISHED, State.FINAL)


def day_of(at: datetime) -> date:
    """The Bangkok calendar day on which roles are read."""
    return at.astimezone(BANGKOK).date()


def visible_to(user: User, *, at: datetime, within: Q | None = None) -> QuerySet[Submission]:
    """The submissions that `user` may see at `at`, of those that fit `within`: a page of few rounds
    names them there, so that reports of other years are not gone through for it.

    The unit's own people see theirs and those below, and what units before them published;
    reviewers, head and configurers see those of the indicators that their owner unit has;
    executives see those of their units; auditors see their granted scope and period; people named
    by order see the submission they were named for.
    """
    own = standing.of(user, day_of(at))
    # named by order: looked up apart, since a join would list a report once for each appointment
    seen = Q(pk__in=Appointment.objects.filter(user=user).values("submission_id"))
    for path in own.scopes(*UNIT_ROLES, Role.EXECUTIVE):
        below = Unit.objects.filter(path__startswith=path).order_by()
        seen |= Q(unit__in=below.values("pk")) | _left_by_predecessors(path)
    for path in own.scopes(*OWNER_ROLES):
        # asked of each report that all else leaves over: their way is the longest to begin with
        rounds = Round.objects.filter(indicator__owner__path__startswith=path)
        seen |= Q(Exists(rounds.filter(pk=OuterRef("round"))))
    seen |= own.audited("round__due_at__date", "unit__path")
    asked = Submission.objects.all() if within is None else Submission.objects.filter(within)
    return asked.filter(seen)


def _left_by_predecessors(path: str) -> Q:
    """Published reports of the units that ended in favour of those at `path`, as far back as
    reorganisations are likely to reach within the years that anybody reads."""
    left = Q(successor__path__startswith=path)
    left |= Q(successor__successor__path__startswith=path)
    left |= Q(successor__successor__successor__path__startswith=path)
    return Q(state__in=IN_VIEW, unit__in=Unit.objects.filter(left).order_by().values("pk"))


def with_context(queryset: QuerySet[Submission]) -> QuerySet[Submission]:
    """Join what every page of one submission needs, in the same query."""
    return queryset.select_related(
        *("round__indicator__owner", "round__version", "unit", "definition_version", "waiver"),
        "updated_by",
    )


def with_context_of(first: QuerySet[Submission]) -> QuerySet[Submission]:
    """The same reports in the same order with their context, for a queryset that was cut to a page:
    its narrow keys are found and sorted first, so that what is shown is read for the page alone,
    in one query."""
    keys = first.values("pk")
    return with_context(Submission.objects.filter(pk__in=keys)).order_by(*first.query.order_by)


def get_for(user: User, pk: int, *, at: datetime, also: Sequence[str] = ()) -> Submission:
    """One visible submission with its context, and `also` what else is to be joined; raises
    `NotFound` for missing and forbidden."""
    stepped_back = ConflictOfInterest.objects.filter(
        submission=OuterRef("pk"), person=user, withdrawn_at=None
    )
    came = ReceivedReport.objects.filter(submission=OuterRef("pk"), cancelled_at=None)
    visible = with_context(visible_to(user, at=at)).annotate(
        read_conflict=Exists(stepped_back), read_received=Exists(came)
    )
    found = (visible.select_related(*also) if also else visible).filter(pk=pk).first()
    if found is None:
        raise NotFound("no such submission", code="not_found")
    found.__dict__["_conflicts_of"] = {user.pk: found.__dict__.pop("read_conflict")}
    found.__dict__["_came_another_way"] = found.__dict__.pop("read_received")
    return found


def lock(pk: int) -> Submission:
    """The submission with its context, its row locked until the transaction ends; the joined
    parents are read without a lock, since every report shares them."""
    return with_context(Submission.objects.select_for_update(of=("self",))).get(pk=pk)


def get_filing(user: User, pk: int, *, at: datetime) -> Filing:
    """One filing of a visible submission; raises `NotFound` for missing and forbidden."""
    found = Filing.objects.filter(pk=pk, submission__in=visible_to(user, at=at)).first()
    if found is None:
        raise NotFound("no such filing", code="not_found")
    return found


def acting_grant(user: User, submission: Submission, role: Role, *, at: datetime) -> Grant | None:
    """The grant by which `user` acts as `role` upon `submission`, or None.

    Unit roles and the executive's reach the submitting unit; review roles reach the indicator's
    owner, because a bureau's reviewers do not judge the department's indicators.
    """
    own = standing.of(user, day_of(at))
    if role in OWNER_ROLES:
        return own.grant_for(role, submission.round.indicator.owner.path)
    return own.grant_for(role, submission.unit.path)


def is_named(user: User, submission: Submission, role: Role) -> bool:
    """Whether the executive named `user` by order to act as `role` upon this submission."""
    prefetch_related_objects([submission], "appointments")  # asked for many roles, read once
    return any(a.user_id == user.pk and a.role == role for a in submission.appointments.all())


def belongs_to_unit(own: Standing, submission: Submission) -> bool:
    """Whether the person sits in the submitting unit, in one that contributes to the report or
    below either: such people never judge it."""
    return own.sits_in_or_below(submission.unit.path) or any(
        own.sits_in_or_below(part.unit.path) for part in contributions_to(submission)
    )


def contributions_to(submission: Submission) -> list[Contribution]:
    """What other units supply to this report; one query, kept on the object."""
    if "_contributions" not in submission.__dict__:
        read_contributions([submission])
    kept: list[Contribution] = submission.__dict__["_contributions"]
    return kept


def read_contributions(reports: Iterable[Submission]) -> None:
    """Read what other units supply to these reports, at once. A report that was handed over keeps
    the contributions of its first unit's assignment where that still stands."""
    waiting = list(reports)
    rounds = {report.round_id for report in waiting}
    units = {pk for s in waiting for pk in (s.unit_id, s.handed_over_from_id) if pk}
    found: dict[tuple[int, int], list[Contribution]] = {}
    rows = Contribution.objects.filter(
        assignment__round__in=rounds, assignment__unit__in=units
    ).select_related("unit", "assignment", "ready_by", "given_back_by")
    for row in rows.order_by("unit__path", "pk"):
        found.setdefault((row.assignment.round_id, row.assignment.unit_id), []).append(row)
    handed = [report.handed_over_from_id for report in waiting if report.handed_over_from_id]
    firsts = (
        set(
            Assignment.objects.filter(round__in=rounds, unit__in=handed).values_list(
                "round_id", "unit_id"
            )
        )
        if handed
        else set()
    )
    for report in waiting:
        first = (report.round_id, report.handed_over_from_id or 0)
        place = first if first in firsts else (report.round_id, report.unit_id)
        report.__dict__["_contributions"] = found.get(place, [])


def forget_contributions(submission: Submission) -> None:
    """Drop the kept list after contributors changed."""
    submission.__dict__.pop("_contributions", None)


def own_contributions(user: User, submission: Submission, *, at: datetime) -> list[Contribution]:
    """The contributions of units for which `user` drafts or directs."""
    own = standing.of(user, day_of(at))
    if not own.roles & set(UNIT_ROLES):
        return []
    return [
        part
        for part in contributions_to(submission)
        if any(own.may_act_as(role, part.unit.path) for role in UNIT_ROLES)
    ]


def contributed_by(units: Q) -> QuerySet[Submission]:
    """The reports to which the units that `units` describes contribute (a condition on the
    contribution)."""
    # so that only the rounds to which such units contribute are looked through at all
    rounds = Contribution.objects.filter(units).order_by().values("assignment__round")
    parts = Contribution.objects.filter(units, assignment__round=OuterRef("round"))
    firsts = Assignment.objects.filter(round=OuterRef("round"), unit=OuterRef("handed_over_from"))
    through_first = Exists(parts.filter(assignment__unit=OuterRef("handed_over_from")))
    through_own = Exists(parts.filter(assignment__unit=OuterRef("unit"))) & ~Exists(firsts)
    return Submission.objects.filter(through_first | through_own, round__in=rounds)


def contributing(user: User, *, at: datetime) -> QuerySet[Submission]:
    """The reports of others to which units contribute for which `user` drafts or directs.

    They stay closed but for the pages that `domain.reach` opens, so `visible_to` has them not.
    """
    own = standing.of(user, day_of(at))
    units = Q(pk__in=[])
    for path in own.scopes(*UNIT_ROLES):
        units |= Q(unit__path__startswith=path)
    return contributed_by(units)


def judged_by_others(own: Standing) -> QuerySet[Submission]:
    """Reports to which a unit contributes in which the person sits, or one above it."""
    paths = {grant.unit_path for grant in own.grants}
    above = {int(pk) for path in paths for pk in path.strip("/").split("/")}
    return contributed_by(Q(unit_id__in=above))


def may_act_as(user: User, submission: Submission, role: Role, *, at: datetime) -> bool:
    """Whether `user` holds `role` for this submission, by membership, acting or by name."""
    return acting_grant(user, submission, role, at=at) is not None or is_named(
        user, submission, role
    )


def is_own_report_of_executive(submission: Submission, own: Standing) -> bool:
    """The bureau's own report is submitted by its executive."""
    return any(
        g.role == Role.EXECUTIVE and g.scope_path == submission.unit.path for g in own.grants
    )


def may_perform(
    user: User,
    submission: Submission,
    move: Move,
    *,
    at: datetime,
    with_signed_memo: bool = False,
) -> bool:
    """Whether `user` may make `move`. Guards are asked separately; this is about the person."""
    own = standing.of(user, day_of(at))
    judging = move.action in REVIEW_ACTIONS
    if judging and belongs_to_unit(own, submission):
        return False
    for doer in move.doers:
        if doer is Who.SYSTEM:
            continue
        if doer is Who.NAMED_SENDER:
            if with_signed_memo and may_act_as(user, submission, Role.DRAFTER, at=at):
                return True
        elif may_act_as(user, submission, Role(doer), at=at):
            return not (judging and has_conflict(user, submission))
    if move.action is Action.RESOLVE and submission.is_bureaus_own:
        # nobody of the bureau decides on its own report: whoever is named by order does
        named = is_named(user, submission, Role.HEAD)
        return named and not has_conflict(user, submission)
    files_own_report = move.action in {Action.SUBMIT, Action.WITHDRAW, Action.RECONSIDER}
    return files_own_report and is_own_report_of_executive(submission, own)


def may_edit(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether `user` may change answers and evidence now: the unit's people, while editable."""
    return submission.state in EDITABLE and works_on(user, submission, at=at)


def may_contest(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether `user` may add evidence to contested items: the unit's people, while its result is
    reconsidered. Which items these are is `domain.contested`."""
    return submission.state == State.RECONSIDERING and works_on(user, submission, at=at)


def works_on(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether the report is the person's to prepare, whatever its state. The bureau's own report is
    also the strategy section's; whoever is named to judge it by order has no part in it."""
    own = standing.of(user, day_of(at))
    if submission.is_bureaus_own and is_named_judge(user, submission):
        return False
    return (
        any(own.may_act_as(role, submission.unit.path) for role in UNIT_ROLES)
        or is_own_report_of_executive(submission, own)
        or consolidates(own, submission)
    )


def may_record_outside(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether `user` keeps the record of what the collecting centre gave the bureau's own report:
    reviewers and the head over the indicator's owner, and its executive. Being named by order to
    judge the report is no part of this."""
    if not submission.is_bureaus_own:
        return False
    if is_own_report_of_executive(submission, standing.of(user, day_of(at))):
        return True
    return any(
        acting_grant(user, submission, role, at=at) is not None
        for role in (Role.REVIEWER, Role.HEAD)
    )


def is_named_judge(user: User, submission: Submission) -> bool:
    """Whether `user` is named by order to judge this report, as reviewer or as head."""
    return any(is_named(user, submission, role) for role in (Role.REVIEWER, Role.HEAD))


def consolidates(own: Standing, submission: Submission) -> bool:
    """Whether the person prepares the bureau's own report of an indicator that the bureau reports:
    reviewers and head of the owner who sit in the bureau, and so never judge it."""
    indicator = submission.round.indicator
    if not indicator.consolidated or not submission.is_bureaus_own:
        return False
    path = indicator.owner.path
    return any(
        grant.role in CONSOLIDATORS and grant.reaches(path) and grant.unit_path.startswith(path)
        for grant in own.grants
    )


def consolidated_by(user: User, own: Standing) -> Q:
    """The same as a condition on reports, without those that `user` is named to judge."""
    found = Q(pk__in=[])
    for grant in own.grants:
        if grant.role in CONSOLIDATORS:
            above = [int(pk) for pk in grant.unit_path.strip("/").split("/")]
            found |= Q(unit_id__in=above, unit__path__startswith=grant.scope_path)
    named = Appointment.objects.filter(user=user).values("submission_id")
    own_report = Q(unit=F("round__indicator__owner"), round__indicator__consolidated=True)
    return found & own_report & ~Q(pk__in=named)


def entering_open(submission: Submission) -> ReceivedReport | None:
    """The entering of a received report that is open now; one query, kept on the object. Any move
    of the report ends it; a report sent back for correction is open until it is corrected."""
    if "_entering" not in submission.__dict__:
        found = None
        if submission.state in EDITABLE | CORRECTABLE:
            rows = submission.received_reports.filter(cancelled_at=None, verified_at=None)
            rows = rows.select_related("opened_by", "cover", "filing")
            found = next((row for row in rows if is_entered(row, submission)), None)
        submission.__dict__["_entering"] = found
    kept: ReceivedReport | None = submission.__dict__["_entering"]
    return kept


def forget_entering(submission: Submission) -> None:
    """Drop what is kept after an entering was opened or ended."""
    submission.__dict__.pop("_entering", None)
    submission.__dict__.pop("_came_another_way", None)


def may_have_come_another_way(submission: Submission) -> bool:
    """False where `get_for` saw that staff entered nothing for it; otherwise it is to be asked."""
    return submission.__dict__.get("_came_another_way", True) is not False


def is_entered(received: ReceivedReport, submission: Submission) -> bool:
    """Whether this entering is open: before its filing until the report moves, afterwards while it
    is sent back."""
    if received.filing_id is None:
        return submission.state in EDITABLE and received.at_version == submission.version
    return received.sent_back_at is not None and submission.state in CORRECTABLE


def entering_by(user: User, submission: Submission, *, at: datetime) -> ReceivedReport | None:
    """The entering that `user` holds open for this report: the only way in which staff change a
    unit's answers and evidence."""
    own = standing.of(user, day_of(at))
    if belongs_to_unit(own, submission):
        return None
    if not may_act_as(user, submission, Role.REVIEWER, at=at):
        return None
    found = entering_open(submission)
    return found if found is not None and found.opened_by_id == user.pk else None


def may_review(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether `user` may give verdicts on this submission at all (whatever its state)."""
    return reviews(user, submission, at=at) and not has_conflict(user, submission)


def has_conflict(user: User, submission: Submission) -> bool:
    """Whether `user` declared a conflict of interest on this report that stands. `get_for` has read
    it along; otherwise one query, kept on the object, and lists prefetch “conflicts”."""
    read: dict[int, bool] = submission.__dict__.get("_conflicts_of", {})
    if user.pk in read:
        return read[user.pk]
    prefetch_related_objects([submission], "conflicts")
    return any(
        conflict.person_id == user.pk and conflict.withdrawn_at is None
        for conflict in submission.conflicts.all()
    )


def reviews(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether judging this report is the person's by role or by name, and it is not of the own
    unit; a declared conflict of interest is not asked for."""
    own = standing.of(user, day_of(at))
    if belongs_to_unit(own, submission):
        return False
    return any(may_act_as(user, submission, r, at=at) for r in (Role.REVIEWER, Role.HEAD))


def sees_review(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether `user` follows the review of this report before the unit is told of it.

    Those who judge, decide and oversee do; whoever sits in the submitting unit or below it does
    not, whatever other roles the person has, unless named for this very report by order. What the
    others are shown instead is `domain.in_view`.
    """
    return sees_review_of(
        user,
        submission.pk,
        unit_path=submission.unit.path,
        owner_path=submission.round.indicator.owner.path,
        at=at,
    )


def sees_review_of(user: User, pk: int, *, unit_path: str, owner_path: str, at: datetime) -> bool:
    """`sees_review` for rows of lists; one query for any number of them, and only where the person
    sees a report by nothing but the unit's side."""
    own = standing.of(user, day_of(at))
    if not sits_for(own, unit_path) and (
        own.may_act_as(Role.EXECUTIVE, unit_path)
        or any(own.may_act_as(role, owner_path) for role in OWNER_ROLES)
        or any(unit_path.startswith(path) for path, _first, _last in own.auditor_periods)
    ):
        return True
    return pk in _named_for(user)


def sits_for(own: Standing, unit_path: str) -> bool:
    """Whether the person works in the unit at `unit_path` or below it; auditing it is no work in
    it."""
    return any(g.role != Role.AUDITOR and g.unit_path.startswith(unit_path) for g in own.grants)


def units_sat_in(own: Standing) -> frozenset[int]:
    """The units of which `sits_for` is true: those the person works in and those above them."""
    paths = (grant.unit_path for grant in own.grants if grant.role != Role.AUDITOR)
    return frozenset(int(pk) for path in paths for pk in path.strip("/").split("/"))


def _named_for(user: User) -> frozenset[int]:
    """The reports for which `user` is named by order; kept for the rest of the request."""
    kept: frozenset[int] | None = user.__dict__.get("_named_for")
    if kept is None:
        named = Appointment.objects.filter(user=user).values_list("submission_id", flat=True)
        kept = user.__dict__["_named_for"] = frozenset(named)
    return kept
