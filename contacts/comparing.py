"""What an import would change: shown before anything is stored."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from contacts.person import DETAILS, Person, email_key, name_key
from contacts.spelling import folded


@dataclass(frozen=True, slots=True)
class Change:
    """One person before and after; `fields` are the `Person` fields that differ (`places` among them)."""

    old: Person
    new: Person
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """Two lists compared; `same` are the old records, so that their `key` is at hand, as it is in `Change.old`."""

    added: tuple[Person, ...]
    changed: tuple[Change, ...]
    removed: tuple[Person, ...]
    same: tuple[Person, ...]


def _mobile(person: Person) -> str:
    return person.mobile or ""


def _email_without_mobile(person: Person) -> str:
    return "" if person.mobile else email_key(person)


def _name_and_email(person: Person) -> str:
    return f"{folded(person.name)}|{email_key(person)}" if person.email else ""


_LIKENESSES: Final[tuple[Callable[[Person], str], ...]] = (_mobile, _email_without_mobile, _name_and_email, name_key)
"""Tried in turn on those not yet paired: so somebody with a new mobile is a change, not one gone and one come."""


def compare(old: Iterable[Person], new: Iterable[Person]) -> Differences:
    """Pair the people of two lists, and say who is added, changed, removed and the same. Order of places does not count."""
    before, after = list(old), list(new)
    partner: dict[int, int] = {}
    for likeness in _LIKENESSES:
        _pair(before, after, partner, likeness)
    paired = set(partner.values())
    changes = [_change(before[partner[i]], person) for i, person in enumerate(after) if i in partner]
    return Differences(
        added=tuple(person for i, person in enumerate(after) if i not in partner),
        changed=tuple(change for change in changes if change.fields),
        removed=tuple(person for i, person in enumerate(before) if i not in paired),
        same=tuple(change.old for change in changes if not change.fields),
    )


def _pair(before: Sequence[Person], after: Sequence[Person], partner: dict[int, int], likeness: Callable[[Person], str]) -> None:
    paired = set(partner.values())
    left = _unique((i, likeness(p)) for i, p in enumerate(before) if i not in paired)
    right = _unique((i, likeness(p)) for i, p in enumerate(after) if i not in partner)
    partner.update({right[key]: left[key] for key in right if key in left})


def _unique(keyed: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Only what one person alone has can tell who they are."""
    known = [(index, key) for index, key in keyed if key]
    counts = Counter(key for _, key in known)
    return {key: index for index, key in known if counts[key] == 1}


def _change(old: Person, new: Person) -> Change:
    fields = [detail for detail in DETAILS if getattr(old, detail) != getattr(new, detail)]
    if set(old.places) != set(new.places):
        fields.append("places")
    return Change(old, new, tuple(fields))
