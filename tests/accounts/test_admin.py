"""The administration shows rows and changes them through verbs: audited, allowed, explained."""

from __future__ import annotations

from datetime import date

import pytest

from indicators.models import Holiday, Round
from kpi_portal.accounts.domain import handover
from kpi_portal.accounts.domain.handover import OpenWork
from kpi_portal.accounts.domain.memberships import end_membership, grant_membership
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import ActingAppointment, Membership, Unit, User
from kpi_portal.audit.models import Entry
from kpi_portal.audit.recorder import SystemActor
from tests import factories

MODELS = (
    "accounts/unit",
    "accounts/user",
    "accounts/membership",
    "accounts/actingappointment",
    "indicators/indicator",
    "indicators/indicatorversion",
    "indicators/round",
    "indicators/roundorder",
    "indicators/assignment",
    "indicators/holiday",
    "notifications/notification",
    "audit/entry",
    "jobs/job",
)


@pytest.fixture
def configurer(bureau, at, today):
    person = factories.UserFactory(username="setter")
    grant_membership(
        person, actor=SystemActor("test"), at=at, unit=bureau, role=Role.CONFIGURER, starts=today
    )
    return person


@pytest.fixture
def signed_in(client, configurer):
    client.force_login(configurer)
    return client


def faults(response) -> str:
    assert response.status_code == 200
    return " ".join(response.context["adminform"].form.non_field_errors())


def test_the_role_opens_the_administration_and_its_end_closes_it(configurer, keeper, at, today):
    assert configurer.is_staff

    end_membership(configurer.memberships.get(), actor=keeper, at=at, last_day=today)

    configurer.refresh_from_db()
    assert not configurer.is_staff


@pytest.mark.parametrize("model", MODELS[:10])
def test_lists_and_rows_open_for_configurers(signed_in, model, section):
    factories.SubmissionFactory()
    factories.MembershipFactory(unit=section)
    factories.ActingFactory(unit=section)

    assert signed_in.get(f"/admin/{model}/").status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_for_staff_without_the_role_there_is_nothing(client, model, section):
    person = factories.MembershipFactory(unit=section, user__is_staff=True).user
    client.force_login(person)

    assert client.get(f"/admin/{model}/").status_code == 403
    assert client.post(f"/admin/{model}/add/", {}).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_deleted(client, admin_user, model, section):
    client.force_login(admin_user)

    assert client.post(f"/admin/{model}/1/delete/", {"post": "yes"}).status_code in (302, 403)
    assert Unit.objects.filter(pk=section.pk).exists()


def test_a_unit_is_entered_by_the_verb(signed_in, configurer, bureau):
    typed = {
        "code": "ชน.",
        "name": "ส่วนการใช้น้ำ",
        "kind": "section",
        "group": "ส่วนกลาง",
        "parent": bureau.pk,
        "valid_from": "2025-01-01",
    }
    signed_in.post("/admin/accounts/unit/add/", typed)

    unit = Unit.objects.get(code="ชน.")
    assert unit.path == f"{bureau.path}{unit.pk:06d}/"
    entries = Entry.objects.filter(action="unit.create")
    assert [entry.actor for entry in entries] == [configurer]


def test_a_refusal_stands_beside_what_was_typed_and_nothing_is_kept(signed_in, bureau):
    typed = {
        "code": "ชน.",
        "name": "ส่วนการใช้น้ำ",
        "kind": "section",
        "group": "ส่วนกลาง",
        "parent": bureau.pk,
        "valid_from": "2019-01-01",
    }
    response = signed_in.post("/admin/accounts/unit/add/", typed)

    assert "ในวันดังกล่าวไม่มีหน่วยงาน" in faults(response)
    assert "ส่วนการใช้น้ำ" in response.content.decode()
    assert not Entry.objects.filter(action="unit.create").exists()


def test_another_bureaus_unit_is_refused(signed_in):
    stranger = factories.BureauFactory()
    typed = {"valid_to": "2025-09-30", "reason": "ยุบ"}

    response = signed_in.post(f"/admin/accounts/unit/{stranger.pk}/change/", typed)

    assert "บทบาทของท่าน" in faults(response)


def test_a_unit_ends_with_its_successor(signed_in, bureau, section):
    new = factories.UnitFactory(parent=bureau)
    typed = {"valid_to": "2025-09-30", "successor": new.pk, "reason": "ปรับโครงสร้าง"}

    signed_in.post(f"/admin/accounts/unit/{section.pk}/change/", typed)

    section.refresh_from_db()
    assert (section.valid_to, section.successor) == (date(2025, 9, 30), new)
    assert signed_in.post(f"/admin/accounts/unit/{section.pk}/change/", typed).status_code == 403


