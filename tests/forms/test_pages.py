"""The pages of the forms without scripts: shown, filled in, refused with everything typed kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kpi_portal.accounts.models import User
from submissions.domain import forms
from submissions.models import Answer, Process
from tests.forms.world import NOON, World, activity, form_1, form_3, review_row


def as_person(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(world: World, code: str = "form-1", process: Process | None = None) -> str:
    if process is None:
        return reverse("submissions:form", args=[world.submission.pk, code])
    return reverse("submissions:form_of", args=[world.submission.pk, code, process.pk])


def fields_of(page: str) -> dict[str, Any]:
    """What a browser without scripts would send back from the page's main form."""
    form = page[page.index('<form id="answers"') :]
    form = re.sub(r"<template.*?</template>", "", form[: form.index("</form>")], flags=re.S)
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)
        kind = re.search(r'type="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if not name or not kind or kind[1] == "file":
            continue
        if kind[1] == "checkbox":
            if " checked" in tag:
                sent.setdefault(name[1], []).append(value[1] if value else "on")
            continue
        sent[name[1]] = value[1] if value else ""
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S
    ):
        sent[name] = text
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]*\bselected', options)
        sent[name] = chosen[1] if chosen else ""
    sent.pop("csrfmiddlewaretoken", None)
    return sent


ROW = {
    "rows-0-process_name": "การขอใช้น้ำ",
    "rows-0-responsible": "ฝ่ายสารสนเทศ",
    "rows-0-process_type": ["type_service"],
    "rows-0-clients": ["client_internal", "client_external"],
    "rows-0-can_digitalize": "digital_yes",
    "rows-0-budget": "budget_used",
    "rows-0-budget_amount": "๑๐,๐๐๐ บาท",
}


def test_a_form_is_filled_in_and_comes_back_as_it_was(world: World) -> None:
    client = as_person(world.drafter)
    page = client.get(url(world)).content.decode()
    sent = fields_of(page) | ROW
    assert client.post(url(world), sent | {"do": "save"}).status_code == 302
    answer = Answer.objects.get()
    assert answer.complete
    assert answer.data["rows"][0]["budget_amount"] == "๑๐,๐๐๐ บาท"
    again = fields_of(client.get(url(world)).content.decode())
    for name, value in ROW.items():
        assert again[name] == value
    # Sending the page back unchanged is no new save.
    client.post(url(world), again | {"do": "save"})
    assert Answer.objects.get().revision == 1


def test_rows_are_added_moved_removed_and_put_back_without_scripts(world: World) -> None:
    client = as_person(world.drafter)
    rows = [review_row(name) for name in ("หนึ่ง", "สอง", "สาม")]
    answer = save(world, form_1(*rows))
    ids = [row["id"] for row in answer.data["rows"]]

    def press(do: str) -> list[str]:
        sent = fields_of(client.get(url(world)).content.decode())
        reply = client.post(url(world), sent | {"do": do})
        assert reply.status_code == 302
        press.to = reply["Location"]  # type: ignore[attr-defined]
        return [row["process_name"] for row in Answer.objects.get().data["rows"]]

    assert press(f"down:rows:{ids[0]}") == ["สอง", "หนึ่ง", "สาม"]
    assert press(f"up:rows:{ids[2]}") == ["สอง", "สาม", "หนึ่ง"]
    assert press(f"drop:rows:{ids[2]}") == ["สอง", "หนึ่ง"]
    assert "undo:rows" in client.get(url(world)).content.decode()
    assert press("undo:rows") == ["สอง", "สาม", "หนึ่ง"]
    assert "undo:rows" not in client.get(url(world)).content.decode()
    press("add:rows")
    page = client.get(press.to).content.decode()  # type: ignore[attr-defined]
    assert 'name="rows-3-process_name"' in page


def save(world: World, data: dict, code: str = "form-1", process: Process | None = None) -> Answer:
    return forms.save_answer(
        world.submission, code, process, actor=world.drafter, at=NOON, revision=0, data=data
    )


def test_a_stale_page_shows_both_texts_and_saves_knowingly(world: World) -> None:
    client = as_person(world.drafter)
    old = fields_of(client.get(url(world)).content.decode())
    forms.save_answer(
        world.submission,
        "form-1",
        None,
        actor=world.second_drafter,
        at=NOON,
        revision=0,
        data={"header": {"office_name": "ชื่อของอีกคน"}},
    )
    mine = old | ROW | {"header-office_name": "ชื่อของฉัน", "do": "save"}
    reply = client.post(url(world), mine)
    page = reply.content.decode()
    assert reply.status_code == 409
    assert "ชื่อของฉัน" in page
    assert "ชื่อของอีกคน" in page
    assert "การขอใช้น้ำ" in page
    assert Answer.objects.get().data["header"]["office_name"] == "ชื่อของอีกคน"
    client.post(url(world), fields_of(page) | {"do": "save"})
    assert Answer.objects.get().data["header"]["office_name"] == "ชื่อของฉัน"


