"""The lists with 5,000 and with 50,000 reports, in one run on one core.

    .venv/bin/python -m benchmarks.queue [fewer] [more] [--postgres] [--only TEXT]

Three databases at once, asked by turns so that what else the machine does disturbs all alike:
`fewer` reports; `more`, where all but the first are finished, so that as many wait as before
(old); and `more` of the same mixture, so that ten times as many wait (all). Rows are written
straight into the database: no list looks behind them. Times are the median through the whole stack;
they depend on the machine, the ratios to the first much less. SQLite works inside this process, so
its pages are told in processor time, which other work on the machine hardly changes; those of
PostgreSQL by the clock. SQLite in a temporary folder, or PostgreSQL: a throw-away server with
`--postgres`, else the server that `DATABASE_URL` names.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REPEATS = 15


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description="The lists with few and with many reports.")
    asked.add_argument("fewer", type=int, nargs="?", default=5_000)
    asked.add_argument("more", type=int, nargs="?", default=50_000)
    asked.add_argument("--postgres", action="store_true", help="on a throw-away PostgreSQL")
    asked.add_argument("--only", default="", help="pages whose name has this in it")
    asked.add_argument("--repeats", type=int, default=REPEATS)
    asked.add_argument("--queries", action="store_true", help="what each query of a page costs")
    return asked.parse_args()


def _on_postgres() -> int:
    """The same in another process that finds a server."""
    sys.path.insert(0, str(ROOT / "scripts"))
    from throwaway_services import postgres

    rest = [word for word in sys.argv[1:] if word != "--postgres"]
    with postgres() as url:
        command = [sys.executable, "-m", "benchmarks.queue", *rest]
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, cwd=ROOT).returncode


ASKED = _asked()
if ASKED.postgres:
    sys.exit(_on_postgres())

_FOLDER = tempfile.TemporaryDirectory(prefix="kpi-portal-bench-")
os.environ["KPI_PORTAL_TEST_FOLDER"] = _FOLDER.name
os.environ["DJANGO_SETTINGS_MODULE"] = "kpi_portal.settings.test"

import django  # noqa: E402  (the settings come first)

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.queue_world import Bureau  # noqa: E402
from submissions.enums import State  # noqa: E402
from submissions.models import Submission  # noqa: E402

WORLDS = ("few", "old", "all")


def pages(bureau: Bureau) -> Mapping[str, tuple[Any, str]]:
    """Name → who looks, and where."""
    reviewer, head, drafter = bureau.reviewers[0], bureau.head, bureau.drafter
    mine = Submission.objects.filter(reviewer=reviewer)
    desk = mine.filter(state=State.IN_REVIEW).earliest("pk").pk
    draft = Submission.objects.filter(unit=bureau.units[0], state=State.DRAFT).earliest("pk").pk
    unit, first = bureau.units[3].pk, Submission.objects.earliest("pk").round
    queue = {
        "queue": "",
        "queue: all, by state": "?show=all&sort=state",
        "queue: all, page 20": "?show=all&page=20",
        "queue: finished, last ones first": "?show=done&sort=-submitted",
        "queue: by indicator": "?sort=indicator",
        "queue: by reviewer": "?sort=reviewer",
        "queue: by projected score": "?sort=-projected",
        "queue: mine": "?mine=1",
        "queue: nobody's": "?reviewer=none",
        "queue: to confirm": "?show=to_confirm",
        "queue: overdue": "?show=all&timing=overdue",
        "queue: answer overdue": "?show=returned&timing=unanswered",
        "queue: handed in late": "?show=all&timing=late",
        "queue: one unit": f"?show=all&unit={unit}",
        "queue: one round": f"?show=all&round={first.pk}",
        "queue: one indicator": f"?show=all&indicator={first.indicator_id}",
        "queue: text, many": f"?show=all&q={'ส่วน'}",
        "queue: text, few": f"?show=all&q={bureau.units[7].name}",
        "queue: text, none": "?show=all&q=ไม่มีเลย",
        "share out: all": "assign/evenly/?show=all",
        "share out: nobody's": "assign/evenly/?reviewer=none",
        "share out: mine": "assign/evenly/?mine=1",
        "next report": f"{desk}/do/next/",
        "review desk": f"{desk}/",
        "conflicts": "conflicts/",
        "views": "views/",
    }
    return {
        **{name: (reviewer, f"/review/{url}") for name, url in queue.items()},
        "home, reviewer": (reviewer, "/"),
        "home, head": (head, "/"),
        "home, executive": (bureau.executive, "/"),
        "home, drafter": (drafter, "/"),
        "reports of the unit": (drafter, "/submissions/"),
        "task list": (drafter, f"/submissions/{draft}/"),
        "notices, reviewer": (reviewer, "/notifications/"),
        "notices, drafter": (drafter, "/notifications/"),
        "outbox": (reviewer, "/outbox/"),
        "outbox: failed": (reviewer, "/outbox/?state=failed"),
        "outbox: one round": (reviewer, f"/outbox/?round={first.pk}"),
        "rounds": (reviewer, "/rounds/"),
        "round page": (reviewer, f"/rounds/{first.pk}/"),
        "calendar": (reviewer, "/rounds/calendar/"),
    }


def measure(worlds: Mapping[str, Any], client: Client, url: str) -> dict[str, tuple[float, int]]:
    """World → median milliseconds and the number of queries of one page."""
    times: dict[str, list[float]] = {name: [] for name in worlds}
    queries = {}
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    for name in worlds:
        with within(worlds[name]):
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(url)
            queries[name] = len(captured)
            if answer.status_code not in (200, 302):
                raise SystemExit(f"{url}: {answer.status_code}")
            if ASKED.queries:
                tell_queries(f"{name} {url}", captured.captured_queries)
    for _ in range(ASKED.repeats):
        for name in worlds:
            with within(worlds[name]):
                begun = clock()
                client.get(url)
                times[name].append(clock() - begun)
    return {name: (statistics.median(times[name]) * 1000, queries[name]) for name in worlds}


def tell_queries(title: str, captured: list[dict[str, str]]) -> None:
    """The statements of one page with what each took."""
    print(f"-- {title}")
    for query in captured:
        print(f"   {query['time']} {query['sql'][:4000]}")


@contextmanager
def within(database: Any) -> Iterator[None]:
    """Every query inside goes to this database."""
    before = connections["default"]
    connections["default"] = database
    try:
        yield
    finally:
        connections["default"] = before


def copied(name: str) -> Any:
    """A connection of its own to a copy of the present database."""
    database = connections.create_connection("default")
    if connection.vendor == "sqlite":
        place = Path(_FOLDER.name) / f"{name}.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(place)])
    else:
        place = made_on_postgres(name, connection.settings_dict["NAME"])
    database.settings_dict = {**database.settings_dict, "NAME": str(place)}
    return database


def made_on_postgres(name: str, template: str = "template0") -> str:
    """The name of a new database of the server, a copy of the template."""
    place = f"bench_{name}_{os.getpid()}"
    connection.close()  # a template must be left alone
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{place}" TEMPLATE "{template}"')
    return place


def main() -> None:
    """Make the worlds, measure every page in all of them, print a line for each."""
    if connection.vendor == "postgresql":
        # a pool belongs to a name, not to a database, and would mix the three up
        connection.settings_dict["OPTIONS"].pop("pool", None)
        connection.settings_dict["NAME"] = made_on_postgres("few")
    call_command("migrate", verbosity=0)
    bureau = Bureau()
    bureau.grow(ASKED.fewer)
    clients = {}
    wanted = {name: page for name, page in pages(bureau).items() if ASKED.only in name}
    for user, _url in wanted.values():
        clients[user.pk] = Client(SERVER_NAME="localhost")
        clients[user.pk].force_login(
            user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    worlds = {"few": connections["default"]}
    for name in WORLDS[1:]:
        worlds[name] = copied(name)
        grown = bureau.again()
        with within(worlds[name]):
            grown.grow(ASKED.more, finished=name == "old")
    print(f"{connection.vendor}: {ASKED.fewer} reports, {ASKED.more}", flush=True)
    print(f"{'page':<34}{'few':>9}{'old':>9}{'all':>9}{'old':>7}{'all':>7}  queries")
    for name, (user, url) in wanted.items():
        found = measure(worlds, clients[user.pk], url)
        few = found["few"][0]
        told = "".join(f"{found[world][0]:>7.1f}ms" for world in WORLDS)
        ratios = "".join(f"{found[world][0] / few:>7.2f}" for world in WORLDS[1:])
        queries = "/".join(str(found[world][1]) for world in WORLDS)
        print(f"{name:<34}{told}{ratios}  {queries}", flush=True)


if __name__ == "__main__":
    main()
