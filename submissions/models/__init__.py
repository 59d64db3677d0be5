"""The tables of a submission, by purpose."""

from submissions.models.answers import Answer, Process
from submissions.models.decisions import Appointment, Extension, Waiver
from submissions.models.evidence import Evidence, EvidenceUse, EvidenceVersion
from submissions.models.review import Approval, ReturnItem, ReturnNotice, Verdict
from submissions.models.score import ScoreSnapshot
from submissions.models.submission import Filing, Submission
from submissions.models.what_if import WhatIf, WhatIfLine

__all__ = [
    "Answer",
    "Appointment",
    "Approval",
    "Evidence",
    "EvidenceUse",
    "EvidenceVersion",
    "Extension",
    "Filing",
    "Process",
    "ReturnItem",
    "ReturnNotice",
    "ScoreSnapshot",
    "Submission",
    "Verdict",
    "Waiver",
    "WhatIf",
    "WhatIfLine",
]
