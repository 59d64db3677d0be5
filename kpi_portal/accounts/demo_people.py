"""The invented people of the demo organisation. None exists; addresses lie in example.go.th.

`SIGN_INS` is what the sign-in page and the terminal show in demo mode, `ROSTER` everybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.enums import Role
from kpi_portal.errors import _StrOrPromise

PASSWORD = "demo-kpi-portal"  # noqa: S105  public by design: it opens the demo alone
DOMAIN = "example.go.th"

D, R, H, X = Role.DRAFTER, Role.DIRECTOR, Role.HEAD, Role.EXECUTIVE
_ENGINEER = "วิศวกรชลประทาน"
_SCIENTIST = "นักอุทกวิทยา"
_PLANNER = "นักวิเคราะห์นโยบายและแผน"
_ADMIN = "นักจัดการงานทั่วไป"
_SENIOR, _EXPERT, _FIRST = "ชำนาญการพิเศษ", "ชำนาญการ", "ปฏิบัติการ"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One invented person with the roles held outright; `unit` is a code of the demo's tree."""

    username: str
    title: str
    first_name: str
    last_name: str
    position: str
    level: str
    unit: str
    roles: tuple[Role, ...]

    @property
    def name(self) -> str:
        return f"{self.title}{self.first_name} {self.last_name}"

    @property
    def email(self) -> str:
        return f"{self.username}@{DOMAIN}"


def _p(username: str, who: str, position: str, level: str, unit: str, *roles: Role) -> DemoPerson:
    title, first, last = who.split(" ")
    return DemoPerson(username, title, first, last, position, level, unit, roles)


ROSTER: tuple[DemoPerson, ...] = (
    _p(
        "executive",
        "นาย กิตติภพ วารีวงศ์",
        "ผู้อำนวยการสำนักบริหารจัดการน้ำและอุทกวิทยา",
        "สูง",
        "สบอ.",
        X,
    ),
    _p("head", "นาย ธนกร ศรีชลธาร", "ผู้อำนวยการส่วนยุทธศาสตร์", _SENIOR, "ยศ.", H, R),
    _p("reviewer", "นางสาว ปรียานุช ใจมั่น", _PLANNER, _EXPERT, "ยศ.", Role.REVIEWER),
    _p("reviewer2", "นาย ณัฐวุฒิ แสงทองดี", _PLANNER, _EXPERT, "ยศ.", Role.REVIEWER),
    _p("strategy.drafter", "นางสาว อรวรรณ พงษ์สุวรรณ", _PLANNER, _FIRST, "ยศ.", D),
    _p("configurer", "นาง ศิริพร ตั้งจิตดี", _PLANNER, _SENIOR, "ยศ.", Role.CONFIGURER),
    _p("auditor", "นาย วรพจน์ เที่ยงธรรมดี", "นักวิชาการตรวจสอบภายใน", _EXPERT, "ตสน.", Role.AUDITOR),
    _p("general.director", "นาง จิราภรณ์ สุขเกษมดี", "หัวหน้าฝ่ายบริหารทั่วไป", _EXPERT, "บท.", R),
    _p("general.drafter", "นางสาว มลฤดี คงคาชัย", _ADMIN, _FIRST, "บท.", D),
    _p("water.director", "นาย อภิวัฒน์ ธาราทิพย์", "ผู้อำนวยการส่วนบริหารจัดการน้ำ", _SENIOR, "บน.", R),
    _p("water.drafter", "นางสาว กมลชนก เรืองรอง", _ENGINEER, _EXPERT, "บน.", D),
    _p("hydro.director", "นาง สุภาวดี ชลาลัย", "ผู้อำนวยการส่วนอุทกวิทยา", _SENIOR, "อท.", R),
    _p("hydro.drafter", "นาย ภาคิน สายธารา", _SCIENTIST, _FIRST, "อท.", D),
    _p("analysis.acting", "นาย ชยพล มั่นคงดี", _ENGINEER, _SENIOR, "ปว.", D),
    _p("analysis.drafter", "ว่าที่ร้อยตรี ปฏิภาณ แก้วกระจ่าง", _SCIENTIST, _FIRST, "ปว.", D),
    _p("usage.director", "นาย สมพงษ์ นาเจริญสุข", "ผู้อำนวยการส่วนการใช้น้ำชลประทาน", _SENIOR, "ชน.", R),
    _p("usage.drafter", "นางสาว พิมพ์ชนก ทองประเสริฐ", _ENGINEER, _FIRST, "ชน.", D),
    _p("dam.director", "นาย ไพโรจน์ ผาสุกวงษ์", "ผู้อำนวยการส่วนความปลอดภัยเขื่อน", _SENIOR, "ปข.", R),
    _p("dam.drafter", "นาย ศุภกร หินทอง", _ENGINEER, _EXPERT, "ปข.", D),
    _p("north1.director", "นาย เกรียงไกร ดอยคำแก้ว", "ผอช.ภาคเหนือตอนบน", _SENIOR, "อช.1", R),
    _p("north1.drafter", "นางสาว คำแก้ว ใจอินทร์", _SCIENTIST, _FIRST, "อช.1", D),
    _p("north2.director", "นาย วีรยุทธ น่านนที", "ผอช.ภาคเหนือตอนล่าง", _SENIOR, "อช.2", R),
    _p("north2.drafter", "นาย ธีรเดช ยมราชดี", _SCIENTIST, _FIRST, "อช.2", D),
    _p("northeast1.director", "นาง บุษบา ภูแล่นดี", "ผอช.ภาคตะวันออกเฉียงเหนือตอนบน", _SENIOR, "อช.3", R),
    _p("northeast1.drafter", "นาย ก้องภพ โขงเจียมใจ", _SCIENTIST, _EXPERT, "อช.3", D),
    _p(
        "northeast2.director",
        "นาย ประสิทธิ์ มูลมั่งมี",
        "ผอช.ภาคตะวันออกเฉียงเหนือตอนล่าง",
        _SENIOR,
        "อช.4",
        R,
    ),
    _p("northeast2.drafter", "นางสาว วิลาสินี ชีทองดี", _SCIENTIST, _FIRST, "อช.4", D),
    _p("central.director", "นาย อนุชา เจ้าพระยาสุข", "ผอช.ภาคกลาง", _SENIOR, "อช.5", R),
    _p("central.drafter", "นางสาว รัชนี ป่าสักงาม", _SCIENTIST, _FIRST, "อช.5", D),
    _p("east.director", "นาง นันทนา บางปะกงชัย", "ผอช.ภาคตะวันออก", _SENIOR, "อช.6", R),
    _p("east.drafter", "นาย พงศธร ระยองสุข", _SCIENTIST, _FIRST, "อช.6", D),
    _p("west.former", "นาย บุญส่ง แม่กลองดี", "ผอช.ภาคตะวันตก", _SENIOR, "อช.7", R),
    _p("west.drafter", "นางสาว ชลธิชา แควน้อย", _SCIENTIST, _FIRST, "อช.7", D),
    _p("south.director", "นาย สุรชัย ตาปีวัฒน์", "ผอช.ภาคใต้", _SENIOR, "อช.8", R),
    _p("south.drafter", "นางสาว ฟ้าใส ปัตตานีสุข", _SCIENTIST, _FIRST, "อช.8", D),
)

