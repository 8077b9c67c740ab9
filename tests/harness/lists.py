"""Lists of the API as a client reads them: page by page, until the last."""

from collections.abc import Awaitable, Callable
from typing import Any


async def whole_list(get: Callable[[str], Awaitable[Any]], path: str, *, limit: int = 200) -> list[Any]:
    """Every item of the list at `path`; `get` answers with the page at an address."""
    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await get(f"{path}{'&' if '?' in path else '?'}limit={limit}{cursor and f'&cursor={cursor}'}")
        assert len(page["items"]) <= limit
        found += page["items"]
        cursor = page["next"]
    return found
