"""Opening, entering and handing in a report that came another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kpi_portal.audit.models import Entry
from kpi_portal.errors import DomainError, GuardRefused, InvalidInput, NotAllowed
from kpi_portal.files.refusals import FileRefused
from kpi_portal.notifications.models import Notification
from submissions.domain import evidence, narrative, receiving, receiving_files, supply
from submissions.domain.transition import perform
from submissions.enums import Action, State
from submissions.models import EvidenceUse, EvidenceVersion, Filing, ReceivedReport
from tests.evidence.world import a_pdf, docx_bytes
from tests.factories import CLOSES, DUE
from tests.receiving.world import BROUGHT, DAY, SAID, entered, filled, handed_in, opened
from tests.review.world import LATER, NOON, Review


def test_only_reviewers_from_outside_the_unit_open_it(review: Review):
    assert opened(review, who="reviewer").opened_by == review.reviewer
    said = {}
    for who in set(review.people) - {"reviewer"}:
        with pytest.raises(DomainError) as refused:
            opened(review, who=who)
        said[who] = refused.value.code
    assert {who for who, code in said.items() if code == "entering_taken"} == {"second_reviewer"}
    assert set(said.values()) == {"entering_taken", "not_allowed"}


def test_it_needs_a_reason(review: Review):
    with pytest.raises(InvalidInput) as refused:
        receiving.open_entering(review.submission, actor=review.reviewer, at=NOON, reason="  ")
    assert refused.value.code == "note_required"


def test_opening_twice_gives_the_same_back_and_tells_the_unit_once(review: Review):
    assert opened(review).pk == opened(review).pk
    told = Notification.objects.filter(kind="receiving.open")
    assert {row.recipient for row in told} == {review.director, review.drafter}
    assert told.count() == 2
    entry = Entry.objects.get(action="receiving.open")
    assert entry.subject == review.submission.subject


class TestTheNarrowRight:
    """Staff change a unit's report only through an entering that they hold open."""

    def attach(self, review: Review, who: str = "reviewer", at=NOON) -> EvidenceUse:
        return evidence.attach_file(
            review.fresh(), "1.1-a", actor=review.people[who], at=at, upload=a_pdf()
        )

    def test_without_it_nobody_of_the_section_changes_anything(self, review: Review):
        for who in ("reviewer", "head", "executive", "configurer"):
            with pytest.raises(NotAllowed):
                self.attach(review, who)

    def test_its_holder_attaches_as_the_unit_would(self, review: Review):
        opened(review)
        use = self.attach(review)
        assert (use.added_by, use.version.evidence.owner) == (review.reviewer, review.section)

    def test_another_reviewer_still_may_not(self, review: Review):
        opened(review)
        with pytest.raises(NotAllowed):
            self.attach(review, "second_reviewer")

    def test_the_unit_goes_on_with_its_own_draft(self, review: Review):
        opened(review)
        assert self.attach(review, "drafter").added_by == review.drafter

    def test_a_move_of_the_report_ends_it(self, review: Review):
        received = opened(review)
        review.do(Action.EXEMPT, "executive", order_number="1/2568")
        review.do(
            Action.READMIT, "executive", order_number="2/2568", closes_at=CLOSES + timedelta(days=9)
        )
        with pytest.raises(NotAllowed):
            self.attach(review, at=LATER)
        with pytest.raises(NotAllowed):
            receiving.keep_details(received, SAID, actor=review.reviewer, at=LATER)

    def test_the_words_of_the_unit_too(self, review: Review):
        by = {"actor": review.reviewer, "at": NOON, "revision": 0, "claimed_level": 2}
        words = {"level_results": {}, "texts": {"obstacles": "ฝนทิ้งช่วง"}}
        with pytest.raises(NotAllowed):
            narrative.save_narrative(review.fresh(), **by, **words)
        opened(review)
        assert narrative.save_narrative(review.fresh(), **by, **words).claimed_level == 2

    def test_kinds_that_are_not_asked_for_stay_refused(self, review: Review):
        opened(review)
        with pytest.raises(InvalidInput):
            supply.set_number(review.fresh(), "1.1-a", actor=review.reviewer, at=NOON, typed="12")

    def test_ended_without_handing_in_it_leaves_the_pieces_marked(self, review: Review):
        received = opened(review)
        use = self.attach(review)
        receiving.cancel(received, actor=review.reviewer, at=LATER)
        use.refresh_from_db()
        assert (use.removed_at, use.received_with) == (None, received)
        with pytest.raises(NotAllowed):
            self.attach(review, at=LATER)

    def test_somebody_else_takes_it_over(self, review: Review):
        received = opened(review)
        use = self.attach(review)
        receiving.take_over(received, actor=review.second_reviewer, at=LATER)
        use.refresh_from_db()
        assert use.received_with == received
        with pytest.raises(NotAllowed):
            self.attach(review, at=LATER)
        with pytest.raises(NotAllowed):
            receiving.take_over(received, actor=review.head, at=LATER)


