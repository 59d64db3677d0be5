"""What the verbs do: pieces, versions, audit, scores."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi_portal.audit.models import Entry
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound
from submissions.domain import evidence, shared_evidence, supply
from submissions.domain.evidence import Details
from submissions.enums import Decision, State
from submissions.models import EvidenceUse, EvidenceVersion, Submission
from tests.evidence.world import LATER, NOON, a_pdf, judge

pytestmark = pytest.mark.django_db


def attach(world, key="1.1-a", **more):
    more.setdefault("upload", a_pdf())
    return evidence.attach_file(world.submission, key, actor=world.drafter, at=NOON, **more)


def test_a_file_becomes_a_piece_with_everything_known_of_it(world):
    use = attach(world, details=Details("รายงาน ครั้งที่ 1", "ชป 1/2568", NOON.date()))
    version = use.version
    assert (use.kind, use.decision, use.supplied) == ("file", "pending", True)
    assert (version.number, version.media_type, version.pages) == (1, "application/pdf", 2)
    assert version.original_name == "รายงานการประชุม.pdf"
    assert version.evidence.owner == world.section
    assert version.evidence.fiscal_year == 2568
    assert (version.uploaded_by, version.uploaded_at) == (world.drafter, NOON)
    with version.file.open() as stored:
        assert stored.read().startswith(b"%PDF-")
    report = Submission.objects.get(pk=world.submission.pk)
    assert (report.pieces_total, report.supplied_total, report.version) == (1, 1, 1)
    assert (report.updated_by, report.updated_at) == (world.drafter, NOON)
