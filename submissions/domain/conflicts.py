"""Conflicts of interest: who declares one judges that report no more, until it is withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from indicators.models import Round
from kpi_portal.accounts import holders, standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound
from kpi_portal.notifications.sending import notify
from kpi_portal.thai import normalise_text
from submissions import access
from submissions.domain import review_assigning, review_eligible
from submissions.domain.outbox_names import outbox_name
from submissions.domain.queue_reach import Reach
from submissions.domain.report_facts import facts_of_report
from submissions.domain.review_places import holder_of, places
from submissions.domain.said import require_fits
from submissions.enums import State
from submissions.models import ConflictOfInterest, Submission, Verdict
from submissions.workflow import SETTLED

LONGEST_REASON = 2_000
_CLOSED = SETTLED | {State.EXEMPTED}


def may_declare(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether judging the report would be the person's, and no conflict stands yet."""
    return access.reviews(user, submission, at=at) and not access.has_conflict(user, submission)


def declare(
    submission: Submission, *, actor: User, at: datetime, reason: str
) -> ConflictOfInterest:
    """Declare a conflict of interest; from then on the person judges nothing of this report.

    What the person said before stays. Side effects: the conflict, an audit entry; a review that
    lay with the person goes to the least busy reviewer who may have it and is not away, who is
    told, or stays without one; the heads are told. Declaring again gives the standing one back.
    Raises `NotAllowed` for a person who does not judge the report anyway, `InvalidInput` without a
    reason.
    """
    said = _checked(reason)
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(submission.pk)
        if not access.reviews(actor, locked, at=at):
            raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
        standing_one = ConflictOfInterest.objects.filter(
            submission=locked, person=actor, withdrawn_at=None
        ).first()
        if standing_one is not None:
            return standing_one
        conflict = ConflictOfInterest.objects.create(
            submission=locked, person=actor, reason=said, declared_at=at
        )
        _note_down("conflict.declare", conflict, locked, log, said)
        locked = _locked(submission.pk)  # with the new conflict
        taken = _pass_on(locked, actor, log, at)
        _tell_heads(locked, actor, taken, at)
    return conflict


def withdraw(
    conflict: ConflictOfInterest, *, actor: User, at: datetime, reason: str = ""
) -> ConflictOfInterest:
    """Take a conflict back, so that the person may judge the report again; nothing is reassigned.

    Side effects: the conflict, an audit entry. Raises `NotAllowed` unless the actor heads the
    reviews or is the person before anything was judged since, `InvalidInput` for another's
    conflict without a reason, `GuardRefused` for one withdrawn already.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = _locked(conflict.submission_id)
        current = ConflictOfInterest.objects.select_for_update(of=("self",)).get(pk=conflict.pk)
        if current.withdrawn_at is not None:
            raise GuardRefused(_("This conflict was withdrawn already."), code="withdrawn")
        own = current.person_id == actor.pk
        said = _checked(reason) if reason.strip() or not own else ""
        if not own and not _heads(actor, locked, at):
            raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
        if own and judged_since(current, locked):
            raise GuardRefused(
                _("The report was judged since you declared it; now the head withdraws it."),
                code="judged_since",
            )
        current.withdrawn_at, current.withdrawn_by = at, actor
        current.withdrawn_reason = said
        current.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        _note_down("conflict.withdraw", current, locked, log, said)
    return current


def judged_since(conflict: ConflictOfInterest, submission: Submission) -> bool:
    """Whether anybody judged the report after the conflict was declared, or its result is
    proposed."""
    if submission.state in {State.ASSESSED, *SETTLED}:
        return True
    return Verdict.objects.filter(use__submission=submission, at__gte=conflict.declared_at).exists()


def readable_by(user: User, *, at: datetime) -> QuerySet[ConflictOfInterest]:
    """The conflicts that the person reads: a head those of the own indicators, everybody the own.
    Auditors find each in the report's history."""
    own = standing.of(user, access.day_of(at))
    wanted = Q(person=user)
    for path in own.scopes(Role.HEAD):
        wanted |= Q(submission__round__indicator__owner__path__startswith=path)
    readable = ConflictOfInterest.objects.filter(wanted).exclude(
        ~Q(person=user) & Q(submission__unit__in=access.units_sat_in(own))
    )
    return readable.select_related(
        "person", "withdrawn_by", "submission__round__indicator", "submission__unit"
    )


