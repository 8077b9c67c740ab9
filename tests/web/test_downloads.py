"""A download tells its page that it has begun, and only a page that asked."""

from flows.vocabulary import Role
from tests.web.visiting import visiting
from tests.web.world import World

NUMBER = "lq3k9x0aabcdefgh"


async def test_whatever_the_answer_is_the_page_that_asked_stops_waiting(still: World) -> None:
    async with visiting(still, Role.SECRETARIAT) as office, visiting(still, None) as stranger:
        for visit, path, status in (
            (office, "/alert-list/export/csv", 200),
            (office, "/incidents/9/timeline.pdf", 404),
            (stranger, "/alert-list/export/csv", 303),
        ):
            found = await visit.get(f"{path}?download={NUMBER}")
            assert found.status_code == status
            assert found.headers["set-cookie"].startswith(f"beredskab_begun_{NUMBER}=1; Max-Age=60; Path=/; SameSite=strict")


async def test_nothing_but_a_number_becomes_a_cookie(still: World) -> None:
    async with visiting(still, Role.SECRETARIAT) as office:
        for asked in (
            "",
            "?download=",
            "?download=a",
            "?download=a%3B%20Domain%3Dexample",
            f"?download={'a' * 41}",
            "?download=%C3%A6%C3%B8%C3%A5abcdef",
        ):
            assert "set-cookie" not in (await office.get(f"/alert-list/export/csv{asked}")).headers, asked
