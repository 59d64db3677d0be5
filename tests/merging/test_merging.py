"""Merging rows with their origin, taking them out again, and what divisions change afterwards."""

from __future__ import annotations

import pytest

from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotFound, Stale
from submissions.domain import forms, forms_paper, merge_origins, merge_reading, merge_rows, merging
from submissions.enums import State
from submissions.models import Answer, MergedRow, Submission
from tests.forms.world import form_1, review_row
from tests.merging.conftest import LATER, World


def all_of(world: World, number: int) -> set[merging.Pick]:
    report = world.divisions[number]
    return world.pick(report, *world.names(report))


def links_of(world: World, name: str) -> list[MergedRow]:
    rows = {row["id"] for row in world.rows() if row["process_name"] == name}
    return list(MergedRow.objects.filter(row__in=rows).order_by("pk"))


def acts(world: World) -> list[str]:
    found = Entry.objects.filter(subject=world.own.subject, action__startswith="merge.")
    return list(found.values_list("action", flat=True))


def test_rows_are_taken_over_with_their_origin(world: World):
    first = world.divisions[0]
    before = Answer.objects.get(submission=first).data
    done = world.merge(all_of(world, 0))
    assert (done.added, done.joined) == (2, 0)
    assert world.names() == ["การขอใช้น้ำ", "การสอบเทียบ"]
    assert {link.source for link in MergedRow.objects.all()} == {first}
    ours, theirs = world.rows()[0], world.rows(first)[0]
    assert ours["id"] != theirs["id"]
    assert merge_rows.digest_of(ours) == merge_rows.digest_of(theirs)
    assert Answer.objects.get(submission=first).data == before
    assert acts(world) == ["merge.rows"]
    assert Entry.objects.filter(subject=first.subject, action__startswith="merge.").count() == 0


def test_merging_again_changes_nothing(world: World):
    world.merge(all_of(world, 0))
    revision = world.revision()
    done = world.merge(all_of(world, 0))
    assert (done.added, done.joined) == (0, 0)
    assert world.revision() == revision
    assert len(world.names()) == 2


def test_rows_of_one_name_stay_apart_unless_they_are_to_be_one(world: World):
    world.merge(all_of(world, 0), all_of(world, 1))
    assert sorted(world.names()) == sorted(
        ["การขอใช้น้ำ", "การสอบเทียบ", "การขอใช้น้ำ", "การเผยแพร่ข้อมูล"]
    )


def test_rows_of_one_name_become_one_row_with_every_origin(world: World):
    done = world.merge(all_of(world, 0), all_of(world, 1), as_one=["การขอใช้น้ำ"])
    assert (done.added, done.joined) == (3, 1)
    assert world.names() == ["การขอใช้น้ำ", "การสอบเทียบ", "การเผยแพร่ข้อมูล"]
    sources = [link.source for link in links_of(world, "การขอใช้น้ำ")]
    assert sources == world.divisions[:2]


def test_a_row_merged_before_takes_a_further_origin(world: World):
    world.merge(all_of(world, 0))
    done = world.merge(all_of(world, 1), as_one=["การขอใช้น้ำ"])
    assert (done.added, done.joined) == (1, 1)
    assert len(links_of(world, "การขอใช้น้ำ")) == 2


def test_a_row_of_the_bureaus_own_is_nobodys_origin(world: World):
    forms.save_answer(
        world.fresh(),
        "form-1",
        None,
        actor=world.reviewer,
        at=LATER,
        revision=0,
        data=form_1(review_row("การขอใช้น้ำ")),
    )
    world.merge(world.pick(world.divisions[0], "การขอใช้น้ำ"), as_one=["การขอใช้น้ำ"])
    assert world.names() == ["การขอใช้น้ำ", "การขอใช้น้ำ"]


def test_a_draft_is_shown_and_not_merged(world: World):
    page = merge_reading.read(world.fresh())
    draft = next(d for d in page.divisions if d.report == world.divisions[2])
    assert (draft.source.mergeable, draft.total, draft.waiting) == (False, 1, 0)
    with pytest.raises(GuardRefused) as refusal:
        world.merge(all_of(world, 0), all_of(world, 2))
    assert refusal.value.code == "not_submitted"
    assert world.rows() == []