def test_too_long_a_text_is_refused_and_shown_again(world: World) -> None:
    client = as_person(world.drafter)
    text = "ก" * 10_001
    sent = fields_of(client.get(url(world)).content.decode()) | ROW
    reply = client.post(url(world), sent | {"rows-0-problem_need": text, "do": "save"})
    assert reply.status_code == 422
    assert text in reply.content.decode()
    assert not Answer.objects.exists()


def test_501_rows_are_refused_and_shown_again(world: World) -> None:
    client = as_person(world.drafter)
    rows = {f"rows-{n}-process_name": f"กระบวนการที่ {n}" for n in range(501)}
    reply = client.post(url(world), rows | {"revision": "0", "do": "save"})
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "กระบวนการที่ 500" in page
    assert not Answer.objects.exists()


def test_html_is_shown_as_text(world: World) -> None:
    save(world, form_1(review_row("<script>alert(1)</script>", responsible='" onfocus="x')))
    for person in (world.drafter, world.reviewer):
        page = as_person(person).get(url(world)).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert '" onfocus="x' not in page


def test_done_tells_what_is_missing_and_links_to_it(world: World) -> None:
    client = as_person(world.drafter)
    sent = fields_of(client.get(url(world)).content.decode())
    sent["rows-0-process_name"] = "การขอใช้น้ำ"
    reply = client.post(url(world), sent | {"do": "done"})
    page = client.get(reply["Location"]).content.decode()
    assert 'href="#f-rows-0-responsible"' in page
    assert 'id="f-rows-0-responsible"' in page
    assert 'aria-describedby="f-rows-0-responsible-fault"' in page


def test_done_leads_to_the_next_process_and_then_to_the_task_list(world: World) -> None:
    client = as_person(world.drafter)
    first, second = world.process("หนึ่ง"), world.process("สอง", 2)
    for process in (first, second):
        save(world, form_3(), "form-3", process)
    Answer.objects.filter(process=second).update(missing=[{"path": "x"}])
    sent = fields_of(client.get(url(world, "form-3", first)).content.decode())
    reply = client.post(url(world, "form-3", first), sent | {"do": "done"})
    assert reply["Location"] == url(world, "form-3", second)
    Answer.objects.filter(process=second).update(missing=[])
    sent = fields_of(client.get(url(world, "form-3", first)).content.decode())
    reply = client.post(url(world, "form-3", first), sent | {"do": "done"})
    assert reply["Location"] == reverse("submissions:task_list", args=[world.submission.pk])


def test_a_form_that_repeats_leads_to_a_process_or_to_choosing_one(world: World) -> None:
    client = as_person(world.drafter)
    reply = client.get(url(world, "form-2"))
    assert reply["Location"] == reverse("submissions:processes", args=[world.submission.pk])
    process = world.process()
    assert client.get(url(world, "form-2"))["Location"] == url(world, "form-2", process)


@pytest.mark.parametrize("code", ["form-1", "form-2", "form-3", "form-4", "form-5"])
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_form_opens_for_filling_in_and_for_reading(
    world: World, code: str, language: str
) -> None:
    process = None if code == "form-1" else world.process()
    for person in (world.drafter, world.director, world.reviewer, world.executive):
        client = as_person(person)
        person.language = language
        person.save()
        reply = client.get(url(world, code, process))
        assert reply.status_code == 200
        fills_in = person in (world.drafter, world.director)
        assert ('id="answers"' in reply.content.decode()) is fills_in


def test_strangers_find_nothing(world: World) -> None:
    process = world.process()
    client = as_person(world.stranger)
    for address in (
        url(world),
        url(world, "form-3", process),
        reverse("submissions:processes", args=[world.submission.pk]),
        reverse("submissions:ask_approval", args=[world.submission.pk, "2.1-b"]),
        reverse("submissions:picture", args=[world.submission.pk, "0" * 64]),
        url(world) + "paper/pdf/",
    ):
        assert client.get(address).status_code == 404


def test_reviewers_cannot_post(world: World) -> None:
    client = as_person(world.reviewer)
    assert client.post(url(world), ROW | {"revision": "0", "do": "save"}).status_code == 403
    assert not Answer.objects.exists()


