"""Under which name the outbox lists what was told about a round."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import CharField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from indicators.models import Round
from kpi_portal.notifications.sending import GENERAL
from submissions.models import Submission

_ROUND = "round:"


def outbox_name(round: Round) -> str:
    """The name of one round, kept with each notification about it or one of its reports."""
    return f"{_ROUND}{round.pk}"


def outbox_name_of_all(reports: Iterable[Submission]) -> str:
    """The name of the round that all these reports are of; general where there are several."""
    rounds = {report.round_id for report in reports}
    return f"{_ROUND}{rounds.pop()}" if len(rounds) == 1 else GENERAL


def outbox_names(rounds: Iterable[int]) -> list[str]:
    """The names of several rounds, by their keys."""
    return [f"{_ROUND}{pk}" for pk in rounds]


def name_column() -> Combinable:
    """`outbox_name` of a row of rounds in the database's words."""
    return Concat(Value(_ROUND), Cast("pk", CharField()))


def round_of(name: str) -> int:
    """The key of the round that a name stands for; 0 for a name of anything else."""
    number = name.removeprefix(_ROUND)
    return int(number) if name.startswith(_ROUND) and number.isdigit() else 0
