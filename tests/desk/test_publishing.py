"""What stands before publishing, what it does, and publishing many."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from indicators.domain import drafts, publishing, publishing_year, rehearsals
from indicators.domain.loading import load_definition
from indicators.domain.publishing import Effect
from indicators.enums import RoundState, VersionState
from indicators.models import Draft, Indicator
from kpi_portal.audit import chain
from kpi_portal.errors import GuardRefused, InvalidInput
from scoring.parsing import load_document
from tests.desk.conftest import many, printed
from tests.indicators.conftest import document

pytestmark = pytest.mark.django_db


def changed(indicator, keeper, at, **parts) -> Draft:
    draft = drafts.begin(indicator, actor=keeper, at=at)
    new = copy.deepcopy(draft.document) | parts
    return drafts.change(draft, new, what="แก้", revision=draft.revision, actor=keeper, at=at)


@pytest.fixture
def assessment(bureau, keeper, at):
    """PMQA 4.0 as printed: kept as a draft version for two gaps of its source."""
    return load_definition(
        replace(printed("pmqa40-2565"), owner=None), owner=bureau, actor=keeper, at=at
    ).indicator


def test_a_drafts_faults_differences_and_rounds(indicator, keeper, at):
    indicator.rounds.filter(key="m5").update(state=RoundState.OPEN)
    changed(indicator, keeper, at, weight=None, unit="ขั้นตอน")
    found = publishing.readiness(indicator, at=at)
    assert [fault.path for fault in found.faults] == ["weight"]
    assert {d.place for d in found.differences} == {"weight", "unit"}
    assert [entry.effect for entry in found.rounds] == [Effect.KEEPS, Effect.DATES]
    assert (found.ready, found.needs_reason) == (False, True)


def test_the_loaders_draft_version_shows_its_gaps(assessment, at):
    found = publishing.readiness(assessment, at=at)
    assert found.draft is None
    assert {fault.code for fault in found.faults} == {"publish.missing", "publish.no_criteria"}
    assert len(found.faults) == 2
    assert not found.ready


def test_every_fault_is_listed_and_leads_to_its_field(client, assessment, keeper, at):
    """Also where a whole year's texts are still to be written."""
    draft = drafts.begin(assessment, actor=keeper, at=at)
    new = copy.deepcopy(draft.document)
    for category in new["rounds"][0]["parts"][:6]:
        for item in category["parts"]:
            for criterion in [c for level in item["levels"] for c in level.get("criteria", [])]:
                criterion["title"] = criterion["evidence"][0]["title"] = ""
    drafts.change(draft, new, what="แก้", revision=draft.revision, actor=keeper, at=at)
    faults = publishing.readiness(assessment, at=at).faults
    assert len(faults) == 2 + 2 * 95
    client.force_login(keeper)

    page = client.get(f"/indicators/{assessment.pk}/publish/").content.decode()
    links = re.findall(r'href="(/indicators/[0-9]+/designer/[^"]*place=[^"]*)"', page)
    assert len(set(links)) == len(faults)
    address = unescape(links[-1])
    field = parse_qs(urlsplit(address).query)["place"][0]
    opened = client.get(address).content.decode()
    box = opened[opened.index(f'name="{field}"') :]
    assert " data-focus" in box[: box.index(">")]


def test_it_is_published_once_its_gaps_are_closed(assessment, keeper, at):
    draft = drafts.begin(assessment, actor=keeper, at=at)
    assert draft.base.state == VersionState.DRAFT
    new = copy.deepcopy(draft.document) | {"weight": 10}
    scheme = new["rounds"][0]["parts"][4]["parts"][3]
    scheme["levels"][1]["criteria"] = [
        {
            "key": "5.4.9",
            "title": "ข้อที่กำหนด",
            "evidence": [{"key": "5.4.9-a", "title": "คำตอบ", "kind": "answer"}],
        }
    ]
    draft = drafts.change(draft, new, what="เติม", revision=1, actor=keeper, at=at)
    assert publishing.readiness(assessment, at=at).ready
    loaded = drafts.publish(draft, revision=2, reason="", actor=keeper, at=at)
    assert (loaded.version.number, loaded.version.state) == (2, VersionState.PUBLISHED)
    again = publishing.readiness(assessment, at=at)
    assert (again.document, again.pending) == (None, None)


