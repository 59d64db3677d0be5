"""The facts of a stored report; a constant number of queries whatever its size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from forms_templates.domain.library import schema_of
from forms_templates.schema import Field, FieldType, FormSchema
from kpi_portal.thai import fiscal_year_span, local_date
from kpi_portal.thai.date_parsing import UnreadableDateError, parse_thai_date
from scoring.choices import Method
from submissions.domain import forms_answers, forms_scope, forms_shape, pieces, requirements, scores
from submissions.domain.contradictions import checks
from submissions.domain.contradictions.facts import (
    DateInForm,
    Elsewhere,
    Found,
    Piece,
    Plan,
    ReportFacts,
)
from submissions.domain.forms_answers import Filled
from submissions.domain.processes import REVIEW_FORM
from submissions.enums import ApprovalState, Decision, PieceKind, ScanState, ScoreBasis
from submissions.models import (
    AcknowledgedContradiction,
    Answer,
    Evidence,
    EvidenceUse,
    Submission,
)

Forms = Mapping[str, list[Filled]]


def of_report(submission: Submission, *, at: datetime) -> list[Found]:
    """Every contradiction of the report as it is now, acknowledged ones too."""
    return checks.find(facts_of(submission, at=at))


def acknowledged(submission: Submission) -> dict[str, AcknowledgedContradiction]:
    """Digest → what a reviewer let stand."""
    rows = submission.acknowledged_contradictions.select_related("by")
    return {row.digest: row for row in rows}


def open_ones(submission: Submission, *, at: datetime) -> list[Found]:
    """What still stands against proposing a result."""
    known = acknowledged(submission)
    return [found for found in of_report(submission, at=at) if found.digest not in known]


def further_places(found: Iterable[Found]) -> dict[str, list[tuple[str, int]]]:
    """By digest, where else each contradiction shows than in its first piece: requirement and
    piece; one query where there is any."""
    further = {one.digest: one.pieces[1:] for one in found}
    asked = [pk for keys in further.values() for pk in keys]
    rows = EvidenceUse.objects.filter(pk__in=asked).values_list("pk", "requirement")
    places = dict(rows) if asked else {}
    return {
        digest: [(places[pk], pk) for pk in keys if pk in places]
        for digest, keys in further.items()
    }


def facts_of(submission: Submission, *, at: datetime) -> ReportFacts:
    """The report in plain data."""
    places = requirements.index(submission.definition)
    uses = pieces.active(submission)
    first_day, last_day = fiscal_year_span(submission.round.indicator.fiscal_year)
    forms = forms_answers.by_form(submission, requirements.forms_of(submission.definition))
    return ReportFacts(
        first_day=first_day,
        last_day=last_day,
        due=local_date(submission.effective_due_at),
        pieces=[_piece(use, places[use.requirement].requirement.title) for use in uses],
        awarded=_awarded(submission, at),
        levels={key: place.level.number for key, place in places.items() if place.numbered},
        listed=_listed(submission, forms),
        chosen=[process.name for process in forms_answers.chosen(submission)],
        chosen_at=_first_repeating(submission, forms),
        plans=list(_plans(submission, uses, forms)),
        dates=list(_dates(submission, forms)),
        elsewhere=_elsewhere(submission, uses),
        level_texts={int(key): text for key, text in submission.level_results.items()},
    )


def _piece(use: EvidenceUse, title: str) -> Piece:
    version = use.version
    return Piece(
        key=use.pk,
        requirement=use.requirement,
        name=version.evidence.name if version is not None else title,
        accepted=use.supplied and use.decision == Decision.ACCEPTED,
        readable=use.supplied and (version is None or version.scan_state == ScanState.CLEAR),
        version=use.version_id,
        sha256=version.sha256 if version is not None else "",
        shared=version is not None and _is_shared(version.evidence),
        dated=version.document_date if version is not None else None,
        number=None if use.number is None else Fraction(use.number),
        text=_words_of(use),
    )


def _is_shared(document: Evidence) -> bool:
    """Published by the section, also where it is offered no longer."""
    return document.shared or document.withdrawn_at is not None


def _words_of(use: EvidenceUse) -> str:
    caption = use.version.caption if use.version is not None else ""
    return " ".join(filter(None, [use.text, caption]))


def _awarded(submission: Submission, at: datetime) -> dict[str, int]:
    """Requirement → level, for every level that the accepted evidence reaches; what is asked for
    and not counted may be missing."""
    if submission.definition.method is not Method.MILESTONES:
        return {}
    result = scores.evaluate(submission, ScoreBasis.CONFIRMED, at=at).result
    reached = {outcome.number for outcome in result.levels if outcome.counted}
    places = requirements.index(submission.definition)
    return {
        key: place.level.number
        for key, place in places.items()
        if place.level.number in reached and place.requirement.required
    }


def _listed(submission: Submission, forms: Forms) -> list[str] | None:
    """The processes of the review: this round's, else those of an earlier round of the year."""
    if REVIEW_FORM in forms:
        answers = [place.answer for place in forms[REVIEW_FORM] if place.answer is not None]
    else:
        answers = list(_earlier_reviews(submission))
    if not answers:
        return None
    rows = [row for answer in answers for row in forms_shape.rows_at(answer.data, forms_shape.ROWS)]
    return [row.get("process_name", "") for row in rows]


