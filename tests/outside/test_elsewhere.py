"""Where the difference and what still waits is shown: home, round, results, workbook, dossier."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from submissions.archives.enums import ExportKind
from submissions.domain import worklists
from submissions.domain.outside_results import Given, Sent, record_given, record_sent
from submissions.domain.worklists import Need
from submissions.enums import State
from tests.archives.world import asked, book_of
from tests.evidence.world import a_pdf
from tests.outside.conftest import submit
from tests.outside.test_page import signed_in
from tests.review.world import LATER, Review

OUTSIDE = {Need.SEND_OUTSIDE, Need.NUMBER_OUTSIDE, Need.AWAIT_OUTSIDE}
MONTH = timedelta(days=31)


def send(review: Review, number: str = "กษ 1/2568", revision: int = 0) -> None:
    record_sent(
        review.submission,
        Sent("ศทส.", number, LATER.date()),
        actor=review.head,
        at=LATER,
        revision=revision,
    )


def give(review: Review) -> None:
    record_given(
        review.submission,
        Given(2, Decimal("72.125"), date(2025, 2, 20), note="=1+1"),
        actor=review.head,
        at=LATER,
        revision=1,
        scan=a_pdf("หนังสือ.pdf"),
    )


def waits(review: Review, who: str, at=LATER) -> list[Need]:
    tasks = worklists.needs_now(review.people[who], at=at)
    return [task.need for task in tasks if task.need in OUTSIDE]


@pytest.mark.parametrize("who", ["head", "reviewer", "executive"])
def test_what_waits_with_the_centre_is_asked_for(own: Review, who: str) -> None:
    assert waits(own, who) == []
    submit(own)
    assert waits(own, who) == [Need.SEND_OUTSIDE]
    send(own, number="")
    assert waits(own, who) == [Need.NUMBER_OUTSIDE]
    send(own, revision=1)
    assert waits(own, who) == []
    assert waits(own, who, at=LATER + MONTH) == [Need.AWAIT_OUTSIDE]


def test_nothing_waits_once_it_is_recorded_nor_of_years_ago(published: Review) -> None:
    assert waits(published, "head", at=LATER + timedelta(days=400)) == []
    send(published)
    give(published)
    assert waits(published, "head", at=LATER + MONTH) == []


@pytest.mark.parametrize("who", ["drafter", "auditor", "far_reviewer", "configurer"])
def test_others_are_not_asked(published: Review, who: str) -> None:
    assert waits(published, who) == []


@pytest.mark.parametrize("name", ["submissions:round", "submissions:round_results"])
def test_round_and_results_show_the_difference(published: Review, name: str) -> None:
    send(published)
    give(published)
    with time_machine.travel(LATER, tick=False):
        page = signed_in(published, "head").get(reverse(name, args=[published.round.pk]))
        assert "−2.875" in page.text
        published.put(State.CONFIRMED)
        hidden = signed_in(published, "head").get(reverse(name, args=[published.round.pk]))
    assert "72.125" in hidden.text
    assert "−2.875" not in hidden.text


TITLE = "Bureau and collecting centre"


def sheet(review: Review, who: str) -> list[tuple[object, ...]]:
    book = book_of(review, review.people[who], language="en")
    return list(book[TITLE].values)


def test_the_workbook_has_a_sheet_of_it(published: Review) -> None:
    send(published)
    give(published)
    head, row = sheet(published, "head")
    told = dict(zip(head, row, strict=True))
    assert told["Collecting centre"] == "ศทส."
    assert (told["Our base score"], told["Our final score"]) == (75, 65)
    assert (told["Difference to our base score"], told["Note"]) == (-2.875, "=1+1")
    published.put(State.CONFIRMED)
    head, row = sheet(published, "head")
    told = dict(zip(head, row, strict=True))
    assert told["Score given outside"] == 72.125
    assert told["Our base score"] is told["Difference to our base score"] is None


def test_a_round_without_the_bureaus_own_report_has_no_such_sheet(review: Review) -> None:
    assert TITLE not in book_of(review, review.head, language="en").sheetnames


def test_the_dossier_tells_it_with_the_letter(published: Review) -> None:
    send(published)
    give(published)
    export = asked(published, "head", ExportKind.DOSSIER)
    client = signed_in(published, "head")
    body = b"".join(client.post(f"/downloads/{export.pk}/").streaming_content)
    archive = zipfile.ZipFile(io.BytesIO(body))
    told = {
        name: json.loads(archive.read(name))["outside"]
        for name in archive.namelist()
        if name.endswith("/report.json")
    }
    ((name, facts),) = [(name, one) for name, one in told.items() if one]
    assert facts["difference"] == "-2.8750"
    (letter,) = facts["scan_files"]
    folder = name.rpartition("/")[0]
    assert f"{folder}/{letter}" in archive.namelist()
    assert f"{folder}/{letter}" in archive.read("manifest.sha256").decode()
    assert "−2.875" in archive.read("index.html").decode()
    assert letter.rpartition("/")[2] in archive.read(f"{folder}/index.html").decode()
