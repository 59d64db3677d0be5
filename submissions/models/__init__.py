"""The tables of a submission, by purpose."""

from submissions.models.answers import Answer, Process
from submissions.models.bureau import MergedRow, OutsideResult
from submissions.models.decisions import Appointment, Extension, Waiver
from submissions.models.evidence import Evidence, EvidenceUse, EvidenceVersion
from submissions.models.received import ReceivedFile, ReceivedReport
from submissions.models.reconsideration import ContestedItem, Reconsideration
from submissions.models.review import Approval, ReturnItem, ReturnNotice, Verdict
from submissions.models.reviewing import (
    AcknowledgedContradiction,
    ConflictOfInterest,
    Preview,
    ReturnReason,
    SavedView,
)
from submissions.models.score import ScoreSnapshot
from submissions.models.submission import Filing, Submission
from submissions.models.what_if import WhatIf, WhatIfLine

__all__ = [
    "AcknowledgedContradiction",
    "Answer",
    "Appointment",
    "Approval",
    "ConflictOfInterest",
    "ContestedItem",
    "Evidence",
    "EvidenceUse",
    "EvidenceVersion",
    "Extension",
    "Filing",
    "MergedRow",
    "OutsideResult",
    "Preview",
    "Process",
    "ReceivedFile",
    "ReceivedReport",
    "Reconsideration",
    "ReturnItem",
    "ReturnNotice",
    "ReturnReason",
    "SavedView",
    "ScoreSnapshot",
    "Submission",
    "Verdict",
    "Waiver",
    "WhatIf",
    "WhatIfLine",
]
