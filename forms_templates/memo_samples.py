"""A sample memo: what stands at the places of a wording while it is being edited."""

from __future__ import annotations

from collections.abc import Mapping

_BUREAU = "สำนักบริหารจัดการน้ำและอุทกวิทยา"
_SAMPLES = {
    "section": "ส่วนยุทธศาสตร์",
    "bureau": _BUREAU,
    "unit": "ส่วนอุทกวิทยา",
    "centre": "ศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร",
    "addressees": "ผู้อำนวยการส่วน และ ผอช.ภาค",
    "indicator_code": "สบอ-7",
    "indicator_name": "การพัฒนากระบวนการปฏิบัติงาน (Digitalize Process)",
    "round": "รอบ 5 เดือน",
    "fiscal_year": "2568",
    "due_date": "25 กุมภาพันธ์ 2568",
    "contact": "E-mail : strategy@example.go.th",
    "forms": "แบบฟอร์ม 1 - 5",
    "meeting": "ประชุมสำนักฯ ครั้งที่ 1/2568",
    "meeting_date": "10 มกราคม 2568",
    "meeting_time": "10.00 - 16.00 น.",
    "meeting_venue": "ห้องประชุม 1",
    "meeting_matter": "มีการทบทวนกระบวนการ",
    "submitted_on": "20 กุมภาพันธ์ 2568",
    "level_reached": "ระดับ 3",
    "level_claimed": "ระดับ 3",
    "score": "75",
    "scale": "100",
    "tier": "เป้าหมายมาตรฐาน",
    "reasons": "หลักฐานครบถ้วนถึงระดับ 3",
    "endorsed_by": "ที่ประชุมสำนัก ครั้งที่ 3/2568",
    "answer_until": "31 มีนาคม 2568",
    "replaces": "สบอ 9/12 ลงวันที่ 1 มีนาคม 2568",
    "request_number": "สบอ 9/ว 1568",
    "request_date": "6 กุมภาพันธ์ 2568",
    "evidence_count": "8",
    "supporting_factors": "ผู้บริหารให้การสนับสนุน",
    "obstacles": "บุคลากรมีจำนวนจำกัด",
    "solutions": "จัดอบรมเพิ่มเติม",
    "unit_count": "",
    "list": "",
    "standing": "เกินกำหนดแล้ว 5 วัน",
    "missing": "รายงานการประชุม, รายชื่อกระบวนการที่คัดเลือก",
    "as_of": "2 มีนาคม 2568",
    "closes_on": "15 มีนาคม 2568",
    "lateness": "ทั้งนี้ การรายงานหลังวันครบกำหนดจะถูกหักคะแนนวันละ 0.5 คะแนน นับตามวันปฏิทิน",
    "units": "18",
    "reported": "17",
    "on_time": "15",
    "late": "2",
    "not_reported": "1",
    "settled": "18",
    "mean": "71.25",
    "highest": "100.00",
    "lowest": "0.00",
    "levels": "ระดับ 2 จำนวน 10 หน่วยงาน ระดับ 3 จำนวน 7 หน่วยงาน",
    "late_units": "ส่วนอุทกวิทยา (2 วัน)",
    "missing_units": "ส่วนบริหาร",
    "exempted_units": "ส่วนวิชาการ (คำสั่งที่ สบอ 12/2568)",
    "extended_units": "ส่วนจัดสรรน้ำ (ถึงวันที่ 5 มีนาคม 2568)",
    "open_units": "ส่วนสารสนเทศ",
    "asks": "1",
}


def sample_values(places: Mapping[str, str]) -> dict[str, str]:
    """A value for every place; one without a sample says what belongs there."""
    return {name: _SAMPLES.get(name, f"[{meaning}]") for name, meaning in places.items()}
