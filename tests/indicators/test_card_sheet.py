"""The printed KPI card: what the source prints, for every method, in both formats."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings

from forms_templates.rendering import render_docx
from indicators.domain import card_files, card_sheet
from indicators.enums import VersionState
from indicators.models import IndicatorVersion
from kpi_portal.accounts.enums import Role
from kpi_portal.jobs.models import Job
from scoring.parsing import load_document, parse_definition
from tests import factories

FOLDER = settings.BASE_DIR / "fixtures/indicators"
MADE = datetime(2025, 1, 1, tzinfo=UTC)


def sheet(name: str, **changes):
    definition = parse_definition((FOLDER / f"{name}.yaml").read_bytes())
    return card_sheet.build(definition, made_at=MADE, **changes)


def words(context) -> str:
    cells = [cell.text for row in context.criteria.rows for cell in row]
    rows = [part for row in context.rows for part in (row.label, row.text, *row.values)]
    return "\n".join([context.title, *rows, *cells])


def test_levels_print_with_their_steps_points_and_evidence():
    printed = words(sheet("rid-digitalize-2568"))

    for text in (
        "ความหมายของตัวชี้วัด",
        "ข้อมูลพื้นฐาน",
        "ปีงบประมาณ 2567",
        "ค่าเป้าหมายปี พ.ศ. 2568",
        "ระดับ 1 - 3",
        "ภายในวันที่ 25 กุมภาพันธ์ 2568",
        "ไม่สามารถข้ามระดับคะแนนได้",
        "1.1 มีการทบทวนกระบวนการของสำนัก/กอง",
    ):
        assert text in printed


def test_parts_bands_and_results_of_others_print():
    pmqa = words(sheet("pmqa40-2565"))
    assert "7.2" in pmqa
    assert "เป้าหมายไม่ท้าทาย" in pmqa
    assert "ใช้ผลของตัวชี้วัด ORG-2564-2.1-2" in words(sheet("org-frame-2564"))
    assert "ระดับราชการ 4.0 = score / 500 * 4" in words(sheet("pmqa40-2563-results"))


def test_target_points_print():
    body = factories.definition() | {"method": "target"}
    (entry,) = body["rounds"]
    del entry["levels"]
    entry["points"] = [{"value": 80, "score": 50}, {"value": 90, "score": 100}]

    printed = words(card_sheet.build(load_document(body), made_at=MADE))
    assert "ผลการดำเนินงาน 80" in printed
    assert "เทียบบัญญัติไตรยางศ์" in printed


def test_rows_stand_in_the_order_of_the_source():
    labels = [row.label for row in sheet("rid-digitalize-2568").rows if row.label]
    order = ["ผู้ตั้งเป้าหมาย", "ข้อมูลพื้นฐาน", "ค่าเป้าหมายปี พ.ศ. 2568", "ความสำคัญของตัวชี้วัด"]
    assert [label for label in labels if label in order] == order


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_definition_prints_in_word(path: Path):
    with ZipFile(io.BytesIO(render_docx(sheet(path.stem)))) as file:
        assert parse_definition(path.read_bytes()).code in file.read("word/document.xml").decode()


def test_a_draft_is_marked():
    with ZipFile(io.BytesIO(render_docx(sheet("rid-digitalize-2568", draft=True)))) as file:
        heads = [file.read(name).decode() for name in file.namelist() if "header" in name]
    assert any("ร่าง" in head for head in heads)


@pytest.fixture
def version(db) -> IndicatorVersion:
    return factories.IndicatorVersionFactory()


def test_word_comes_at_once_and_pdf_by_a_job(client, version):
    unit = version.indicator.owner
    client.force_login(factories.MembershipFactory(unit=unit, role=Role.CONFIGURER).user)
    url = f"/indicators/{version.indicator_id}/card"

    word = client.get(f"{url}.docx")
    assert word["Content-Type"] == card_files.MEDIA_TYPES["docx"]
    waiting = client.get(f"{url}.pdf")
    assert waiting["Location"] == f"/jobs/{Job.objects.get(kind=card_files.JOB).pk}/"
    card_files.make_pdf(version)
    made = client.get(f"{url}.pdf")
    assert b"".join(made.streaming_content).startswith(b"%PDF")
    assert client.get(f"{url}.odt").status_code == 404


def test_a_version_in_draft_is_for_those_who_keep_it(client, version):
    IndicatorVersion.objects.filter(pk=version.pk).update(state=VersionState.DRAFT)
    owner = version.indicator.owner
    url = f"/indicators/{version.indicator_id}/card.docx"
    client.force_login(factories.MembershipFactory(unit=owner, role=Role.DRAFTER).user)
    assert client.get(url).status_code == 404
    client.force_login(factories.MembershipFactory(unit=owner, role=Role.CONFIGURER).user)
    assert client.get(url).status_code == 200
