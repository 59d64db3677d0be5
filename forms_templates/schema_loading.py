"""Forms read from YAML or JSON, with every fault named by its path."""

import dataclasses
import types
import typing
from collections.abc import Hashable, Iterator, Mapping
from enum import Enum
from typing import Any

import yaml

from forms_templates.schema import (
    Column,
    Field,
    FieldType,
    FormSchema,
    FormSet,
    FormSource,
    Section,
)

_CHOICES = (FieldType.CHOICE_MANY, FieldType.CHOICE_ONE)
_SET_KEYS = ("source", "fiscal_year", "version", "forms")


class SchemaError(ValueError):
    """The definition of the forms has faults; `faults` are (path, what is wrong), all of them."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = faults
        super().__init__("\n".join(f"{path}: {message}" for path, message in faults))


def load_forms(text: str) -> FormSet:
    """The forms of a YAML definition. Raises SchemaError naming every fault by its path."""
    try:
        data = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 (a SafeLoader underneath)
    except yaml.YAMLError as error:
        raise SchemaError([("", f"cannot be read: {error}")]) from error
    if not isinstance(data, dict):
        raise SchemaError([("", "must be a mapping")])
    faults = [(key, "unknown key") for key in data if key not in _SET_KEYS]
    faults += [(key, "is missing") for key in _SET_KEYS if key not in data]
    if faults:
        raise SchemaError(faults)
    common = {"fiscal_year": data["fiscal_year"], "version": data["version"]}
    reader = _Reader()
    source = reader.read(FormSource, data["source"], "source")
    forms = [
        reader.read(FormSchema, common | entry if isinstance(entry, dict) else entry, path)
        for path, entry in _numbered(data["forms"], "forms", reader)
    ]
    reader.finish()
    for number, form in enumerate(forms):
        reader.faults += [(f"forms[{number}]{path}", fault) for path, fault in _faults(form)]
    reader.faults += _repeated([form.key for form in forms], "forms", "key")
    reader.finish()
    return FormSet(source, data["fiscal_year"], {form.key: form for form in forms})


def form_from_data(data: Mapping[str, Any]) -> FormSchema:
    """A schema from its stored JSON (see `form_as_data`). Raises SchemaError."""
    reader = _Reader()
    form: FormSchema = reader.read(FormSchema, data, "")
    reader.finish()
    reader.faults += _faults(form)
    reader.finish()
    return form


def draft_from_data(data: Mapping[str, Any]) -> FormSchema:
    """A form that is still being edited and may have faults, for its preview. Raises SchemaError
    only for what is no form at all."""
    reader = _Reader()
    form: FormSchema = reader.read(FormSchema, data, "")
    reader.finish()
    return form


def form_as_data(form: FormSchema) -> dict[str, Any]:
    """The schema as plain JSON values."""
    plain: dict[str, Any] = _plain(form)
    return plain


class _StrictLoader(yaml.SafeLoader):
    """A safe loader that refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            mark = node.start_mark
            raise yaml.constructor.ConstructorError(None, None, f"duplicate key {twice!r}", mark)
        return super().construct_mapping(node, deep)


