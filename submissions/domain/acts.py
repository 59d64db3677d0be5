"""One move in progress, handed to guards, effects and announcements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kpi_portal.accounts.models import User
from kpi_portal.audit.recorder import SystemActor
from submissions.models import Submission
from submissions.workflow import Move


@dataclass(frozen=True, slots=True)
class MoveInProgress:
    """The locked submission, the move from the table, who makes it, when, why and with what."""

    submission: Submission
    move: Move
    actor: User | SystemActor
    at: datetime
    note: str
    data: dict[str, Any]

    @property
    def person(self) -> User:
        """The acting person; a system actor here is a defect in the table."""
        if isinstance(self.actor, SystemActor):
            raise TypeError(f"{self.move.action} needs a person")
        return self.actor
