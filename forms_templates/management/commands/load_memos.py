"""`manage.py load_memos --owner CODE`: take the memo wordings of fixtures/memos into the portal."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forms_templates.domain.memos import load_wording
from forms_templates.wording import WordingError, load_memo_template
from kpi_portal.accounts.models import Unit
from kpi_portal.audit.recorder import SystemActor


class Command(BaseCommand):
    help = "Load memo wordings; running it again changes nothing."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("files", nargs="*", type=Path)
        parser.add_argument("--owner", required=True, help="Code of the owning unit.")

    def handle(self, *args: Any, files: list[Path], owner: str, **options: Any) -> None:
        unit = Unit.objects.filter(code=owner).first()
        if unit is None:
            raise CommandError(f"There is no unit with the code {owner}.")
        paths = files or sorted((settings.BASE_DIR / "fixtures" / "memos").glob("*.yaml"))
        for path in paths:
            try:
                text = path.read_text(encoding="utf-8")
                wording = load_memo_template(text)
            except (OSError, WordingError) as fault:
                raise CommandError(f"{path}: {fault}") from fault
            template = load_wording(
                yaml.safe_load(text),
                wording.kind,
                owner=unit,
                actor=SystemActor("load_memos"),
                at=timezone.now(),
            )
            self.stdout.write(f"{template.kind} v{template.version}")
