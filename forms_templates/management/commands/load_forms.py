"""`manage.py load_forms`: take the web forms of a fiscal year from a file into the portal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from forms_templates.domain.loading import load_forms
from forms_templates.schema_loading import SchemaError
from forms_templates.schema_loading import load_forms as read_forms
from kpi_portal.accounts.models import Unit
from kpi_portal.audit.recorder import SystemActor

FORMS = Path(settings.BASE_DIR) / "fixtures" / "forms" / "forms-2568.yaml"


class Command(BaseCommand):
    help = "Load the web forms of a fiscal year; loading the same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=FORMS)
        parser.add_argument("--owner", required=True, help="code of the owning unit")
        parser.add_argument("--fiscal-year", type=int, help="another year than the file's (พ.ศ.)")

    def handle(self, *args: Any, file: Path, owner: str, **options: Any) -> None:
        unit = Unit.objects.filter(code=owner).first()
        if unit is None:
            raise CommandError(f"there is no unit with the code {owner!r}")
        try:
            forms = read_forms(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except SchemaError as error:
            faults = "\n".join(f"{file}: {path}: {message}" for path, message in error.faults)
            raise CommandError(faults) from error
        loaded = load_forms(
            forms,
            owner=unit,
            actor=SystemActor("load_forms"),
            at=timezone.now(),
            fiscal_year=options["fiscal_year"],
        )
        for template in loaded.templates:
            mark = "new" if template.code in loaded.new else "unchanged"
            self.stdout.write(f"{template.code} {template.fiscal_year} v{template.version} {mark}")
