"""The kinds of notifications: how each reads, and how it looks in a list.

A row keeps its kind and facts; the sentence is made when it is shown or sent, in the reader's
language. A kind without a sentence would show as a bare code, which a test forbids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.audit.wording_values import NOTHING, shown
from kpi_portal.errors import _StrOrPromise
from kpi_portal.notifications.models import Notification


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its sentence over the facts, and the icon and status kind that mark it."""

    sentence: _StrOrPromise
    icon: str = "bell"
    look: str = "wait"


# ประกาศทางการ: these start a time limit or tell a decision, so nobody can choose not to get them.
OFFICIAL = frozenset(
    {
        *("round.open", "round.extend", "round.reminder", "round.overdue", "round.take_off"),
        *("contribution.ask", "contribution.give_back"),
        *("submission.return", "submission.answer_reminder", "submission.lapse_return"),
        *("submission.close_unsubmitted", "submission.exempt", "submission.readmit"),
        *("submission.publish", "submission.reopen", "submission.hand_over"),
        *("receiving.open", "submission.receive", "submission.reconsider", "submission.resolve"),
        *("submission.extension_granted", "submission.extension_refused"),
        *("approval.requested", "unit.no_director"),
    }
)


# These may be about no round: a person's own affairs and downloads, a file that no report uses, and
# work handed out over several rounds. Every other kind names its round, or nothing is told.
MAY_BE_GENERAL = frozenset(
    {
        *("acting.begins", "acting.moved", "acting.taken_back", "acting.unit_ended"),
        *("deputy.unit_ended", "absence.declared", "absence.uncovered"),
        *("submission.assign_many", "evidence.infected"),
        *("board.ready", "workbook.ready", "dossier.ready"),
    }
)


