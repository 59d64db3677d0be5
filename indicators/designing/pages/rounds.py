"""A round: its name and dates, the late rule, and the rules by which it is scored."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from indicators.designing.fields import Act, Buttons, Field, FieldKind, Item, Section
from indicators.designing.pages import schemes
from indicators.designing.pages.common import choice, field, raw, remove, strangers, unknown
from indicators.designing.parts import Part
from indicators.designing.places import value_at
from indicators.document_change import Place
from scoring.choices import Basis, DayCount

_OWN = (
    "key", "name", "opens", "due", "closes", "appeal_days", "answer_days", "reminders", "scale",
    "late",
)  # fmt: skip
_LATE = ("deduct", "per", "count", "grace_days", "cap", "basis")


def round_page(document: Any, part: Part) -> list[Section]:
    """Everything of one round but the parts below it."""
    place = part.place
    strange = list(unknown(document, place, (*_OWN, *schemes.known_keys(document, place))))
    late = value_at(document, [*place, "late"])
    if late is not None and not isinstance(late, dict):
        strange.append(raw([*place, "late"], late))
    strange += unknown(document, [*place, "late"], _LATE)
    return [
        Section(_("Round"), _identity(document, place), name="identity"),
        Section(_("Dates"), _dates(document, place), _(
            "Dates are proposals. Once a round is open, its own dates rule."
        ), name="dates"),
        *schemes.sections(document, place),
        Section(_("Late reports"), _late_rule(document, place), name="late"),
        *strangers(strange),
    ]  # fmt: skip


def _identity(document: Any, place: Place) -> list[Item]:
    return [
        field(document, [*place, "name"], FieldKind.TITLE, _("Name of the round"), needed=True),
        field(
            document, [*place, "key"], FieldKind.KEY, _("Short key"), needed=True, short=True,
            hint=_("Such as m5 or r1. Keep it once the round is planned."),
        ),
        field(
            document, [*place, "scale"], FieldKind.NUMBER, _("Full score"), needed=True,
            short=True, hint=_("The highest raw score. The levels' points must sum to it."),
        ),
    ]  # fmt: skip


def _dates(document: Any, place: Place) -> list[Item]:
    def moment(key: str, label: Any, **more: Any) -> Field:
        return field(document, [*place, key], FieldKind.MOMENT, label, **more)

    def days(key: str, label: Any, default: Any, hint: Any = "") -> Field:
        return field(
            document, [*place, key], FieldKind.NUMBER, label, unit=_("days"), default=default,
            hint=hint, short=True,
        )  # fmt: skip

    return [
        moment("opens", _("Opens"), needed=True),
        moment("due", _("Due"), needed=True),
        moment("closes", _("Closes"), default=_("30 September, when the fiscal year ends")),
        days("answer_days", _("Days to answer a return"), _("7 days")),
        days("appeal_days", _("Days for reconsideration"), _("no reconsideration")),
        field(
            document, [*place, "reminders"], FieldKind.NUMBERS, _("Reminders"),
            hint=_("Days before (−) and after the due date, such as -14, -7, -3, -1, 1, 7."),
            default=_("the reminders set for the round in the portal"),
        ),
    ]  # fmt: skip


def _late_rule(document: Any, place: Place) -> list[Item]:
    """No deduction unless the source prints one: the rule of another indicator is not borrowed."""
    at = [*place, "late"]
    if not isinstance(value_at(document, at), dict):
        begin = Act("switch_on", at, _("Set a deduction"), "plus-lg")
        return [Buttons(_("Late reports lose no points (default)."), (begin,), at)]

    def late(key: str, kind: FieldKind, label: Any, **more: Any) -> Field:
        return field(document, [*at, key], kind, label, short=True, **more)

    return [
        late("deduct", FieldKind.NUMBER, _("Points deducted each day"), needed=True),
        choice(
            document, [*at, "count"], _("Which days count"),
            {DayCount.CALENDAR: _("every day"), DayCount.WORKING: _("working days")},
            DayCount.CALENDAR, short=True,
        ),
        late("grace_days", FieldKind.NUMBER, _("Days of grace"), unit=_("days"),
             default=_("no day of grace")),
        late("cap", FieldKind.NUMBER, _("Highest deduction"), unit=_("points"),
             default=_("no limit")),
        choice(
            document, [*at, "basis"], _("Which report sets the day"),
            {
                Basis.FIRST: _("the first complete one"),
                Basis.LAST: _("the last one"),
            },
            Basis.FIRST, short=True,
        ),
        choice(document, [*at, "per"], _("Counted per"), {"day": _("day")}, "day", short=True),
        Buttons("", (remove(at, str(_("Late reports"))),), at),
    ]  # fmt: skip
