"""Opening and saving changes nothing, whatever stands in the document."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from indicators.designing.boxes import fill
from indicators.designing.findings import Findings
from indicators.designing.outline import outline
from indicators.designing.pages import describe
from indicators.designing.parts import ROOT, Part, children
from indicators.designing.reading import take, texts_of
from indicators.domain.drafts import check
from tests.indicators.designer.conftest import NAMES, document

STRANGE: list[Any] = [
    None, "", "abc", " ", 0, -1, 10**40, True, False, [], {}, [None], [[]], {"": {}}, {"a": [1]},
    "2025-02-25T16:30:00+07:00", "12.50", "บรรทัดหนึ่ง\nบรรทัดสอง\r\n", ["a", "", "a"], [1, {"b": 2}],
]  # fmt: skip


def parts(body: Any, part: Part = ROOT) -> Iterator[Part]:
    yield part
    for child in children(body, part):
        yield from parts(body, child)


def untouched(body: Any, part: Part) -> dict[str, list[str]]:
    return {
        name: texts
        for field in describe(body, part).fields()
        for name, texts in texts_of(field).items()
    }


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_part_of_the_real_definitions_is_saved_as_it_was(name, language):
    body = document(name)
    with translation.override(language):
        for part in parts(body):
            page = describe(body, part)
            taken = take(body, page, untouched(body, part))
            assert taken.document == body, part
            assert (taken.changed, taken.refused) == ((), ()), part
            names = [field.name for field in page.fields()]
            assert len(names) == len(set(names)), part


@pytest.mark.parametrize("name", NAMES)
def test_every_value_of_the_real_definitions_has_its_field(name):
    """Nothing of the seven definitions is shown as something the designer does not understand."""
    body = document(name)
    for part in parts(body):
        assert [s.name for s in describe(body, part).sections if s.name == "strange"] == [], part


def mutations(body: Any, dice: random.Random) -> Iterator[Any]:
    """The document with one value or key anywhere replaced, removed or added."""
    spots = list(spots_of(body, []))
    for _ in range(60):
        place = dice.choice(spots)
        changed = copy.deepcopy(body)
        holder = changed
        for key in place[:-1]:
            holder = holder[key]
        what = dice.randrange(3)
        if what == 0:
            holder[place[-1]] = copy.deepcopy(dice.choice(STRANGE))
        elif what == 1:
            del holder[place[-1]]
        elif isinstance(holder, dict):
            holder[dice.choice(["surprise", "points", "levels", "method", "key"])] = copy.deepcopy(
                dice.choice(STRANGE)
            )
        else:
            holder.insert(place[-1], copy.deepcopy(dice.choice(STRANGE)))
        yield changed


def spots_of(body: Any, place: list[Any]) -> Iterator[list[Any]]:
    entries = body.items() if isinstance(body, dict) else enumerate(body)
    for key, value in entries if isinstance(body, dict | list) else ():
        yield [*place, key]
        if isinstance(value, dict | list):
            yield from spots_of(value, [*place, key])


@pytest.mark.parametrize("name", NAMES)
def test_a_faulty_document_is_shown_and_saved_as_it_was(name):
    """Any one value may be missing, of another kind or too many: every page still opens, every
    fault finds its place, and saving untouched changes nothing."""
    small = document(name)
    if len(str(small)) > 50_000:  # one category of the large one has all kinds of parts
        small["rounds"][0]["parts"] = [small["rounds"][0]["parts"][n] for n in (0, 6)]
        small["notes"] = small["notes"][:3]
    for body in mutations(small, random.Random(name)):
        findings = Findings(body, check(body).faults)
        findings.lines()
        outline(body, [], findings)
        for part in parts(body):
            page = describe(body, part)
            fill(page, findings, part.place)
            taken = take(body, page, untouched(body, part))
            assert taken.document == body, part
            assert taken.changed == (), (part, taken.changed)


@pytest.mark.parametrize("value", STRANGE)
def test_nothing_at_all_where_a_definition_should_be(value):
    for key in ("rounds", "card", "notes", "weight", "baseline", "name", "method"):
        body = {key: value}
        findings = Findings(body, check(body).faults)
        for part in parts(body):
            page = describe(body, part)
            fill(page, findings, [])
            assert take(body, page, untouched(body, part)).document == body
