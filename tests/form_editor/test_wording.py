"""The wording of memos: edited as a new version, previewed, never with an unknown place."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation

from forms_templates import place_meanings
from forms_templates.domain import memos
from forms_templates.domain.memos import load_wording, publish_wording
from forms_templates.forms.wording import WordingForm
from forms_templates.models import MemoTemplate
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, Stale
from tests.forms.world import NOON, World

KINDS = ("request", "feedback", "report")


def body_of(kind: str) -> dict[str, Any]:
    path = settings.BASE_DIR / "fixtures" / "memos" / f"{kind}.yaml"
    body: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return body


@pytest.fixture
def template(world: World) -> MemoTemplate:
    return load_wording(
        body_of("request"), "request", owner=world.bureau, actor=SystemActor("test"), at=NOON
    )


def posted(form: WordingForm, **typed: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data["subject"] = form.subject.initial["subject"]
    for formset in form.formsets:
        for one in [formset.management_form, *formset.forms]:
            for bound in one:
                if bound.value() is not None:
                    data[bound.html_name] = str(bound.value())
    for name, text in typed.items():
        data[name.replace("__", "-")] = text
    return data


@pytest.mark.parametrize("kind", KINDS)
def test_opening_and_saving_a_wording_changes_nothing(kind: str) -> None:
    body = body_of(kind)
    form = WordingForm(body, posted(WordingForm(body), reason="-"))
    assert form.is_valid(), [formset.errors for formset in form.formsets]
    assert form.words() == {part: body[part] for part in memos.WORDED}


def test_a_changed_wording_is_a_new_version_and_rules(world: World, template: MemoTemplate) -> None:
    body = {**template.body, "subject": "ขอให้รายงาน {indicator_code}"}
    by: dict[str, Any] = {"actor": world.configurer, "at": NOON}
    made = publish_wording(template, body, reason="ให้กระชับ", **by)
    assert (made.version, made.reason, made.created_by) == (2, "ให้กระชับ", world.configurer)
    assert memos.template_for(world.unit, "request") == made
    assert MemoTemplate.objects.get(version=1).body == template.body
    with pytest.raises(Stale):
        publish_wording(template, body, reason="-", **by)
    with pytest.raises(GuardRefused):
        publish_wording(made, made.body, reason="-", **by)
    with pytest.raises(InvalidInput):
        publish_wording(made, {**body, "subject": "{nothing}"}, reason="-", **by)
    with pytest.raises(InvalidInput):
        publish_wording(made, template.body, reason=" ", **by)
    with pytest.raises(NotAllowed):
        publish_wording(made, template.body, reason="-", actor=world.reviewer, at=NOON)


def test_the_page_previews_refuses_and_publishes(world: World, template: MemoTemplate) -> None:
    client = Client()
    client.force_login(world.configurer)
    index = client.get(reverse("forms_templates:memos")).content.decode()
    address = reverse("forms_templates:wording", args=[template.pk])
    assert address in index
    assert "สบอ-7" in client.get(address).content.decode()
    form = WordingForm(template.body)
    typed = posted(form, conclusion__0__text="จึงเรียนมาเพื่อโปรดทราบ {round}", do="preview")
    page = client.post(address, typed.dict()).content.decode()
    assert "จึงเรียนมาเพื่อโปรดทราบ รอบ 5 เดือน" in page
    assert MemoTemplate.objects.count() == 1
    wrong = posted(form, conclusion__0__text="{nowhere}", reason="-", do="publish")
    refused = client.post(address, wrong.dict())
    assert refused.status_code == 422
    assert "{nowhere}" in refused.content.decode()
    fine = posted(form, conclusion__0__text="จึงเรียนมาเพื่อโปรดทราบ", reason="ตามมติ", do="publish")
    reply = client.post(address, fine.dict())
    made = MemoTemplate.objects.get(version=2)
    assert reply["Location"] == reverse("forms_templates:wording", args=[made.pk])
    assert made.body["conclusion"] == [{"text": "จึงเรียนมาเพื่อโปรดทราบ"}]
    client.force_login(world.reviewer)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_the_places_of_a_shipped_memo_are_told_in_thai(kind: str) -> None:
    places = body_of(kind)["places"]
    with translation.override("th"):
        told = place_meanings.told({**places, "own": "its own words"})
    assert [name for name, meaning in told.items() if meaning == places.get(name)] == []
    assert told["own"] == "its own words"
