"""What each act is called and how its entry reads, in Thai and in English.

A sentence takes its names from the entry's facts; a fact that was not kept, or was erased, shows as
a dash. An act without a sentence of its own is shown by its code, which a test forbids.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.audit import wording_values as values
from kpi_portal.errors import _StrOrPromise

SENTENCES: Mapping[str, _StrOrPromise] = {
    # reports
    "submission.create": _("Draft made for %(unit)s"),
    "submission.submit": _(
        "Report submitted, receipt %(receipt)s, level claimed %(claimed_level)s"
    ),
    "submission.receive": _(
        "Report received for the unit: %(channel)s, received %(received_at)s, number "
        "%(receiving_number)s, brought by %(brought_by)s, receipt %(receipt)s"
    ),
    "submission.amend_received": _(
        "Received report corrected: received %(received_at)s, number %(receiving_number)s, receipt "
        "%(receipt)s"
    ),
    "receiving.open": _("Staff began to enter a report that came another way"),
    "receiving.take_over": _("Entering of the received report taken over from %(before)s"),
    "receiving.cancel": _("Entering of the received report ended without handing in"),
    "receiving.details": _("Details of the received report noted"),
    "receiving.cover": _("Scan of the signed cover kept: %(name)s"),
    "receiving.file": _("File of the received report kept: %(name)s"),
    "receiving.drop_file": _("File of the received report taken off: %(name)s"),
    "receiving.verify": _("Received report %(receiving_number)s verified by a second person"),
    "receiving.send_back": _("Received report sent back to be corrected"),
    "submission.withdraw": _("Report withdrawn"),
    "submission.start_review": _("Review started"),
    "submission.return": _("Returned for correction, to be answered by %(answer_by)s"),
    "submission.lapse_return": _("Time to answer is over; unanswered items count as not accepted"),
    "submission.close_unsubmitted": _("Closed as not reported"),
    "submission.exempt": _("Exempted from assessment by order %(order_number)s"),
    "submission.readmit": _("Readmitted by order %(order_number)s, open until %(closes_at)s"),
    "submission.assess": _("Result proposed"),
    "submission.recheck": _("Sent back to review"),
    "submission.confirm": _("Result confirmed"),
    "submission.endorse": _("Result endorsed, reference %(reference)s"),
    "submission.publish": _("Result published"),
    "submission.reopen": _("Review reopened"),
    "submission.reconsider": _("Reconsideration asked for, request %(number)s"),
    "submission.resolve": _("Request %(number)s for reconsideration decided: %(outcome)s"),
    "reconsideration.assign": _("%(person)s looks again at the contested items"),
    "reconsideration.opinion": _("Opinion on the contested items given"),
    "reconsideration.take_back": _("Opinion on the contested items taken back"),
    "submission.finalise": _("Result final"),
    "submission.narrative": _("Words of the report changed"),
    "submission.request_extension": _("More time asked for, until %(until)s"),
    "submission.decide_extension": _("Request for more time decided: %(state)s, until %(until)s"),
    "submission.waive_late": _("Deduction for lateness waived by order %(order_number)s"),
    "outbox.send_again": _("%(count)s messages sent again"),
    "person.mail_preference": _("Says how e-mail is wanted"),
    "contradiction.acknowledge": _("Contradiction let stand: %(contradiction)s"),
    "contradiction.take_back": _("Contradiction opened again: %(contradiction)s"),
    "submission.appoint": _("%(person)s named as %(role)s by order %(order_number)s"),
    "submission.move_version": _("Moved to version %(version)s of the criteria"),
    "submission.assign": _("%(person)s takes over the review"),
    "submission.unassign": _("%(person)s no longer reviews this report; nobody does yet"),
    "conflict.declare": _("%(person)s declared a conflict of interest"),
    "conflict.withdraw": _("Conflict of interest of %(person)s withdrawn"),
    "submission.assign_second": _("%(person)s takes over the second review"),
    "review.compare": _(
        "Both reviewers have judged everything: %(pieces)s pieces compared, %(differing)s differ"
    ),
    # forms, processes and approvals
    "form.save": _("Form saved: %(form)s"),
    "merge.rows": _("%(rows)s rows merged into the bureau's own report: %(units)s"),
    "merge.take_out": _("%(rows)s merged rows taken out of the bureau's own report: %(units)s"),
    "merge.take_over": _("New text of %(rows)s merged rows taken over: %(units)s"),
    "merge.keep": _("Ours kept although the division changed %(rows)s merged rows: %(units)s"),
    "merge.process": _("Answers of %(unit)s taken over for the process %(name)s"),
    "process.choose": _("Process chosen: %(name)s"),
    "process.rename": _("Process renamed: %(name)s"),
    "process.move": _("Process moved: %(name)s"),
    "process.remove": _("Process removed: %(name)s"),
    "process.restore": _("Process put back: %(name)s"),
    "approval.request": _("Approval asked for: %(form)s"),
    "approval.approve": _("Approved: %(form)s, signed by %(signer)s"),
    "approval.refuse": _("Not approved: %(form)s"),
    "approval.void": _("Approval voided by a later change: %(form)s"),
    "approval.signed_scan": _(
        "Approval entered from the signed paper: %(form)s, signed by %(signer)s"
    ),
    # evidence
    "evidence.attach": _("Evidence attached to %(requirement)s: %(name)s"),
    "evidence.number": _("Number given for %(requirement)s: %(number)s"),
    "evidence.answer": _("Answer given for %(requirement)s"),
    "evidence.measure": _("Measure %(requirement)s filled in: %(name)s"),
    "evidence.new_version": _("New version of the evidence for %(requirement)s: %(name)s"),
    "evidence.details": _("Details of the evidence for %(requirement)s changed"),
    "evidence.remove": _("Evidence taken off %(requirement)s: %(name)s"),
    "evidence.restore": _("Evidence put back to %(requirement)s: %(name)s"),
    "evidence.scan": _("Virus scan of %(name)s: %(scan_state)s"),
    "shared.publish": _("Shared evidence published: %(name)s"),
    "shared.withdraw": _("Shared evidence withdrawn: %(name)s"),
    # review
    "verdict.give": _("Verdict on %(requirement)s: %(decision)s"),
    "verdict.after_comparison": _(
        "Verdict on %(requirement)s changed after the comparison: %(decision)s"
    ),
    "verdict.settle": _("Difference on %(requirement)s settled: %(decision)s"),
    "verdict.reconsider": _("Verdict on the contested item %(requirement)s: %(decision)s"),
    "reason.add": _("Ready-made reason added: %(text)s"),
    "reason.change": _("Ready-made reason changed: %(text)s"),
    "reason.move": _("Ready-made reason moved: %(text)s"),
    "reason.retire": _("Ready-made reason retired: %(text)s"),
    "reason.restore": _("Ready-made reason in use again: %(text)s"),
    # documents
    "document.draft": _("Document drafted: %(title)s"),
    "document.edit": _("Draft of a document changed"),
    "document.issue": _("Document issued, number %(number)s"),
    "document.printed": _("Document printed"),
    "document.signed": _("Signed copy of the document entered"),
    "document.sent": _("Document sent"),
    "document.void_number": _("Document number voided: %(number)s"),
    "batch.make": _("Memos for all units begun, %(round)s: %(count)s"),
    "batch.number": _("Numbers of the memos for %(round)s typed in: %(count)s"),
    "batch.issue": _("Memos for all units issued, %(round)s: %(count)s"),
    "batch.stop": _("Work on the memos for all units stopped, %(round)s"),
    "batch.go_on": _("Work on the memos for all units taken up again, %(round)s"),
    "batch.give_up": _("Memos for all units given up, %(round)s"),
    "scan.upload": _("Scan of a signed memo uploaded: %(name)s"),
    "scan.set_aside": _("Scan of a signed memo set aside: %(name)s"),
    "emblem.upload": _("Emblem uploaded"),
    # set-up
    "indicator.load": _("Definition of %(code)s %(fiscal_year)s loaded as version %(version)s"),
    "indicator.begin": _("Draft of %(code)s %(fiscal_year)s begun"),
    "indicator.edit": _("Draft of %(code)s %(fiscal_year)s changed: %(what)s"),
    "indicator.undo": _("Change of the draft of %(code)s %(fiscal_year)s taken back: %(what)s"),
    "indicator.carry": _("%(code)s %(fiscal_year)s copied from %(source)s %(source_year)s"),
    "indicator.retire": _("%(code)s %(fiscal_year)s retired"),
    "indicator.take_back": _("%(code)s %(fiscal_year)s put into use again"),
    "indicator.consolidate": _("%(code)s %(fiscal_year)s: the bureau makes a report of its own"),
    "indicator.divide": _("%(code)s %(fiscal_year)s: the bureau makes no report of its own"),
    "indicator.discard": _("Draft of %(code)s %(fiscal_year)s given up"),
    "rehearsal.save": _("Rehearsal of %(code)s kept: %(name)s"),
    "rehearsal.rename": _("Rehearsal of %(code)s renamed: %(name)s"),
    "rehearsal.delete": _("Rehearsal of %(code)s removed: %(name)s"),
    "memo_template.load": _("Memo wording loaded: %(kind)s"),
    "form_template.load": _("Form loaded: %(code)s"),
    "form_template.approve": _("Form approved for use on paper: %(code)s"),
    "form_template.withdraw": _("Approval of the form withdrawn: %(code)s version %(version)s"),
    "form_template.publish": _("Form changed: %(code)s version %(version)s"),
    "form_draft.start": _("New form %(code)s %(fiscal_year)s begun"),
    "form_draft.begin": _("Draft of the form %(code)s %(fiscal_year)s begun"),
    "form_draft.edit": _("Draft of the form %(code)s %(fiscal_year)s changed: %(what)s"),
    "form_draft.undo": _("Change of the form %(code)s %(fiscal_year)s taken back: %(what)s"),
    "form_draft.discard": _("Draft of the form %(code)s %(fiscal_year)s given up"),
    "word_template.upload": _("Word template uploaded: %(code)s version %(version)s"),
    "word_template.switch_on": _(
        "Word template in force from %(day)s: %(code)s version %(version)s"
    ),
    "word_template.switch_off": _("Word template switched off: %(code)s version %(version)s"),
    "memo_template.publish": _("Memo wording changed: %(kind)s version %(version)s"),
    "holiday.declare": _("Holiday entered: %(day)s %(name)s"),
    "holiday.rename": _("Name of the holiday corrected: %(day)s %(name)s"),
    "holiday.remove": _("Holiday taken away: %(day)s %(name)s"),
    "round.plan": _("%(round)s planned anew"),
    "round.roll": _("%(round)s: the due date follows the days off"),
    "round.double_review": _("%(round)s: independent double review switched"),
    "round.assign": _("Units assigned to %(round)s: %(units)s"),
    "round.open": _("%(round)s opened with version %(version)s"),
    "round.extend": _("%(round)s extended by order %(order_number)s"),
    "round.endorse": _("Results of %(round)s endorsed, reference %(reference)s: %(units)s"),
    "round.remind": _("Reminder on %(round)s sent to %(units)s"),
    "round.what_if": _("Scores of %(round)s computed by other criteria"),
    "round.move_version": _("%(round)s moved to version %(version)s: %(units)s"),
    "round.state": _("%(round)s: state changed"),
    "unit.create": _("Unit entered: %(name)s"),
    "unit.end": _("Unit ended: %(name)s, succeeded by %(successor)s"),
    "unit.rename": _("Unit renamed from %(former)s to %(name)s by order %(order_number)s"),
    "unit.correct": _("Details of the unit corrected: %(name)s"),
    "unit.dissolve": _("%(name)s dissolved by order %(order_number)s"),
    "unit.pass_on": _("%(what)s passed from %(former)s to %(to)s"),
    "outside.sent": _("Sending to the collecting centre recorded: %(centre)s, number %(number)s"),
    "outside.given": _(
        "Result of the collecting centre recorded: level %(level)s, score %(score)s, received "
        "%(received_on)s"
    ),
    "outside.corrected": _(
        "Result of the collecting centre corrected: level %(level)s, score %(score)s, received "
        "%(received_on)s"
    ),
    "outside.scan": _("Scan of the collecting centre's letter kept: %(name)s"),
    "submission.hand_over": _("Report of %(former)s handed over to %(to)s"),
    "assignment.hand_over": _("%(round)s: %(to)s reports in place of %(former)s"),
    "assignment.take_off": _("%(round)s: %(unit)s taken off"),
    "assignment.change": _("%(round)s: settings of %(unit)s changed"),
    "submission.weigh": _("Settings changed by which the report of %(unit)s is scored"),
    "submission.discard": _("%(round)s: untouched draft of %(unit)s removed"),
    "contribution.ask": _(
        "%(round)s: %(unit)s asked to supply parts of the report of %(reporter)s"
    ),
    "contribution.release": _(
        "%(round)s: %(unit)s asked no longer for parts of the report of %(reporter)s"
    ),
    "contribution.ready": _("%(unit)s handed in its part of the report"),
    "contribution.give_back": _("Part given back to %(unit)s"),
    "contribution.change": _("%(unit)s changed its part after handing it in"),
    "contribution.hand_over": _("%(round)s: %(to)s supplies the part of %(former)s"),
    "shared.hand_over": _("Shared evidence handed over to %(to)s: %(name)s"),
    "document.hand_over": _("Draft of a document handed over to %(to)s: %(title)s"),
    "person.create": _("Person entered: %(person)s"),
    "person.update": _("Details of %(person)s corrected"),
    "person.set_password": _("New password set for %(person)s"),
    "person.start_code": _("Start code made for %(person)s"),
    "person.start": _("%(person)s chose a password with the start code"),
    "person.close": _("Account of %(person)s closed"),
    "person.move": _("%(person)s moved to %(unit)s from %(starts)s"),
    "person.retire": _("%(person)s leaves after %(last_day)s"),
    "membership.grant": _("%(person)s is %(role)s of %(unit)s from %(starts)s"),
    "membership.end": _("%(person)s is no longer %(role)s of %(unit)s"),
    "acting.appoint": _("%(person)s: %(acting)s, from %(starts)s to %(ends)s"),
    "acting.end": _("Acting appointment of %(person)s ended early"),
    "acting.remove": _("Acting appointment of %(person)s taken back: %(acting)s"),
    "deputy.name": _("%(person)s is deputy %(rank)s of %(holder)s by order %(order_number)s"),
    "deputy.end": _("%(person)s is no longer deputy of %(holder)s"),
    "absence.declare": _("%(person)s is away from %(starts)s to %(ends)s"),
    "absence.end": _("%(person)s is back; away until %(ends)s"),
    "absence.cancel": _("Absence of %(person)s cancelled: %(starts)s to %(ends)s"),
    "import.read": _("Workbook of units and people read: %(file)s, faults: %(faults)s"),
    "import.apply": _(
        "Workbook applied: %(file)s; new units %(units)s, people %(people)s, roles %(roles)s"
    ),
    "audit.export": _("Audit trail exported"),
    # workbooks, dashboards and dossiers
    "workbook.make": _("Workbook made, SHA-256 %(sha256)s"),
    "workbook.export": _("Workbook downloaded: %(name)s"),
    "board.make": _("Dashboard made, SHA-256 %(sha256)s"),
    "board.export": _("Dashboard downloaded: %(name)s"),
    "dossier.make": _("Dossier made: %(files)s files, manifest SHA-256 %(sha256)s"),
    "dossier.export": _("Dossier downloaded: %(name)s"),
    "dossier.fault": _("Stored files did not match their SHA-256 in a dossier: %(paths)s"),
}


def sentence(action: str, facts: Mapping[str, Any]) -> str:
    """The entry in words, in the active language."""
    template = SENTENCES.get(action)
    if template is None:
        return action
    words = str(template) % _Shown(facts)
    process = facts.get("process")  # a form that is filled in once for each process
    return f"{words} · {process}" if process else words


def action_name(action: str) -> str:
    """A short name for filters: the sentence without what differs from entry to entry."""
    words = str(SENTENCES.get(action, action))
    for mark in (" %(", ": %(", ", %("):
        words = words.split(mark, 1)[0]
    return words.split("%(", 1)[0].strip(" :,") or action


def changes(changed: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(field, before, after) in words, the state first; databases keep JSON keys in orders of
    their own."""
    lines = []
    for field, pair in sorted(changed.items(), key=lambda item: (item[0] != "state", item[0])):
        before, after = pair if isinstance(pair, list) and len(pair) == 2 else ("", pair)
        lines.append((values.field_name(field), values.shown(before), values.shown(after)))
    return lines


class _Shown(dict[str, str]):
    """Facts in words; a missing one is a dash."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__({name: values.shown(value) for name, value in facts.items()})

    def __missing__(self, name: str) -> str:
        return values.NOTHING
