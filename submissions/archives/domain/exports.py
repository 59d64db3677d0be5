"""Having an export made, taking it away, and removing old ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from posixpath import commonpath
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from indicators.models import Round
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, NotFound
from kpi_portal.jobs import enqueue
from kpi_portal.jobs.models import ACTIVE, Job
from kpi_portal.notifications.sending import GENERAL, notify
from submissions import access
from submissions.archives.enums import ExportKind
from submissions.archives.models import Export
from submissions.domain import in_view, round_view
from submissions.models import Submission

JOBS = {
    ExportKind.WORKBOOK: "archives.workbook",
    ExportKind.BOARD: "archives.board",
    ExportKind.DOSSIER: "archives.dossier",
}
# Forms and memos that are begun and never finished make work for nobody after this.
_GIVEN_UP = timedelta(days=2)


def ask_of_round(round: Round, kind: ExportKind, *, actor: User, at: datetime) -> Export:
    """Have a file of the round made in the background, in the reader's language.

    While one of the same kind is being made for the person, that one is returned. Raises `NotFound`
    where the person does not follow the round.
    """
    round_view.get_round(actor, round.pk, at=at)
    return _ask(Export(round=round, kind=kind), actor, at)


def keys_of_year(actor: User, year: int, *, at: datetime) -> list[tuple[str, str]]:
    """The kinds of rounds (key, name) of the year that the person follows. Raises `NotFound` where
    there is none."""
    rounds = _rounds_of_year(actor, year, at).order_by("due_at")
    keys = dict(rounds.values_list("key", "name"))
    if not keys:
        raise NotFound("no round of this year", code="not_found")
    return list(keys.items())


def ask_of_year(year: int, key: str, *, actor: User, at: datetime) -> Export:
    """Have the dashboard of a fiscal year made, as `ask_of_round`: of its rounds of this key, of
    the newest of each indicator where it is empty."""
    keys_of_year(actor, year, at=at)
    return _ask(Export(fiscal_year=year, round_key=key, kind=ExportKind.BOARD), actor, at)


def ask_of_report(submission: Submission, *, actor: User, at: datetime) -> Export:
    """Have the dossier of one report made, as `ask_of_round`; for whoever sees the report."""
    access.get_for(actor, submission.pk, at=at)
    export = Export(round=submission.round, submission=submission, kind=ExportKind.DOSSIER)
    return _ask(export, actor, at)


def _ask(export: Export, actor: User, at: datetime) -> Export:
    """Keep the wish and start its work; `export` says of what and which kind."""
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(
            pk=actor.pk
        )  # pressing twice is asking once
        going = _being_made(export, actor)
        if going is not None:
            return going
        export.by, export.asked_at = actor, at
        export.language = get_language() or settings.LANGUAGE_CODE
        export.save()
        job = enqueue(
            JOBS[ExportKind(export.kind)],
            payload={"export": export.pk},
            requested_by=actor,
            at=at,
            key=f"archives:{export.pk}",
        )
        export.job_id = str(job.pk)
        export.save(update_fields=["job_id"])
    return export


def _being_made(export: Export, actor: User) -> Export | None:
    waiting = Export.objects.filter(
        by=actor,
        round=export.round,
        fiscal_year=export.fiscal_year,
        round_key=export.round_key,
        submission=export.submission,
        kind=export.kind,
        made_at=None,
        removed_at=None,
    ).exclude(job_id="")
    jobs = {export.job_id: export for export in waiting}
    active = Job.objects.filter(pk__in=list(jobs), state__in=ACTIVE).first()
    return jobs[str(active.pk)] if active is not None else None


def finish(export: Export, *, at: datetime) -> None:
    """Say that the files are there: the row, an audit entry with their SHA-256, and the bell.

    `export` carries what was made; a second run of the work finds it finished and says nothing.
    """
    with audit.act(actor=export.by, at=at) as log:
        locked = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
        if locked.made_at is not None:
            return
        export.made_at, export.expires_at = at, at + timedelta(days=settings.EXPORTS_KEPT_DAYS)
        export.save()
        log.note_down(
            f"{export.kind}.make",
            export,
            subject=export.subject,
            unit_path=_path_of(export, at),
            sha256=export.sha256,
            files=export.files,
            size=export.size,
        )
        notify(
            [export.by],
            kind=f"{export.kind}.ready",
            facts={"name": export.name},
            url=address_of(export),
            at=at,
            about=GENERAL,
        )


def take(export: Export, *, actor: User, at: datetime) -> Export:
    """Hand the export out: checks that the person may still have all of it, and writes the audit
    entry. Raises `NotFound` where the round or report is closed to the person by now, and
    `GuardRefused` where the files are not there or hold more than the person may see."""
    _require_files(export, at)
    _require_still_open(export, actor, at)
    with audit.act(actor=actor, at=at) as log:
        log.note_down(
            f"{export.kind}.export",
            export,
            subject=export.subject,
            unit_path=_path_of(export, at),
            name=export.name,
            sha256=export.sha256,
        )
    return export


def tell_faults(export: Export, faults: Iterable[str], *, actor: User, at: datetime) -> None:
    """Keep in the trail that stored bytes did not match their SHA-256 while they were sent."""
    with audit.act(actor=actor, at=at) as log:
        log.note_down(
            "dossier.fault",
            export,
            subject=export.subject,
            unit_path=_path_of(export, at),
            paths=list(faults)[:50],
        )


def contents(
    round: Round, submission: Submission | None, user: User, *, at: datetime
) -> tuple[list[int], list[int]]:
    """(reports that an export for the person holds, those of them whose review is not told)."""
    if submission is not None:
        seen = in_view.of(submission, user, at=at)
        return [submission.pk], [] if seen.everything else [submission.pk]
    found = round_view.reports(round, user, at=at)
    return [r.pk for r in found], [r.pk for r in found if r.withheld]


def open_kept(address: str) -> BinaryIO:
    """The stored bytes of a workbook, dashboard, plan or pack."""
    return cast(BinaryIO, storages["default"].open(address, "rb"))


def sweep(*, at: datetime) -> int:
    """Remove the files of exports that expired, and of those that were never finished; how many.
    The rows stay, so that the page says what became of them."""
    old = Q(expires_at__lte=at) | Q(made_at=None, asked_at__lte=at - _GIVEN_UP)
    gone = 0
    for export in Export.objects.filter(old, removed_at=None):
        for address in filter(None, (export.workbook, export.paper, export.plan, export.pack)):
            storages["default"].delete(address)
        export.removed_at = at
        export.save(update_fields=["removed_at"])
        gone += 1
    return gone


def address_of(export: Export) -> str:
    """The page that lists it."""
    if export.submission_id:
        return f"/submissions/{export.submission_id}/downloads/"
    if export.fiscal_year:
        return f"/rounds/year/{export.fiscal_year}/downloads/"
    return f"/rounds/{export.round_id}/downloads/"


def _require_files(export: Export, at: datetime) -> None:
    expired = export.expires_at is not None and export.expires_at <= at
    if export.removed_at is not None or expired:
        raise GuardRefused(
            _("This file is kept no longer. Have it made anew."), code="export_expired"
        )
    if export.made_at is None:
        raise GuardRefused(
            _("This file is being made. Try again in a moment."), code="not_made_yet"
        )


def _require_still_open(export: Export, actor: User, at: datetime) -> None:
    """A role may have ended, or the person come to work in a unit under review."""
    visible, withheld = _open_contents(export, actor, at)
    open_now = set(visible) - set(withheld)
    if not (set(export.reports) <= set(visible)) or not (
        set(export.reports) - set(export.withheld) <= open_now
    ):
        raise GuardRefused(
            _("Part of this file is closed to you by now. Have it made anew."),
            code="export_outdated",
        )


def _open_contents(export: Export, actor: User, at: datetime) -> tuple[list[int], list[int]]:
    """`contents` of the export as of now; raises `NotFound` where all of it is closed."""
    if export.submission_id is not None:
        submission = access.get_for(actor, export.submission_id, at=at)
        return contents(submission.round, submission, actor, at=at)
    if export.round_id is not None:
        return contents(round_view.get_round(actor, export.round_id, at=at), None, actor, at=at)
    keys_of_year(actor, export.fiscal_year or 0, at=at)
    rounds = _rounds_of_year(actor, export.fiscal_year or 0, at).filter(
        pk__in=Submission.objects.filter(pk__in=export.reports).values("round")
    )
    found = round_view.reports_of(list(rounds.select_related("indicator__owner")), actor, at=at)
    return [r.pk for r in found], [r.pk for r in found if r.withheld]


def _rounds_of_year(actor: User, year: int, at: datetime) -> QuerySet[Round]:
    followed = round_view.visible_rounds(actor, at=at).exclude(version=None)
    return followed.filter(indicator__fiscal_year=year)


def _path_of(export: Export, at: datetime) -> str:
    """Where the trail keeps it: the unit, the indicator's owner, of a year what owners share."""
    if export.submission is not None:
        return str(export.submission.unit.path)
    if export.round is not None:
        return str(export.round.indicator.owner.path)
    rounds = _rounds_of_year(export.by, export.fiscal_year or 0, at)
    paths = set(rounds.order_by().values_list("indicator__owner__path", flat=True))
    shared = commonpath(paths) if paths else ""
    return f"{shared}/" if shared else ""