def listed(
    user: User, *, at: datetime, round: int = 0, withdrawn: bool = False
) -> QuerySet[ConflictOfInterest]:
    """The readable conflicts, standing ones first; each with `given`, the number of verdicts that
    the person gave on the report before declaring it."""
    before = Verdict.objects.filter(
        use__submission=OuterRef("submission"),
        reviewer=OuterRef("person"),
        at__lt=OuterRef("declared_at"),
    )
    number = before.order_by().values("reviewer").annotate(number=Count("pk")).values("number")
    found = readable_by(user, at=at).annotate(given=Coalesce(Subquery(number), 0))
    if not withdrawn:
        found = found.filter(withdrawn_at=None)
    if round:
        found = found.filter(submission__round=round)
    return found.order_by(F("withdrawn_at").desc(nulls_first=True), "-declared_at", "pk")


def rounds_of(user: User, *, at: datetime) -> list[Round]:
    """The rounds in which the person reads conflicts; one query."""
    there = readable_by(user, at=at).order_by().values("submission__round")
    found = Round.objects.filter(pk__in=there).select_related("indicator")
    return list(found.order_by("-indicator__fiscal_year", "-due_at", "pk"))


def get_for(user: User, pk: int, *, at: datetime) -> ConflictOfInterest:
    """One readable conflict; raises `NotFound` for any other."""
    found = readable_by(user, at=at).filter(pk=pk).first()
    if found is None:
        raise NotFound("no such conflict", code="not_found")
    return found


def said_before(submission: Submission, people: Iterable[int]) -> dict[int, int]:
    """Person → how many verdicts they gave on this report; one query."""
    found: dict[int, int] = {}
    given = Verdict.objects.filter(use__submission=submission, reviewer__in=list(people))
    for person in given.values_list("reviewer_id", flat=True):
        found[person] = found.get(person, 0) + 1
    return found


def _locked(pk: int) -> Submission:
    queryset = access.with_context(Submission.objects.select_for_update(of=("self",)))
    return queryset.select_related("reviewer", "second_reviewer").get(pk=pk)


def _heads(actor: User, submission: Submission, at: datetime) -> bool:
    return access.may_act_as(actor, submission, Role.HEAD, at=at) and access.reviews(
        actor, submission, at=at
    )


def _pass_on(locked: Submission, actor: User, log: audit.Act, at: datetime) -> User | None:
    """Take the review from the person and give it to the least busy colleague who may have it."""
    held = next((p for p in places(locked) if holder_of(locked, p) == actor.pk), None)
    if held is None or locked.state in _CLOSED:
        return None
    other = {holder_of(locked, place) for place in places(locked)}
    path = locked.round.indicator.owner.path
    reach = Reach(paths=(path,), named=frozenset(), own_units=frozenset())
    colleagues = review_eligible.colleagues(reach, at=at)
    review_eligible.read_for([locked], [c.person for c in colleagues], at=at)
    free = [
        c
        for c in colleagues
        if not c.away and c.person.pk not in other and access.may_review(c.person, locked, at=at)
    ]
    if not free:
        review_assigning.take_back(locked, log, held)
        return None
    taker = min(free, key=lambda c: (c.load.open, c.person.pk)).person
    review_assigning.give(locked, taker, log, held)
    review_assigning.tell(locked, taker, actor, at)
    return taker


def _tell_heads(submission: Submission, actor: User, taker: User | None, at: datetime) -> None:
    owner = submission.round.indicator.owner
    heads = holders.holding([Role.HEAD], owner, day=access.day_of(at)).exclude(pk=actor.pk)
    waits = submission.state not in _CLOSED and submission.reviewer_id is None
    notify(
        [head for head in heads if access.reviews(head, submission, at=at)],
        kind="conflict.unassigned" if waits else "conflict.declare",
        facts=facts_of_report(
            submission, who=actor.display_name, to=taker.display_name if taker else ""
        ),
        url=f"/review/{submission.pk}/",
        at=at,
        about=outbox_name(submission.round),
    )


def _note_down(
    action: str,
    conflict: ConflictOfInterest,
    submission: Submission,
    log: audit.Act,
    note: str,
) -> None:
    log.note_down(
        action,
        conflict,
        subject=submission.subject,
        unit_path=submission.unit.path,
        note=note,
        person=conflict.person.audit_name,
    )


def _checked(reason: str) -> str:
    said = normalise_text(reason).strip()
    if not said:
        raise InvalidInput(_("Say why: this act needs a reason."), code="note_required")
    return require_fits(said, LONGEST_REASON)
