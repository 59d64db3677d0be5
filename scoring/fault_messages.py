"""The sentences of every fault: code → (Thai, English). `{…}` are the fault's facts."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    # the document
    "yaml.syntax": ("อ่าน YAML ไม่ได้: {problem}", "not readable as YAML: {problem}"),
    "yaml.encoding": ("ไฟล์ไม่ใช่ข้อความ UTF-8", "the file is not UTF-8 text"),
    "yaml.empty": ("เอกสารว่างเปล่า", "the document is empty"),
    "yaml.several_documents": (
        "ไฟล์หนึ่งต้องมีเอกสารเดียว",
        "a file must hold one document only",
    ),
    "yaml.too_large": (
        "ไฟล์ใหญ่เกินไป (ไม่เกิน {most} ไบต์)",
        "the file is too large (at most {most} bytes)",
    ),
    "yaml.too_deep": (
        "ซ้อนกันลึกเกินไป (ไม่เกิน {most} ชั้น)",
        "nested too deeply (at most {most} levels)",
    ),
    "yaml.too_many_values": (
        "มีข้อมูลมากเกินไป (ไม่เกิน {most} รายการ)",
        "too many values (at most {most})",
    ),
    "yaml.anchor": (
        "ไม่อนุญาตให้ใช้ anchor &{name} ให้เขียนข้อมูลเต็ม",
        "the anchor &{name} is not allowed: write the value out",
    ),
    "yaml.alias": (
        "ไม่อนุญาตให้ใช้ alias *{name} ให้เขียนข้อมูลเต็ม",
        "the alias *{name} is not allowed: write the value out",
    ),
    "yaml.tag": ("ไม่อนุญาตให้ใช้ tag {tag}", "the tag {tag} is not allowed"),
    "yaml.key": ("ชื่อคีย์ต้องเป็นข้อความ", "a key must be a text"),
    "yaml.duplicate_key": ("คีย์ {key} ซ้ำ", "duplicate key {key}"),
    "yaml.unquoted_decimal": (
        'เลขทศนิยม {value} ต้องอยู่ในเครื่องหมายคำพูด เช่น "{value}"',
        'the decimal {value} must be quoted: "{value}"',
    ),
    "too_many_faults": (
        "พบข้อผิดพลาดมากกว่า {most} แห่ง แสดงเพียงเท่านี้",
        "more than {most} faults: the rest are not listed",
    ),
    # keys and shapes
    "key.unknown": ("ไม่รู้จักคีย์ {key}", "unknown key {key}"),
    "key.other_method": (
        "คีย์ {key} ไม่ใช้กับวิธี {method}",
        "the key {key} does not belong to the method {method}",
    ),
    "missing": ("ต้องระบุ {key}", "{key} is missing"),
    "shape.mapping": ("ต้องเป็นรายการชื่อ: ค่า", "must be a mapping of names to values"),
    "shape.list": ("ต้องเป็นรายการ (list)", "must be a list"),
    "list.empty": ("ต้องมีอย่างน้อย 1 รายการ", "must have at least one entry"),
    "list.too_short": ("ต้องมีอย่างน้อย {least} รายการ", "must have at least {least} entries"),
    "duplicate": ("{value} ซ้ำกับรายการก่อนหน้า", "{value} is already used before"),
    # single values
    "text.form": ("ต้องเป็นข้อความ", "must be a text"),
    "text.control": (
        "มีอักขระควบคุมหรืออักขระที่ไม่ถูกต้องในข้อความ",
        "the text holds control or invalid characters",
    ),
    "boolean.form": ("ต้องเป็น true หรือ false ไม่ใช่ {value}", "must be true or false, not {value}"),
    "choice.unknown": (
        "{value} ใช้ไม่ได้ ต้องเป็นหนึ่งใน {choices}",
        "{value} is not allowed: use one of {choices}",
    ),
    "number.form": (
        "{value} ไม่ใช่ตัวเลขที่ใช้ได้ ใช้เลขอารบิกจำนวนเต็ม หรือทศนิยมในเครื่องหมายคำพูด"
        " (ไม่เกิน 15 หลัก ทศนิยมไม่เกิน 6 ตำแหน่ง)",
        "{value} is not a number: use an integer or a quoted decimal in Arabic digits"
        " (at most 15 digits and 6 decimals)",
    ),
    "number.integer": ("{value} ต้องเป็นจำนวนเต็ม", "{value} must be an integer"),
    "number.least": ("{value} ต้องไม่น้อยกว่า {least}", "{value} must be at least {least}"),
    "number.most": ("{value} ต้องไม่เกิน {most}", "{value} must be at most {most}"),
    "number.positive": ("{value} ต้องมากกว่า 0", "{value} must be more than 0"),
    "moment.form": (
        "{value} ไม่ใช่วันที่หรือวันเวลาแบบ ISO เช่น 2025-02-25",
        "{value} is not an ISO date or date-time such as 2025-02-25",
    ),
    "moment.date_only": ("{value} ต้องเป็นวันที่ ไม่มีเวลา", "{value} must be a date without time"),
    "moment.year": (
        "ปี {value} อยู่นอกช่วง ใช้ปีคริสต์ศักราช",
        "the year {value} is out of range: write the year of the Christian era",
    ),
    # the indicator
    "format.unknown": (
        "รูปแบบ {value} ไม่รู้จัก ต้องเป็น kpi-indicator/1",
        "unknown format {value}: must be kpi-indicator/1",
    ),
    "fiscal_year.range": (
        "{value} ไม่ใช่ปีงบประมาณพุทธศักราช",
        "{value} is not a fiscal year of the Buddhist era",
    ),
    "round.dates": (
        "{later} ต้องไม่อยู่ก่อน {earlier}",
        "{later} must not lie before {earlier}",
    ),
    "late.needs_due": (
        "รอบที่หักคะแนนล่าช้าต้องมีวันครบกำหนด (due)",
        "a round with a late rule needs its due date",
    ),
    "tiers.order": (
        "ระดับเป้าหมายต้องเรียงจากต่ำไปสูง: {value} ไม่มากกว่า {before}",
        "tiers out of order, lowest first: {value} is not above {before}",
    ),
    "tiers.level": (
        "เป้าหมายของวิธี {method} กำหนดด้วย score ไม่ใช้ level",
        "a tier of the method {method} is set by score, not by level",
    ),
    # milestones
    "levels.order": (
        "ระดับต้องเรียงจากต่ำไปสูง: {value} ไม่มากกว่า {before}",
        "levels out of order, lowest first: {value} is not above {before}",
    ),
    "levels.sum": (
        "คะแนนของทุกระดับรวมได้ {sum} แต่คะแนนเต็ม (scale) คือ {scale}",
        "the points of the levels sum to {sum}, the scale is {scale}",
    ),
    "criteria.sum": (
        "คะแนนของเกณฑ์รวมได้ {sum} เกินคะแนนของระดับ {points}",
        "the points of the criteria sum to {sum}, more than the level's {points}",
    ),
    "criteria.share": (
        "points: share ต้องใช้กับทุกเกณฑ์ของระดับ",
        "points: share must stand on every criterion of the level",
    ),
    "requirement.only_with": (
        "{key} ใช้กับหลักฐานชนิด {kind} เท่านั้น",
        "{key} goes with the kind {kind} only",
    ),
    "requirement.maximum": (
        "maximum {maximum} น้อยกว่า minimum {minimum}",
        "maximum {maximum} is less than minimum {minimum}",
    ),
    "requirement.value_from": (
        "{value} ต้องเขียนแบบ แบบฟอร์ม.ช่อง เช่น form-3.progress",
        "{value} must read form.field, such as form-3.progress",
    ),
    "also.unknown": (
        "ไม่มีเกณฑ์ {criterion} ในรอบนี้",
        "there is no criterion {criterion} in this round",
    ),
    # target
    "points.order": (
        "จุดที่ {second} ({value}) ไม่เรียงต่อจากจุดที่ {first} ({before})",
        "point {second} ({value}) is out of order after point {first} ({before})",
    ),
    # growth
    "bands.first": (
        "ช่วงแรกต้องมี above เป็น null",
        "the first band must have above: null",
    ),
    "bands.order": (
        "ช่วงต้องเรียงจากต่ำไปสูง: {value} ไม่มากกว่า {before}",
        "bands out of order, lowest first: {value} is not above {before}",
    ),
    "measure.group": ("ไม่มีกลุ่ม {group}", "there is no group {group}"),
    "measures.count": (
        "รายงานตัววัด {reported} จาก {count} ตัว",
        "{reported} of {count} measures are reported",
    ),
    "measures.few": (
        "กลุ่ม {group} มีตัววัด {reported} ตัว ต้องมีอย่างน้อย {least} ตัว",
        "the group {group} has {reported} measures and needs at least {least}",
    ),
    "measures.many": (
        "กลุ่ม {group} มีตัววัด {reported} ตัว มีได้ไม่เกิน {most} ตัว",
        "the group {group} has {reported} measures and may have at most {most}",
    ),
    # composite
    "part.kind": (
        "องค์ประกอบต้องเป็นอย่างเดียวใน method, indicator หรือ entered",
        "a part is exactly one of method, indicator or entered",
    ),
    "formula.form": (
        "สูตร {formula} ใช้ได้เฉพาะ + - * / ( ) ตัวเลข และ score และต้องไม่หารด้วยศูนย์",
        "the formula {formula} may use only + - * / ( ), numbers and score, and never divide by 0",
    ),
    # publishing
    "publish.missing": ("ต้องระบุ {key} ก่อนประกาศใช้", "{key} must be given before publishing"),
    "publish.no_criteria": (
        "ระดับ {level} ยังไม่มีเกณฑ์",
        "level {level} has no criteria",
    ),
    "publish.unproven": (
        "เกณฑ์ {criterion} ไม่มีหลักฐานที่บังคับรองรับ",
        "no required evidence proves the criterion {criterion}",
    ),
    "publish.tier_unreachable": (
        "เป้าหมาย {tier} ไม่มีทางถึง",
        "the tier {tier} can never be reached",
    ),
    "publish.no_tiers": (
        "below_first_tier: zero ต้องมีระดับเป้าหมาย (tiers)",
        "below_first_tier: zero needs tiers",
    ),
    # cases
    "case.indicator": (
        "ต้องระบุ indicator_file หรือ indicator อย่างใดอย่างหนึ่ง",
        "give exactly one of indicator_file and indicator",
    ),
    "case.unreadable": ("อ่านไฟล์ {file} ไม่ได้: {problem}", "cannot read {file}: {problem}"),
    "case.round": (
        "ไม่มีรอบ {value} ตัวชี้วัดนี้มี {choices}",
        "there is no round {value}: the indicator has {choices}",
    ),
    "case.no_requirement": (
        "รอบนี้ไม่มีรายการหลักฐาน {key}",
        "this round has no requirement {key}",
    ),
    "case.no_number": (
        "{key} ไม่ใช่หลักฐานชนิดตัวเลขของรอบนี้",
        "{key} is not a number requirement of this round",
    ),
    "case.no_part": ("ไม่มีองค์ประกอบ {key}", "there is no part {key}"),
    "case.target_group": (
        "ต้องระบุกลุ่มเป้าหมายเป็นหนึ่งใน {choices} (ระบุไว้: {value})",
        "the target group must be one of {choices}, not {value}",
    ),
    "case.needs_previous": (
        "ต้องระบุคะแนนปีก่อน เพราะเกณฑ์ของกลุ่มนี้อ้างถึง",
        "last year's score must be given: the points of this group refer to it",
    ),
    "case.too_many_measures": (
        "รายงานตัววัด {reported} ตัว เกินจำนวนที่กำหนด {count} ตัว",
        "{reported} measures are reported, more than the {count} that count",
    ),
    "case.no_measure": ("ตัวชี้วัดนี้ไม่มีตัววัด {key}", "this indicator has no measure {key}"),
    "case.better_fixed": (
        "ตัวชี้วัดกำหนดทิศทางไว้แล้วเป็น {better}",
        "the definition sets the direction of this measure: {better}",
    ),
    "case.needs_due": (
        "รอบนี้ไม่มีวันครบกำหนด ให้ระบุ due",
        "the round has no due date: give due",
    ),
}
