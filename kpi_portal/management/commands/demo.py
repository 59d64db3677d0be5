"""`manage.py demo`: fill an empty portal with the demo organisation."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from kpi_portal.accounts.demo_people import PASSWORD, SIGN_INS
from kpi_portal.demo import build
from kpi_portal.errors import DomainError


class Command(BaseCommand):
    help = "Fill an empty portal with invented people and a finished year (demo mode only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sign-ins", action="store_true", help="Only list who can sign in, and how."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["sign_ins"]:
            try:
                made = build.build(timezone.now())
            except DomainError as refusal:
                raise CommandError(str(refusal)) from None
            if options["verbosity"]:
                self.stdout.write(
                    gettext("Demo data made.") if made else gettext("The demo is there already.")
                )
        if options["verbosity"]:
            for username, name, role, unit in SIGN_INS:
                self.stdout.write(f"  {username:<18} {PASSWORD:<18} {role} · {unit} · {name}")
