"""Removes what uploads broken off by a crash left on the disk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from submissions.domain import evidence_scanning


class Command(BaseCommand):
    help = (
        "Remove temporary files of unfinished uploads and stored bytes that no evidence refers to."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--hours",
            type=int,
            default=24,
            help="leave alone what was touched within so many hours (default 24); uploads in "
            "flight are touched all the time",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        idle_since = timezone.now() - timedelta(hours=options["hours"])
        swept = evidence_scanning.sweep_uploads(idle_since=idle_since)
        self.stdout.write(
            f"removed {swept.unfinished} unfinished uploads and {swept.orphans} unused files"
        )
