"""A document context as JSON and back, so that an issued document keeps what it was made from."""

import dataclasses
import types
import typing
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any, TypeAlias

from forms_templates import contexts
from forms_templates.contexts import DocumentContext

Keep: TypeAlias = Callable[[str, bytes], None]
Resolve: TypeAlias = Callable[[str], bytes]

_KINDS: dict[str, type] = {
    "memo": contexts.MemoContext,
    "form": contexts.FormContext,
    "card": contexts.CardContext,
    "receipt": contexts.ReceiptContext,
    "acknowledgement": contexts.AcknowledgementContext,
}


class SnapshotError(ValueError):
    """The stored snapshot cannot be read back: unknown kind, missing or altered picture."""


def as_json(context: DocumentContext, keep: Keep | None = None) -> dict[str, Any]:
    """The context as plain JSON values under the key of its kind.

    With `keep` every image is handed to it as (SHA-256, bytes) and only named in the JSON, so
    one emblem is stored once; without, images are written in base64.
    """
    kind = next(name for name, cls in _KINDS.items() if type(context) is cls)
    return {"kind": kind, "context": _encode(context, keep)}


def from_json(data: Mapping[str, Any], resolve: Resolve | None = None) -> DocumentContext:
    """The context that `as_json` wrote. `resolve` gives the bytes of a SHA-256.

    Raises SnapshotError when the kind is unknown or an image is missing or not the one kept.
    """
    cls = _KINDS.get(data.get("kind", ""))
    if cls is None:
        raise SnapshotError(f"unknown kind of document: {data.get('kind')!r}")
    decoded: DocumentContext = _decode(cls, data["context"], resolve)
    return decoded


def _encode(value: Any, keep: Keep | None) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _encode(getattr(value, field.name), keep)
            for field in dataclasses.fields(value)
        }
    if isinstance(value, tuple):
        return [_encode(item, keep) for item in value]
    if isinstance(value, bytes):
        return _encode_bytes(value, keep)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


def _encode_bytes(value: bytes, keep: Keep | None) -> dict[str, str]:
    digest = sha256(value).hexdigest()
    if keep is None:
        return {"sha256": digest, "base64": b64encode(value).decode("ascii")}
    keep(digest, value)
    return {"sha256": digest}


def _decode(expected: Any, value: Any, resolve: Resolve | None) -> Any:
    origin = typing.get_origin(expected)
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        (expected,) = (part for part in typing.get_args(expected) if part is not types.NoneType)
        return _decode(expected, value, resolve)
    if origin is tuple:
        item_type = typing.get_args(expected)[0]
        return tuple(_decode(item_type, item, resolve) for item in value)
    if isinstance(expected, type) and dataclasses.is_dataclass(expected):
        hints = _hints(expected)
        return expected(**{k: _decode(hints[k], v, resolve) for k, v in value.items()})
    if expected is bytes:
        return _decode_bytes(value, resolve)
    if expected in (date, datetime):
        return expected.fromisoformat(value)
    if isinstance(expected, type) and issubclass(expected, Enum):
        return expected(value)
    return value


def _decode_bytes(value: Mapping[str, str], resolve: Resolve | None) -> bytes:
    digest = value["sha256"]
    if "base64" in value:
        found = b64decode(value["base64"])
    elif resolve is None:
        raise SnapshotError(f"no store was given to fetch the image {digest} from")
    else:
        found = resolve(digest)
    if sha256(found).hexdigest() != digest:
        raise SnapshotError(f"the image kept as {digest} has other bytes now")
    return found


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)