def _earlier_reviews(submission: Submission) -> Iterable[Answer]:
    earlier = Answer.objects.filter(
        form_code=REVIEW_FORM,
        submission__unit_id=submission.unit_id,
        submission__round__indicator_id=submission.round.indicator_id,
        submission__round__due_at__lt=submission.round.due_at,
    )
    return earlier.order_by("-submission__round__due_at")[:1]


def _first_repeating(submission: Submission, forms: Forms) -> str:
    """Where a process is shown first: the requirement of the first form that repeats."""
    for code in forms:
        keys = requirements.asking_for_form(submission.definition, code)
        if keys and forms_scope.repeats(submission, code):
            return keys[0]
    return ""


def _plans(submission: Submission, uses: Iterable[EvidenceUse], forms: Forms) -> Iterator[Plan]:
    definition = submission.definition
    accepted = {u.requirement: u for u in uses if u.supplied and u.decision == Decision.ACCEPTED}
    approved = {
        row.form_code: row.answers_digest
        for row in submission.approvals.filter(state=ApprovalState.APPROVED).order_by("decided_at")
    }
    for code, filled in forms.items():
        approvals = forms_scope.approvals_of_form(definition, code)
        if not approvals:
            continue
        for key in requirements.asking_for_form(definition, code):
            on_paper = accepted.get(approvals[0])
            yield Plan(
                form=_title(filled, code),
                requirement=key,
                accepted=key in accepted and accepted[key].kind == PieceKind.FORM,
                approval_replaced=on_paper is not None and on_paper.kind != PieceKind.APPROVAL,
                now=forms_answers.plan_digest_of(filled),
                approved=approved.get(code),
                numbers=tuple(_numbers_of(submission, code)),
            )


def _numbers_of(submission: Submission, code: str) -> Iterator[str]:
    for key, place in requirements.index(submission.definition).items():
        if (place.requirement.value_from or "").partition(".")[0] == code:
            yield key


def _title(filled: list[Filled], code: str) -> str:
    answer = next((place.answer for place in filled if place.answer is not None), None)
    return code if answer is None else schema_of(answer.template).title


def _dates(submission: Submission, forms: Forms) -> Iterator[DateInForm]:
    for code, filled in forms.items():
        keys = requirements.asking_for_form(submission.definition, code)
        for place in filled:
            if place.answer is not None and keys:
                schema = schema_of(place.answer.template)
                for field, text in _stated(schema, place.answer.data):
                    day = _day(text)
                    if day is not None:
                        yield DateInForm(schema.title, keys[0], field.label, day)


def _stated(schema: FormSchema, data: Mapping[str, Any]) -> Iterator[tuple[Field, str]]:
    """Every date that the form's fields and tables hold, as it was typed."""
    header, answers = data.get("header") or {}, data.get("answers") or {}
    for field in schema.header:
        if field.type is FieldType.DATE and header.get(field.key):
            yield field, header[field.key]
    for section in schema.sections:
        for field in section.fields:
            if field.type is FieldType.DATE and answers.get(field.key):
                yield field, answers[field.key]
    for table in forms_shape.tables(schema):
        columns = [c for c in table.columns if c.type is FieldType.DATE]
        for row in forms_shape.rows_at(data, table.path):
            yield from ((column, row[column.key]) for column in columns if row.get(column.key))


def _day(text: str) -> date | None:
    try:
        return parse_thai_date(text)
    except UnreadableDateError:
        return None  # what cannot be read as a day is told where the form is filled in


def _elsewhere(submission: Submission, uses: Iterable[EvidenceUse]) -> dict[str, list[Elsewhere]]:
    """SHA-256 → reports of other units, on indicators of the same owner, that hold these bytes."""
    hashes = {u.version.sha256 for u in uses if u.version is not None and u.version.sha256}
    if not hashes:
        return {}
    others = (
        EvidenceUse.objects.filter(
            version__sha256__in=hashes,
            removed_at=None,
            version__evidence__shared=False,
            version__evidence__withdrawn_at=None,
            submission__round__indicator__owner_id=submission.round.indicator.owner_id,
        )
        .exclude(submission__unit_id=submission.unit_id)
        .values_list(
            "version__sha256",
            "submission__unit_name",
            "submission__round__indicator__code",
            "submission__round__name",
        )
        .order_by("submission__unit_name", "pk")
    )
    found: dict[str, list[Elsewhere]] = {}
    for sha256, unit, indicator, round in others:
        found.setdefault(sha256, []).append(Elsewhere(unit, f"{indicator} {round}"))
    return found
