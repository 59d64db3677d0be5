"""The first deputy present by rank stands in, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.accounts.deputising import Deputy, stretches

MONDAY = date(2025, 2, 10)
DAY = timedelta(days=1)


def on(number: int) -> date:
    return MONDAY + DAY * number


def told(first: int, last: int, *deputies: Deputy) -> list[tuple[date, date, int | None]]:
    found = stretches(on(first), on(last), deputies)
    return [(s.starts, s.ends, s.deputy.key if s.deputy else None) for s in found]


def test_the_first_rank_takes_all_days():
    deputies = Deputy(2, 2, MONDAY), Deputy(1, 1, MONDAY)
    assert told(0, 4, *deputies) == [(on(0), on(4), 1)]


def test_days_are_split_where_a_deputy_is_away_too():
    first = Deputy(1, 1, MONDAY, away=((on(1), on(2)),))
    second = Deputy(2, 2, MONDAY, away=((on(2), on(3)),))
    assert told(0, 4, first, second) == [
        (on(0), on(0), 1),
        (on(1), on(1), 2),
        (on(2), on(2), None),
        (on(3), on(4), 1),
    ]


def test_a_standing_order_has_its_own_days():
    assert told(0, 3, Deputy(1, 1, on(1), on(2))) == [
        (on(0), on(0), None),
        (on(1), on(2), 1),
        (on(3), on(3), None),
    ]


def test_no_days_and_no_deputies():
    assert told(1, 0, Deputy(1, 1, MONDAY)) == []
    assert told(0, 2) == [(on(0), on(2), None)]


NUMBERS = st.integers(-5, 25)
PERIODS = st.tuples(NUMBERS, st.integers(0, 8)).map(lambda p: (on(p[0]), on(p[0] + p[1])))
DEPUTIES = st.lists(
    st.builds(
        Deputy,
        key=st.integers(1, 50),
        rank=st.integers(1, 4),
        starts=NUMBERS.map(on),
        ends=st.none() | st.integers(25, 40).map(on),
        away=st.lists(PERIODS, max_size=3).map(tuple),
    ),
    max_size=5,
)


@given(st.integers(0, 20), DEPUTIES)
def test_every_day_is_covered_once_by_the_lowest_rank_present(length, deputies):
    found = stretches(MONDAY, on(length), deputies)

    days = [s.starts + DAY * n for s in found for n in range((s.ends - s.starts).days + 1)]
    assert days == [on(n) for n in range(length + 1)]
    for one, following in pairwise(found):
        assert one.deputy != following.deputy
    for stretch in found:
        for day in (stretch.starts, stretch.ends):
            ranks = [deputy.rank for deputy in deputies if deputy.present(day)]
            assert (stretch.deputy.rank if stretch.deputy else None) == min(ranks, default=None)
