"""The acknowledgement: made once it is verified, frozen, seen by the unit, handled by nobody."""

from __future__ import annotations

import pytest

from forms_templates.contexts import AcknowledgementContext
from kpi_portal.errors import GuardRefused
from submissions.documents import access
from submissions.documents.domain import acknowledgements, drafting, renditions
from submissions.documents.enums import DocumentKind, Format
from submissions.domain import receiving_check
from submissions.models import ReceivedReport
from tests.receiving.world import BROUGHT, SAID, entered
from tests.review.world import LATER, Review


def verified(review: Review) -> ReceivedReport:
    received = entered(review)
    receiving_check.verify(received, actor=review.head, at=LATER)
    return ReceivedReport.objects.get(pk=received.pk)


def test_it_waits_for_the_second_person(review: Review):
    with pytest.raises(GuardRefused):
        acknowledgements.ensure(entered(review))


def test_it_says_how_the_report_came_and_who_entered_it(review: Review):
    received = verified(review)
    said = drafting.context_of(acknowledgements.ensure(received))
    assert isinstance(said, AcknowledgementContext)
    assert (said.receiving_number, said.received_at) == (SAID.receiving_number, BROUGHT)
    assert (said.channel, said.brought_by) == ("กระดาษ", SAID.brought_by)
    assert review.reviewer.display_name in said.entered_by
    assert review.head.display_name in said.verified_by
    assert [item.name for item in said.items] == ["1.1-a รายงาน.pdf"]
    assert all(len(item.sha256) == 64 for item in said.items)


def test_it_is_made_once(review: Review):
    received = verified(review)
    assert acknowledgements.ensure(received) == acknowledgements.ensure(received)


def test_it_is_proof(review: Review):
    made = acknowledgements.ensure(verified(review))
    assert made.kind == DocumentKind.ACKNOWLEDGEMENT
    assert renditions.formats_of(made) == (Format.PDF,)
    may_see = {
        who
        for who, person in review.people.items()
        if access.visible_to(person, at=LATER).filter(pk=made.pk).exists()
    }
    assert {"director", "drafter", "reviewer", "head"} <= may_see
    assert not {"neighbour", "stranger", "far_reviewer"} & may_see
    for who in ("director", "head", "reviewer"):
        kind = DocumentKind.ACKNOWLEDGEMENT
        assert not access.may_handle(review.people[who], made.owner, kind, at=LATER)
        assert not access.may_issue(review.people[who], made.owner, kind, at=LATER)


def test_its_page_is_the_units_once_it_is_verified(review: Review, client):
    received = entered(review)
    address = f"/documents/acknowledgement/{received.filing_id}/"
    client.force_login(review.director)
    assert client.get(address).status_code == 404
    receiving_check.verify(received, actor=review.head, at=LATER)
    assert client.get(address).status_code == 409, "it is being made"
    made = acknowledgements.ensure(ReceivedReport.objects.get())
    assert client.get(address).url == f"/documents/{made.pk}/"
