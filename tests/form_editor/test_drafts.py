"""Drafts of forms: begun, changed, undone, published; approval; what open rounds keep."""

from __future__ import annotations

from typing import Any

import pytest

from forms_templates import editing
from forms_templates.domain import approval, drafts, library, references
from forms_templates.domain.references import Need
from forms_templates.models import FormDraft, FormTemplate
from forms_templates.paper import blank_context
from indicators.domain import forms as round_forms
from indicators.models import Assignment
from kpi_portal.accounts.enums import UnitGroup
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, Stale
from submissions.domain import forms, opening
from submissions.models import Answer
from tests.factories import RoundFactory, rewrite
from tests.forms.world import NOON, World, _definition, form_1


def template(code: str = "form-1") -> FormTemplate:
    return FormTemplate.objects.filter(code=code).latest("version")


def begun(world: World, code: str = "form-1") -> FormDraft:
    return drafts.begin(template(code), actor=world.configurer, at=NOON)


def reworded(world: World, draft: FormDraft, title: str = "ชื่อใหม่") -> FormDraft:
    changed = editing.change(draft.document, "", {"title": title})
    return drafts.change(
        draft, changed, what="ชื่อ", revision=draft.revision, actor=world.configurer, at=NOON
    )


def published(world: World, code: str = "form-1", title: str = "ชื่อใหม่") -> FormTemplate:
    draft = reworded(world, begun(world, code), title)
    return drafts.publish(
        draft, revision=draft.revision, reason="ปรับชื่อ", actor=world.configurer, at=NOON
    )


def approved(world: World, version: FormTemplate) -> FormTemplate:
    return approval.approve(version, actor=world.configurer, at=NOON, reference="บันทึกที่ 1/2568")


def test_a_draft_is_begun_once_and_undone_step_by_step(world: World) -> None:
    draft = begun(world)
    assert begun(world).pk == draft.pk
    first = draft.document
    draft = reworded(world, draft, "หนึ่ง")
    draft = reworded(world, draft, "สอง")
    again = drafts.change(
        draft, draft.document, what="-", revision=draft.revision, actor=world.configurer, at=NOON
    )
    assert again.revision == draft.revision == 3
    draft, what = drafts.undo(draft, revision=3, actor=world.configurer, at=NOON)
    assert (draft.document["title"], what) == ("หนึ่ง", "ชื่อ")
    draft, _what = drafts.undo(draft, revision=4, actor=world.configurer, at=NOON)
    assert draft.document == first
    with pytest.raises(GuardRefused):
        drafts.undo(draft, revision=5, actor=world.configurer, at=NOON)


def test_two_people_never_overwrite_each_other(world: World) -> None:
    draft = begun(world)
    reworded(world, draft)
    with pytest.raises(Stale):
        reworded(world, draft, "อื่น")
    assert FormDraft.objects.get().document["title"] == "ชื่อใหม่"


