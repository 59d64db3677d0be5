"""Answers to forms 1–5, as a unit would have filled them in."""

from __future__ import annotations

from typing import Any

from kpi_portal.demo.content import DemoProcess

Data = dict[str, Any]
# The plan's months by progress: what was planned runs through the year, what is done follows it.
_PLAN = {"m11": 20, "m12": 20, "m01": 20, "m02": 20, "m03": 20}


def form_1(process: DemoProcess) -> Data:
    """The review of the unit's processes; the chosen one can become digital."""
    rows = [
        _reviewed(process.name, process.problem, fit=True),
        _reviewed(process.others[0], "ขั้นตอนซ้ำซ้อน แต่ต้องลงพื้นที่จริง", fit=False),
        _reviewed(process.others[1], "ใช้เวลานานในช่วงต้นปีงบประมาณ", fit=True),
    ]
    return {"rows": rows}


def form_2(process: DemoProcess) -> Data:
    """Why this process was chosen and what will be better."""
    return {
        "rows": [
            {
                "problem_expectation": process.problem,
                "improvement_points": ["point_step", "point_system"],
                "improvement_detail": process.change,
                "benefit": process.benefit,
                "key_requirement": "ข้อมูลถูกต้อง ครบถ้วน และตรวจสอบย้อนหลังได้",
            }
        ]
    }


def form_3(process: DemoProcess, *, done: int = 0, whole: bool = True) -> Data:
    """The plan by month; `done` is how many months of the work are done, not `whole` leaves the
    second activity without its responsible person."""
    return {
        "header": {"objective": f"เพื่อให้{process.name}เป็นดิจิทัล {process.benefit}"},
        "rows": [
            {
                "activity": "ศึกษาและออกแบบระบบ",
                "steps": "สำรวจขั้นตอนเดิม\nออกแบบขั้นตอนใหม่ร่วมกับผู้ใช้",
                "schedule": _schedule(_PLAN, done),
                "responsible": "ผู้จัดทำข้อมูลของส่วน",
                "budget": "ไม่ใช้",
            },
            {
                "activity": f"พัฒนาและทดลองใช้{process.system}",
                "steps": "พัฒนา ทดสอบกับผู้ใช้ 5 คน แก้ไข และจัดทำคู่มือ",
                "schedule": _schedule({"m01": 30, "m02": 30, "m03": 40}, max(done - 2, 0)),
                "responsible": "คณะทำงานดิจิทัลของส่วน" if whole else "",
                "budget": "ไม่ใช้",
            },
        ],
    }


def form_4(process: DemoProcess) -> Data:
    """The analysis before and after; its pictures are attached beside it."""
    return {
        "answers": {
            "problem_before": process.problem,
            "operation_before": "เจ้าหน้าที่รวบรวมข้อมูล ตรวจทาน พิมพ์ซ้ำ และเสนอผู้บังคับบัญชาเป็นกระดาษ",
            "operation_after": process.change,
            "benefits": process.benefit,
        }
    }


def form_5(process: DemoProcess, *, in_use: bool) -> Data:
    """The report of results; in the first round the system is not in use everywhere yet."""
    part = "ใช้งานทั้งหน่วยงานแล้ว" if in_use else "อยู่ระหว่างทดลองใช้กับผู้ใช้กลุ่มแรก"
    return {
        "tables": {
            "plan_results": [
                {
                    "activity": "ศึกษาและออกแบบระบบ",
                    "planned_period": "พ.ย. - ม.ค.",
                    "result": "ออกแบบขั้นตอนใหม่แล้วเสร็จ",
                    "percent_done": "100",
                },
                {
                    "activity": f"พัฒนาและทดลองใช้{process.system}",
                    "planned_period": "ม.ค. - มี.ค.",
                    "result": part,
                    "percent_done": "100" if in_use else "60",
                    "obstacle": "" if in_use else "ผู้ใช้บางส่วนยังไม่คุ้นเคย",
                },
            ]
        },
        "answers": {
            "users": "เจ้าหน้าที่ของหน่วยงาน 12 คน",
            "evaluation_method": "แบบสอบถามผู้ใช้หลังใช้งาน 1 เดือน",
            "satisfaction_score": "ร้อยละ 86" if in_use else "ร้อยละ 78",
            "evaluation_summary": "ผู้ใช้เห็นว่าขั้นตอนสั้นลงและติดตามงานได้ง่ายขึ้น",
            "before_after": process.benefit,
            "summary": f"{process.system} {part}",
            "aar_expected": "ลดขั้นตอนและเวลาทำงานอย่างน้อยครึ่งหนึ่ง",
            "aar_actual": process.benefit,
            "aar_cause": "ผู้ใช้มีส่วนร่วมตั้งแต่ออกแบบ จึงยอมรับระบบได้เร็ว",
            "aar_lesson": "ควรทดลองกับกลุ่มเล็กก่อนขยายผล",
            "future_plan": "เชื่อมโยงข้อมูลกับระบบของสำนักและขยายผลในปีถัดไป",
        },
    }


def _reviewed(name: str, problem: str, *, fit: bool) -> Data:
    return {
        "process_name": name,
        "responsible": "คณะทำงานของหน่วยงาน",
        "process_type": ["type_service"],
        "clients": ["client_internal", "client_external"],
        "problem_need": problem,
        "can_digitalize": "digital_yes" if fit else "digital_no",
        "budget": "budget_none",
    }


def _schedule(planned: dict[str, int], done: int) -> Data:
    return {
        month: {"planned": str(share)} | ({"done": str(share)} if place < done else {})
        for place, (month, share) in enumerate(planned.items())
    }
