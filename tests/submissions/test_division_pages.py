"""The division's own pages: they render for those who may, cost the same for one row and many."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from submissions.domain import as_read
from submissions.enums import State
from submissions.models import EvidenceUse, Submission
from tests import factories as f

pytestmark = pytest.mark.django_db
PAGES = ("task_list", "narrative", "check", "ask_extension", "score", "history")


@pytest.fixture
def report() -> Submission:
    later = timezone.now() + timedelta(days=5)
    return f.SubmissionFactory(
        round__due_at=later, round__closes_at=later + timedelta(days=30), updated_at=timezone.now()
    )


def person(report: Submission, role: Role) -> User:
    return f.MembershipFactory(role=role, unit=report.unit).user


def client_of(user: User, language: str = "th") -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    user.language = language
    user.save(update_fields=["language"])
    return client


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_the_units_people_read_every_page(report: Submission, page: str, language: str) -> None:
    client = client_of(person(report, Role.DRAFTER), language)
    answer = client.get(reverse(f"submissions:{page}", args=[report.pk]))
    assert answer.status_code == 200
    assert report.unit_name in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_to_another_unit_the_report_does_not_exist(report: Submission, page: str) -> None:
    stranger = f.MembershipFactory(role=Role.DIRECTOR).user
    answer = client_of(stranger).get(reverse(f"submissions:{page}", args=[report.pk]))
    assert answer.status_code == 404


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize("name", ["home", "submissions:mine"])
def test_lists_cost_the_same_for_one_report_and_many(
    report: Submission, rows: int, name: str, django_assert_max_num_queries
) -> None:
    user = person(report, Role.DIRECTOR)
    for _ in range(rows - 1):
        f.SubmissionFactory(unit=report.unit, round__due_at=report.round.due_at)
    client = client_of(user)
    with django_assert_max_num_queries(15):
        client.get(reverse(name))


def submit(client: Client, report: Submission, **fields: str) -> object:
    url = reverse("submissions:check", args=[report.pk])
    as_it_stands = as_read.mark(Submission.objects.get(pk=report.pk))
    page = {"version": report.version, "statement": "on", "as_read": as_it_stands}
    return client.post(url, page | fields)


def test_a_drafter_cannot_do_the_directors_act(report: Submission) -> None:
    Submission.objects.filter(pk=report.pk).update(claimed_level=0)
    answer = submit(client_of(person(report, Role.DRAFTER)), report)
    report.refresh_from_db()
    assert (answer.status_code, report.state) == (403, State.DRAFT)


def test_a_level_must_be_claimed_first(report: Submission) -> None:
    answer = submit(client_of(person(report, Role.DIRECTOR)), report)
    assert answer.status_code == 422
    assert "ระดับที่ขอรับ" in answer.content.decode()


def test_gaps_are_acknowledged_before_submitting(report: Submission) -> None:
    Submission.objects.filter(pk=report.pk).update(claimed_level=1)
    client = client_of(person(report, Role.DIRECTOR))
    assert submit(client, report).status_code == 422
    assert submit(client, report, gaps_acknowledged="on").status_code == 302
    report.refresh_from_db()
    assert report.state == State.SUBMITTED


def test_nobody_signs_words_that_changed_after_reading(report: Submission) -> None:
    Submission.objects.filter(pk=report.pk).update(claimed_level=0)
    report.refresh_from_db()
    read = as_read.mark(report)
    Submission.objects.filter(pk=report.pk).update(obstacles="น้ำท่วมพื้นที่โครงการ")
    report.refresh_from_db()
    client = client_of(person(report, Role.DIRECTOR))

    answer = submit(client, report, as_read=read)

    html = answer.content.decode()
    assert answer.status_code == 409
    assert as_read.mark(report) in html
    assert "น้ำท่วมพื้นที่โครงการ" in html
    assert 'name="statement"' in html
    assert "checked" not in html.split('name="statement"')[1].split(">")[0]
    report.refresh_from_db()
    assert report.state == State.DRAFT
    assert submit(client, report).status_code == 302


def test_a_page_that_does_not_say_what_was_read_submits_nothing(report: Submission) -> None:
    Submission.objects.filter(pk=report.pk).update(claimed_level=0)
    answer = submit(client_of(person(report, Role.DIRECTOR)), report, as_read="")
    assert answer.status_code == 409


def test_a_double_click_submits_once(report: Submission) -> None:
    Submission.objects.filter(pk=report.pk).update(claimed_level=0)
    client = client_of(person(report, Role.DIRECTOR))
    assert submit(client, report).status_code == 302
    assert submit(client, report).status_code == 409
    assert report.filings.count() == 1


def test_submit_then_receipt_then_withdraw(report: Submission) -> None:
    Submission.objects.filter(pk=report.pk).update(claimed_level=0)
    client = client_of(person(report, Role.DIRECTOR))
    receipt = client.get(submit(client, report)["Location"])
    assert "R25" in receipt.content.decode()
    report.refresh_from_db()
    url = reverse("submissions:withdraw", args=[report.pk])
    client.post(url, {"version": report.version, "note": "พบข้อผิดพลาด"})
    report.refresh_from_db()
    assert report.state == State.DRAFT


def test_words_are_kept_and_a_stale_page_is_told(report: Submission) -> None:
    client = client_of(person(report, Role.DRAFTER))
    url = reverse("submissions:narrative", args=[report.pk])
    first = {"revision": 0, "claimed_level": "1", "obstacles": "นํ้าท่วม"}
    saved = client.post(url, first, headers={"accept": "application/json"})
    assert saved.json()["revision"] == 1
    report.refresh_from_db()
    assert report.obstacles == "น้ำท่วม"
    stale = client.post(url, first | {"obstacles": "x"}, headers={"accept": "application/json"})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")


def test_the_button_after_the_autosave_of_the_same_words_is_not_stale(report: Submission) -> None:
    client = client_of(person(report, Role.DRAFTER))
    url = reverse("submissions:narrative", args=[report.pk])
    words = {"revision": 0, "claimed_level": "1", "obstacles": "น้ำท่วม"}
    client.post(url, words, headers={"accept": "application/json"})
    assert client.post(url, words).status_code == 302


def test_an_over_long_text_comes_back_with_its_words(report: Submission) -> None:
    client = client_of(person(report, Role.DRAFTER))
    url = reverse("submissions:narrative", args=[report.pk])
    answer = client.post(url, {"revision": 0, "obstacles": "ก" * 10_001})
    assert answer.status_code == 422
    assert "ก" * 10_001 in answer.content.decode()


def test_the_director_asks_for_more_time(report: Submission) -> None:
    client = client_of(person(report, Role.DIRECTOR))
    url = reverse("submissions:ask_extension", args=[report.pk])
    day = (report.round.due_at + timedelta(days=7)).date().isoformat()
    assert client.post(url, {"until": day, "reason": "น้ำท่วม"}).status_code == 302
    assert report.extensions.get().reason == "น้ำท่วม"
    assert client.post(url, {"until": "๓๐ ก.พ. ๖๘", "reason": "x"}).status_code == 422


def task_list_queries(report: Submission, pieces: int) -> int:
    """How many queries the task list costs with so many pieces of evidence."""
    user = person(report, Role.DRAFTER)
    for _ in range(pieces):
        EvidenceUse.objects.create(
            submission=report,
            requirement="1.1-a",
            kind="file",
            added_at=timezone.now(),
            added_by=user,
        )
    client = client_of(user)
    url = reverse("submissions:task_list", args=[report.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def test_the_task_list_costs_the_same_for_one_piece_and_fifty(report: Submission) -> None:
    one = task_list_queries(report, 1)
    assert task_list_queries(report, 49) == one
    assert one <= 15
