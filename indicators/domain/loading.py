"""Taking a definition into the portal: a new version each time it changes, never an edit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from indicators.domain import dates
from indicators.enums import RoundState, VersionState
from indicators.models import Indicator, IndicatorVersion, Round
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import chain
from kpi_portal.audit import recorder as audit
from kpi_portal.audit.recorder import SystemActor
from kpi_portal.errors import InvalidInput, NotAllowed
from kpi_portal.thai import local_date
from scoring.definition import Indicator as Definition
from scoring.faults import Fault
from scoring.parsing import dump_definition, publishing_faults

Actor = User | SystemActor


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a definition: its version, whether that is new, and what keeps it a draft."""

    indicator: Indicator
    version: IndicatorVersion
    is_new: bool
    faults: tuple[Fault, ...] = ()


def subject_of(indicator: Indicator) -> str:
    """The name under which the audit trail groups an indicator's history."""
    return f"indicator:{indicator.pk}"


def load_definition(
    definition: Definition,
    *,
    owner: Unit,
    actor: Actor,
    at: datetime,
    reason: str = "",
    copied_from: Indicator | None = None,
) -> Loaded:
    """Keep `definition` as the newest version of its indicator; loading it again changes nothing.

    A definition without publishing faults is published at once and gives its planned rounds their
    proposed dates; rounds already open keep theirs. Side effects: the indicator, the version,
    planned rounds, an audit entry. Raises `NotAllowed`, and `InvalidInput` when the file names
    another owner.
    """
    _require_permission(actor, owner, at)
    if definition.owner is not None and definition.owner != owner.code:
        raise InvalidInput(
            _("The definition belongs to the unit %(named)s, not to %(given)s.")
            % {"named": definition.owner, "given": owner.code},
            code="other_owner",
        )
    body = dump_definition(definition)
    sha256 = chain.digest(body)
    newest = _newest_version(owner, definition)
    faults = publishing_faults(definition)
    same = newest is not None and newest.sha256 == sha256
    # what was kept as a draft by stricter rules is published under a number of its own
    if newest is not None and same and (newest.state != VersionState.DRAFT or faults):
        return Loaded(newest.indicator, newest, is_new=False, faults=faults)
    with audit.act(actor=actor, at=at) as log:
        indicator = _indicator(definition, owner, copied_from, publish=not faults)
        version = IndicatorVersion.objects.create(
            indicator=indicator,
            number=newest.number + 1 if newest else 1,
            state=VersionState.DRAFT if faults else VersionState.PUBLISHED,
            definition=body,
            sha256=sha256,
            author=actor if isinstance(actor, User) else None,
            reason=reason,
            created_at=at,
            published_at=None if faults else at,
        )
        planned = (
            [] if faults else [_plan_round(indicator, definition, r.key) for r in definition.rounds]
        )
        log.note_down(
            "indicator.load",
            version,
            subject=subject_of(indicator),
            unit_path=owner.path,
            note=reason,
            code=indicator.code,
            fiscal_year=indicator.fiscal_year,
            version=version.number,
            state=str(version.state),
            sha256=sha256,
            rounds=[r.key for r in planned],
        )
    return Loaded(indicator, version, is_new=True, faults=faults)


def _require_permission(actor: Actor, owner: Unit, at: datetime) -> None:
    if isinstance(actor, SystemActor) or actor.is_superuser:
        return
    if not standing.of(actor, local_date(at)).may_act_as(Role.CONFIGURER, owner.path):
        raise NotAllowed(_("Your role does not allow this act."), code="not_allowed")


def _newest_version(owner: Unit, definition: Definition) -> IndicatorVersion | None:
    return (
        IndicatorVersion.objects.filter(
            indicator__owner=owner,
            indicator__fiscal_year=definition.fiscal_year,
            indicator__code=definition.code,
        )
        .select_related("indicator__owner")
        .order_by("-number")
        .first()
    )


def _indicator(
    definition: Definition, owner: Unit, copied_from: Indicator | None, *, publish: bool
) -> Indicator:
    """The indicator's row. Its names follow what is published, not every draft."""
    names = {"name": definition.name, "name_en": definition.name_en}
    indicator, created = Indicator.objects.get_or_create(
        owner=owner,
        fiscal_year=definition.fiscal_year,
        code=definition.code,
        defaults=names | {"copied_from": copied_from},
    )
    if publish and not created and (indicator.name, indicator.name_en) != tuple(names.values()):
        indicator.name, indicator.name_en = names["name"], names["name_en"]
        indicator.save(update_fields=["name", "name_en"])
    return indicator


def _plan_round(indicator: Indicator, definition: Definition, key: str) -> Round:
    """Plan the round, or bring a round that is still planned up to the new proposals."""
    entry = definition.round(key)
    proposals = asdict(dates.proposed(definition, entry)) | {
        "name": entry.name,
        "rolled_from": None,
    }
    if entry.reminders:  # a definition without them leaves what was planned
        proposals["reminders"] = list(entry.reminders)
    found, created = Round.objects.get_or_create(indicator=indicator, key=key, defaults=proposals)
    if not created and found.state == RoundState.PLANNED:
        for name, value in proposals.items():
            setattr(found, name, value)
        found.save(update_fields=list(proposals))
    return found
