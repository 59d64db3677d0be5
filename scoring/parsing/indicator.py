"""Reads an indicator: its identity, card, weights and rounds."""

from __future__ import annotations

from fractions import Fraction

from scoring.choices import Method
from scoring.definition import FORMAT, Baseline, Card, Contact, GroupWeight, Indicator
from scoring.parsing.reader import Reader
from scoring.parsing.rounds import read_rounds

FIRST_FISCAL_YEAR = 2400
LAST_FISCAL_YEAR = 2999

_CARD_TEXTS = (
    "definition",
    "objective",
    "formula",
    "target",
    "importance",
    "frequency",
    "collection",
    "responsible",
    "indicator_owner",
    "data_collector",
    "target_setter",
    "conditions",
)


def read_indicator(reader: Reader) -> Indicator:
    """The whole definition. The value counts only when the reader's fault list stays empty."""
    _check_format(reader)
    method = reader.required_choice("method", Method)
    indicator = Indicator(
        code=reader.name("code", required=True),
        fiscal_year=_read_fiscal_year(reader, "fiscal_year"),
        name=reader.name("name", required=True),
        method=method or Method.MILESTONES,
        owner=reader.optional_name("owner"),
        name_en=reader.text("name_en"),
        unit=reader.text("unit"),
        weight=_read_weight(reader),
        channel=reader.text("channel"),
        card=_read_card(reader),
        baseline=_read_baseline(reader),
        notes=reader.texts("notes"),
        rounds=read_rounds(reader, method),
    )
    reader.finish()
    return indicator


def _check_format(reader: Reader) -> None:
    value = reader.raw("format", required=True)
    if value not in (None, FORMAT):
        reader.fault("format", "format.unknown", value=value)


def _read_fiscal_year(reader: Reader, key: str) -> int:
    year = reader.integer(key, required=True)
    if year is not None and not FIRST_FISCAL_YEAR <= year <= LAST_FISCAL_YEAR:
        reader.fault(key, "fiscal_year.range", value=year)
    return year or FIRST_FISCAL_YEAR


def _read_weight(reader: Reader) -> Fraction | tuple[GroupWeight, ...] | None:
    """One number, or a number per unit group; null marks a draft."""
    value = reader.raw("weight")
    if not isinstance(value, dict):
        return reader.number("weight", least=0)
    groups = reader.mapping("weight")
    if groups is None or not value:
        reader.fault("weight", "list.empty")
        return None
    return tuple(GroupWeight(str(name), groups.number(name, least=0)) for name in value)


def _read_card(reader: Reader) -> Card:
    card = reader.mapping("card")
    if card is None:
        return Card()
    read = Card(
        **{key: card.text(key) for key in _CARD_TEXTS},
        contacts=tuple(_read_contact(entry) for entry in card.mappings("contacts")),
    )
    card.finish()
    return read


def _read_contact(reader: Reader) -> Contact:
    contact = Contact(position=reader.text("position"), phone=reader.text("phone"))
    reader.finish()
    return contact


def _read_baseline(reader: Reader) -> tuple[Baseline, ...]:
    entries = []
    for entry in reader.mappings("baseline"):
        entries.append(Baseline(_read_fiscal_year(entry, "fiscal_year"), entry.text("value")))
        entry.finish()
    return tuple(entries)