@pytest.mark.parametrize(
    ("state", "fields", "merged"),
    [
        (State.DRAFT, {}, False),
        (State.SUBMITTED, {}, True),
        (State.RETURNED, {}, True),
        (State.PUBLISHED, {}, True),
        (State.ASSESSED, {"not_reported": True}, False),
        (State.EXEMPTED, {}, False),
    ],
)
def test_what_was_handed_in_can_be_merged(state, fields, merged):
    assert merge_rows.is_handed_in(Submission(state=state, **fields)) is merged


def test_two_people_never_overwrite_each_other_silently(world: World):
    world.merge(all_of(world, 0))
    with pytest.raises(Stale) as refusal:
        world.merge(all_of(world, 1), who="head", revision=0)
    assert refusal.value.facts["who"] == world.reviewer.display_name
    assert len(world.names()) == 2


def test_nothing_ticked_and_rows_that_are_gone(world: World):
    for picks, code in ((set(), "nothing_ticked"), ({(world.divisions[0].pk, "x")}, "row_gone")):
        with pytest.raises(InvalidInput) as refusal:
            world.merge(picks)
        assert refusal.value.code == code


def test_rows_of_foreign_reports_are_not_found(world: World):
    from tests.factories import SubmissionFactory

    foreign = SubmissionFactory()
    with pytest.raises(InvalidInput):
        world.merge({(foreign.pk, "abc")})


def test_too_many_rows_are_refused_whole(world: World, monkeypatch):
    monkeypatch.setattr("forms_templates.answers.MOST_ROWS", 1)
    with pytest.raises(InvalidInput) as refusal:
        world.merge(all_of(world, 0))
    assert refusal.value.code == "too_much"
    assert MergedRow.objects.count() == 0


def test_only_the_bureaus_own_report_of_a_consolidated_indicator(world: World):
    indicator = world.round.indicator
    indicator.consolidated = False
    indicator.save()
    with pytest.raises(NotFound):
        world.merge(all_of(world, 0))
    indicator.consolidated = True
    indicator.save()
    with pytest.raises(NotFound):
        merging.merge(
            world.fresh(world.divisions[2]),
            all_of(world, 0),
            actor=world.drafter,
            at=LATER,
            revision=1,
        )


def test_taking_out_leaves_rows_with_other_origins(world: World):
    world.merge(all_of(world, 0), all_of(world, 1), as_one=["การขอใช้น้ำ"])
    first, second = links_of(world, "การขอใช้น้ำ")
    by = {"actor": world.head, "at": LATER}
    assert merging.take_out(world.fresh(), [first.pk], revision=world.revision(), **by) == 0
    assert "การขอใช้น้ำ" in world.names()
    assert merging.take_out(world.fresh(), [second.pk], revision=world.revision(), **by) == 1
    assert "การขอใช้น้ำ" not in world.names()
    assert acts(world) == ["merge.rows", "merge.take_out", "merge.take_out"]
    assert world.merge(world.pick(world.divisions[0], "การขอใช้น้ำ")).added == 1


def edit(world: World, name: str, **values: str) -> None:
    """Somebody changes the bureau's row in the form."""
    rows = [row | (values if row["process_name"] == name else {}) for row in world.rows()]
    forms.save_answer(
        world.fresh(),
        "form-1",
        None,
        actor=world.reviewer,
        at=LATER,
        revision=world.revision(),
        data=form_1(*rows),
    )


def test_what_was_typed_here_is_not_dropped_unawares(world: World):
    world.merge(all_of(world, 0))
    edit(world, "การสอบเทียบ", problem_need="แก้ไขโดยสำนัก")
    (link,) = links_of(world, "การสอบเทียบ")
    by = {"actor": world.head, "at": LATER, "revision": world.revision()}
    with pytest.raises(InvalidInput) as refusal:
        merging.take_out(world.fresh(), [link.pk], **by)
    assert refusal.value.code == "edited_here"
    assert len(world.names()) == 2
    assert merging.take_out(world.fresh(), [link.pk], edited_too=True, **by) == 1


def test_a_row_removed_in_the_form_can_be_merged_again(world: World):
    world.merge(all_of(world, 0))
    kept = [row for row in world.rows() if row["process_name"] != "การสอบเทียบ"]
    forms.save_answer(
        world.fresh(),
        "form-1",
        None,
        actor=world.reviewer,
        at=LATER,
        revision=world.revision(),
        data=form_1(*kept),
    )
    assert merge_reading.read(world.fresh()).merged == 1
    assert world.merge(all_of(world, 0)).added == 1
    assert merge_reading.read(world.fresh()).merged == 2


