"""The pages for people: what each role finds there, and what a visit costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kpi_portal.accounts.domain.absences import declare_absence
from kpi_portal.accounts.domain.deputies import name_deputy
from kpi_portal.accounts.enums import ActingKind, Role
from kpi_portal.accounts.models import Absence, ActingAppointment, Membership, User
from kpi_portal.thai import local_date
from tests import factories

DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def day(now):
    return local_date(now)


@pytest.fixture
def director(section):
    return factories.MembershipFactory(
        unit=section, role=Role.DIRECTOR, user__first_name="สุภาวดี", user__position="ผอ.ส่วน"
    )


@pytest.fixture
def drafter(section):
    return factories.MembershipFactory(
        unit=section, role=Role.DRAFTER, user__first_name="ภาคิน"
    ).user


@pytest.fixture
def signed_in(client, keeper):
    client.force_login(keeper)
    return client


def faults(response) -> str:
    form = response.context["form"]
    return " ".join(text for texts in form.errors.values() for text in texts)


class TestList:
    def test_people_are_found_by_name_unit_and_role(self, signed_in, director, drafter, bureau):
        other = factories.MembershipFactory(unit=factories.UnitFactory(parent=bureau))

        def found(**asked) -> set[User]:
            return set(signed_in.get("/people/", asked).context["page"])

        assert {director.user, drafter, other.user} < found()
        assert found(q="สุภา") == {director.user}
        assert found(q=drafter.username) == {drafter}
        assert found(unit=director.unit_id) == {director.user, drafter}
        assert found(role="director") == {director.user}
        assert found(q="ไม่มีใครชื่อนี้") == set()

    def test_closed_accounts_and_people_without_role_are_asked_for(self, signed_in, section):
        closed = factories.MembershipFactory(unit=section, user__is_active=False).user
        idle = factories.UserFactory()

        assert set(signed_in.get("/people/", {"state": "closed"}).context["page"]) == {closed}
        assert idle in signed_in.get("/people/", {"state": "none"}).context["page"]
        assert closed not in signed_in.get("/people/").context["page"]

    def test_a_director_sees_the_own_unit_alone(self, client, director, drafter, bureau):
        factories.MembershipFactory(unit=factories.UnitFactory(parent=bureau))
        client.force_login(director.user)

        assert set(client.get("/people/").context["page"]) == {director.user, drafter}

    def test_another_bureau_is_not_there(self, signed_in):
        stranger = factories.MembershipFactory(unit=factories.BureauFactory()).user

        assert stranger not in signed_in.get("/people/").context["page"]
        assert signed_in.get(f"/people/{stranger.pk}/").status_code == 404

    def test_it_costs_the_same_for_many(self, signed_in, section, django_assert_max_num_queries):
        for number in range(30):
            if number in (1, 29):
                with django_assert_max_num_queries(11):
                    signed_in.get("/people/")
            person = factories.MembershipFactory(unit=section).user
            factories.ActingFactory(user=person, unit=section)


class TestPerson:
    def test_everything_stands_on_one_page(self, signed_in, director, drafter, keeper, now, day):
        name_deputy(
            director,
            actor=keeper,
            at=now,
            deputy=drafter,
            rank=1,
            order_number="15/2568",
            starts=day,
        )
        declare_absence(director.user, actor=keeper, at=now, starts=day, ends=day + 2 * DAY)
        page = signed_in.get(f"/people/{director.user_id}/").content.decode()

        assert "ผู้อำนวยการส่วน · ส่วนอุทกวิทยา" in page
        assert "รักษาราชการแทน ผู้อำนวยการส่วนอุทกวิทยา" in page
        assert drafter.display_name in page

    def test_it_costs_the_same_with_a_long_past(
        self, signed_in, director, day, django_assert_max_num_queries
    ):
        url = f"/people/{director.user_id}/"
        for number in range(12):
            if number in (0, 11):
                with django_assert_max_num_queries(15):
                    signed_in.get(url)
            past = {"starts": day - 90 * DAY, "ends": day - (60 + number) * DAY}
            factories.MembershipFactory(user=director.user, unit=director.unit, **past)
            factories.ActingFactory(user=director.user, unit=director.unit, **past)
            Absence.objects.create(user=director.user, declared_at=timezone.now(), **past)

    def test_details_are_corrected_and_nothing_typed_is_lost(self, signed_in, drafter, keeper):
        url = f"/people/{drafter.pk}/details/"
        typed = {"username": keeper.username, "first_name": "ภาคิน", "language": "th"}
        refused = signed_in.post(url, typed | {"position": "นักอุทกวิทยา"})

        assert refused.status_code == 422
        assert "มีผู้ใช้ชื่อนี้อยู่แล้ว" in faults(refused)
        assert "นักอุทกวิทยา" in refused.content.decode()

        signed_in.post(url, typed | {"username": "pakin", "email": "shared@example.go.th"})
        drafter.refresh_from_db()
        assert (drafter.username, drafter.email) == ("pakin", "shared@example.go.th")

    def test_a_new_person_has_a_role_or_does_not_exist(self, signed_in, section):
        typed = {
            "username": "new.one",
            "first_name": "ใหม่",
            "language": "th",
            "unit": section.pk,
            "role": "drafter",
            "starts": "1 ต.ค. 2568",
            "ends": "1 ต.ค. 2567",
        }
        assert "วันสุดท้าย" in faults(signed_in.post("/people/new/", typed))
        assert not User.objects.filter(username="new.one").exists()

        made = signed_in.post("/people/new/", typed | {"ends": ""})
        person = User.objects.get(username="new.one")
        assert made["Location"] == f"/people/{person.pk}/"
        assert not person.has_usable_password()

    def test_the_start_code_is_shown_once(self, signed_in, client, drafter):
        shown = signed_in.post(f"/people/{drafter.pk}/start-code/")

        assert shown.headers["Cache-Control"].startswith("max-age=0")
        drafter.refresh_from_db()
        assert not drafter.has_usable_password()
        again = signed_in.post(f"/people/{drafter.pk}/start-code/")
        assert again.context["code"] != shown.context["code"]


class TestRoles:
    def test_a_role_is_granted_moved_and_ended(self, signed_in, drafter, section, bureau, day):
        other = factories.UnitFactory(parent=bureau, name="ส่วนการใช้น้ำ")
        held = drafter.memberships.get()

        signed_in.post(
            f"/people/{drafter.pk}/roles/new/",
            {"unit": other.pk, "role": "director", "starts": day.isoformat()},
        )
        granted = drafter.memberships.get(unit=other)
        assert granted.role == Role.DIRECTOR

        first = (day + 30 * DAY).isoformat()
        moved = signed_in.post(
            f"/people/roles/{held.pk}/move/",
            {"unit": other.pk, "role": "drafter", "first_day": first, "order_number": "7/2568"},
            follow=True,
        )
        held.refresh_from_db()
        assert held.ends == day + 29 * DAY
        assert "ส่วนการใช้น้ำ" in moved.content.decode()

        signed_in.post(f"/people/roles/{granted.pk}/end/", {"last_day": day.isoformat()})
        granted.refresh_from_db()
        assert granted.ends == day

    @pytest.mark.parametrize("role", [Role.HEAD, Role.EXECUTIVE, Role.DIRECTOR])
    @pytest.mark.parametrize("page", ["details/", "leave/", "roles/new/", "start-code/"])
    def test_others_may_look_and_not_change(self, client, drafter, section, bureau, role, page):
        unit = section if role is Role.DIRECTOR else bureau
        client.force_login(factories.MembershipFactory(unit=unit, role=role).user)

        assert client.get(f"/people/{drafter.pk}/").status_code == 200
        assert client.post(f"/people/{drafter.pk}/{page}", {}).status_code == 403

    @pytest.mark.parametrize("role", [Role.DRAFTER, Role.REVIEWER, Role.AUDITOR])
    def test_for_people_who_oversee_nobody_it_does_not_exist(self, client, drafter, bureau, role):
        client.force_login(factories.MembershipFactory(unit=bureau, role=role).user)

        for page in ("", f"{drafter.pk}/", f"{drafter.pk}/details/", "new/", "import/"):
            assert client.get(f"/people/{page}").status_code == 404

    def test_leaving_ends_everything(self, signed_in, director, day):
        yesterday = day - DAY
        typed = {"last_day": yesterday.isoformat(), "reason": "เกษียณอายุราชการ"}
        assert signed_in.get(f"/people/{director.user_id}/leave/").status_code == 200
        signed_in.post(f"/people/{director.user_id}/leave/", typed)

        director.refresh_from_db()
        director.user.refresh_from_db()
        assert (director.ends, director.user.is_active) == (yesterday, False)


class TestAway:
    def test_everybody_notes_their_own_absence(self, client, drafter, day):
        client.force_login(drafter)
        typed = {"starts": day.isoformat(), "ends": (day + DAY).isoformat(), "reason": "ลาพักผ่อน"}

        assert client.post(f"/people/{drafter.pk}/absence/", typed)["Location"] == "/people/me/"
        absence = Absence.objects.get()
        assert (absence.user, absence.declared_by) == (drafter, drafter)
        page = client.get("/people/me/").content.decode()
        assert "ลาพักผ่อน" in page

    def test_a_director_notes_those_of_the_unit_and_no_others(
        self, client, director, drafter, bureau, day
    ):
        client.force_login(director.user)
        typed = {"starts": day.isoformat(), "ends": day.isoformat()}
        client.post(f"/people/{drafter.pk}/absence/", typed)
        assert Absence.objects.get().declared_by == director.user

        other = factories.MembershipFactory(unit=factories.UnitFactory(parent=bureau)).user
        assert client.post(f"/people/{other.pk}/absence/", typed).status_code == 404

    def test_it_is_shortened_and_cancelled(self, client, drafter, day):
        client.force_login(drafter)
        first = {"starts": day.isoformat(), "ends": (day + 4 * DAY).isoformat()}
        client.post(f"/people/{drafter.pk}/absence/", first)
        absence = Absence.objects.get()
        url = f"/people/absences/{absence.pk}/end/"
        assert client.get(url).status_code == 200
        client.post(url, {"back_on": (day + 2 * DAY).isoformat()})
        absence.refresh_from_db()
        assert absence.ends == day + DAY

        client.post(f"/people/absences/{absence.pk}/cancel/")
        absence.refresh_from_db()
        assert absence.cancelled_at is not None

    def test_deputies_are_named_and_ended_by_rank(self, signed_in, director, drafter, day):
        url = f"/people/roles/{director.pk}/deputies/"
        typed = {
            "deputy": drafter.pk,
            "rank": 1,
            "order_number": "15/2568",
            "starts": day.isoformat(),
        }
        assert signed_in.get(url).status_code == 200
        signed_in.post(url, typed)
        order = director.deputies.get()
        assert "อยู่แล้ว" in faults(signed_in.post(url, typed))

        signed_in.post(f"/people/deputies/{order.pk}/end/", {"last_day": day.isoformat()})
        order.refresh_from_db()
        assert order.ends == day

    def test_own_page_costs_the_same(self, client, director, day, django_assert_max_num_queries):
        client.force_login(director.user)
        for number in range(8):
            if number in (0, 7):
                with django_assert_max_num_queries(15):
                    client.get("/people/me/")
            past = {"starts": day - 90 * DAY, "ends": day - (60 + number) * DAY}
            factories.MembershipFactory(user=director.user, unit=director.unit, **past)
            Absence.objects.create(user=director.user, declared_at=timezone.now(), **past)


class TestActing:
    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            (ActingKind.DEPUTISING, "รักษาราชการแทน"),
            (ActingKind.IN_POSITION, "รักษาการในตำแหน่ง"),
            (ActingKind.ON_BEHALF, "ปฏิบัติราชการแทน"),
        ],
    )
    def test_the_lines_under_the_signature_show_before_appointing(
        self, signed_in, section, director, drafter, day, kind, words
    ):
        typed = {
            "kind": str(kind),
            "unit": section.pk,
            "role": "director",
            "person": drafter.pk,
            "covers": "" if kind is ActingKind.IN_POSITION else director.user_id,
            "position": "ผู้อำนวยการส่วนอุทกวิทยา",
        }
        preview = signed_in.get("/people/acting/preview/", typed).content.decode()
        assert f"{words} ผู้อำนวยการส่วนอุทกวิทยา" in preview
        assert "<html" not in preview

        refused = signed_in.post("/people/acting/new/", typed)
        assert refused.status_code == 422
        assert f"{words} ผู้อำนวยการส่วนอุทกวิทยา" in refused.content.decode()

        dates = {"order_number": "9/2568", "starts": day.isoformat(), "ends": day.isoformat()}
        signed_in.post("/people/acting/new/", typed | dates)
        made = ActingAppointment.objects.get()
        assert made.signature_line == f"{words} ผู้อำนวยการส่วนอุทกวิทยา"

    def test_without_scripts_a_button_shows_them(self, signed_in, section, drafter):
        typed = {"kind": "in_position", "unit": section.pk, "person": drafter.pk, "look": "1"}
        page = signed_in.post("/people/acting/new/", typed)

        assert page.status_code == 200
        assert "รักษาการในตำแหน่ง ผู้อำนวยการส่วนอุทกวิทยา" in page.content.decode()
        assert not page.context["form"].errors

    def test_it_ends_early(self, signed_in, section, drafter, day):
        made = factories.ActingFactory(unit=section, user=drafter)
        url = f"/people/acting/{made.pk}/end/"
        assert signed_in.get(url).status_code == 200
        signed_in.post(url, {"last_day": day.isoformat(), "reason": "กลับมาแล้ว"})

        made.refresh_from_db()
        assert made.ends == day

    @pytest.mark.parametrize("role", [Role.HEAD, Role.DIRECTOR])
    def test_others_appoint_nobody(self, client, section, role):
        client.force_login(factories.MembershipFactory(unit=section, role=role).user)

        assert client.get("/people/acting/new/").status_code == 403
        assert client.post("/people/acting/new/", {}).status_code == 403


def test_ended_roles_cannot_be_ended_again(signed_in, drafter, day):
    held = drafter.memberships.get()
    Membership.objects.filter(pk=held.pk).update(ends=day - DAY)

    assert signed_in.get(f"/people/roles/{held.pk}/end/").status_code == 404
