"""Ready-made reasons for returning evidence: kept by those who review for a unit, offered at the
desk of every report of its indicators.

What was said in a return is the verdict's own text: changing or retiring a reason changes nothing
that was said before.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound
from kpi_portal.thai import normalise_text
from submissions import access
from submissions.domain.said import require_fits
from submissions.models import ReturnReason, Submission

KEEPERS = (Role.REVIEWER, Role.HEAD)
LONGEST = 1_000
MOST = 40


class Direction(StrEnum):
    """Where a reason moves among those of its unit."""

    UP = "up"
    DOWN = "down"


def offered_at(submission: Submission) -> list[ReturnReason]:
    """The reasons in use for this report's indicator: those of its owner and of units above; one
    query."""
    path = submission.round.indicator.owner.path
    above = [int(pk) for pk in path.strip("/").split("/")]
    found = ReturnReason.objects.filter(owner__in=above, retired_at=None)
    return list(found.order_by("-owner__path", "position", "pk"))


def owners_for(user: User, *, at: datetime) -> list[Unit]:
    """The units whose reasons the person keeps: those for which the person reviews."""
    paths = standing.of(user, access.day_of(at)).scopes(*KEEPERS)
    return list(Unit.objects.filter(path__in=paths).order_by("path"))


def keeps_for(user: User, submission: Submission, *, at: datetime) -> bool:
    """Whether the person keeps reasons that are offered at this report's desk."""
    return _may_keep(user, submission.round.indicator.owner.path, at)


def of_owners(owners: list[Unit]) -> QuerySet[ReturnReason]:
    """All their reasons, in use first, each in its order."""
    found = ReturnReason.objects.filter(owner__in=owners).select_related("owner", "changed_by")
    return found.order_by("owner__path", "retired_at", "position", "pk")


def reason_for(user: User, pk: int, *, at: datetime) -> ReturnReason:
    """A reason the person keeps; raises `NotFound` for missing and forbidden alike."""
    found = ReturnReason.objects.select_related("owner").filter(pk=pk).first()
    if found is None or not _may_keep(user, found.owner.path, at):
        raise NotFound(_("There is no such reason."), code="not_found")
    return found


def add_reason(owner: Unit, *, actor: User, at: datetime, text: str) -> ReturnReason:
    """Offer one more reason, behind those that are there.

    Side effects: the reason, an audit entry. Raises `NotAllowed`, `InvalidInput` for no text, one
    that is too long or offered already, `GuardRefused` when there are too many.
    """
    _require_keeper(actor, owner, at)
    said = _checked(text)
    with audit.act(actor=actor, at=at) as log:
        Unit.objects.select_for_update().get(pk=owner.pk)
        _require_new(owner, said)
        in_use = _in_use(owner)
        if in_use.count() >= MOST:
            raise GuardRefused(
                _("There are %(most)d reasons already. Retire one that is not needed.")
                % {"most": MOST},
                code="too_many",
            )
        last = in_use.aggregate(last=Max("position"))["last"] or 0
        reason = ReturnReason.objects.create(
            owner=owner, text=said, position=last + 1, changed_at=at, changed_by=actor
        )
        _note(log, "reason.add", reason)
    return reason


def reword_reason(reason: ReturnReason, *, actor: User, at: datetime, text: str) -> ReturnReason:
    """Say a reason in other words from now on.

    Side effects: the text, an audit entry; none when nothing changed. Refusals as for
    `add_reason`, and `GuardRefused` for a retired one.
    """
    _require_keeper(actor, reason.owner, at)
    said = _checked(text)
    with audit.act(actor=actor, at=at) as log:
        locked = _lock(reason)
        if locked.text == said:
            return locked
        _require_new(locked.owner, said)
        before, locked.text = locked.text, said
        locked.changed_at, locked.changed_by = at, actor
        locked.save(update_fields=["text", "changed_at", "changed_by"])
        _note(log, "reason.change", locked, changed={"text": [before, said]})
    return locked


