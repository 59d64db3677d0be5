"""A draft is begun, changed, taken back and published; nobody overwrites anybody."""

from __future__ import annotations

import copy

import pytest

from indicators.domain import drafts
from indicators.domain.loading import load_definition
from indicators.enums import VersionState
from indicators.models import Draft, Indicator
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, Stale
from scoring.choices import Method


@pytest.fixture
def keeper(people):
    return people[Role.CONFIGURER]


@pytest.fixture
def indicator(bureau, definition, keeper, at):
    return load_definition(definition, owner=bureau, actor=keeper, at=at).indicator


def renamed(draft: Draft, name: str) -> drafts.Document:
    document = copy.deepcopy(draft.document)
    document["rounds"][0]["name"] = name
    return document


def test_begun_once_from_the_newest_version(indicator, keeper, at):
    draft = drafts.begin(indicator, actor=keeper, at=at)
    assert draft.document == indicator.versions.get().definition
    assert drafts.begin(indicator, actor=keeper, at=at).pk == draft.pk


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONFIGURER])
def test_only_a_configurer_designs(indicator, people, at, role):
    with pytest.raises(NotAllowed):
        drafts.begin(indicator, actor=people[role], at=at)


def test_changes_are_taken_back_one_by_one(indicator, keeper, at):
    draft = drafts.begin(indicator, actor=keeper, at=at)
    first = draft.document
    by = {"actor": keeper, "at": at}
    draft = drafts.change(draft, renamed(draft, "รอบแรก"), what="ชื่อรอบ", revision=1, **by)
    draft = drafts.change(draft, renamed(draft, "รอบหนึ่ง"), what="ชื่อรอบ", revision=2, **by)

    draft, what = drafts.undo(draft, revision=3, **by)
    assert (draft.document["rounds"][0]["name"], what) == ("รอบแรก", "ชื่อรอบ")
    draft, _what = drafts.undo(draft, revision=4, **by)
    assert draft.document == first
    with pytest.raises(GuardRefused):
        drafts.undo(draft, revision=5, **by)


def test_no_change_leaves_no_step(indicator, keeper, at):
    draft = drafts.begin(indicator, actor=keeper, at=at)
    entries = Entry.objects.count()
    same = drafts.change(
        draft, copy.deepcopy(draft.document), what="", revision=1, actor=keeper, at=at
    )
    assert (same.revision, same.steps.count()) == (1, 0)
    assert Entry.objects.count() == entries


def test_an_older_page_changes_nothing(indicator, keeper, at):
    draft = drafts.begin(indicator, actor=keeper, at=at)
    drafts.change(draft, renamed(draft, "ก"), what="ชื่อ", revision=1, actor=keeper, at=at)
    with pytest.raises(Stale) as stale:
        drafts.change(draft, renamed(draft, "ข"), what="ชื่อ", revision=1, actor=keeper, at=at)
    assert stale.value.facts["revision"] == 2
    assert Draft.objects.get().document["rounds"][0]["name"] == "ก"


def test_published_as_the_next_version_with_a_reason(indicator, keeper, at):
    draft = drafts.begin(indicator, actor=keeper, at=at)
    draft = drafts.change(
        draft, renamed(draft, "รอบแรก"), what="ชื่อรอบ", revision=1, actor=keeper, at=at
    )
    with pytest.raises(InvalidInput):
        drafts.publish(draft, revision=2, reason=" ", actor=keeper, at=at)
    loaded = drafts.publish(draft, revision=2, reason="แก้คำผิด", actor=keeper, at=at)
    version = loaded.version
    assert (version.number, version.state) == (2, VersionState.PUBLISHED)
    assert (version.reason, version.author) == ("แก้คำผิด", keeper)
    assert not Draft.objects.exists()


def test_faults_stand_against_publishing(indicator, keeper, at):
    draft = drafts.begin(indicator, actor=keeper, at=at)
    document = copy.deepcopy(draft.document)
    document["rounds"][0]["scale"] = 90
    draft = drafts.change(draft, document, what="คะแนนเต็ม", revision=1, actor=keeper, at=at)
    with pytest.raises(GuardRefused) as refused:
        drafts.publish(draft, revision=2, reason="แก้", actor=keeper, at=at)
    assert refused.value.facts["faults"] == [{"path": "rounds[0].levels", "code": "levels.sum"}]
    assert indicator.versions.count() == 1


def test_a_new_indicator_goes_with_its_draft(bureau, keeper, at):
    draft = drafts.create(
        bureau,
        code="สบอ-9",
        fiscal_year=2569,
        name="ตัวชี้วัดใหม่",
        method=Method.MILESTONES,
        actor=keeper,
        at=at,
    )
    assert not drafts.check(draft.document).is_sound
    with pytest.raises(InvalidInput):
        drafts.create(
            bureau,
            code="สบอ-9",
            fiscal_year=2569,
            name="อีกตัว",
            method=Method.TARGET,
            actor=keeper,
            at=at,
        )
    drafts.discard(draft, actor=keeper, at=at)
    assert not Indicator.objects.exists()


def test_a_draft_may_not_become_another_indicator(indicator, keeper, at):
    draft = drafts.begin(indicator, actor=keeper, at=at)
    other = draft.document | {"code": "สบอ-8"}
    draft = drafts.change(draft, other, what="รหัส", revision=1, actor=keeper, at=at)
    with pytest.raises(GuardRefused) as refused:
        drafts.publish(draft, revision=2, reason="แก้", actor=keeper, at=at)
    assert refused.value.code == "other_identity"
