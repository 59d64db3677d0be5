"""The dashboard as PDF: for whom, what of it, taken away as the page may be read."""

from __future__ import annotations

import logging
import re
import subprocess
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, NotFound
from kpi_portal.notifications.models import Notification
from submissions.archives.domain import board, exports
from submissions.archives.enums import ExportKind
from submissions.archives.models import Export
from submissions.domain import round_view, year_board
from submissions.domain.year_board import Wish
from submissions.enums import State
from tests import factories as f
from tests.archives.world import AFTER, asked, done
from tests.review.test_queue import sign_in
from tests.review.world import Review, file_now, three_levels

pytestmark = pytest.mark.django_db
BOARD = ExportKind.BOARD
SECRET = Decimal("43.21")
LONG = "ศูนย์อุทกวิทยาชลประทานภาคตะวันออกเฉียงเหนือตอนล่างและสำนักงานก่อสร้าง" * 3


def pages_of(export: Export) -> list[str]:
    """The text of each page."""
    with exports.open_kept(export.paper) as kept:
        pdf = kept.read()
    told = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return told.stdout.decode().split("\f")[:-1]


def words(export: Export) -> str:
    return "\n".join(pages_of(export))


def html_of(review: Review, who: str, *, year: bool = False, at=AFTER) -> str:
    """The pages as they are before the layout."""
    reader = review.people[who]
    with translation.override("en"):
        if year:
            found = year_board.read(reader, 2568, Wish(), at=at)
            return board._html("year", board.of_year(found, reader, at=at)[1])
        round_ = round_view.get_round(reader, review.round.pk, at=at)
        return board._html("round", board.of_round(round_, reader, at=at)[1])


def of_year(review: Review, who: str) -> Export:
    return done(exports.ask_of_year(2568, "", actor=review.people[who], at=AFTER))


@pytest.mark.parametrize("who", ["head", "executive"])
def test_the_dashboard_of_a_round(review: Review, who: str) -> None:
    review.put(State.CONFIRMED, confirmed_final=SECRET)
    export = asked(review, who, BOARD)
    text = words(export)
    assert str(SECRET) in text
    assert review.people[who].first_name in text, "the reader's name stands in the foot"
    assert f"1 / {len(pages_of(export))}" in text
    assert export.name.endswith(".pdf")
    assert Notification.objects.get(kind="board.ready").recipient == review.people[who]
    entry = Entry.objects.get(action="board.make")
    assert entry.detail.body["facts"]["sha256"] == export.sha256


@pytest.mark.parametrize("who", ["drafter", "director", "far_head", "stranger"])
def test_nobody_else_may(review: Review, who: str) -> None:
    with pytest.raises(NotFound):
        exports.ask_of_round(review.round, BOARD, actor=review.people[who], at=AFTER)
    with pytest.raises(NotFound):
        exports.ask_of_year(2568, "", actor=review.people[who], at=AFTER)
    assert not Export.objects.exists()


def test_the_dashboard_of_a_year_is_taken_away_by_its_maker_alone(
    review: Review, client: Client
) -> None:
    review.put(State.CONFIRMED, confirmed_final=SECRET)
    export = of_year(review, "executive")
    assert str(SECRET) in words(export)
    entry = Entry.objects.get(action="board.make")
    assert (entry.subject, entry.unit_path) == ("year:2568", review.bureau.path)
    page = "/rounds/year/2568/downloads/"
    assert export.name in sign_in(client, review.executive).get(page).content.decode()
    answer = client.post(f"/downloads/{export.pk}/")
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert Entry.objects.filter(action="board.export", actor=review.executive).count() == 1
    assert sign_in(client, review.head).post(f"/downloads/{export.pk}/").status_code == 404


def test_asking_on_the_pages(review: Review, client: Client) -> None:
    client = sign_in(client, review.head)
    assert (
        client.post(f"/rounds/{review.round.pk}/downloads/", {"kind": "board"}).status_code == 302
    )
    assert client.post("/rounds/year/2568/downloads/", {"round": "m5"}).status_code == 302
    assert {(e.round_id, e.fiscal_year, e.round_key) for e in Export.objects.all()} == {
        (review.round.pk, None, ""),
        (None, 2568, "m5"),
    }
    assert client.get("/rounds/year/2560/downloads/").status_code == 404


@pytest.mark.parametrize("year", [False, True])
def test_what_the_own_unit_is_not_told_yet_is_on_no_page(review: Review, year: bool) -> None:
    review.put(
        State.CONFIRMED, confirmed_final=SECRET, confirmed_level=2, projected_final=Decimal("98.76")
    )
    inside, head = html_of(review, "inside_head", year=year), html_of(review, "head", year=year)
    assert str(SECRET) in head
    assert str(SECRET) not in inside
    assert "98.76" not in inside
    assert "own unit" in inside
    assert "own unit" not in head


@pytest.mark.parametrize("year", [False, True])
def test_an_executive_has_the_own_units_alone_in_tables_and_drawings(
    review: Review, year: bool
) -> None:
    department = f.UnitFactory(kind="department")
    wide = f.RoundFactory(
        indicator=f.IndicatorFactory(owner=department, code="กรม-1"), body=three_levels()
    )
    for unit, score in ((review.section, Decimal("75")), (review.far_bureau, SECRET)):
        f.AssignmentFactory(round=wide, unit=unit)
        f.SubmissionFactory(round=wide, unit=unit, state=State.PUBLISHED, confirmed_final=score)
    review.round = wide
    html = html_of(review, "executive", year=year)
    assert review.section.name in html
    assert review.far_bureau.name not in html
    assert "43" not in re.sub(r'[a-z0-9]+="[^"]*"', "", html)
    # the reviews of the department are not the bureau's to follow
    assert "How evenly it was judged" not in html


def test_who_came_to_sit_in_a_unit_under_review_takes_no_older_file(review: Review) -> None:
    review.put(State.IN_REVIEW)
    files = asked(review, "reviewer", BOARD), of_year(review, "reviewer")
    f.MembershipFactory(user=review.reviewer, unit=review.section, role=Role.DRAFTER)
    moved = type(review.reviewer).objects.get(pk=review.reviewer.pk)
    for export in files:
        with pytest.raises(GuardRefused):
            exports.take(export, actor=moved, at=AFTER)


def test_long_names_and_many_units_stay_on_the_paper(review: Review, caplog) -> None:
    for number in range(30):
        report = f.SubmissionFactory(
            round=review.round,
            unit_name=LONG[:200] if number % 2 else ("Wก" * 100),
            state=State.CONFIRMED,
            confirmed_final=number,
        )
        file_now(report, review.director, at=review.round.due_at + timedelta(days=number % 3))
    caplog.set_level(logging.WARNING, logger="weasyprint")
    for export in (asked(review, "head", BOARD), of_year(review, "head")):
        pages = pages_of(export)
        assert len(pages) > 2
        assert sum("หน่วยงาน" in page for page in pages) > 2, "the head stands on each page"
    assert not caplog.records


def test_drawings_have_title_words_and_table(review: Review) -> None:
    review.put(State.CONFIRMED, confirmed_final=SECRET)
    html = html_of(review, "head")
    drawings = re.findall(r"<svg.*?</svg>", html, re.S)
    assert drawings
    for drawing in drawings:
        assert "<title" in drawing
        assert "<desc" in drawing
    assert html.count("<table") >= len(drawings)