def move_reason(reason: ReturnReason, *, actor: User, at: datetime, to: Direction) -> None:
    """Change places with the reason before or after it; at the end nothing happens.

    Side effects: the order, an audit entry. Raises `NotAllowed`, `GuardRefused` for a retired one.
    """
    _require_keeper(actor, reason.owner, at)
    with audit.act(actor=actor, at=at) as log:
        locked = _lock(reason)
        ordered = list(_in_use(locked.owner))
        here = next(n for n, one in enumerate(ordered) if one.pk == locked.pk)
        there = here - 1 if to is Direction.UP else here + 1
        if not 0 <= there < len(ordered):
            return
        ordered.insert(there, ordered.pop(here))
        for position, one in enumerate(ordered, start=1):
            one.position = position
        ReturnReason.objects.bulk_update(ordered, ["position"])
        _note(log, "reason.move", locked, changed={"place": [here + 1, there + 1]})


def retire_reason(reason: ReturnReason, *, actor: User, at: datetime) -> None:
    """Offer a reason no longer; it stays on record and can be put back into use.

    Side effects: the day it was retired, an audit entry. Raises `NotAllowed`, `GuardRefused` when
    it is retired already.
    """
    _require_keeper(actor, reason.owner, at)
    with audit.act(actor=actor, at=at) as log:
        locked = _lock(reason)
        locked.retired_at, locked.changed_at, locked.changed_by = at, at, actor
        locked.save(update_fields=["retired_at", "changed_at", "changed_by"])
        _note(log, "reason.retire", locked)


def restore_reason(reason: ReturnReason, *, actor: User, at: datetime) -> ReturnReason:
    """Put a retired reason back into use, behind the others: it is offered anew under its text.

    Side effects: the reason is in use, an audit entry. Refusals as for `add_reason`.
    """
    _require_keeper(actor, reason.owner, at)
    with audit.act(actor=actor, at=at) as log:
        Unit.objects.select_for_update().get(pk=reason.owner_id)
        locked = ReturnReason.objects.select_for_update(of=("self",)).get(pk=reason.pk)
        if locked.retired_at is None:
            return locked
        _require_new(locked.owner, locked.text)
        last = _in_use(locked.owner).aggregate(last=Max("position"))["last"] or 0
        locked.retired_at, locked.position = None, last + 1
        locked.changed_at, locked.changed_by = at, actor
        locked.save(update_fields=["retired_at", "position", "changed_at", "changed_by"])
        _note(log, "reason.restore", locked)
    return locked


def _may_keep(user: User, path: str, at: datetime) -> bool:
    own = standing.of(user, access.day_of(at))
    return any(own.may_act_as(role, path) for role in KEEPERS)


def _require_keeper(actor: User, owner: Unit, at: datetime) -> None:
    if not _may_keep(actor, owner.path, at):
        raise NotAllowed(
            _("Only those who review for this unit keep its reasons."), code="not_allowed"
        )


def _in_use(owner: Unit) -> QuerySet[ReturnReason]:
    return ReturnReason.objects.filter(owner=owner, retired_at=None).order_by("position", "pk")


def _lock(reason: ReturnReason) -> ReturnReason:
    """The reason as it now is, with all of its unit's held in their order."""
    Unit.objects.select_for_update().get(pk=reason.owner_id)
    locked = ReturnReason.objects.select_related("owner").get(pk=reason.pk)
    if locked.retired_at is not None:
        raise GuardRefused(_("This reason is retired."), code="retired")
    return locked


def _checked(text: str) -> str:
    said = normalise_text(text).strip()
    if not said:
        raise InvalidInput(_("Write the reason first."), code="empty")
    return require_fits(said, LONGEST)


def _require_new(owner: Unit, said: str) -> None:
    if ReturnReason.objects.filter(Q(owner=owner), retired_at=None, text=said).exists():
        raise InvalidInput(_("This reason is offered already."), code="already_there")


def _note(log: audit.Act, action: str, reason: ReturnReason, **facts: object) -> None:
    log.note_down(
        action,
        reason,
        subject=f"unit:{reason.owner_id}",
        unit_path=reason.owner.path,
        text=reason.text,
        **facts,  # type: ignore[arg-type]  # what changed, from and to
    )
