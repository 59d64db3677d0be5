"""What the places of the shipped memos mean, in the reader's language.

A wording keeps the meanings of its places as written in its file; those of the shipped files are
listed here, so that they are translated. Others are shown as they are kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

SHIPPED = (
    _("the unit that asks, such as ส่วนยุทธศาสตร์"),
    _("the bureau it belongs to"),
    _("who is asked, as in the line เรียน"),
    _("such as สบอ-7"),
    _("the indicator's full name"),
    _("such as รอบ 5 เดือน"),
    _("พ.ศ. of the fiscal year"),
    _("the last day, in words"),
    _("how to send or ask, such as E-mail : …"),
    _("such as แบบฟอร์ม 1 - 5"),
    _("the meeting that decided; may stay empty"),
    _("its day, in words"),
    _("its time, such as 10.00 - 16.00 น."),
    _("its place"),
    _("what it did, as a clause before นั้น"),
    _("the unit that reports"),
    _("the unit it reports to"),
    _("the bureau that reports"),
    _("the collecting centre"),
    _("the number of the memo that asked; may stay empty"),
    _("such as ระดับ 3"),
    _("the forms appended, such as แบบฟอร์ม 1 - 4; may stay empty"),
    _("how many pieces of evidence go with it; may stay empty"),
    _("ปัจจัยสนับสนุน; may stay empty"),
    _("ปัญหาอุปสรรค; may stay empty"),
    _("แนวทางแก้ไข; may stay empty"),
    _("the unit that tells the result"),
    _("the unit that reported"),
    _("the day of the counted report, in words; empty where nothing was reported"),
    _("the final score"),
    _("the full score"),
    _("the target reached, such as เป้าหมายมาตรฐาน; may stay empty"),
    _("why the score is what it is, in one or more sentences; may stay empty"),
    _("the meeting or memo that endorsed the round; may stay empty"),
    _("the last day to ask for reconsideration, in words; may stay empty"),
    _("number and date of the memo that this one replaces; may stay empty"),
    _("the unit that is reminded; empty in a circular"),
    _("how many units have not reported; empty in a memo to one unit"),
    _("the day on which it was looked up, in words"),
    _("how the unit stands to the due day, such as เกินกำหนดแล้ว 5 วัน"),
    _("the evidence that is missing; may stay empty"),
    _("where the list of units stands; may stay empty"),
    _("the day on which the round closes, in words"),
    _("what being late costs, as a sentence; may stay empty"),
    _("how many units were to report, exempted ones apart"),
    _("how many reported"),
    _("how many of them in time"),
    _("how many of them late"),
    _("how many did not report"),
    _("how many results are confirmed"),
    _("the mean score"),
    _("the highest score"),
    _("the lowest score"),
    _("how many units reached which level; may stay empty"),
    _("the units that reported late, with their days; may stay empty"),
    _("the units that did not report; may stay empty"),
    _("the exempted units with their orders; may stay empty"),
    _("the units with more time, with their days; may stay empty"),
    _("the units whose result is not confirmed yet; may stay empty"),
    _("filled where the executive is asked to concur"),
)


def told(places: Mapping[str, str]) -> dict[str, str]:
    """The meanings by place, translated where they are the shipped ones."""
    return {
        place: gettext(meaning) if meaning in SHIPPED else meaning
        for place, meaning in places.items()
    }
