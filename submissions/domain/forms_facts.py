"""What the portal itself knows and writes into the head of a form."""

from __future__ import annotations

from collections.abc import Mapping

from forms_templates.schema import FormSchema, Prefill
from kpi_portal.accounts.enums import UnitKind
from kpi_portal.accounts.models import Unit
from submissions.models import Process, Submission

# These are the report's own facts; the unit changes them elsewhere and never types them here.
FIXED = frozenset({Prefill.PROCESS, Prefill.FISCAL_YEAR, Prefill.ROUND})


def header_of(
    schema: FormSchema, submission: Submission, process: Process | None
) -> dict[str, str]:
    """Key → text for every field of the head that the portal fills."""
    wanted = {field.prefill for field in schema.header}
    facts: dict[Prefill | None, str] = {
        Prefill.UNIT: submission.unit_name,
        Prefill.PROCESS: process.name if process else "",
        Prefill.FISCAL_YEAR: str(submission.round.indicator.fiscal_year),
        Prefill.ROUND: submission.round.name,
    }
    if Prefill.OFFICE in wanted:
        facts[Prefill.OFFICE] = office_of(submission)
    return {field.key: facts[field.prefill] for field in schema.header if field.prefill in facts}


def fixed_header_of(
    schema: FormSchema, submission: Submission, process: Process | None
) -> dict[str, str]:
    """Only the facts that nobody types: they are written again at every save."""
    fixed = {field.key for field in schema.header if field.prefill in FIXED}
    known = header_of(schema, submission, process) if fixed else {}
    return {key: text for key, text in known.items() if key in fixed}


def with_fixed_header(
    data: Mapping[str, object], fixed: Mapping[str, str]
) -> dict[str, dict[str, object]]:
    """The answers with the fixed facts in their head."""
    header = data.get("header")
    typed = dict(header) if isinstance(header, Mapping) else {}
    return {**data, "header": {**typed, **fixed}}  # type: ignore[dict-item]  # JSON of the schema


def office_of(submission: Submission) -> str:
    """The bureau (สำนัก/กอง) that the reporting unit belongs to, or the unit's own name."""
    above = [int(pk) for pk in submission.unit.path.strip("/").split("/")]
    bureau = (
        Unit.objects.filter(pk__in=above, kind=UnitKind.BUREAU).order_by("-path").values("name")
    )
    found = bureau.first()
    return found["name"] if found else submission.unit_name
