"""The sentences of target, growth and composite in Thai."""

from __future__ import annotations

from scoring.choices import Better
from scoring.wording.words import Facts, Words


class ThaiMethods(Words):
    """What the methods other than milestones say."""

    def interpolate(self, facts: Facts) -> str:
        value, score = facts["value"], facts["score"]
        if value is None:
            return "ยังไม่มีค่าผลการดำเนินงานที่ผ่านการตรวจ จึงได้ 0.00 คะแนน"
        start, end = facts["from"], facts["to"]
        if facts["position"] == "between":
            return (
                f"ค่า {value} อยู่ระหว่าง {start['value']} ({start['score']} คะแนน)"
                f" กับ {end['value']} ({end['score']} คะแนน) เทียบตามสัดส่วนได้ {score} คะแนน"
            )
        if facts["position"] == "below":
            where = f"ค่า {value} ยังไม่ถึงค่าแรกของเกณฑ์ {start['value']}"
        else:
            where = f"ค่า {value} เกินค่าสุดท้ายของเกณฑ์ {end['value']}"
        reason = {
            "zero": "จึงได้ 0.00 คะแนน",
            "first": f"ได้คะแนนของค่าแรก {score} คะแนน",
            "cap": f"ได้คะแนนของค่าสุดท้าย {score} คะแนน",
            "extrapolate": f"คิดต่อตามแนวเส้นเดิมได้ {score} คะแนน",
        }[facts["setting"]]
        return f"{where} {reason}"

    def challenge(self, facts: Facts) -> str:
        lower = facts["better"] == Better.LOWER
        text = f"ค่าเป้าหมาย {facts['target']} ของตัววัด {self.name(facts)}"
        if facts["last"] is None:
            return f"{text} ไม่มีผลปีที่ผ่านมาให้เทียบ จึงไม่ถือว่าท้าทาย ได้ {facts['score']} คะแนน"
        compared = f"ผลปีล่าสุด {facts['last']}"
        if facts["mean"] is not None:
            compared += f" และค่าเฉลี่ย 2 ปี {facts['mean']}"
        if facts["challenging"]:
            return f"{text} ท้าทายตามเงื่อนไข เมื่อเทียบกับ{compared}"
        direction = "สูงกว่า" if lower else "ต่ำกว่า"
        return f"{text} ไม่ท้าทาย เพราะ{direction}{compared} จึงได้ {facts['score']} คะแนน"

    def band(self, facts: Facts) -> str:
        text = f"ตัววัด {self.name(facts)}: ผล {facts['result']} เทียบค่าเป้าหมาย {facts['target']}"
        margin = facts["margin"]
        if margin is None:
            return f"{text} (ค่าเป้าหมายเป็นศูนย์ คิดร้อยละไม่ได้) อยู่ในช่วงต่ำสุด ได้ {facts['score']} คะแนน"
        if margin.startswith("-"):
            return f"{text} ต่ำกว่าเป้าหมายร้อยละ {margin[1:]} อยู่ในช่วงต่ำสุด ได้ {facts['score']} คะแนน"
        above = facts["above"]
        where = "อยู่ในช่วงต่ำสุด" if above is None else f"อยู่ในช่วงตั้งแต่ร้อยละ {above}"
        return f"{text} ดีกว่าเป้าหมายร้อยละ {margin} {where} ได้ {facts['score']} คะแนน"

    def combine(self, facts: Facts) -> str:
        if "key" in facts:
            return self._part(facts)
        score = facts["score"]
        if facts["combine"] == "growth":
            return (
                f"รายงาน {facts['reported']} จาก {facts['count']} ตัววัด"
                f" คะแนนรวมหารด้วย {facts['count']} ได้ {score} คะแนน"
            )
        ways = {"mean": "ค่าเฉลี่ยของ", "weighted_sum": "ผลรวมถ่วงน้ำหนักของ"}
        text = f"{ways[facts['combine']]} {facts['parts']} องค์ประกอบ"
        text += f" ได้ {score} จาก {facts['scale']} คะแนน"
        absent = facts["absent"]
        return f"{text} (ยังไม่มีผลของ {self.listed(absent)})" if absent else text

    def _part(self, facts: Facts) -> str:
        text = f"องค์ประกอบ {self.name(facts)}"
        if facts["source"] == "absent":
            return f"{text}: ยังไม่มีผล นับเป็น 0.00 คะแนน"
        source = {
            "computed": "",
            "entered": " (ผลที่บันทึกเข้า)",
            "indicator": f" (ผลของตัวชี้วัด {facts['indicator']})",
        }[facts["source"]]
        return (
            f"{text}: ได้ {facts['score']} จาก {facts['scale']} คะแนน{source}"
            f" คิดเป็น {facts['contribution']} คะแนนของผลรวม"
        )

    def derive(self, facts: Facts) -> str:
        name, formula, score = facts["name"], facts["formula"], facts["score"]
        if facts["derived"] is None:
            return f"{name}: คำนวณไม่ได้ที่คะแนน {score} เพราะสูตร {formula} หารด้วยศูนย์"
        return f"{name}: {facts['derived']} (สูตร {formula} ที่คะแนน {score})"

    def _open_step(self, step: Facts) -> str:
        """A step that is not about a piece of evidence."""
        place = self._place(step)
        change = f"คะแนนจะเพิ่มจาก {step['score']} เป็น {step['result']}"
        most = f"คะแนนจะเพิ่มได้มากที่สุดจาก {step['score']} เป็น {step['result']}"
        if step["action"] == "value":
            tier = f" ถึง{step['tier']}" if step["tier"] else ""
            return f"เมื่อผล{place}เป็น {step['value']}{tier} {change}"
        if step["action"] == "report":
            return f"รายงานผล{place or 'ตัววัดเพิ่ม '}แล้ว{most}"
        return f"{place.strip()} ยังมีคะแนนเหลือมากที่สุด: {most}"

    def _place(self, step: Facts) -> str:
        names = " › ".join(self.name(place) for place in step.get("places", ()))
        return f"ของ {names} " if names and step["action"] != "raise" else names
