"""The conditions under which a report that came another way is entered and judged."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kpi_portal.errors import GuardRefused, InvalidInput
from kpi_portal.thai import local_date
from submissions import access
from submissions.domain.acts import MoveInProgress
from submissions.enums import Action, State
from submissions.models import ReceivedReport, ReturnNotice, Submission

# What has to be said of every received report, in the order in which the page asks for it.
NEEDED = ("received_at", "channel", "receiving_number", "brought_by", "signer_name", "cover")


def missing(received: ReceivedReport) -> list[str]:
    """The fields that still have to be filled in."""
    return [name for name in NEEDED if not getattr(received, f"{name}_id", getattr(received, name))]


def unassigned(received: ReceivedReport) -> int:
    """How many files were brought and stand for no requirement yet; one query."""
    return received.files.filter(use=None, removed_at=None).count()


def unverified(submission: Submission) -> ReceivedReport | None:
    """The received report that a second person has still to verify, with its filing."""
    waiting = submission.received_reports.filter(
        filing__isnull=False, filing__withdrawn_at=None, verified_at=None
    )
    return waiting.select_related("filing", "entered_by", "opened_by").first()


def require_stated(act: MoveInProgress) -> None:
    """The actor opened the entering, and everything about the receipt is said."""
    received = access.entering_by(act.person, act.submission, at=act.at)
    correcting = act.move.action is Action.AMEND_RECEIVED
    if received is None or (received.filing_id is not None) != correcting:
        raise GuardRefused(
            _("Open the entering of a received report first, with the reason."),
            code="entering_not_open",
        )
    if gaps := missing(received):
        raise InvalidInput(
            _(
                "Say when and how the report came, its receiving number, who brought it, who "
                "signed it, and attach the scan of the signed cover."
            ),
            code="receipt_incomplete",
            missing=gaps,
        )
    if unassigned(received):
        raise InvalidInput(
            _("Some files stand for no requirement yet. Assign each, or take it off."),
            code="files_unassigned",
        )


def require_in_time(act: MoveInProgress) -> None:
    """The moment of receiving decides, not that of entering: not in the future, not before the
    round or the return, not after the closing or the time to answer."""
    received = access.entering_by(act.person, act.submission, at=act.at)
    moment = received.received_at if received is not None else None
    if received is None or moment is None:
        return  # said by `require_stated`
    if moment > act.at:
        raise InvalidInput(_("The time of receiving lies in the future."), code="received_ahead")
    answered = _return_answered(act.submission, received)
    if answered is None:
        _require_within_round(act.submission, moment)
    elif moment < answered.at:
        raise InvalidInput(
            _("The answer cannot have come before the report was sent back."),
            code="received_too_early",
        )
    elif moment > answered.answer_by:
        raise GuardRefused(_("The time to answer this return is over."), code="answer_time_over")


def require_verified(act: MoveInProgress) -> None:
    """A second person has looked at what was entered."""
    if unverified(act.submission) is not None:
        raise GuardRefused(
            _("This report was entered by staff. A second person verifies the entry first."),
            code="received_not_verified",
        )


def _require_within_round(submission: Submission, moment: datetime) -> None:
    opens_on = submission.round.opens_on
    if opens_on is not None and local_date(moment) < opens_on:
        raise InvalidInput(
            _("The report cannot have come before the round opened."), code="received_too_early"
        )
    if moment > submission.effective_closes_at:
        raise GuardRefused(
            _(
                "The report came after the round closed for this unit. "
                "The executive can readmit it by order."
            ),
            code="round_closed",
        )


def _return_answered(submission: Submission, received: ReceivedReport) -> ReturnNotice | None:
    """The return that the received papers answer: the open one, or in a correction the one that
    they answered when they were entered first."""
    returns = submission.returns.order_by("-number")
    if submission.state == State.RETURNED:
        return returns.filter(answered_at=None, lapsed_at=None).first()
    if received.entered_at is None:
        return None
    return returns.filter(answered_at=received.entered_at).first()
