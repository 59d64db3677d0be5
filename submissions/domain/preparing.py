"""Who prepared a report, by the traces that the report itself keeps.

Roles change and say what somebody might do; what somebody did lies in the answers, the pieces of
evidence, the merged rows and the trail, and stays there when the next person saves over it.
"""

from __future__ import annotations

from django.db.models import Q

from kpi_portal.accounts.models import User
from kpi_portal.audit.models import Entry
from submissions.models import Answer, EvidenceUse, MergedRow, Submission

# Acts of the trail by which a report is made; what reviewers and executives decide is not among
# them. The names before the first dot stand for all acts of the kind.
_KINDS = ("form", "process", "evidence", "merge", "approval.request", "submission.narrative")


def is_prepared_by(submission: Submission, person: User) -> bool:
    """Whether `person` had a hand in making this report. At most four queries."""
    acts = Q()
    for kind in _KINDS:
        acts |= Q(action=kind) if "." in kind else Q(action__startswith=f"{kind}.")
    return any(
        found.exists()
        for found in (
            Entry.objects.filter(acts, subject=submission.subject, actor=person),
            Answer.objects.filter(submission=submission, updated_by=person),
            EvidenceUse.objects.filter(submission=submission, added_by=person),
            MergedRow.objects.filter(answer__submission=submission, merged_by=person),
        )
    )
