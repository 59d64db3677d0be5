"""One memo to many is seen, once issued, by the units that it is addressed to and by no others."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpi_portal.accounts.enums import Role
from submissions import access as access_to
from submissions.documents import access
from submissions.documents.domain import (
    addressed,
    batch_kinds,
    circulars,
    drafting,
    issuing,
    memos,
    renditions,
    round_memos,
)
from submissions.documents.domain.batch_wishes import Wishes
from submissions.documents.domain.register import Numbering
from submissions.documents.enums import DocumentKind, Format
from submissions.documents.models import Document
from submissions.enums import State
from submissions.models import Submission
from tests import factories as f
from tests.batches.world import NOW, Office, make_office

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def drafted(
    office: Office, *places: int, kind: DocumentKind = DocumentKind.REQUEST_MEMO
) -> Document:
    chosen = [office.reports[place].pk for place in places]
    return circulars.draft(
        batch_kinds.kind_of(kind), office.round, chosen, Wishes(), actor=office.head, at=NOW
    )


def issued(office: Office, memo: Document) -> Document:
    numbering = Numbering(circular=True)
    made = issuing.issue(memo, actor=office.head, at=NOW, numbering=numbering, dated=NOW.date())
    for wanted in Format:
        renditions.make(made, wanted)
    return made


def at_unit(office: Office, place: int, role: Role = Role.DIRECTOR) -> Client:
    unit = office.reports[place].unit
    person = Client()
    person.force_login(f.MembershipFactory(role=role, unit=unit, scope=unit).user)
    return person


def answers(person: Client, memo: Document) -> set[int]:
    addresses = [
        reverse("documents:detail", args=[memo.pk]),
        reverse("documents:file", args=[memo.pk, "pdf"]),
        reverse("documents:file", args=[memo.pk, "docx"]),
        reverse("documents:metadata", args=[memo.pk]),
    ]
    found = set()
    for address in addresses:
        answer = person.get(address)
        if answer.streaming:
            b"".join(answer)  # read to its end the file is closed
        found.add(answer.status_code)
    return found


def reached(memo: Document) -> list[str]:
    return sorted(memo.addressed.values_list("unit_name", flat=True))


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.DRAFTER])
@pytest.mark.parametrize("kind", [DocumentKind.REQUEST_MEMO, DocumentKind.REMINDER_MEMO])
def test_the_units_people_find_it_and_another_unit_does_not(
    office: Office, kind: DocumentKind, role: Role
) -> None:
    for report in office.reports:
        office.put(report, State.DRAFT, published_at=None)
    memo = drafted(office, 0, 1, kind=kind)
    among = [at_unit(office, place, role) for place in (0, 1)]
    other = at_unit(office, 2, role)
    for person in (*among, other):
        assert answers(person, memo) == {404}, "a draft is its owner's alone"
    issued(office, memo)
    for person in among:
        assert answers(person, memo) == {200}
        assert reverse("documents:detail", args=[memo.pk]) in listed(person)
    assert answers(other, memo) == {404}
    assert reverse("documents:detail", args=[memo.pk]) not in listed(other)


def listed(person: Client) -> str:
    return person.get(reverse("documents:list")).content.decode()


def test_the_unit_only_reads(office: Office) -> None:
    memo = issued(office, drafted(office, 0, 1))
    person = at_unit(office, 0)
    page = person.get(reverse("documents:detail", args=[memo.pk])).content.decode()
    assert f"/documents/{memo.pk}/file/pdf/" in page
    for act in ("sent", "printed", "replace", "void"):
        assert f"/documents/{memo.pk}/{act}/" not in page
        assert person.post(f"/documents/{memo.pk}/{act}/", {"note": "x"}).status_code == 403
    assert Document.objects.get(pk=memo.pk).state == "issued"


def test_the_list_of_the_issued_memo_decides(office: Office) -> None:
    memo = drafted(office, 0, 1)
    words = drafting.context_of(memo)
    changed = replace(words, addressees=("ผู้อำนวยการส่วนงานที่ 1", "ผู้อำนวยการส่วนงานที่ 3"))
    drafting.edit_memo(memo, changed, actor=office.head, at=NOW)
    assert reached(issued(office, memo)) == ["ส่วนงานที่ 1", "ส่วนงานที่ 3"]


def test_of_units_that_share_a_name_only_the_one_it_was_written_for(office: Office) -> None:
    away = f.UnitFactory(name="ส่วนงานที่ 1", parent=f.BureauFactory())
    namesake = f.SubmissionFactory(round=office.round, unit=away)
    memo = issued(office, drafted(office, 0, 1))
    assert namesake not in memo.addressed.all()
    assert office.reports[0] in memo.addressed.all()


def test_a_request_to_all_directors_reaches_every_unit_but_the_bureau(office: Office) -> None:
    own = f.SubmissionFactory(round=office.round, unit=office.bureau)
    memo = issued(office, memos.draft_request(office.round, actor=office.head, at=NOW))
    assert list(memo.addressees) == [addressed.DIRECTORS]
    assert reached(memo) == [report.unit_name for report in office.reports]
    assert own not in memo.addressed.all()


def test_a_reminder_reaches_those_that_wait_and_its_replacement_those_that_still_do(
    office: Office,
) -> None:
    for report in office.reports[:2]:
        office.put(report, State.DRAFT, published_at=None)
    memo = issued(office, round_memos.draft_reminder(office.round, actor=office.head, at=NOW))
    assert reached(memo) == ["ส่วนงานที่ 1", "ส่วนงานที่ 2"]
    office.put(office.reports[0], State.SUBMITTED)
    words = drafting.context_of(memo)
    again = issued(office, memos.draft_replacement(memo, words, actor=office.head, at=NOW))
    assert reached(again) == ["ส่วนงานที่ 2"]
    assert reached(memo) == ["ส่วนงานที่ 1", "ส่วนงานที่ 2"]


def test_a_request_that_is_replaced_reaches_the_same_units(office: Office) -> None:
    memo = issued(office, drafted(office, 1, 2))
    words = drafting.context_of(memo)
    again = issued(office, memos.draft_replacement(memo, words, actor=office.head, at=NOW))
    assert reached(again) == reached(memo) == ["ส่วนงานที่ 2", "ส่วนงานที่ 3"]


def test_a_memo_to_one_unit_reaches_nobody_else(office: Office) -> None:
    office.put(office.reports[0], State.DRAFT, published_at=None)
    report = access_to.with_context(Submission.objects.filter(pk=office.reports[0].pk)).get()
    memo = issued(office, round_memos.draft_reminder_of(report, actor=office.head, at=NOW))
    assert reached(memo) == []
    assert answers(at_unit(office, 0), memo) == {200}
    assert answers(at_unit(office, 1), memo) == {404}


def test_the_pages_cost_the_same_with_many() -> None:
    office = make_office(1)
    person = at_unit(office, 0)
    first = issued(office, drafted(office, 0))
    few = costs(person, first)
    for _number in range(12):
        issued(office, drafted(office, 0))
    for number in range(12):
        unit = f.UnitFactory(name=f"ส่วนเพิ่มที่ {number}", parent=office.bureau)
        first.addressed.add(f.SubmissionFactory(round=office.round, unit=unit))
    assert costs(person, first) == few
    assert max(few) <= MOST_QUERIES


def costs(person: Client, memo: Document) -> list[int]:
    found = []
    for address in (reverse("documents:list"), reverse("documents:detail", args=[memo.pk])):
        person.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert person.get(address).status_code == 200
        found.append(len(caught))
    return found


def test_each_memo_is_listed_once(office: Office) -> None:
    memo = issued(office, drafted(office, 0, 1, 2))
    seen = access.visible_to(office.head, at=NOW).filter(pk=memo.pk)
    assert seen.count() == 1
    assert Submission.objects.filter(circulars=memo).count() == len(office.reports)


def test_circulars_of_before_are_told_by_their_lists(office: Office):
    find = import_module("submissions.documents.migrations.0005_addressed").find_addressed
    f.SubmissionFactory(round=office.round, unit=office.bureau)
    to_all = issued(office, memos.draft_request(office.round, actor=office.head, at=NOW))
    to_two = issued(office, drafted(office, 0, 1))
    draft = drafted(office, 2)
    before = {memo.pk: set(memo.addressed.all()) for memo in (to_all, to_two)}
    assert len(before[to_all.pk]) > len(before[to_two.pk]) == 2
    for memo in Document.objects.all():
        memo.addressed.clear()

    find(apps, None)

    for memo in (to_all, to_two):
        assert set(memo.addressed.all()) == before[memo.pk]
    assert not draft.addressed.exists(), "a draft keeps whom it is written for by its own act"
