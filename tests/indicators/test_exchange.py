"""Definitions as files: out and in without loss, faults with their lines, differences in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from indicators.domain import differences, drafts, exchange
from indicators.domain.loading import load_definition
from indicators.models import Draft, Indicator
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import DomainError
from scoring.parsing import document_to_yaml, dump_definition, parse_definition, to_yaml
from tests import factories

FILES = sorted((settings.BASE_DIR / "fixtures/indicators").glob("*.yaml"))
RID = next(path for path in FILES if path.name == "rid-digitalize-2568.yaml")


@pytest.fixture
def owner(db):
    return factories.BureauFactory(code=parse_definition(RID.read_bytes()).owner or "สบอ.")


@pytest.fixture
def keeper(owner):
    return factories.MembershipFactory(unit=owner, role=Role.CONFIGURER).user


@pytest.fixture
def indicator(owner):
    loaded = load_definition(
        parse_definition(RID.read_bytes()),
        owner=owner,
        actor=SystemActor("test"),
        at=timezone.now(),
        reason="",
    )
    return loaded.version.indicator


def changed(text: str) -> str:
    document = dump_definition(parse_definition(text))
    return document_to_yaml(document | {"name_en": "Digital Process"})


def text_of(indicator: Indicator) -> str:
    return to_yaml(indicator.versions.get().parsed)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_out_and_in_again_nothing_differs(path: Path):
    """A version's file and a draft's file both say what they came from."""
    definition = parse_definition(path.read_bytes())
    document = dump_definition(definition)
    for text in (to_yaml(definition), document_to_yaml(document)):
        read = exchange.read(text)
        assert read.definition == definition
        assert differences.between(document, dump_definition(read.definition)) == []


def test_faults_are_named_with_their_line(client, keeper, indicator):
    client.force_login(keeper)
    broken = text_of(indicator).replace("method: milestones", "method: guessing", 1)

    answer = client.post(f"/indicators/{indicator.pk}/designer/take-in/", {"text": broken})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "method" in page
    assert "บรรทัด" in page
    assert "guessing" in answer.context["form"]["text"].value()
    assert not Draft.objects.exists()


def test_the_differences_come_first_and_then_the_draft(client, keeper, indicator):
    client.force_login(keeper)
    url = f"/indicators/{indicator.pk}/designer/take-in/"
    text = changed(text_of(indicator))

    answer = client.post(url, {"text": text})
    page = answer.content.decode()
    assert "Digital Process" in page
    assert not Draft.objects.exists(), "looking changes nothing"
    seen = answer.context["comparison"].seen

    answer = client.post(url, {"text": text, "seen": seen, "apply": "1"})
    assert answer.status_code == 302
    draft = Draft.objects.get()
    assert draft.document["name_en"] == "Digital Process"
    drafts.undo(draft, revision=draft.revision, actor=keeper, at=timezone.now())
    draft.refresh_from_db()
    assert draft.document == indicator.versions.get().definition


def test_a_draft_that_changed_meanwhile_is_compared_once_more(keeper, indicator):
    definition = parse_definition(changed(text_of(indicator)))
    seen = exchange.compare(indicator, definition).seen
    draft = drafts.begin(indicator, actor=keeper, at=timezone.now())
    drafts.change(
        draft,
        draft.document | {"name": "อื่น"},
        what="ชื่อ",
        revision=draft.revision,
        actor=keeper,
        at=timezone.now(),
    )

    with pytest.raises(DomainError) as refusal:
        exchange.take_in(indicator, definition, seen=seen, actor=keeper, at=timezone.now())
    assert refusal.value.code == "stale"


def test_the_same_file_and_another_indicators_file_are_refused(keeper, indicator):
    same = parse_definition(text_of(indicator))
    comparison = exchange.compare(indicator, same)
    assert comparison.count == 0
    with pytest.raises(DomainError) as refusal:
        exchange.take_in(indicator, same, seen=comparison.seen, actor=keeper, at=timezone.now())
    assert refusal.value.code == "nothing_new"
    other = parse_definition(next(p for p in FILES if p != RID).read_bytes())
    with pytest.raises(DomainError) as refusal:
        exchange.compare(indicator, other)
    assert refusal.value.code == "other_identity"


def test_differences_are_grouped_by_round_and_level(indicator):
    document = dump_definition(parse_definition(text_of(indicator)))
    document["name_en"] = "Other"
    document["rounds"][0]["levels"][1]["title"] = "อื่น"
    comparison = exchange.compare(indicator, parse_definition(document_to_yaml(document)))

    first, second = comparison.heaps
    assert [len(first.differences), len(second.differences)] == [1, 1]
    assert document["rounds"][0]["name"] in second.title
    assert "2" in second.title


def test_a_new_indicator_comes_from_a_file(client, owner, keeper):
    client.force_login(keeper)
    url = "/indicators/take-in/"
    upload = SimpleUploadedFile("x.yaml", RID.read_bytes())

    answer = client.post(url, {"file": upload})
    assert answer.status_code == 200
    assert not Indicator.objects.exists()
    text = answer.context["form"]["text"].value()
    answer = client.post(url, {"text": text, "apply": "1"})

    assert answer.status_code == 302
    draft = Draft.objects.get()
    assert draft.indicator.owner == owner
    read = parse_definition(RID.read_bytes())
    assert (draft.indicator.code, draft.indicator.fiscal_year) == (read.code, read.fiscal_year)
    assert len(draft.document["rounds"]) == len(read.rounds)


def test_a_taken_code_and_an_unknown_owner_are_refused(keeper, owner, indicator):
    definition = parse_definition(text_of(indicator))
    with pytest.raises(DomainError) as refusal:
        exchange.take_in_new(definition, owners=[owner], actor=keeper, at=timezone.now())
    assert refusal.value.code == "already_there"
    foreign = factories.BureauFactory(code="อื่น")
    named = dump_definition(definition) | {"owner": owner.code}
    with pytest.raises(DomainError) as refusal:
        exchange.owner_of(parse_definition(document_to_yaml(named)), [foreign])
    assert refusal.value.code == "unknown_owner"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONFIGURER])
def test_only_configurers_take_files_in(client, owner, indicator, role):
    client.force_login(factories.MembershipFactory(unit=owner, role=role).user)
    url = f"/indicators/{indicator.pk}/designer/take-in/"
    sent = {"text": changed(text_of(indicator)), "apply": "1", "seen": ""}
    assert client.post(url, sent).status_code in (403, 404)
    assert client.post("/indicators/take-in/", sent).status_code == 404
    assert not Draft.objects.exists()