def test_autosave_answers_with_what_is_missing_by_the_page_s_own_names(world: World) -> None:
    client = as_person(world.drafter)
    sent = {
        "revision": "0",
        "page": "p1",
        "rows-7-id": "abc-7",
        "rows-7-process_name": "การขอใช้น้ำ",
        "rows-7-ORDER": "2",
        "rows-2-id": "abc-2",
        "rows-2-process_name": "งานสารบรรณ",
        "rows-2-ORDER": "1",
    }
    reply = client.post(url(world), sent, headers={"accept": "application/json"})
    told = reply.json()
    assert reply.status_code == 200
    assert told["revision"] == "1"
    assert {"rows-7-responsible", "rows-2-responsible"} <= {m["name"] for m in told["missing"]}
    assert [m["row"] for m in told["missing"] if m["name"] == "rows-7-responsible"] == [2]
    assert told["progress"]["rows"] == [2, 4]
    assert [row["id"] for row in Answer.objects.get().data["rows"]] == ["abc-2", "abc-7"]


def test_a_page_whose_answer_was_lost_goes_on_saving(world: World) -> None:
    client = as_person(world.drafter)
    json = {"accept": "application/json"}
    first = {"revision": "0", "page": "p1", "header-office_name": "หนึ่ง"}
    assert client.post(url(world), first, headers=json).status_code == 200
    again = first | {"header-office_name": "สอง"}
    assert client.post(url(world), again, headers=json).status_code == 200
    other_tab = first | {"header-office_name": "สาม", "page": "p2"}
    assert client.post(url(world), other_tab, headers=json).status_code == 409


def test_a_clash_names_the_page_s_own_fields(world: World) -> None:
    answer = save(world, form_1(review_row("หนึ่ง"), review_row("สอง")))
    row = answer.data["rows"][1]
    client = as_person(world.second_drafter)
    sent = {
        "revision": "0",
        "page": "p9",
        "header-office_name": world.bureau.name,
        "rows-5-id": row["id"],
        "rows-5-process_name": "สอง",
        "rows-5-responsible": "ของฉัน",
        "rows-5-clients": ["client_internal"],
    }
    reply = client.post(url(world), sent, headers={"accept": "application/json"})
    facts = reply.json()["facts"]
    assert reply.status_code == 409
    changes = {change["name"]: change for change in facts["changes"]}
    assert changes["rows-5-responsible"]["value"] == "ฝ่ายสารสนเทศ"
    assert changes["rows-5-clients"]["value"] == "client_external"
    assert "rows-5-process_name" not in changes
    assert facts["who"] == world.drafter.display_name
    assert "theirs" not in facts


def test_an_approved_plan_is_locked_but_for_progress(world: World) -> None:
    from submissions.domain import approvals

    process = world.process()
    save(world, form_3(), "form-3", process)
    asked = approvals.request(world.submission, "2.1-b", actor=world.drafter, at=NOON)
    approvals.approve(asked, actor=world.executive, at=NOON, digest=asked.answers_digest)
    client = as_person(world.drafter)
    address = url(world, "form-3", process)
    page = client.get(address).content.decode()
    assert 'name="rows-0-activity"' not in page
    sent = fields_of(page) | {"rows-0-schedule-m11-done": "50"}
    client.post(address, sent | {"do": "save"})
    asked.refresh_from_db()
    assert asked.state == "approved"
    kept = Answer.objects.get()
    assert kept.data["rows"][0]["schedule"]["m11"]["done"] == "50"
    assert kept.data["rows"][0]["activity"] == "สำรวจความต้องการ"
    opened = client.get(address, {"edit": "plan"}).content.decode()
    sent = fields_of(opened) | {"rows-0-activity": "เปลี่ยน", "do": "save"}
    assert client.post(address, sent).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "voided"


def test_a_page_older_than_the_approval_does_not_void_it(world: World) -> None:
    from submissions.domain import approvals

    process = world.process()
    save(world, form_3(), "form-3", process)
    client = as_person(world.drafter)
    address = url(world, "form-3", process)
    sent = fields_of(client.get(address).content.decode())
    asked = approvals.request(world.submission, "2.1-b", actor=world.drafter, at=NOON)
    reply = client.post(address, sent | {"rows-0-activity": "เปลี่ยน", "do": "save"})
    assert reply.status_code == 422
    assert "เปลี่ยน" in reply.content.decode()
    asked.refresh_from_db()
    assert asked.state == "requested"


@pytest.mark.parametrize("rows", [1, 50])
def test_a_form_costs_the_same_queries_whatever_its_rows(
    world: World, django_assert_max_num_queries: Any, rows: int
) -> None:
    save(world, form_1(*[review_row(str(n)) for n in range(rows)]))
    client = as_person(world.drafter)
    with django_assert_max_num_queries(15):
        client.get(url(world))


@pytest.mark.parametrize("count", [1, 50])
def test_a_plan_costs_the_same_queries_whatever_the_processes(
    world: World, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        process = world.process(f"กระบวนการ {number}", number)
        save(world, form_3(activity(str(number))), "form-3", process)
    client = as_person(world.drafter)
    with django_assert_max_num_queries(15):
        assert client.get(url(world, "form-3", process)).status_code == 200
    with django_assert_max_num_queries(15):
        client.get(reverse("submissions:processes", args=[world.submission.pk]))
