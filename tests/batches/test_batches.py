"""Memos for all units: who may, what each stage leaves, what failures and stops do."""

from __future__ import annotations

import pytest

from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound
from kpi_portal.jobs.models import Job
from kpi_portal.notifications.models import Notification
from submissions.documents.domain import (
    batch_kinds,
    batch_reading,
    batch_units,
    batch_work,
    batches,
    drafting,
    issuing,
    memos,
    renditions,
)
from submissions.documents.domain.batch_wishes import Issuing, Wishes
from submissions.documents.domain.register import Numbering
from submissions.documents.enums import (
    BatchItemState,
    BatchState,
    DocumentKind,
    DocumentState,
    NumberSource,
)
from submissions.documents.models import Batch, BatchItem, Document, RegisterNumber, Rendition
from submissions.enums import Decision, State
from submissions.models import Submission
from tests import factories as f
from tests.batches.world import FEEDBACK, NOW, Office, fresh
from tests.review.world import judged, supply

pytestmark = pytest.mark.django_db


def numbers(batch: Batch) -> list[str]:
    return [item.document.number for item in batch_reading.items(batch)]


def offered(office: Office, kind: DocumentKind = FEEDBACK) -> list[batch_units.Candidate]:
    found = batch_kinds.kind_of(kind)
    return batch_units.candidates(found, office.round, office.strategy, office.head, at=NOW)


def test_every_memo_is_drafted_issued_numbered_in_order_and_made_in_both_formats(
    office: Office, real_files: None
) -> None:
    batch = office.drafted()
    assert batch.state == BatchState.DRAFTED
    assert {d.state for d in Document.objects.all()} == {DocumentState.DRAFT}
    assert not Rendition.objects.exists()
    batch = office.issued(batch)
    assert batch.state == BatchState.DONE
    assert numbers(batch) == ["สบอ 9/1", "สบอ 9/2", "สบอ 9/3"]
    assert Document.objects.count() == RegisterNumber.objects.count() == 3
    assert Rendition.objects.count() == 6
    told = [item.submission_id for item in batch_reading.items(batch)]
    assert told == [report.pk for report in office.reports]
    assert {d.submission_id for d in Document.objects.all()} == set(told)
    assert not Job.objects.filter(kind="documents.render").exists()


def test_whoever_asked_is_told_and_the_trail_says_what_was_done(office: Office) -> None:
    batch = office.issued(office.drafted())
    told = Notification.objects.filter(recipient=office.head).order_by("pk")
    assert [one.kind for one in told] == ["batch.drafted", "batch.done"]
    assert (told[0].facts["count"], told[0].facts["failed"]) == (3, 0)
    assert {one.about for one in told} == {f"round:{batch.round_id}"}
    acts = Entry.objects.filter(subject=f"batch:{batch.pk}").order_by("sequence")
    assert [entry.action for entry in acts] == ["batch.make", "batch.issue"]
    assert Entry.objects.filter(action="document.issue").count() == 3


def test_the_wishes_are_in_every_memo(office: Office) -> None:
    wishes = Wishes(
        urgency="urgent",
        paragraph="ขอให้จัดส่งภายใน 7 วัน",
        signer_name="นายก",
        position_lines=("ผอ.",),
    )
    office.drafted(wishes=wishes)
    for document in Document.objects.all():
        memo = drafting.context_of(document)
        assert (memo.urgency.value, memo.purpose[-1]) == ("urgent", "ขอให้จัดส่งภายใน 7 วัน")
        assert (memo.signatory.name, document.urgency) == ("นายก", "002")


@pytest.mark.parametrize(("who", "may"), [("head", True), ("reviewer", True), ("executive", False)])
def test_who_may_draft(office: Office, who: str, may: bool) -> None:
    if may:
        assert office.begin(who=who).items.count() == 3
        return
    with pytest.raises((NotAllowed, NotFound)):
        office.begin(who=who)
    assert not Batch.objects.exists()


