"""Lists in pages, all of them alike: an opaque cursor, `next` in the body and in the Link header."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode
from zlib import crc32

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field

from flows.sentences import Refused

ItemT = TypeVar("ItemT")
RowT = TypeVar("RowT")

_LARGEST = 2**63 - 1


class Page(BaseModel, Generic[ItemT]):
    """One page of a list; `next` is the cursor of the following page, null on the last."""

    items: list[ItemT]
    next: str | None = Field(description="Send it as `cursor` to get the following page; null on the last page.")


@dataclass(frozen=True, slots=True)
class Paging:
    """What page is asked for: after `after` (an id or another place; None: from the start), at most `limit` items."""

    request: Request
    response: Response
    after: int | None
    limit: int

    def page(self, rows: Sequence[RowT], item: Callable[[RowT], ItemT], place: Callable[[RowT], int]) -> Page[ItemT]:
        """The page of `rows`, which were asked for with one more than `limit` so that the last page is known."""
        shown = rows[: self.limit]
        following = encode(_name(self.request), place(shown[-1])) if len(rows) > self.limit else None
        if following:
            query = urlencode({**self.request.query_params, "cursor": following, "limit": self.limit})
            self.response.headers["link"] = f'<{self.request.url.path}?{query}>; rel="next"'
        return Page[Any](items=[item(row) for row in shown], next=following)

    def of(self, found: Iterable[RowT], item: Callable[[RowT], ItemT], place: Callable[[RowT], int] | None = None) -> Page[ItemT]:
        """The page of a list that is whole in memory, in the order of `place`.

        Each one's place must be its own, and stay the same while others come and go. Without `place` it is where one stands in the
        list: for what does not change between two pages.
        """
        placed = sorted(((place(row), row) for row in found), key=lambda one: one[0]) if place else list(enumerate(found))
        rest = [one for one in placed if self.after is None or one[0] > self.after]
        return self.page(rest, lambda one: item(one[1]), lambda one: one[0])


async def paging(
    request: Request,
    response: Response,
    cursor: Annotated[str | None, Query(max_length=100, description="The `next` of an earlier page.")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="At most so many items.")] = 50,
) -> Paging:
    """The page that a request asks for; `Refused` for a cursor that is not one of this list's."""
    return Paging(request, response, decode(_name(request), cursor) if cursor is not None else None, limit)


Paged = Annotated[Paging, Depends(paging)]


def place_by(first: int, rest: str) -> int:
    """A place for what has no number of its own: by `first` (below 2**39), and by `rest` among those that share it."""
    return (first << 24) + (crc32(rest.encode()) >> 8)


def encode(name: str, place: int) -> str:
    """The cursor of a place in the list of that name."""
    return urlsafe_b64encode(f"{name}:{place}".encode()).decode().rstrip("=")


def decode(name: str, cursor: str) -> int:
    """The place that a cursor stands for; `Refused` when it is not one of the list of that name."""
    try:
        found, _, place = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode("ascii").rpartition(":")
        number = int(place)
    except ValueError:
        found, number = "", -1
    if found != name or not 0 <= number <= _LARGEST or encode(name, number) != cursor:
        raise Refused("That is not a cursor of this list. Begin without one, and then use each page's 'next'.", field="cursor")
    return number


def _name(request: Request) -> str:
    """What list it is: its address, in short."""
    return f"{crc32(request.url.path.encode()):08x}"
