"""What a director reads before signing, as one mark: whoever signs signs what was on the page.

The version of a report rises only with moves, while its drafters may still be at work; the mark
tells whether a word or a piece changed between reading and signing.
"""

from __future__ import annotations

from kpi_portal.audit import chain
from submissions.domain import pieces
from submissions.models import Submission


def mark(submission: Submission) -> str:
    """A digest of everything that the page before submitting shows: claim, words and pieces."""
    return chain.digest(
        {
            "claimed_level": submission.claimed_level,
            "level_results": submission.level_results,
            "texts": [
                submission.supporting_factors,
                submission.obstacles,
                submission.solutions,
            ],
            "pieces": [pieces.described(use) for use in pieces.active(submission) if use.supplied],
        }
    )
