"""Reading what was filled in: the processes chosen and, for each, the answer to a form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kpi_portal.audit import chain
from submissions.domain import forms_scope, forms_shape
from submissions.models import Answer, Process, Submission


@dataclass(frozen=True, slots=True)
class Filled:
    """One place to fill in: the form as a whole, or the form for one process."""

    process: Process | None
    answer: Answer | None

    @property
    def complete(self) -> bool:
        return self.answer is not None and self.answer.complete


def chosen(submission: Submission) -> list[Process]:
    """The chosen processes in the unit's order; one query, kept on the object."""
    kept: list[Process] | None = submission.__dict__.get("_chosen_processes")
    if kept is None:
        kept = list(submission.processes.filter(removed_at=None).order_by("position", "pk"))
        submission.__dict__["_chosen_processes"] = kept
    return kept


def forget(submission: Submission) -> None:
    """Drop the kept list after processes changed."""
    submission.__dict__.pop("_chosen_processes", None)


def filled(submission: Submission, form_code: str) -> list[Filled]:
    """Every place of one form, in the unit's order; those not begun have no answer."""
    return by_form(submission, [form_code])[form_code]


def by_form(submission: Submission, form_codes: Iterable[str]) -> dict[str, list[Filled]]:
    """Form code → its places, for several forms in two queries."""
    codes = list(form_codes)
    answers = {
        (answer.form_code, answer.process_id): answer
        for answer in Answer.objects.filter(
            submission=submission, form_code__in=codes
        ).select_related("template", "updated_by")
    }
    places: dict[str, list[Filled]] = {}
    for code in codes:
        processes: list[Process | None] = [None]
        if forms_scope.repeats(submission, code):
            processes = list(chosen(submission))
        places[code] = [
            Filled(process, answers.get((code, process.pk if process else None)))
            for process in processes
        ]
    return places


def is_complete(places: list[Filled]) -> bool:
    """Whether the form is complete, for every chosen process where it repeats."""
    return bool(places) and all(place.complete for place in places)


def is_begun(places: list[Filled]) -> bool:
    """Whether anything was saved in the form at all."""
    return any(place.answer is not None and place.answer.revision > 0 for place in places)


def digest_of(places: list[Filled]) -> str:
    """SHA-256 over everything filled in, whatever the order of the processes."""
    return chain.digest({"answers": _lines(places, whole=True)})


def plan_digest_of(places: list[Filled]) -> str:
    """SHA-256 over what an approval covers: all but the parts that only record progress."""
    return chain.digest({"answers": _lines(places, whole=False)})


def _lines(places: list[Filled], *, whole: bool) -> list[list[Any]]:
    lines: list[list[Any]] = []
    for place in places:
        name = place.process.name if place.process else ""
        answer = place.answer
        if answer is None or answer.revision == 0:
            text = ""
        else:
            text = (
                answer.digest if whole else forms_shape.plan_digest_of(answer.template, answer.data)
            )
        lines.append([place.process.pk if place.process else 0, name, text])
    return sorted(lines)
