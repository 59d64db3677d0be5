"""The shell's tests run on a small table of routes of their own."""

from __future__ import annotations

import pytest

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Membership, User
from tests.factories import PASSWORD, UnitFactory, UserFactory


@pytest.fixture(autouse=True)
def _routes(settings) -> None:
    settings.ROOT_URLCONF = "tests.shell.urls"


@pytest.fixture
def unit(db):
    return UnitFactory(name="ส่วนอุทกวิทยา")


@pytest.fixture
def person(unit) -> User:
    """A drafter of the section, whose password is `PASSWORD`."""
    user = UserFactory(username="somying", first_name="สมหญิง")
    user.set_password(PASSWORD)
    user.save()
    grant(user, unit, Role.DRAFTER)
    return user


def grant(user: User, unit, *roles: Role) -> None:
    for role in roles:
        Membership.objects.create(
            user=user, unit=unit, scope=unit, role=role, starts=unit.valid_from
        )