KINDS: Mapping[str, Kind] = {
    "round.open": Kind(
        _("%(indicator)s %(round)s is open for %(unit)s. Report by %(due)s."), "flag", "wait"
    ),
    "round.extend": Kind(
        _("%(indicator)s %(round)s: more time for everybody, report by %(due)s."),
        "calendar-plus",
        "done",
    ),
    "round.reminder": Kind(
        _("%(indicator)s %(round)s: %(unit)s has not reported yet. Due %(due)s."), "alarm", "back"
    ),
    "round.overdue": Kind(
        _(
            "%(indicator)s %(round)s: the report of %(unit)s is overdue since %(due)s. It is still "
            "accepted until %(until)s."
        ),
        "alarm",
        "stop",
    ),
    "submission.answer_reminder": Kind(
        _(
            "%(unit)s has not answered the return of its report on %(indicator)s %(round)s yet. "
            "Answer by %(due)s."
        ),
        "alarm",
        "back",
    ),
    "round.take_off": Kind(
        _("%(unit)s no longer has to report on %(indicator)s %(round)s."), "slash-circle", "still"
    ),
    "contribution.ask": Kind(
        _(
            "%(unit)s is asked to supply parts of the report of %(reporter)s on %(indicator)s "
            "%(round)s. Due %(due)s."
        ),
        "people",
        "wait",
    ),
    "contribution.release": Kind(
        _(
            "%(unit)s is asked no longer for a part of the report of %(reporter)s on %(indicator)s "
            "%(round)s."
        ),
        "people",
        "still",
    ),
    "contribution.ready": Kind(
        _("%(unit)s handed in its part of the report of %(reporter)s on %(indicator)s %(round)s."),
        "check-lg",
        "done",
    ),
    "contribution.give_back": Kind(
        _("%(reporter)s gave back the part of %(unit)s in its report on %(indicator)s %(round)s."),
        "arrow-return-left",
        "back",
    ),
    "contribution.change": Kind(
        _(
            "%(unit)s changed its part of the report of %(reporter)s on %(indicator)s %(round)s "
            "after handing it in."
        ),
        "pencil",
        "back",
    ),
    "submission.submit": Kind(
        _("%(unit)s submitted its report on %(indicator)s %(round)s."), "send", "wait"
    ),
    "receiving.open": Kind(
        _(
            "%(who)s began to enter the report of %(unit)s on %(indicator)s %(round)s, which came "
            "another way than through the portal."
        ),
        "inbox",
        "wait",
    ),
    "submission.receive": Kind(
        _(
            "The strategy section received the report of %(unit)s on %(indicator)s %(round)s and "
            "entered it for the unit."
        ),
        "inbox",
        "wait",
    ),
    "submission.amend_received": Kind(
        _(
            "The strategy section corrected what it entered of the report of %(unit)s on "
            "%(indicator)s %(round)s."
        ),
        "pencil",
        "wait",
    ),
    "receiving.send_back": Kind(
        _(
            "%(who)s sent back what you entered of the report of %(unit)s on %(indicator)s "
            "%(round)s."
        ),
        "arrow-return-left",
        "back",
    ),
    "receiving.verify": Kind(
        _(
            "The received report of %(unit)s on %(indicator)s %(round)s is verified; the "
            "acknowledgement can be printed."
        ),
        "check-lg",
        "done",
    ),
    "submission.withdraw": Kind(
        _("%(unit)s withdrew its report on %(indicator)s %(round)s."), "arrow-return-left", "back"
    ),
    "submission.assign": Kind(
        _("%(who)s gave you the review of %(unit)s, %(indicator)s %(round)s."), "inbox", "wait"
    ),
    "submission.assign_many": Kind(_("%(who)s gave you %(count)s reviews."), "inbox", "wait"),
    "review.differ": Kind(
        _(
            "The two reviewers of %(unit)s, %(indicator)s %(round)s, differ on %(count)s pieces of "
            "evidence. A third person settles that: it may be you."
        ),
        "sign-merge-left",
        "wait",
    ),
    "review.settled": Kind(
        _(
            "%(who)s settled where you and the other reviewer differed: %(unit)s, %(indicator)s "
            "%(round)s."
        ),
        "check-lg",
        "done",
    ),
    "conflict.declare": Kind(
        _("%(who)s declared a conflict of interest on %(unit)s, %(indicator)s %(round)s."),
        "shield-exclamation",
        "wait",
    ),
    "conflict.unassigned": Kind(
        _(
            "%(who)s declared a conflict of interest on %(unit)s, %(indicator)s %(round)s. Nobody "
            "reviews it now: choose a reviewer."
        ),
        "shield-exclamation",
        "back",
    ),
    "submission.return": Kind(
        _("The report of %(unit)s on %(indicator)s %(round)s was returned for correction."),
        "arrow-return-left",
        "back",
    ),
    "submission.lapse_return": Kind(
        _(
            "The time to answer the return of %(unit)s, %(indicator)s %(round)s, is over. "
            "Unanswered items count as not accepted."
        ),
        "hourglass-bottom",
        "stop",
    ),
    "submission.close_unsubmitted": Kind(
        _("%(unit)s did not report on %(indicator)s %(round)s; its result is 0."),
        "x-octagon",
        "stop",
    ),
    "submission.exempt": Kind(
        _("%(unit)s is exempted from %(indicator)s %(round)s."), "slash-circle", "still"
    ),
    "submission.hand_over": Kind(
        _(
            "%(to)s takes over the report of %(former)s on %(indicator)s %(round)s. "
            "It is still due %(due)s."
        ),
        "box-arrow-in-right",
        "wait",
    ),
    "submission.readmit": Kind(
        _("%(unit)s may report on %(indicator)s %(round)s after all."), "door-open", "wait"
    ),
    "submission.assess": Kind(
        _("A result is proposed for %(unit)s, %(indicator)s %(round)s."), "clipboard-check", "wait"
    ),
    "submission.recheck": Kind(
        _("%(unit)s, %(indicator)s %(round)s: the head asks for another look."),
        "arrow-repeat",
        "back",
    ),
    "submission.confirm": Kind(
        _("The result of %(unit)s on %(indicator)s %(round)s is confirmed."), "check-lg", "done"
    ),
    "submission.endorse": Kind(
        _("The result of %(unit)s on %(indicator)s %(round)s is endorsed."), "people", "done"
    ),
    "submission.publish": Kind(
        _("The result of %(unit)s on %(indicator)s %(round)s is published."), "megaphone", "done"
    ),
    "submission.reconsider": Kind(
        _("%(unit)s asks for reconsideration of its result on %(indicator)s %(round)s."),
        "arrow-repeat",
        "back",
    ),
    "submission.resolve": Kind(
        _("The request of %(unit)s on %(indicator)s %(round)s is decided."), "megaphone", "done"
    ),
    "reconsideration.assign": Kind(
        _("%(unit)s, %(indicator)s %(round)s: you look again at the contested items."),
        "arrow-repeat",
        "wait",
    ),
    "reconsideration.opinion": Kind(
        _("%(unit)s, %(indicator)s %(round)s: the opinion on the contested items is given."),
        "clipboard-check",
        "wait",
    ),
    "reconsideration.take_back": Kind(
        _("%(unit)s, %(indicator)s %(round)s: the contested items are looked at once more."),
        "arrow-counterclockwise",
        "back",
    ),
    "submission.reopen": Kind(
        _("The review of %(unit)s, %(indicator)s %(round)s, is open again."),
        "arrow-counterclockwise",
        "back",
    ),
    "submission.move_version": Kind(
        _(
            "%(unit)s, %(indicator)s %(round)s: scored by version %(version)s of the criteria from "
            "now on, %(before)s → %(after)s."
        ),
        "arrow-left-right",
        "back",
    ),
    "submission.moved_in_review": Kind(
        _(
            "%(unit)s, %(indicator)s %(round)s: scored by version %(version)s of the criteria from "
            "now on."
        ),
        "arrow-left-right",
        "back",
    ),
    "submission.request_extension": Kind(
        _("%(unit)s asks for more time for %(indicator)s %(round)s, until %(until)s."),
        "calendar-plus",
        "wait",
    ),
    "submission.extension_granted": Kind(
        _(
            "%(unit)s has more time for %(indicator)s %(round)s: report by %(until)s, "
            "order %(order_number)s."
        ),
        "calendar-check",
        "done",
    ),
    "submission.extension_refused": Kind(
        _("The request of %(unit)s for more time, %(indicator)s %(round)s, was refused."),
        "calendar-x",
        "stop",
    ),
    "submission.appoint": Kind(
        _(
            "You are named as %(role)s for the report of %(unit)s on %(indicator)s %(round)s by "
            "order %(order_number)s."
        ),
        "person-check",
        "wait",
    ),
    "approval.requested": Kind(
        _("%(unit)s asks you to approve %(form)s of %(indicator)s %(round)s."), "pen", "wait"
    ),
    "approval.approved": Kind(
        _("%(form)s of %(unit)s, %(indicator)s %(round)s, is approved."), "check-lg", "done"
    ),
    "approval.refused": Kind(
        _("%(form)s of %(unit)s, %(indicator)s %(round)s, was not approved."),
        "arrow-return-left",
        "back",
    ),
    "approval.voided": Kind(
        _(
            "The approval of %(form)s, %(unit)s, %(indicator)s %(round)s, "
            "ended with a later change."
        ),
        "slash-circle",
        "back",
    ),
    "evidence.infected": Kind(
        _("The virus scan refused the file %(name)s. Attach a clean copy."), "shield-x", "stop"
    ),
    "acting.begins": Kind(
        _("%(who)s is away: you are %(acting)s from %(starts)s to %(ends)s."),
        "person-badge",
        "wait",
    ),
    "acting.moved": Kind(
        _("You are %(acting)s for %(who)s until %(ends)s now."), "person-badge", "wait"
    ),
    "acting.taken_back": Kind(
        _("You do not stand in for %(who)s any more: %(acting)s, %(starts)s to %(ends)s."),
        "person-dash",
        "still",
    ),
    "acting.unit_ended": Kind(
        _("%(unit)s ends after %(ends)s, and with it your standing in: %(acting)s."),
        "person-dash",
        "still",
    ),
    "deputy.unit_ended": Kind(
        _("%(unit)s ends after %(ends)s: you are no longer deputy of %(who)s."),
        "person-dash",
        "still",
    ),
    "absence.declared": Kind(
        _("%(by)s noted that you are away from %(starts)s to %(ends)s."), "calendar-x", "wait"
    ),
    "absence.uncovered": Kind(
        _(
            "%(who)s, %(unit)s, is away and no deputy is there from %(starts)s to %(ends)s. "
            "Appoint somebody."
        ),
        "person-x",
        "back",
    ),
    "batch.drafted": Kind(
        _("%(memos)s, %(round)s: %(count)s drafts are made, %(failed)s could not be made."),
        "files",
        "done",
    ),
    "batch.done": Kind(
        _("%(memos)s, %(round)s: %(count)s memos are issued, %(failed)s could not be issued."),
        "file-earmark-check",
        "done",
    ),
    "unit.no_director": Kind(
        _(
            "Nobody can sign for %(unit)s: it has no director, or the director is away, and nobody "
            "stands in. %(indicator)s %(round)s is due %(due)s."
        ),
        "person-x",
        "back",
    ),
    "board.ready": Kind(
        _("The dashboard %(name)s is ready to download."), "file-earmark-pdf", "done"
    ),
    "workbook.ready": Kind(
        _("The workbook %(name)s is ready to download."), "file-earmark-spreadsheet", "done"
    ),
    "dossier.ready": Kind(
        _("The dossier %(name)s is ready to download."), "file-earmark-zip", "done"
    ),
}
_ABOUT: tuple[tuple[str, _StrOrPromise], ...] = (
    ("unit", _("Unit")),
    ("reporter", _("Reporting unit")),
    ("indicator", _("Indicator")),
    ("round", _("Round")),
    ("order_number", _("Order number")),
)
# What a moment means, where it is not the due moment of the report or its closing.
_DUE: Mapping[str, _StrOrPromise] = {
    "submission.return": _("Answer by"),
    "submission.answer_reminder": _("Answer by"),
    "submission.publish": _("Reconsideration can be asked for until"),
}
_UNTIL: Mapping[str, _StrOrPromise] = {
    "submission.request_extension": _("Asked for until"),
    "submission.extension_granted": _("Due"),
}
_UNKNOWN = Kind("%(kind)s", "bell", "still")


