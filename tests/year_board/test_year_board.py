"""The year at a glance: its cells and sums, its filters, who sees which units, constant cost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.models import IndicatorVersion, Round
from kpi_portal.accounts.enums import UnitGroup
from submissions.domain import year_board
from submissions.domain.year_board import Board, Show, Wish
from submissions.enums import State
from submissions.models import Submission
from submissions.templatetags.board_tags import result_look
from tests import factories
from tests.review.test_queue import sign_in
from tests.review.world import LATER, NOON, Review, file_now, three_levels

pytestmark = pytest.mark.django_db
PAGE = "/rounds/year/"
SECRET = Decimal("43.21")


def second_round(review: Review, **facts) -> Round:
    """Another indicator of the same year and owner."""
    indicator = factories.IndicatorFactory(owner=review.bureau, code="สบอ-8")
    return factories.RoundFactory(indicator=indicator, body=three_levels(), **facts)


def report_of(round_: Round, unit, state: State = State.DRAFT, **facts) -> Submission:
    return factories.SubmissionFactory(round=round_, unit=unit, state=state, **facts)


def board_of(review: Review, who: str = "head", at=LATER, **wish) -> Board:
    return year_board.read(review.people[who], 2568, Wish(**wish), at=at)


def names(board: Board) -> list[str]:
    return [row.unit for row in board.shown]


def test_each_unit_is_a_row_and_each_indicator_a_column(review: Review):
    wide = second_round(review)
    there = report_of(wide, review.section)
    alone = report_of(wide, review.other)
    board = board_of(review)
    assert [column.round for column in board.columns] == [review.round, wide]
    found = {row.unit: [r and r.pk for r in row.reports] for row in board.rows}
    assert found == {
        review.section.name: [review.submission.pk, there.pk],
        review.other.name: [None, alone.pk],
    }


def test_sums_of_indicators_and_groups(review: Review):
    review.put(State.CONFIRMED, confirmed_final=Decimal("80"), confirmed_level=2)
    file_now(review.submission, review.director, at=review.round.due_at + timedelta(days=2))
    report_of(review.round, review.other, group=UnitGroup.REGIONAL)
    at = review.round.due_at + timedelta(days=5)
    board = board_of(review, at=at)
    [column] = board.columns
    assert (column.figures.units, column.figures.submitted, column.late) == (2, 1, 1)
    assert (len(column.figures.overdue), column.percent) == (1, Fraction(80))
    assert {g.name: (g.units, g.figures[0].mean) for g in board.groups} == {
        UnitGroup.REGIONAL: (1, None),
        UnitGroup.CENTRAL: (1, Fraction(80)),
    }
    assert [(row.unit, row.missing, row.late) for row in board.behind()] == [
        (review.other.name, 1, 0),
        (review.section.name, 0, 1),
    ]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({}, {"section", "other", "strategy"}),
        ({"show": Show.MISSING}, {"other"}),
        ({"show": Show.LATE}, {"section"}),
        ({"show": Show.DONE}, {"section"}),
        ({"show": Show.RETURNED}, {"strategy"}),
        ({"show": Show.IN_REVIEW}, set()),
        ({"group": UnitGroup.REGIONAL}, {"other"}),
        ({"text": "อุทก"}, {"section"}),
    ],
)
def test_the_map_narrowed(review: Review, wish, expected):
    review.put(State.PUBLISHED, confirmed_final=Decimal("80"))
    file_now(review.submission, review.director, at=review.round.due_at + timedelta(days=2))
    report_of(review.round, review.other, group=UnitGroup.REGIONAL)
    report_of(review.round, review.strategy, State.RETURNED)
    at = review.round.due_at + timedelta(days=5)
    board = board_of(review, at=at, **wish)
    assert set(names(board)) == {getattr_unit(review, name) for name in expected}
    assert len(board.rows) == 3, "sums stay over everything"
    assert board.counts()[board.wish.show] == len(board.shown)


def getattr_unit(review: Review, name: str) -> str:
    return review.__dict__[name].name


def test_the_newest_round_of_each_indicator_unless_one_is_asked_for(review: Review):
    later = factories.RoundFactory(
        indicator=review.round.indicator,
        version=review.round.version,
        key="m12",
        name="รอบ 12 เดือน",
        due_at=review.round.due_at + timedelta(days=200),
    )
    body = review.round.version.definition
    rounds = [body["rounds"][0], body["rounds"][0] | {"key": "m12"}]
    factories.rewrite(review.round.version, body | {"rounds": rounds})
    report_of(later, review.section)
    board = board_of(review)
    assert [column.round for column in board.columns] == [later]
    assert [key for key, _name in board.keys] == ["m5", "m12"]
    assert [c.round for c in board_of(review, key="m5").columns] == [review.round]
    assert board_of(review, key="nonsense").wish.key == ""


def test_an_executive_sees_only_the_units_below(review: Review, client: Client):
    """A department's indicator: nothing of another bureau's units is told, nor summed up."""
    department = factories.UnitFactory(kind="department")
    indicator = factories.IndicatorFactory(owner=department, code="กรม-1")
    wide = factories.RoundFactory(indicator=indicator, body=three_levels())
    for unit in (review.section, review.far_bureau):
        factories.AssignmentFactory(round=wide, unit=unit)
    report_of(wide, review.section, State.PUBLISHED, confirmed_final=Decimal("75"))
    report_of(wide, review.far_bureau, State.PUBLISHED, confirmed_final=SECRET)
    board = board_of(review, "executive")
    assert review.far_bureau.name not in names(board)
    column = next(c for c in board.columns if c.round == wide)
    assert (column.figures.units, column.figures.mean) == (1, Fraction(75))
    page = sign_in(client, review.executive).get(PAGE + "?year=2568").content.decode()
    assert review.section.name in page
    assert review.far_bureau.name not in page
    assert str(SECRET) not in page


def test_what_the_own_unit_is_not_told_yet_stays_away(review: Review, client: Client):
    review.put(
        State.CONFIRMED,
        confirmed_final=SECRET,
        confirmed_level=2,
        projected_final=Decimal("98.76"),
        projected_level=3,
    )
    [row] = board_of(review, "inside_head").rows
    [report] = row.there
    assert (report.state, report.confirmed, report.projected, report.level) == (
        State.IN_REVIEW,
        None,
        None,
        None,
    )
    page = sign_in(client, review.inside_head).get(PAGE + "?year=2568").content.decode()
    assert str(SECRET) not in page
    assert "98.76" not in page
    assert f"/submissions/{review.submission.pk}/" in page, "it opens as the unit sees it"
    told = sign_in(client, review.head).get(PAGE + "?year=2568").content.decode()
    assert str(SECRET) in told
    assert f"/review/{review.submission.pk}/" in told


@pytest.mark.parametrize("who", ["drafter", "director", "stranger", "far_executive"])
def test_who_follows_no_round_is_told_so(review: Review, client: Client, who):
    page = sign_in(client, review.people[who]).get(PAGE + "?year=2568")
    assert page.status_code == 200
    assert not page.context["board"].columns
    assert not page.context["board"].rows
    assert "heat" not in page.content.decode()


@pytest.mark.parametrize(
    "address", ["?year=x", "?year=99999", "?show=nonsense", "?page=99", "?round=%00&q=%00&group=x"]
)
def test_nonsense_in_the_address_is_left_out(review: Review, client: Client, address):
    assert sign_in(client, review.head).get(PAGE + address).status_code == 200


def test_without_a_year_asked_for_the_newest_with_rounds_is_shown(review: Review, client: Client):
    page = sign_in(client, review.head).get(PAGE)
    assert page.context["board"].year == 2568
    asked = sign_in(client, review.head).get(PAGE + "?year=2560")
    assert (asked.context["board"].year, asked.context["board"].rows) == (2560, [])


@pytest.mark.parametrize(
    ("value", "kind"), [(100, "done"), (75, "done"), ("74.99", "back"), (50, "back"), (0, "stop")]
)
def test_colours_follow_the_printed_tiers(value, kind):
    assert result_look(Fraction(value))[0] == kind


@pytest.mark.parametrize("who", ["head", "executive", "inside_head"])
def test_the_page_costs_the_same_for_any_number_of_units_and_indicators(
    review: Review, client: Client, who
):
    client = sign_in(client, review.people[who])

    def cost() -> int:
        client.get(PAGE + "?year=2568")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE + "?year=2568").status_code == 200
        return len(queries)

    few = cost()
    units = [factories.UnitFactory(parent=review.bureau) for _ in range(20)]
    for number in range(4):
        indicator = factories.IndicatorFactory(owner=review.bureau, code=f"ก-{number}")
        wide = factories.RoundFactory(indicator=indicator, body=three_levels())
        for unit in units:
            report = report_of(wide, unit, State.CONFIRMED, confirmed_final=number)
            file_now(report, review.director, at=NOON)
    assert cost() == few <= 15


def test_definitions_are_read_in_one_query_however_many_are_unread(review: Review):
    versions = [
        factories.IndicatorVersionFactory(definition=three_levels() | {"name": f"ตัวชี้วัด {n}"})
        for n in range(3)
    ]
    deferred = list(
        IndicatorVersion.objects.defer("definition").filter(pk__in=[v.pk for v in versions])
    )
    with CaptureQueriesContext(connection) as queries:
        IndicatorVersion.parse_all(deferred)
        IndicatorVersion.parse_all(deferred)
        assert [v.parsed.name for v in deferred] == [f"ตัวชี้วัด {n}" for n in range(3)]
    assert len(queries) == 1


def test_the_plot_has_its_words_and_its_table(review: Review, client: Client):
    review.put(State.CONFIRMED, confirmed_final=Decimal("80"))
    wide = second_round(review)
    report_of(wide, review.other, State.CONFIRMED, confirmed_final=Decimal("62.5"))
    page = sign_in(client, review.head).get(PAGE + "?year=2568").content.decode()
    assert '<svg class="plot"' in page
    drawing = page[page.index("<svg class") : page.index("</svg>")]
    assert "<title>" in drawing
    assert "สบอ-8: 62.5" in drawing
    table = page[page.index('id="sums"') :]
    assert "62.5" in table[table.index("</tr>") :]
