"""The review queue with 5,000 and with 50,000 reports, in one run on one core.

    .venv/bin/python -m benchmarks.queue [fewer] [more]

Fifty units report in every round, so that rounds grow with the reports; three of five are finished,
the others stand in every state, and twenty reviewers share what is open. Rows are written straight
into the database: no page of the queue looks behind them. Times are the median through the whole
stack on SQLite in a temporary folder; they depend on the machine, the ratio much less.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_FOLDER = tempfile.TemporaryDirectory(prefix="kpi-portal-bench-")
os.environ["DATA_DIR"] = _FOLDER.name
os.environ["DJANGO_SETTINGS_MODULE"] = "kpi_portal.settings.test"

import django  # noqa: E402  (the settings come first)

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from indicators.models import Round  # noqa: E402
from kpi_portal.accounts.enums import Role  # noqa: E402
from submissions.enums import State  # noqa: E402
from submissions.models import Submission  # noqa: E402
from tests import factories as f  # noqa: E402

UNITS, REVIEWERS, REPEATS = 50, 20, 15
NOW = datetime(2025, 2, 20, 4, 0, tzinfo=UTC)
_DONE = (State.PUBLISHED, State.FINAL, State.FINAL)
_OPEN = (
    State.DRAFT,
    State.SUBMITTED,
    State.IN_REVIEW,
    State.RETURNED,
    State.ASSESSED,
    State.CONFIRMED,
    State.ENDORSED,
)
PAGES = {
    "queue": "",
    "all, by state": "?show=all&sort=state",
    "all, page 20": "?show=all&page=20",
    "mine": "?mine=1",
    "search": "?q=หน่วย",
    "share out": "assign/evenly/?mine=1",
}


class Desk:
    """A bureau whose reports grow."""

    def __init__(self) -> None:
        self.bureau = f.BureauFactory()
        self.strategy = f.UnitFactory(parent=self.bureau)
        self.units = [f.UnitFactory(parent=self.bureau) for _ in range(UNITS)]
        self.reviewers = [
            f.MembershipFactory(role=Role.REVIEWER, unit=self.strategy, scope=self.bureau).user
            for _ in range(REVIEWERS)
        ]
        self.first = f.RoundFactory(indicator__owner=self.bureau)
        self.count = 0

    def grow(self, count: int) -> None:
        """As many reports as `count`, the new ones in new rounds."""
        with transaction.atomic():
            while self.count < count:
                opened = f.RoundFactory(
                    indicator=self.first.indicator,
                    version=self.first.version,
                    key=f"r{self.count}",
                )
                Submission.objects.bulk_create(
                    self._report(opened, unit, self.count + n) for n, unit in enumerate(self.units)
                )
                self.count += UNITS
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _report(self, opened: Round, unit: object, number: int) -> Submission:
        turn = number % 5
        state = _DONE[turn] if turn < 3 else _OPEN[number // 5 % len(_OPEN)]
        busy = turn >= 3 and number % 2
        return Submission(
            round=opened,
            unit=unit,
            unit_name=f"หน่วยที่ {number % UNITS}",
            group="central",
            definition_version=opened.version,
            state=state,
            submitted_at=NOW - timedelta(minutes=number),
            updated_at=NOW,
            reviewer=self.reviewers[number // 5 % REVIEWERS] if busy else None,
            pieces_total=8,
            judged_total=number % 8,
        )


def measure(client: Client, url: str) -> tuple[float, int]:
    """Median milliseconds and the number of queries of one page."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    queries = len(captured)
    if answer.status_code != 200:
        raise SystemExit(f"{url}: {answer.status_code}")
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        client.get(url)
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000, queries


def main(fewer: int, more: int) -> None:
    """Make the world twice as it grows, measure every page in both, print one table."""
    call_command("migrate", verbosity=0)
    desk = Desk()
    client = Client(SERVER_NAME="localhost")
    client.force_login(
        desk.reviewers[0], backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    found = []
    for count in (fewer, more):
        desk.grow(count)
        found.append({name: measure(client, f"/review/{url}") for name, url in PAGES.items()})
    print(f"{'page':<18}{fewer:>9}{more:>9}{'ratio':>8}{'queries':>10}")
    for name in PAGES:
        (small, few), (large, many) = found[0][name], found[1][name]
        print(f"{name:<18}{small:>7.1f}ms{large:>7.1f}ms{large / small:>8.2f}{few:>6}/{many}")


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]] or [5_000, 50_000]
    main(*numbers)
