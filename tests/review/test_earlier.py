"""What was judged before: compared with it, and confirmed again by one act."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kpi_portal.audit.models import Entry
from kpi_portal.errors import InvalidInput, NotAllowed
from submissions.domain import pieces, reconfirming, review_compare
from submissions.enums import Decision, PieceKind, State
from submissions.models import EvidenceUse, Submission, Verdict
from tests import factories
from tests.review.test_desk import HTMX, desk_of, english
from tests.review.world import LATER, NOON, Review, judged, supply, three_levels

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=300)


@pytest.fixture
def later(review: Review) -> Submission:
    """The same unit's report of the year after, in review, with three files of the earlier one."""
    for key, decision in (
        ("1.1-a", Decision.ACCEPTED),
        ("2.1-a", Decision.ACCEPTED),
        ("3.1-a", Decision.RETURNED),
    ):
        judged(review.supply(key), decision)
    review.put(State.PUBLISHED, published_at=NOON)
    earlier = review.round
    copied = factories.IndicatorFactory(
        owner=review.bureau, code="สบอ-7", fiscal_year=2569, copied_from=earlier.indicator
    )
    again = factories.RoundFactory(
        indicator=copied,
        body=three_levels(),
        name="รอบ 12 เดือน",
        due_at=earlier.due_at + YEAR,
    )
    report = factories.SubmissionFactory(round=again, unit=review.section)
    Submission.objects.filter(pk=report.pk).update(
        state=State.IN_REVIEW, submitted_at=NOON, claimed_level=2
    )
    for old in review.submission.uses.order_by("pk"):
        EvidenceUse.objects.create(
            submission=report,
            requirement=old.requirement,
            kind=old.kind,
            version=old.version,
            by_reference=True,
            added_at=LATER,
            added_by=review.drafter,
        )
    return Submission.objects.get(pk=report.pk)


def known(report: Submission) -> list[str]:
    uses = pieces.active(report)
    again = reconfirming.accepted_before(uses, reconfirming.judged_before(report))
    return [use.requirement for use in uses if use.pk in again]


def test_the_very_files_that_were_accepted_are_known(review: Review, later: Submission):
    assert known(later) == ["1.1-a", "2.1-a"]


def test_a_file_attached_anew_is_not_confirmed_by_the_way(review: Review, later: Submission):
    later.uses.filter(requirement="1.1-a").update(by_reference=False)
    assert known(later) == ["2.1-a"]


def test_another_units_acceptance_does_not_count(review: Review, later: Submission):
    Submission.objects.filter(pk=review.submission.pk).update(unit=review.other)
    assert known(later) == []


def test_one_act_confirms_all_and_says_so(review: Review, later: Submission, client: Client):
    client = english(client, review, "reviewer")
    url = f"/review/{later.pk}/do/reconfirm/"
    assert "Confirm 2 pieces again" in client.get(f"/review/{later.pk}/").content.decode()
    listed = client.get(url, **HTMX)
    assert [item.key for item, _piece, _round in listed.context["rows"]] == ["1.1-a", "2.1-a"]
    keys = [piece.use.pk for _item, piece, _round in listed.context["rows"]]

    assert client.post(url, {"use": keys}).status_code == 302

    said = set(Verdict.objects.filter(use__submission=later).values_list("decision", "comment"))
    assert said == {("accepted", f"ผ่านแล้วในรอบก่อน ({review.round.name}) และยืนยันซ้ำ")}
    entries = Entry.objects.filter(action="verdict.give", subject=later.subject)
    assert entries.count() == 2
    assert "Confirm 2 pieces" not in client.get(f"/review/{later.pk}/").content.decode()


def test_nothing_else_slips_in(review: Review, later: Submission, client: Client):
    returned = later.uses.get(requirement="3.1-a")
    accepted = later.uses.get(requirement="1.1-a")
    by = {"actor": review.reviewer, "at": LATER}
    for chosen in ([], [returned.pk], [accepted.pk, returned.pk]):
        with pytest.raises(InvalidInput):
            reconfirming.reconfirm(later, uses=chosen, **by)
    with pytest.raises(NotAllowed):
        reconfirming.reconfirm(later, actor=review.director, at=LATER, uses=[accepted.pk])
    assert not Verdict.objects.exists()
    answer = english(client, review, "reviewer").post(f"/review/{later.pk}/do/reconfirm/", {})
    assert answer.status_code == 422


def test_the_desk_stands_beside_the_earlier_round(review: Review, later: Submission, client):
    client = english(client, review, "reviewer")
    url = f"/review/{later.pk}/3.1-a/"
    use = later.uses.get(requirement="3.1-a")
    old = review.submission.uses.get(requirement="3.1-a")
    page = client.get(url).content.decode()
    assert f"?piece={use.pk}&amp;with={old.pk}" in page
    assert "Goes beyond what the unit claims: level 2." in page
    assert "Both are the same" in client.get(f"{url}?piece={use.pk}&with={old.pk}").content.decode()
    newer = supply(later, "3.1-a", review.drafter)
    page = client.get(f"{url}?piece={newer.pk}&with={old.pk}").content.decode()
    assert "SHA-256" in page
    assert page.count("<iframe") == 2
    strange = supply(factories.SubmissionFactory(), "3.1-a", review.drafter)
    assert client.get(f"{url}?piece={newer.pk}&with={strange.pk}").status_code == 404


def test_a_version_beside_the_one_before(review: Review, client: Client):
    [old] = review.in_review("1.1-a")
    new = supply(review.submission, "1.1-a", review.drafter)
    EvidenceUse.objects.filter(pk=old.pk).update(
        removed_at=LATER, kind=PieceKind.ANSWER, version=None, text="น้ำท่วมทุกปี"
    )
    EvidenceUse.objects.filter(pk=new.pk).update(
        replaces=old, kind=PieceKind.ANSWER, version=None, text="น้ำท่วมบางปี"
    )
    client = english(client, review, "reviewer")
    url = f"{desk_of(review, '1.1-a')}?piece={new.pk}"
    assert f"with={old.pk}" in client.get(url).content.decode()
    page = client.get(f"{url}&with={old.pk}").content.decode()
    assert "<del>ทุ</del><ins>บา</ins>" in page.replace("\n", "") or "<ins>" in page


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "", []),
        ("ก", "ก", [("same", "ก")]),
        ("น้ำ มาก", "น้ำ น้อย", [("same", "น้ำ "), ("gone", "มาก"), ("new", "น้อย")]),
        ("", "ใหม่", [("new", "ใหม่")]),
    ],
)
def test_stretches_of_text(before, after, said):
    assert [(s.kind, s.text) for s in review_compare.stretches(before, after)] == said
