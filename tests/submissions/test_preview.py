"""A draft as divisions and reviewers will see it, for those who design it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from indicators.domain import drafts
from indicators.models import Draft, Indicator
from kpi_portal.accounts.enums import Role
from scoring.parsing import dump_definition, parse_definition
from submissions.domain import tasklist
from submissions.domain.outline import outline
from tests import factories

FILES = sorted((settings.BASE_DIR / "fixtures/indicators").glob("*.yaml"))

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator() -> Indicator:
    return factories.IndicatorVersionFactory().indicator


def designer(client, indicator: Indicator) -> Draft:
    keeper = factories.MembershipFactory(unit=indicator.owner, role=Role.CONFIGURER).user
    client.force_login(keeper)
    return drafts.begin(indicator, actor=keeper, at=timezone.now())


@pytest.mark.parametrize("who", ["division", "reviewer"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_round_of_every_method_is_drawn(client, indicator, path: Path, who: str):
    draft = designer(client, indicator)
    definition = parse_definition(path.read_bytes())
    Draft.objects.filter(pk=draft.pk).update(document=dump_definition(definition))
    for entry in definition.rounds:
        url = f"/indicators/{indicator.pk}/designer/as/{who}/"
        answer = client.get(url, {"round": entry.key})
        assert answer.status_code == 200
        asked = tasklist.flat(answer.context["levels"])
        assert [task.key for task in asked] == list(outline(entry).places)


def test_the_sides_differ_in_what_can_be_said(client, indicator):
    designer(client, indicator)
    url = f"/indicators/{indicator.pk}/designer/as"
    division = client.get(f"{url}/division/").content.decode()
    reviewer = client.get(f"{url}/reviewer/").content.decode()

    assert "รายงานการประชุม" in division
    assert "รายงานการประชุม" in reviewer
    assert "btn-done" not in division
    assert "btn-done" in reviewer
    assert client.get(f"{url}/nobody/").status_code == 404


def test_a_faulty_draft_says_so(client, indicator):
    draft = designer(client, indicator)
    Draft.objects.filter(pk=draft.pk).update(document={"format": "kpi-indicator/1"})

    answer = client.get(f"/indicators/{indicator.pk}/designer/as/division/")
    assert answer.status_code == 200
    assert answer.context["levels"] == ()
