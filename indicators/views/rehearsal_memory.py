"""What a person entered into the rehearsal panel, kept for the visit.

The definition changes underneath while it is designed; what was entered stays, also for a
requirement that is gone for a while.
"""

from __future__ import annotations

from typing import Any

from indicators.forms.rehearsal import SENT
from kpi_portal.requests import PortalRequest

_KEY = "rehearsal"
_DELETED = "rehearsal_deleted"
_MOST_ROUNDS = 8
_MOST_FIELDS = 1500
_LONGEST = 500
_NO_INPUT = frozenset({"csrfmiddlewaretoken", "act", "name"})


def of(request: PortalRequest, pk: int, round_key: str) -> dict[str, str]:
    """What was entered for a round; nothing on the first visit."""
    kept: dict[str, str] = request.session.get(_KEY, {}).get(f"{pk}:{round_key}", {})
    return kept


def keep(request: PortalRequest, pk: int, round_key: str) -> None:
    """Keep what was sent. A box that is not on the page keeps what it had."""
    sent = {
        name: value[:_LONGEST]
        for name, value in list(request.POST.items())[:_MOST_FIELDS]
        if name not in _NO_INPUT and not name.startswith("expected_") and isinstance(value, str)
    }
    shown = set(request.POST.get("boxes", "").split())
    former = of(request, pk, round_key)
    hidden = {name: value for name, value in former.items() if name not in shown}
    sent.pop("boxes", None)
    put(request, pk, round_key, {**hidden, **sent, SENT: "1"})


def put(request: PortalRequest, pk: int, round_key: str, raw: dict[str, str]) -> None:
    """Keep these entries for a round; the rounds looked at longest ago are dropped."""
    everything: dict[str, Any] = dict(request.session.get(_KEY, {}))
    everything.pop(f"{pk}:{round_key}", None)
    everything[f"{pk}:{round_key}"] = {k: v for k, v in raw.items() if v}
    request.session[_KEY] = dict(list(everything.items())[-_MOST_ROUNDS:])


def forget(request: PortalRequest, pk: int, round_key: str) -> None:
    """Empty the boxes of a round."""
    everything = dict(request.session.get(_KEY, {}))
    everything.pop(f"{pk}:{round_key}", None)
    request.session[_KEY] = everything


def remember_deleted(request: PortalRequest, pk: int, case: dict[str, Any]) -> None:
    """Keep a deleted case, so that it can be brought back."""
    request.session[_DELETED] = {"indicator": pk, "case": case}


def deleted(request: PortalRequest, pk: int) -> dict[str, Any] | None:
    """The case deleted last, if it was one of this indicator."""
    kept = request.session.get(_DELETED)
    return kept["case"] if kept and kept["indicator"] == pk else None


def forget_deleted(request: PortalRequest) -> None:
    """Nothing is left to bring back."""
    request.session.pop(_DELETED, None)
