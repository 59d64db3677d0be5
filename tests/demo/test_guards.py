"""Demo data never mixes with anything else, and holds for any day of the year."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from indicators.domain.cloning import copied
from kpi_portal.accounts.demo_people import PASSWORD, SIGN_INS
from kpi_portal.accounts.models import User
from kpi_portal.demo import build, catalogue, moments, papers
from kpi_portal.errors import GuardRefused
from scoring.parsing import parse_definition, publishing_faults
from tests import factories

NOW = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


def test_outside_demo_mode_nothing_is_made(db):
    with pytest.raises(GuardRefused) as refusal:
        build.build(NOW)
    assert refusal.value.code == "not_demo"
    with pytest.raises(CommandError):
        call_command("demo")
    assert not User.objects.exists()


def test_a_portal_with_data_is_left_alone(db, settings):
    settings.DEMO = True
    factories.UserFactory()

    with pytest.raises(GuardRefused) as refusal:
        build.build(NOW)
    assert refusal.value.code == "not_empty"
    assert User.objects.count() == 1


def test_what_fails_half_way_leaves_nothing(db, settings, monkeypatch):
    settings.DEMO = True

    def breaks(*_args):
        raise RuntimeError("no space left")

    monkeypatch.setattr(build.catalogue, "load_wordings", breaks)
    with pytest.raises(RuntimeError):
        build.build(NOW)
    assert not User.objects.exists()


def test_the_sign_ins_are_listed(db):
    out = StringIO()
    call_command("demo", "--sign-ins", stdout=out)

    lines = out.getvalue().splitlines()
    assert len(lines) == len(SIGN_INS)
    assert all(PASSWORD in line for line in lines)


@pytest.mark.parametrize("day", [date(2027, 2, 28), date(2027, 9, 28), date(2027, 10, 1)])
def test_on_any_day_the_round_in_progress_is_publishable(day):
    path = settings.BASE_DIR / "fixtures" / "indicators" / "rid-digitalize-2568.yaml"
    now = moments.at(day, 11)
    due = moments.due_day(now)
    definition = copied(parse_definition(path.read_bytes()), fiscal_year=2570)

    moved = catalogue._in_mid_round(definition, due)

    first, second = moved.rounds
    assert first.opens <= day <= first.due <= first.closes
    assert first.closes < second.opens <= second.due
    assert publishing_faults(moved) == ()


def test_moments_of_the_past_never_lie_ahead():
    assert moments.back(NOW, 0, 23) == NOW
    assert moments.back(NOW, 1, 23) < NOW


def test_papers_are_the_same_each_time():
    given = {"unit": "ส่วนอุทกวิทยา", "subject": "รายงาน", "lines": ("หนึ่ง", "สอง"), "signed": "นาย ก"}

    first, second = (papers.report("a", at=NOW, **given).read() for _ in range(2))

    assert first == second
    assert first.startswith(b"%PDF-")
    assert papers.emblem() == papers.emblem()


def test_without_the_font_a_picture_takes_the_place_of_a_pdf(monkeypatch):
    def missing(_context):
        raise papers.RenderingError("the font is not installed")

    monkeypatch.setattr(papers, "render_pdf", missing)
    made = papers.report("a", unit="ส่วน", subject="x", lines=("y",), signed="z", at=NOW)

    assert made.name == "a.png"
    assert made.read().startswith(b"\x89PNG")
