"""The level claimed and the unit's own words: results per level, factors, obstacles, solutions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import InvalidInput, NotAllowed, Stale
from kpi_portal.thai import normalise_text
from submissions import access
from submissions.domain import reach, scores
from submissions.domain.said import require_fits
from submissions.models import Submission

TEXTS = ("supporting_factors", "obstacles", "solutions")
LONGEST = 10_000


def save_narrative(
    submission: Submission,
    *,
    actor: User,
    at: datetime,
    revision: int,
    claimed_level: int | None,
    level_results: Mapping[str, str],
    texts: Mapping[str, str],
) -> Submission:
    """Keep what was typed. `revision` is the one the page showed.

    Side effects: the texts, a higher `narrative_revision`, new scores, an audit entry that names
    the changed fields. Raises `Stale` when another person saved in between, `InvalidInput` for a
    level the round does not have or an over-long text.
    """
    with audit.act(actor=actor, at=at) as log:
        locked = access.lock(submission.pk)
        if not reach.changing(actor, locked, at=at).whole:
            raise NotAllowed(_("The report cannot be changed now."), code="not_editable")
        levels = {level.number for level in locked.definition.levels}
        if claimed_level not in {None, 0, *levels}:
            raise InvalidInput(_("The round has no such level."), code="no_such_level")
        wanted = {
            "claimed_level": claimed_level,
            "level_results": {
                key: clean(text) for key, text in level_results.items() if int(key) in levels
            },
            **{name: clean(texts.get(name, "")) for name in TEXTS},
        }
        changed = [name for name, value in wanted.items() if getattr(locked, name) != value]
        if not changed:
            # Also with an old revision: the page's own autosave was faster than its button.
            return locked
        if locked.narrative_revision != revision:
            raise _someone_else_saved(locked)
        for name in changed:
            setattr(locked, name, wanted[name])
        locked.narrative_revision += 1
        locked.updated_at, locked.updated_by = at, actor
        locked.save()
        log.note_down(
            "submission.narrative",
            locked,
            subject=locked.subject,
            unit_path=locked.unit.path,
            fields=changed,
            claimed_level=claimed_level,
        )
        scores.recompute(locked, at=at, reason="narrative")
    return locked


def clean(text: str) -> str:
    """Normalised Thai, at most `LONGEST` characters; raises `InvalidInput` beyond."""
    tidy = normalise_text(text).strip()
    return require_fits(tidy, LONGEST)


def _someone_else_saved(submission: Submission) -> Stale:
    who = submission.updated_by.display_name if submission.updated_by else ""
    return Stale(
        _("Somebody else saved this page in the meantime."),
        code="stale",
        revision=submission.narrative_revision,
        who=who,
        at=submission.updated_at.isoformat(),
        changes=[{"name": name, "value": getattr(submission, name)} for name in TEXTS],
    )
