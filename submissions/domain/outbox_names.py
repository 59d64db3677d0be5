"""Under which name the outbox lists what was told about a round."""

from __future__ import annotations

from collections.abc import Iterable

from indicators.models import Round

_ROUND = "round:"


def outbox_name(round: Round) -> str:
    """The name of one round, kept with each notification about it or one of its reports."""
    return f"{_ROUND}{round.pk}"


def outbox_names(rounds: Iterable[int]) -> list[str]:
    """The names of several rounds, by their keys."""
    return [f"{_ROUND}{pk}" for pk in rounds]


def round_of(name: str) -> int:
    """The key of the round that a name stands for; 0 for a name of anything else."""
    number = name.removeprefix(_ROUND)
    return int(number) if name.startswith(_ROUND) and number.isdigit() else 0