def test_a_person_is_entered_corrected_and_closed(signed_in):
    typed = {
        "username": "somchai",
        "title": "นาย",
        "first_name": "สมชาย",
        "language": "th",
        "new_password": "1234",
    }
    assert "รหัสผ่าน" in faults(signed_in.post("/admin/accounts/user/add/", typed))

    signed_in.post("/admin/accounts/user/add/", typed | {"new_password": "น้ำหลากฤดูฝน-2568"})
    person = User.objects.get(username="somchai")
    assert person.check_password("น้ำหลากฤดูฝน-2568")

    change = typed | {"position": "วิศวกร", "new_password": "", "close_reason": "ลาออก"}
    signed_in.post(f"/admin/accounts/user/{person.pk}/change/", change)
    person.refresh_from_db()
    assert (person.position, person.is_active) == ("วิศวกร", False)
    actions = Entry.objects.filter(object_type="accounts.user").values_list("action", flat=True)
    assert list(actions) == ["person.create", "person.update", "person.close"]


def test_a_role_is_granted_once_and_its_end_lists_the_open_work(signed_in, section, monkeypatch):
    work = OpenWork("สบอ-7", "ส่งรายงาน", "/submissions/1/")
    monkeypatch.setattr(handover, "_finders", [lambda membership, at: [work]])
    person = factories.UserFactory()
    typed = {
        "user": person.pk,
        "unit": section.pk,
        "scope": section.pk,
        "role": "director",
        "starts": "2025-02-10",
    }
    signed_in.post("/admin/accounts/membership/add/", typed)
    membership = Membership.objects.get(user=person)
    again = signed_in.post("/admin/accounts/membership/add/", typed)
    assert "อยู่แล้ว" in faults(again)

    response = signed_in.post(
        f"/admin/accounts/membership/{membership.pk}/change/",
        {"ends": "2025-12-31", "reason": "ย้าย"},
        follow=True,
    )
    assert "งานที่ต้องมอบต่อ: สบอ-7: ส่งรายงาน" in response.content.decode()
    assert Membership.objects.get(pk=membership.pk).ends == date(2025, 12, 31)


def test_a_new_configurer_gets_the_administration_through_the_form(signed_in, bureau):
    person = factories.UserFactory()
    typed = {
        "user": person.pk,
        "unit": bureau.pk,
        "scope": bureau.pk,
        "role": "configurer",
        "starts": "2025-02-10",
    }
    signed_in.post("/admin/accounts/membership/add/", typed)

    person.refresh_from_db()
    assert person.is_staff


def test_standing_in_begins_and_ends_by_order(signed_in, section):
    person, absent = factories.UserFactory(), factories.UserFactory(position="ผู้อำนวยการส่วน")
    typed = {
        "user": person.pk,
        "kind": "deputising",
        "role": "director",
        "unit": section.pk,
        "covers": absent.pk,
        "order_number": "15/2568",
        "starts": "2025-02-10",
        "ends": "2025-06-30",
    }
    signed_in.post("/admin/accounts/actingappointment/add/", typed)
    appointment = ActingAppointment.objects.get()
    assert appointment.position == "ผู้อำนวยการส่วน"

    path = f"/admin/accounts/actingappointment/{appointment.pk}/change/"
    assert "สิ้นสุดการทำการแทน" in faults(signed_in.post(path, {"ends": "2025-03-31"}))
    signed_in.post(path, {"ends": "2025-03-31", "reason": "กลับมาแล้ว"})
    appointment.refresh_from_db()
    assert appointment.ends == date(2025, 3, 31)


def test_a_planned_round_is_settled_and_an_open_one_is_not(signed_in, bureau):
    planned = factories.RoundFactory(indicator__owner=bureau, state="planned", version=None)
    typed = {
        "opens_on": "2024-10-01",
        "due_at_0": "2025-03-05",
        "due_at_1": "16:30:00",
        "closes_at_0": "2025-03-31",
        "closes_at_1": "23:59:59",
        "appeal_days": "15",
        "answer_days": "5",
    }
    path = f"/admin/indicators/round/{planned.pk}/change/"
    early = typed | {"closes_at_0": "2025-01-31"}
    assert "วันปิดรับอยู่ก่อน" in faults(signed_in.post(path, early))

    signed_in.post(path, typed)
    planned.refresh_from_db()
    assert (planned.appeal_days, planned.endorse_required) == (15, False)
    entry = Entry.objects.get(action="round.plan")
    assert set(entry.detail.body["changed"]) >= {"due_at", "appeal_days", "endorse_required"}

    Round.objects.update(state="open")
    assert signed_in.post(path, typed | {"appeal_days": "0"}).status_code == 403


def test_a_holiday_is_entered_once(signed_in, bureau):
    typed = {"owner": bureau.pk, "day": "2025-04-13", "name": "วันสงกรานต์"}

    signed_in.post("/admin/indicators/holiday/add/", typed)
    signed_in.post("/admin/indicators/holiday/add/", typed)

    assert Holiday.objects.count() == 1
    assert Entry.objects.filter(action="holiday.declare").count() == 1