class TestHandingIn:
    def test_the_moment_of_receiving_counts(self, review: Review):
        """Entered days after the due date, in time all the same."""
        received = filled(review, at=DUE + 2 * DAY, received_at=DUE - DAY)
        done = handed_in(review, received, at=DUE + 2 * DAY)
        filing = done.filings.get()
        assert (done.state, filing.at) == (State.SUBMITTED, DUE - DAY)
        assert done.submitted_at == DUE + 2 * DAY, "when it was handed in is the moment of entry"
        assert done.days_late in (None, 0)

    def test_late_papers_are_late(self, review: Review):
        review.round.version.definition["rounds"][0]["late"] = {
            "deduct": "0.10", "per": "day", "count": "calendar", "basis": "first",
        }  # fmt: skip
        from tests.factories import rewrite

        rewrite(review.round.version)
        received = filled(review, at=DUE + 5 * DAY, received_at=DUE + 2 * DAY)
        assert handed_in(review, received, at=DUE + 5 * DAY).days_late == 2

    def test_it_is_filed_with_the_cover_and_its_signer(self, review: Review):
        received = entered(review)
        filing = received.filing
        assert filing.signed_scan == received.cover
        assert (filing.by, filing.signer_name) == (review.reviewer, SAID.signer_name)
        assert (filing.memo_number, filing.claimed_level) == ("สบอ 07/55", 1)
        assert [line["name"] for line in filing.manifest] == ["1.1-a รายงาน.pdf"]
        assert EvidenceUse.objects.get().received_with == received

    def test_everybody_concerned_is_told_but_the_one_who_did_it(self, review: Review):
        entered(review)
        told = Notification.objects.filter(kind="submission.receive")
        names = {row.recipient.username for row in told}
        assert {"director", "drafter", "head", "second_reviewer"} <= names
        assert "reviewer" not in names

    def test_the_trail_says_how_it_came(self, review: Review):
        entered(review)
        entry = Entry.objects.get(action="submission.receive")
        facts = entry.detail.body["facts"]
        assert facts["received_at"] == BROUGHT.isoformat()
        assert (facts["channel"], facts["receiving_number"]) == ("channel.paper", "รับ 118/2568")
        assert entry.detail.body["note"] == "อินเทอร์เน็ตของส่วนขัดข้อง"

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ({"received_at": None}, "receipt_incomplete"),
            ({"channel": ""}, "receipt_incomplete"),
            ({"receiving_number": ""}, "receipt_incomplete"),
            ({"brought_by": ""}, "receipt_incomplete"),
            ({"signer_name": ""}, "receipt_incomplete"),
            ({"received_at": NOON + DAY}, "received_ahead"),
            ({"received_at": NOON - 365 * DAY}, "received_too_early"),
        ],
    )
    def test_the_receipt_is_stated_in_full_and_possible(self, review: Review, said, code):
        received = filled(review, **said)
        with pytest.raises(InvalidInput) as refused:
            handed_in(review, received)
        assert refused.value.code == code
        assert (review.fresh().state, Filing.objects.count()) == (State.DRAFT, 0)

    def test_what_came_after_the_closing_needs_a_readmission(self, review: Review):
        received = filled(review, at=CLOSES + 2 * DAY, received_at=CLOSES + DAY)
        with pytest.raises(GuardRefused) as refused:
            handed_in(review, received, at=CLOSES + 2 * DAY)
        assert refused.value.code == "round_closed"

    def test_what_came_before_the_closing_is_entered_after_it(self, review: Review):
        received = filled(review, at=CLOSES + 2 * DAY, received_at=CLOSES - DAY)
        assert handed_in(review, received, at=CLOSES + 2 * DAY).state == State.SUBMITTED

    def test_closed_as_not_reported_it_is_not_received(self, review: Review):
        review.put(State.ASSESSED, not_reported=True)
        with pytest.raises(GuardRefused) as refused:
            opened(review)
        assert refused.value.code == "no_such_move"

    def test_files_without_a_requirement_are_not_lost_on_the_way(self, review: Review):
        received = filled(review)
        row = receiving_files.add_file(
            received, upload=a_pdf("อื่น.pdf", "other"), actor=review.reviewer, at=NOON
        )
        with pytest.raises(InvalidInput) as refused:
            handed_in(review, received)
        assert refused.value.code == "files_unassigned"
        receiving_files.drop(row, actor=review.reviewer, at=NOON)
        assert handed_in(review, received).state == State.SUBMITTED

    def test_nobody_goes_round_the_entering(self, review: Review):
        for action in (Action.RECEIVE, Action.AMEND_RECEIVED):
            if action is Action.AMEND_RECEIVED:
                review.put(State.SUBMITTED, claimed_level=1)
            with pytest.raises(GuardRefused) as refused:
                perform(
                    review.fresh(),
                    action,
                    actor=review.reviewer,
                    at=NOON,
                    version=review.fresh().version,
                    note="-",
                    data={"gaps_acknowledged": True},
                )
            assert refused.value.code == "entering_not_open"

    def test_a_change_of_the_unit_in_between_is_shown_first(self, review: Review):
        received = filled(review)
        with pytest.raises(GuardRefused) as refused:
            handed_in(review, received, as_read="of another text")
        assert refused.value.code == "changed_since_read"