def test_a_draft_version_that_is_sound_now_is_published(bureau, keeper, at):
    """Kept as a draft by rules that have changed since, its text is the same."""
    definition = load_document(document())
    indicator = load_definition(definition, owner=bureau, actor=keeper, at=at).indicator
    indicator.rounds.all().delete()
    indicator.versions.update(state=VersionState.DRAFT, published_at=None)
    draft = drafts.begin(indicator, actor=keeper, at=at)
    loaded = drafts.publish(draft, revision=1, reason="", actor=keeper, at=at)
    assert (loaded.is_new, loaded.version.number) == (True, 2)
    assert loaded.version.state == VersionState.PUBLISHED
    assert indicator.rounds.exists()


def test_a_draft_that_says_nothing_new_is_kept(indicator, keeper, at):
    draft = drafts.begin(indicator, actor=keeper, at=at)
    assert publishing.readiness(indicator, at=at).unchanged
    with pytest.raises(GuardRefused) as refused:
        drafts.publish(draft, revision=1, reason="แก้", actor=keeper, at=at)
    assert refused.value.code == "nothing_new"
    assert Draft.objects.exists()


def test_a_failing_rehearsal_stands_against_it(indicator, keeper, at):
    case = {"round": "m5", "submitted_at": None}
    rehearsals.save(indicator, name="ว่าง", case=case, expected={"level": 5}, actor=keeper, at=at)
    changed(indicator, keeper, at, unit="ขั้นตอน")
    found = publishing.readiness(indicator, at=at)
    assert [outcome.case.name for outcome in found.failing] == ["ว่าง"]
    assert not found.ready


def year_of(keeper, at):
    return publishing_year.candidates(keeper, 2568, at=at)


def publish_all(keeper, at, rows, reason=""):
    payload = {"user": keeper.pk, "year": 2568, "reason": reason, "rows": rows}
    return publishing_year.carry_out(payload, report=lambda *_: None, clock=lambda: at)


def test_every_sound_draft_of_the_year(bureau, keeper, at):
    first, second, third = many(bureau, keeper, at, 3)
    changed(first, keeper, at, unit="ก")
    changed(second, keeper, at, weight=None)
    third_draft = changed(third, keeper, at, unit="ข")
    found = year_of(keeper, at)
    assert [(c.draft.indicator.code, c.sound, c.replaces) for c in found] == [
        ("ม-0", True, True),
        ("ม-1", False, True),
        ("ม-2", True, True),
    ]
    rows = [{"draft": c.draft.pk, "revision": c.draft.revision} for c in found if c.sound]
    drafts.change(
        third_draft,
        third_draft.document | {"unit": "ค"},
        what="แก้อีก",
        revision=third_draft.revision,
        actor=keeper,
        at=at,
    )
    outcome = publish_all(keeper, at, rows, "ปรับหน่วยวัด")
    assert outcome["made"] == ["ม-0"]
    assert [entry["code"] for entry in outcome["left_out"]] == ["ม-2"]
    assert publish_all(keeper, at, rows[:1], "ปรับ") == {"made": [], "left_out": []}


def test_a_reason_is_asked_for_where_a_version_is_replaced(bureau, keeper, at):
    [only] = many(bureau, keeper, at, 1)
    changed(only, keeper, at, unit="ก")
    chosen = year_of(keeper, at)
    for candidates, reason in (([], "เหตุ"), (chosen, " ")):
        with pytest.raises(InvalidInput):
            publishing_year.ask(candidates, year=2568, reason=reason, actor=keeper, at=at)
    job = publishing_year.ask(chosen, year=2568, reason="เหตุ", actor=keeper, at=at)
    assert job.progress_total == 1


def test_others_have_no_candidates(bureau, keeper, people, at):
    [only] = many(bureau, keeper, at, 1)
    changed(only, keeper, at, unit="ก")
    for role, person in people.items():
        assert bool(year_of(person, at)) is (role == "configurer")
    assert Indicator.objects.count() == 1
    assert chain.digest(only.versions.get().definition) == only.versions.get().sha256