class _Reader:
    """Builds dataclasses from plain data and collects what does not fit."""

    def __init__(self) -> None:
        self.faults: list[tuple[str, str]] = []

    def finish(self) -> None:
        """Raise what was collected."""
        if self.faults:
            raise SchemaError(self.faults)

    def read(self, cls: type[Any], data: Any, path: str) -> Any:
        """A dataclass from a mapping, or None after noting why not."""
        if not isinstance(data, Mapping):
            self.faults.append((path, "must be a mapping"))
            return None
        fields = {field.name: field for field in dataclasses.fields(cls)}
        hints = typing.get_type_hints(cls)
        before = len(self.faults)
        self.faults += [(_join(path, key), "unknown key") for key in data if key not in fields]
        self.faults += [
            (_join(path, name), "is missing")
            for name, field in fields.items()
            if field.default is dataclasses.MISSING and name not in data
        ]
        values = {
            name: self._value(hints[name], data[name], _join(path, name))
            for name in fields
            if name in data
        }
        return cls(**values) if len(self.faults) == before else None

    def _value(self, expected: Any, value: Any, path: str) -> Any:
        origin = typing.get_origin(expected)
        if origin in (types.UnionType, typing.Union):
            expected = next(a for a in typing.get_args(expected) if a is not types.NoneType)
            return None if value is None else self._value(expected, value, path)
        if origin is tuple:
            item = typing.get_args(expected)[0]
            return tuple(
                self._value(item, entry, where) for where, entry in _numbered(value, path, self)
            )
        if dataclasses.is_dataclass(expected) and isinstance(expected, type):
            return self.read(expected, value, path)
        if isinstance(expected, type) and issubclass(expected, Enum):
            return self._member(expected, value, path)
        # True is an int to Python, never to the reader of a form.
        if type(value) is not expected:
            self.faults.append((path, f"must be {_KINDS[expected]}"))
        return value

    def _member(self, expected: type[Enum], value: Any, path: str) -> Any:
        allowed = [member.value for member in expected]
        if value not in allowed:
            self.faults.append((path, f"must be one of {', '.join(allowed)}"))
            return None
        return expected(value)


_KINDS = {str: "text", int: "a whole number", bool: "true or false"}


def _faults(form: FormSchema) -> Iterator[tuple[str, str]]:
    """What a well-formed schema may still get wrong."""
    if not (form.columns or form.sections):
        yield "", "asks nothing: give it columns or sections"
    yield from _repeated([field.key for field in form.header], ".header", "key")
    yield from _repeated([place.key for place in form.signatures], ".signatures", "key")
    yield from _repeated([section.key for section in form.sections], ".sections", "key")
    answers = [field.key for section in form.sections for field in section.fields]
    yield from _repeated(answers, ".sections", "key of a field")
    for number, field in enumerate(form.header):
        yield from _field_faults(field, f".header[{number}]")
    yield from _column_faults(form.columns, ".columns")
    for number, section in enumerate(form.sections):
        yield from _section_faults(section, f".sections[{number}]")


def _section_faults(section: Section, path: str) -> Iterator[tuple[str, str]]:
    if bool(section.fields) == bool(section.columns):
        yield path, "must have either fields or columns"
    for number, field in enumerate(section.fields):
        yield from _field_faults(field, f"{path}.fields[{number}]")
    yield from _column_faults(section.columns, f"{path}.columns")


def _column_faults(columns: tuple[Column, ...], path: str) -> Iterator[tuple[str, str]]:
    yield from _repeated([column.key for column in columns], path, "key")
    plans = [column for column in columns if column.type is FieldType.MONTH_PLAN]
    if len(plans) > 1:
        yield path, "has more than one plan by month"
    for number, column in enumerate(columns):
        where = f"{path}[{number}]"
        yield from _field_faults(column, where)
        if column.type is FieldType.IMAGE:
            yield where, "a table cannot hold pictures"
        if column.width < 1:
            yield f"{where}.width", "must be at least 1"


def _field_faults(field: Field, path: str) -> Iterator[tuple[str, str]]:
    if (field.type in _CHOICES) != bool(field.choices):
        yield path, "a field of choices needs choices, and only such a field"
    yield from _repeated([choice.key for choice in field.choices], f"{path}.choices", "key")
    table_only = (FieldType.AUTO_NUMBER, FieldType.MONTH_PLAN)
    if field.type in table_only and not isinstance(field, Column):
        yield f"{path}.type", f"{field.type.value} belongs in a table"
    if not field.key.replace("_", "").isalnum() or not field.key.isascii():
        yield f"{path}.key", "must be made of Latin letters, digits and _"


def _repeated(keys: list[str], path: str, what: str) -> list[tuple[str, str]]:
    twice = sorted({key for key in keys if keys.count(key) > 1})
    return [(path, f"the {what} {key!r} is given twice") for key in twice]


def _numbered(value: Any, path: str, reader: _Reader) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, list | tuple):
        reader.faults.append((path, "must be a list"))
        return
    for number, entry in enumerate(value):
        yield f"{path}[{number}]", entry


def _join(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value
