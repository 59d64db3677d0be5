"""The pages of consolidating: who opens them, what they say, what they cost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpi_portal.accounts.models import User
from submissions.domain import merge_rows
from submissions.enums import State
from submissions.models import MergedRow, Submission
from tests.merging.conftest import World

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def browser(person: User, language: str = "en") -> Client:
    person.language = language
    person.save(update_fields=["language"])
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def address(world: World) -> str:
    return reverse("submissions:merge", args=[world.own.pk])


def post(world: World, who: str = "reviewer", **data: object):
    data.setdefault("revision", world.revision())
    return browser(world.people[who]).post(address(world), data)


def value(world: World, number: int, name: str) -> str:
    ((source, row),) = world.pick(world.divisions[number], name)
    return f"{source}:{row}"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("reviewer", 200),
        ("head", 200),
        ("executive", 200),
        ("bureau_drafter", 200),
        ("configurer", 404),
        ("director", 404),
        ("stranger", 404),
        ("far_reviewer", 404),
        ("auditor", 404),
    ],
)
def test_who_opens_the_page(world: World, who: str, status: int):
    client = browser(world.people[who])
    assert client.get(address(world)).status_code == status
    picked = {"do": "merge", "revision": 0, "pick": value(world, 0, "การสอบเทียบ")}
    assert client.post(address(world), picked).status_code == (302 if status == 200 else status)
    assert MergedRow.objects.exists() is (status == 200)


def test_the_page_of_another_report_does_not_exist(world: World):
    other = reverse("submissions:merge", args=[world.divisions[0].pk])
    assert browser(world.reviewer).get(other).status_code == 404


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_says_what_each_division_has(world: World, language: str):
    said = browser(world.reviewer, language).get(address(world)).content.decode()
    for report in world.divisions:
        assert report.unit.name in said
    for name in ("การสอบเทียบ", "การเผยแพร่ข้อมูล", "การตรวจเขื่อน"):
        assert name in said
    assert ("ยังไม่เสนอ" if language == "th" else "Not submitted yet") in said


def test_ticked_rows_divisions_and_all(world: World):
    post(world, do="merge", pick=value(world, 0, "การสอบเทียบ"))
    assert world.names() == ["การสอบเทียบ"]
    post(world, do="merge", whole=world.divisions[1].pk)
    assert sorted(world.names()) == sorted(["การสอบเทียบ", "การขอใช้น้ำ", "การเผยแพร่ข้อมูล"])
    post(world, do="merge_all", join=merge_rows.key_of("การขอใช้น้ำ"))
    assert len(world.names()) == 3
    assert MergedRow.objects.count() == 4
    assert not MergedRow.objects.filter(source=world.divisions[2]).exists()


def test_what_was_ticked_stays_after_a_refusal(world: World):
    picked = value(world, 0, "การสอบเทียบ")
    world.merge(world.pick(world.divisions[1], "การขอใช้น้ำ"))
    answer = post(world, do="merge", pick=picked, revision=0)
    assert answer.status_code == 409
    said = " ".join(answer.content.decode().split())
    assert "Somebody else changed" in said
    assert f'value="{picked}" id="pick-{picked}" checked' in said
    assert f'name="revision" value="{world.revision()}"' in said


def test_changes_are_answered_and_rows_taken_out(world: World):
    world.merge(world.pick(world.divisions[0], "การขอใช้น้ำ", "การสอบเทียบ"))
    world.write(world.divisions[0], "การขอใช้น้ำ", "การสอบเทียบ", problem_need="ใหม่")
    first, second = MergedRow.objects.order_by("pk")
    said = browser(world.reviewer).get(address(world)).content.decode()
    assert "Changed by the division after merging" in said
    post(world, do="take", changed=first.pk)
    post(world, do="keep", changed=second.pk)
    assert [row["problem_need"] for row in world.rows()] == ["ใหม่", "ใช้เวลานาน"]
    post(world, do=f"out:{first.pk}")
    assert len(world.names()) == 1
    # the second row differs from what the division says now, so it goes only when that is said
    assert post(world, do=f"out:{second.pk}").status_code == 422
    post(world, do=f"out:{second.pk}", sure=second.pk)
    assert world.names() == []


def test_the_form_names_the_origin_of_each_row(world: World):
    world.merge(world.pick(world.divisions[0], "การขอใช้น้ำ"))
    url = reverse("submissions:form", args=[world.own.pk, "form-1"])
    said = browser(world.reviewer).get(url).content.decode()
    assert f"from {world.divisions[0].unit_name}" in said
    assert address(world) in said
    Submission.objects.filter(pk=world.own.pk).update(state=State.SUBMITTED)
    said = browser(world.auditor).get(url).content.decode()
    assert f"from {world.divisions[0].unit_name}" in said
    assert address(world) not in said


def test_home_and_task_list_lead_there(world: World):
    client = browser(world.reviewer)
    home = client.get("/").content.decode()
    assert "Consolidate the bureau" in home
    own = reverse("submissions:task_list", args=[world.own.pk])
    assert own in home
    assert address(world) in client.get(own).content.decode()


def test_a_division_sees_quietly_what_went_in(world: World):
    url = reverse("submissions:task_list", args=[world.divisions[0].pk])
    client = browser(world.director)
    assert "Into the report of" not in client.get(url).content.decode()
    world.merge(world.pick(world.divisions[0], "การขอใช้น้ำ", "การสอบเทียบ"))
    said = " ".join(client.get(url).content.decode().split())
    assert f"Into the report of {world.bureau.name} went: 2 rows of form 1" in said


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_page_costs_the_same_for_one_division_and_for_many(world: World):
    """Thirty divisions with sixty rows each, six of which were merged."""
    client = browser(world.reviewer)
    client.get(address(world))
    assert queries(client, address(world)) == 11
    grown = world.grow(30, 60)
    world.merge(*(world.pick(one, *world.names(one)[:6]) for one in grown))
    assert queries(client, address(world)) == 11
    said = client.get(address(world)).content.decode()
    assert said.count("Show the 60 rows") == 30  # too many to stand open at once
    last = grown[-1]
    opened = client.get(address(world) + f"?open={last.pk}").content.decode()
    assert "งาน 29-7<" in opened
    assert "งาน 28-7<" not in opened


def test_more_rows_than_the_form_holds_are_refused_in_plain_words(world: World):
    world.grow(30, 60)
    answer = post(world, do="merge_all")
    assert answer.status_code == 422
    assert "at most 500 rows, and with these it would have 1804" in answer.content.decode()
    assert not MergedRow.objects.exists()
