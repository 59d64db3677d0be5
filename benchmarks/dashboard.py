"""The dashboards of 300 units × 5 indicators with 5,000 and 50,000 reports of earlier years around
them, in one run on one core.

    .venv/bin/python -m benchmarks.dashboard [fewer] [more]

Every unit reports every indicator; the reports around lie in the same bureau's earlier years, so
the reader may see all of them. Times are those of the processor through the whole stack on SQLite
in a temporary folder, the fastest of many, since other work on a machine only adds; they depend on
the machine, the ratio much less. Beside the year stands a plain Django page: a query and a template
with two loops for a table of the same cells.
"""

from __future__ import annotations

import gc
import os
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
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path  # noqa: E402

from indicators.models import Assignment, Round  # noqa: E402
from kpi_portal import urls as routes  # noqa: E402
from kpi_portal.accounts.enums import Role, UnitGroup, UnitKind  # noqa: E402
from kpi_portal.accounts.models import Unit  # noqa: E402
from submissions.enums import Decision, PieceKind, State  # noqa: E402
from submissions.models import EvidenceUse, Filing, Submission  # noqa: E402
from tests import factories as f  # noqa: E402
from tests.review.world import three_levels  # noqa: E402

UNITS, INDICATORS, REPEATS = 300, 5, 15
YEAR = 2568
MOST_QUERIES, MOST_RATIO = 15, 1.3
NOW = datetime(2025, 2, 20, 4, 0, tzinfo=UTC)
STATES = (State.DRAFT, State.IN_REVIEW, State.RETURNED, State.CONFIRMED, State.PUBLISHED)
GROUPS = (UnitGroup.CENTRAL, UnitGroup.REGIONAL)


