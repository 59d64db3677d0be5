"""What a unit keeps, and who stands in for its people, when the unit ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from forms_templates.models import Emblem, FormDraft, FormTemplate, MemoTemplate, WordTemplate
from indicators.models import Holiday, Indicator
from kpi_portal.accounts.domain import belongings, duties, unit_people
from kpi_portal.accounts.domain.succession import Ending, dissolve_unit, merge_units
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import (
    Absence,
    ActingAppointment,
    Membership,
    StandingDeputy,
    Unit,
)
from kpi_portal.audit.models import Entry
from kpi_portal.errors import DomainError, NotAllowed
from kpi_portal.notifications import kinds
from kpi_portal.notifications.models import Notification
from submissions.documents.models import Series
from tests import factories
from tests.review.world import LATER, NOON, Review, make_review

pytestmark = pytest.mark.django_db
DAY = date(2025, 2, 20)
LAST = DAY - timedelta(days=1)
ORDER = Ending(effective=DAY, order_number="คำสั่ง 21/2568", reason="ปรับโครงสร้าง")


@pytest.fixture
def review() -> Review:
    return make_review()


def dissolve(review: Review, who: str = "configurer", **changes) -> Unit:
    ending = replace(ORDER, **({"successor": review.other} | changes))
    return dissolve_unit(review.section, ending, actor=review.people[who], at=LATER)


def keep_everything(unit: Unit) -> Indicator:
    """One of every kind of belongings, forms and wordings in two versions."""
    for version in (1, 2):
        form = FormTemplate.objects.create(
            owner=unit,
            code="form-3",
            fiscal_year=2568,
            version=version,
            schema={"title": "แผนปฏิบัติการ"},
            sha256="0",
            created_at=NOON,
        )
        MemoTemplate.objects.create(
            owner=unit, kind="request", version=version, body={}, sha256="0", created_at=NOON
        )
        WordTemplate.objects.create(
            owner=unit,
            subject="form",
            code="form-3",
            version=version,
            content=b"x",
            sha256="0",
            size=1,
            original_name="a.docx",
            places=[],
            uploaded_at=NOON,
        )
    FormDraft.objects.create(
        owner=unit, code="form-3", fiscal_year=2568, base=form, document={}, updated_at=NOON
    )
    Emblem.objects.create(
        owner=unit, image=b"x", media_type="image/png", sha256="0", uploaded_at=NOON
    )
    Holiday.objects.create(owner=unit, day=date(2025, 4, 14), name="สงกรานต์")
    Holiday.objects.create(owner=unit, day=date(2025, 5, 1), name="แรงงาน")
    Series.objects.create(owner=unit, calendar_year=2568, last=17)
    return factories.IndicatorFactory(owner=unit, code="ส่วน-1")


OWNED = (FormTemplate, FormDraft, MemoTemplate, WordTemplate, Emblem, Holiday, Series, Indicator)


def test_everything_that_the_unit_keeps_passes_to_the_successor(review):
    keep_everything(review.section)
    before = {model: model.objects.filter(owner=review.section).count() for model in OWNED}

    dissolve(review)

    for model in OWNED:
        assert not model.objects.filter(owner=review.section).exists(), model
        assert model.objects.filter(owner=review.other).count() == before[model], model
    assert duties.belongings(review.section, at=LATER) == ()
    assert Entry.objects.filter(action="unit.pass_on").count() == 7
    facts = Entry.objects.get(action="unit.dissolve").detail.body["facts"]
    assert "ส่วน-1 การพัฒนากระบวนการปฏิบัติงาน → ส่วนประมวลวิเคราะห์" in facts["handed_over"]


def test_what_the_successor_has_of_its_own_goes_before(review):
    keep_everything(review.section)
    keep_everything(review.other)
    Indicator.objects.filter(owner=review.other).update(code="ส่วน-2")
    Holiday.objects.filter(owner=review.other, day=date(2025, 5, 1)).delete()

    dissolve(review)

    stayed = {kept.kept.key: kept for kept in duties.belongings(review.section, at=LATER)}
    assert set(stayed) == {"form", "wording", "word", "emblem", "register", "holiday"}
    assert Holiday.objects.filter(owner=review.other).count() == 2
    assert [row.day for row in Holiday.objects.filter(owner=review.section)] == [date(2025, 4, 14)]
    assert Indicator.objects.filter(owner=review.other).count() == 2
    facts = Entry.objects.get(action="unit.dissolve").detail.body["facts"]
    assert any("form-3" in what for what in facts["stays"])
    assert not any("form-3" in what for what in facts["handed_over"])


def test_two_indicators_of_one_code_and_year_are_refused_with_a_way_out(review):
    mine = factories.IndicatorFactory(owner=review.section, code="ร่วม-1")
    factories.IndicatorFactory(owner=review.other, code="ร่วม-1")

    with pytest.raises(DomainError) as refusal:
        dissolve(review)
    assert refusal.value.code == "indicator_twice"
    assert Unit.objects.get(pk=review.section.pk).valid_to is None
    assert review.fresh().unit == review.section, "nothing passes on when the order fails"

    dissolve(review, takers={f"indicator-{mine.pk}": review.strategy})
    mine.refresh_from_db()
    assert mine.owner == review.strategy


def test_what_nobody_takes_needs_a_reason_and_stays(review):
    review.submission.delete()
    mine = keep_everything(review.section)
    with pytest.raises(DomainError) as refusal:
        dissolve(review, successor=None)
    assert refusal.value.code == "nobody_takes_over"

    dissolve(review, successor=None, why_left="งานยุติ")
    mine.refresh_from_db()
    assert mine.owner == review.section
    assert len(duties.belongings(review.section, at=LATER)) == 7


def test_in_a_merger_the_first_ones_go_before(review):
    keep_everything(review.section)
    keep_everything(review.other)
    Indicator.objects.filter(owner=review.other).update(code="ส่วน-2")
    ending = replace(ORDER, reason="รวม")
    merge_units(
        [review.section, review.other],
        ending,
        into=review.strategy,
        actor=review.configurer,
        at=LATER,
    )
    assert Indicator.objects.filter(owner=review.strategy).count() == 2
    assert FormTemplate.objects.filter(owner=review.strategy).count() == 2
    assert FormTemplate.objects.filter(owner=review.other).count() == 2


@pytest.mark.parametrize(
    "who", ["drafter", "director", "reviewer", "head", "executive", "auditor", "far_head"]
)
def test_only_configurers_of_both_units_pass_things_on(review, who):
    mine = factories.IndicatorFactory(owner=review.section)
    rows = Indicator.objects.filter(pk=mine.pk)
    with pytest.raises(NotAllowed):
        belongings.pass_on(
            rows, review.section, review.other, what="x", actor=review.people[who], at=LATER
        )
    foreign = factories.UnitFactory(parent=review.far_bureau)
    with pytest.raises(NotAllowed):
        belongings.pass_on(
            rows, review.section, foreign, what="x", actor=review.configurer, at=LATER
        )
    mine.refresh_from_db()
    assert mine.owner == review.section


def director_role(review: Review) -> Membership:
    return Membership.objects.get(user=review.director)


def test_standing_in_ends_with_the_unit_and_people_are_told(review):
    running = factories.ActingFactory(unit=review.section, covers=review.director)
    ahead = factories.ActingFactory(unit=review.section, starts=date(2025, 3, 1))
    gone = factories.ActingFactory(unit=review.section, ends=date(2025, 1, 31))
    order = StandingDeputy.objects.create(
        holder=director_role(review),
        deputy=review.drafter,
        rank=1,
        order_number="3/2568",
        starts=factories.LONG_AGO,
    )
    assert unit_people.appointments([review.section], day=DAY) == [running, ahead]
    assert unit_people.deputies([review.section], day=DAY) == [order]

    dissolve(review)

    running.refresh_from_db()
    order.refresh_from_db()
    gone.refresh_from_db()
    assert (running.ends, order.ends, gone.ends) == (LAST, LAST, date(2025, 1, 31))
    assert not ActingAppointment.objects.filter(pk=ahead.pk).exists()
    told = Notification.objects.filter(kind="acting.unit_ended")
    assert {row.recipient for row in told} == {running.user, ahead.user}
    (row,) = Notification.objects.filter(kind="deputy.unit_ended")
    assert row.recipient == review.drafter
    assert "ส่วนอุทกวิทยา" in kinds.sentence(row)
    assert "–" not in kinds.sentence(row)
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"acting.end", "acting.remove", "deputy.end"} <= actions


def test_an_absence_that_runs_finds_no_office_any_more(review):
    absence = Absence.objects.create(
        user=review.director, starts=DAY, ends=DAY + timedelta(days=9), declared_at=NOON
    )
    made = factories.ActingFactory(
        unit=review.section,
        covers=review.director,
        starts=DAY,
        ends=absence.ends,
        absence=absence,
    )
    dissolve(review)
    assert not ActingAppointment.objects.filter(pk=made.pk).exists()


def test_a_role_of_somebody_elsewhere_reaches_the_successor_where_it_goes_on(review):
    there = factories.MembershipFactory(
        unit=review.strategy, scope=review.section, role=Role.REVIEWER
    )
    other = factories.MembershipFactory(
        unit=review.strategy, scope=review.section, role=Role.REVIEWER
    )
    dissolve(review, go_on=[there.pk])

    for role in (there, other):
        role.refresh_from_db()
        assert role.ends == LAST
    goes_on = Membership.objects.get(user=there.user, starts=DAY)
    assert (goes_on.unit, goes_on.scope) == (review.strategy, review.other)
    assert not Membership.objects.filter(user=other.user, starts=DAY).exists()
