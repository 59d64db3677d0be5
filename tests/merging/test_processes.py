"""Chosen processes of the bureau's own report: origin, and what divisions wrote in forms 2-5."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kpi_portal.audit.models import Entry
from kpi_portal.errors import NotAllowed, NotFound, Stale
from submissions.domain import forms, merge_processes, processes
from submissions.enums import State
from submissions.models import Answer, Process, Submission
from tests.forms.world import form_3
from tests.merging.conftest import LATER, NOON, World
from tests.merging.test_pages import browser

NAME = "การขอใช้น้ำ"


def fill(world: World, number: int, name: str = NAME) -> Process:
    """A division chose the process and planned it, before it submitted."""
    report = world.divisions[number]
    Submission.objects.filter(pk=report.pk).update(state=State.DRAFT)
    by = {"actor": world.drafter, "at": NOON}
    process = processes.choose(world.fresh(report), name=name, **by)
    forms.save_answer(world.fresh(report), "form-3", process, revision=0, data=form_3(), **by)
    Submission.objects.filter(pk=report.pk).update(state=report.state)
    return process


def take(world: World, mine: Process, source: int, who: str = "reviewer", **more):
    mine.submission = world.fresh()
    defaults = {"replace": False, "revisions": {}}
    return merge_processes.take_over(
        mine, source, actor=world.people[who], at=LATER, **{**defaults, **more}
    )


def choose(world: World, name: str = NAME) -> Process:
    return processes.choose(world.fresh(), actor=world.head, at=LATER, name=name)


def plan(world: World) -> Answer | None:
    return Answer.objects.filter(submission=world.own, form_code="form-3").first()


def test_candidates_tell_their_origin(world: World):
    world.merge(
        world.pick(world.divisions[0], NAME), world.pick(world.divisions[1], NAME), as_one=[NAME]
    )
    origins = merge_processes.origins_by_name(world.fresh())
    assert list(origins.values()) == [[report.unit_name for report in world.divisions[:2]]]
    url = reverse("submissions:processes", args=[world.own.pk])
    said = browser(world.reviewer).get(url).content.decode()
    assert world.divisions[1].unit_name in said
    assert merge_processes.origins_by_name(world.fresh(world.divisions[0])) == {}


def test_only_handed_in_processes_of_the_name_are_offered(world: World):
    first = fill(world, 0)
    fill(world, 1, "อย่างอื่น")
    fill(world, 2)
    mine = choose(world, f" {NAME} ")
    (giver,) = merge_processes.givers(world.fresh())[mine.pk]
    assert (giver.process, list(giver.forms)) == (first, ["form-3"])
    assert giver.unit == world.divisions[0].unit_name


def test_answers_are_taken_over_under_our_own_head(world: World):
    theirs = fill(world, 0)
    before = Answer.objects.get(process=theirs).data
    mine = choose(world)
    done = take(world, mine, theirs.pk)
    assert (done.forms, done.kept) == (["form-3"], [])
    said = plan(world).data
    assert [row["activity"] for row in said["rows"]] == [row["activity"] for row in before["rows"]]
    assert said["header"]["process_name"] == NAME
    assert Answer.objects.get(process=theirs).data == before
    assert Entry.objects.filter(action="merge.process", subject=world.own.subject).count() == 1


def test_nothing_typed_is_replaced_without_being_told(world: World):
    theirs, mine = fill(world, 0), choose(world)
    own = form_3()
    own["rows"][0]["activity"] = "ของสำนัก"
    forms.save_answer(
        world.fresh(), "form-3", mine, actor=world.head, at=LATER, revision=0, data=own
    )
    done = take(world, mine, theirs.pk)
    assert (done.forms, done.kept) == ([], ["form-3"])
    assert plan(world).data["rows"][0]["activity"] == "ของสำนัก"
    with pytest.raises(Stale):
        take(world, mine, theirs.pk, replace=True, revisions={"form-3": 0})
    assert plan(world).data["rows"][0]["activity"] == "ของสำนัก"
    take(world, mine, theirs.pk, replace=True, revisions={"form-3": 1})
    assert plan(world).data["rows"][0]["activity"] != "ของสำนัก"


def test_other_processes_cannot_be_taken_over(world: World):
    other, mine = fill(world, 1, "อย่างอื่น"), choose(world)
    with pytest.raises(NotFound):
        take(world, mine, other.pk)


@pytest.mark.parametrize("who", ["director", "configurer", "auditor", "drafter"])
def test_who_takes_nothing_over(world: World, who: str):
    theirs, mine = fill(world, 0), choose(world)
    with pytest.raises(NotAllowed):
        take(world, mine, theirs.pk, who=who)


def test_the_page_offers_and_takes_over(world: World):
    theirs, mine = fill(world, 0), choose(world)
    client = browser(world.reviewer)
    url = reverse("submissions:processes", args=[world.own.pk])
    assert f"take:{mine.pk}:{theirs.pk}" in client.get(url).content.decode()
    assert client.post(url, {"do": f"take:{mine.pk}:{theirs.pk}"}).status_code == 302
    assert plan(world) is not None
    said = client.post(url, {"do": f"take:{mine.pk}:{theirs.pk}"}, follow=True).content.decode()
    assert "stay as they were typed" in said
