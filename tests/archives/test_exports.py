"""Asking for exports, taking them away, and what becomes of them."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, NotFound
from kpi_portal.notifications.models import Notification
from submissions.archives import access
from submissions.archives.domain import exports
from submissions.archives.enums import ExportKind
from submissions.archives.models import Export
from submissions.enums import State
from tests import factories as f
from tests.archives.world import AFTER, asked, done
from tests.review.world import Review

pytestmark = pytest.mark.django_db
WORKBOOK = ExportKind.WORKBOOK
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.mark.parametrize("who", ["reviewer", "head", "executive", "configurer"])
def test_who_follows_the_round_may_have_it(review: Review, who: str) -> None:
    export = asked(review, who, WORKBOOK)
    assert export.files == 1
    assert export.reports == [review.submission.pk]


@pytest.mark.parametrize("who", ["drafter", "director", "far_head", "stranger"])
def test_nobody_else_may(review: Review, who: str) -> None:
    with pytest.raises(NotFound):
        exports.ask_of_round(review.round, WORKBOOK, actor=review.people[who], at=AFTER)
    assert not Export.objects.exists()


def test_finished_work_rings_the_bell_and_leaves_an_entry_with_the_hash(review: Review) -> None:
    export = asked(review, "head", WORKBOOK)
    told = Notification.objects.get(kind="workbook.ready")
    assert (told.recipient, told.url) == (review.head, f"/rounds/{review.round.pk}/downloads/")
    entry = Entry.objects.get(action="workbook.make")
    assert entry.detail.body["facts"]["sha256"] == export.sha256
    assert entry.subject == f"round:{review.round.pk}"


def test_asking_twice_while_it_is_made_is_asking_once(review: Review, settings) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = False
    first = exports.ask_of_round(review.round, WORKBOOK, actor=review.head, at=AFTER)
    again = exports.ask_of_round(review.round, WORKBOOK, actor=review.head, at=AFTER)
    assert again == first
    done(first)
    assert exports.ask_of_round(review.round, WORKBOOK, actor=review.head, at=AFTER) != first


def test_the_page_makes_it_and_the_download_is_an_act(
    review: Review, django_capture_on_commit_callbacks
) -> None:
    head = client_of(review.head)
    page = f"/rounds/{review.round.pk}/downloads/"
    assert head.post(page, {"kind": "workbook"}).status_code == 302
    export = done(Export.objects.get())
    assert export.name in head.get(page).content.decode()
    answer = head.post(f"/downloads/{export.pk}/")
    body = b"".join(answer.streaming_content)
    assert len(body) == export.size == int(answer["Content-Length"])
    assert len(openpyxl.load_workbook(io.BytesIO(body)).worksheets) == 5
    assert Entry.objects.filter(action="workbook.export", actor=review.head).count() == 1
    assert head.post(page, {"kind": "nonsense"}).status_code == 404


def test_an_export_is_its_makers_alone(review: Review) -> None:
    export = asked(review, "head", WORKBOOK)
    with pytest.raises(NotFound):
        access.get_for(review.reviewer, export.pk)
    assert client_of(review.reviewer).post(f"/downloads/{export.pk}/").status_code == 404
    assert not Entry.objects.filter(action="workbook.export").exists()


def test_who_left_takes_nothing_along(review: Review) -> None:
    export = asked(review, "head", WORKBOOK)
    Membership.objects.filter(user=review.head).delete()
    left = type(review.head).objects.get(pk=review.head.pk)
    with pytest.raises(NotFound):
        exports.take(export, actor=left, at=AFTER)


def test_who_came_to_sit_in_a_unit_under_review_takes_no_older_file(review: Review) -> None:
    review.put(State.IN_REVIEW)
    export = asked(review, "reviewer", WORKBOOK)
    f.MembershipFactory(user=review.reviewer, unit=review.section, role=Role.DRAFTER)
    moved = type(review.reviewer).objects.get(pk=review.reviewer.pk)
    with pytest.raises(GuardRefused):
        exports.take(export, actor=moved, at=AFTER)
    again = exports.ask_of_round(review.round, WORKBOOK, actor=moved, at=AFTER)
    assert exports.take(done(again), actor=moved, at=AFTER).withheld == [review.submission.pk]


def test_old_files_are_removed_and_the_row_says_so(review: Review, settings) -> None:
    settings.EXPORTS_KEPT_DAYS = 3
    export = asked(review, "head", WORKBOOK)
    storage, address = storages["default"], export.workbook
    assert exports.sweep(at=export.made_at + timedelta(days=2)) == 0
    assert storage.exists(address)
    late = export.made_at + timedelta(days=4)
    assert exports.sweep(at=late) == 1
    assert exports.sweep(at=late) == 0
    assert not storage.exists(address)
    export.refresh_from_db()
    with pytest.raises(GuardRefused):
        exports.take(export, actor=review.head, at=timezone.now())
    page = client_of(review.head).get(f"/rounds/{review.round.pk}/downloads/").content.decode()
    assert f"/downloads/{export.pk}/" not in page


def test_the_page_costs_the_same_with_many_exports_and_units(review: Review) -> None:
    head, page = client_of(review.head), f"/rounds/{review.round.pk}/downloads/"
    asked(review, "head", WORKBOOK)
    head.get(page)
    with CaptureQueriesContext(connection) as few:
        head.get(page)
    for _ in range(12):
        f.SubmissionFactory(round=review.round)
        asked(review, "head", WORKBOOK)
    with CaptureQueriesContext(connection) as many:
        head.get(page)
    assert len(many) == len(few) <= 15
