"""Ready-made reasons: who keeps them, what happens to them, how the desk offers them."""

from __future__ import annotations

import pytest
from django.test import Client

from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed
from submissions.domain import return_reasons
from submissions.domain.return_reasons import Direction
from submissions.models import ReturnReason, Verdict
from tests.review.test_desk import desk_of, english
from tests.review.test_queue import sign_in
from tests.review.world import LATER, NOON, Review, make_review

pytestmark = pytest.mark.django_db
KEEPERS = ("reviewer", "second_reviewer", "head")


def keep(review: Review, *texts: str) -> list[ReturnReason]:
    return [
        return_reasons.add_reason(review.bureau, actor=review.head, at=NOON, text=text)
        for text in texts
    ]


def offered(review: Review) -> list[str]:
    return [reason.text for reason in return_reasons.offered_at(review.fresh())]


@pytest.mark.parametrize(
    "who",
    ["reviewer", "head", "director", "executive", "configurer", "auditor", "far_reviewer"],
)
def test_only_those_who_review_for_the_owner_keep_its_reasons(review: Review, who: str):
    (reason,) = keep(review, "ไม่มีลายเซ็น")
    by = {"actor": review.people[who], "at": LATER}
    acts = [
        lambda: return_reasons.add_reason(review.bureau, text="ใหม่", **by),
        lambda: return_reasons.reword_reason(reason, text="อื่น", **by),
        lambda: return_reasons.move_reason(reason, to=Direction.UP, **by),
        lambda: return_reasons.retire_reason(reason, **by),
        lambda: return_reasons.restore_reason(reason, **by),
    ]
    for act in acts:
        if who in KEEPERS:
            act()
        else:
            with pytest.raises(NotAllowed):
                act()


def test_the_order_is_kept_and_a_retired_one_is_offered_no_longer(review: Review):
    first, _second, third = keep(review, "หนึ่ง", "สอง", "สาม")
    by = {"actor": review.reviewer, "at": LATER}
    return_reasons.move_reason(third, to=Direction.UP, **by)
    assert offered(review) == ["หนึ่ง", "สาม", "สอง"]
    return_reasons.move_reason(first, to=Direction.UP, **by)
    return_reasons.retire_reason(first, **by)
    assert offered(review) == ["สาม", "สอง"]
    with pytest.raises(GuardRefused):
        return_reasons.retire_reason(first, **by)
    return_reasons.restore_reason(first, **by)
    assert offered(review) == ["สาม", "สอง", "หนึ่ง"]
    said = Entry.objects.filter(action__startswith="reason.").order_by("pk")
    assert [entry.action for entry in said][3:] == [
        "reason.move",
        "reason.retire",
        "reason.restore",
    ]


@pytest.mark.parametrize("text", ["", "  ", "หนึ่ง", "ย" * 1001])
def test_what_is_refused(review: Review, text: str):
    keep(review, "หนึ่ง")
    with pytest.raises(InvalidInput):
        keep(review, text)


def test_what_was_said_stays_when_a_reason_is_changed(review: Review):
    (reason,) = keep(review, "ไม่มีลายเซ็น")
    [use] = review.in_review("1.1-a")
    Verdict.objects.create(
        use=use, reviewer=review.reviewer, decision="returned", comment=reason.text, at=LATER
    )
    return_reasons.reword_reason(reason, actor=review.head, at=LATER, text="ไม่มีวันที่")
    assert Verdict.objects.get().comment == "ไม่มีลายเซ็น"
    assert offered(review) == ["ไม่มีวันที่"]


def test_another_bureaus_reasons_are_not_offered(review: Review):
    return_reasons.add_reason(review.far_bureau, actor=review.far_head, at=NOON, text="ของสำนักอื่น")
    keep(review, "ของเรา")
    assert offered(review) == ["ของเรา"]


def test_the_desk_offers_the_first_nine_by_key(review: Review, client: Client):
    keep(review, *(f"เหตุผล {n}" for n in range(1, 12)))
    review.in_review("1.1-a")
    page = english(client, review, "reviewer").get(desk_of(review)).content.decode()
    assert 'data-text="เหตุผล 11"' in page
    assert 'data-shortcut="9"' in page
    assert 'data-shortcut="10"' not in page


def test_the_page(review: Review, client: Client):
    client = english(client, review, "reviewer")
    assert "No reasons yet" in client.get("/review/reasons/").content.decode()
    answer = client.post("/review/reasons/", {"owner": review.bureau.pk, "text": "ไม่ครบ"})
    assert answer.status_code == 302
    reason = ReturnReason.objects.get()
    again = client.post("/review/reasons/", {"owner": review.bureau.pk, "text": "ไม่ครบ"})
    assert again.status_code == 422
    assert "offered already" in again.content.decode()
    assert "ไม่ครบ</textarea>" in again.content.decode(), "what was typed stays"
    url = f"/review/reasons/{reason.pk}/"
    assert client.post(url, {"text": " "}).status_code == 422
    assert client.post(url, {"text": "ยังไม่ครบ"}).status_code == 302
    assert client.post(f"{url}retire/").status_code == 302
    assert "1 retired reason" in client.get("/review/reasons/").content.decode()
    assert client.post(f"{url}restore/").status_code == 302
    assert offered(review) == ["ยังไม่ครบ"]
    assert client.post("/review/reasons/", {"owner": "x", "text": "-"}).status_code == 404


@pytest.mark.parametrize("who", ["director", "executive", "configurer", "stranger"])
def test_the_page_is_closed_to_others(who: str, client: Client, db):
    review = make_review()
    (reason,) = keep(review, "ไม่ครบ")
    client = sign_in(client, review.people[who])
    assert client.get("/review/reasons/").status_code == 404
    assert client.get(f"/review/reasons/{reason.pk}/").status_code == 404
    assert client.post(f"/review/reasons/{reason.pk}/retire/").status_code == 404
