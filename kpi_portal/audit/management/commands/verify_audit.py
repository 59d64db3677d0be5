"""`manage.py verify_audit`: recompute the audit chain."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kpi_portal.audit import verify
from kpi_portal.audit.models import ChainHead


class Command(BaseCommand):
    help = "Recompute the audit chain; exit 1 and name every fault when it does not hold."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(verify.faults())
        for fault in found:
            self.stderr.write(fault)
        head = ChainHead.objects.get(pk=1)
        if found:
            raise CommandError(f"The audit chain does not hold: {len(found)} faults.")
        self.stdout.write(f"The audit chain holds: {head.sequence} entries, head {head.hash}")