_BY_NAME = {person.username: person for person in ROSTER}


def person(username: str) -> DemoPerson:
    """One of the roster; raises KeyError for a name it does not hold."""
    return _BY_NAME[username]


def _shown(username: str, role: _StrOrPromise, unit: str) -> tuple[str, str, _StrOrPromise, str]:
    return username, person(username).name, role, unit


# (user name, name, role, unit): one for each way of using the portal, not the whole roster.
SIGN_INS: list[tuple[str, str, _StrOrPromise, str]] = [
    _shown("hydro.drafter", Role.DRAFTER.label, "ส่วนอุทกวิทยา"),
    _shown("hydro.director", Role.DIRECTOR.label, "ส่วนอุทกวิทยา"),
    _shown("analysis.acting", _("Acting director"), "ส่วนประมวลวิเคราะห์สถานการณ์น้ำ"),
    _shown("north1.drafter", Role.DRAFTER.label, "ศูนย์อุทกวิทยาชลประทานภาคเหนือตอนบน"),
    _shown("north1.director", Role.DIRECTOR.label, "ศูนย์อุทกวิทยาชลประทานภาคเหนือตอนบน"),
    _shown("reviewer", Role.REVIEWER.label, "ส่วนยุทธศาสตร์"),
    _shown("reviewer2", Role.REVIEWER.label, "ส่วนยุทธศาสตร์"),
    _shown("head", Role.HEAD.label, "ส่วนยุทธศาสตร์"),
    _shown("executive", Role.EXECUTIVE.label, "สำนักบริหารจัดการน้ำและอุทกวิทยา"),
    _shown("configurer", Role.CONFIGURER.label, "ส่วนยุทธศาสตร์"),
    _shown("auditor", Role.AUDITOR.label, "กลุ่มตรวจสอบภายใน"),
]
