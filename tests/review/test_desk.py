"""The desk: what it shows, verdicts from it, and its constant cost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from submissions.domain import review_desk, review_effect
from submissions.domain.desk_data import Mark
from submissions.enums import Decision, PieceKind, ScanState, State
from submissions.models import (
    Evidence,
    EvidenceUse,
    EvidenceVersion,
    Extension,
    ReturnItem,
    ReturnNotice,
    Verdict,
)
from tests import factories
from tests.review.test_queue import sign_in
from tests.review.world import LATER, NOON, Review, judged, supply

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def desk_of(review: Review, key: str = "") -> str:
    return f"/review/{review.submission.pk}/" + (f"{key}/" if key else "")


def verdict_of(use: EvidenceUse) -> str:
    return f"/review/{use.submission_id}/do/verdict/{use.pk}/"


def english(client: Client, review: Review, who: str) -> Client:
    person = review.people[who]
    person.language = "en"
    person.save()
    return sign_in(client, person)


def test_the_outline_marks_every_requirement(review: Review):
    first, second, _unfinished = review.in_review("1.1-a", "1.1-a", "2.1-a")
    judged(first, Decision.ACCEPTED)
    EvidenceUse.objects.filter(requirement="2.1-a").update(supplied=False)

    desk = review_desk.build(review.fresh())

    assert [(item.key, item.mark) for item in desk.items] == [
        ("1.1-a", Mark.PENDING),
        ("2.1-a", Mark.UNFINISHED),
        ("3.1-a", Mark.MISSING),
    ]
    assert (desk.judged, desk.total) == (1, 2)
    assert [item.key for item in desk.missing] == ["2.1-a", "3.1-a"]
    judged(second, Decision.RETURNED)
    assert [item.key for item in review_desk.build(review.fresh()).returned] == ["1.1-a"]


def test_walking_from_piece_to_piece(review: Review):
    first, second, third = review.in_review("1.1-a", "1.1-a", "3.1-a")
    judged(first, Decision.ACCEPTED)
    desk = review_desk.build(review.fresh())

    def stood_on(stop) -> int:
        return stop[1].use.pk

    assert review_desk.look_at(desk).piece.use.pk == second.pk
    missing = review_desk.look_at(desk, "2.1-a")
    assert missing.piece is None
    assert stood_on(missing.before) == second.pk
    assert stood_on(missing.next_pending) == third.pk
    last = review_desk.look_at(desk, "3.1-a")
    assert last.after is None
    assert stood_on(last.next_pending) == second.pk


def test_versions_and_history_of_an_item(review: Review):
    [old] = review.in_review("1.1-a")
    new = supply(review.submission, "1.1-a", review.drafter, at=NOON + timedelta(hours=2))
    EvidenceUse.objects.filter(pk=old.pk).update(removed_at=LATER)
    EvidenceUse.objects.filter(pk=new.pk).update(replaces=old)
    Verdict.objects.create(
        use=old, reviewer=review.reviewer, decision="returned", comment="ไม่ชัด", at=LATER
    )
    notice = ReturnNotice.objects.create(
        submission=review.submission,
        number=1,
        at=LATER + timedelta(minutes=5),
        by=review.reviewer,
        answer_by=LATER,
        note="-",
    )
    ReturnItem.objects.create(notice=notice, requirement="1.1-a", comment="ไม่ชัด")

    desk = review_desk.build(review.fresh())
    view = review_desk.look_at(desk, "1.1-a", shown=old.pk)

    assert view.shown.pk == old.pk
    assert not view.is_newest
    assert [number for number, _use in view.piece.versions] == [1, 2]
    assert [event.what for event in desk.items[0].history] == [
        "renewed",
        "sent_back",
        "returned",
        "attached",
    ]


@pytest.mark.parametrize(
    ("decisions", "looking_at", "accepted", "returned"),
    [
        (("pending", "pending"), 0, (1, 50), (0, 0)),
        (("accepted", "pending"), 1, (2, 75), (1, 50)),
        (("accepted", "accepted"), 0, (2, 75), (0, 0)),
        (("returned", "pending"), 1, (0, 0), (0, 0)),
    ],
)
def test_the_effect_is_the_score_that_would_follow(
    review: Review, decisions, looking_at, accepted, returned
):
    uses = review.in_review("1.1-a", "2.1-a")
    for use, decision in zip(uses, decisions, strict=True):
        judged(use, Decision(decision))
    uses[looking_at].refresh_from_db()

    effect = review_effect.effect_of(review.fresh(), uses[looking_at], at=LATER)

    assert (effect.accepted.level, effect.accepted.final) == accepted
    assert (effect.returned.level, effect.returned.final) == returned
    assert effect.decides is (accepted != returned)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("th", ["ถ้ารายการนี้ผ่าน:", "ระดับ 1 → 50", "ความเห็นถึงหน่วยงาน", "ตรวจแล้ว"]),
        ("en", ["If this piece is accepted:", "level 1 → 50", "Comment to the unit", "Judged"]),
    ],
)
def test_the_page_in_both_languages(review: Review, client: Client, language, words):
    [use] = review.in_review("1.1-a")
    review.reviewer.language = language
    review.reviewer.save()
    page = sign_in(client, review.reviewer).get(desk_of(review)).content.decode()
    for word in words:
        assert word in page
    assert f"/evidence/{use.version_id}/view/#" in page
    assert 'data-shortcut="a"' in page


def test_a_verdict_without_scripts_leads_back_to_the_piece(review: Review, client: Client):
    [use] = review.in_review("1.1-a")
    client = sign_in(client, review.reviewer)
    answer = client.post(verdict_of(use), {"decision": "accepted", "seen": 0, "comment": ""})
    assert answer.headers["Location"] == f"{desk_of(review, '1.1-a')}?piece={use.pk}"
    assert review.fresh().confirmed_final == 50


def test_a_verdict_with_scripts_swaps_the_panes(review: Review, client: Client):
    [use, _other] = review.in_review("1.1-a", "2.1-a")
    client = english(client, review, "reviewer")
    answer = client.post(verdict_of(use), {"decision": "accepted", "seen": 0}, **HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert page.count('hx-swap-oob="true"') == 2
    assert "1 of 2" in page
    assert 'id="desk-view"' not in page, "the preview stays as it is"


@pytest.mark.parametrize("scripts", [{}, HTMX])
def test_a_return_without_a_comment_is_refused_and_asks_for_it(
    review: Review, client: Client, scripts
):
    [use] = review.in_review("1.1-a")
    client = english(client, review, "reviewer")
    answer = client.post(verdict_of(use), {"decision": "returned", "seen": 0}, **scripts)
    assert answer.status_code == 422
    assert "Say what is to be corrected" in answer.content.decode()
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("scripts", [{}, HTMX])
def test_somebody_was_faster_and_nothing_typed_is_lost(review: Review, client: Client, scripts):
    [use] = review.in_review("1.1-a")
    Verdict.objects.create(
        use=use, reviewer=review.second_reviewer, decision="accepted", comment="", at=LATER
    )
    judged(use, Decision.ACCEPTED)
    client = english(client, review, "reviewer")
    typed = {"decision": "returned", "seen": 0, "comment": "ยังไม่มีลายเซ็น"}
    answer = client.post(verdict_of(use), typed, **scripts)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "judged this piece meanwhile: Accepted" in page
    assert "ยังไม่มีลายเซ็น" in page
    newest = Verdict.objects.latest("pk")
    assert f'name="seen" value="{newest.pk}"' in page
    assert client.post(verdict_of(use), typed | {"seen": newest.pk}).status_code == 302


@pytest.mark.parametrize("scripts", [{}, HTMX])
def test_ones_own_other_window_is_told_and_nothing_typed_is_lost(
    review: Review, client: Client, scripts
):
    [use] = review.in_review("1.1-a")
    client = english(client, review, "reviewer")
    assert client.post(verdict_of(use), {"decision": "accepted", "seen": 0}).status_code == 302

    typed = {"decision": "returned", "seen": 0, "comment": "ยังไม่มีลายเซ็น"}
    answer = client.post(verdict_of(use), typed, **scripts)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You judged this piece meanwhile in another window: Accepted." in page
    assert "ยังไม่มีลายเซ็น" in page
    assert Verdict.objects.count() == 1
    assert client.post(verdict_of(use), typed | {"seen": seen_on(page)}).status_code == 302


def test_what_a_verdict_brings_back_takes_the_next_ones(review: Review, client: Client):
    [use] = review.in_review("1.1-a")
    client = english(client, review, "reviewer")
    page = client.get(f"{desk_of(review, '1.1-a')}?piece={use.pk}").content.decode()
    for decision in ("accepted", "pending", "returned", "accepted"):
        sent = {"decision": decision, "comment": "หน้า 3", "seen": seen_on(page)}
        answer = client.post(verdict_of(use), sent, **HTMX)
        assert answer.status_code == 200
        page = answer.content.decode()
    assert Verdict.objects.count() == 4


def seen_on(page: str) -> str:
    """The newest verdict that the form on this page has shown."""
    [seen] = re.findall(r'name="seen" value="(\d+)"', page)
    return seen


def test_a_piece_of_another_report_is_unknown(review: Review, client: Client):
    review.in_review("1.1-a")
    foreign = supply(factories.SubmissionFactory(), "1.1-a", review.drafter)
    client = sign_in(client, review.reviewer)
    url = f"/review/{review.submission.pk}/do/verdict/{foreign.pk}/"
    assert client.post(url, {"decision": "accepted", "seen": 0}).status_code == 404
    assert client.get(desk_of(review, "9.9-z")).status_code == 404


def _version(review: Review, kind: PieceKind, **facts) -> EvidenceVersion:
    document = Evidence.objects.create(
        owner=review.section, name="เอกสาร", fiscal_year=2568, created_at=NOON
    )
    return EvidenceVersion.objects.create(
        evidence=document,
        kind=kind,
        uploaded_by=review.drafter,
        uploaded_at=NOON,
        **{"sha256": "ab" * 32, **facts},
    )


def _use(review: Review, kind: PieceKind, **facts) -> EvidenceUse:
    return EvidenceUse.objects.create(
        submission=review.submission,
        requirement="1.1-a",
        kind=kind,
        added_at=NOON,
        added_by=review.drafter,
        **facts,
    )


def test_each_kind_of_piece_is_shown_as_it_can_be(review: Review, client: Client):
    review.in_review()
    picture = _version(
        review, PieceKind.FILE, original_name="ภาพ.png", media_type="image/png", size=10
    )
    sheet = _version(
        review, PieceKind.FILE, original_name="ข้อมูล.xlsx", media_type="application/x", size=10
    )
    waiting = _version(
        review,
        PieceKind.FILE,
        original_name="รอ.pdf",
        media_type="application/pdf",
        scan_state=ScanState.QUARANTINED,
    )
    link = _version(
        review, PieceKind.LINK, url="https://intranet.local/x", intranet=True, capture=picture
    )
    shown = {
        _use(review, PieceKind.FILE, version=picture): f'src="/evidence/{picture.pk}/view/"',
        _use(review, PieceKind.FILE, version=sheet): "This kind of file is not shown",
        _use(review, PieceKind.FILE, version=waiting): "waits for the virus scan",
        _use(review, PieceKind.LINK, version=link): "not checked",
        _use(review, PieceKind.NUMBER, number="82.5"): "82.5",
        _use(review, PieceKind.ANSWER, text="คำตอบ <b>ตัวหนา</b>"): "&lt;b&gt;ตัวหนา",
        _use(review, PieceKind.FILE, version=picture, by_reference=True): "still holds",
        _use(review, PieceKind.FORM, form_code="form-1"): "Nothing is filled in",
    }
    client = english(client, review, "reviewer")
    for use, words in shown.items():
        page = client.get(f"{desk_of(review, '1.1-a')}?piece={use.pk}").content.decode()
        assert words in page, use.kind


def test_a_javascript_address_is_never_a_link(review: Review, client: Client):
    """Addresses are checked when they are given; the desk does not trust that."""
    review.in_review()
    bad = _version(review, PieceKind.LINK, url="javascript:alert(1)")
    use = _use(review, PieceKind.LINK, version=bad)
    page = sign_in(client, review.reviewer).get(f"{desk_of(review)}?piece={use.pk}")
    assert 'href="javascript:' not in page.content.decode()


def test_usual_comments_are_those_said_of_the_requirement_before(review: Review, client: Client):
    [use] = review.in_review("1.1-a")
    other = factories.SubmissionFactory(round=review.round)
    for report, words in ((review.submission, "ไม่มีลายเซ็น"), (other, "ไม่มีลายเซ็น"), (other, "ไม่ครบ")):
        piece = use if report is review.submission else supply(report, "1.1-a", review.drafter)
        Verdict.objects.create(
            use=piece, reviewer=review.reviewer, decision="returned", comment=words, at=LATER
        )
    answer = sign_in(client, review.reviewer).get(
        f"/review/{review.submission.pk}/do/comments/1.1-a/"
    )
    assert answer.context["comments"] == ["ไม่มีลายเซ็น", "ไม่ครบ"]


def test_accepting_everything_from_the_desk(review: Review, client: Client):
    first, second = review.in_review("1.1-a", "2.1-a")
    client = sign_in(client, review.reviewer)
    url = f"/review/{review.submission.pk}/do/accept/"
    listed = client.get(url).context["pieces"]
    assert [item.key for item, _pieces in listed] == ["1.1-a", "2.1-a"]
    of_level = client.get(f"{url}?level=2").context["pieces"]
    assert [item.key for item, _pieces in of_level] == ["2.1-a"]
    assert client.post(url, {"use": [first.pk, second.pk, "x"]}).status_code == 302
    assert review.fresh().confirmed_final == 75


@pytest.mark.parametrize("who", ["reviewer", "head", "executive", "auditor"])
def test_the_desk_costs_the_same_queries_with_one_piece_and_with_fifty(
    review: Review, client: Client, who: str
):
    review.in_review("1.1-a")
    Extension.objects.create(
        submission=review.submission,
        requested_until=LATER,
        reason="-",
        requested_at=NOON,
        requested_by=review.director,
    )
    client = sign_in(client, review.people[who])
    client.get(desk_of(review))
    costs = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(desk_of(review)).status_code == 200
        costs.append(len(queries))
        for _piece in range(49):
            review.supply("1.1-a")
    assert costs[0] == costs[1]
    assert costs[0] <= 15


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("who", ["reviewer", "head", "executive"])
def test_the_desk_opens_in_every_state(review: Review, client: Client, state, who):
    review.in_review("1.1-a")
    review.put(state, assessed_by=review.head, answer_by=LATER, published_at=NOON)
    page = sign_in(client, review.people[who]).get(desk_of(review))
    assert page.status_code == 200
    may_judge = state == State.IN_REVIEW and who != "executive"
    assert ('name="decision"' in page.content.decode()) is may_judge
