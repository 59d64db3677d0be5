"""Memos of the demo: the request that opens a round, and a unit's feedback."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from indicators.models import Indicator, Round
from kpi_portal.demo import papers
from kpi_portal.demo.organisation import Organisation
from kpi_portal.demo.timeline import Story
from kpi_portal.thai import local_date
from submissions import access
from submissions.documents.domain import emblems, issuing, memos
from submissions.documents.domain.register import Numbering
from submissions.documents.models import Document
from submissions.models import Submission


def set_emblem(organisation: Organisation, at: datetime) -> None:
    """The plain drawing that the demo's memos carry."""
    emblems.upload(
        organisation.bureau,
        actor=organisation.people["configurer"],
        at=at,
        image=papers.emblem(),
        media_type="image/png",
    )


def requested(organisation: Organisation, indicator: Indicator, key: str, at: datetime) -> Story:
    """The head asks every unit to report: a circular, drafted, issued and sent."""
    moment = yield at
    round_ = Round.objects.select_related("indicator__owner").get(indicator=indicator, key=key)
    head = organisation.people["head"]
    _send(memos.draft_request(round_, actor=head, at=moment), organisation, moment, circular=True)


def told(organisation: Organisation, submission: Submission, at: datetime) -> Story:
    """The head tells one unit its result."""
    moment = yield at
    found = access.with_context(Submission.objects.filter(pk=submission.pk)).get()
    head = organisation.people["head"]
    _send(memos.draft_feedback(found, actor=head, at=moment), organisation, moment, circular=False)


def _send(
    document: Document, organisation: Organisation, moment: datetime, *, circular: bool
) -> None:
    head = organisation.people["head"]
    issued = issuing.issue(
        document,
        actor=head,
        at=moment + timedelta(minutes=12),
        numbering=Numbering(circular=circular),
        dated=local_date(moment),
        public_root=settings.PUBLIC_URL,
    )
    issuing.mark_sent(issued, actor=head, at=moment + timedelta(minutes=20))