class Bureau:
    """A bureau of many units whose earlier years grow."""

    def __init__(self) -> None:
        with transaction.atomic():
            self.bureau = f.BureauFactory()
            self.head = f.MembershipFactory(
                role=Role.HEAD, unit=f.UnitFactory(parent=self.bureau), scope=self.bureau
            ).user
            self.executive = f.MembershipFactory(role=Role.EXECUTIVE, unit=self.bureau).user
            self.units = self._units()
            self.rounds = [self._round(YEAR, f"สบอ-{number}") for number in range(INDICATORS)]
            self._reports(self._round(YEAR - 1, "สบอ-0"), whole=False)
            for opened in self.rounds:
                self._reports(opened, whole=True)
        self.count = 0

    def grow(self, count: int) -> None:
        """As many reports of earlier years as `count`; sixteen rounds make a year."""
        with transaction.atomic():
            while self.count < count:
                number = self.count // UNITS
                code = f"อื่น-{number % 16}"
                self._reports(self._round(YEAR - 1 - number // 16, code), whole=False)
                self.count += UNITS
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _units(self) -> list[Unit]:
        units = [
            Unit(
                code=f"D{n}",
                name=f"ศูนย์อุทกวิทยาชลประทานที่ {n}",
                abbreviation=f"ศอ.{n}",
                kind=UnitKind.SECTION,
                parent=self.bureau,
                valid_from=f.LONG_AGO,
            )
            for n in range(UNITS)
        ]
        Unit.objects.bulk_create(units)
        for unit in units:
            unit.path = f"{self.bureau.path}{unit.pk:06d}/"
        Unit.objects.bulk_update(units, ["path"], batch_size=500)
        return units

    def _round(self, year: int, code: str) -> Round:
        indicator = f.IndicatorFactory(owner=self.bureau, fiscal_year=year, code=code)
        before = timedelta(days=365 * (YEAR - year))
        return f.RoundFactory(
            indicator=indicator,
            body=three_levels(),
            due_at=f.DUE - before,
            closes_at=f.CLOSES - before,
        )

    def _reports(self, opened: Round, *, whole: bool) -> None:
        Assignment.objects.bulk_create(
            Assignment(round=opened, unit=unit, group=GROUPS[number % 2])
            for number, unit in enumerate(self.units)
        )
        made = Submission.objects.bulk_create(
            self._report(opened, unit, number, whole) for number, unit in enumerate(self.units)
        )
        if not whole:
            return
        EvidenceUse.objects.bulk_create(
            EvidenceUse(
                submission=report,
                requirement=f"{level}.1-a",
                kind=PieceKind.FILE,
                decision=Decision.ACCEPTED,
                added_at=NOW,
                added_by=self.head,
            )
            for report in made
            for level in (1, 2, 3)
        )
        Filing.objects.bulk_create(
            Filing(
                submission=report,
                number=1,
                receipt_number=f"R{report.pk}",
                at=report.first_filed_at,
                by=self.head,
                signer_name="ก",
                complete=True,
            )
            for report in made
            if report.first_filed_at
        )

    def _report(self, opened: Round, unit: Unit, number: int, whole: bool) -> Submission:
        turn = number + opened.pk
        state = STATES[turn % 5] if whole else State.FINAL
        filed = NOW + timedelta(days=number % 9)
        return Submission(
            round=opened,
            unit=unit,
            unit_name=unit.name,
            group=GROUPS[number % 2],
            definition_version=opened.version,
            state=state,
            submitted_at=NOW - timedelta(minutes=number),
            first_filed_at=filed if whole and state != State.DRAFT else None,
            updated_at=NOW,
            confirmed_final=turn % 101,
            confirmed_level=turn % 4,
            projected_final=turn % 97,
            projected_level=turn % 4,
        )


_TABLE = engines["django"].from_string(
    "<table><thead><tr><th>Unit</th>{% for r in rounds %}<th>{{ r }}</th>{% endfor %}</tr></thead>"
    "{% for unit, cells in rows %}<tr><th>{{ unit }}</th>"
    "{% for c in cells %}<td class='{{ c.state }}'>"
    "<a href='/review/{{ c.pk }}/'>{{ c.confirmed_final }} {{ c.confirmed_level }}</a></td>"
    "{% endfor %}</tr>{% endfor %}</table>"
)


def bare(request: HttpRequest) -> HttpResponse:
    """The query of the reports and a plain template with the cells of the year."""
    lines: dict[str, list[dict[str, object]]] = {}
    rounds = Round.objects.filter(indicator__fiscal_year=YEAR).values_list("pk", flat=True)
    rows = Submission.objects.filter(round__in=list(rounds)).order_by("unit_id", "pk")
    for row in rows.values("pk", "unit_name", "state", "confirmed_final", "confirmed_level"):
        lines.setdefault(row["unit_name"], []).append(row)
    return HttpResponse(_TABLE.render({"rounds": range(INDICATORS), "rows": lines.items()}))


def measure(client: Client, url: str) -> tuple[float, int]:
    """Least milliseconds and the number of queries of one page."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    queries = len(captured)
    if answer.status_code != 200:
        raise SystemExit(f"{url}: {answer.status_code}")
    times = []
    for _ in range(REPEATS):
        gc.collect()
        begun = time.process_time()
        client.get(url)
        times.append(time.process_time() - begun)
    return min(times) * 1000, queries


def main(fewer: int, more: int) -> int:
    """Measure every page in both worlds, print one table; 1 where a page misses its goal."""
    call_command("migrate", verbosity=0)
    made = Bureau()
    routes.urlpatterns.append(path("bench/bare/", bare))
    people = {"head": made.head, "executive": made.executive}
    clients = {}
    for name, person in people.items():
        clients[name] = Client(SERVER_NAME="localhost")
        clients[name].force_login(
            person, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    one = made.rounds[0].pk
    year = f"/rounds/year/?year={YEAR}"
    pages = {
        "year, head": ("head", year),
        "year, executive": ("executive", year),
        "year, one group": ("head", f"{year}&group={GROUPS[0]}"),
        "round page": ("head", f"/rounds/{one}/"),
        "round's results": ("head", f"/rounds/{one}/results/"),
        "plain Django table": ("head", "/bench/bare/"),
    }
    found = []
    for count in (fewer, more):
        made.grow(count)
        found.append({name: measure(clients[who], url) for name, (who, url) in pages.items()})
    print(f"{UNITS} units × {INDICATORS} indicators, beside reports of earlier years")
    print(f"{'page':<20}{fewer:>9}{more:>9}{'ratio':>8}{'queries':>10}")
    missed = False
    for name in pages:
        (small, few), (large, many) = found[0][name], found[1][name]
        print(f"{name:<20}{small:>7.1f}ms{large:>7.1f}ms{large / small:>8.2f}{few:>6}/{many}")
        missed |= many > MOST_QUERIES or few != many or large / small > MOST_RATIO
    plain = found[0]["plain Django table"][0]
    print(f"year / plain Django table: {found[0]['year, head'][0] / plain:.2f}")
    goal = f"at most {MOST_QUERIES} queries, the same in both, ratio at most {MOST_RATIO}"
    print(f"goal: {goal}: {'MISSED' if missed else 'met'}")
    return int(missed)


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]] or [5_000, 50_000]
    sys.exit(main(*numbers))
