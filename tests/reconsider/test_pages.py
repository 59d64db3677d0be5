"""The pages of a request: who opens which, what stays typed, what each shows, at what cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from submissions.domain import worklists
from submissions.domain.worklists import Need
from submissions.enums import Action, Decision, State
from submissions.models import Reconsideration, Submission
from tests import factories
from tests.reconsider.world import ARGUMENT, DAY, Asked
from tests.review.test_desk import english
from tests.review.test_queue import sign_in
from tests.review.world import LATER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_time(request) -> None:
    """Pages act at the clock's time: the result was published yesterday."""
    if "asked" in request.fixturenames:
        asked = request.getfixturevalue("asked")
        yesterday = timezone.now() - DAY
        Submission.objects.filter(pk=asked.report.pk).update(published_at=yesterday)


def ask_url(asked: Asked) -> str:
    return f"/submissions/{asked.report.pk}/reconsideration/"


def url(asked: Asked, extra: str = "") -> str:
    return f"{ask_url(asked)}1/{extra}"


def asking(asked: Asked, **more: str) -> dict[str, str]:
    return {
        "version": str(asked.report.version),
        "note": "ขอทบทวน",
        "contest-2.1-a": "on",
        "say-2.1-a": ARGUMENT,
        **more,
    }


def ask_now(asked: Asked) -> None:
    asked.ask(at=timezone.now())


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("director", 200),
        ("drafter", 403),
        ("reviewer", 403),
        ("head", 403),
        ("executive", 403),
        ("auditor", 403),
        ("neighbour", 404),
        ("stranger", 404),
    ],
)
def test_who_opens_the_page_for_asking(asked: Asked, client: Client, who, status):
    assert sign_in(client, asked.review.people[who]).get(ask_url(asked)).status_code == status


def test_asking_lists_what_was_not_accepted(asked: Asked, client: Client):
    page = english(client, asked.review, "director").get(ask_url(asked)).content.decode()
    assert "หลักฐาน 2" in page
    assert "ไม่มีลายมือชื่อ" in page
    assert "หลักฐาน 1" not in page


def test_asking_from_the_page(asked: Asked, client: Client):
    client = sign_in(client, asked.review.director)
    answer = client.post(ask_url(asked), asking(asked))
    assert (answer.status_code, answer["Location"]) == (302, url(asked))
    assert asked.report.state == State.RECONSIDERING
    assert [i.requirement for i in asked.request.items.all()] == ["2.1-a"]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"note": ""}, "required"),
        ({"say-2.1-a": ""}, "Say why you contest this item"),
        ({"say-3.1-a": "ไม่ได้เลือก"}, "Tick the item"),
        ({"contest-2.1-a": "", "say-2.1-a": ""}, "Choose at least one item"),
        ({"version": "1"}, "Someone was faster"),
    ],
)
def test_what_is_refused_stays_typed(asked: Asked, client: Client, changed, fault):
    client = english(client, asked.review, "director")
    sent = {k: v for k, v in asking(asked, **changed).items() if v or k == "note"}
    answer = client.post(ask_url(asked), sent)
    said = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert fault in said
    for typed in (sent["note"], sent.get("say-2.1-a", ""), sent.get("say-3.1-a", "")):
        assert typed in said
    assert asked.report.state == State.PUBLISHED
    assert not Reconsideration.objects.exists()


def test_a_refused_request_goes_through_when_sent_again(asked: Asked, client: Client):
    """After somebody was faster the page holds the version that it now shows."""
    client = sign_in(client, asked.review.director)
    answer = client.post(ask_url(asked), asking(asked, version="1"))
    version = str(asked.report.version)
    assert f'value="{version}"' in answer.content.decode()
    assert client.post(ask_url(asked), asking(asked, version=version)).status_code == 302


