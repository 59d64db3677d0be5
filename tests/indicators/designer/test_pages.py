"""The designer's pages over the web."""

from __future__ import annotations

import pytest

from indicators.designing.parts import ROOT, Part, children
from indicators.designing.places import text_of
from tests.indicators.designer.conftest import NAMES


def parts(document, part: Part = ROOT):
    yield part
    for child in children(document, part):
        yield from parts(document, child)


@pytest.mark.parametrize("name", NAMES)
def test_every_part_of_the_real_definitions_opens(client, begin, keeper, name):
    draft = begin(name)
    client.force_login(keeper)
    for part in list(parts(draft.document))[:60]:
        address = f"/indicators/{draft.indicator_id}/designer/"
        answer = client.get(address, {"place": text_of(part.place)})
        assert answer.status_code == 200, part
