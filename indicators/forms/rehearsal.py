"""The boxes of a rehearsal: what may be entered for a round, read into the words of the `score`
command.

Boxes follow the definition, whatever its method; what was typed is kept by name, so that it is
there again when a requirement comes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from indicators.domain.differences import day_words
from indicators.forms.reading import Unreadable, a_day, a_number, a_time, days, numbers
from scoring.case import TARGET_VALUE
from scoring.choices import Better, DayCount, Kind, Method
from scoring.definition import Growth, Indicator, Part, Requirement, Round, Scheme, Target
from scoring.faults import child
from scoring.methods.target import needs_previous
from scoring.moments import BANGKOK, last_instant
from scoring.numbers import exact_text

Document = dict[str, Any]
Raw = Mapping[str, str]
SENT = "sent"  # marks a form that was sent: an empty box then means "not ticked"
MOST_FREE_MEASURES = 12


@dataclass(frozen=True, slots=True)
class Box:
    """One thing to enter. `kind`: tick, count, number, text or choice."""

    id: str
    name: str
    label: str
    kind: str
    value: str
    hint: str = ""
    fault: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Boxes under one heading; `number` is a level's, `sections` are nested parts."""

    title: str
    boxes: tuple[Box, ...] = ()
    number: int | None = None
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole form with what it says: a case in the words of the `score` command."""

    sections: tuple[Section, ...]
    submission: tuple[Box, ...]
    document: Document
    labels: Mapping[str, Box]

    @property
    def faults(self) -> list[Box]:
        """The boxes whose text could not be read, in order."""
        return [box for box in self.labels.values() if box.fault]


def sheet(definition: Indicator, entry: Round, raw: Raw, *, today: date) -> Sheet:
    """The boxes of a round, filled with what was typed, and the case they make."""
    reader = _Reader(raw)
    document: Document = {"round": entry.key}
    sections = reader.scheme(entry, document, "", "")
    submission = reader.submission(definition, entry, document, today)
    return Sheet(sections, submission, document, reader.by_path)


def typed(document: Mapping[str, Any]) -> dict[str, str]:
    """What would have to be typed to get a case: for loading a kept one."""
    raw = {SENT: "1"}
    _type_inputs(document, "", raw)
    moment = document.get("submitted_at")
    if moment is None:
        raw["none"] = "1"
    else:
        local = datetime.fromisoformat(moment).astimezone(BANGKOK)
        raw["on"], raw["clock"] = local.date().isoformat(), local.strftime("%H:%M")
    for name in ("group", "due"):
        if document.get(name):
            raw[name] = str(document[name])
    if document.get("waiver"):
        raw["waiver"] = "1"
    raw["holidays"] = ", ".join(document.get("holidays", ()))
    return raw


def _type_inputs(inputs: Mapping[str, Any], at: str, raw: dict[str, str]) -> None:
    for name in ("target_group", "previous", "score"):
        if inputs.get(name) is not None:
            raw[_join(at, name)] = str(inputs[name])
    for group in ("accepted", "values"):
        for key, value in (inputs.get(group) or {}).items():
            raw[_join(at, group, key)] = str(value)
    for position, (key, given) in enumerate((inputs.get("measures") or {}).items()):
        for place in (_join(at, "measures", key), _join(at, "free", str(position))):
            raw[_join(place, "key")] = key
            raw[_join(place, "history")] = ", ".join(str(n) for n in given.get("history", ()))
            for name in ("name", "group", "better", "target", "result"):
                if given.get(name) is not None:
                    raw[_join(place, name)] = str(given[name])
    for key, given in (inputs.get("parts") or {}).items():
        _type_inputs(given, _join(at, "parts", key), raw)


def _join(at: str, *names: str) -> str:
    """The name of a box: the way through the case, each step safe to join."""
    return "|".join(filter(None, (at, *(quote(name, safe="") for name in names))))


@dataclass
class _Reader:
    """Walks a scheme once: makes its boxes and reads what stands in them."""

    raw: Raw
    by_path: dict[str, Box] = field(default_factory=dict)

    def box(self, name: str, path: str, label: str, kind: str, **more: Any) -> Box:
        made = Box(
            id=f"r-{len(self.by_path) + 1}",
            name=name,
            label=label,
            kind=kind,
            value=more.pop("value", self.raw.get(name, "")),
            **more,
        )
        self.by_path[path] = made
        return made

    def read(self, name: str, read: Any) -> tuple[Any, str]:
        """The value typed under a name and what is wrong with it."""
        text = self.raw.get(name, "").strip()
        if not text:
            return None, ""
        try:
            return read(text), ""
        except Unreadable as fault:
            return None, str(fault)

    def number(
        self, into: Document, key: str, name: str, path: str, label: str, hint: str = ""
    ) -> Box:
        """A box for a number; what can be read goes into the case."""
        value, fault = self.read(name, a_number)
        if value is not None:
            into[key] = value
        return self.box(name, path, label, "number", fault=fault, hint=hint)

    # the inputs of each method

    def scheme(self, scheme: Scheme, into: Document, at: str, path: str) -> tuple[Section, ...]:
        if scheme.method is Method.MILESTONES:
            return tuple(self.levels(scheme, into, at, path))
        if scheme.method is Method.TARGET and scheme.target is not None:
            return (self.target(scheme.target, into, at, path),)
        if scheme.method is Method.GROWTH and scheme.growth is not None:
            return tuple(self.growth(scheme.growth, into, at, path))
        if scheme.composite is not None:
            parts: Document = into.setdefault("parts", {})
            return tuple(self.part(part, parts, at, path) for part in scheme.composite.parts)
        return ()

    def levels(self, scheme: Scheme, into: Document, at: str, path: str) -> Iterator[Section]:
        accepted: Document = into.setdefault("accepted", {})
        values: Document = into.setdefault("values", {})
        for level in scheme.levels:
            boxes: list[Box] = []
            for criterion in level.criteria:
                for requirement in criterion.evidence:
                    boxes.extend(self.requirement(requirement, accepted, values, at, path))
            yield Section(level.title, tuple(boxes), level.number)

    def requirement(
        self, requirement: Requirement, accepted: Document, values: Document, at: str, path: str
    ) -> Iterator[Box]:
        key, hint = requirement.key, "" if requirement.required else _("asked for, not required")
        label = f"{key} {requirement.title}".strip()
        if Kind.NUMBER in requirement.kinds:
            least = _least(requirement)
            yield self.number(
                values,
                key,
                _join(at, "values", key),
                child(child(path, "values"), key),
                label,
                ", ".join(filter(None, (least, hint))),
            )
        if requirement.kinds != (Kind.NUMBER,):
            yield self.pieces(requirement, accepted, at, path, label, hint)

    def pieces(
        self,
        requirement: Requirement,
        accepted: Document,
        at: str,
        path: str,
        label: str,
        hint: str,
    ) -> Box:
        """A tick where one piece is enough, else how many were accepted."""
        key, name = requirement.key, _join(at, "accepted", requirement.key)
        place = child(child(path, "accepted"), key)
        if requirement.minimum == 1:
            if self.raw.get(name, "").strip() not in ("", "0"):
                accepted[key] = 1
            return self.box(name, place, label, "tick", hint=hint)
        value, fault = self.read(name, a_number)
        if value is not None and not isinstance(value, int):
            value, fault = None, _("Give a whole number.")
        if value is not None:
            accepted[key] = value
        needed = _("%(n)d pieces are needed") % {"n": requirement.minimum}
        hint = ", ".join(filter(None, (needed, hint)))
        return self.box(name, place, label, "count", hint=hint, fault=fault)

    def target(self, target: Target, into: Document, at: str, path: str) -> Section:
        boxes = []
        if any(group.group is not None for group in target.groups):
            name = _join(at, "target_group")
            options = [(str(g.group), str(g.group)) for g in target.groups if g.group is not None]
            boxes.append(self.choice(name, child(path, "target_group"), _("Target group"), options))
            if self.raw.get(name):
                into["target_group"] = self.raw[name]
        values: Document = into.setdefault("values", {})
        label = pgettext("measured", "Value")
        place = child(child(path, "values"), TARGET_VALUE)
        boxes.append(
            self.number(values, TARGET_VALUE, _join(at, "values", TARGET_VALUE), place, label)
        )
        if any(needs_previous(group) for group in target.groups):
            name, label = _join(at, "previous"), _("Last year's score")
            boxes.append(self.number(into, "previous", name, child(path, "previous"), label))
        return Section(_("Measured value"), tuple(boxes))

    def growth(self, growth: Growth, into: Document, at: str, path: str) -> Iterator[Section]:
        measures: Document = into.setdefault("measures", {})
        if growth.measures is not None:
            for fixed in growth.measures:
                place = child(child(path, "measures"), fixed.key)
                boxes = self.measure(measures, fixed.key, _join(at, "measures", fixed.key), place)
                yield Section(_("Measure %(key)s") % {"key": fixed.key}, tuple(boxes))
            return
        for number in range(min(growth.count, MOST_FREE_MEASURES)):
            name = _join(at, "free", str(number))
            key = self.raw.get(_join(name, "key"), "").strip() or str(number + 1)
            place = child(child(path, "measures"), key)
            boxes = self.measure(measures, key, name, place, growth)
            yield Section(_("Measure %(key)s") % {"key": number + 1}, tuple(boxes))

    def measure(
        self, measures: Document, key: str, name: str, path: str, free: Growth | None = None
    ) -> list[Box]:
        given: Document = {}
        boxes = []
        if free is not None:
            boxes.append(self.box(_join(name, "name"), child(path, "name"), _("Name"), "text"))
            groups = [(group.name, group.name) for group in free.groups]
            if groups:
                boxes.append(
                    self.choice(_join(name, "group"), child(path, "group"), _("Group"), groups)
                )
            directions = [
                (str(Better.HIGHER), _("higher is better")),
                (str(Better.LOWER), _("lower is better")),
            ]
            label = _("Which direction is better")
            boxes.append(
                self.choice(_join(name, "better"), child(path, "better"), label, directions)
            )
            for field_name in ("name", "group", "better"):
                if text := self.raw.get(_join(name, field_name), "").strip():
                    given[field_name] = text
        past, fault = self.read(_join(name, "history"), numbers)
        hint = _("oldest first, such as 300, 450")
        label = _("Results of the last years")
        place = child(path, "history")
        boxes.append(self.box(_join(name, "history"), place, label, "text", hint=hint, fault=fault))
        label = pgettext("measure", "Target")
        boxes.append(
            self.number(given, "target", _join(name, "target"), child(path, "target"), label)
        )
        label = pgettext("measure", "Result")
        boxes.append(
            self.number(given, "result", _join(name, "result"), child(path, "result"), label)
        )
        if past:
            given["history"] = past
        # a measure of which nothing was entered was not reported
        if {"target", "result"} & given.keys():
            measures[key] = given
        return boxes

    def part(self, part: Part, parts: Document, at: str, path: str) -> Section:
        given: Document = {}
        name = _join(at, "parts", part.key)
        place = child(child(path, "parts"), part.key)
        title = f"{part.key} {part.title}".strip()
        if part.scheme is not None:
            section = Section(title, sections=self.scheme(part.scheme, given, name, place))
        else:
            label = _("Entered result") if part.entered else _("Published result")
            hint = _("at most %(scale)s") % {"scale": exact_text(part.scale)}
            box = self.number(
                given, "score", _join(name, "score"), child(place, "score"), label, hint
            )
            section = Section(title, (box,))
        if any(value not in (None, {}, "") for value in given.values()):
            parts[part.key] = given
        return section

    # what every method has

    def submission(
        self, definition: Indicator, entry: Round, into: Document, today: date
    ) -> tuple[Box, ...]:
        boxes = [*self.moment(entry, into, today), *self.decisions(entry, into)]
        if isinstance(definition.weight, tuple):
            groups = [(share.group, share.group) for share in definition.weight]
            boxes.append(self.choice("group", "group", _("Unit group"), groups))
            into["group"] = self.raw.get("group") or None
        return tuple(boxes)

    def moment(self, entry: Round, into: Document, today: date) -> Iterator[Box]:
        """Day and hour of submission: on time until something else is typed."""
        due = None if entry.due is None else last_instant(entry.due)
        on, clock = (due.date() if due else today), time(12, 0)
        shown = {"on": day_words(on), "clock": "12:00"}
        fault: dict[str, str] = {}
        if SENT in self.raw:
            read_on, fault["on"] = self.read("on", a_day)
            read_clock, fault["clock"] = self.read("clock", a_time)
            on, clock = read_on or on, read_clock or clock
            shown = {name: self.raw.get(name, "") or shown[name] for name in shown}
        nothing = bool(self.raw.get("none"))
        at = datetime.combine(on, clock, BANGKOK)
        into["submitted_at"] = None if nothing else at.isoformat()
        rule = {} if due is None else {"hint": _("due %(day)s") % {"day": day_words(due.date())}}
        yield self.box(
            "on",
            "submitted_at",
            _("Day of submission"),
            "text",
            value=shown["on"],
            fault=fault.get("on", ""),
            **rule,
        )
        yield self.box(
            "clock",
            "submitted_at.clock",
            _("Hour"),
            "text",
            value=shown["clock"],
            fault=fault.get("clock", ""),
        )
        yield self.box("none", "submitted_at.none", _("Nothing was submitted"), "tick")

    def decisions(self, entry: Round, into: Document) -> Iterator[Box]:
        """Extension, waiver and holidays: only a rule about lateness asks for them."""
        if entry.late is None:
            return
        until, fault = self.read("due", a_day)
        if until is not None:
            into["due"] = until.isoformat()
        yield self.box("due", "due", _("Extended until"), "text", fault=fault)
        into["waiver"] = bool(self.raw.get("waiver"))
        yield self.box("waiver", "waiver", _("Deduction waived"), "tick")
        if entry.late.count is DayCount.WORKING:
            off, fault = self.read("holidays", days)
            into["holidays"] = [] if off is None else [day.isoformat() for day in off]
            hint = _("days, with commas between them")
            yield self.box("holidays", "holidays", _("Holidays"), "text", hint=hint, fault=fault)

    def choice(self, name: str, path: str, label: str, options: list[tuple[str, str]]) -> Box:
        return self.box(name, path, label, "choice", options=(("", "–"), *options))


def _least(requirement: Requirement) -> str:
    if requirement.at_least is None:
        return ""
    return _("at least %(value)s") % {"value": exact_text(requirement.at_least)}
