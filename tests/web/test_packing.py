"""Pages go out packed to those who asked for them themselves, and to nobody else's order."""

import pytest

from flows.vocabulary import Role
from tests.web.visiting import visiting
from tests.web.world import World


@pytest.mark.parametrize("asked_by", ["none", "same-origin", "cross-site", "same-site", None])
async def test_a_page_is_packed_only_when_no_other_site_had_it_asked_for(still: World, asked_by: str | None) -> None:
    """From the length of what is packed, a listener could guess what stands in it."""
    at = f"/incidents/{await still.alarm()}"
    async with visiting(still, Role.DUTY_CHIEF) as visit:
        headers = {"accept-encoding": "gzip"} | ({"sec-fetch-site": asked_by} if asked_by else {})
        page = await visit.get(at, **headers)
        plain = await visit.get(at, **{**headers, "accept-encoding": "identity"})
    packed = asked_by in ("none", "same-origin")
    assert (page.headers.get("content-encoding") == "gzip") is packed
    assert "content-encoding" not in plain.headers
    assert page.text.count("<li") == plain.text.count("<li") > 0
    if packed:
        assert int(page.headers["content-length"]) < len(plain.content) / 3