class TestAnswerToAReturn:
    def returned(self, review: Review) -> None:
        entered(review)
        review.do(Action.START_REVIEW, "reviewer", at=NOON)
        review.do(Action.RETURN, "reviewer", at=LATER, items={"1.1-a": "ขอฉบับลงนาม"})

    def test_it_answers_in_the_name_of_the_unit(self, review: Review):
        self.returned(review)
        at = LATER + 2 * DAY
        received = filled(review, who="second_reviewer", at=at, received_at=LATER + DAY)
        done = handed_in(review, received, who="second_reviewer", at=at)
        assert (done.state, done.answer_by) == (State.SUBMITTED, None)
        assert done.returns.get().answered_at == at
        assert [filing.at for filing in done.filings.all()] == [BROUGHT, LATER + DAY]

    def test_it_cannot_have_come_before_the_return(self, review: Review):
        self.returned(review)
        at = LATER + 2 * DAY
        received = filled(review, at=at, received_at=LATER - timedelta(minutes=1))
        with pytest.raises(InvalidInput) as refused:
            handed_in(review, received, at=at)
        assert refused.value.code == "received_too_early"

    def test_an_answer_in_time_is_entered_after_its_day(self, review: Review):
        self.returned(review)
        answer_by = review.fresh().answer_by
        received = opened(review, at=LATER + DAY)
        receiving_files.keep_cover(
            received, upload=a_pdf("c.pdf", "c2"), actor=review.reviewer, at=LATER + DAY
        )
        receiving.keep_details(
            received,
            replace(SAID, received_at=answer_by - timedelta(hours=1)),
            actor=review.reviewer,
            at=LATER + DAY,
        )
        after = answer_by + timedelta(hours=2)
        assert handed_in(review, received, at=after).state == State.SUBMITTED


class TestFiles:
    def test_a_refused_file_leaves_the_others(self, review: Review):
        received = opened(review)
        by = {"actor": review.reviewer, "at": NOON}
        receiving_files.add_file(received, upload=a_pdf("ก.pdf", "a"), **by)
        from django.core.files.uploadedfile import SimpleUploadedFile

        with pytest.raises(FileRefused):
            receiving_files.add_file(
                received, upload=SimpleUploadedFile("ข.exe", b"MZ\x90\x00" * 40), **by
            )
        assert [str(row.version) for row in receiving_files.waiting(received)] == ["ก.pdf"]

    def test_the_same_bytes_are_kept_once(self, review: Review):
        received = opened(review)
        by = {"actor": review.reviewer, "at": NOON}
        first = receiving_files.add_file(received, upload=a_pdf("ก.pdf", "a"), **by)
        assert receiving_files.add_file(received, upload=a_pdf("ข.pdf", "a"), **by) == first

    def test_the_cover_is_a_pdf_or_a_picture(self, review: Review):
        from django.core.files.uploadedfile import SimpleUploadedFile

        received = opened(review)
        with pytest.raises(FileRefused):
            receiving_files.keep_cover(
                received,
                upload=SimpleUploadedFile("นำส่ง.docx", docx_bytes()),
                actor=review.reviewer,
                at=NOON,
            )
        assert EvidenceVersion.objects.count() == 0

    @pytest.mark.parametrize("who", ["drafter", "director", "second_reviewer", "head", "stranger"])
    def test_they_are_the_holders_alone(self, review: Review, who: str):
        received = filled(review)
        row = receiving_files.add_file(
            received, upload=a_pdf("x.pdf", "x"), actor=review.reviewer, at=NOON
        )
        by = {"actor": review.people[who], "at": NOON}
        acts = (
            lambda: receiving_files.keep_cover(received, upload=a_pdf("n.pdf", "n"), **by),
            lambda: receiving_files.add_file(received, upload=a_pdf("m.pdf", "m"), **by),
            lambda: receiving_files.assign(row, "2.1-a", **by),
            lambda: receiving_files.drop(row, **by),
            lambda: receiving.keep_details(received, SAID, **by),
            lambda: receiving.cancel(received, **by),
            lambda: handed_in(review, received, who=who),
        )
        for act in acts:
            with pytest.raises(DomainError) as refused:
                act()
            assert refused.value.code == "not_held"
        assert ReceivedReport.objects.get().filing is None

    @pytest.mark.parametrize(
        ("name", "key"),
        [
            ("1.1-a รายงาน.pdf", "1.1-a"),
            ("1.1 - A.pdf", "1.1-a"),
            ("2.1a_plan.pdf", ""),
            ("1.2.pdf", "1.2-a"),
            ("2.1.pdf", ""),
            ("2.1-b.pdf", "2.1-b"),
            ("9.9-a.pdf", ""),
            ("รายงาน 1.1-a.pdf", ""),
            ("", ""),
        ],
    )
    def test_a_name_may_say_what_the_file_is_for(self, name: str, key: str):
        keys = ["1.1-a", "1.2-a", "2.1-a", "2.1-b"]
        assert receiving_files.guess(name, keys) == (key or ("2.1-a" if "2.1a" in name else ""))
