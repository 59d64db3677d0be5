"""Numbers pasted for many memos: read line by line, checked against each other and the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Replace
from django.utils.translation import gettext as _

from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, NotAllowed
from kpi_portal.thai import buddhist_year, local_date, to_arabic_digits
from submissions.documents.domain import batch_reading, register
from submissions.documents.domain.batches import note
from submissions.documents.enums import BatchItemState, BatchState, NumberState
from submissions.documents.models import Batch, BatchItem, RegisterNumber

LONGEST = 120
# What an item may still be given a number in.
UNNUMBERED = (BatchItemState.WAITING, BatchItemState.DRAFTED, BatchItemState.FAILED)


@dataclass(frozen=True, slots=True)
class Place:
    """One memo that waits for a number, by the names under which a line may mean it."""

    item: int
    unit: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line, and how to mend it."""

    line: int
    text: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Read:
    """Item → number, and the lines that cannot be used."""

    numbers: Mapping[int, str]
    faults: tuple[Fault, ...] = ()
    lines: Mapping[int, int] = field(default_factory=dict)


def as_typed(places: Iterable[Place], numbers: Mapping[int, str]) -> str:
    """The list as a text to change: a unit, a tab and its number a line."""
    return "\n".join(f"{place.unit}\t{numbers.get(place.item, '')}" for place in places)


def read(text: str, places: Sequence[Place]) -> Read:
    """Read a pasted list: a number a line in the order shown, or a unit, a tab and its number.

    An empty line, or a unit without a number, leaves that memo without one.
    """
    found: dict[int, str] = {}
    at_line: dict[int, int] = {}
    faults: list[Fault] = []
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n") if text.strip() else []
    by_name = _by_name(places)
    named = any("\t" in line for line in lines)
    seen: dict[str, int] = {}
    for line_number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        name, number = _split(line, named)
        place = _place(name, line_number, places, by_name, named)
        sentence = ""
        if place is None:
            sentence = _no_place(name, named)
        elif place.item in at_line:
            sentence = _("“%(unit)s” has a number in line %(line)s already.") % {
                "unit": place.unit,
                "line": at_line[place.item],
            }
        elif len(number) > LONGEST:
            sentence = _("The document number is too long.")
        elif number and _close(number) in seen:
            sentence = _("The same number stands in line %(line)s.") % {
                "line": seen[_close(number)]
            }
        if sentence:
            faults.append(Fault(line_number, line.strip(), sentence))
        elif place is not None:
            at_line[place.item] = line_number
            found[place.item] = number
            if number:
                seen[_close(number)] = line_number
    return Read(found, tuple(faults), at_line)


def check_register(given: Read, owner: Unit, *, year: int) -> Read:
    """The same with the numbers that the register holds already as faults; one query."""
    wanted = {_close(number): item for item, number in given.numbers.items() if number}
    held = (
        RegisterNumber.objects.filter(owner=owner, calendar_year=year, series=register.MEMO)
        .annotate(close=Replace("text", Value(" "), Value("")))
        .filter(close__in=wanted)
        .prefetch_related("documents")
    )
    faults = list(given.faults)
    for number in held:
        item = wanted[number.text.replace(" ", "")]
        faults.append(Fault(given.lines[item], given.numbers[item], _held(number)))
    return Read(given.numbers, tuple(sorted(faults, key=lambda f: f.line)), given.lines)


def places_of(batch: Batch) -> list[Place]:
    """The memos without a number of their own yet, in the order of the list."""
    items = BatchItem.objects.filter(batch=batch, state__in=UNNUMBERED)
    rows = items.filter(document__register_number=None).order_by("position")
    return [
        Place(
            item.pk,
            item.submission.unit_name,
            (
                item.submission.unit.name,
                item.submission.unit_abbreviation,
                item.submission.unit.abbreviation,
                item.submission.unit.code,
            ),
        )
        for item in rows.select_related("submission__unit")
    ]


def give(batch: Batch, text: str, *, actor: User, at: datetime) -> Read:
    """Keep the pasted numbers with the memos of a batch; they are taken when it is issued.

    With any fault nothing is kept, and the answer names each line. Side effects: the items'
    numbers, an audit entry.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = (
            Batch.objects.select_for_update(of=("self",)).select_related("owner").get(pk=batch.pk)
        )
        if not batch_reading.may_handle(actor, locked, at=at):
            raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")
        if locked.state in (BatchState.ISSUING, BatchState.CANCELLED):
            raise GuardRefused(
                _("Numbers can be given while the batch is not being issued."), code="batch_state"
            )
        given = read(text, places_of(locked))
        given = check_register(given, locked.owner, year=buddhist_year(local_date(at).year))
        if given.faults:
            return given
        items = list(locked.items.filter(pk__in=given.numbers))
        for item in items:
            item.number = given.numbers[item.pk]
        BatchItem.objects.bulk_update(items, ["number"])
        numbered = sum(bool(number) for number in given.numbers.values())
        note(log, "batch.number", locked, count=numbered)
    return given


def _split(line: str, named: bool) -> tuple[str, str]:
    if not named:
        return "", _tidy(line)
    name, _tab, number = line.partition("\t")
    return " ".join(name.split()), _tidy(number.replace("\t", " "))


def _tidy(number: str) -> str:
    return " ".join(to_arabic_digits(number).split())


def _close(text: str) -> str:
    """A number without its spaces: สบอ 9/ว 1 is สบอ9/ว1."""
    return text.replace(" ", "")


def _by_name(places: Sequence[Place]) -> dict[str, Place | None]:
    """Names that mean two units mean none."""
    known: dict[str, Place | None] = {}
    for place in places:
        for name in {_plain(name) for name in (place.unit, *place.names) if name}:
            known[name] = None if name in known else place
    return known


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def _place(
    name: str,
    line_number: int,
    places: Sequence[Place],
    by_name: Mapping[str, Place | None],
    named: bool,
) -> Place | None:
    if named:
        return by_name.get(_plain(name))
    return places[line_number - 1] if line_number <= len(places) else None


def _no_place(name: str, named: bool) -> str:
    if not named:
        return _("There are fewer memos than lines: this line has none.")
    if not name:
        return _("This line names no unit; the others do.")
    return _("No memo of this batch that waits for a number goes to “%(unit)s”.") % {"unit": name}


def _held(number: RegisterNumber) -> str:
    if number.state == NumberState.VOIDED:
        return _("The number %(number)s was voided and is not used again.") % {
            "number": number.text
        }
    document = number.document
    return _("The number %(number)s is already on another document: %(subject)s") % {
        "number": number.text,
        "subject": document.subject if document else "–",
    }
