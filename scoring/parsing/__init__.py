"""The definition format kpi-indicator/1: reading, checking and writing.

`parse_definition` reads a file's text, `load_document` data already in memory (the designer, an
import); both raise `DefinitionFaults`, which names every fault with its path. `dump_definition`
and `to_yaml` write a definition back so that reading it again gives an equal one;
`document_to_yaml` writes a document that may still be faulty.
`publishing_faults` lists what a draft may leave open and a published definition may not.
"""

from __future__ import annotations

from collections.abc import Mapping

from scoring.definition import Indicator
from scoring.faults import DefinitionFaults, FaultList
from scoring.parsing.dump import document_to_yaml, dump_definition, to_yaml
from scoring.parsing.indicator import read_indicator
from scoring.parsing.publishing import publishing_faults
from scoring.parsing.reader import Reader
from scoring.parsing.tree import plain_tree
from scoring.parsing.yaml_source import Unreadable, read_tree

__all__ = [
    "DefinitionFaults",
    "document_to_yaml",
    "dump_definition",
    "load_document",
    "parse_definition",
    "publishing_faults",
    "read_tree_of_indicator",
    "to_yaml",
]


def parse_definition(source: str | bytes) -> Indicator:
    """The indicator that a YAML text defines; raises DefinitionFaults naming every fault."""
    try:
        tree, faults = read_tree(source)
    except Unreadable as unreadable:
        raise DefinitionFaults(unreadable.faults) from None
    return read_tree_of_indicator(tree, faults)


def load_document(document: Mapping[str, object]) -> Indicator:
    """The indicator that data in memory defines; raises DefinitionFaults naming every fault."""
    faults = FaultList()
    return read_tree_of_indicator(plain_tree(document, faults), faults)


def read_tree_of_indicator(tree: object, faults: FaultList, path: str = "") -> Indicator:
    """The indicator at `path` of a plain tree whose writing faults are already listed."""
    reader = Reader({}, path, faults).as_mapping(tree, path)
    indicator = None if reader is None else read_indicator(reader)
    if faults or indicator is None:
        raise DefinitionFaults(faults)
    return indicator
