"""One circular to many units of a round: a single memo, one number, a list of addressees."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from forms_templates.contexts import MemoContext
from indicators.models import Round
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused
from submissions import access
from submissions.documents.domain import batch_units, drafting, memo_facts
from submissions.documents.domain.batch_kinds import Kind
from submissions.documents.domain.batch_wishes import Wishes
from submissions.documents.models import Document
from submissions.models import Submission


def draft(
    kind: Kind,
    round_: Round,
    chosen: Collection[int],
    wishes: Wishes,
    *,
    actor: User,
    at: datetime,
) -> Document:
    """Draft one memo addressed to the offices of all chosen reports, in the round's order.

    Side effects as `drafting.draft_memo`. Raises `InvalidInput` when nothing is chosen,
    `GuardRefused` naming units that do not fit, or for a kind that tells each unit its own.
    """
    if kind.together is None:
        raise GuardRefused(
            _("This memo tells each unit its own result; it is made one for each unit."),
            code="not_together",
        )
    section = memo_facts.strategy_section(actor, round_.indicator.owner, at=at)
    offered = batch_units.candidates(kind, round_, section, actor, at=at)
    reports = [one.submission for one in batch_units.fitting(offered, chosen)]
    addressees = _addressees(reports)

    def adjust(memo: MemoContext) -> MemoContext:
        return replace(wishes.adjust(memo), addressees=addressees)

    # on paper the words are Thai, whoever asked
    with audit.act(actor=actor, at=at), translation.override("th"):
        with drafting.in_bulk(adjust):
            document = kind.together(round_, reports, actor, at)
        drafting.queue_rendering(document, actor, at)
    return document


def _addressees(reports: list[int]) -> tuple[str, ...]:
    """The offices, each once: by position, never by a person's name."""
    rows = access.with_context(Submission.objects.filter(pk__in=reports)).order_by("unit_id", "pk")
    return tuple(dict.fromkeys(memo_facts.director_of(report) for report in rows))
