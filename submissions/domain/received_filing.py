"""What the filing of a received report leaves behind: who entered it, and the pieces that came."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from submissions import access
from submissions.domain.acts import MoveInProgress
from submissions.models import EvidenceUse, Filing, ReceivedReport


def of(act: MoveInProgress) -> ReceivedReport:
    """The entering that the actor holds open, its row locked; the guards have found it."""
    found = access.entering_by(act.person, act.submission, at=act.at)
    if found is None:
        raise TypeError(f"{act.move.action} without an entering")
    rows = ReceivedReport.objects.select_for_update(of=("self",)).select_related("cover", "filing")
    return rows.get(pk=found.pk)


def settle(act: MoveInProgress, received: ReceivedReport, made: Filing) -> dict[str, Any]:
    """Tie the filing to the entering. A corrected filing stays on record and never counts."""
    if received.filing is not None:
        received.filing.withdrawn_at = act.at
        received.filing.save(update_fields=["withdrawn_at"])
    received.filing, received.entered_by = made, act.person
    received.entered_at = received.entered_at or act.at
    received.sent_back_at = None
    received.save()
    claim_pieces(received, of_person=act.person.pk, until=act.at)
    access.forget_entering(act.submission)
    return {
        "channel": f"channel.{received.channel}",
        "received_at": made.at.isoformat(),
        "receiving_number": received.receiving_number,
        "brought_by": received.brought_by,
    }


def claim_pieces(received: ReceivedReport, *, of_person: int, until: datetime) -> None:
    """Mark what the person entered since the entering was opened as having come with it."""
    EvidenceUse.objects.filter(
        submission=received.submission_id,
        added_by=of_person,
        added_at__gte=received.opened_at,
        added_at__lte=until,
        received_with=None,
    ).update(received_with=received)
