"""`manage.py score CASE.yaml …`: scores cases from files, without a database.

Anyone can check a score with it, and a department can rehearse a rule, without touching live
data. One JSON object a line, one per case. A case that does not follow the format: exit 2; a
method that is not supported: exit 3; in both, nothing is printed for any case.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.cases import UnusableCase, command_output, run_cases
from scoring.engine import MethodNotSupported
from scoring.result import Result
from scoring.wording import sentence, summary

FAULT_EXIT = 2
NOT_SUPPORTED_EXIT = 3


class Command(BaseCommand):
    help = "Score cases from YAML files; prints one JSON object a line."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cases", nargs="+", type=Path, metavar="CASE.yaml")
        parser.add_argument(
            "--explain",
            action="store_true",
            help="add a sentence in Thai and English to every step, and a summary",
        )

    def handle(self, *args: Any, cases: list[Path], explain: bool, **options: Any) -> None:
        try:
            results = run_cases(cases)
        except UnusableCase as fault:
            raise CommandError(fault.one_line(), returncode=FAULT_EXIT) from fault
        except MethodNotSupported as fault:
            message = f"the method {fault.method} is not supported by this version"
            raise CommandError(message, returncode=NOT_SUPPORTED_EXIT) from fault
        for result in results:
            output = _explained(result) if explain else command_output(result)
            self.stdout.write(json.dumps(output, ensure_ascii=False))


def _explained(result: Result) -> dict[str, Any]:
    output = command_output(result)
    for step in output["trace"]:
        step["th"], step["en"] = sentence(step, "th"), sentence(step, "en")
    output["summary"] = {"th": summary(output, "th"), "en": summary(output, "en")}
    return output
