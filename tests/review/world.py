"""A report under review: three levels, one file asked for in each, people of every role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from indicators.models import Round
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import Unit, User
from submissions.domain.filing import first_standing
from submissions.domain.transition import perform
from submissions.enums import Action, Decision, PieceKind, State
from submissions.models import Evidence, EvidenceUse, EvidenceVersion, Filing, Submission
from tests import factories

NOON = datetime(2025, 2, 20, 5, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
WEEK = timedelta(days=7)


def three_levels(**settings: Any) -> dict[str, Any]:
    """Levels worth 50, 25 and 25; each asks for one file."""
    levels = [
        {
            "number": number,
            "title": f"ระดับที่ {number}",
            "points": points,
            "criteria": [
                {
                    "key": f"{number}.1",
                    "title": f"เกณฑ์ {number}.1",
                    "evidence": [
                        {"key": f"{number}.1-a", "title": f"หลักฐาน {number}", "kind": "file"}
                    ],
                }
            ],
        }
        for number, points in ((1, 50), (2, 25), (3, 25))
    ]
    return factories.definition(levels, **settings)


@dataclass
class Review:
    """Units, people by the name of their part, and one report."""

    bureau: Unit
    strategy: Unit
    section: Unit
    other: Unit
    far_bureau: Unit
    round: Round
    submission: Submission
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def fresh(self) -> Submission:
        """The report as it now is, read anew."""
        return Submission.objects.get(pk=self.submission.pk)

    def put(self, state: State, **fields: Any) -> Submission:
        """The report in a state, as a fact of the test."""
        Submission.objects.filter(pk=self.submission.pk).update(state=state, **fields)
        self.submission = self.fresh()
        return self.submission

    def supply(self, key: str = "1.1-a", *, submission: Submission | None = None) -> EvidenceUse:
        """One file handed in for a requirement."""
        return supply(submission or self.submission, key, self.people["drafter"])

    def do(
        self, action: Action, who: str, *, at: datetime = LATER, note: str = "เหตุผล", **data: Any
    ) -> Submission:
        """Carry out a move as the person of that part."""
        self.submission = perform(
            self.fresh(),
            action,
            actor=self.people[who],
            at=at,
            version=self.fresh().version,
            note=note,
            data={"gaps_acknowledged": True, **data},
        )
        return self.submission

    def in_review(self, *keys: str) -> list[EvidenceUse]:
        """A report in review with one piece for each of the keys."""
        file_now(self.submission, self.people["director"], at=NOON)
        self.put(State.IN_REVIEW, claimed_level=3, submitted_at=NOON)
        return [self.supply(key) for key in keys]


def supply(submission: Submission, key: str, by: User, *, at: datetime = NOON) -> EvidenceUse:
    document = Evidence.objects.create(
        owner=submission.unit, name=f"{key}.pdf", fiscal_year=2568, created_at=at
    )
    version = EvidenceVersion.objects.create(
        evidence=document,
        kind=PieceKind.FILE,
        original_name=f"{key}.pdf",
        media_type="application/pdf",
        size=1_468_006,
        sha256=f"{submission.pk:032d}{document.pk:032d}",
        pages=2,
        uploaded_by=by,
        uploaded_at=at,
    )
    return EvidenceUse.objects.create(
        submission=submission,
        requirement=key,
        kind=PieceKind.FILE,
        version=version,
        added_at=at,
        added_by=by,
    )


def file_now(submission: Submission, by: User, *, at: datetime) -> Filing:
    """One act of submitting as a fact of the test."""
    number = submission.filings.count() + 1
    filing = Filing.objects.create(
        submission=submission,
        number=number,
        receipt_number=f"R{submission.pk}-{number}",
        at=at,
        by=by,
        signer_name=by.display_name,
        complete=True,
    )
    submission.first_filed_at = first_standing(submission)
    submission.save(update_fields=["first_filed_at"])
    return filing


def judged(use: EvidenceUse, decision: Decision) -> EvidenceUse:
    EvidenceUse.objects.filter(pk=use.pk).update(decision=decision)
    use.refresh_from_db()
    return use


def person(name: str, role: Role, unit: Unit, scope: Unit | None = None) -> User:
    user = factories.UserFactory(username=name, first_name=name)
    factories.MembershipFactory(user=user, unit=unit, scope=scope or unit, role=role)
    return user


def make_review(**settings: Any) -> Review:
    bureau = factories.BureauFactory(name="สำนักบริหารจัดการน้ำและอุทกวิทยา")
    strategy = factories.UnitFactory(name="ส่วนยุทธศาสตร์", parent=bureau)
    section = factories.UnitFactory(name="ส่วนอุทกวิทยา", parent=bureau)
    other = factories.UnitFactory(name="ส่วนประมวลวิเคราะห์", parent=bureau)
    far_bureau = factories.BureauFactory(name="สำนักวิจัย")
    indicator = factories.IndicatorFactory(owner=bureau, code="สบอ-7")
    opened = factories.RoundFactory(indicator=indicator, body=three_levels(**settings))
    submission = factories.SubmissionFactory(round=opened, unit=section)
    review = Review(bureau, strategy, section, other, far_bureau, opened, submission)
    held = {
        "drafter": (Role.DRAFTER, section, section),
        "director": (Role.DIRECTOR, section, section),
        "reviewer": (Role.REVIEWER, strategy, bureau),
        "second_reviewer": (Role.REVIEWER, strategy, bureau),
        "head": (Role.HEAD, strategy, bureau),
        "executive": (Role.EXECUTIVE, bureau, bureau),
        "configurer": (Role.CONFIGURER, strategy, bureau),
        "auditor": (Role.AUDITOR, bureau, bureau),
        "neighbour": (Role.DIRECTOR, other, other),
        "inside_reviewer": (Role.REVIEWER, section, bureau),
        "inside_head": (Role.HEAD, section, bureau),
        "far_reviewer": (Role.REVIEWER, far_bureau, far_bureau),
        "far_head": (Role.HEAD, far_bureau, far_bureau),
        "far_executive": (Role.EXECUTIVE, far_bureau, far_bureau),
    }
    review.people.update(
        {name: person(name, role, unit, scope) for name, (role, unit, scope) in held.items()}
    )
    review.people["stranger"] = factories.UserFactory(username="stranger")
    return review
