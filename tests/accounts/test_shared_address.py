"""Several people share one e-mail address: everything goes by person, never by address."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache

from kpi_portal.accounts.domain import start_codes
from kpi_portal.accounts.domain.people import PersonDetails, create_person, update_person
from kpi_portal.accounts.models import Unit, User
from kpi_portal.notifications import delivery
from kpi_portal.notifications.models import Delivery, Notification
from kpi_portal.notifications.sending import notify
from tests import factories
from tests.accounts.test_importing import faults, take
from tests.accounts.workbooks import filled, unit
from tests.accounts.workbooks import person as row

SHARED = "section@example.go.th"
NEW = "แม่น้ำ สายยาว ไหลเย็น"


@pytest.fixture
def two(section) -> tuple[User, User]:
    people = []
    for name in ("มานี", "ปิติ"):
        user = factories.UserFactory(first_name=name, email=SHARED)
        factories.MembershipFactory(user=user, unit=section)
        people.append(user)
    return people[0], people[1]


def test_a_workbook_brings_several_with_one_address(bureau, keeper, at):
    Unit.objects.filter(pk=bureau.pk).update(code="07")
    content = filled(
        [unit("0701", "07", email=SHARED)],
        [row("a.one", "0701", email=SHARED), row("b.two", "0701", email=SHARED)],
    )
    assert faults(take(content, keeper, at)) == []


def test_people_are_entered_and_corrected_with_an_address_in_use(two, keeper, at, client):
    made = create_person(
        PersonDetails(username="third", first_name="ชูใจ", email=SHARED), actor=keeper, at=at
    )
    assert User.objects.filter(email=SHARED).count() == 3
    details = PersonDetails(username=made.username, first_name="ชูใจ", last_name="ดี", email=SHARED)
    update_person(made, details, actor=keeper, at=at)

    client.force_login(keeper)
    page = client.get(f"/people/{two[0].pk}/")
    assert page.status_code == 200
    assert SHARED in page.content.decode()
    listed = client.get("/people/", {"q": two[1].first_name}).context["page"]
    assert set(listed) == {two[1]}


def test_each_signs_in_with_the_own_user_name_and_the_address_is_none(two, client):
    for user in two:
        typed = {"login": user.username, "password": factories.PASSWORD}
        assert client.post("/accounts/login/", typed).status_code == 302
        assert client.session["_auth_user_id"] == str(user.pk)
        client.logout()
    typed = {"login": SHARED, "password": factories.PASSWORD}
    assert client.post("/accounts/login/", typed).status_code == 200


def test_a_start_code_opens_the_account_of_one_person(two, keeper, at):
    first, second = two
    code = start_codes.issue(first, actor=keeper, at=at)
    start_codes.start(first.username, code, NEW, at=at)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.check_password(NEW), second.check_password(NEW)) == (True, False)
    assert second.check_password(factories.PASSWORD)


def ask(client) -> list[mail.EmailMessage]:
    cache.clear()
    mail.outbox.clear()
    assert client.post("/accounts/password/reset/", {"email": SHARED}).status_code == 302
    return sorted(mail.outbox, key=lambda message: message.body)


def test_a_forgotten_password_comes_for_each_with_the_name(two, client):
    closed = factories.UserFactory(email=SHARED, is_active=False)
    first, second = two
    letters = ask(client)
    assert [letter.to for letter in letters] == [[SHARED], [SHARED]]
    for user in two:
        (own,) = [letter for letter in letters if user.display_name in letter.body]
        assert user.username in own.body
        assert user.first_name in own.subject
    assert not any(closed.username in letter.body.split() for letter in letters)

    (own,) = [letter for letter in letters if first.display_name in letter.body]
    link = re.search(r"/accounts/password/reset/key/\S+", own.body)
    form = client.get(link[0], follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.check_password(NEW)
    assert second.check_password(factories.PASSWORD)

    # one who used the link does not take the letters of the other
    assert len(ask(client)) == 2


def test_a_notification_is_one_letter_to_each_and_names_the_person(two, at):
    notify(
        two,
        kind="submission.publish",
        facts={"unit": "ส่วนอุทกวิทยา", "indicator": "สบอ-7", "round": "รอบ 5 เดือน"},
        url="/submissions/1/",
        at=at,
        about="round:1",
    )
    rows = list(Notification.objects.values_list("pk", flat=True))
    delivery.deliver(rows, at=at)

    assert [letter.to for letter in mail.outbox] == [[SHARED], [SHARED]]
    for user, letter in zip(two, mail.outbox, strict=True):
        assert user.display_name in letter.body
    assert set(Notification.objects.values_list("delivery", flat=True)) == {Delivery.SENT}