def kind_of(notification: Notification) -> Kind:
    """The kind of a row."""
    return KINDS.get(notification.kind, _UNKNOWN)


def sentence(notification: Notification) -> str:
    """The row in words, in the active language."""
    facts = _Facts(notification.facts)
    facts["kind"] = notification.kind
    return str(kind_of(notification).sentence) % facts


def details(notification: Notification) -> list[tuple[str, str]]:
    """What the message is about and until when, one line for each, in the active language."""
    facts = notification.facts
    found = [(str(label), shown(facts[name])) for name, label in _ABOUT if facts.get(name)]
    return found + _moments(notification)


def until(notification: Notification) -> str:
    """The moments that the sentence does not say, such as the last day for an answer."""
    said = sentence(notification)
    left = [f"{label} {value}" for label, value in _moments(notification) if value not in said]
    return " · ".join(left)


def _moments(notification: Notification) -> list[tuple[str, str]]:
    facts, kind = notification.facts, notification.kind
    labels = {"due": _DUE.get(kind, _("Due")), "until": _UNTIL.get(kind, _("Accepted until"))}
    return [(str(label), shown(facts[name])) for name, label in labels.items() if facts.get(name)]


def note(notification: Notification) -> str:
    """What the actor wrote beside the act, if anything."""
    return str(notification.facts.get("note") or "")


class _Facts(dict[str, str]):
    """Facts in words; a missing one is a dash."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__({name: shown(value) for name, value in facts.items()})

    def __missing__(self, name: str) -> str:
        return NOTHING
