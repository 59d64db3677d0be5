"""What the designer's form does: saves the fields of a part, then carries out an act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from indicators.designing import acts, wording
from indicators.designing.fields import Field, FieldKind, Page
from indicators.designing.pages import describe
from indicators.designing.parts import part_at
from indicators.designing.places import place_of
from indicators.designing.reading import Posted, Taken, take, texts_of
from indicators.document_change import Place
from indicators.domain import drafts
from indicators.models import Draft
from indicators.views.designer_page import anchor_of, wanted_place
from kpi_portal.accounts.models import User
from kpi_portal.errors import InvalidInput, Stale

_IN_PLACE = (acts.UP, acts.DOWN, acts.REMOVE)


@dataclass(frozen=True, slots=True)
class Sent:
    """A posted form: the part it was made for, and what stood in it."""

    place: Place
    anchor: str
    revision: int
    act: str
    posted: Posted


@dataclass(frozen=True, slots=True)
class Saved:
    """The draft after the form, and the place to show."""

    draft: Draft
    place: Place
    did: str = ""


def read(draft: Draft, posted: Posted) -> Sent:
    """The form as it was sent; a revision that is no number counts as an old one."""
    revision = _last(posted, "revision")
    return Sent(
        place=wanted_place(draft, _last(posted, "place")),
        anchor=_last(posted, "anchor"),
        revision=int(revision) if revision.isascii() and revision.isdigit() else 0,
        act=_last(posted, "act"),
        posted=posted,
    )


def save(draft: Draft, sent: Sent, *, actor: User, at: datetime) -> Saved:
    """Take over the fields, then carry out the act.

    Raises `Stale` with the texts of both when the draft was changed under the page, `InvalidInput`
    when the part is no longer where the page has it, or a name cannot be taken.
    """
    page = describe(draft.document, part_at(draft.document, sent.place))
    _require_same_part(draft, page, sent)
    taken = take(draft.document, page, sent.posted)
    if sent.revision != draft.revision and (taken.changed or taken.refused):
        raise _stale(draft, page)
    if taken.changed:
        draft = _changed(draft, page, taken, actor, at)
    _require_names(taken)
    if not sent.act:
        return Saved(draft, sent.place)
    return _carry_out(draft, sent, actor, at)


def changes_of(page: Page) -> list[dict[str, str]]:
    """Every field as it is saved now, in the form the autosave script compares."""
    return [change for field in page.fields() for change in _changes(field)]


def _changed(draft: Draft, page: Page, taken: Taken, actor: User, at: datetime) -> Draft:
    what = wording.fields_changed(page, taken.changed)
    return drafts.change(
        draft, taken.document, what=what, revision=draft.revision, actor=actor, at=at
    )


def _carry_out(draft: Draft, sent: Sent, actor: User, at: datetime) -> Saved:
    page = describe(draft.document, part_at(draft.document, sent.place))
    try:
        done = acts.perform(draft.document, sent.act)
    except acts.NoSuchPart:
        raise InvalidInput(
            _("This part was moved or removed meanwhile. Look at it again."), code="no_such_part"
        ) from None
    what = wording.act_done(draft.document, page, sent.act)
    draft = drafts.change(
        draft, done.document, what=what, revision=draft.revision, actor=actor, at=at
    )
    verb, _colon, acted = sent.act.partition(":")
    target = place_of(acted) or []
    if verb in _IN_PLACE and target[:-1] != page.part.place[:-1]:
        return Saved(draft, target[:-1], what)  # done from the list on the page of the part above
    return Saved(draft, done.place, what)


def _require_same_part(draft: Draft, page: Page, sent: Sent) -> None:
    if sent.revision != draft.revision and sent.anchor != anchor_of(draft.document, page):
        raise InvalidInput(
            _(
                "Somebody moved, added or removed parts here meanwhile. Open this part again; "
                "what you typed is kept on this device."
            ),
            code="part_moved",
        )


def _require_names(taken: Taken) -> None:
    """Names of entries cannot be empty or twice the same: the document could not hold them."""
    if taken.refused:
        field, name = taken.refused[0]
        raise InvalidInput(
            _("%(field)s: “%(name)s” is empty or already used. Choose another name.")
            % {"field": field.label, "name": name},
            code="name_taken",
        )


def _stale(draft: Draft, page: Page) -> Stale:
    return Stale(
        _("Someone changed this draft meanwhile."),
        code="stale",
        revision=str(draft.revision),
        who=draft.updated_by.display_name if draft.updated_by else "",
        at=draft.updated_at.isoformat(),
        changes=changes_of(page),
    )


def _changes(field: Field) -> list[dict[str, str]]:
    texts = texts_of(field)
    if field.kind is FieldKind.SEVERAL:
        texts = {field.name: [",".join(texts[field.name])]}
    return [
        {"name": name, "label": str(field.label), "value": _last(texts, name)} for name in texts
    ]


def _last(texts: Posted, name: str) -> str:
    found: Sequence[str] = texts.get(name, ())
    return found[-1] if found else ""
