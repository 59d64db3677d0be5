"""Objects for tests, made as the portal itself would leave them. Append yours; keep it tidy.

`SubmissionFactory()` alone makes a whole small world: bureau, section, indicator, open round.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from indicators.enums import RoundState, VersionState
from indicators.models import Assignment, Indicator, IndicatorVersion, Round
from kpi_portal.accounts.enums import Role, UnitGroup, UnitKind
from kpi_portal.accounts.models import ActingAppointment, Membership, Unit, User
from submissions.models import Submission

LONG_AGO = date(2020, 10, 1)
OPENED = datetime(2024, 10, 1, 1, 0, tzinfo=UTC)
DUE = datetime(2025, 2, 25, 16, 59, 59, tzinfo=UTC)
CLOSES = datetime(2025, 3, 31, 16, 59, 59, tzinfo=UTC)
PASSWORD = "long-enough-for-tests"


def definition(levels: list[dict[str, Any]] | None = None, **round_settings: Any) -> dict[str, Any]:
    """An indicator of the format kpi-indicator/1 with one round `m5`; by default one level that
    asks for one file."""
    one_file = {"key": "1.1-a", "title": "รายงานการประชุม", "kind": "file"}
    levels = levels or [
        {
            "number": 1,
            "title": "ทบทวนกระบวนการ",
            "points": 100,
            "criteria": [{"key": "1.1", "title": "ทบทวน", "evidence": [one_file]}],
        }
    ]
    return {
        "format": "kpi-indicator/1",
        "code": "สบอ-7",
        "fiscal_year": 2568,
        "name": "การพัฒนากระบวนการปฏิบัติงาน",
        "name_en": "Digitalize Process",
        "method": "milestones",
        "weight": 5,
        "rounds": [
            {
                "key": "m5",
                "name": "รอบ 5 เดือน",
                "due": "2025-02-25",
                "closes": "2025-03-31",
                "scale": 100,
                "levels": levels,
                **round_settings,
            }
        ],
    }


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"U{n}")
    name = factory.Sequence(lambda n: f"ส่วนที่ {n}")
    abbreviation = factory.Sequence(lambda n: f"สน.{n}")
    kind = UnitKind.SECTION
    valid_from = LONG_AGO


class BureauFactory(UnitFactory):
    name = factory.Sequence(lambda n: f"สำนักที่ {n}")
    kind = UnitKind.BUREAU


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    title = "นางสาว"
    first_name = factory.Sequence(lambda n: f"สมหญิง{n}")
    last_name = "ใจดี"
    position = "นักวิเคราะห์นโยบายและแผน"
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory[Membership]):
    """A role in `unit`; it reaches `scope`, by default the unit itself."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    scope = factory.SelfAttribute("unit")
    role = Role.DRAFTER
    starts = LONG_AGO


class ActingFactory(DjangoModelFactory[ActingAppointment]):
    class Meta:
        model = ActingAppointment

    user = factory.SubFactory(UserFactory)
    kind = "deputising"
    role = Role.DIRECTOR
    unit = factory.SubFactory(UnitFactory)
    scope = factory.SelfAttribute("unit")
    position = "ผู้อำนวยการส่วน"
    order_number = "12/2568"
    starts = LONG_AGO
    ends = date(2030, 9, 30)


class IndicatorFactory(DjangoModelFactory[Indicator]):
    class Meta:
        model = Indicator

    owner = factory.SubFactory(BureauFactory)
    fiscal_year = 2568
    code = factory.Sequence(lambda n: f"สบอ-{n}")
    name = "การพัฒนากระบวนการปฏิบัติงาน"


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


class IndicatorVersionFactory(DjangoModelFactory[IndicatorVersion]):
    class Meta:
        model = IndicatorVersion

    indicator = factory.SubFactory(IndicatorFactory)
    number = 1
    state = VersionState.PUBLISHED
    definition = factory.LazyFunction(definition)
    sha256 = factory.LazyAttribute(lambda version: _digest(version.definition))
    created_at = OPENED
    published_at = OPENED


def rewrite(version: IndicatorVersion, body: dict[str, Any] | None = None) -> None:
    """Give a version other content and the digest of it, as if it had been made so.

    A process keeps what it parsed by the digest, so two contents must never share one.
    """
    if body is not None:
        version.definition = body
    version.sha256 = _digest(version.definition)
    version.save()


class RoundFactory(DjangoModelFactory[Round]):
    """An open round of the key `m5` that pins a version made from `body`."""

    class Meta:
        model = Round

    class Params:
        body = factory.LazyFunction(definition)

    indicator = factory.SubFactory(IndicatorFactory)
    key = "m5"
    name = "รอบ 5 เดือน"
    state = RoundState.OPEN
    version = factory.SubFactory(
        IndicatorVersionFactory,
        indicator=factory.SelfAttribute("..indicator"),
        definition=factory.SelfAttribute("..body"),
    )
    opens_on = OPENED.date()
    due_at = DUE
    closes_at = CLOSES
    endorse_required = True


class AssignmentFactory(DjangoModelFactory[Assignment]):
    class Meta:
        model = Assignment

    round = factory.SubFactory(RoundFactory)
    unit = factory.SubFactory(UnitFactory)
    group = UnitGroup.CENTRAL


class SubmissionFactory(DjangoModelFactory[Submission]):
    """A draft of a section of the bureau that owns the indicator."""

    class Meta:
        model = Submission

    round = factory.SubFactory(RoundFactory)
    unit = factory.SubFactory(UnitFactory, parent=factory.SelfAttribute("..round.indicator.owner"))
    definition_version = factory.SelfAttribute("round.version")
    unit_name = factory.SelfAttribute("unit.name")
    unit_abbreviation = factory.SelfAttribute("unit.abbreviation")
    group = UnitGroup.CENTRAL
    updated_at = OPENED
