"""The pages of contributing: they render for those who may, and cost the same for one and many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from indicators.models import Contribution
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from submissions.domain import contributing, evidence
from submissions.domain import contribution_reading as reading
from submissions.enums import State
from tests import factories as f
from tests.evidence.world import LATER, NOON, a_pdf

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def browser(person: User, language: str = "en") -> Client:
    person.language = language
    person.save(update_fields=["language"])
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def page(person: User, name: str, *args: object, language: str = "en") -> str:
    answer = browser(person, language).get(reverse(f"submissions:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def current(asked):
    """The round as people meet it: due after today."""
    later = timezone.now() + timezone.timedelta(days=5)
    asked.round.due_at, asked.round.closes_at = later, later + timezone.timedelta(days=30)
    asked.round.save()
    asked.submission = asked.fresh()
    return asked


def of(world) -> tuple[int, int]:
    return world.round.pk, world.assignment.pk


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_of_contributors_names_units_and_parts(current, language):
    said = page(current.configurer, "contributors", *of(current), language=language)
    for words in (current.first.name, current.second.name, "1.1 มีการทบทวนกระบวนการ"):
        assert words in said


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("configurer", 200),
        ("head", 200),
        ("executive", 200),
        ("drafter", 404),
        ("reviewer", 404),
        ("first_director", 404),
        ("third_director", 404),
    ],
)
def test_who_opens_the_page_of_contributors(current, who, status):
    client = browser(current.people[who])
    url = reverse("submissions:contributors", args=of(current))
    assert client.get(url).status_code == status
    data = {"units": [current.third.pk], "parts": ["level-3"]}
    posted = client.post(url, data).status_code
    assert posted == (302 if status == 200 else status)
    assert Contribution.objects.filter(unit=current.third).exists() == (status == 200)


def test_units_are_asked_and_released_on_the_page(current):
    client = browser(current.configurer)
    url = reverse("submissions:contributors", args=of(current))
    data = {"units": [current.third.pk, current.first.pk], "parts": ["*", "level-3"]}
    assert client.post(url, data).status_code == 302
    asked = {(c.unit, c.part) for c in current.assignment.contributions.all()}
    assert asked == {(current.first, ""), (current.second, "level-2"), (current.third, "")}

    row = current.assignment.contributions.get(unit=current.third)
    away = reverse("submissions:release_contributor", args=[*of(current), row.pk])
    assert client.post(away).status_code == 302
    assert not current.assignment.contributions.filter(unit=current.third).exists()
    assert client.post(away).status_code == 404


def test_nothing_chosen_is_said_and_what_was_ticked_stays(current):
    client = browser(current.configurer)
    url = reverse("submissions:contributors", args=of(current))
    answer = client.post(url, {"units": [current.third.pk]})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Choose the whole report or at least one part." in said
    assert f'value="{current.third.pk}"' in said
    assert "checked" in said


def test_a_contributor_sees_the_outline_and_opens_the_own_part(current):
    evidence.attach_file(
        current.submission, "3.1-a", upload=a_pdf(), actor=current.drafter, at=LATER
    )
    said = page(current.first_drafter, "task_list", current.submission.pk)
    own = reverse("submissions:requirement", args=[current.submission.pk, "1.1-a"])
    others = reverse("submissions:requirement", args=[current.submission.pk, "1.2-a"])
    assert own in said
    assert others not in said
    assert "หลักฐานการเผยแพร่" in said
    assert "ประชุม.pdf" not in said
    assert "Supplied by others" in said
    assert "Check and submit" not in said


@pytest.mark.parametrize(
    "name", ["narrative", "check", "score", "history", "ask_extension", "contributions"]
)
def test_what_belongs_to_the_reporting_unit_stays_closed(current, name):
    url = reverse(f"submissions:{name}", args=[current.submission.pk])
    for who in ("first_drafter", "first_director"):
        assert browser(current.people[who]).get(url).status_code == 404


@pytest.mark.parametrize("who", ["first_drafter", "second_director"])
def test_requirements_open_within_the_part(current, who):
    client = browser(current.people[who])
    inside = {"first_drafter": "1.1-a", "second_director": "2.1-a"}[who]
    for key, status in ((inside, 200), ("3.1-a", 404)):
        url = reverse("submissions:requirement", args=[current.submission.pk, key])
        assert client.get(url).status_code == status
    outside = reverse("submissions:attach_files", args=[current.submission.pk, "3.1-a"])
    assert client.post(outside, {"uploads": [a_pdf()]}).status_code == 404


def test_a_file_sent_on_the_page_is_marked_with_its_unit(current):
    client = browser(current.first_drafter)
    url = reverse("submissions:attach_files", args=[current.submission.pk, "1.1-a"])
    assert client.post(url, {"uploads": [a_pdf()]}).status_code == 302
    said = page(current.drafter, "requirement", current.submission.pk, "1.1-a")
    assert f"from {current.first.name}" in said


def test_a_section_that_was_not_asked_finds_nothing(current):
    client = browser(current.third_director)
    url = reverse("submissions:task_list", args=[current.submission.pk])
    assert client.get(url).status_code == 404


def test_mine_and_home_list_what_the_section_is_asked_for(current):
    mine = page(current.first_drafter, "mine")
    assert "Parts for reports of other units" in mine
    assert "1.1 มีการทบทวนกระบวนการ" in mine
    assert "Not begun" in mine
    assert "Parts for reports" not in page(current.third_director, "mine")

    home = browser(current.first_drafter).get("/").content.decode()
    assert "Supply your part" in home
    contributing.hand_in(current.submission, current.first, actor=current.first_director, at=LATER)
    home = browser(current.first_drafter).get("/").content.decode()
    assert "Supply your part" not in home


def test_handing_in_and_giving_back_on_the_pages(current):
    at = [current.submission.pk, current.first.pk]
    client = browser(current.first_director)
    handed = client.post(reverse("submissions:hand_in_part", args=at), {"note": "ครบแล้ว"})
    assert handed.status_code == 302
    said = page(current.drafter, "contributions", current.submission.pk)
    assert "ครบแล้ว" in said
    assert "Handed in" in said

    bare = browser(current.drafter).post(reverse("submissions:give_back_part", args=at), {})
    assert bare.status_code == 422
    given = browser(current.drafter).post(
        reverse("submissions:give_back_part", args=at), {"reason": "ขาดหน้า 2"}
    )
    assert given.status_code == 302
    said = page(current.first_director, "task_list", current.submission.pk)
    assert "ขาดหน้า 2" in said
    assert reading.contributors(current.fresh())[0].stage is reading.Stage.GIVEN_BACK


def test_a_drafter_sees_no_button_and_is_refused(current):
    at = [current.submission.pk, current.first.pk]
    hand_in = reverse("submissions:hand_in_part", args=at)
    assert hand_in not in page(current.first_drafter, "task_list", current.submission.pk)
    assert browser(current.first_drafter).post(hand_in).status_code == 403
    assert not Contribution.objects.exclude(ready_at=None).exists()


def test_the_check_page_warns_and_submitting_needs_the_acknowledgement(current):
    current.put(State.DRAFT, claimed_level=0)
    said = page(current.executive, "check", current.submission.pk)
    assert "Not every contributing unit has handed its part in" in said
    assert "gaps_acknowledged" in said
    for unit, director in (
        (current.first, current.first_director),
        (current.second, current.second_director),
    ):
        contributing.hand_in(current.fresh(), unit, actor=director, at=LATER)
    said = page(current.executive, "check", current.submission.pk)
    assert "Not every contributing unit" not in said
    assert "gaps_acknowledged" not in said


def more_contributors(world, count: int) -> None:
    for _ in range(count):
        unit = f.UnitFactory(parent=world.bureau)
        contributing.ask(world.assignment, unit, ["level-3"], actor=world.configurer, at=NOON)


def more_asked(world, count: int) -> None:
    for _ in range(count):
        assignment = f.AssignmentFactory(round=world.round, unit__parent=world.bureau)
        f.SubmissionFactory(round=world.round, unit=assignment.unit)
        contributing.ask(assignment, world.first, ["level-1"], actor=world.configurer, at=NOON)


@pytest.mark.parametrize(
    ("who", "name", "more", "at_most"),
    [
        ("configurer", "contributors", more_contributors, 12),
        ("executive", "contributions", more_contributors, 15),
        ("executive", "task_list", more_contributors, 15),
        ("first_drafter", "task_list", more_contributors, 15),
        ("first_drafter", "mine", more_asked, 12),
    ],
)
def test_pages_cost_the_same_for_one_and_for_many(current, who, name, more, at_most):
    args = {"contributors": of(current), "mine": ()}.get(name, (current.submission.pk,))
    client, url = browser(current.people[who]), reverse(f"submissions:{name}", args=args)

    def cost() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    few = cost()
    more(current, 12)
    assert cost() == few
    assert few <= at_most


def test_the_setup_page_leads_to_the_contributors(current):
    said = page(current.configurer, "round_setup", current.round.pk)
    assert reverse("submissions:contributors", args=of(current)) in said


def test_a_superior_of_both_sees_the_whole_report(current):
    both = f.MembershipFactory(role=Role.DIRECTOR, unit=current.bureau).user
    said = page(both, "task_list", current.submission.pk)
    assert "Check and submit" in said
    assert "Contributing units" in said
