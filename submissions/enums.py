"""States, actions, verdicts and kinds used across submissions. Thai words: docs/glossary."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    # A returned report is ส่งคืนแก้ไข, a returned piece only ส่งคืน.
    RETURNED = "returned", pgettext_lazy("state", "Returned")
    ASSESSED = "assessed", _("Assessed")
    CONFIRMED = "confirmed", _("Confirmed")
    ENDORSED = "endorsed", _("Endorsed")
    PUBLISHED = "published", _("Published")
    RECONSIDERING = "reconsidering", _("Reconsidering")
    EXEMPTED = "exempted", _("Exempted")
    FINAL = "final", _("Final")


class Action(models.TextChoices):
    """Moves of the workflow table."""

    SUBMIT = "submit", _("Submit report")
    RECEIVE = "receive", _("Receive report for the unit")
    AMEND_RECEIVED = "amend_received", _("Correct received report")
    WITHDRAW = "withdraw", _("Withdraw report")
    START_REVIEW = "start_review", _("Start review")
    RETURN = "return", _("Return for correction")
    LAPSE_RETURN = "lapse_return", _("Answer time over")
    CLOSE_UNSUBMITTED = "close_unsubmitted", _("Close as not reported")
    EXEMPT = "exempt", _("Exempt from assessment")
    READMIT = "readmit", _("Readmit after closing")
    ASSESS = "assess", _("Propose result")
    RECHECK = "recheck", _("Send back to review")
    CONFIRM = "confirm", _("Confirm result")
    ENDORSE = "endorse", _("Endorse results")
    PUBLISH = "publish", _("Publish result")
    RECONSIDER = "reconsider", _("Ask for reconsideration")
    RESOLVE = "resolve", _("Decide the request")
    REOPEN = "reopen", _("Reopen review")
    FINALISE = "finalise", _("Finalise")


class Decision(models.TextChoices):
    """The verdict on one piece of evidence."""

    PENDING = "pending", _("Waiting for review")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")


class PieceKind(models.TextChoices):
    """Kinds of evidence; the words of the definition format, and the measures of growth."""

    FILE = "file", _("File")
    LINK = "link", _("Link")
    FORM = "form", _("Form")
    NUMBER = "number", _("Number")
    APPROVAL = "approval", _("Approval")
    ANSWER = "answer", _("Answer")
    MEASURE = "measure", _("Measure")


class ScanState(models.TextChoices):
    """Whether a file may be opened: without a scanner it is clear at once."""

    CLEAR = "clear", _("Clear")
    QUARANTINED = "quarantined", _("Waiting for the virus scan")
    INFECTED = "infected", _("Refused by the virus scan")


class ApprovalState(models.TextChoices):
    REQUESTED = "requested", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Not approved")
    VOIDED = "voided", _("Voided by a later change")


class ExtensionState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class ScoreBasis(models.TextChoices):
    """Two scores are shown, always named."""

    CONFIRMED = "confirmed", _("Confirmed score")
    PROJECTED = "projected", _("Projected score")


class PreviewState(models.TextChoices):
    WAITING = "waiting", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")


class Channel(models.TextChoices):
    """How a report came that did not come through the portal."""

    PAPER = "paper", _("Paper")
    USB = "usb", _("USB drive")
    MAIL = "mail", _("E-mail")
    LINE = "line", "LINE"


class ReconsiderationOutcome(models.TextChoices):
    UPHELD = "upheld", _("Result upheld")
    CHANGED = "changed", _("Result changed")


class DecisionKind(models.TextChoices):
    """What the register of a round's decisions lists."""

    ROUND_EXTENSION = "round_extension", _("Extension of the round")
    EXTENSION = "extension", _("Extension")
    WAIVER = "waiver", _("Waiver of the deduction")
    EXEMPTION = "exemption", _("Exemption")
    READMISSION = "readmission", _("Readmission")
    REOPENING = "reopening", _("Reopening")
    NAMED = "named", _("Person named by order")


class Contradiction(models.TextChoices):
    """What may speak against a result before it is proposed."""

    LEVEL_WITHOUT_EVIDENCE = "level_without_evidence", _("Accepted level without evidence")
    NOTHING_TO_READ = "nothing_to_read", _("Accepted, but there is nothing to read")
    UNLISTED_PROCESS = "unlisted_process", _("Process that the review does not list")
    PLAN_NOT_APPROVED = "plan_not_approved", _("Plan without approval")
    PLAN_OUTDATED = "plan_outdated", _("Progress on an outdated plan")
    OUTSIDE_YEAR = "outside_year", _("Date outside the fiscal year")
    AFTER_DUE = "after_due", _("Dated after the due date")
    SAME_BYTES = "same_bytes", _("The same file twice")
    SAME_BYTES_ELSEWHERE = "same_bytes_elsewhere", _("The same file from another unit")
    NUMBER_AND_TEXT = "number_and_text", _("Number and text disagree")
