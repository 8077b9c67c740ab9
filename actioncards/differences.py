"""What one version of a plan says otherwise than another: place by place, in the plan's own keys."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from actioncards.model import Plan

_NAMES: Final = (("key",), ("kind", "level", "tier", "medium"))
"""Keys that tell the things of a list apart, wherever they stand in it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place, `levels.red.policies.fu.deputy_minutes`, and what stood and stands there; None: nothing."""

    place: str
    old: str | None
    new: str | None


def differences(old: Plan, new: Plan) -> list[Difference]:
    """Every place at which the two differ, in the new plan's order, then what is gone."""
    before, after = _places(old), _places(new)
    found = [Difference(place, before.get(place), value) for place, value in after.items() if before.get(place) != value]
    return found + [Difference(place, value, None) for place, value in before.items() if place not in after]


def _places(plan: Plan) -> dict[str, str]:
    return dict(_flat("", json.loads(plan.to_json())))


def _flat(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{place}.{key}" if place else key, inner)
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for number, one in enumerate(value, start=1):
            yield from _flat(f"{place}.{_name(one) or number}", one)
    elif value not in (None, "", []):
        yield place, _text(value)


def _name(one: Any) -> str:
    for keys in _NAMES:
        if isinstance(one, dict) and all(isinstance(one.get(key), str) for key in keys):
            return " ".join(one[key] for key in keys)
    return ""


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value)
