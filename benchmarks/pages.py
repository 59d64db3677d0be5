"""The main pages beside two yardsticks, in one run on one core.

    .venv/bin/python benchmarks/pages.py [number of submissions]

Yardsticks: a bare view with one query that renders as many rows and bytes, and Django admin's list
of the same rows. Times are the median of requests through the whole stack of middleware, on SQLite
in a temporary folder; they depend on the machine, the ratios much less.
"""

from __future__ import annotations

import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_FOLDER = tempfile.TemporaryDirectory(prefix="kpi-portal-bench-")
os.environ["DATA_DIR"] = _FOLDER.name
os.environ["DJANGO_SETTINGS_MODULE"] = "kpi_portal.settings.test"

import django  # noqa: E402  (the settings come first)

django.setup()

from django.contrib import admin  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path, reverse  # noqa: E402

from benchmarks import world  # noqa: E402
from submissions.models import Submission  # noqa: E402

REPEATS = 15
ROWS = 50


class SubmissionAdmin(admin.ModelAdmin):
    """The list a developer would get for nothing, with the queue's columns."""

    list_display = ("unit_name", "round", "state", "submitted_at", "projected_final", "reviewer")
    list_filter = ("state",)
    list_per_page = ROWS
    list_select_related = ("round__indicator", "reviewer")
    ordering = ("submitted_at",)


# The address table reads the registry once, so this comes before it.
admin.site.register(Submission, SubmissionAdmin)

from kpi_portal import urls as routes  # noqa: E402


def main(count: int) -> None:
    """Make the world, measure every page, print one table."""
    call_command("migrate", verbosity=0)
    made = world.build(count)
    routes.urlpatterns.append(path("bench/bare/", bare))
    reviewer, drafter, root = (signed_in(user) for user in (made.reviewer, made.drafter, made.root))

    print(
        f"{count} submissions\n{'page':<34}{'ms':>9}{'queries':>9}{'of admin':>10}{'of bare':>10}"
    )
    queue = reverse("submissions:queue")
    size = len(reviewer.get(queue).content)
    BARE["bytes"] = size
    admin_ms = measure(lambda: root.get(reverse("admin:submissions_submission_changelist")))
    bare_ms = measure(lambda: reviewer.get("/bench/bare/"))
    row("Django admin's list", admin_ms, admin_ms, bare_ms)
    row(f"bare view, {ROWS} rows, {size // 1024} KB", bare_ms, admin_ms, bare_ms)
    pages = {
        "review queue": (reviewer, queue),
        "round page": (reviewer, reverse("submissions:round", args=[made.round.pk])),
        "review desk": (reviewer, reverse("submissions:desk", args=[made.in_review.pk])),
        "task list": (drafter, reverse("submissions:task_list", args=[made.draft.pk])),
        "home": (drafter, reverse("home")),
    }
    for name, (client, url) in pages.items():
        row(name, measure(lambda c=client, u=url: c.get(u)), admin_ms, bare_ms)
    row("saving a verdict with its score", measure(lambda: world.verdict(made)), admin_ms, bare_ms)
    upload = upload_of(drafter, made.draft.pk)
    row("upload of 1 MB", measure(upload), admin_ms, bare_ms)


def bare(request: HttpRequest) -> HttpResponse:
    """One query, as many rows and bytes as the queue."""
    rows = Submission.objects.values_list("unit_name", "state", "projected_final")[:ROWS]
    template = engines["django"].from_string(
        "{% for r in rows %}<tr><td>{{ r.0 }}</td><td>{{ r.1 }}</td><td>{{ r.2 }}</td></tr>"
        "{% endfor %}"
    )
    body = template.render({"rows": rows})
    return HttpResponse(body + " " * max(0, BARE["bytes"] - len(body)))


BARE = {"bytes": 0}


def signed_in(user: object) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def upload_of(client: Client, pk: int) -> Callable[[], HttpResponse]:
    """Each upload has bytes of its own, as real ones do."""
    url = reverse("submissions:attach_files", args=[pk, world.FILE_REQUIREMENT])
    numbers = iter(range(10_000))

    def send() -> HttpResponse:
        data = world.picture_of_a_megabyte(next(numbers))
        file = SimpleUploadedFile("minutes.png", data, content_type="image/png")
        return client.post(url, {"uploads": file}, HTTP_ACCEPT="application/json")

    return send


def measure(work: Callable[[], HttpResponse]) -> tuple[float, int]:
    """Median milliseconds and the number of queries of one call."""
    work()
    with CaptureQueriesContext(connection) as captured:
        answer = work()
    queries = len(captured)  # the log is emptied by the next request
    if answer is not None and answer.status_code >= 300:
        raise SystemExit(f"{answer.status_code}: {answer.content[:300]!r}")
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000, queries


def row(
    name: str, own: tuple[float, int], admin_own: tuple[float, int], bare_own: tuple[float, int]
) -> None:
    ms, queries = own
    print(
        f"{name:<34}{ms:>9.1f}{queries:>9}{ms / admin_own[0]:>10.2f}{ms / bare_own[0]:>10.2f}",
        flush=True,
    )


if __name__ == "__main__":
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, line_buffering=True)
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
