"""Taking back several changes of a draft at once."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from indicators.document_change import Place
from indicators.domain import drafts
from indicators.domain.loading import Actor
from indicators.models import Draft
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, Stale


def undo_through(
    draft: Draft, *, step: int, newest: int, actor: Actor, at: datetime
) -> tuple[Draft, list[str], Place]:
    """Take back every change down to that of revision `step`, the newest first.

    `newest` is the newest change that the person saw; where only their own typing came after it,
    that is what the last change means to them. Returns the draft, what was taken back and where
    the last of it stood. Side effects: those of `drafts.undo`, each with its audit entry. Raises
    `Stale` when somebody changed more meanwhile, `GuardRefused` for a change that is not there.
    """
    with audit.act(actor=actor, at=at):
        steps = list(draft.steps.filter(revision__gte=step).order_by("-revision"))
        if not steps or steps[-1].revision != step:
            raise GuardRefused(_("There is no change to take back."), code="nothing_to_undo")
        unseen = [one for one in steps if one.revision > newest]
        if unseen and (step != newest or any(one.by_id != _pk(actor) for one in unseen)):
            raise Stale(_("Someone changed this draft meanwhile."), code="stale")
        steps = unseen[:1] or steps
        taken_back: list[str] = []
        for _step in steps:
            draft, what = drafts.undo(draft, revision=draft.revision, actor=actor, at=at)
            taken_back.append(what)
        return draft, taken_back, steps[-1].path


def _pk(actor: Actor) -> int | None:
    return actor.pk if isinstance(actor, User) else None
