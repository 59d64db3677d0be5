"""The outline of a document: only the branch in use is unfolded, however large the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from indicators.designing.findings import Findings
from indicators.designing.pages.names import label_of, title_of
from indicators.designing.parts import ROOT, Part, chain, children
from indicators.designing.places import text_of
from indicators.document_change import Place


@dataclass(frozen=True, slots=True)
class Node:
    """A line of the outline; `faults` counts those of the parts below it too."""

    address: str
    label: str
    title: str
    faults: int
    is_current: bool
    is_open: bool
    has_below: bool
    below: list[Node] = field(default_factory=list)


def outline(document: Any, place: Place, findings: Findings) -> list[Node]:
    """The indicator, its card and notes, and the rounds; unfolded along the way to `place`."""
    way = chain(document, place)
    first = _node(document, ROOT, way, findings, own_only=True)
    return [first, *(_node(document, part, way, findings) for part in children(document, ROOT))]


def _node(
    document: Any, part: Part, way: list[Part], findings: Findings, *, own_only: bool = False
) -> Node:
    below = [] if own_only else children(document, part)
    is_open = part in way
    nodes = [_node(document, child, way, findings) for child in below] if is_open else []
    return Node(
        address=text_of(part.place),
        label=label_of(document, part),
        title=title_of(document, part) if not own_only else "",
        faults=findings.own(part) if own_only else findings.within(part),
        is_current=part == way[-1],
        is_open=is_open and bool(below),
        has_below=bool(below),
        below=nodes,
    )
