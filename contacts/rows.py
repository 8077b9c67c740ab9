"""One row becomes one person in one place, or the problems that stop it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from contacts import cells
from contacts.directory import Directory, Finder, Group, Named
from contacts.email import checked_email
from contacts.person import HOLDER, Person, Place
from contacts.phone import to_e164, to_mobile
from contacts.spelling import folded, tidied
from contacts.table import Row
from flows.sentences import Refused, Sentence

T = TypeVar("T")

NO_GROUP: Final = frozenset({"ingen", "none"})
"""What stands in the group column for a person in no group: an empty cell would hide a forgotten one."""
_ECHOED: Final = 60
_NEAR: Final = {
    "group": "The plan has no group '{text}'. Did you mean '{nearest}'?",
    "seat": "The group has no seat '{text}'. Did you mean '{nearest}'?",
    "area": "The plan has no area '{text}'. Did you mean '{nearest}'?",
}
_UNLIKE: Final = {
    "group": "The plan has no group '{text}'. It may be: {allowed}.",
    "seat": "The group has no seat '{text}'. It may be: {allowed}.",
    "area": "The plan has no area '{text}'. It may be: {allowed}.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file: `line` as the spreadsheet counts, the `column`'s key (empty for the whole row) and why.

    `allowed` is what may be written there, when that is a list; `nearest` the one of them that it was probably meant to be;
    `other_line` the line that this one contradicts.
    """

    line: int
    column: str
    sentence: Sentence
    allowed: tuple[str, ...] = ()
    nearest: str | None = None
    other_line: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A good row; a language nobody wrote is empty, so that it contradicts nothing."""

    line: int
    person: Person


class RowReader:
    """Reads rows against a directory; each problem is kept, and one bad row never stops the next (I12)."""

    def __init__(self, directory: Directory, today: date | None) -> None:
        self.problems: list[Problem] = []
        self._today = today
        self._groups = Finder(directory.groups)
        self._group_by_key = {group.key: group for group in directory.groups}
        self._areas = Finder(directory.areas)
        self._seats = {group.key: Finder(group.seats) for group in directory.groups}

    def read(self, row: Row) -> Entry | None:
        """The row's person, or None when it has problems."""
        before = len(self.problems)
        for column, sentence in row.faults:
            self.problems.append(Problem(row.line, column, sentence))
        for column, text in row.cells.items():
            self._try(row.line, column, cells.refuse_cpr, text)
        for text in row.unread:
            self._try(row.line, "", cells.refuse_cpr, text)
        if len(self.problems) > before:
            return None
        person = self._person(row)
        return Entry(row.line, person) if len(self.problems) == before else None

    def _person(self, row: Row) -> Person:
        def cell(column: str, read: Callable[[str, str], T], empty: T) -> T:
            text = row.cells.get(column)
            found = self._try(row.line, column, read, text) if text and not text.isspace() else None
            return empty if found is None else found

        person = Person(
            name=cell("name", cells.text_in, ""),
            title=cell("title", cells.text_in, ""),
            organisation=cell("organisation", cells.text_in, ""),
            mobile=cell("mobile", _mobile, None),
            phone=cell("phone", _phone, None),
            email=cell("email", _email, None),
            language=cell("language", cells.language_in, ""),
            last_confirmed=cell("last_confirmed", self._day, None),
            invented=cell("invented", cells.yes_in, False),
            places=self._places(row, cell("position", cells.position_in, HOLDER)),
        )
        self._check_reachable(row)
        return person

    def _day(self, text: str, field: str) -> date | None:
        return cells.day_in(text, field, self._today)

    def _check_reachable(self, row: Row) -> None:
        if not tidied(row.cells.get("name", "")):
            self._say(row.line, "name", Sentence("The person has no name. Write one."))
        if not any(tidied(row.cells.get(column, "")) for column in ("mobile", "phone", "email")):
            self._say(row.line, "mobile", Sentence("The person has neither a mobile, a telephone nor an e-mail. Write at least one."))

    def _places(self, row: Row, position: int) -> tuple[Place, ...]:
        if folded(row.cells.get("group", "")) in NO_GROUP and self._groups.find(row.cells["group"]) is None:
            self._refuse_extra(row, "seat", "area")
            self._refuse_deputy(row, position)
            return ()
        named = self._named(row, "group", self._groups)
        if named is None:
            return ()
        group = self._group_by_key[named.key]
        area = self._area(row, group)
        if not group.seats:
            self._refuse_extra(row, "seat")
            self._refuse_deputy(row, position)
            return (Place(group.key, None, HOLDER, area),)
        seat = self._named(row, "seat", self._seats[group.key])
        return (Place(group.key, seat.key, position, area),) if seat else ()

    def _area(self, row: Row, group: Group) -> str | None:
        if group.per_area:
            area = self._named(row, "area", self._areas)
            return area.key if area else None
        self._refuse_extra(row, "area")
        return None

    def _refuse_deputy(self, row: Row, position: int) -> None:
        if position != HOLDER:
            self._say(row.line, "position", Sentence("Without a seat nobody is a deputy. Leave the cell empty, or correct the group."))

    def _refuse_extra(self, row: Row, *columns: str) -> None:
        """A cell that means nothing in its group is told, not dropped: it may be the group that is wrong."""
        for column in columns:
            if tidied(row.cells.get(column, "")):
                self._say(row.line, column, Sentence("This cell must be empty in that group. Empty it, or correct the group."))

    def _named(self, row: Row, column: str, finder: Finder) -> Named | None:
        text = tidied(row.cells.get(column, ""))
        found = finder.find(text) if text else None
        if found is None:
            self.problems.append(_unknown(row.line, column, text, finder))
        return found

    def _try(self, line: int, column: str, read: Callable[[str, str], T], text: str) -> T | None:
        try:
            return read(text, column)
        except Refused as refused:
            self._say(line, column, refused.sentence)
            return None

    def _say(self, line: int, column: str, sentence: Sentence) -> None:
        self.problems.append(Problem(line, column, sentence))


def _mobile(text: str, field: str) -> str | None:
    return to_mobile(text, field=field)


def _phone(text: str, field: str) -> str | None:
    return to_e164(text, field=field)


def _email(text: str, field: str) -> str | None:
    return checked_email(text, field=field)


def _unknown(line: int, column: str, text: str, finder: Finder) -> Problem:
    nearest = finder.nearest(text) if text else None
    allowed = ", ".join(finder.labels)
    if not text:
        sentence = Sentence("The cell is empty. Write one of: {allowed}.", allowed=allowed)
    elif nearest:
        sentence = Sentence(_NEAR[column], text=text[:_ECHOED], nearest=nearest)
    else:
        sentence = Sentence(_UNLIKE[column], text=text[:_ECHOED], allowed=allowed)
    return Problem(line, column, sentence, finder.labels, nearest)
