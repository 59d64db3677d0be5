"""The demo: finished years, a round in progress with every unit elsewhere, and sound throughout."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import Client, RequestFactory

from indicators.enums import RoundState
from indicators.models import Indicator, Round
from kpi_portal.accounts import demo_people, overview
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit import verify
from kpi_portal.audit.models import Entry
from kpi_portal.demo import build
from kpi_portal.jobs.models import Job
from kpi_portal.notifications.models import Delivery, Notification
from kpi_portal.thai import local_date
from submissions.domain import pieces, reconfirming
from submissions.domain.contradictions import reading
from submissions.domain.filing import first_standing
from submissions.enums import ApprovalState, Contradiction, Decision, ExtensionState, State
from submissions.models import (
    Approval,
    EvidenceVersion,
    Extension,
    MergedRow,
    ReturnNotice,
    ScoreSnapshot,
    Submission,
)

pytestmark = pytest.mark.usefixtures("demo")


def reports(year: int, key: str) -> dict[str, Submission]:
    found = Submission.objects.filter(
        round__indicator__fiscal_year=year, round__key=key
    ).select_related("unit", "round__indicator", "definition_version")
    return {submission.unit.code: submission for submission in found}


def test_fifteen_units_with_people_for_every_role():
    assert Unit.objects.filter(parent__code="สบอ.", valid_to=None).count() == 15
    assert User.objects.count() == len(demo_people.ROSTER)
    assert all(user.email.endswith("@example.go.th") for user in User.objects.all())
    assert not User.objects.exclude(phone="").exists()
    assert not Unit.objects.exclude(phone="").exists()


def test_whoever_is_shown_on_the_sign_in_page_can_sign_in():
    request = RequestFactory().get("/")
    for username, name, _role, _unit in demo_people.SIGN_INS:
        user = authenticate(request, username=username, password=demo_people.PASSWORD)
        assert user is not None, username
        assert user.display_name == name


def test_somebody_stands_in_and_one_unit_has_nobody(demo):
    bureau = Unit.objects.get(code="สบอ.")
    lines = {line.unit.code: line for line in overview.tree([bureau.path], day=date(2026, 11, 21))}

    assert [code for code, line in lines.items() if line.vacant] == ["อช.7"]
    assert lines["ปว."].acting[0].signature_line.startswith("รักษาการในตำแหน่ง")
    assert lines["ปข."].acting[0].signature_line.startswith("รักษาราชการแทน")
    assert [u.successor.code for u in overview.ended([bureau.path], day=date(2026, 11, 21))] == [
        "อท."
    ]


@pytest.mark.parametrize("year", [2566, 2568])
def test_past_years_are_final(year):
    states = Round.objects.filter(indicator__fiscal_year=year).values_list("state", flat=True)

    assert list(states) == [RoundState.FINAL, RoundState.FINAL]


def test_the_finished_year_has_varied_results():
    finals = {code: r.confirmed_final for code, r in reports(2568, "m5").items()}

    assert set(finals.values()) == {Decimal(100), Decimal(75), Decimal(50), Decimal(0), None}
    five = reports(2568, "m5")
    assert five["บท."].state == State.EXEMPTED
    assert five["อช.4"].not_reported
    assert five["อช.4"].state == State.FINAL
    twelve = reports(2568, "m12").values()
    assert {r.confirmed_level for r in twelve if r.state == State.FINAL} == {3, 4, 5}


def test_one_return_was_answered_and_one_was_not():
    notices = {
        n.submission.unit.code: n
        for n in ReturnNotice.objects.filter(
            submission__round__indicator__fiscal_year=2568, submission__round__key="m5"
        ).select_related("submission__unit")
    }

    assert notices["บน."].answered_at is not None
    assert notices["อช.5"].lapsed_at is not None
    assert reports(2568, "m5")["อช.5"].confirmed_final == 50


def test_the_strategy_section_was_judged_by_people_named_by_order():
    own = reports(2568, "m5")["ยศ."]

    assert own.assessed_by.username == "usage.director"
    assert own.confirmed_by.username == "water.director"


def test_a_late_report_lost_its_points():
    late = reports(2566, "r2")

    assert (late["อท."].days_late, late["อท."].confirmed_final) == (2, Decimal("2.30"))
    assert late["บน."].confirmed_final == Decimal("2.50")


def test_the_current_round_is_due_in_five_days(demo):
    current = Round.objects.get(state=RoundState.OPEN)

    assert local_date(current.due_at) == date(2026, 11, 26)
    assert current.indicator.fiscal_year == 2570
    assert current.indicator.copied_from == Indicator.objects.get(code="สบอ-7", fiscal_year=2568)
    assert current.opens_on <= local_date(demo.now)
    states = {code: r.state for code, r in reports(2570, "m5").items()}
    assert set(states.values()) == {
        State.DRAFT,
        State.SUBMITTED,
        State.IN_REVIEW,
        State.RETURNED,
        State.ASSESSED,
        State.CONFIRMED,
        State.EXEMPTED,
    }
    assert states["อช.1"] == State.RETURNED


def test_something_waits_for_everybody():
    assert Approval.objects.filter(state=ApprovalState.REQUESTED).count() == 1
    assert Extension.objects.filter(state=ExtensionState.REQUESTED).count() == 1
    current = reports(2570, "m5")
    assert (current["ปว."].supplied_total, current["ปว."].claimed_level) == (7, 3)
    assert 0 < current["อท."].supplied_total < current["อท."].required_total


def test_a_judged_report_contradicts_itself_in_three_ways(demo):
    report = reports(2570, "m5")["อช.2"]
    found = reading.open_ones(report, at=demo.now)
    assert [one.kind for one in found] == [
        Contradiction.OUTSIDE_YEAR,
        Contradiction.SAME_BYTES,
        Contradiction.SAME_BYTES_ELSEWHERE,
    ]
    assert report.judged_total == report.pieces_total


def test_a_readmitted_report_shows_again_what_was_accepted_in_the_first_round():
    report = reports(2568, "m12")["อช.8"]
    assert report.state == State.IN_REVIEW
    assert report.submitted_at < report.effective_due_at, "its due day was moved with the order"
    before = reconfirming.judged_before(report)
    waiting = [use for use in pieces.active(report) if use.decision == Decision.PENDING]
    again = reconfirming.accepted_before(waiting, before)
    assert {use.requirement: again[use.pk] for use in waiting if use.pk in again} == {
        "1.2-a": "รอบ 5 เดือน",
        "3.3-a": "รอบ 5 เดือน",
    }


def test_the_bureaus_own_report_is_partly_merged():
    own = reports(2570, "m5")["สบอ."]
    merged = MergedRow.objects.filter(answer__submission=own)

    assert (own.state, own.is_bureaus_own) == (State.DRAFT, True)
    assert own.round.indicator.consolidated
    assert {link.source.unit.code for link in merged} == {"อช.3", "อช.5"}
    assert merged.values("row").distinct().count() < merged.count()


def test_nothing_happens_after_the_present(demo):
    assert not Submission.objects.filter(updated_at__gt=demo.now).exists()
    assert not Notification.objects.filter(created_at__gt=demo.now).exists()
    assert not ScoreSnapshot.objects.filter(at__gt=demo.now).exists()
    assert Notification.objects.filter(read_at=None).exists()


def test_the_trail_holds():
    assert list(verify.faults()) == []


def test_every_report_tells_when_it_was_first_handed_in():
    told = {report.pk: report.first_filed_at for report in Submission.objects.all()}
    assert told == {report.pk: first_standing(report) for report in Submission.objects.all()}
    assert any(told.values())
    assert not all(told.values())


def test_no_mail_waits_to_be_sent():
    assert not Notification.objects.exclude(delivery=Delivery.PORTAL_ONLY).exists()
    assert not Job.objects.filter(kind="notifications.deliver").exists()


def test_files_are_small_and_have_their_digest():
    files = EvidenceVersion.objects.filter(kind="file")

    assert files.count() > 40
    assert all(version.sha256 and version.size < 200_000 for version in files)
    assert {"application/pdf", "image/png"} <= set(files.values_list("media_type", flat=True))


def test_making_it_again_changes_nothing(demo):
    assert demo.made
    before = Submission.objects.count()

    assert build.build(demo.now) is False
    assert Submission.objects.count() == before


@pytest.mark.parametrize("username", [name for name, *_rest in demo_people.SIGN_INS])
@pytest.mark.parametrize("path", ["/", "/help/", "/notifications/"])
def test_the_pages_of_everybody_open(username, path):
    client = Client()
    client.force_login(User.objects.get(username=username))

    assert client.get(path).status_code == 200
    assert settings.DEMO


def test_the_trail_is_written_in_the_order_of_time():
    """Stories run side by side; only acts within the same hour may stand crosswise."""
    moments = list(Entry.objects.order_by("sequence").values_list("at", flat=True))

    latest = moments[0]
    for moment in moments:
        assert moment > latest - timedelta(hours=2)
        latest = max(latest, moment)


def test_the_files_of_the_indicators_are_loaded_as_they_are():
    out = StringIO()
    call_command("load_indicators", stdout=out)

    assert "rid-digitalize-2568.yaml: สบอ-7 2568 v1" in out.getvalue()
    assert "ไม่เปลี่ยนแปลง" in out.getvalue()
    assert set(Round.objects.values_list("appeal_days", flat=True)) == {15}
