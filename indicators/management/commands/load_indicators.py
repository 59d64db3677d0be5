"""`manage.py load_indicators [files…]`: definitions from YAML files into the portal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from indicators.domain import files
from indicators.domain.loading import Loaded
from kpi_portal.accounts.models import Unit
from kpi_portal.audit.recorder import SystemActor

FOLDER = settings.BASE_DIR / "fixtures" / "indicators"


class Command(BaseCommand):
    help = (
        "Load indicator definitions. Loading the same file again changes nothing; a changed one "
        "becomes a new version. Any fault: every one is named, nothing is loaded, exit 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help=f"Default: {FOLDER}/*.yaml")
        parser.add_argument("--owner", help="Code of the unit for files that name no owner.")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = options["files"] or sorted(FOLDER.glob("*.yaml"))
        if not paths:
            raise CommandError(gettext("No definition files were found."))
        try:
            loaded = files.load_files(
                paths,
                owner=_owner(options["owner"]),
                actor=SystemActor("load_indicators"),
                at=timezone.now(),
                # the folder holds other departments' examples too: only named files must fit here
                pass_over=None if options["files"] else self.stdout.write,
            )
        except files.UnsoundFiles as unsound:
            for line in unsound.lines:
                self.stderr.write(line)
            count = len(unsound.lines)
            raise CommandError(
                ngettext(
                    "Nothing was loaded: %(count)d fault.",
                    "Nothing was loaded: %(count)d faults.",
                    count,
                )
                % {"count": count}
            ) from None
        for path, entry in loaded:
            self._tell(path, entry)

    def _tell(self, path: Path, entry: Loaded) -> None:
        what = gettext("new version") if entry.is_new else gettext("unchanged")
        self.stdout.write(
            f"{path.name}: {entry.indicator.code} {entry.indicator.fiscal_year} "
            f"v{entry.version.number} {entry.version.get_state_display()} ({what})"
        )
        for fault in entry.faults:
            self.stdout.write(f"  {fault.located(files.language())}")


def _owner(code: str | None) -> Unit | None:
    if code is None:
        return None
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise CommandError(gettext("No unit has the code “%(code)s”.") % {"code": code})
    return unit