@pytest.mark.parametrize("who", ["reviewer", "executive", "director", "stranger"])
def test_only_the_head_issues(office: Office, who: str) -> None:
    batch = office.drafted()
    with pytest.raises(NotAllowed):
        batches.issue(
            batch, Issuing(NOW.date(), NumberSource.OWN), actor=office.people[who], at=NOW
        )
    assert fresh(batch).state == BatchState.DRAFTED


def test_an_acting_head_issues(office: Office) -> None:
    acting = f.ActingFactory(role=Role.HEAD, unit=office.strategy, scope=office.bureau).user
    batch = office.drafted()
    batches.issue(batch, Issuing(NOW.date(), NumberSource.OWN), actor=acting, at=NOW)
    office.people["acting"] = acting
    office.work(batch, who="acting")
    assert numbers(batch) == ["สบอ 9/1", "สบอ 9/2", "สบอ 9/3"]
    assert {document.issued_by for document in Document.objects.all()} == {acting}


@pytest.mark.parametrize("who", ["director", "executive", "stranger"])
@pytest.mark.parametrize("act", [batches.stop, batches.go_on, batches.give_up])
def test_others_do_not_touch_a_batch(office: Office, who: str, act: object) -> None:
    batch = office.begin()
    with pytest.raises(NotAllowed):
        act(batch, actor=office.people[who], at=NOW)  # type: ignore[operator]


def test_who_sees_a_batch(office: Office) -> None:
    batch = office.begin()
    seen = {
        name
        for name, person in office.people.items()
        if batch_reading.visible_to(person, at=NOW).filter(pk=batch.pk).exists()
    }
    assert seen == {"head", "reviewer", "executive"}


def test_one_failure_stops_nobody_and_is_mended_by_trying_again(office: Office) -> None:
    batch = office.begin()
    second = office.reports[1]
    office.put(second, State.IN_REVIEW)
    office.work(batch)
    items = list(batch_reading.items(batch))
    assert [item.state for item in items] == ["drafted", "failed", "drafted"]
    assert items[1].failure
    office.put(second, State.PUBLISHED)
    batches.go_on(fresh(batch), actor=office.head, at=NOW, only=[items[1].pk])
    office.work(batch)
    assert {item.state for item in batch_reading.items(batch)} == {"drafted"}
    assert Document.objects.count() == 3


def test_a_result_that_changed_after_the_draft_fails_alone(office: Office) -> None:
    batch = office.drafted()
    judged(supply(office.reports[0], "1.1-a", office.director), Decision.ACCEPTED)
    batch = office.issued(batch)
    items = list(batch_reading.items(batch))
    assert [item.state for item in items] == ["failed", "rendered", "rendered"]
    assert [item.document.number for item in items] == ["", "สบอ 9/1", "สบอ 9/2"]
    assert batch.state == BatchState.DONE


