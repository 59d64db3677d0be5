"""A person's own views of the queue: filters kept under a name.

They are a person's own notes on how to look, like the chosen language, and tell of no act upon a
report; so they leave no entry in the audit trail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.errors import GuardRefused, InvalidInput, NotFound, _StrOrPromise
from kpi_portal.thai import normalise_text
from submissions.domain.queue_filters import Filters, Heap, Timing
from submissions.models import SavedView

MOST = 20
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A view that everybody has."""

    name: _StrOrPromise
    filters: Filters


BUILT_IN: tuple[BuiltIn, ...] = (
    BuiltIn(_("My open reviews"), Filters(mine=True)),
    BuiltIn(_("Without a reviewer"), Filters(nobody=True)),
    BuiltIn(_("Waiting for confirmation"), Filters(heap=Heap.TO_CONFIRM)),
    BuiltIn(_("Overdue"), Filters(heap=Heap.ALL, timing=Timing.OVERDUE)),
    BuiltIn(_("Answer overdue"), Filters(heap=Heap.RETURNED, timing=Timing.UNANSWERED)),
)


def of(person: User) -> list[SavedView]:
    """The person's own views by name."""
    return list(SavedView.objects.filter(person=person).order_by("name", "pk"))


def get_for(person: User, pk: int) -> SavedView:
    """One view of the person's own; raises `NotFound` for any other."""
    found = SavedView.objects.filter(person=person, pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such view."), code="not_found")
    return found


def first_of(person: User) -> SavedView | None:
    """The view that the queue opens with."""
    return SavedView.objects.filter(person=person, opens_first=True).first()


def save(person: User, name: str, filters: Filters, *, at: datetime) -> SavedView:
    """Keep the filters under a new name.

    Side effect: the view. Raises `InvalidInput` for an empty or too long name, `GuardRefused` for a
    name the person has already and where there are as many views as one keeps.
    """
    said = _checked(name)
    with transaction.atomic():
        own = list(SavedView.objects.select_for_update().filter(person=person))
        if any(view.name == said for view in own):
            raise _taken(said)
        if len(own) >= MOST:
            raise GuardRefused(
                _("You keep %(most)d views already, which is the most. Delete or replace one.")
                % {"most": MOST},
                code="too_many_views",
            )
        return SavedView.objects.create(
            person=person, name=said, asked=filters.asked, created_at=at
        )


def rename(view: SavedView, name: str) -> SavedView:
    """Give a view another name. Refusals as for `save`."""
    said = _checked(name)
    view.name = said
    try:
        with transaction.atomic():
            view.save(update_fields=["name"])
    except IntegrityError:
        raise _taken(said) from None
    return view


def replace(view: SavedView, filters: Filters) -> SavedView:
    """Put other filters under the view's name."""
    view.asked = filters.asked
    view.save(update_fields=["asked"])
    return view


def open_first(person: User, view: SavedView | None) -> None:
    """The queue opens with this view when nothing is asked for; None takes the choice back."""
    with transaction.atomic():
        SavedView.objects.filter(person=person, opens_first=True).update(opens_first=False)
        if view is not None:
            SavedView.objects.filter(person=person, pk=view.pk).update(opens_first=True)


def delete(view: SavedView) -> None:
    """Forget a view; no report is touched."""
    view.delete()


def filters_of(view: SavedView) -> Filters:
    """What the view asks for; words that are not understood any more are left out."""
    asked: Mapping[str, object] = view.asked if isinstance(view.asked, dict) else {}
    return Filters.of({str(name): str(value) for name, value in asked.items()})


def _checked(name: str) -> str:
    said = normalise_text(name, multiline=False).strip()
    if not said:
        raise InvalidInput(_("Give the view a name."), code="name_required")
    if len(said) > LONGEST_NAME:
        raise InvalidInput(
            _("The name has %(count)d characters; at most %(most)d fit.")
            % {"count": len(said), "most": LONGEST_NAME},
            code="too_long",
        )
    return said


def _taken(name: str) -> GuardRefused:
    return GuardRefused(
        _("You have a view named “%(name)s” already. Choose another name.") % {"name": name},
        code="name_taken",
    )
