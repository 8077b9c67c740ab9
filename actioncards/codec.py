"""Frozen records to JSON-ready values and back, led by the records' own type hints."""

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum, IntEnum
from functools import cache
from types import MappingProxyType
from typing import Any

NoneType = type(None)


def plain(value: object) -> Any:
    """The value as dicts, lists, strings, whole numbers, booleans and None; unset optional fields are kept as None.

    Decimal numbers and dates become strings, as they are written.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return _written(value)


def _written(value: object) -> Any:
    if isinstance(value, Enum):
        return enum_word(value)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def built(kind: Any, value: Any) -> Any:
    """The record of type `kind` that `plain` made `value` of; raises `ValueError` when it is not of that shape."""
    kind = without_none(kind) if value is not None else kind
    if is_dataclass(kind):
        return _built_record(kind, value)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return tuple(built(arguments[0], item) for item in value)
    if origin is Mapping:
        return MappingProxyType({built(arguments[0], key): built(arguments[1], item) for key, item in value.items()})
    return _read(kind, value)


_FROM_TEXT: Mapping[Any, Callable[[str], Any]] = MappingProxyType({time: time.fromisoformat, date: date.fromisoformat, Decimal: Decimal})


def _read(kind: Any, value: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return enum_words(kind)[value]
    if kind in _FROM_TEXT and isinstance(value, str):
        return _FROM_TEXT[kind](value)
    if value is None or type(value) is kind:
        return value
    raise ValueError(f"{value!r} is not of type {kind}")


def _built_record(kind: Any, value: Any) -> Any:
    hints = hints_of(kind)
    if not isinstance(value, dict) or not set(value) <= set(hints):
        raise ValueError(f"{kind.__name__} cannot be made of {value!r}")
    return kind(**{name: built(hints[name], item) for name, item in value.items()})


def hints_of(kind: Any) -> dict[str, Any]:
    """Field name to type of a record class, in the order of the fields."""
    return _hints_of(kind)


@cache
def _hints_of(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def required_of(kind: Any) -> frozenset[str]:
    """The names of a record's fields that have no default."""
    return _required_of(kind)


@cache
def _required_of(kind: Any) -> frozenset[str]:
    return frozenset(f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING)


def without_none(kind: Any) -> Any:
    """`T` for `T | None`; any other type as it is."""
    if typing.get_origin(kind) not in (types.UnionType, typing.Union):
        return kind
    kept = [argument for argument in typing.get_args(kind) if argument is not NoneType]
    return kept[0] if len(kept) == 1 else kind


def enum_word(value: Enum) -> str:
    """The word an enum member is written as: its value, or for numbered members its name in lower case."""
    return value.name.lower() if isinstance(value, IntEnum) else str(value.value)


def enum_words(kind: type[Enum]) -> dict[str, Enum]:
    """Every word that stands for a member of `kind`."""
    return {enum_word(member): member for member in kind}