def test_an_unexpected_fault_is_one_memos_and_named(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = renditions.prepared

    def broken(document: Document) -> list[Rendition]:
        if document.submission_id == office.reports[0].pk:
            raise ValueError("secret")
        return prepared(document)

    batch = office.drafted()
    monkeypatch.setattr(renditions, "prepared", broken)
    batch = office.issued(batch)
    first = batch_reading.items(batch).first()
    assert first is not None
    assert (first.state, "ValueError" in first.failure) == ("failed", True)
    assert "secret" not in first.failure
    monkeypatch.setattr(renditions, "prepared", prepared)
    batches.go_on(batch, actor=office.head, at=NOW)
    office.work(batch)
    assert {item.state for item in batch_reading.items(batch)} == {"rendered"}
    assert RegisterNumber.objects.count() == 3


def test_stopped_between_two_memos_and_gone_on_with(office: Office) -> None:
    batch = office.drafted()
    office.issue(batch)
    office.work(batch, steps=1)
    batches.stop(fresh(batch), actor=office.head, at=NOW)
    assert office.work(batch) == 0
    assert fresh(batch).state == BatchState.DRAFTED
    assert RegisterNumber.objects.count() == 1
    batches.go_on(fresh(batch), actor=office.head, at=NOW)
    office.work(batch)
    assert numbers(batch) == ["สบอ 9/1", "สบอ 9/2", "สบอ 9/3"]


def test_only_who_may_issue_goes_on_issuing(office: Office) -> None:
    batch = office.drafted()
    office.issue(batch)
    office.work(batch, steps=1)
    batches.stop(fresh(batch), actor=office.reviewer, at=NOW)
    with pytest.raises(NotAllowed):
        batches.go_on(fresh(batch), actor=office.reviewer, at=NOW)
    assert RegisterNumber.objects.count() == 1


def test_given_up_its_drafts_are_single_ones_and_taken_into_the_next_batch(office: Office) -> None:
    first = office.drafted()
    batches.give_up(first, actor=office.head, at=NOW)
    assert [one.draft is not None for one in offered(office)] == [True] * 3
    second = office.begin()
    assert {item.state for item in second.items.all()} == {BatchItemState.DRAFTED}
    assert Document.objects.count() == 3
    office.work(second)
    assert numbers(office.issued(second)) == ["สบอ 9/1", "สบอ 9/2", "สบอ 9/3"]


def test_why_others_get_no_memo(office: Office) -> None:
    first, second, third = office.reports
    office.put(first, State.IN_REVIEW)
    office.put(second, State.EXEMPTED)
    own = f.MembershipFactory(role=Role.REVIEWER, unit=third.unit, scope=office.bureau).user
    office.put(third, State.CONFIRMED)
    found = batch_units.candidates(
        batch_kinds.kind_of(FEEDBACK), office.round, office.strategy, own, at=NOW
    )
    assert [one.fits for one in found] == [False] * 3
    assert len({str(one.why_not) for one in found}) == 3
    with pytest.raises(GuardRefused) as refused:
        office.begin()
    assert refused.value.code == "unfit"
    with pytest.raises(InvalidInput):
        batches.make(
            batch_kinds.kind_of(FEEDBACK), office.round, [], Wishes(), actor=office.head, at=NOW
        )


def test_a_unit_is_in_one_open_batch_and_told_once(office: Office) -> None:
    batch = office.drafted(of=office.reports[:1])
    assert [one.fits for one in offered(office)] == [False, True, True]
    office.issued(batch)
    told = offered(office)
    assert [one.fits for one in told] == [False, True, True]
    assert "สบอ 9/1" in str(told[0].why_not)


def test_a_voided_memo_is_as_if_it_had_never_been(office: Office) -> None:
    batch = office.issued(office.drafted(of=office.reports[:1]))
    memo = batch.items.get().document
    assert memo is not None
    issuing.discard(memo, actor=office.head, at=NOW, reason="ผิด")
    assert offered(office)[0].fits


def test_units_whose_result_changed_get_a_memo_in_place_of_the_first(office: Office) -> None:
    office.issued(office.drafted())
    changed, same, _third = office.reports
    judged(supply(changed, "1.1-a", office.director), Decision.ACCEPTED)
    for report in (changed, same):
        office.put(report, State.PUBLISHED, published_at=NOW.replace(day=7))
    assert [bool(one.replaces) for one in offered(office)] == [True, True, False]
    batch = office.begin(of=[changed, same])
    office.work(batch)
    items = list(batch_reading.items(batch))
    assert [item.state for item in items] == ["drafted", "failed"]
    assert "สบอ 9/2" in items[1].failure  # its result is as it was told
    memo = items[0].document
    assert memo is not None
    assert memo.replaces is not None
    assert memo.replaces.number == "สบอ 9/1"
    assert "สบอ 9/1" in "".join(drafting.context_of(memo).cause + drafting.context_of(memo).purpose)


def test_requests_go_to_each_director_by_office(office: Office) -> None:
    batch = office.drafted(kind=DocumentKind.REQUEST_MEMO)
    addressed = [item.document.addressees for item in batch_reading.items(batch)]
    assert addressed == [[f"ผู้อำนวยการ{report.unit_name}"] for report in office.reports]
    assert {d.submission_id for d in Document.objects.all()} == {r.pk for r in office.reports}


def test_reminders_go_to_those_who_have_not_reported_again_and_again(office: Office) -> None:
    for report in office.reports[:2]:
        office.put(report, State.DRAFT, published_at=None)
    due = [one.fits for one in offered(office, DocumentKind.REMINDER_MEMO)]
    assert due == [True, True, False]
    batch = office.drafted(kind=DocumentKind.REMINDER_MEMO, of=office.reports[:2])
    addressed = [item.document.addressees for item in batch_reading.items(batch)]
    assert addressed == [[f"ผู้อำนวยการ{report.unit_name}"] for report in office.reports[:2]]
    office.put(office.reports[0], State.SUBMITTED)  # reported while the draft lay there
    batch = office.issued(batch)
    assert [item.state for item in batch_reading.items(batch)] == ["failed", "rendered"]
    assert [one.fits for one in offered(office, DocumentKind.REMINDER_MEMO)] == [False, True, False]


def test_a_circular_has_one_number_for_all(office: Office) -> None:
    batch = office.issued(
        office.drafted(kind=DocumentKind.REQUEST_MEMO), NumberSource.CIRCULAR, first="สบอ 9/ว 7"
    )
    assert numbers(batch) == ["สบอ 9/ว 7"] * 3
    assert RegisterNumber.objects.get().documents.count() == 3
    single = memos.draft_request(office.round, actor=office.head, at=NOW)
    with pytest.raises(GuardRefused):
        issuing.issue(
            single,
            actor=office.head,
            at=NOW,
            numbering=Numbering(typed="สบอ9/ว7"),
            dated=NOW.date(),
        )


def test_a_circular_that_was_stopped_goes_on_with_its_number(office: Office) -> None:
    batch = office.drafted(kind=DocumentKind.REQUEST_MEMO)
    office.issue(batch, NumberSource.CIRCULAR)
    office.work(batch, steps=1)
    batches.stop(fresh(batch), actor=office.head, at=NOW)
    batch = office.issued(batch, NumberSource.CIRCULAR)
    assert numbers(batch) == ["สบอ 9/ว 1"] * 3


def test_two_workers_in_turn_double_nothing(office: Office) -> None:
    batch = office.drafted()
    office.issue(batch)
    for _round in range(4):
        for who in ("head", "head"):
            office.work(batch, who=who, steps=1)
    assert sorted(RegisterNumber.objects.values_list("running", flat=True)) == [1, 2, 3]
    assert Notification.objects.filter(kind="batch.done").count() == 1


def test_a_memo_whose_worker_died_before_its_files_gets_them(office: Office) -> None:
    batch = office.issued(office.drafted())
    Rendition.objects.all().delete()
    BatchItem.objects.filter(position=2).update(state=BatchItemState.ISSUED)
    Batch.objects.update(state=BatchState.ISSUING)
    office.work(batch)
    assert Rendition.objects.count() == 2
    assert batch_work.how_far(batch.pk) == (3, 3)
    assert fresh(batch).state == BatchState.DONE


def test_who_lost_the_role_meanwhile_issues_nothing_more(office: Office) -> None:
    batch = office.drafted()
    office.issue(batch)
    office.head.memberships.all().delete()
    office.head.__dict__.pop("_standings", None)
    office.work(batch)
    assert not RegisterNumber.objects.exists()
    assert {item.state for item in batch_reading.items(batch)} == {"failed"}


def test_a_submission_is_never_in_a_batch_twice(office: Office) -> None:
    batch = office.begin()
    assert batch.items.count() == Submission.objects.count()
    with pytest.raises(GuardRefused):
        office.begin()
    assert Batch.objects.count() == 1