def test_too_late_keeps_the_words(asked: Asked, client: Client):
    long_ago = timezone.now() - timedelta(days=40)
    Submission.objects.filter(pk=asked.report.pk).update(published_at=long_ago)
    client = english(client, asked.review, "director")
    answer = client.post(ask_url(asked), asking(asked))
    assert answer.status_code == 409
    assert "The days for reconsideration are over." in answer.content.decode()
    assert ARGUMENT in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "sees"),
    [("director", False), ("drafter", False), ("second_reviewer", True), ("executive", True)],
)
def test_the_unit_sees_the_after_only_with_the_answer(asked: Asked, client: Client, who, sees):
    ask_now(asked)
    asked.choose()
    asked.judge(asked.returned)
    asked.opine()
    client = sign_in(client, asked.review.people[who])
    page = client.get(url(asked))
    said = page.content.decode()
    assert bool(page.context["page"].after) is sees
    assert ("75.00" in said) is sees
    assert ("ลงนามครบแล้ว" in said) is sees
    assert (asked.review.second_reviewer.display_name in said) is sees
    asked.resolve(at=timezone.now())
    said = client.get(url(asked)).content.decode()
    assert "75.00" in said
    assert "แก้ผล" in said


def test_from_the_request_to_the_answer_by_pages(asked: Asked, client: Client):
    ask_now(asked)
    second, executive = asked.review.second_reviewer, asked.review.executive
    sign_in(client, asked.review.head)
    chosen = client.post(url(asked, "reviewer/"), {"reviewer": second.pk})
    assert chosen.status_code == 302
    sign_in(client, second)
    desk = f"/review/{asked.report.pk}/"
    page = client.get(desk)
    assert [item.key for item in page.context["desk"].items] == ["2.1-a", "3.1-a"]
    assert page.context["offers"].judges
    judged = client.post(
        f"{desk}do/verdict/{asked.returned.pk}/",
        {"decision": "accepted", "comment": "", "seen": "99999"},
    )
    assert judged.status_code == 302
    assert client.post(url(asked, "opinion/"), {"opinion": "  "}).status_code == 422
    assert client.post(url(asked, "opinion/"), {"opinion": "ลงนามครบ"}).status_code == 302
    assert not client.get(desk).context["offers"].judges
    sign_in(client, executive)
    form = client.get(url(asked, "decide/")).context["form"]
    sent = {"version": form["version"].value(), "opinion_of": form["opinion_of"].value()}
    nothing_said = client.post(url(asked, "decide/"), sent)
    assert nothing_said.status_code == 422
    decided = client.post(url(asked, "decide/"), {**sent, "note": "ปรับผลตามความเห็น"})
    assert decided.status_code == 302
    assert str(asked.report.confirmed_final) == "75.00"
    # a second press finds it decided
    again = client.post(url(asked, "decide/"), {**sent, "note": "อีกครั้ง"})
    assert again.status_code == 302
    assert asked.request.answer == "ปรับผลตามความเห็น"


def test_a_changed_opinion_is_shown_before_it_is_decided(asked: Asked, client: Client):
    ask_now(asked)
    asked.choose()
    asked.opine()
    client = english(client, asked.review, "executive")
    sent = {"version": asked.report.version, "opinion_of": "2025-01-01T00:00:00+00:00"}
    answer = client.post(url(asked, "decide/"), {**sent, "note": "ปรับผล"})
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "The opinion changed" in said
    assert "ปรับผล" in said
    assert answer.context["form"]["opinion_of"].value() == asked.request.reviewed_at.isoformat()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("director", 403),
        ("reviewer", 403),
        ("second_reviewer", 403),
        ("head", 403),
        ("auditor", 403),
        ("executive", 200),
        ("neighbour", 404),
        ("far_executive", 404),
    ],
)
def test_who_opens_the_decision(asked: Asked, client: Client, who, status):
    ask_now(asked)
    assert (
        sign_in(client, asked.review.people[who]).get(url(asked, "decide/")).status_code == status
    )


def test_others_items_are_read_and_not_judged_on_the_desk(asked: Asked, client: Client):
    ask_now(asked)
    asked.choose()
    sign_in(client, asked.review.second_reviewer)
    page = client.get(f"/review/{asked.report.pk}/1.1-a/")
    assert not page.context["offers"].judges
    assert "1.1-a" in {item.key for item in page.context["desk"].items}
    sign_in(client, asked.review.reviewer)
    assert not client.get(f"/review/{asked.report.pk}/").context["offers"].judges


