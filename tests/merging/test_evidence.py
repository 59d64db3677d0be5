"""Divisions' evidence in the bureau's own report: by reference, with origin, open to readers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.errors import InvalidInput, NotAllowed, NotFound
from submissions.domain import (
    decisions,
    evidence,
    evidence_access,
    evidence_rules,
    merge_evidence,
    merge_origins,
)
from submissions.enums import Decision, State
from submissions.models import EvidenceUse, Submission
from tests import factories as f
from tests.evidence.world import a_pdf
from tests.merging.conftest import LATER, NOON, World
from tests.merging.test_pages import browser

KEY = "1.2-a"


def supply(world: World, number: int, name: str) -> EvidenceUse:
    """A division's file, as it was before it submitted."""
    report = world.divisions[number]
    Submission.objects.filter(pk=report.pk).update(state=State.DRAFT)
    use = evidence.attach_file(
        world.fresh(report), KEY, actor=world.drafter, at=NOON, upload=a_pdf(f"{name}.pdf", name)
    )
    Submission.objects.filter(pk=report.pk).update(state=report.state)
    return use


@pytest.fixture
def supplied(world: World) -> list[EvidenceUse]:
    uses = [supply(world, n, f"ประชุม-{n}") for n in range(3)]
    EvidenceUse.objects.filter(pk=uses[1].pk).update(decision=Decision.ACCEPTED)
    return uses


def attach(world: World, *uses: EvidenceUse, who: str = "reviewer"):
    return merge_evidence.attach(
        world.fresh(), KEY, [use.pk for use in uses], actor=world.people[who], at=LATER
    )


def test_accepted_pieces_come_first_and_drafts_are_left_out(world: World, supplied):
    (offer,) = merge_evidence.read(world.fresh(), reader=world.reviewer, at=LATER)
    assert [one.use for one in offer.offered] == [supplied[1], supplied[0]]
    assert offer.offered[0].decision == Decision.ACCEPTED
    assert [one.source for one in offer.offered] == [world.divisions[1], world.divisions[0]]


def test_a_verdict_is_not_told_to_whoever_does_not_follow_the_review(world: World, supplied):
    (offer,) = merge_evidence.read(world.fresh(), reader=world.bureau_drafter, at=LATER)
    assert {one.decision for one in offer.offered} == {Decision.PENDING}


def test_pieces_are_attached_by_reference_with_their_origin(world: World, supplied):
    (new,) = attach(world, supplied[1])
    assert (new.version, new.by_reference) == (supplied[1].version, True)
    assert new.version.evidence.owner == world.divisions[1].unit
    assert new.decision == Decision.PENDING
    supplied[1].refresh_from_db()
    assert (supplied[1].decision, supplied[1].removed_at) == (Decision.ACCEPTED, None)
    assert attach(world, supplied[1], supplied[0])[0].version == supplied[0].version
    assert world.own.uses.filter(removed_at=None).count() == 2
    given = merge_origins.taken_from(world.fresh(world.divisions[1]))
    assert given == merge_origins.WentIn(0, 1)


def test_readers_of_the_bureaus_report_open_what_is_attached(world: World, supplied):
    judge: User = world.far_reviewer
    decisions.appoint(
        world.fresh(),
        actor=world.executive,
        at=LATER,
        person=judge,
        role=Role.REVIEWER,
        order_number="1/2568",
        reason="ประเมิน",
    )
    with pytest.raises(NotFound):
        evidence_access.version_for(judge, supplied[0].version_id, at=LATER)
    attach(world, supplied[0])
    version = evidence_access.version_for(judge, supplied[0].version_id, at=LATER)
    assert version == supplied[0].version
    with pytest.raises(NotFound):
        evidence_access.version_for(judge, supplied[1].version_id, at=LATER)


def test_nothing_else_is_attached(world: World, supplied):
    with pytest.raises(InvalidInput):
        attach(world)
    with pytest.raises(NotFound):  # a draft's
        attach(world, supplied[2])
    foreign = f.SubmissionFactory()
    use = EvidenceUse.objects.get(pk=supplied[0].pk)
    use.pk, use.submission = None, foreign
    use.save()
    with pytest.raises(NotFound):
        attach(world, use)
    assert not world.own.uses.exists()


def test_too_many_are_refused_whole(world: World, supplied, monkeypatch):
    monkeypatch.setattr(evidence_rules, "most_pieces", lambda requirement: 1)
    with pytest.raises(InvalidInput) as refusal:
        attach(world, supplied[0], supplied[1])
    assert refusal.value.code == "too_many_pieces"
    assert not world.own.uses.exists()


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("reviewer", True),
        ("head", True),
        ("executive", True),
        ("bureau_drafter", True),
        ("director", False),
        ("configurer", False),
        ("auditor", False),
    ],
)
def test_who_attaches(world: World, supplied, who: str, may: bool):
    if may:
        assert attach(world, supplied[0], who=who)
    else:
        with pytest.raises(NotAllowed):
            attach(world, supplied[0], who=who)
    client = browser(world.people[who])
    url = reverse("submissions:merge_evidence", args=[world.own.pk])
    assert client.get(url).status_code == (200 if may else 404)


def test_the_page_attaches_and_says_where_from(world: World, supplied):
    client = browser(world.reviewer)
    url = reverse("submissions:merge_evidence", args=[world.own.pk])
    data = {"requirement": KEY, "use": [supplied[0].pk, supplied[1].pk]}
    assert client.post(url, data).status_code == 302
    said = client.get(url).content.decode()
    assert said.count("Attached") >= 2
    piece = client.get(reverse("submissions:requirement", args=[world.own.pk, KEY]))
    assert f"from {world.divisions[0].unit.name}" in piece.content.decode()
    refused = client.post(url, {"requirement": KEY})
    assert refused.status_code == 422
    assert "Tick at least one piece" in refused.content.decode()


def test_the_page_costs_the_same_for_one_piece_and_for_many(world: World, supplied):
    client = browser(world.reviewer)
    url = reverse("submissions:merge_evidence", args=[world.own.pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    client.get(url)
    assert queries() == 9
    for number in range(6):
        report = f.SubmissionFactory(
            round=world.round, unit=f.UnitFactory(parent=world.bureau), state=State.SUBMITTED
        )
        f.MembershipFactory(user=world.drafter, unit=report.unit)
        world.drafter.__dict__.pop("_standings", None)
        world.divisions.append(report)
        supply(world, len(world.divisions) - 1, f"อีก-{number}")
    assert queries() == 9
