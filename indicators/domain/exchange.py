"""A definition that comes as a file: read, compared with what is there, taken into the draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from indicators.domain import differences, drafts
from indicators.domain.differences import Difference
from indicators.domain.files import language
from indicators.enums import VersionState
from indicators.models import Draft, Indicator
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.models import Unit
from kpi_portal.audit import chain
from kpi_portal.errors import GuardRefused, InvalidInput, Stale
from scoring.choices import Method
from scoring.definition import Indicator as Definition
from scoring.faults import DefinitionFaults
from scoring.parsing import dump_definition, parse_definition

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was understood: its definition, or every fault with its place and line."""

    definition: Definition | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heap:
    """Differences under one heading: the indicator itself, or a round and level."""

    title: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What taking a file in would change. `seen` tells apart what was looked at from what is there
    when it is taken in; `revision` is 0 where there is no draft yet."""

    heaps: tuple[Heap, ...]
    revision: int
    seen: str

    @property
    def count(self) -> int:
        return sum(len(heap.differences) for heap in self.heaps)


def read(source: str | bytes) -> Read:
    """Read a file of the format kpi-indicator/1; raises nothing."""
    try:
        return Read(parse_definition(source.encode() if isinstance(source, str) else source))
    except DefinitionFaults as unsound:
        return Read(None, tuple(fault.located(language()) for fault in unsound.faults))


def compare(indicator: Indicator, definition: Definition) -> Comparison:
    """What `definition` changes of the indicator's draft, or of its newest version.

    Raises `InvalidInput` for a definition of another indicator.
    """
    _require_same(indicator, definition)
    present, revision = _present(indicator)
    found = differences.between(present, dump_definition(definition))
    return Comparison(tuple(_heaps(found)), revision, _seen(present, definition))


def take_in(
    indicator: Indicator, definition: Definition, *, seen: str, actor: Actor, at: datetime
) -> Draft:
    """Take a compared definition into the draft, as one change that can be taken back.

    Side effects: those of `drafts.begin` and `drafts.change`. Raises `Stale` when draft or file are
    no longer what was compared, `GuardRefused` where nothing differs.
    """
    comparison = compare(indicator, definition)
    if comparison.seen != seen:
        raise Stale(
            _("Something changed meanwhile. Look at the differences once more."), code="stale"
        )
    if not comparison.count:
        raise GuardRefused(_("The file says the same as what is there."), code="nothing_new")
    draft = drafts.begin(indicator, actor=actor, at=at)
    return drafts.change(
        draft,
        dump_definition(definition),
        what=_("Taken in from a file"),
        revision=draft.revision,
        actor=actor,
        at=at,
    )


def take_in_new(
    definition: Definition, *, owners: Iterable[Unit], actor: Actor, at: datetime
) -> Draft:
    """A new indicator from a file, so far only a draft; owner, year and code stand in the file.

    `owners` are the units among which the file's owner is looked for; a file without one goes to
    the first. Raises `InvalidInput` for an unknown owner and for a code that is taken.
    """
    return drafts.create(
        owner_of(definition, owners),
        code=definition.code,
        fiscal_year=definition.fiscal_year,
        name=definition.name,
        method=Method(definition.method),
        document=dump_definition(definition),
        actor=actor,
        at=at,
    )


def owner_of(definition: Definition, owners: Iterable[Unit]) -> Unit:
    """The unit that the file names; raises `InvalidInput` where it is not among `owners`."""
    there = list(owners)
    for unit in there:
        if definition.owner is None or unit.code == definition.owner:
            return unit
    raise InvalidInput(
        _("The file names the owner “%(code)s”, which is no unit that you keep.")
        % {"code": definition.owner or ""},
        code="unknown_owner",
    )


def _present(indicator: Indicator) -> tuple[Document, int]:
    draft = Draft.objects.filter(indicator=indicator).first()
    if draft is not None:
        return draft.document, draft.revision
    newest = indicator.versions.exclude(state=VersionState.RETIRED).order_by("-number").first()
    return (newest.definition if newest is not None else {}), 0


def _require_same(indicator: Indicator, definition: Definition) -> None:
    if (definition.code, definition.fiscal_year) != (indicator.code, indicator.fiscal_year):
        raise InvalidInput(
            _("The file is of %(code)s of fiscal year %(year)s, not of this indicator.")
            % {"code": definition.code, "year": definition.fiscal_year},
            code="other_identity",
        )


def _seen(present: Document, definition: Definition) -> str:
    return chain.digest({"present": present, "file": dump_definition(definition)})


def _heaps(found: Iterable[Difference]) -> Iterator[Heap]:
    """By round and level, in the order in which they come."""
    heaps: dict[str, list[Difference]] = {}
    for difference in found:
        heaps.setdefault(_heading(difference), []).append(difference)
    for title, inside in heaps.items():
        yield Heap(title, tuple(inside))


def _heading(difference: Difference) -> str:
    if not difference.place.startswith("rounds["):
        return _("The indicator itself")
    levels = ".levels[" in difference.place and len(difference.trail) > 1
    return " › ".join(difference.trail[: 2 if levels else 1])
