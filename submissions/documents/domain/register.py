"""ทะเบียนเลขหนังสือ: every number once per owner, calendar year and series, wherever it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import Unit, User
from kpi_portal.errors import GuardRefused, InvalidInput
from kpi_portal.thai import buddhist_year, to_arabic_digits
from submissions.documents.enums import NumberState
from submissions.documents.models import RegisterNumber, Series

MEMO = "memo"


@dataclass(frozen=True, slots=True)
class Numbering:
    """Where a number comes from: `typed` from the agency's register, or the portal's own series
    when `typed` is empty. A circular carries ว before its running number; `shared` says that memos
    to several addressees carry this one number."""

    typed: str = ""
    circular: bool = False
    shared: bool = False
    series: str = MEMO


def take(
    owner: Unit, numbering: Numbering, *, actor: User, at: datetime, dated: date
) -> RegisterNumber:
    """Take one number inside the caller's act. Side effect: a row in the register.

    Raises `GuardRefused` naming the document that holds a number already; a voided number stays
    void and is not given again.
    """
    year = buddhist_year(dated.year)
    # The owner's row serialises whoever takes or types a number at once; rows that only refer to
    # the unit are not kept waiting.
    Unit.objects.select_for_update(no_key=True).get(pk=owner.pk)
    if numbering.typed.strip():
        return _record(owner, year, numbering, actor=actor, at=at)
    return _next(owner, year, numbering, actor=actor, at=at)


def void(number: RegisterNumber, *, at: datetime, reason: str) -> RegisterNumber:
    """Mark a number as not used. Side effect: its state; it can never be taken again."""
    if not reason.strip():
        raise InvalidInput(_("Say why the number is voided."), code="reason_required")
    number.state = NumberState.VOIDED
    number.void_reason = f"{at.isoformat()} {reason.strip()}"
    number.save(update_fields=["state", "void_reason"])
    return number


def _record(
    owner: Unit, year: int, numbering: Numbering, *, actor: User, at: datetime
) -> RegisterNumber:
    text = " ".join(to_arabic_digits(numbering.typed).split())
    if len(text) > 120:
        raise InvalidInput(_("The document number is too long."), code="number_too_long")
    held = _holding(owner, year, numbering.series, text).first()
    if held is not None:
        raise _taken(held)
    return RegisterNumber.objects.create(
        owner=owner,
        calendar_year=year,
        series=numbering.series,
        text=text,
        taken_by=actor,
        taken_at=at,
    )


def _next(
    owner: Unit, year: int, numbering: Numbering, *, actor: User, at: datetime
) -> RegisterNumber:
    series, _new = Series.objects.select_for_update().get_or_create(
        owner=owner, calendar_year=year, series=numbering.series
    )
    text = ""
    while not text or _holding(owner, year, numbering.series, text).exists():
        series.last += 1
        text = _worded(owner, series.last, numbering.circular)
    series.save(update_fields=["last"])
    return RegisterNumber.objects.create(
        owner=owner,
        calendar_year=year,
        series=numbering.series,
        text=text,
        running=series.last,
        taken_by=actor,
        taken_at=at,
    )


def _worded(owner: Unit, running: int, circular: bool) -> str:
    code = owner.document_code or owner.abbreviation or owner.code
    return f"{code}/ว {running}" if circular else f"{code}/{running}"


def _holding(owner: Unit, year: int, series: str, text: str) -> QuerySet[RegisterNumber]:
    """The row that has this number, also where it was typed with other spaces: สบอ 9/ว 1 is
    สบอ9/ว1. The portal's own series may reach a number that somebody typed before."""
    given = RegisterNumber.objects.filter(owner=owner, calendar_year=year, series=series)
    close = given.annotate(close=Replace("text", Value(" "), Value("")))
    return close.filter(close=text.replace(" ", ""))


def _taken(held: RegisterNumber) -> GuardRefused:
    if held.state == NumberState.VOIDED:
        return GuardRefused(
            _("The number %(number)s was voided and is not used again.") % {"number": held.text},
            code="number_voided",
        )
    document = held.document
    return GuardRefused(
        _("The number %(number)s is already on another document: %(subject)s")
        % {"number": held.text, "subject": document.subject if document else "–"},
        code="number_taken",
        document=document.pk if document else None,
    )