def changed(world: World) -> list[merge_reading.Changed]:
    return list(merge_reading.read(world.fresh()).changed)


@pytest.mark.parametrize("take", [True, False])
def test_a_division_changes_its_row_afterwards(world: World, take: bool):
    world.merge(all_of(world, 0))
    assert changed(world) == []
    world.write(world.divisions[0], "การขอใช้น้ำ", "การสอบเทียบ", problem_need="ใหม่")
    found = changed(world)
    assert [one.name for one in found] == ["การขอใช้น้ำ", "การสอบเทียบ"]
    assert [(ours, theirs) for _l, ours, theirs in found[0].differences] == [("ใช้เวลานาน", "ใหม่")]
    merging.settle_changed(
        world.fresh(),
        [found[0].link.pk],
        take=take,
        actor=world.head,
        at=LATER,
        revision=world.revision(),
    )
    assert world.rows()[0]["problem_need"] == ("ใหม่" if take else "ใช้เวลานาน")
    assert world.rows()[1]["problem_need"] == "ใช้เวลานาน"
    assert [one.name for one in changed(world)] == ["การสอบเทียบ"]
    assert acts(world)[-1] == ("merge.take_over" if take else "merge.keep")


def test_a_division_takes_its_row_out_afterwards(world: World):
    world.merge(all_of(world, 0))
    world.write(world.divisions[0], "การขอใช้น้ำ")
    (gone,) = changed(world)
    assert (gone.name, gone.gone) == ("การสอบเทียบ", True)
    by = {"actor": world.head, "at": LATER, "revision": world.revision()}
    with pytest.raises(GuardRefused):
        merging.settle_changed(world.fresh(), [gone.link.pk], take=True, **by)
    merging.settle_changed(world.fresh(), [gone.link.pk], take=False, **by)
    assert changed(world) == []
    assert "การสอบเทียบ" in world.names()


def test_two_divisions_new_words_for_one_row_are_not_both_taken(world: World):
    """The words of one of them would be gone unseen."""
    name = "การขอใช้น้ำ"
    world.merge(all_of(world, 0), all_of(world, 1), as_one=[name])
    world.write(world.divisions[0], name, "การสอบเทียบ", problem_need="ใหม่")
    world.write(world.divisions[1], name, "การเผยแพร่ข้อมูล", problem_need="อีกแบบ")
    both = [one.link.pk for one in changed(world) if one.name == name]
    by = {"take": True, "actor": world.head, "at": LATER, "revision": world.revision()}
    with pytest.raises(InvalidInput) as refusal:
        merging.settle_changed(world.fresh(), both, **by)
    assert (len(both), refusal.value.code) == (2, "contested")
    assert len([one for one in changed(world) if one.name == name]) == 2
    merging.settle_changed(world.fresh(), both[1:], **by)
    assert world.rows()[0]["problem_need"] == "อีกแบบ"


def test_processes_of_one_name_are_pointed_out(world: World):
    (one,) = merge_reading.read(world.fresh()).repeated
    assert one.name == "การขอใช้น้ำ"
    assert list(one.units) == [report.unit_name for report in world.divisions[:2]]
    world.merge(all_of(world, 0), all_of(world, 1))
    assert list(merge_reading.read(world.fresh()).repeated) == []


def test_paper_names_the_origins(world: World):
    world.merge(all_of(world, 0), all_of(world, 1), as_one=["การขอใช้น้ำ"])
    own, first = (
        forms.open_sheet(world.fresh(r), "form-1", None) for r in (None, world.divisions[0])
    )
    said = forms_paper.context_of(own).footnote
    names = [report.unit_name for report in world.divisions[:2]]
    assert f"ที่มาของแถว: {names[0]} ลำดับที่ 1–2; {names[1]} ลำดับที่ 1, 3" in said
    assert "ที่มาของแถว" not in forms_paper.context_of(first).footnote


def test_a_division_is_told_how_many_of_its_rows_went_in(world: World):
    first = world.divisions[0]
    assert merge_origins.taken_from(world.fresh(first)) == merge_origins.WentIn()
    world.merge(all_of(world, 0))
    assert merge_origins.taken_from(world.fresh(first)) == merge_origins.WentIn(2, 0)
    assert merge_origins.taken_from(world.fresh(world.divisions[1])) == merge_origins.WentIn()
