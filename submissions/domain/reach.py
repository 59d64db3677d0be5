"""How far a person reaches into a report: all of it, or the parts that their unit supplies.

This is the one place that says who may open and who may change a requirement. People of the
reporting unit reach everything. Those of a contributing unit see the outline and reach the
requirements of their parts, with the forms and approvals that these ask for; the score, the unit's
words, filings and history stay closed to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import Unit, User
from kpi_portal.errors import NotFound
from submissions import access
from submissions.domain import contested, parts
from submissions.models import Approval, EvidenceUse, Submission
from submissions.workflow import EDITABLE


@dataclass(frozen=True, slots=True)
class Reach:
    """`keys` None: everything."""

    keys: frozenset[str] | None

    @property
    def whole(self) -> bool:
        return self.keys is None

    def covers(self, key: str) -> bool:
        """Whether the requirement lies within."""
        return self.keys is None or key in self.keys

    def covers_any(self, keys: Iterable[str]) -> bool:
        """Whether one of the requirements lies within."""
        return any(self.covers(key) for key in keys)


NOTHING, EVERYTHING = Reach(frozenset()), Reach(None)


def of_contributor(user: User, submission: Submission, *, at: datetime) -> Reach:
    """The parts that units supply for which `user` drafts or directs."""
    codes = [part.part for part in access.own_contributions(user, submission, at=at)]
    return Reach(parts.keys_of(submission.definition, codes)) if codes else NOTHING


def changing(user: User, submission: Submission, *, at: datetime) -> Reach:
    """What `user` may change in this state: the unit's people, and the one who enters a report that
    came another way. Whether a returned report leaves a requirement open is
    asked separately."""
    if access.may_edit(user, submission, at=at) or access.entering_by(user, submission, at=at):
        return EVERYTHING
    if access.may_contest(user, submission, at=at):
        return Reach(contested.takes_evidence(submission))
    if submission.state not in EDITABLE:
        return NOTHING
    return of_contributor(user, submission, at=at)


def may_edit(user: User, submission: Submission, key: str, *, at: datetime) -> bool:
    """Whether `user` may change this requirement in this state."""
    return changing(user, submission, at=at).covers(key)


def reading(user: User, submission: Submission, *, at: datetime) -> Reach:
    """What `user` may open of the report."""
    if access.visible_to(user, at=at).filter(pk=submission.pk).exists():
        return EVERYTHING
    return of_contributor(user, submission, at=at)


def unit_for(user: User, submission: Submission, key: str, *, at: datetime) -> Unit | None:
    """The contributing unit in whose name `user` supplies this requirement; None for people of the
    reporting unit itself."""
    return unit_for_any(user, submission, (key,), at=at)


def unit_for_any(
    user: User, submission: Submission, keys: Iterable[str], *, at: datetime
) -> Unit | None:
    """The same for one of several requirements, such as those that a form supplies."""
    if access.may_edit(user, submission, at=at) or access.may_contest(user, submission, at=at):
        return None
    wanted = set(keys)
    for part in access.own_contributions(user, submission, at=at):
        if wanted & parts.keys_of(submission.definition, [part.part]):
            return part.unit
    return None


def find(user: User, pk: int, *, at: datetime) -> tuple[Submission, Reach]:
    """A report that `user` sees or contributes to, and what may be opened of it; raises `NotFound`
    for every other."""
    seen = access.with_context(access.visible_to(user, at=at)).filter(pk=pk).first()
    if seen is not None:
        return seen, EVERYTHING
    found = access.with_context(access.contributing(user, at=at)).filter(pk=pk).first()
    if found is None:
        raise NotFound("no such submission", code="not_found")
    return found, of_contributor(user, found, at=at)


def find_for(user: User, pk: int, keys: Iterable[str] | str, *, at: datetime) -> Submission:
    """The report where `user` may open one of these requirements; raises `NotFound`, because to
    others its pages do not exist."""
    found, open_to = find(user, pk, at=at)
    wanted = (keys,) if isinstance(keys, str) else keys
    if not open_to.whole and not open_to.covers_any(wanted):
        raise NotFound(_("There is no such page."), code="not_found")
    return found


def opens_version(user: User, version_pk: int, *, at: datetime) -> bool:
    """Whether a stored file is part of what `user` reaches in a report of others."""
    reports = access.contributing(user, at=at)
    used = EvidenceUse.objects.filter(Q(version=version_pk) | Q(version__capture=version_pk))
    approved = Approval.objects.filter(scan=version_pk)
    for rows in (used, approved):
        for row in rows.filter(submission__in=reports).select_related("submission"):
            report = access.with_context(Submission.objects.filter(pk=row.submission_id)).get()
            if of_contributor(user, report, at=at).covers(row.requirement):
                return True
    return False