@pytest.mark.parametrize("who", ["drafter", "director", "reviewer", "executive", "stranger"])
def test_only_configurers_edit_publish_and_approve(world: World, who: str) -> None:
    draft = reworded(world, begun(world))
    at: dict[str, Any] = {"actor": getattr(world, who), "at": NOON}
    plan = template("form-3")
    for act in (
        lambda: drafts.begin(plan, **at),
        lambda: drafts.change(draft, {}, what="", revision=draft.revision, **at),
        lambda: drafts.undo(draft, revision=draft.revision, **at),
        lambda: drafts.publish(draft, revision=draft.revision, reason="-", **at),
        lambda: drafts.discard(draft, **at),
        lambda: approval.approve(plan, reference="-", **at),
        lambda: approval.withdraw(template("form-1"), reason="-", **at),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert FormDraft.objects.get().revision == draft.revision
    assert not template("form-3").approved


def test_publishing_waits_for_approval_and_the_approved_version_stays_in_use(world: World) -> None:
    old = template()
    new = published(world)
    assert (new.version, new.approved, new.reason) == (2, False, "ปรับชื่อ")
    assert not FormDraft.objects.exists()
    assert library.template_for(world.unit, 2568, "form-1") == old
    assert blank_context(library.schema_of(new), made_at=NOON).draft
    new = approved(world, new)
    assert library.template_for(world.unit, 2568, "form-1") == new
    assert not blank_context(library.schema_of(new), made_at=NOON, approved=True).draft
    old.refresh_from_db()
    assert old.approved
    assert (new.approved_by, new.approval_reference) == (world.configurer, "บันทึกที่ 1/2568")
    back = approval.withdraw(new, actor=world.configurer, at=NOON, reason="พิมพ์ผิด")
    assert not back.approved
    assert library.template_for(world.unit, 2568, "form-1") == old
    acts = list(Entry.objects.filter(action__startswith="form_template").values_list("action"))
    assert acts[-3:] == [
        ("form_template.publish",),
        ("form_template.approve",),
        ("form_template.withdraw",),
    ]


def test_a_form_that_was_never_approved_is_replaced_at_once(world: World) -> None:
    new = published(world, "form-3")
    assert library.template_for(world.unit, 2568, "form-3") == new
    assert blank_context(library.schema_of(new), made_at=NOON, approved=new.approved).draft


def test_approving_and_withdrawing_ask_for_words(world: World) -> None:
    plan = template("form-3")
    with pytest.raises(InvalidInput):
        approval.approve(plan, actor=world.configurer, at=NOON, reference=" ")
    approved(world, plan)
    with pytest.raises(InvalidInput):
        approval.withdraw(plan, actor=world.configurer, at=NOON, reason="")
    approval.withdraw(plan, actor=world.configurer, at=NOON, reason="ผิด")
    with pytest.raises(GuardRefused):
        approval.withdraw(plan, actor=world.configurer, at=NOON, reason="ผิด")
    with pytest.raises(GuardRefused):  # the source prints it whole
        approval.withdraw(template("form-1"), actor=world.configurer, at=NOON, reason="ผิด")


def test_publishing_refuses_faults_nothing_new_no_reason_and_an_old_base(world: World) -> None:
    draft = begun(world)
    by: dict[str, Any] = {"actor": world.configurer, "at": NOON}
    with pytest.raises(GuardRefused) as nothing:
        drafts.publish(draft, revision=draft.revision, reason="-", **by)
    assert nothing.value.code == "nothing_changed"
    faulty, _place = editing.add(draft.document, "columns")
    draft = drafts.change(draft, faulty, what="", revision=draft.revision, **by)
    with pytest.raises(GuardRefused) as refused:
        drafts.publish(draft, revision=draft.revision, reason="-", **by)
    assert refused.value.code == "faulty"
    draft, _what = drafts.undo(draft, revision=draft.revision, **by)
    draft = reworded(world, draft)
    with pytest.raises(InvalidInput):
        drafts.publish(draft, revision=draft.revision, reason=" ", **by)
    newer = template()
    newer.pk, newer.version = None, 9
    newer.save()
    with pytest.raises(GuardRefused) as late:
        drafts.publish(draft, revision=draft.revision, reason="-", **by)
    assert late.value.code == "base_outdated"


def test_what_indicators_refer_to_is_neither_removed_nor_renamed(world: World) -> None:
    known = references.references_to(world.bureau, 2568, "form-3")
    assert {(ref.need, ref.key) for ref in known} >= {(Need.FORM, ""), (Need.SIGNATURE, "approver")}
    draft = begun(world, "form-3")
    approver = next(
        n for n, place in enumerate(draft.document["signatures"]) if place["key"] == "approver"
    )
    by: dict[str, Any] = {"revision": draft.revision, "actor": world.configurer, "at": NOON}
    gone, _place = editing.remove(draft.document, f"signatures.{approver}")
    renamed = editing.change(draft.document, f"signatures.{approver}", {"key": "boss"})
    for document in (gone, renamed):
        with pytest.raises(GuardRefused) as refused:
            drafts.change(draft, document, what="", **by)
        assert refused.value.code == "referred_to"
        assert "สบอ-7" in str(refused.value)
    fine = editing.change(draft.document, f"signatures.{approver}", {"role": "ผู้อนุมัติ"})
    assert drafts.change(draft, fine, what="", **by).revision == 2


def test_a_plan_whose_progress_counts_keeps_its_months(world: World) -> None:
    version = world.submission.definition_version
    body = dict(version.definition)
    level = body["rounds"][0]["levels"][0]
    level["criteria"][0]["evidence"].append(
        {"key": "9.9", "title": "ร้อยละ", "kind": "number", "value_from": "form-3.progress"}
    )
    rewrite(version, body)
    draft = begun(world, "form-3")
    columns = draft.document["columns"]
    for key in ("schedule", "weight"):
        number = next(n for n, column in enumerate(columns) if column["key"] == key)
        gone, _place = editing.remove(draft.document, f"columns.{number}")
        with pytest.raises(GuardRefused, match=r"9\.9"):
            drafts.change(
                draft, gone, what="", revision=draft.revision, actor=world.configurer, at=NOON
            )


def test_choosing_processes_keeps_its_column(world: World) -> None:
    draft = begun(world)
    number = next(
        n for n, c in enumerate(draft.document["columns"]) if c["key"] == "can_digitalize"
    )
    gone, _place = editing.remove(draft.document, f"columns.{number}")
    with pytest.raises(GuardRefused):
        drafts.change(
            draft, gone, what="", revision=draft.revision, actor=world.configurer, at=NOON
        )


def test_answers_already_given_keep_their_version(world: World) -> None:
    forms.save_answer(
        world.submission, "form-1", None, actor=world.drafter, at=NOON, revision=0, data=form_1()
    )
    old = template()
    approved(world, published(world))
    sheet = forms.open_sheet(world.submission, "form-1", None)
    assert sheet.template == old == Answer.objects.get().template


def test_an_open_round_keeps_the_forms_it_opened_with(world: World) -> None:
    planned = RoundFactory(
        indicator=world.submission.round.indicator,
        version=world.submission.definition_version,
        body=_definition(),
        key="m12",
        name="รอบ 12 เดือน",
        state="planned",
        due_at=world.submission.round.due_at,
        closes_at=world.submission.round.closes_at,
    )
    Assignment.objects.create(round=planned, unit=world.unit, group=UnitGroup.CENTRAL)
    old = template()
    (report,) = opening.open_round(planned, actor=world.configurer, at=NOON)
    new = approved(world, published(world))
    assert round_forms.forms_of(planned)["form-1"] == old
    assert library.template_for(world.unit, 2568, "form-1") == new
    report = type(report).objects.get(pk=report.pk)
    assert forms.open_sheet(report, "form-1", None).template == old
    # A unit assigned later fills in the same form as the others.
    Assignment.objects.create(
        round=planned, unit=world.stranger.memberships.get().unit, group=UnitGroup.CENTRAL
    )
    (late,) = opening.open_round(planned, actor=world.configurer, at=NOON)
    assert forms.open_sheet(late, "form-1", None).template == old


def test_a_round_reads_its_forms_at_one_go(world: World, django_assert_num_queries: Any) -> None:
    round_forms.pin(world.submission.round)
    with django_assert_num_queries(1):
        assert len(round_forms.forms_of(world.submission.round)) == 5
