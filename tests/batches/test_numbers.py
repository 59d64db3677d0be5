"""Numbers pasted for many memos: read in both spellings, faults by line, nothing lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, NotAllowed
from submissions.documents.domain import batch_numbers, issuing, memos
from submissions.documents.domain.batch_numbers import Place, as_typed, read
from submissions.documents.domain.register import Numbering
from submissions.documents.enums import NumberSource
from submissions.documents.models import RegisterNumber
from tests.batches.world import NOW, Office, fresh

PLACES = [Place(11, "ส่วนก", ("สก.",)), Place(12, "ส่วนข", ("สข.",)), Place(13, "ส่วนค", ("สค.",))]


def sentences(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.text) for fault in read(text, PLACES).faults]


def test_numbers_alone_follow_the_order_shown() -> None:
    assert read("สบอ 9/1\r\nสบอ 9/๒\nสบอ 9/3\n", PLACES).numbers == {
        11: "สบอ 9/1",
        12: "สบอ 9/2",
        13: "สบอ 9/3",
    }


def test_an_empty_line_leaves_its_memo_without_a_number() -> None:
    assert read("1\n\n3", PLACES).numbers == {11: "1", 13: "3"}


def test_units_may_stand_in_any_order_and_by_any_of_their_names() -> None:
    found = read("สค.\t3\nส่วน ก\t1\n", PLACES)
    assert (found.numbers, found.faults) == ({13: "3", 11: "1"}, ())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1\n2\n1", 3),  # the same number
        ("1\n2\n3\n4", 4),  # more lines than memos
        ("ส่วนก\t1\nส่วนก\t2", 2),  # the same unit
        ("ส่วนง\t1", 1),  # no such unit
        ("ส่วนก\t1\n2", 2),  # a line without a unit among others
        ("สบอ 9/1\nสบอ9/1", 2),  # the same but for spaces
        ("๑\n1", 2),  # the same in other digits
        ("9" * 121, 1),
    ],
)
def test_a_faulty_line_is_named(text: str, line: int) -> None:
    assert [fault.line for fault in read(text, PLACES).faults] == [line]


def test_two_units_of_one_name_are_not_guessed_at() -> None:
    twins = [Place(1, "ส่วนก", ("สก.",)), Place(2, "ส่วนก", ("สข.",))]
    assert [fault.line for fault in read("ส่วนก\t1", twins).faults] == [1]
    assert read("สข.\t1", twins).numbers == {2: "1"}


_NUMBER = st.text(alphabet="สบอ 0123456789/ว-", max_size=12)


@given(st.lists(_NUMBER, min_size=3, max_size=3))
def test_what_the_page_shows_is_read_back_as_it_was(numbers: list[str]) -> None:
    kept = {p.item: " ".join(n.split()) for p, n in zip(PLACES, numbers, strict=True)}
    seen = {n.replace(" ", "") for n in kept.values() if n}
    found = read(as_typed(PLACES, kept), PLACES)
    if len(seen) == sum(bool(n) for n in kept.values()):
        assert (dict(found.numbers), found.faults) == (kept, ())
    else:
        assert found.faults


@given(st.text(alphabet="กขค\t\n 123", max_size=60))
def test_every_line_is_used_or_named(text: str) -> None:
    found = read(text, PLACES)
    faulty = {fault.line for fault in found.faults}
    told = {n for n, line in enumerate(text.split("\n"), 1) if line.strip()}
    assert faulty | set(found.lines.values()) == told
    given_once = [n.replace(" ", "") for n in found.numbers.values() if n]
    assert len(set(given_once)) == len(given_once)


@pytest.mark.django_db
def test_a_pasted_list_numbers_the_batch(office: Office) -> None:
    batch = office.drafted()
    with pytest.raises(GuardRefused) as refused:
        office.issue(batch, NumberSource.LIST)
    assert refused.value.code == "number_missing"
    text = "ส่วนงานที่ 3\tสบอ 9/30\nสง.1\tสบอ 9/10\nส่วนงานที่ 2\tสบอ 9/20"
    assert not batch_numbers.give(batch, text, actor=office.reviewer, at=NOW).faults
    office.issued(batch, NumberSource.LIST)
    items = fresh(batch).items.order_by("position").select_related("document")
    assert [i.document.number for i in items if i.document] == ["สบอ 9/10", "สบอ 9/20", "สบอ 9/30"]
    assert Entry.objects.filter(action="batch.number").count() == 1


@pytest.mark.django_db
def test_numbers_of_the_register_are_refused_by_line_and_nothing_is_kept(office: Office) -> None:
    single = memos.draft_request(office.round, actor=office.head, at=NOW)
    taken = issuing.issue(
        single,
        actor=office.head,
        at=NOW,
        numbering=Numbering(typed="สบอ 9/5"),
        dated=date(2025, 2, 6),
    )
    issuing.discard(taken, actor=office.head, at=NOW, reason="ผิด")
    batch = office.drafted()
    given_ = batch_numbers.give(batch, "สบอ 9/4\nสบอ9/5\nสบอ 9/6", actor=office.head, at=NOW)
    assert [(fault.line, fault.text) for fault in given_.faults] == [(2, "สบอ9/5")]
    assert not batch.items.exclude(number="").exists()


@pytest.mark.django_db
def test_a_number_taken_meanwhile_fails_its_memo_alone(office: Office) -> None:
    batch = office.drafted()
    batch_numbers.give(batch, "สบอ 9/4\nสบอ 9/5\nสบอ 9/6", actor=office.head, at=NOW)
    single = memos.draft_request(office.round, actor=office.head, at=NOW)
    issuing.issue(
        single,
        actor=office.head,
        at=NOW,
        numbering=Numbering(typed="สบอ 9/5"),
        dated=date(2025, 2, 6),
    )
    batch = office.issued(batch, NumberSource.LIST)
    states = list(batch.items.order_by("position").values_list("state", flat=True))
    assert states == ["rendered", "failed", "rendered"]
    assert RegisterNumber.objects.count() == 3
    batch_numbers.give(batch, "สบอ 9/7", actor=office.head, at=NOW)
    assert batch.items.get(position=2).number == "สบอ 9/7"


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["executive", "director", "stranger"])
def test_others_give_no_numbers(office: Office, who: str) -> None:
    batch = office.begin()
    with pytest.raises(NotAllowed):
        batch_numbers.give(batch, "1", actor=office.people[who], at=NOW)