def test_the_contested_item_takes_evidence_and_shows_no_other_act(asked: Asked, client: Client):
    ask_now(asked)
    sign_in(client, asked.review.drafter)
    page = client.get(f"/submissions/{asked.report.pk}/requirements/2.1-a/")
    assert page.context["page"].kinds == {"file"}
    assert not any(piece.editable for piece in page.context["page"].pieces)
    other = client.get(f"/submissions/{asked.report.pk}/requirements/1.1-a/")
    assert other.context["page"].kinds == frozenset()


def test_the_report_leads_to_asking_and_to_the_request(asked: Asked, client: Client):
    sign_in(client, asked.review.director)
    report = f"/submissions/{asked.report.pk}/"
    assert ask_url(asked) in client.get(report).content.decode()
    ask_now(asked)
    said = client.get(report).content.decode()
    assert url(asked) in said
    assert f'"{ask_url(asked)}"' not in said
    sign_in(client, asked.review.drafter)
    assert f'"{ask_url(asked)}"' not in client.get(report).content.decode()


def needs(asked: Asked, who: str) -> list[Need]:
    tasks = worklists.needs_now(asked.review.people[who], at=LATER + 2 * DAY)
    return [task.need for task in tasks if task.request]


def test_home_says_whose_turn_it_is(asked: Asked, client: Client):
    ask_now(asked)
    assert needs(asked, "head") == [Need.CHOOSE_WHO_LOOKS]
    assert needs(asked, "second_reviewer") == [Need.LOOK_AGAIN]
    for who in ("reviewer", "executive", "director", "inside_reviewer", "auditor"):
        assert needs(asked, who) == [], who
    asked.choose()
    assert needs(asked, "head") == []
    assert needs(asked, "second_reviewer") == [Need.LOOK_AGAIN]
    asked.opine()
    assert needs(asked, "second_reviewer") == []
    assert needs(asked, "executive") == [Need.DECIDE_REQUEST]
    home = sign_in(client, asked.review.executive).get("/").content.decode()
    assert url(asked, "decide/") in home


def test_the_list_of_a_round(asked: Asked, client: Client):
    sign_in(client, asked.review.head)
    page = f"/rounds/{asked.review.round.pk}/reconsiderations/"
    before = client.get(page)
    assert [report.pk for report, _until in before.context["open"]] == [asked.report.pk]
    ask_now(asked)
    after = client.get(page)
    assert (after.context["open"], len(after.context["lines"])) == ([], 1)
    assert url(asked) in after.content.decode()
    sign_in(client, asked.review.director)
    assert client.get(page).status_code == 404


def many_requests(asked: Asked, count: int) -> None:
    for _n in range(count):
        other = factories.SubmissionFactory(
            round=asked.review.round,
            state=State.RECONSIDERING,
            published_at=timezone.now(),
            under_correction=True,
        )
        Reconsideration.objects.create(
            submission=other,
            number=1,
            requested_at=timezone.now(),
            requested_by=asked.review.director,
            reason="ขอทบทวน",
            before={"final": "50.00"},
        )


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("head", "/rounds/{round}/reconsiderations/"),
        ("head", "/"),
        ("executive", "/"),
        ("head", "{request}"),
        ("second_reviewer", "/review/{report}/"),
    ],
)
def test_pages_cost_the_same_for_many(asked: Asked, client: Client, who, path):
    ask_now(asked)
    asked.choose()
    address = path.format(round=asked.review.round.pk, request=url(asked), report=asked.report.pk)
    sign_in(client, asked.review.people[who])
    many_requests(asked, 1)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    many_requests(asked, 5)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few)
    assert len(many) <= 15, "\n".join(q["sql"][-400:] for q in many.captured_queries)


def test_an_upheld_request_reads_so(asked: Asked, client: Client):
    ask_now(asked)
    asked.choose()
    asked.judge(asked.returned, Decision.RETURNED, comment="ยังไม่มี")
    asked.opine()
    asked.review.do(Action.RESOLVE, "executive", at=timezone.now(), note="ยืนตามเดิม")
    said = english(client, asked.review, "director").get(url(asked)).content.decode()
    assert "Result upheld" in said
