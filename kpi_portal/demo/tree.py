"""The demo's units: a bureau with its sections and regional centres, and who audits them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpi_portal.accounts.enums import UnitGroup, UnitKind

CENTRAL, REGIONAL = UnitGroup.CENTRAL, UnitGroup.REGIONAL
DEPARTMENT, BUREAU, STRATEGY = "ชป.", "สบอ.", "ยศ."


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """One unit; `ended` and `successor` show how a reorganised one is kept."""

    code: str
    name: str
    name_en: str
    kind: UnitKind
    parent: str | None
    head: str = ""
    group: UnitGroup = CENTRAL
    document_code: str = ""
    ended: date | None = None
    successor: str = ""


def _section(code: str, number: int, name: str, name_en: str, head: str = "") -> DemoUnit:
    return DemoUnit(
        code,
        name,
        name_en,
        UnitKind.SECTION,
        BUREAU,
        head or f"ผู้อำนวยการ{name}",
        document_code=f"สบอ {number:02}",
    )


def _centre(number: int, region: str, region_en: str) -> DemoUnit:
    return DemoUnit(
        f"อช.{number}",
        f"ศูนย์อุทกวิทยาชลประทาน{region}",
        f"{region_en} Irrigation Hydrology Centre",
        UnitKind.CENTRE,
        BUREAU,
        f"ผอช.{region}",
        REGIONAL,
        f"สบอ {10 + number}",
    )


UNITS: tuple[DemoUnit, ...] = (
    DemoUnit(
        DEPARTMENT,
        "กรมชลประทาน",
        "Royal Irrigation Department",
        UnitKind.DEPARTMENT,
        None,
        "อธิบดีกรมชลประทาน",
    ),
    DemoUnit(
        "ตสน.",
        "กลุ่มตรวจสอบภายใน",
        "Internal Audit Group",
        UnitKind.SECTION,
        DEPARTMENT,
        "หัวหน้ากลุ่มตรวจสอบภายใน",
    ),
    DemoUnit(
        BUREAU,
        "สำนักบริหารจัดการน้ำและอุทกวิทยา",
        "Office of Water Management and Hydrology",
        UnitKind.BUREAU,
        DEPARTMENT,
        "ผู้อำนวยการสำนักบริหารจัดการน้ำและอุทกวิทยา",
        document_code="สบอ",
    ),
    _section("บท.", 1, "ฝ่ายบริหารทั่วไป", "General Administration Subdivision", "หัวหน้าฝ่ายบริหารทั่วไป"),
    _section(STRATEGY, 7, "ส่วนยุทธศาสตร์", "Strategy Section"),
    _section("บน.", 2, "ส่วนบริหารจัดการน้ำ", "Water Management Section"),
    _section("อท.", 3, "ส่วนอุทกวิทยา", "Hydrology Section"),
    _section("ปว.", 4, "ส่วนประมวลวิเคราะห์สถานการณ์น้ำ", "Water Situation Analysis Section"),
    _section("ชน.", 5, "ส่วนการใช้น้ำชลประทาน", "Irrigation Water Use Section"),
    _section("ปข.", 6, "ส่วนความปลอดภัยเขื่อน", "Dam Safety Section"),
    DemoUnit(
        "คม.",
        "ฝ่ายเครื่องมือวัดทางอุทกวิทยา",
        "Hydrological Instruments Subdivision",
        UnitKind.SECTION,
        BUREAU,
        "หัวหน้าฝ่ายเครื่องมือวัดทางอุทกวิทยา",
        ended=date(2024, 9, 30),
        successor="อท.",
    ),
    _centre(1, "ภาคเหนือตอนบน", "Upper Northern"),
    _centre(2, "ภาคเหนือตอนล่าง", "Lower Northern"),
    _centre(3, "ภาคตะวันออกเฉียงเหนือตอนบน", "Upper Northeastern"),
    _centre(4, "ภาคตะวันออกเฉียงเหนือตอนล่าง", "Lower Northeastern"),
    _centre(5, "ภาคกลาง", "Central Plain"),
    _centre(6, "ภาคตะวันออก", "Eastern"),
    _centre(7, "ภาคตะวันตก", "Western"),
    _centre(8, "ภาคใต้", "Southern"),
)

# Units that report; the bureau itself and the auditors do not.
REPORTING = tuple(u.code for u in UNITS if u.parent == BUREAU and u.ended is None)
