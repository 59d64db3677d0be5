"""How each unit of a round is weighed and measured: its group, target group, last year's score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from indicators.enums import RoundState
from indicators.models import Assignment, Round
from kpi_portal.accounts.enums import Role, UnitGroup
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput, _StrOrPromise
from submissions import access
from submissions.domain import opening, round_criteria, round_readiness, round_rules, scores
from submissions.domain.round_criteria import Criteria
from submissions.domain.round_rules import Actor
from submissions.domain.score_inputs import Assigned
from submissions.models import Submission
from submissions.workflow import SETTLED

_KEPT = (RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED)
_SETTLED = _("The result is confirmed, so this stands. Reopen the report first, then change it.")


@dataclass(frozen=True, slots=True)
class UnitSettings:
    """What is settled for one unit of a round."""

    group: str
    target_group: str = ""
    previous: Decimal | None = None

    @classmethod
    def of(cls, assignment: Assignment) -> UnitSettings:
        return cls(assignment.group, assignment.target_group, assignment.previous)

    @property
    def stated(self) -> Assigned:
        """As the scores read it."""
        previous = None if self.previous is None else Fraction(self.previous)
        return Assigned(self.target_group or None, previous)


@dataclass(frozen=True, slots=True)
class Change:
    """What is wanted for one unit, and what its page showed before."""

    wanted: UnitSettings
    seen: UnitSettings


class SettingsRefused(InvalidInput):
    """Settings that cannot be kept; `faults` says why by assignment and field."""

    def __init__(self, faults: Mapping[tuple[int, str], _StrOrPromise]) -> None:
        super().__init__(next(iter(faults.values())), code="settings_refused")
        self.faults = dict(faults)


def change_settings(
    round: Round, changes: Mapping[int, Change], *, actor: Actor, at: datetime
) -> list[Assignment]:
    """Settle how units are weighed and measured; `changes` by the assignment's key. Nothing is
    kept unless all can be.

    Side effects: the assignments, the group of their reports, new scores of these; in an open
    round reports of units that lacked nothing but a setting; audit entries with before and after.
    Returns what changed. Raises `SettingsRefused` naming each fault, `GuardRefused` once the
    round's results are settled.
    """
    round_rules.require_role(actor, round, Role.CONFIGURER, Role.HEAD, at=at)
    if round.state not in _KEPT:
        raise GuardRefused(_("The results of this round are settled."), code="round_settled")
    with audit.act(actor=actor, at=at) as log:
        criteria = round_criteria.of_round(round)
        there = {
            entry.pk: entry
            for entry in round.assignments.select_for_update(of=("self",))
            .select_related("unit", "round__indicator__owner")
            .order_by("unit__path")
        }
        reports = reports_of(there.values(), round.submissions.all())
        wanted = {
            pk: change
            for pk, change in changes.items()
            if pk in there and change.wanted not in (change.seen, UnitSettings.of(there[pk]))
        }
        _require_possible(criteria, there, wanted, reports)
        for pk, change in wanted.items():
            _settle(there[pk], change.wanted, reports[pk], log, at)
        serve(round, criteria, actor=actor, at=at)
    return [there[pk] for pk in wanted]


def serve(round: Round, criteria: Criteria, *, actor: Actor, at: datetime) -> list[Submission]:
    """In an open round make the reports of units that wait for theirs, once none of them lacks
    anything. Side effects as in `opening.open_round`; returns the new reports."""
    if round.state != RoundState.OPEN:
        return []
    waiting = list(opening.unserved(round))
    if not waiting or any(round_readiness.of_unit(criteria, entry) for entry in waiting):
        return []
    return opening.open_round(round, actor=actor, at=at)


def reports_of(
    assignments: Iterable[Assignment], submissions: Iterable[Submission]
) -> dict[int, list[Submission]]:
    """By assignment: the reports that it weighs. One that was handed over is weighed by its first
    unit's assignment while that stands, else by its present unit's."""
    found: dict[int, list[Submission]] = {}
    by_unit: dict[int, int] = {}
    for entry in assignments:
        found[entry.pk] = []
        by_unit[entry.unit_id] = entry.pk
    for report in submissions:
        keys = (report.handed_over_from_id, report.unit_id)
        pk = next((by_unit[key] for key in keys if key in by_unit), None)
        if pk is not None:
            found[pk].append(report)
    return found


def is_settled(reports: Sequence[Submission]) -> bool:
    """Whether a report's result is confirmed or later: its settings stand until a reopening."""
    return any(report.state in SETTLED for report in reports)


def _require_possible(
    criteria: Criteria,
    there: Mapping[int, Assignment],
    wanted: Mapping[int, Change],
    reports: Mapping[int, Sequence[Submission]],
) -> None:
    faults: dict[tuple[int, str], _StrOrPromise] = {}
    for pk, change in wanted.items():
        for field, words in _faults(criteria, there[pk], change, reports[pk]).items():
            faults[pk, field] = words
    if faults:
        raise SettingsRefused(faults)


def _faults(
    criteria: Criteria, entry: Assignment, change: Change, reports: Sequence[Submission]
) -> dict[str, _StrOrPromise]:
    now, wanted = UnitSettings.of(entry), change.wanted
    changed = [name for name, value in asdict(wanted).items() if getattr(now, name) != value]
    if is_settled(reports):
        return dict.fromkeys(changed, _SETTLED)
    if now != change.seen:
        words = _("Someone changed this unit meanwhile; its row shows what was typed here.")
        return dict.fromkeys(changed, words)
    if "group" in changed and wanted.group not in UnitGroup.values:
        return {"group": _("Choose the group by which the unit is weighed.")}
    if wanted.target_group and wanted.target_group not in criteria.groups:
        return {"target_group": _("The criteria have no such target group.")}
    # before it opens a round may lack what its page lists; a report that people fill in may not
    return round_readiness.faults(criteria, wanted.stated) if reports else {}


def _settle(
    entry: Assignment,
    wanted: UnitSettings,
    reports: Sequence[Submission],
    log: audit.Act,
    at: datetime,
) -> None:
    before = UnitSettings.of(entry)
    changed = {
        name: [_plain(getattr(before, name)), _plain(value)]
        for name, value in asdict(wanted).items()
        if getattr(before, name) != value
    }
    entry.group, entry.target_group = wanted.group, wanted.target_group
    entry.previous = wanted.previous
    entry.save(update_fields=["group", "target_group", "previous"])
    round = entry.round
    log.note_down(
        "assignment.change",
        round,
        subject=round_rules.subject_of(round),
        unit_path=round.indicator.owner.path,
        changed=changed,
        round=str(round),
        unit=entry.unit.name,
    )
    for report in reports:
        locked = access.lock(report.pk)
        if locked.state in SETTLED:  # confirmed since it was read
            raise SettingsRefused(dict.fromkeys([(entry.pk, name) for name in changed], _SETTLED))
        if locked.group != wanted.group:
            locked.group = wanted.group
            locked.save(update_fields=["group"])
        scores.recompute(locked, at=at, reason="assignment")
        log.note_down(
            "submission.weigh",
            locked,
            subject=locked.subject,
            unit_path=locked.unit.path,
            changed=changed,
            unit=locked.unit_name,
            round=str(round),
        )


def _plain(value: str | Decimal | None) -> str | None:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
