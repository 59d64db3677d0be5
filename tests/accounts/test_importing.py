"""A workbook of units and people: checked row by row, applied whole or not at all."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from kpi_portal.accounts.domain import importing, start_codes
from kpi_portal.accounts.domain.importing import apply_workbook, read_workbook
from kpi_portal.accounts.domain.memberships import end_membership
from kpi_portal.accounts.domain.start_sheet import codes_for
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import ImportSheet, Membership, Unit, User
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, NotAllowed, NotFound
from kpi_portal.jobs.models import Job
from tests import factories
from tests.accounts.workbooks import filled, person, unit, upload

OPENING = {"starts": "1/1/2568"}


@pytest.fixture
def root(bureau):
    Unit.objects.filter(pk=bureau.pk).update(code="07")
    bureau.refresh_from_db()
    return bureau


@pytest.fixture
def many(root):
    """60 units in two steps and 120 people, of whom one holds two roles."""
    units = [unit(f"07{n:02}", "07" if n < 10 else f"07{n % 10:02}") for n in range(60)]
    people = [
        person(f"user{n}", f"07{n % 60:02}", email="office@example.go.th") for n in range(120)
    ]
    people.append(person("user0", "0701", role="ผู้อำนวยการส่วน", order_number="012/2568"))
    return filled(units[::-1], people)  # parents below their children


def silent(*_args: object) -> None:
    """No progress to show."""


def take(content: bytes, keeper, at) -> ImportSheet:
    sheet = read_workbook(upload(content), actor=keeper, at=at)
    assert sheet.faults == []
    return apply_workbook(sheet, actor=keeper, at=at, report=silent)


def faults(sheet: ImportSheet) -> list[tuple[str, int, str, str]]:
    return [(f.sheet, f.row, f.column, f.code) for f in importing.faults_of(sheet)]


class TestWhole:
    def test_sixty_units_and_a_hundred_and_twenty_people_go_through(self, many, keeper, root, at):
        sheet = read_workbook(upload(many), actor=keeper, at=at)

        assert sheet.faults == []
        assert sheet.summary["units"] == {"created": 60}
        assert sheet.summary["people"] == {"created": 120}
        assert not Unit.objects.filter(code="0700").exists()

        apply_workbook(sheet, actor=keeper, at=at, report=silent)
        assert Unit.objects.filter(code__startswith="07").count() == 61
        leaf = Unit.objects.get(code="0711")
        assert leaf.parent == Unit.objects.get(code="0701")
        assert leaf.path.startswith(root.path)
        assert User.objects.filter(email="office@example.go.th").count() == 120
        both = User.objects.get(username="user0").memberships.order_by("pk")
        assert [m.role for m in both] == [Role.DRAFTER, Role.DIRECTOR]
        assert both[1].order_number == "012/2568"
        made = Entry.objects.filter(actor=keeper).values_list("action", flat=True)
        assert [made.filter(action=a).count() for a in ("unit.create", "person.create")] == [
            60,
            120,
        ]
        assert Entry.objects.filter(action="import.apply").count() == 1

    def test_the_same_file_again_changes_nothing(self, many, keeper, at):
        take(many, keeper, at)
        before = Entry.objects.count(), Membership.objects.count()

        again = read_workbook(upload(many), actor=keeper, at=at)
        assert again.faults == []
        assert again.summary == {
            "units": {"unchanged": 60},
            "people": {"unchanged": 120},
            "roles": {"unchanged": 121},
        }
        apply_workbook(again, actor=keeper, at=at, report=silent)
        assert Membership.objects.count() == before[1]
        new = Entry.objects.order_by("sequence")[before[0] :]
        assert [entry.action for entry in new] == ["import.read", "import.apply"]

    def test_checking_costs_the_same_for_many_rows(
        self, many, keeper, root, at, django_assert_max_num_queries
    ):
        few = filled([unit("0799", "07")], [person("user0", "0799")])
        for content in (few, many):
            sheet = read_workbook(upload(content), actor=keeper, at=at)
            with django_assert_max_num_queries(5):
                importing.plan_of(sheet, actor=keeper, at=at)

    def test_it_is_applied_once(self, many, keeper, at):
        sheet = take(many, keeper, at)

        for act in (
            lambda: apply_workbook(sheet, actor=keeper, at=at, report=silent),
            lambda: importing.ask_to_apply(sheet, actor=keeper, at=at),
        ):
            with pytest.raises(GuardRefused):
                act()

    def test_nothing_is_kept_when_one_step_fails(self, many, keeper, root, at, monkeypatch):
        sheet = read_workbook(upload(many), actor=keeper, at=at)
        grant = importing.memberships.grant_membership
        calls = []

        def fail_late(*args, **kwargs):
            calls.append(1)
            if len(calls) == 100:
                raise GuardRefused("no", code="no")
            return grant(*args, **kwargs)

        monkeypatch.setattr(importing.memberships, "grant_membership", fail_late)
        with pytest.raises(GuardRefused):
            apply_workbook(sheet, actor=keeper, at=at, report=silent)

        assert Unit.objects.filter(code__startswith="07").count() == 1
        assert not User.objects.filter(username="user0").exists()
        assert ImportSheet.objects.get().applied_at is None
        assert not Entry.objects.filter(action="unit.create").exists()


class TestFaults:
    def test_five_bad_rows_are_named_with_sheet_row_and_column(self, keeper, root, at):
        units = [
            unit("0701", "07"),
            unit("0702", "99"),
            unit("0701", "07"),
            unit("0703", "0704"),
            unit("0704", "0703"),
        ]
        people = [
            person("somchai", "0701", role="หัวหน้าใหญ่"),
            person("somying", "0701", email="somying@", starts="31/2/2568"),
            person("", "0701"),
            person("keeper", "0701"),
            person("late", "0701", ends="1/1/2568"),
        ]
        sheet = read_workbook(upload(filled(units, people)), actor=keeper, at=at)

        assert sorted(faults(sheet)) == sorted(
            [
                ("units", 5, "parent", "unknown_unit"),
                ("units", 6, "code", "code_twice"),
                ("units", 7, "parent", "parent_loop"),
                ("units", 8, "parent", "parent_loop"),
                ("people", 4, "role", "unknown_choice"),
                ("people", 5, "email", "bad_email"),
                ("people", 5, "starts", "no_such_day"),
                ("people", 6, "username", "required"),
                ("people", 7, "username", "username_taken"),
                ("people", 8, "ends", "ends_before"),
            ]
        )
        with pytest.raises(GuardRefused) as refusal:
            apply_workbook(sheet, actor=keeper, at=at, report=silent)
        assert refusal.value.code == "import_faults"
        assert not Unit.objects.filter(code="0701").exists()

    def test_every_sentence_is_put_together(self, keeper, root, at):
        people = [person("keeper", "99", ends="1/1/2568", role="?", email="?")]
        sheet = read_workbook(upload(filled([], people)), actor=keeper, at=at)

        for fault in importing.faults_of(sheet):
            assert "%(" not in fault.text
            assert fault.header

    def test_units_of_others_are_out_of_reach(self, outsider, root, section, at):
        Unit.objects.filter(pk=section.pk).update(code="0701")
        content = filled([unit("0709", "0701")], [person("somchai", "0701", scope="07")])
        sheet = read_workbook(upload(content), actor=outsider, at=at)

        assert faults(sheet) == [
            ("units", 4, "parent", "not_kept"),
            ("people", 4, "unit", "not_kept"),
            ("people", 4, "scope", "not_kept"),
        ]

    def test_a_unit_of_its_own_needs_the_operator(self, keeper, admin_user, root, at):
        content = filled([unit("08", "")])
        assert faults(read_workbook(upload(content), actor=keeper, at=at)) == [
            ("units", 4, "parent", "required")
        ]
        take(content, admin_user, at)
        assert Unit.objects.get(code="08").parent is None

    def test_people_beyond_reach_and_closed_accounts(self, keeper, root, section, at):
        Unit.objects.filter(pk=section.pk).update(code="0701")
        beyond = factories.MembershipFactory(unit=factories.BureauFactory()).user
        closed = factories.UserFactory(is_active=False)
        people = [
            person(who.username, "0701", first_name=who.first_name) for who in (beyond, closed)
        ]
        sheet = read_workbook(upload(filled([], people)), actor=keeper, at=at)

        assert [code for *_, code in faults(sheet)] == ["person_not_kept", "closed_account"]

    def test_roles_lie_within_the_life_of_their_unit(self, keeper, root, section, at):
        Unit.objects.filter(pk=section.pk).update(code="0701", valid_to=date(2025, 6, 30))
        people = [person("a", "0701"), person("b", "0702", starts="1/1/2568")]
        sheet = read_workbook(upload(filled([unit("0702", "07")], people)), actor=keeper, at=at)

        assert faults(sheet) == [
            ("people", 4, "unit", "unit_ended"),
            ("people", 5, "unit", "before_unit"),
        ]

    def test_what_an_order_changes_is_not_changed_here(self, keeper, root, section, at):
        Unit.objects.filter(pk=section.pk).update(code="0701")
        row = unit("0701", "07", name="ชื่อใหม่", kind="ศูนย์ประจำภาค", valid_from="1/10/2563")
        sheet = read_workbook(upload(filled([row])), actor=keeper, at=at)

        assert faults(sheet) == [
            ("units", 4, "name", "unit_differs"),
            ("units", 4, "kind", "unit_differs"),
        ]


class TestChanges:
    def test_contacts_details_and_last_days_are_taken_over(self, keeper, root, at):
        first = filled([unit("0701", "07", phone="0 2000 0000")], [person("somchai", "0701")])
        take(first, keeper, at)
        second = filled(
            [unit("0701", "07", email="s@example.go.th")],
            [person("SOMCHAI", "0701", position="วิศวกร", ends="30/9/2569")],
        )
        sheet = take(second, keeper, at)

        kept = Unit.objects.get(code="0701")
        assert (kept.phone, kept.email) == ("0 2000 0000", "s@example.go.th")
        somchai = User.objects.get(username="somchai")
        assert somchai.position == "วิศวกร"
        assert somchai.memberships.get().ends == date(2026, 9, 30)
        assert sheet.summary["units"] == sheet.summary["roles"] == {"changed": 1}

    def test_another_first_day_is_a_fault_and_a_later_role_is_new(self, keeper, root, at):
        take(filled([unit("0701", "07")], [person("somchai", "0701")]), keeper, at)
        held = Membership.objects.get(user__username="somchai")
        moved = filled([], [person("somchai", "0701", starts="2/10/2568")])
        sheet = read_workbook(upload(moved), actor=keeper, at=at)
        assert faults(sheet) == [("people", 4, "starts", "held_otherwise")]

        end_membership(held, actor=keeper, at=at, last_day=date(2026, 9, 30))
        later = filled([], [person("somchai", "0701", starts="1/10/2569")])
        take(later, keeper, at)
        assert Membership.objects.filter(user__username="somchai").count() == 2

    def test_what_changed_since_the_check_stops_it(self, keeper, root, at):
        content = filled([unit("0701", "07")], [person("somchai", "0701")])
        sheet = read_workbook(upload(content), actor=keeper, at=at)
        factories.UserFactory(username="somchai", first_name="คนอื่น")

        with pytest.raises(GuardRefused):
            apply_workbook(sheet, actor=keeper, at=at, report=silent)
        assert not Unit.objects.filter(code="0701").exists()


class TestWho:
    @pytest.mark.parametrize("role", [r for r in Role if r is not Role.CONFIGURER])
    def test_only_configurers_upload(self, role, root, at):
        somebody = factories.MembershipFactory(unit=root, role=role).user
        with pytest.raises(NotAllowed):
            read_workbook(upload(filled()), actor=somebody, at=at)

    def test_a_workbook_is_its_uploaders_and_replaces_the_last(self, keeper, outsider, root, at):
        first = read_workbook(upload(filled([unit("0701", "07")])), actor=keeper, at=at)
        with pytest.raises(NotFound):
            importing.get_for(outsider, first.pk, at=at)

        second = read_workbook(upload(filled([unit("0702", "07")])), actor=keeper, at=at)
        assert list(ImportSheet.objects.all()) == [second]


class TestGettingIn:
    def test_codes_are_made_for_those_without_password(self, keeper, root, at):
        content = filled([unit("0701", "07")], [person("a.one", "0701"), person("b.two", "0701")])
        sheet = take(content, keeper, at)
        slips = codes_for(sheet, actor=keeper, at=at)
        assert [slip.username for slip in slips] == ["a.one", "b.two"]

        start_codes.start("A.ONE", slips[0].code, "น้ำหลากฤดูฝน-2568", at=at)
        assert [slip.username for slip in codes_for(sheet, actor=keeper, at=at)] == ["b.two"]
        kept = " ".join(str(entry.detail.body) for entry in Entry.objects.all())
        assert slips[0].code not in kept


class TestPages:
    @pytest.fixture
    def signed_in(self, client, keeper):
        client.force_login(keeper)
        return client

    def send(self, client, content, name="ก.xlsx"):
        file = io.BytesIO(content)
        file.name = name
        return client.post("/people/import/", {"workbook": file}, follow=True)

    def test_from_template_to_start_codes(
        self, signed_in, root, django_capture_on_commit_callbacks
    ):
        template = signed_in.get("/people/import/template.xlsx")
        assert openpyxl.load_workbook(io.BytesIO(template.content)).sheetnames[0] == "หน่วยงาน"

        content = filled([unit("0701", "07")], [person("somchai", "0701")])
        checked = self.send(signed_in, content)
        sheet = ImportSheet.objects.get()
        assert checked.redirect_chain[-1][0] == f"/people/import/{sheet.pk}/"
        assert (
            "somchai" in signed_in.get(f"/people/import/{sheet.pk}/?sheet=people").content.decode()
        )

        with django_capture_on_commit_callbacks(execute=True):
            signed_in.post(f"/people/import/{sheet.pk}/apply/")
        job = Job.objects.get(kind=importing.JOB)
        assert job.result["url"] == f"/people/import/{sheet.pk}/"
        done = signed_in.get(job.result["url"]).content.decode()
        assert "somchai" in done

        codes = signed_in.post(f"/people/import/{sheet.pk}/start-codes.xlsx")
        assert (
            codes["Cache-Control"].startswith("max-age=0") or "no-store" in codes["Cache-Control"]
        )
        page = openpyxl.load_workbook(io.BytesIO(codes.content)).active
        assert page["C2"].value == "somchai"
        assert len(page["D2"].value) == 19

    def test_faults_stand_beside_what_was_read_and_in_the_marked_copy(self, signed_in, root):
        page = self.send(signed_in, filled([unit("0702", "99")], [person("x y", "0702")]))
        sheet = ImportSheet.objects.get()
        text = page.content.decode()
        assert "ไม่มีหน่วยงานรหัส “99”" in text
        assert signed_in.post(f"/people/import/{sheet.pk}/apply/").status_code == 409

        copy = signed_in.get(f"/people/import/{sheet.pk}/marked.xlsx")
        marked = openpyxl.load_workbook(io.BytesIO(copy.content))["หน่วยงาน"]
        assert "ไม่มีหน่วยงานรหัส “99”" in marked["G3"].comment.text

    @pytest.mark.parametrize(
        ("content", "words"), [(b"", "0"), (b"MZ" + bytes(50), ".xlsx"), (filled()[:900], "เสียหาย")]
    )
    def test_a_hostile_file_is_refused_beside_the_field(self, signed_in, root, content, words):
        page = self.send(signed_in, content)

        assert page.status_code == 422
        assert words in str(page.context["form"].errors)
        assert not ImportSheet.objects.exists()

    def test_the_result_costs_the_same_for_many(
        self, signed_in, root, many, django_assert_max_num_queries
    ):
        few = filled([unit("0799", "07")], [person("user0", "0799")])
        for content in (few, many):
            self.send(signed_in, content)
            sheet = ImportSheet.objects.get()
            with django_assert_max_num_queries(12):
                signed_in.get(f"/people/import/{sheet.pk}/")
