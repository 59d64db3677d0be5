"""Who answers for an indicator: set by its configurers, audited, seen on its page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from indicators.domain import consolidating
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, NotAllowed
from submissions.domain import round_readiness, unit_choosing
from submissions.forms.round_units import ChooseForm
from tests import factories as f
from tests.factories import OPENED

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def indicator(db):
    return f.RoundFactory().indicator


def person(indicator, role: Role):
    user = f.UserFactory(language="en")
    f.MembershipFactory(user=user, unit=indicator.owner, role=role)
    return user


def browser(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_it_is_set_and_taken_back_and_each_is_audited(indicator):
    by = {"actor": person(indicator, Role.CONFIGURER), "at": OPENED}
    for wanted in (True, True, False):
        found = consolidating.set_consolidated(indicator, consolidated=wanted, **by)
        assert found.consolidated is wanted
    kept = Entry.objects.filter(object_type="indicators.indicator").order_by("sequence")
    assert [entry.action for entry in kept] == ["indicator.consolidate", "indicator.divide"]


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.CONFIGURER])
def test_nobody_but_configurers_sets_it(indicator, role):
    actor = person(indicator, role)
    with pytest.raises(NotAllowed):
        consolidating.set_consolidated(indicator, consolidated=True, actor=actor, at=OPENED)
    indicator.refresh_from_db()
    assert not indicator.consolidated


def test_a_retired_indicator_stays_as_it_is(indicator):
    indicator.retired_at = OPENED
    indicator.save()
    actor = person(indicator, Role.CONFIGURER)
    with pytest.raises(GuardRefused):
        consolidating.set_consolidated(indicator, consolidated=True, actor=actor, at=OPENED)


def test_the_page_explains_and_sets_it(indicator):
    client = browser(person(indicator, Role.CONFIGURER))
    url = reverse("indicators:reporting", args=[indicator.pk])
    assert "named by order judge it" in client.get(url).content.decode()
    assert client.post(url, {"consolidated": "bureau"}).status_code == 302
    said = client.get(url).content.decode()
    assert "does not report these rounds yet" in said
    card = reverse("indicators:card", args=[indicator.pk])
    assert "Reported by the bureau" in client.get(card).content.decode()
    assert client.post(url, {"consolidated": "else"}).status_code == 422
    assert client.post(url, {"consolidated": "divisions"}).status_code == 302
    assert "Reported by the bureau" not in client.get(card).content.decode()


@pytest.mark.parametrize("role", [Role.HEAD, Role.REVIEWER, Role.EXECUTIVE])
def test_the_page_is_the_configurers(indicator, role):
    url = reverse("indicators:reporting", args=[indicator.pk])
    assert browser(person(indicator, role)).get(url).status_code == 403


def test_the_owner_is_missed_offered_and_added(indicator):
    opened = indicator.rounds.get()
    f.AssignmentFactory(round=opened, unit=f.UnitFactory(parent=indicator.owner))
    entries = list(opened.assignments.all())
    assert not round_readiness.bureau_missing(opened, entries)
    indicator.consolidated = True
    indicator.save()
    opened.refresh_from_db()
    assert round_readiness.bureau_missing(opened, entries)
    pool = unit_choosing.pool_of(opened, day=OPENED.date())
    form = ChooseForm(pool=pool, rounds=[])
    assert form.initial["units"] == [indicator.owner_id]
    assert indicator.owner_id in dict(form.fields["units"].choices)

    client = browser(person(indicator, Role.CONFIGURER))
    units = reverse("submissions:round_units", args=[opened.pk])
    add = reverse("submissions:round_add_bureau", args=[opened.pk])
    assert add in client.get(units).content.decode()
    assert client.post(add).status_code == 302
    assert opened.assignments.filter(unit=indicator.owner).exists()
    assert opened.submissions.filter(unit=indicator.owner).exists()
    assert add not in client.get(units).content.decode()


def test_a_divisions_round_misses_nothing(indicator):
    opened = indicator.rounds.get()
    pool = unit_choosing.pool_of(opened, day=OPENED.date())
    assert indicator.owner not in pool.offered
