"""The whole life of the bureau's own report, from the draft to the score given outside."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from kpi_portal.accounts.enums import Role
from kpi_portal.errors import DomainError, NotAllowed
from kpi_portal.notifications.models import Notification
from submissions.documents.domain import issuing, memos, to_centre
from submissions.documents.domain.register import Numbering
from submissions.domain import decisions, review_assigning, worklists
from submissions.domain.outside_results import Given, Sent, record_given, record_sent
from submissions.domain.review import give_verdict
from submissions.domain.worklists import Need
from submissions.enums import Action, Decision, State
from tests.archives.world import book_of
from tests.outside.conftest import appoint, judge, submit
from tests.outside.test_elsewhere import TITLE
from tests.outside.test_page import signed_in
from tests.review.world import LATER, Review, person


def needs(review: Review, who: str) -> set[Need]:
    found = worklists.needs_now(review.people[who], at=LATER)
    return {task.need for task in found if task.submission.pk == review.submission.pk}


def told(review: Review, who: str) -> set[str]:
    rows = Notification.objects.filter(recipient=review.people[who])
    return set(rows.values_list("kind", flat=True))


def test_from_the_draft_to_the_difference(own: Review) -> None:
    call_command("load_memos", owner=own.bureau.code, verbosity=0)
    call_command("load_forms", owner=own.bureau.code, verbosity=0)

    # submitted by the executive; nobody of the bureau judges it
    assert submit(own).state == State.SUBMITTED
    for who in ("reviewer", "head", "executive", "inside_reviewer"):
        with pytest.raises(NotAllowed):
            own.do(Action.START_REVIEW, who)
        with pytest.raises(DomainError):
            decisions.appoint(
                own.fresh(),
                actor=own.executive,
                at=LATER,
                person=own.people[who],
                role=Role.REVIEWER,
                order_number="1/2568",
                reason="-",
            )

    # named by order, told of it, and led to the desk
    appoint(own)
    with time_machine.travel(LATER, tick=False):
        for who in ("far_reviewer", "far_head"):
            assert "submission.appoint" in told(own, who)
            client = signed_in(own, who)
            desk = reverse("submissions:desk", args=[own.submission.pk])
            for page in ("home", "submissions:queue"):
                assert desk in client.get(reverse(page)).text, page
            assert client.get(desk).status_code == 200
    assert needs(own, "far_reviewer") == {Need.START_REVIEW}

    # judged, confirmed by the other one, published without endorsement
    assert judge(own).state == State.CONFIRMED
    assert needs(own, "far_head") == {Need.PUBLISH}
    assert Need.ENDORSE not in needs(own, "executive")
    with pytest.raises(NotAllowed):
        own.do(Action.PUBLISH, "head")
    assert own.do(Action.PUBLISH, "far_head").state == State.PUBLISHED
    assert "submission.publish" in told(own, "executive")

    # the memo to the centre, issued and numbered by the executive
    memo = memos.draft_report(own.fresh(), actor=own.reviewer, at=LATER)
    with pytest.raises(NotAllowed):
        numbered(own, memo, "head")
    memo = numbered(own, memo, "executive")
    offered = to_centre.offered(own.fresh(), to_centre.memo_of(own.fresh(), own.head, at=LATER))
    assert (offered["centre"], offered["memo_number"]) == (
        "ศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร",
        "สบอ 1/2101",
    )

    # sent, and what came back
    by = {"actor": own.head, "at": LATER}
    sent = Sent(offered["centre"], offered["memo_number"], LATER.date())
    record_sent(own.submission, sent, revision=0, **by)
    assert Need.SEND_OUTSIDE not in needs(own, "executive")
    given = Given(2, Decimal("80.5"), date(2025, 2, 20), reference="กษ 0327/9")
    record_given(own.submission, given, revision=1, **by)

    # visible on the page and in the workbook
    with time_machine.travel(LATER, tick=False):
        page = signed_in(own, "executive").get(
            reverse("submissions:outside", args=[own.submission.pk])
        )
    assert "+5.50" in page.text
    head, row = list(book_of(own, own.head, language="en")[TITLE].values)
    told_by_workbook = dict(zip(head, row, strict=True))
    assert told_by_workbook["Number of the memo"] == "สบอ 1/2101"
    assert told_by_workbook["Difference to our base score"] == 5.5


def numbered(own: Review, memo, who: str):
    return issuing.issue(
        memo,
        actor=own.people[who],
        at=LATER,
        numbering=Numbering(typed="สบอ 1/2101"),
        dated=LATER.date(),
    )


def test_two_people_named_by_order_judge_without_seeing_each_other(own: Review) -> None:
    own.round.double_review = True
    own.round.save()
    own.people["far_second"] = person("far_second", Role.REVIEWER, own.far_bureau)
    submit(own, "1.1-a")
    appoint(own)
    decisions.appoint(
        own.fresh(),
        actor=own.executive,
        at=LATER,
        person=own.people["far_second"],
        role=Role.REVIEWER,
        order_number="คส.8/2568",
        reason="รายงานของสำนักเอง",
    )
    own.do(Action.START_REVIEW, "far_reviewer")
    second = own.people["far_second"]
    assert Need.REVIEW in needs(own, "far_second")
    report = review_assigning.take_place(own.fresh(), actor=second, at=LATER)
    assert (report.reviewer, report.second_reviewer) == (own.far_reviewer, second)
    (use,) = own.submission.uses.all()
    for who in ("far_reviewer", "far_second"):
        use.refresh_from_db()
        give_verdict(use, actor=own.people[who], at=LATER, decision=Decision.ACCEPTED)
    own.do(Action.ASSESS, "far_second")
    own.do(Action.CONFIRM, "far_head")
    assert own.do(Action.PUBLISH, "far_head").confirmed_final == 40
