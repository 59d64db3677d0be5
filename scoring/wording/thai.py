"""The sentences in Thai."""

from __future__ import annotations

from scoring.choices import DayCount
from scoring.wording.thai_methods import ThaiMethods
from scoring.wording.words import Facts


class Thai(ThaiMethods):
    """Official register, the portal's own terms."""

    AND = "และ"
    MORE = "และอีก {} รายการ"

    def evidence(self, facts: Facts) -> str:
        found = [say(facts) for say in (self._pieces, self._measured) if say(facts)]
        text = f"หลักฐาน {self.name(facts)}: {' หรือ '.join(found)}"
        return text if facts["required"] else f"{text} (ขอไว้ประกอบ ไม่มีผลต่อคะแนน)"

    def _pieces(self, facts: Facts) -> str:
        if "accepted" not in facts:
            return ""
        accepted, minimum = facts["accepted"], facts["minimum"]
        if accepted >= minimum:
            return f"ผ่านการตรวจ {accepted} รายการ ครบตามที่กำหนด {minimum} รายการ"
        return f"ผ่านการตรวจ {accepted} จาก {minimum} รายการ ยังไม่ครบ"

    def _measured(self, facts: Facts) -> str:
        if "value" not in facts:
            return ""
        value, least = facts["value"], facts["at_least"]
        threshold = "" if least is None else f" (เกณฑ์ไม่น้อยกว่า {least})"
        if value is None:
            return f"ยังไม่มีค่าที่ผ่านการตรวจ{threshold}"
        reached = facts["met"] if "accepted" not in facts else None
        verdict = {True: " ถึงเกณฑ์", False: " ยังไม่ถึงเกณฑ์", None: ""}[reached]
        return f"ค่า {value}{verdict}{threshold}"

    def criterion(self, facts: Facts) -> str:
        text = f"เกณฑ์ {self.name(facts)}"
        if facts["met"]:
            return f"{text}: ครบถ้วน"
        return f"{text}: ยังไม่ครบ เพราะยังไม่ผ่าน {self.names(facts['missing'])}"

    def level(self, facts: Facts) -> str:
        number = facts["number"]
        if facts["counted"]:
            title = f" “{facts['title']}”" if facts["title"] else ""
            return f"ระดับ {number}{title}: ครบถ้วน ได้ {facts['of']} คะแนน"
        if facts["complete"]:
            return f"ระดับ {number} ครบถ้วนแล้ว แต่ยังไม่นับ เพราะระดับ {facts['held_by']} ยังไม่ครบ"
        return f"ระดับ {number} ยังไม่นับ เพราะยังไม่ผ่าน {self.names(facts['missing'])}"

    def partial(self, facts: Facts) -> str:
        earned = [f"{self.name(entry)} {entry['points']}" for entry in facts["criteria"]]
        return f"ระดับ {facts['level']} ได้คะแนนบางส่วน: {self.listed(earned)}"

    def no_skip(self, facts: Facts) -> str:
        above = self.numbers(facts["above"])
        return (
            f"ไม่สามารถข้ามระดับคะแนนได้: ระดับ {facts['incomplete']} ยังไม่ครบ ระดับ {above} จึงยังไม่ได้คะแนน"
        )

    def late(self, facts: Facts) -> str:
        if facts["days"] == 0:
            return f"ส่งช้า {self._over(facts)} แต่อยู่ในช่วงผ่อนผัน {facts['grace_days']} วัน จึงไม่หักคะแนน"
        return f"หัก {facts['amount']} เพราะส่งช้า {self._days(facts)} (วันละ {facts['per_day']} คะแนน)"

    def waiver(self, facts: Facts) -> str:
        order = f" ตามคำสั่งที่ {facts['order']}" if facts["order"] else ""
        return f"ส่งช้า {self._over(facts)} แต่ได้รับยกเว้นการหักคะแนน {facts['amount']}{order}"

    def _day_word(self, facts: Facts) -> str:
        return "วันทำการ" if facts["count"] == DayCount.WORKING else "วัน"

    def _over(self, facts: Facts) -> str:
        return f"{facts['days_over']} {self._day_word(facts)}"

    def _days(self, facts: Facts) -> str:
        text = f"{facts['days']} {self._day_word(facts)}"
        grace = facts["grace_days"]
        return f"{text} (ไม่นับวันผ่อนผัน {grace} วัน)" if grace else text

    def cap(self, facts: Facts) -> str:
        amount, limit = facts["amount"], facts["limit"]
        if facts["reason"] == "scale":
            return f"คะแนนรวม {amount} นับได้ไม่เกินคะแนนเต็ม {limit}"
        if facts["reason"] == "floor":
            return f"คะแนนรวม {amount} นับได้ไม่ต่ำกว่า {limit}"
        bound = "คะแนนที่ได้" if facts["reason"] == "raw" else "เพดานการหัก"
        return f"หักได้ไม่เกิน{bound} {limit} จากที่คำนวณได้ {amount}"

    def not_submitted(self, facts: Facts) -> str:
        return f"ไม่รายงาน: ไม่มีการเสนอรายงาน คะแนนสุทธิจึงเป็น 0.00 (คะแนนตามหลักฐาน {facts['raw']})"

    def tier(self, facts: Facts) -> str:
        if "below" in facts:
            first = f"ระดับ {facts['level']}" if facts["level"] else f"{facts['score']} คะแนน"
            return (
                f"ผลต่ำกว่า{facts['below']} ({first})"
                f" จึงได้ 0.00 คะแนนตามเกณฑ์ของรอบ จากเดิม {facts['raw']}"
            )
        bound = f"ระดับ {facts['level']}" if facts["level"] else f" {facts['score']} คะแนน"
        if facts["reached"]:
            return f"ถึง{facts['name']} ({bound.strip()})"
        return f"ยังไม่ถึง{facts['name']} ซึ่งต้องได้{bound}"

    def weight(self, facts: Facts) -> str:
        text = f"คะแนนสุทธิ {facts['final']} จากคะแนนเต็ม {facts['scale']}"
        if facts["weighted"] is not None:
            return f"{text} คิดเป็นคะแนนถ่วงน้ำหนัก {facts['weighted']} จากน้ำหนัก {facts['weight']}"
        group = facts["group"]
        return f"{text} (ไม่มีน้ำหนักสำหรับกลุ่ม {group})" if group else f"{text} (ยังไม่กำหนดน้ำหนัก)"

    def attained(self, level: int | None, raw: str, scale: str) -> str:
        points = f"ได้ {raw} จาก {scale} คะแนน"
        if level is None:
            return points
        return f"ระดับ {level}: {points}" if level else f"ระดับ 0 ยังไม่ครบระดับใด: {points}"

    def final(self, final: str) -> str:
        return f"คะแนนสุทธิ {final}"

    def next_step(self, step: Facts | None) -> str:
        if step is None:
            return "ไม่มีหลักฐานใดที่จะทำให้คะแนนสูงขึ้นอีก"
        if step["action"] == "submit":
            return f"เสนอรายงาน แล้วคะแนนจะเป็น {step['result']} (ก่อนหักคะแนนหากส่งช้า)"
        if step["action"] in ("value", "report", "raise"):
            return self._open_step(step)
        change = f"คะแนนจะเพิ่มจาก {step['score']} เป็น {step['result']}"
        needs = [self._need(need) for need in step["needs"]]
        places = [self.name(place) for place in step.get("places", ())]
        if places:
            change = f"{change} (ใน {' › '.join(places)})"
        if len(needs) == 1:
            return f"เมื่อ {needs[0]} {change}"
        return f"{change} เมื่อครบทั้ง {len(needs)} รายการ: {self.listed(needs)}"

    def _need(self, need: Facts) -> str:
        ways = []
        if any(kind != "number" for kind in need["kinds"]):
            left = need["minimum"] - need["accepted"]
            ways.append("ผ่านการตรวจ" if left == 1 else f"ผ่านการตรวจอีก {left} รายการ")
        if "number" in need["kinds"]:
            least = need["at_least"]
            ways.append("มีค่าที่ผ่านการตรวจ" if least is None else f"มีค่าไม่น้อยกว่า {least}")
        return f"{self.name(need)} {' หรือ'.join(ways)}"
