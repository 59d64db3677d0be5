"""Reports of the shipped indicators whose method is not milestones, and the people around them."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from indicators.domain.loading import load_definition
from indicators.models import Assignment, Indicator, Round
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from kpi_portal.audit.recorder import SystemActor
from scoring.choices import Kind
from scoring.definition import Indicator as Definition
from scoring.parsing import load_document, parse_definition
from scoring.parsing.yaml_source import read_tree
from submissions.domain import figures, outline, requirements, review, supply
from submissions.domain.contradictions import reading as contradictions
from submissions.domain.contradictions.acts import acknowledge
from submissions.domain.figures import Measure
from submissions.domain.opening import open_round
from submissions.domain.outline import Asked, Place
from submissions.domain.transition import perform
from submissions.enums import Action, Decision, PieceKind, State
from submissions.models import Evidence, EvidenceUse, EvidenceVersion, Submission
from tests import factories

FIXTURES = Path(__file__).parents[2] / "fixtures" / "indicators"
NOON = datetime(2020, 12, 1, 5, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
LOADER = SystemActor("test")


def shipped(name: str) -> Definition:
    return parse_definition((FIXTURES / f"{name}.yaml").read_bytes())


def settled_pmqa() -> Definition:
    """PMQA 4.0 of 2565 with what its file leaves open settled, as a configurer would."""
    tree: Any = read_tree((FIXTURES / "pmqa40-2565.yaml").read_bytes())[0]
    tree = deepcopy(tree)
    tree["weight"] = 15
    levels = tree["rounds"][0]["parts"][4]["parts"][3]["levels"]
    moved = next(c for c in levels[2]["criteria"] if c["key"] == "5.4.2")
    levels[2]["criteria"].remove(moved)
    levels[1]["criteria"] = [moved]
    return load_document(tree)


def growth(measures: Any = "free", **settings: Any) -> dict[str, Any]:
    """A round of growth as in the worked examples; by default one free measure."""
    body = factories.definition()
    body["method"] = "growth"
    body["unit"] = "คะแนน"
    entry = body["rounds"][0]
    del entry["levels"]
    entry |= {
        "opens": "2020-10-01",
        "scale": 500,
        "measures": measures,
        "count": 1,
        "bands": [{"score": 300}, {"above": 5, "score": 400}, {"above": 10, "score": 500}],
        **settings,
    }
    return body


@dataclass
class World:
    """A bureau with its strategy section, a reporting section and people by the name of their
    part."""

    bureau: Unit
    section: Unit
    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def load(self, definition: Definition) -> Indicator:
        if definition.owner is not None:
            self.bureau.code = definition.owner
            self.bureau.save(update_fields=["code"])
        return load_definition(definition, owner=self.bureau, actor=LOADER, at=NOON).indicator

    def assign(self, indicator: Indicator, key: str | None = None, **facts: Any) -> Round:
        found = indicator.rounds.get(key=key) if key else indicator.rounds.order_by("due_at")[0]
        unit = facts.pop("unit", self.section)
        Assignment.objects.create(round=found, unit=unit, group="central", **facts)
        return found

    def opened(self, definition: Definition, key: str | None = None, **facts: Any) -> Submission:
        """A draft of the section, whose round stays open for this century."""
        round_ = self.assign(self.load(definition), key, **facts)
        Round.objects.filter(pk=round_.pk).update(
            due_at=NOON + timedelta(days=30), closes_at=NOON + timedelta(days=60)
        )
        return open_round(Round.objects.get(pk=round_.pk), actor=LOADER, at=NOON)[0]

    def do(
        self,
        submission: Submission,
        action: Action,
        who: str,
        *,
        at: datetime = LATER,
        note: str = "เหตุผล",
        **data: Any,
    ) -> Submission:
        fresh = Submission.objects.get(pk=submission.pk)
        return perform(
            fresh,
            action,
            actor=self.people[who],
            at=at,
            version=fresh.version,
            note=note,
            data=data,
        )

    def accept_all(self, submission: Submission) -> None:
        waiting = submission.uses.filter(removed_at=None, supplied=True, decision=Decision.PENDING)
        review.accept_pending(
            submission,
            actor=self.reviewer,
            at=LATER,
            uses=list(waiting.values_list("pk", flat=True)),
        )

    def published(self, submission: Submission, **data: Any) -> Submission:
        """The whole way from a filled-in draft to its published result."""
        self.do(submission, Action.SUBMIT, "director", **data)
        self.do(submission, Action.START_REVIEW, "reviewer")
        self.accept_all(submission)
        self.let_contradictions_stand(submission)
        self.do(submission, Action.ASSESS, "reviewer")
        self.do(submission, Action.CONFIRM, "head")
        self.do(submission, Action.ENDORSE, "executive", reference="1/2563")
        return self.do(submission, Action.PUBLISH, "head")

    def let_contradictions_stand(self, submission: Submission) -> None:
        """What is filled in here is complete, not coherent: nobody approved the plan."""
        fresh = Submission.objects.get(pk=submission.pk)
        for found in contradictions.open_ones(fresh, at=NOON):
            acknowledge(
                fresh, actor=self.reviewer, at=NOON, digest=found.digest, reason="ข้อมูลทดสอบ"
            )

    def fill(self, submission: Submission, numbers: dict[str, str] | None = None) -> None:
        """Everything the round requires, as the drafter would type and attach it."""
        highest = max((level.number for level in submission.definition.levels), default=None)
        Submission.objects.filter(pk=submission.pk).update(claimed_level=highest)
        for place in outline.outline(submission.definition).places.values():
            if place.requirement.required:
                self.supply(submission, place, (numbers or {}).get(place.requirement.key))

    def supply(self, submission: Submission, place: Place, said: str | None = None) -> None:
        key, by = place.requirement.key, {"actor": self.drafter, "at": NOON}
        kinds = place.requirement.kinds
        if place.figure is not None and place.figure.asked is Asked.MEASURE:
            typed = self.measure(place)
            figures.set_measure(submission, key, typed=typed, revision=0, **by)
        elif place.requirement.value_from:
            EvidenceUse.objects.create(
                submission=submission,
                requirement=key,
                kind=Kind.NUMBER,
                number=100,
                added_at=NOON,
                added_by=self.drafter,
            )
        elif Kind.NUMBER in kinds:
            supply.set_number(submission, key, typed=said or self._number(place), **by)
        elif Kind.ANSWER in kinds:
            supply.give_answer(submission, key, text="คำตอบ", **by)
        else:
            for _ in range(place.requirement.minimum):
                give_file(submission, key, self.drafter, kind=kinds[0])

    @staticmethod
    def _number(place: Place) -> str:
        if place.figure is not None and place.figure.asked is Asked.SCORE:
            return str(int(place.figure.most or 0) // 2)
        return "400" if place.figure is not None else "100"

    @staticmethod
    def measure(place: Place) -> Measure:
        assert place.figure is not None
        assert place.figure.scheme is not None
        growth_rules = place.figure.scheme.growth
        assert growth_rules is not None
        groups = [g.name for g in growth_rules.groups]
        # Every mandatory group gets one, the first of them takes what is left.
        position = int(place.figure.key) - 1 if place.figure.fixed is None else 0
        group = groups[position % len(groups)] if groups else ""
        return Measure(
            name=f"ตัววัด {place.figure.key}",
            group=group,
            history=("300", "450"),
            target="375",
            result="400",
        )


def give_file(submission: Submission, key: str, by: User, *, kind: Kind = Kind.FILE) -> EvidenceUse:
    """One piece handed in, as a fact of the test."""
    place = requirements.place_of(submission, key)
    if kind in (Kind.FORM, Kind.APPROVAL):
        return EvidenceUse.objects.create(
            submission=submission, requirement=key, kind=kind, added_at=NOON, added_by=by
        )
    document = Evidence.objects.create(
        owner=submission.unit, name=f"{key}.pdf", fiscal_year=2564, created_at=NOON
    )
    version = EvidenceVersion.objects.create(
        evidence=document,
        kind=PieceKind(kind),
        original_name=f"{place.local}.pdf",
        media_type="application/pdf",
        size=1000,
        sha256=f"{document.pk:064d}",
        uploaded_by=by,
        uploaded_at=NOON,
    )
    return EvidenceUse.objects.create(
        submission=submission,
        requirement=key,
        kind=kind,
        version=version,
        added_at=NOON,
        added_by=by,
    )


def make_world() -> World:
    bureau = factories.BureauFactory(name="สำนักบริหารจัดการน้ำและอุทกวิทยา")
    strategy = factories.UnitFactory(name="ส่วนยุทธศาสตร์", parent=bureau)
    section = factories.UnitFactory(name="ส่วนอุทกวิทยา", parent=bureau)
    other = factories.UnitFactory(name="ส่วนประมวลวิเคราะห์", parent=bureau)
    world = World(bureau, section, {})
    held = {
        "drafter": (Role.DRAFTER, section, section),
        "director": (Role.DIRECTOR, section, section),
        "reviewer": (Role.REVIEWER, strategy, bureau),
        "head": (Role.HEAD, strategy, bureau),
        "executive": (Role.EXECUTIVE, bureau, bureau),
        "configurer": (Role.CONFIGURER, strategy, bureau),
        "auditor": (Role.AUDITOR, bureau, bureau),
        "neighbour": (Role.DRAFTER, other, other),
    }
    for name, (role, unit, scope) in held.items():
        person = factories.UserFactory(username=name, first_name=name)
        factories.MembershipFactory(user=person, unit=unit, scope=scope, role=role)
        world.people[name] = person
    world.people["stranger"] = factories.UserFactory(username="stranger")
    return world


__all__ = ["LATER", "NOON", "Decimal", "State", "World", "growth", "make_world", "shipped"]
